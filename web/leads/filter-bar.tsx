// The conditions of the list as chips; one more is put together from a field, an operator and a value.
import { listCampaigns } from '#contract/campaigns'
import { listImports } from '#contract/imports'
import { leadChoices, leadStatuses, listLists } from '#contract/leads'
import { Condition } from '#contract/lead-filter'
import { Button, MultiSelect, NumberInput, Popover, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { SetChip } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconFilter } from '../ui/icons.ts'
import { conditionWords, fields, filterText, flatten, opsOf, statusOf } from './words.ts'

export function FilterBar({ value, onChange }: { value: string | undefined; onChange: (filter: string | undefined) => void }) {
  const [opened, setOpened] = useState(false)
  const { join, conditions, deep } = flatten(value)
  const lists = useCall(listLists), campaigns = useCall(listCampaigns, { query: { limit: 100 } }), imports = useCall(listImports, { query: { limit: 50 } })
  const names = new Map<string, string>([
    ...(lists.data?.items ?? []).map((l): [string, string] => [l.id, l.name]), ...(campaigns.data?.items ?? []).map((c): [string, string] => [c.id, c.name]), ...(imports.data?.items ?? []).map((i): [string, string] => [i.id, i.fileName]),
  ])
  const idChoices = { list: lists.data?.items.map((l) => ({ value: l.id, label: l.name })), campaign: campaigns.data?.items.map((c) => ({ value: c.id, label: c.name })), import: imports.data?.items.map((i) => ({ value: i.id, label: i.fileName })) }
  const drop = (at: number) => onChange(filterText(join, conditions.filter((_, i) => i !== at)))
  return (
    <>
      {deep && <SetChip label="the saved filter" onRemove={() => onChange(undefined)}>Saved filter with groups</SetChip>}
      {conditions.map((c, i) => {
        const words = conditionWords(c, names)
        return <SetChip key={`${words}${i}`} label={words} onRemove={() => drop(i)}>{i > 0 && <span className="o-muted">{join === 'all' ? 'and ' : 'or '}</span>}{words}</SetChip>
      })}
      {conditions.length > 1 && <Button size="xs" variant="subtle" onClick={() => onChange(filterText(join === 'all' ? 'any' : 'all', conditions))}>{join === 'all' ? 'Any of these' : 'All of these'}</Button>}
      <Popover opened={opened} onChange={setOpened} position="bottom-start" width={300} trapFocus>
        <Popover.Target><Button size="xs" variant="default" leftSection={<Icon of={IconFilter} size={14} />} onClick={() => setOpened(!opened)}>Filter</Button></Popover.Target>
        <Popover.Dropdown><OneMore idChoices={idChoices} onAdd={(c) => { setOpened(false); onChange(filterText(join, [...conditions, c])) }} /></Popover.Dropdown>
      </Popover>
    </>
  )
}

type IdChoices = Record<'list' | 'campaign' | 'import', { value: string; label: string }[] | undefined>

function OneMore({ idChoices, onAdd }: { idChoices: IdChoices; onAdd: (c: Condition) => void }) {
  const choices = useCall(leadChoices)
  const [field, setField] = useState('status'), [op, setOp] = useState('in'), [value, setValue] = useState<unknown>([])
  const kind = fields.find((f) => f.value === field)!.kind
  const needsValue = !['isEmpty', 'isNotEmpty'].includes(op)
  const choose = (next: string) => { const k = fields.find((f) => f.value === next)!.kind; setField(next); setOp(opsOf[k][0]!.value); setValue(k === 'yesNo' ? true : k === 'date' ? 7 : k === 'text' ? '' : []) }
  const made = Condition.safeParse({ field, op, ...(needsValue && { value }) })
  const inPopover = { comboboxProps: { withinPortal: false } }
  return (
    <form onSubmit={(e) => { e.preventDefault(); if (made.success) onAdd(made.data) }}>
      <Stack gap="xs">
        <Select label="Field" data={fields.map(({ value: v, label }) => ({ value: v, label }))} value={field} onChange={(v) => v && choose(v)} allowDeselect={false} searchable {...inPopover} />
        {kind !== 'yesNo' && <Select aria-label="How" data={opsOf[kind]} value={op} onChange={(v) => v && setOp(v)} allowDeselect={false} {...inPopover} />}
        {needsValue && kind === 'text' && (field === 'country' && op === 'is'
          ? <Select aria-label="Value" searchable data={choices.data?.countries ?? []} value={String(value)} onChange={(v) => setValue(v ?? '')} {...inPopover} />
          : <TextInput aria-label="Value" value={String(value)} onChange={(e) => setValue(e.currentTarget.value)} data-autofocus />)}
        {needsValue && kind === 'status' && <MultiSelect aria-label="Value" data={leadStatuses.map((s) => ({ value: s, label: statusOf[s].words }))} value={value as string[]} onChange={setValue} {...inPopover} />}
        {needsValue && kind === 'tags' && <TagsInput aria-label="Value" data={choices.data?.tags ?? []} value={value as string[]} onChange={setValue} {...inPopover} />}
        {needsValue && (kind === 'list' || kind === 'campaign' || kind === 'import') && <MultiSelect aria-label="Value" searchable data={idChoices[kind] ?? []} value={value as string[]} onChange={setValue} {...inPopover} />}
        {needsValue && kind === 'date' && <NumberInput aria-label="Days" suffix=" days" min={0} max={36_500} value={Number(value)} onChange={(v) => setValue(Number(v))} />}
        {kind === 'yesNo' && <Select aria-label="Value" data={[{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }]} value={value ? 'yes' : 'no'} onChange={(v) => setValue(v === 'yes')} allowDeselect={false} {...inPopover} />}
        <Button type="submit" disabled={!made.success || value === ''}>Add</Button>
      </Stack>
    </form>
  )
}
