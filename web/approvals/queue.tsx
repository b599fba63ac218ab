// The queue: who is waiting, and why one needs a look.
import type { DraftRow } from '#contract/writing'
import { useEffect, useRef } from 'react'
import { ProgressBar } from '../ui/measures.tsx'
import css from './approvals.module.css'

interface Props { rows: DraftRow[]; current: string | undefined; onOpen: (id: string) => void; more: () => void; hasMore: boolean; done: number; total: number }

export function Queue({ rows, current, onOpen, more, hasMore, done, total }: Props) {
  const list = useRef<HTMLDivElement>(null)
  useEffect(() => { list.current?.querySelector('[aria-current="true"]')?.scrollIntoView({ block: 'nearest' }) }, [current])
  return (
    <div className={css.queue}>
      <div className={css.rows} ref={list} role="list" aria-label="Drafts waiting" onScroll={(e) => { const at = e.currentTarget; if (hasMore && at.scrollHeight - at.scrollTop - at.clientHeight < 400) more() }}>
        {rows.map((row) => (
          <div role="listitem" key={row.id}>
            <button type="button" className={css.row} aria-current={row.id === current} onClick={() => onOpen(row.id)}>
              <i className={`${css.dot} ${css[row.status] ?? ''}`} aria-label={stateWords[row.status]} role="img" />
              <span className={css.who}><span>{row.lead.name}</span><span className={css.step}>Mail {row.stepNo}{row.variant && ` ${row.variant}`}</span></span>
              <span />
              <span className={css.firm}>{[row.lead.title, row.lead.companyName].filter(Boolean).join(', ') || row.lead.email}</span>
              <span />
              <span className={css.subject}>{row.subject || 'No subject yet'}</span>
              {row.reason && <><span /><span className={`${css.why} ${row.status === 'failed' ? css.bad : ''}`}>{row.reason}</span></>}
            </button>
          </div>
        ))}
      </div>
      {total > 0 && <div className={css.progress}><ProgressBar label="Decided" done={done} total={total} /></div>}
    </div>
  )
}

const stateWords: Record<DraftRow['status'], string> = {
  writing: 'Being written', ready: 'Ready', needs_review: 'Needs a look', approved: 'Approved', skipped: 'Skipped', failed: 'Could not be written', superseded: 'Replaced',
}
