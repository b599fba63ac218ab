// One company: its record, what happened with its people, who they are, and what we know.
import { deleteCompany, getCompany, listCompanies, restoreCompany } from '#contract/companies'
import { listLeadsOfCompany } from '#contract/leads'
import { Button, Menu, Tabs } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useCall, usePages, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { CompanyFields } from '../companies/fields.tsx'
import { DealsOf } from '../deals/deals-of.tsx'
import css from '../leads/leads.module.css'
import { LeadStatusBadge } from '../leads/statuses.tsx'
import { nameOf, reasonWords } from '../leads/words.ts'
import { AlsoHere } from '../presence/also-here.tsx'
import { Files } from '../records/files.tsx'
import { HistoryPart } from '../records/history.tsx'
import { useNames } from '../records/names.ts'
import { Signals } from '../records/signals.tsx'
import { Twins } from '../records/twins.tsx'
import { ResearchPart } from '../research/research-part.tsx'
import { CompanySilence, SilenceCompany } from '../suppressions/company-silence.tsx'
import { MeetingsOf } from '../meetings/meetings-of.tsx'
import { NotesOf } from '../tasks/notes-of.tsx'
import { TasksOf } from '../tasks/tasks-of.tsx'
import { TimelinePart } from '../timeline/timeline-part.tsx'
import { SourceChip, StatusBadge } from '../ui/badge.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDots } from '../ui/icons.ts'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Bone, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { counted } from '../ui/values.tsx'

export default function Company() {
  const { companyId } = useParams({ strict: false }) as { companyId: string }
  const company = useCall(getCompany, { params: { id: companyId } })
  const may = useMay(), navigate = useNavigate(), names = useNames()
  const [url, setUrl] = useUrlState()
  const touches = [getCompany, listCompanies, '/companies', '/leads', '/trash']
  const restore = useSend(restoreCompany, { touches, onError: toastError, onDone: () => toast('Back from the trash, with its people.') })
  const remove = useSend(deleteCompany, { touches, onError: toastError, onDone: () => { toast('Moved to the trash; its leads stay.', { undo: () => restore.mutate({ params: { id: companyId } }) }); void navigate({ to: '/companies' }) } })
  return (
    <Page>
      <Loaded from={company} bones={<div className={css.columns}><Bone h={420} r={10} /><Bone h={420} r={10} /><Bone h={300} r={10} /></div>}>
        {(c) => {
          const gone = c.deletedAt !== null, locked = gone || !c.mayChange
          return (
            <>
              <PageHeader
                title={c.name} beside={<AlsoHere of="company" id={c.id} />} back={{ to: '/companies', label: 'Companies' }} says={<>{[c.industry, [c.city, c.country].filter(Boolean).join(', '), counted(c.leads, 'lead')].filter(Boolean).join(' · ')} {c.website && <SourceChip url={c.website} />}</>}
                action={!gone && <>
                  <SilenceCompany company={c} />
                  {may('leads.delete') && c.mayChange && <Menu position="bottom-end">
                    <Menu.Target><Button variant="default" aria-label="More" px={8}><Icon of={IconDots} /></Button></Menu.Target>
                    <Menu.Dropdown><Menu.Item color="bad" onClick={() => remove.mutate({ params: { id: c.id } })}>Move to the trash</Menu.Item></Menu.Dropdown>
                  </Menu>}
                </>}
              />
              <div className={css.above}>
                {gone && <Notice tone="warning" action={may('leads.write') && c.mayChange && <Button size="xs" variant="default" loading={restore.isPending} onClick={() => restore.mutate({ params: { id: c.id } })}>Take it out</Button>}>This company is in the trash. Its leads are not.</Notice>}
                {may('leads.write') && !gone && !c.mayChange && <Notice>This company is {(c.ownerId && names(c.ownerId)) || 'a colleague'}’s. Ask them, or a manager, to change it.</Notice>}
                <CompanySilence company={c} />
              </div>
              <div className={css.columns}>
                <Card title="Company"><CompanyFields company={c} /></Card>
                <Card><Tabs value={url.part ?? 'story'} onChange={(part) => setUrl({ part: part === 'story' || !part ? undefined : part }, { replace: true })} keepMounted={false}>
                  <Tabs.List mb="md"><Tabs.Tab value="story">What happened</Tabs.Tab><Tabs.Tab value="changes">Changes</Tabs.Tab></Tabs.List>
                  <Tabs.Panel value="story"><TimelinePart of="company" id={c.id} /></Tabs.Panel>
                  <Tabs.Panel value="changes"><HistoryPart of="company" id={c.id} names={names} locked={locked} /></Tabs.Panel>
                </Tabs></Card>
                <div className={`${css.stack} ${css.right}`}>
                  <TasksOf about={{ companyId: c.id }} />
                  <NotesOf about={{ companyId: c.id }} />
                  <MeetingsOf about={{ companyId: c.id }} />
                  <DealsOf companyId={c.id} />
                  <Card title="Leads"><People id={c.id} /></Card>
                  {!gone && <Twins of="company" id={c.id} />}
                  <Signals of="company" id={c.id} locked={locked} />
                  <Files of="company" id={c.id} locked={locked} />
                  <Card title="What we know"><ResearchPart subject="company" id={c.id} /></Card>
                </div>
              </div>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}

function People({ id }: { id: string }) {
  const leads = usePages(listLeadsOfCompany, { params: { id }, query: { limit: 50 } })
  if (!leads.isPending && !leads.items.length) return <p className={css.muted}>Nobody yet.</p>
  return <>
    <ul className={css.mails}>{leads.items.map((l) => <li key={l.id}><Link to="/leads/$leadId" params={{ leadId: l.id }}>{nameOf(l)}</Link> <span className="o-muted">{l.title}</span> {l.suppressed ? <StatusBadge tone="bad" plain>{reasonWords[l.suppressed]}</StatusBadge> : <LeadStatusBadge status={l.status} plain />}</li>)}</ul>
    {leads.hasMore && <Button size="compact-xs" variant="subtle" onClick={leads.more}>Show more</Button>}
  </>
}
