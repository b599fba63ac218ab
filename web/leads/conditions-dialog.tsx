// Conditions in groups, with how many leads they mean now: to show these leads, or to keep them as a segment that fills itself.
import { countLeads, createList, renameList, type ListView } from '#contract/leads'
import { LeadFilter } from '#contract/lead-filter'
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { toast } from '../ui/toast.tsx'
import { counted } from '../ui/values.tsx'
import { useIdChoices } from './id-choices.ts'
import css from './tree.module.css'
import { filterOfTree, treeOf } from './tree.ts'
import { TreeEditor } from './tree-editor.tsx'

interface Props {
  /** To begin with. */
  filter: LeadFilter
  /** The segment whose conditions these are; absent: conditions of a list, which can become one. */
  segment?: ListView
  /** Show these leads now. */
  onShow?: (filter: LeadFilter) => void
  onSaved?: (list: ListView) => void
  mayWrite: boolean
  onClose: () => void
}

export function ConditionsDialog({ filter, segment, onShow, onSaved, mayWrite, onClose }: Props) {
  const { idChoices, names } = useIdChoices()
  const [tree, setTree] = useState(() => treeOf(filter)), [name, setName] = useState(segment?.name ?? '')
  const made = filterOfTree(tree)
  const wrong = LeadFilter.safeParse(made).error?.issues[0]?.message
  const [asked] = useDebouncedValue(JSON.stringify(made), 200)
  const count = useCall(countLeads, { query: { filter: asked as never, exact: 'true' } }, { enabled: !wrong })
  const touches = ['/lists', '/leads']
  const saved = (l: ListView) => { toast(`${l.name}: ${counted(l.leads, 'lead')}. It fills itself from now on.`); onSaved?.(l); onClose() }
  const create = useSend(createList, { touches, onDone: saved })
  const change = useSend(renameList, { touches, onDone: saved })
  const problem = (create.error ?? change.error)?.message
  const empty = !tree.parts.length
  const save = () => { if (segment) change.mutate({ params: { id: segment.id }, body: { name: name.trim(), filter: made } }); else create.mutate({ body: { name: name.trim(), filter: made } }) }
  return (
    <Modal opened onClose={onClose} title={segment ? segment.name : onShow ? 'Conditions' : 'New segment'} size="xl" closeOnEscape>
      <Stack gap="md">
        {mayWrite && <TextInput label={onShow ? 'Name, to keep them as a segment' : 'Name'} maxLength={120} value={name} onChange={(e) => setName(e.currentTarget.value)} {...(!onShow && !segment && { 'data-autofocus': true })} error={problem} />}
        <TreeEditor tree={tree} onChange={setTree} idChoices={idChoices} names={names} />
        <p className={css.count} role="status">{wrong ?? (count.data ? `${empty ? 'Without a condition: ' : ''}${counted(count.data.total, 'lead')} now.` : '')}</p>
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          {onShow && <Button variant={name.trim() ? 'default' : 'filled'} disabled={Boolean(wrong)} onClick={() => { onShow(made); onClose() }}>Show these leads</Button>}
          {mayWrite && (!onShow || name.trim()) && <Button disabled={!name.trim() || empty || Boolean(wrong)} loading={create.isPending || change.isPending} onClick={save}>{segment ? 'Save' : 'Keep as a segment'}</Button>}
        </Group>
      </Stack>
    </Modal>
  )
}
