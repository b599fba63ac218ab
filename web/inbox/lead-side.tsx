// Beside the thread: who this is and what happens with them now.
import { enrollmentsOfLead } from '#contract/campaigns'
import type { ThreadDetail } from '#contract/inbox'
import { getLead } from '#contract/leads'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { memo } from 'react'
import { useCall } from '../app/call.ts'
import { stateOf } from '../campaigns/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { Notice } from '../ui/states.tsx'
import { counted } from '../ui/values.tsx'
import css from './inbox.module.css'
import { Notes } from './notes.tsx'
import { ReferralCard } from './referral-card.tsx'

export const LeadSide = memo(function LeadSide({ thread, onSuppress }: { thread: ThreadDetail; onSuppress?: (() => void) | undefined }) {
  const id = thread.lead?.id
  const lead = useCall(getLead, { params: { id: id ?? '' } }, { enabled: Boolean(id), keep: false })
  const enrolled = useCall(enrollmentsOfLead, { params: { id: id ?? '' } }, { enabled: Boolean(id), keep: false })
  if (!thread.lead) return <aside className={css.side} aria-label="Lead"><p className={css.quiet}>No lead belongs to this thread.</p><Notes key={thread.id} thread={thread} /></aside>
  return (
    <aside className={css.side} aria-label="Lead">
      <div>
        <Link to="/leads/$leadId" params={{ leadId: thread.lead.id }} className={css.name}>{thread.lead.name}</Link>
        <div className={css.quiet}>{[thread.lead.title, thread.lead.companyName].filter(Boolean).join(', ')}</div>
        <div className={css.quiet}>{thread.lead.email}</div>
      </div>
      {thread.nextStep && <div><h3>Next step</h3><p className={css.next}>{thread.nextStep}</p></div>}
      {thread.firstAnswerMinutes !== null && <div className={css.quiet}>First answered after {waited(thread.firstAnswerMinutes)}.</div>}
      <ReferralCard thread={thread} />
      {lead.data && !lead.data.mayBeContacted && <Notice tone="warning">{lead.data.sentence}</Notice>}
      {(enrolled.data?.items.length ?? 0) > 0 && (
        <div className={css.stack}>
          <h3>Campaigns</h3>
          {enrolled.data?.items.map((e) => (
            <div key={e.id}>
              <Link to={`/campaigns/${e.campaignId}`}>{e.campaignName}</Link>
              <div><StatusBadge tone={stateOf[e.state].tone} plain>{stateOf[e.state].words}</StatusBadge></div>
              {e.reason && <div className={css.quiet}>{e.reason}</div>}
            </div>
          ))}
        </div>
      )}
      {lead.data?.lead.notes && <div><h3>Notes</h3><p className={css.quiet}>{lead.data.lead.notes}</p></div>}
      {thread.level === 'full' && <Notes key={thread.id} thread={thread} />}
      {onSuppress && lead.data?.mayBeContacted && <div><Button size="xs" variant="subtle" color="bad" onClick={onSuppress}>Never write again</Button></div>}
    </aside>
  )
})

const waited = (minutes: number): string => (minutes < 90 ? counted(Math.max(1, Math.round(minutes)), 'minute') : minutes < 48 * 60 ? counted(Math.round(minutes / 60), 'hour') : counted(Math.round(minutes / 1440), 'day'))
