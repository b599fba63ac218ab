// The threads: drawn only where they are seen, so that thousands scroll like fifty.
import { Checkbox } from '@mantine/core'
import type { ThreadView } from '#contract/inbox'
import { useVirtualizer } from '@tanstack/react-virtual'
import { memo, useEffect, useRef } from 'react'
import { initials } from '../app/top.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconArrowBackUp, IconClock, IconPaperclip } from '../ui/icons.ts'
import { formatWhen, When } from '../ui/values.tsx'
import css from './inbox.module.css'
import { classOf } from './words.ts'

const rowHeight = 92

interface Props { rows: ThreadView[]; current: string | undefined; picked: ReadonlySet<string>; onOpen: (id: string) => void; onPick: (id: string, range: boolean) => void; more: () => void; hasMore: boolean; isFetching: boolean }

export const ThreadList = memo(function ThreadList({ rows, current, picked, onOpen, onPick, more, hasMore, isFetching }: Props) {
  const scroll = useRef<HTMLDivElement>(null)
  // eslint-disable-next-line react-hooks/incompatible-library -- measured by the library itself
  const virtual = useVirtualizer({ count: rows.length, getScrollElement: () => scroll.current, estimateSize: () => rowHeight, overscan: 8, getItemKey: (i) => rows[i]?.id ?? i })
  const items = virtual.getVirtualItems()
  const last = items.at(-1)?.index ?? 0
  useEffect(() => { if (hasMore && last >= rows.length - 30) more() }, [last, rows.length, hasMore, more])
  const at = rows.findIndex((row) => row.id === current)
  const shown = useRef<string>(undefined)
  useEffect(() => {
    // Only when the person moves: a mail that arrives pushes no row away from under the eye.
    if (at < 0 || shown.current === current) return
    shown.current = current
    virtual.scrollToIndex(at, { align: 'auto' })
  }, [at, current, virtual])
  return (
    <div className={css.list} ref={scroll} role="list" aria-label="Threads" aria-busy={isFetching} tabIndex={-1}>
      <div style={{ height: virtual.getTotalSize(), position: 'relative' }}>
        {items.map((item) => {
          const row = rows[item.index]
          return row && (
            <div key={item.key} role="listitem" aria-posinset={item.index + 1} aria-setsize={hasMore ? -1 : rows.length} className={css.place} style={{ transform: `translateY(${item.start}px)`, height: rowHeight }}>
              <Row row={row} current={row.id === current} picked={picked.has(row.id)} picking={picked.size > 0} onOpen={onOpen} onPick={onPick} />
            </div>
          )
        })}
      </div>
    </div>
  )
})

const Row = memo(function Row({ row: r, current, picked, picking, onOpen, onPick }: { row: ThreadView; current: boolean; picked: boolean; picking: boolean; onOpen: (id: string) => void; onPick: (id: string, range: boolean) => void }) {
  const who = r.lead?.name ?? (r.from.name || r.from.address)
  return (
    <div className={`${css.row} ${r.unread ? css.unread : ''} ${picked ? css.picked : ''} ${picking ? css.picking : ''}`} data-current={current}>
      <Checkbox className={css.tick} size="xs" aria-label={`Pick ${who}`} checked={picked} tabIndex={-1} onChange={(e) => onPick(r.id, (e.nativeEvent as MouseEvent).shiftKey)} />
      <button type="button" data-list-row className={css.open_row} aria-current={current} onClick={() => onOpen(r.id)}>
        <span className={css.top}><span>{who}</span><span className={css.time}><When at={r.lastAt} /></span></span>
        <span className={css.subject}>{r.level === 'metadata' ? 'Not shared' : r.subject || 'No subject'}</span>
        <span className={css.snippet}>{r.level === 'full' ? r.snippet : 'Its owner keeps the text private.'}</span>
        <span className={css.signs}>
          <StatusBadge tone={classOf[r.class].tone} plain>{classOf[r.class].words}</StatusBadge>
          {r.status === 'snoozed' && r.snoozedUntil && <span title={`Comes back ${formatWhen(r.snoozedUntil)}`}><Icon of={IconClock} size={12} /><span className="o-hidden">Comes back</span></span>}
          {r.turn === 'theirs' && <span title="Answered; their turn"><Icon of={IconArrowBackUp} size={12} /><span className="o-hidden">Answered</span></span>}
          {r.hasAttachments && <span title="Has attachments"><Icon of={IconPaperclip} size={12} /><span className="o-hidden">Attachments</span></span>}
          {r.labels.map((label) => <span key={label} className={css.label}>{label}</span>)}
          {r.assignee && <span className={css.mini_face} title={`${r.assignee.name} has it`}>{initials(r.assignee.name)}</span>}
          {r.unread && <span className="o-hidden">Unread</span>}
        </span>
      </button>
    </div>
  )
})
