// What can be done with many leads at once: those picked, or everything the search and filter find.
import { enrollLeads, listCampaigns } from '#contract/campaigns'
import { bulkLeads, createList, leadChoices, listLists, restoreLead, type BulkAction, type LeadFilter } from '#contract/leads'
import { Button, Menu } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { call, newKey, touch, useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import { Choose, ownEscape } from './choose.tsx'
import css from './leads.module.css'
import { useStatuses } from './statuses.tsx'

export interface Whom { picked: ReadonlySet<string>; everything: boolean; search: string | undefined; filter: string | undefined }

export function BulkBar({ whom, total, onEverything, onDone }: { whom: Whom; total: string; onEverything: () => void; onDone: () => void }) {
  const may = useMay()
  const queries = useQueryClient(), statuses = useStatuses()
  const lists = useCall(listLists), choices = useCall(leadChoices), campaigns = useCall(listCampaigns, { query: { limit: 100 } })
  const [deleting, setDeleting] = useState(false)
  const filter = whom.filter ? (JSON.parse(whom.filter) as LeadFilter) : undefined
  const body = whom.everything ? { matching: { ...(whom.search && { search: whom.search }), ...(filter && { filter }) } } : { ids: [...whom.picked] }
  const bulk = useSend(bulkLeads, { touches: ['/leads', '/lists', '/saved-filters'], onError: toastError })
  const act = (action: BulkAction, says: (n: number) => string) => bulk.mutate({ body: { whom: body, action } }, { onSuccess: (r) => { toast(r.changed ? says(r.changed) : 'Nothing changed: it was so already.', r.changed ? {} : { tone: 'info' }); onDone() } })
  const enroll = useSend(enrollLeads, { touches: ['/campaigns', '/drafts', '/leads'], onError: toastError, onDone: (r) => { toast([`${counted(r.enrolled, 'lead')} taken into the campaign.`, ...r.leftOut.map((o) => o.sentence)].join(' ')); onDone() } })
  const newList = useSend(createList, { touches: [listLists], onError: toastError, onDone: (l) => { act({ do: 'addToList', listId: l.id }, (n) => `${counted(n, 'lead')} put on ${l.name}.`) } })
  const remove = () => {
    const ids = [...whom.picked]
    bulk.mutate({ body: { whom: body, action: { do: 'delete' } } }, { onSuccess: (r) => {
      setDeleting(false); onDone()
      toast(`${counted(r.changed, 'lead')} moved to the trash. Nothing planned for them is sent.`, whom.everything || ids.length > 100 ? {} : { undo: () => void Promise.all(ids.map((id) => call(restoreLead, { params: { id } }, { key: newKey() }))).then(() => touch(queries, '/leads'), toastError) })
    } })
  }
  const tagAll = (t: string) => act({ do: 'addTags', tags: [t] }, (n) => `${counted(n, 'lead')} tagged ${t}.`)
  const tags = choices.data?.tags ?? []
  // They can be taken off the lists that the filter names.
  const onLists = (lists.data?.items ?? []).filter((l) => whom.filter?.includes(l.id))
  const open = (campaigns.data?.items ?? []).filter((c) => c.status !== 'archived' && c.status !== 'completed')
  return (
    <div className={css.bulk} onKeyDownCapture={ownEscape}>
      {!whom.everything ? <Button size="xs" variant="subtle" onClick={onEverything}>Take all {total}</Button> : <b>All {total} are meant</b>}
      {may('campaigns.write') && <Menu position="top-start"><Menu.Target><Button size="xs" variant="default">To a campaign</Button></Menu.Target><Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
        {open.map((c) => <Menu.Item key={c.id} onClick={() => enroll.mutate({ params: { id: c.id }, body: whom.everything ? { filter: filter ?? { all: [] }, ...(whom.search && { search: whom.search }) } : { leadIds: [...whom.picked] } })}>{c.name}</Menu.Item>)}
        {!open.length && <Menu.Item component={Link} to="/campaigns?new=campaign">No campaign is open; make one</Menu.Item>}
      </Menu.Dropdown></Menu>}
      <Choose label="To a list" field="Find, or name a new list" make="New" onNew={(name) => newList.mutate({ body: { name } })} parts={[
        { choices: (lists.data?.items ?? []).map((l) => ({ key: l.id, label: l.name, run: () => act({ do: 'addToList', listId: l.id }, (n) => `${counted(n, 'lead')} put on ${l.name}.`) })) },
        { title: 'Take off', choices: onLists.map((l) => ({ key: l.id, label: l.name, run: () => act({ do: 'removeFromList', listId: l.id }, (n) => `${counted(n, 'lead')} taken off ${l.name}.`) })) },
      ]} />
      <Choose label="Tag" field="Find, or write a new tag" make="Add" onNew={tagAll} parts={[
        { title: 'Add', choices: tags.map((t) => ({ key: t, label: t, run: () => tagAll(t) })) },
        { title: 'Take away', choices: tags.map((t) => ({ key: t, label: t, run: () => act({ do: 'removeTags', tags: [t] }, (n) => `${t} taken from ${counted(n, 'lead')}.`) })) },
      ]} />
      <Menu position="top-start"><Menu.Target><Button size="xs" variant="default">Status</Button></Menu.Target><Menu.Dropdown>{statuses.all.map((s) => <Menu.Item key={s.key} onClick={() => act({ do: 'setStatus', status: s.key }, (n) => `${counted(n, 'lead is', 'leads are')} now ${s.name.toLowerCase()}.`)}>{s.name}</Menu.Item>)}</Menu.Dropdown></Menu>
      <Button size="xs" variant="subtle" color="bad" onClick={() => setDeleting(true)}>Delete</Button>
      <ConfirmTyped opened={deleting} onClose={() => setDeleting(false)} title="Move to the trash?" confirm="Move to the trash" busy={bulk.isPending} {...(whom.everything && { type: 'delete' })} onConfirm={remove}>
        {whom.everything ? `All ${total}` : counted(whom.picked.size, 'lead')} go to the trash, and what is planned for them is cancelled. What was sent and answered stays.
      </ConfirmTyped>
    </div>
  )
}
