// What can be done with many leads at once: those picked, or everything the search and filter find.
import { enrollLeads, listCampaigns } from '#contract/campaigns'
import { bulkLeads, listBulkChanges, undoBulkChange, type BulkAction } from '#contract/bulk'
import { listMembers } from '#contract/accounts'
import { createList, leadChoices, listLists, type LeadFilter } from '#contract/leads'
import { Autocomplete, Button, Menu, Popover, Stack, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { useShortcuts } from '../app/shortcuts.ts'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { Everything } from '../ui/many-bar.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import { doneWords, undoneWords } from '../records/bulk-words.ts'
import { Choose, ownEscape } from './choose.tsx'
import css from './leads.module.css'
import { useStatuses } from './statuses.tsx'

export interface Whom { picked: ReadonlySet<string>; everything: boolean; search: string | undefined; filter: string | undefined }

export function BulkBar({ whom, total, onEverything, onDone }: { whom: Whom; total: string; onEverything: () => void; onDone: () => void }) {
  const may = useMay()
  const statuses = useStatuses()
  const lists = useCall(listLists), choices = useCall(leadChoices), campaigns = useCall(listCampaigns, { query: { limit: 100 } })
  const members = useCall(listMembers, undefined, { enabled: may('team.read') })
  const [deleting, setDeleting] = useState(false)
  const filter = whom.filter ? (JSON.parse(whom.filter) as LeadFilter) : undefined
  const body = whom.everything ? { matching: { ...(whom.search && { search: whom.search }), ...(filter && { filter }) } } : { ids: [...whom.picked] }
  const touches = [listBulkChanges, '/leads', '/lists']
  const undo = useSend(undoBulkChange, { touches, onError: toastError, onDone: (b) => { if (b.status === 'undone') toast(undoneWords(b), { tone: 'info' }) } })
  // Few are done when the answer comes; of many, the card at the edge tells how far they are.
  const bulk = useSend(bulkLeads, { touches, onError: toastError, onDone: (b) => {
    onDone()
    if (b.status !== 'running') toast(doneWords(b, statuses.nameOf), b.changed ? { undo: () => undo.mutate({ params: { id: b.id } }) } : { tone: 'info' })
  } })
  const act = (action: BulkAction) => bulk.mutate({ body: { whom: body, action } })
  const enroll = useSend(enrollLeads, { touches: ['/campaigns', '/drafts', '/leads'], onError: toastError, onDone: (r) => { toast([`${counted(r.enrolled, 'lead')} taken into the campaign.`, ...r.leftOut.map((o) => o.sentence)].join(' ')); onDone() } })
  const newList = useSend(createList, { touches: [listLists], onError: toastError, onDone: (l) => act({ do: 'addToList', listId: l.id }) })
  const tagAll = (t: string) => act({ do: 'addTags', tags: [t] })
  const n = whom.everything ? total : String(whom.picked.size)
  useShortcuts([
    ...statuses.all.map((s) => ({ keys: '', label: `Picked (${n}): set to ${s.name.toLowerCase()}`, group: 'Lists', run: () => act({ do: 'setStatus', status: s.key }) })),
    ...(lists.data?.items ?? []).filter((l) => !l.filter).slice(0, 12).map((l) => ({ keys: '', label: `Picked (${n}): put on ${l.name}`, group: 'Lists', run: () => act({ do: 'addToList', listId: l.id }) })),
    ...(members.data?.items ?? []).slice(0, 12).map((m) => ({ keys: '', label: `Picked (${n}): give to ${m.name}`, group: 'Lists', run: () => act({ do: 'setOwner', ownerId: m.userId }) })),
    ...(choices.data?.tags ?? []).slice(0, 12).map((t) => ({ keys: '', label: `Picked (${n}): tag ${t}`, group: 'Lists', run: () => tagAll(t) })),
    { keys: '', label: `Picked (${n}): move to the trash`, group: 'Lists', run: () => setDeleting(true) },
  ])
  const tags = choices.data?.tags ?? []
  // They can be taken off the lists that the filter names.
  const onLists = (lists.data?.items ?? []).filter((l) => !l.filter && whom.filter?.includes(l.id))
  const open = (campaigns.data?.items ?? []).filter((c) => c.status !== 'archived' && c.status !== 'completed')
  return (
    <div className={css.bulk} onKeyDownCapture={ownEscape}>
      <Everything of={total} meant={whom.everything} onMean={onEverything} />
      {may('campaigns.write') && <Menu position="top-start"><Menu.Target><Button size="xs" variant="default">To a campaign</Button></Menu.Target><Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
        {open.map((c) => <Menu.Item key={c.id} onClick={() => enroll.mutate({ params: { id: c.id }, body: whom.everything ? { filter: filter ?? { all: [] }, ...(whom.search && { search: whom.search }) } : { leadIds: [...whom.picked] } })}>{c.name}</Menu.Item>)}
        {!open.length && <Menu.Item component={Link} to="/campaigns?new=campaign">No campaign is open; make one</Menu.Item>}
      </Menu.Dropdown></Menu>}
      <Choose label="To a list" field="Find, or name a new list" make="New" onNew={(name) => newList.mutate({ body: { name } })} parts={[
        { choices: (lists.data?.items ?? []).filter((l) => !l.filter).map((l) => ({ key: l.id, label: l.name, run: () => act({ do: 'addToList', listId: l.id }) })) },
        { title: 'Take off', choices: onLists.map((l) => ({ key: l.id, label: l.name, run: () => act({ do: 'removeFromList', listId: l.id }) })) },
      ]} />
      <Choose label="Tag" field="Find, or write a new tag" make="Add" onNew={tagAll} parts={[
        { title: 'Add', choices: tags.map((t) => ({ key: t, label: t, run: () => tagAll(t) })) },
        { title: 'Take away', choices: tags.map((t) => ({ key: t, label: t, run: () => act({ do: 'removeTags', tags: [t] }) })) },
      ]} />
      <Menu position="top-start"><Menu.Target><Button size="xs" variant="default">Status</Button></Menu.Target><Menu.Dropdown>{statuses.all.map((s) => <Menu.Item key={s.key} onClick={() => act({ do: 'setStatus', status: s.key })}>{s.name}</Menu.Item>)}</Menu.Dropdown></Menu>
      {members.data && <Menu position="top-start"><Menu.Target><Button size="xs" variant="default">Owner</Button></Menu.Target><Menu.Dropdown mah={320} style={{ overflow: 'auto' }}>
        {members.data.items.map((m) => <Menu.Item key={m.userId} onClick={() => act({ do: 'setOwner', ownerId: m.userId })}>{m.name}</Menu.Item>)}
        <Menu.Divider /><Menu.Item onClick={() => act({ do: 'setOwner', ownerId: null })}>Nobody</Menu.Item>
      </Menu.Dropdown></Menu>}
      <OwnField fields={choices.data?.customFields ?? []} onSet={(key, value) => act({ do: 'setCustom', key, value })} />
      <Button size="xs" variant="subtle" color="bad" onClick={() => setDeleting(true)}>Delete</Button>
      <ConfirmTyped opened={deleting} onClose={() => setDeleting(false)} title="Move to the trash?" confirm="Move to the trash" busy={bulk.isPending} {...(whom.everything && { type: 'delete' })} onConfirm={() => { setDeleting(false); act({ do: 'delete' }) }}>
        {n === '1' ? '1 lead goes to the trash, and what is planned for it is cancelled.' : `${whom.everything ? `All ${total}` : counted(whom.picked.size, 'lead')} go to the trash, and what is planned for them is cancelled.`} What was sent and answered stays.
      </ConfirmTyped>
    </div>
  )
}

/** One own field for all of them; left empty it is taken away. */
function OwnField({ fields, onSet }: { fields: string[]; onSet: (key: string, value: string | null) => void }) {
  const [opened, setOpened] = useState(false), [key, setKey] = useState(''), [value, setValue] = useState('')
  return (
    <Popover opened={opened} onChange={setOpened} position="top-start" width={260} trapFocus returnFocus>
      <Popover.Target><Button size="xs" variant="default" onClick={() => setOpened(!opened)}>Field</Button></Popover.Target>
      <Popover.Dropdown aria-label="Set a field">
        <form onSubmit={(e) => { e.preventDefault(); if (key.trim()) { onSet(key.trim(), value.trim() || null); setOpened(false) } }}>
          <Stack gap="xs">
            <Autocomplete size="xs" label="Own field" data={fields} maxLength={80} value={key} onChange={setKey} comboboxProps={{ withinPortal: false }} data-autofocus />
            <TextInput size="xs" label="Value" description="Empty takes the field away." value={value} onChange={(e) => setValue(e.currentTarget.value)} />
            <Button size="xs" type="submit" disabled={!key.trim()}>{value.trim() ? 'Set' : 'Take away'}</Button>
          </Stack>
        </form>
      </Popover.Dropdown>
    </Popover>
  )
}
