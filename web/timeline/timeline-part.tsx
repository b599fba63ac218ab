// What happened, newest first, as sentences; filtered by kind; every automatic act says why.
import { companyTimeline, dealTimeline, leadTimeline, type TimelineEntry } from '#contract/timeline'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { usePages } from '../app/call.ts'
import { FilterChips } from '../ui/filter-chips.tsx'
import { Bone, ErrorState, Late } from '../ui/states.tsx'
import { When } from '../ui/values.tsx'
import css from './timeline.module.css'

const kinds = [{ value: 'mail', label: 'Mails' }, { value: 'reply,bounce,opt_out', label: 'Answers' }, { value: 'visit', label: 'Visits' }, { value: 'campaign', label: 'Campaigns' }, { value: 'activity,task', label: 'Calls, notes and tasks' }, { value: 'meeting', label: 'Meetings' }, { value: 'deal', label: 'Deals' }, { value: 'research,writing', label: 'Research and writing' }, { value: 'record,import', label: 'Record' }]
const places: Record<string, string> = { lead: '/leads/', company: '/companies/', campaign: '/campaigns/', thread: '/inbox?open=', import: '/imports/', mailbox: '/mailboxes?open=', deal: '/deals/' }

export function TimelinePart({ of, id }: { of: 'lead' | 'company' | 'deal'; id: string }) {
  const [kind, setKind] = useState<string>()
  const asked = { params: { id }, query: { limit: 40, ...(kind && { kind }) } }
  const lines = usePages(of === 'lead' ? leadTimeline : of === 'deal' ? dealTimeline : companyTimeline, asked as never)
  const items = lines.items as TimelineEntry[]
  return (
    <div className={css.part}>
      <FilterChips label="Kind" choices={kinds} value={kind} onChange={setKind} />
      {lines.error && !items.length ? <ErrorState error={lines.error} onRetry={() => void lines.refetch()} />
        : lines.isPending ? <Late><Bone h={160} /></Late>
          : !items.length ? <p className={css.none}>{kind ? 'Nothing of this kind.' : 'Nothing has happened yet.'}</p>
            : <ol className={css.lines}>{items.map((e) => <Line key={e.id} entry={e} />)}</ol>}
      {lines.hasMore && <Button variant="default" size="xs" onClick={lines.more}>Show older</Button>}
    </div>
  )
}

function Line({ entry: e }: { entry: TimelineEntry }) {
  const to = e.link && places[e.link.to] ? `${places[e.link.to]}${e.link.id}` : undefined
  return (
    <li className={css.line} data-kind={e.kind}>
      <i />
      <div>
        <div>{to ? <Link to={to}>{e.sentence}</Link> : e.sentence}</div>
        {e.quote && <div className={css.quote}>“{e.quote}”</div>}
        {e.why && <div className={css.why}>{e.why}</div>}
      </div>
      <span className={css.when}><When at={e.at} /></span>
    </li>
  )
}
