// One company: its record, what happened with its people, who they are, and what we know.
import { getCompany } from '#contract/companies'
import { listLeadsOfCompany } from '#contract/leads'
import { Link, useParams } from '@tanstack/react-router'
import { useCall, usePages } from '../app/call.ts'
import { CompanyFields } from '../companies/fields.tsx'
import { DealsOf } from '../deals/deals-of.tsx'
import css from '../leads/leads.module.css'
import { LeadStatusBadge } from '../leads/statuses.tsx'
import { nameOf, reasonWords } from '../leads/words.ts'
import { AlsoHere } from '../presence/also-here.tsx'
import { ResearchPart } from '../research/research-part.tsx'
import { CompanySilence, SilenceCompany } from '../suppressions/company-silence.tsx'
import { MeetingsOf } from '../meetings/meetings-of.tsx'
import { NotesOf } from '../tasks/notes-of.tsx'
import { TasksOf } from '../tasks/tasks-of.tsx'
import { TimelinePart } from '../timeline/timeline-part.tsx'
import { SourceChip, StatusBadge } from '../ui/badge.tsx'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Bone, Loaded } from '../ui/states.tsx'
import { counted } from '../ui/values.tsx'

export default function Company() {
  const { companyId } = useParams({ strict: false }) as { companyId: string }
  const company = useCall(getCompany, { params: { id: companyId } })
  return (
    <Page>
      <Loaded from={company} bones={<div className={css.columns}><Bone h={420} r={10} /><Bone h={420} r={10} /><Bone h={300} r={10} /></div>}>
        {(c) => (
          <>
            <PageHeader title={c.name} beside={<AlsoHere of="company" id={c.id} />} back={{ to: '/companies', label: 'Companies' }} says={<>{[c.industry, [c.city, c.country].filter(Boolean).join(', '), counted(c.leads, 'lead')].filter(Boolean).join(' · ')} {c.website && <SourceChip url={c.website} />}</>} action={<SilenceCompany company={c} />} />
            <div className={css.above}><CompanySilence company={c} /></div>
            <div className={css.columns}>
              <Card title="Company"><CompanyFields key={c.updatedAt} company={c} /></Card>
              <Card title="What happened"><TimelinePart of="company" id={c.id} /></Card>
              <div className={`${css.stack} ${css.right}`}>
                <TasksOf about={{ companyId: c.id }} />
                <NotesOf about={{ companyId: c.id }} />
                <MeetingsOf about={{ companyId: c.id }} />
                <DealsOf companyId={c.id} />
                <Card title="Leads"><People id={c.id} /></Card>
                <Card title="What we know"><ResearchPart subject="company" id={c.id} /></Card>
              </div>
            </div>
          </>
        )}
      </Loaded>
    </Page>
  )
}

function People({ id }: { id: string }) {
  const leads = usePages(listLeadsOfCompany, { params: { id }, query: { limit: 50 } })
  if (!leads.isPending && !leads.items.length) return <p className={css.muted}>Nobody yet.</p>
  return <ul className={css.mails}>{leads.items.map((l) => <li key={l.id}><Link to="/leads/$leadId" params={{ leadId: l.id }}>{nameOf(l)}</Link> <span className="o-muted">{l.title}</span> {l.suppressed ? <StatusBadge tone="bad" plain>{reasonWords[l.suppressed]}</StatusBadge> : <LeadStatusBadge status={l.status} plain />}</li>)}</ul>
}
