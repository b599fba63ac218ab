// Where this lead stands: may we write, whose it is, which campaigns, what is planned.
import { enrollmentsOfLead } from '#contract/campaigns'
import type { LeadPage } from '#contract/leads'
import { listDrafts } from '#contract/writing'
import { Link } from '@tanstack/react-router'
import type { z } from 'zod'
import { useCall } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useNames } from '../records/names.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { Card } from '../ui/page.tsx'
import { Loaded, Notice } from '../ui/states.tsx'
import { stateOf } from '../campaigns/words.ts'
import css from './leads.module.css'

export function MayWrite({ page }: { page: z.output<typeof LeadPage> }) {
  if (page.mayBeContacted) return null
  return <Notice tone="warning">{page.sentence} {page.suppressions.length > 0 && <Link to="/suppression">See the list</Link>}</Notice>
}

/** Why nothing of a colleague's lead can be changed; whoever only looks at leads need not be told. */
export function Whose({ page: { lead, mayChange } }: { page: z.output<typeof LeadPage> }) {
  const may = useMay(), names = useNames()
  if (mayChange || lead.deletedAt || !may('leads.write')) return null
  return <Notice>This lead is {(lead.ownerId && names(lead.ownerId)) || 'a colleague'}’s. Ask them, or a manager, to change it.</Notice>
}

export function Enrollments({ id }: { id: string }) {
  const enrolled = useCall(enrollmentsOfLead, { params: { id } })
  return (
    <Card title="Campaigns">
      <Loaded from={enrolled}>{({ items }) => !items.length ? <p className={css.muted}>In no campaign.</p> : (
        <div className={css.stack}>{items.map((e) => (
          <div key={e.id} className={css.enrolled}>
            <Link to={`/campaigns/${e.campaignId}`}>{e.campaignName}</Link>
            <span><StatusBadge tone={stateOf[e.state].tone} plain>{stateOf[e.state].words}</StatusBadge>{['scheduled', 'waiting'].includes(e.state) && e.nextAtThere && <span className="o-muted"> {e.nextAtThere}</span>}</span>
            {e.reason && <p className={css.muted}>{e.reason}</p>}
            {e.cameWhy && <p className={css.muted}>Came because: {e.cameWhy}</p>}
          </div>
        ))}</div>
      )}</Loaded>
    </Card>
  )
}

const words: Record<string, string> = { writing: 'being written', ready: 'waits for approval', needs_review: 'needs a look', approved: 'approved', skipped: 'skipped', failed: 'could not be written', superseded: 'replaced' }

export function Drafts({ id }: { id: string }) {
  const drafts = useCall(listDrafts, { query: { leadId: id, status: 'all', limit: 20 } })
  if (!drafts.data?.items.length) return null
  return (
    <Card title="Mails written">
      <ul className={css.mails}>{drafts.data.items.map((d) => <li key={d.id}><Link to="/approvals" search={{ open: d.id, ...(d.status === 'approved' && { status: 'approved' }) } as never}>{d.subject || 'No subject yet'}</Link> <span className="o-muted">mail {d.stepNo}, {words[d.status]}</span></li>)}</ul>
    </Card>
  )
}
