// Lists that people fill, and segments that fill themselves.
import { createList, deleteList, listLists, renameList, type ListView } from '#contract/leads'
import { ActionIcon, Button, Menu } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { ConditionsDialog } from '../leads/conditions-dialog.tsx'
import { useIdChoices } from '../leads/id-choices.ts'
import { filterWords } from '../leads/words.ts'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { DataTable, type Column } from '../ui/data-table.tsx'
import { SearchField } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconDots, IconStack2 } from '../ui/icons.ts'
import { NameDialog } from '../ui/name-dialog.tsx'
import { Filters, Page, PageHeader } from '../ui/page.tsx'
import { EmptyState } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useUrlState } from '../ui/url-state.ts'
import { Num, When } from '../ui/values.tsx'

export default function Segments() {
  const [url, setUrl] = useUrlState()
  const navigate = useNavigate()
  const may = useMay()('leads.write')
  const lists = useCall(listLists)
  const { names } = useIdChoices()
  const [editing, setEditing] = useState<ListView>(), [naming, setNaming] = useState<ListView | 'new'>(), [deleting, setDeleting] = useState<ListView>()
  const touches = [listLists, '/leads']
  const create = useSend(createList, { touches, onError: toastError, onDone: (l) => { setNaming(undefined); toast(`${l.name} is there; put leads on it from the Leads page.`) } })
  const change = useSend(renameList, { touches, onError: toastError, onDone: (l) => { setNaming(undefined); toast(l.filter ? `${l.name} is saved.` : `${l.name} is a list now, as it stands.`) } })
  const remove = useSend(deleteList, { touches, onError: toastError, onDone: () => { setDeleting(undefined); toast('It is gone; its leads stay.') } })
  const show = (l: ListView) => void navigate({ to: '/leads', search: { filter: JSON.stringify({ field: 'list', op: 'in', value: [l.id] }) } as never })
  const search = url.search?.toLowerCase()
  const items = (lists.data?.items ?? []).filter((l) => !search || l.name.toLowerCase().includes(search))

  const columns: Column<ListView>[] = [
    { key: 'name', title: 'Name', width: 'minmax(160px, 1fr)', cell: (l) => l.name },
    { key: 'kind', title: 'Filled by', width: '150px', wide: true, cell: (l) => <StatusBadge tone={l.filter ? 'accent' : 'neutral'} plain>{l.filter ? 'Its conditions' : 'People'}</StatusBadge> },
    { key: 'leads', title: 'Leads', width: '90px', number: true, cell: (l) => <Num of={l.leads} /> },
    { key: 'conditions', title: 'Conditions', width: 'minmax(220px, 2fr)', wide: true, cell: (l) => (l.filter ? <span title={filterWords(l.filter, names)}>{filterWords(l.filter, names)}</span> : <span className="o-muted">–</span>) },
    { key: 'made', title: 'Made', width: '130px', wide: true, cell: (l) => <When at={l.createdAt} /> },
    ...(may ? [{
      key: 'more', title: '', width: '68px', cell: (l: ListView) => (
        <Menu position="bottom-end">
          <Menu.Target><ActionIcon variant="subtle" size={28} aria-label={`More for ${l.name}`}><Icon of={IconDots} /></ActionIcon></Menu.Target>
          <Menu.Dropdown>
            {l.filter && <Menu.Item onClick={() => setEditing(l)}>Change the conditions</Menu.Item>}
            {l.filter && <Menu.Item onClick={() => change.mutate({ params: { id: l.id }, body: { filter: null } })}>Keep it as a list, as it stands</Menu.Item>}
            <Menu.Item onClick={() => setNaming(l)}>Rename</Menu.Item>
            <Menu.Item color="bad" onClick={() => setDeleting(l)}>Delete</Menu.Item>
          </Menu.Dropdown>
        </Menu>
      ),
    }] : []),
  ]
  return (
    <Page width="full">
      <PageHeader title="Lists and segments" says="A list holds whom you put on it. A segment holds whom its conditions mean, and keeps up by itself."
        action={may && <><Button variant="default" onClick={() => setNaming('new')}>New list</Button><Button onClick={() => setUrl({ new: 'segment' })}>New segment</Button></>} />
      <Filters><SearchField value={url.search} onChange={(s) => setUrl({ search: s }, { replace: true })} label="Search lists" /></Filters>
      <DataTable
        label="Lists and segments" from={{ ...lists, items, refetch: lists.refetch }} columns={columns} id={(l) => l.id} noun={['list', 'lists']} onOpen={show}
        empty={url.search
          ? <EmptyState icon={IconStack2} title="No list fits" action={<Button variant="default" onClick={() => setUrl({ search: undefined })}>Show all</Button>}>None is called so.</EmptyState>
          : <EmptyState icon={IconStack2} title="No lists yet" action={may && <Button variant="default" onClick={() => setUrl({ new: 'segment' })}>New segment</Button>}>Say whom you mean (“opened twice this week, has not answered”), and the segment stays true by itself.</EmptyState>}
      />
      {url.new === 'segment' && <ConditionsDialog filter={{ all: [] }} mayWrite={may} onClose={() => setUrl({ new: undefined })} />}
      {editing?.filter && <ConditionsDialog filter={editing.filter} segment={editing} mayWrite={may} onClose={() => setEditing(undefined)} />}
      {naming && <NameDialog title={naming === 'new' ? 'New list' : `Rename ${naming.name}`} first={naming === 'new' ? '' : naming.name} busy={create.isPending || change.isPending} onClose={() => setNaming(undefined)}
        onName={(name) => (naming === 'new' ? create.mutate({ body: { name } }) : change.mutate({ params: { id: naming.id }, body: { name } }))} />}
      <ConfirmTyped opened={Boolean(deleting)} onClose={() => setDeleting(undefined)} title={`Delete ${deleting?.name ?? ''}?`} confirm="Delete" busy={remove.isPending} onConfirm={() => deleting && remove.mutate({ params: { id: deleting.id } })}>
        Only the {deleting?.filter ? 'segment' : 'list'} goes; its leads stay, and so do the campaigns they are in.
      </ConfirmTyped>
    </Page>
  )
}
