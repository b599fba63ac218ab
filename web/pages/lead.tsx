// One lead: facts at the left, what happened in the middle, where it stands at the right.
import { deleteLead, getLead, listLeads, restoreLead } from '#contract/leads'
import { addSuppressions } from '#contract/suppressions'
import { Button, Menu, Tabs } from '@mantine/core'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { AddressPart } from '../addresses/address-part.tsx'
import { DealsOf } from '../deals/deals-of.tsx'
import { LeadFields } from '../leads/fields.tsx'
import css from '../leads/leads.module.css'
import { Drafts, Enrollments, MayWrite, Whose } from '../leads/standing.tsx'
import { LeadStatusBadge, useStatuses } from '../leads/statuses.tsx'
import { nameOf } from '../leads/words.ts'
import { AlsoHere } from '../presence/also-here.tsx'
import { Files } from '../records/files.tsx'
import { HistoryPart } from '../records/history.tsx'
import { useNames } from '../records/names.ts'
import { Signals } from '../records/signals.tsx'
import { Twins } from '../records/twins.tsx'
import { ResearchPart } from '../research/research-part.tsx'
import { MeetingsOf } from '../meetings/meetings-of.tsx'
import { NotesOf } from '../tasks/notes-of.tsx'
import { TasksOf } from '../tasks/tasks-of.tsx'
import { ScorePart } from '../scoring/score.tsx'
import { TimelinePart } from '../timeline/timeline-part.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDots } from '../ui/icons.ts'
import { Card, Page, PageHeader } from '../ui/page.tsx'
import { Bone, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'

export default function Lead() {
  const { leadId } = useParams({ strict: false }) as { leadId: string }
  const lead = useCall(getLead, { params: { id: leadId } })
  const navigate = useNavigate()
  const [url, setUrl] = useUrlState()
  const statuses = useStatuses(), people = useNames()
  const names = (id: string) => statuses.all.find((s) => s.key === id)?.name ?? people(id)
  const may = useMay()
  const [banning, setBanning] = useState(false)
  const touches = [getLead, listLeads, '/leads', '/campaigns', '/suppressions']
  const restore = useSend(restoreLead, { touches, onError: toastError, onDone: () => toast('Back from the trash.') })
  const remove = useSend(deleteLead, { touches: [listLeads, '/leads', '/campaigns'], onError: toastError, onDone: () => { toast('Moved to the trash. Nothing planned is sent.', { undo: () => restore.mutate({ params: { id: leadId } }) }); void navigate({ to: '/leads' }) } })
  const ban = useSend(addSuppressions, { touches, onError: toastError, onDone: () => { setBanning(false); toast('Nobody writes to this address again.') } })
  return (
    <Page>
      <Loaded from={lead} bones={<div className={css.columns}><Bone h={420} r={10} /><Bone h={420} r={10} /><Bone h={300} r={10} /></div>}>
        {(page) => {
          const l = page.lead, gone = l.deletedAt !== null, locked = gone || !page.mayChange
          const mayBan = may('suppressions.add') && page.mayBeContacted, mayDelete = may('leads.write') && page.mayDelete && !gone
          return (
            <>
              <PageHeader
                title={nameOf(l)} back={{ to: '/leads', label: 'Leads' }} beside={<><LeadStatusBadge status={l.status} /><AlsoHere of="lead" id={l.id} /></>}
                says={<>{[l.title, l.companyName].filter(Boolean).join(', ')}{page.company && <> <Link to="/companies/$companyId" params={{ companyId: page.company.id }}>See the company</Link></>}</>}
                action={(mayBan || mayDelete) && <Menu position="bottom-end">
                  <Menu.Target><Button variant="default" aria-label="More" px={8}><Icon of={IconDots} /></Button></Menu.Target>
                  <Menu.Dropdown>
                    {mayBan && <Menu.Item onClick={() => setBanning(true)}>Never write again</Menu.Item>}
                    {mayDelete && <Menu.Item color="bad" onClick={() => remove.mutate({ params: { id: l.id } })}>Move to the trash</Menu.Item>}
                  </Menu.Dropdown>
                </Menu>}
              />
              <div className={css.stack}>
                {gone && <Notice tone="warning" action={may('leads.write') && page.mayChange && <Button size="xs" variant="default" onClick={() => restore.mutate({ params: { id: l.id } })}>Take it out</Button>}>This lead is in the trash.</Notice>}
                <MayWrite page={page} />
                <Whose page={page} />
                <div className={css.columns}>
                  <Card title="Lead"><LeadFields lead={l} locked={locked} /></Card>
                  <Card><Tabs value={url.part ?? 'story'} onChange={(part) => setUrl({ part: part === 'story' || !part ? undefined : part }, { replace: true })} keepMounted={false}>
                    <Tabs.List mb="md"><Tabs.Tab value="story">What happened</Tabs.Tab><Tabs.Tab value="changes">Changes</Tabs.Tab></Tabs.List>
                    <Tabs.Panel value="story"><TimelinePart of="lead" id={l.id} /></Tabs.Panel>
                    <Tabs.Panel value="changes"><HistoryPart of="lead" id={l.id} names={names} locked={locked} /></Tabs.Panel>
                  </Tabs></Card>
                  <div className={`${css.stack} ${css.right}`}>
                    <TasksOf about={{ leadId: l.id }} />
                    <NotesOf about={{ leadId: l.id }} />
                    <MeetingsOf about={{ leadId: l.id }} />
                    <DealsOf leadId={l.id} {...(!gone && { lead: { id: l.id, name: nameOf(l), companyName: l.companyName } })} />
                    {!gone && <ScorePart id={l.id} />}
                    {!gone && <AddressPart id={l.id} />}
                    <Enrollments id={l.id} />
                    <Drafts id={l.id} />
                    {!gone && <Twins of="lead" id={l.id} />}
                    <Signals of="lead" id={l.id} locked={locked} />
                    <Files of="lead" id={l.id} locked={locked} />
                    <Card title="What we know"><ResearchPart subject="lead" id={l.id} /></Card>
                    {page.lists.length > 0 && <Card title="Lists"><div className={css.tags}>{page.lists.map((x) => <span key={x.id} className={css.tag}>{x.name}</span>)}</div></Card>}
                  </div>
                </div>
              </div>
              <ConfirmTyped opened={banning} onClose={() => setBanning(false)} title={`Never write to ${nameOf(l)} again?`} confirm="Never write again" busy={ban.isPending} onConfirm={() => ban.mutate({ body: { text: l.email, reason: 'manual' } })}>
                {l.email} goes on the suppression list, and every campaign stops for this lead at once.
              </ConfirmTyped>
            </>
          )
        }}
      </Loaded>
    </Page>
  )
}
