// The lists: a click shows the leads of one; the list that is shown can be renamed and deleted here.
import { deleteList, listLists, renameList } from '#contract/leads'
import { Button, Group, Menu, Modal, Stack, TextInput } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconChevronDown } from '../ui/icons.ts'
import { toast, toastError } from '../ui/toast.tsx'
import { counted, formatNumber } from '../ui/values.tsx'
import { groupsOf, textOf } from './filter.ts'

export function ListsMenu({ filter, onFilter }: { filter: string | undefined; onFilter: (filter: string | undefined) => void }) {
  const may = useMay()('leads.write')
  const lists = useCall(listLists)
  const [name, setName] = useState<string>(), [deleting, setDeleting] = useState(false)
  const touches = [listLists, '/leads']
  const rename = useSend(renameList, { touches, onError: toastError, onDone: (l) => { setName(undefined); toast(`The list is called ${l.name} now.`) } })
  const remove = useSend(deleteList, { touches, onError: toastError, onDone: () => { setDeleting(false); onFilter(undefined); toast('The list is gone; its leads stay.') } })
  const only = groupsOf(filter).groups
  const condition = only.length === 1 && only[0]?.length === 1 ? only[0][0] : undefined
  const shown = condition?.field === 'list' && condition.op === 'in' && condition.value.length === 1 ? lists.data?.items.find((l) => l.id === condition.value[0]) : undefined
  if (!lists.data) return null
  return (
    <>
      <Menu position="bottom-start">
        <Menu.Target><Button size="xs" variant="default" rightSection={<Icon of={IconChevronDown} size={14} />}>{shown ? shown.name : 'Lists'}</Button></Menu.Target>
        <Menu.Dropdown mah={360} style={{ overflow: 'auto' }}>
          {lists.data.items.map((l) => <Menu.Item key={l.id} rightSection={<span className="o-num o-muted">{formatNumber(l.leads)}</span>} onClick={() => onFilter(textOf([[{ field: 'list', op: 'in', value: [l.id] }]]))}>{l.name}</Menu.Item>)}
          <Menu.Divider /><Menu.Item component={Link} to="/segments">Lists and segments</Menu.Item>{shown && may && <><Menu.Divider /><Menu.Item onClick={() => setName(shown.name)}>Rename this list</Menu.Item><Menu.Item color="bad" onClick={() => setDeleting(true)}>Delete this list</Menu.Item></>}
        </Menu.Dropdown>
      </Menu>
      {shown && <>
        <Modal opened={name !== undefined} onClose={() => setName(undefined)} title="Rename the list">
          <form onSubmit={(e) => { e.preventDefault(); rename.mutate({ params: { id: shown.id }, body: { name: name ?? '' } }) }}>
            <Stack gap="md">
              <TextInput data-autofocus label="Name" maxLength={120} value={name ?? ''} onChange={(e) => setName(e.currentTarget.value)} />
              <Group justify="flex-end" gap="xs"><Button variant="default" onClick={() => setName(undefined)}>Cancel</Button><Button type="submit" disabled={!name?.trim()} loading={rename.isPending}>Rename</Button></Group>
            </Stack>
          </form>
        </Modal>
        <ConfirmTyped opened={deleting} onClose={() => setDeleting(false)} title={`Delete the list ${shown.name}?`} confirm="Delete the list" busy={remove.isPending} onConfirm={() => remove.mutate({ params: { id: shown.id } })}>
          Only the list goes; {shown.leads ? `its ${counted(shown.leads, 'lead stays', 'leads stay')}, and so do the campaigns ${shown.leads === 1 ? 'it is' : 'they are'} in` : 'nobody is on it'}.
        </ConfirmTyped>
      </>}
    </>
  )
}
