// One condition of the filter: field, operator, value. What is put together here is what the contract allows.
import { activities, campaignStages, Condition } from '#contract/lead-filter'
import { listFields } from '#contract/custom-fields'
import { leadChoices } from '#contract/leads'
import { Button, MultiSelect, NumberInput, Select, Stack, TagsInput, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { figures } from '../ui/values.tsx'
import type { IdChoices } from './id-choices.ts'
import { useStatuses } from './statuses.tsx'
import { activityWords, choicesOf, fields, kindOf, opsOf, stageWords, type FieldChoice } from './words.ts'

const several = (op: string) => op === 'in' || op === 'notIn'
const firstValue = (kind: FieldChoice['kind'], op: string): unknown =>
  kind === 'yesNo' ? true : kind === 'number' ? 50 : kind === 'ownNumber' ? 0 : kind === 'ownDay' ? (op === 'before' || op === 'after' ? new Date().toISOString().slice(0, 10) : 30) : kind === 'date' ? (op === 'before' || op === 'after' ? new Date().toISOString().slice(0, 10) : 7) : (kind === 'text' || kind === 'custom') && !several(op) ? '' : []

export function ConditionForm({ from, idChoices, onDone }: { from?: Condition; idChoices: IdChoices; onDone: (c: Condition) => void }) {
  const choices = useCall(leadChoices), statuses = useStatuses()
  const [field, setField] = useState<string>(from ? ('key' in from ? `custom:${from.key}` : from.field) : 'status')
  const [op, setOp] = useState<string>(from?.op ?? 'in')
  const described = useCall(listFields).data?.items.filter((f) => f.subject === 'lead') ?? []
  const [value, setValue] = useState<unknown>(from && 'value' in from ? from.value : firstValue(kindOf(field), op))
  const [extra, setExtra] = useState<Extra>(from ? extraOf(from) : {})
  const kind = kindOf(field, described), ownField = described.find((f) => `custom:${f.key}` === field)
  const own = [...new Set([...described.map((f) => f.key), ...(choices.data?.customFields ?? []), ...(field.startsWith('custom:') ? [field.slice(7)] : [])])]
  const offered = [{ group: 'Lead', items: fields.map(({ value: v, label }) => ({ value: v, label })) }, ...(own.length ? [{ group: 'Own fields', items: own.map((name) => ({ value: `custom:${name}`, label: described.find((f) => f.key === name)?.name ?? name })) }] : [])]
  const takeField = (next: string) => { const k = kindOf(next, described), o = opsOf[k][0]!.value; setField(next); setOp(o); setValue(firstValue(k, o)); setExtra(k === 'activity' ? { what: 'opened' } : {}) }
  const takeOp = (next: string) => {
    const shape = (o: string) => typeof firstValue(kind, o)
    if (shape(next) !== shape(op) || several(next) !== several(op) || kind === 'date' || kind === 'ownDay') setValue(firstValue(kind, next))
    setOp(next)
  }
  const needsValue = op !== 'isEmpty' && op !== 'isNotEmpty' && kind !== 'activity'
  const made = Condition.safeParse({ ...(field.startsWith('custom:') ? { field: 'custom', key: field.slice(7) } : { field }), op, ...(needsValue && { value }), ...extra })
  // The list of choices scrolls by itself, not inside a scroll area: that one the keyboard could not reach.
  const inside = { comboboxProps: { withinPortal: false }, withScrollArea: false, styles: { options: { maxHeight: 260, overflowY: 'auto' } } } as const
  const text = (known?: string[]) => several(op)
    ? <TagsInput aria-label="Value" data={known ?? []} value={value as string[]} onChange={setValue} description="Enter after each." {...inside} />
    : known && (op === 'is' || op === 'isNot')
      ? <Select aria-label="Value" searchable data={known} value={String(value) || null} onChange={(v) => setValue(v ?? '')} {...inside} />
      : <TextInput aria-label="Value" value={String(value)} onChange={(e) => setValue(e.currentTarget.value)} data-autofocus />
  return (
    <form onSubmit={(e) => { e.preventDefault(); if (made.success && value !== '') onDone(made.data) }}>
      <Stack gap="xs">
        <Select aria-label="Field" data={offered} value={field} onChange={(v) => v && takeField(v)} allowDeselect={false} searchable {...inside} />
        {kind !== 'yesNo' && <Select aria-label="How" data={opsOf[kind]} value={op} onChange={(v) => v && takeOp(v)} allowDeselect={false} {...inside} />}
        {needsValue && (kind === 'text' || kind === 'custom') && text(field === 'country' ? [...new Set([...(choices.data?.countries ?? []), ...(typeof value === 'string' && value ? [value] : [])])] : undefined)}
        {kind === 'number' && <NumberInput aria-label="Value" min={0} max={100} allowDecimal={false} value={Number(value)} onChange={(v) => setValue(Number(v))} />}
        {kind === 'choice' && <MultiSelect aria-label="Value" data={choicesOf[field] ?? []} value={value as string[]} onChange={setValue} {...inside} />}
        {needsValue && kind === 'status' && <MultiSelect aria-label="Value" data={statuses.choices} value={value as string[]} onChange={setValue} {...inside} />}
        {needsValue && kind === 'tags' && <TagsInput aria-label="Value" data={choices.data?.tags ?? []} value={value as string[]} onChange={setValue} {...inside} />}
        {needsValue && (kind === 'list' || kind === 'campaign' || kind === 'import' || kind === 'owner') && <MultiSelect aria-label="Value" searchable data={idChoices[kind] ?? []} nothingFoundMessage="None yet" value={value as string[]} onChange={setValue} {...inside} />}
        {kind === 'activity' && <>
          <Select aria-label="What" data={activities.map((a) => ({ value: a, label: activityWords[a] }))} value={extra.what ?? 'opened'} onChange={(v) => v && setExtra({ ...extra, what: v as Extra['what'] })} allowDeselect={false} {...inside} />
          <NumberInput aria-label="How often" prefix="at least " suffix={(extra.times ?? 1) === 1 ? ' time' : ' times'} min={1} max={1000} allowDecimal={false} value={extra.times ?? 1} onChange={(v) => setExtra({ ...extra, times: Number(v) > 1 ? Number(v) : undefined })} />
          <NumberInput aria-label="In the last days" placeholder="Ever" prefix="in the last " suffix=" days" min={0} max={36_500} allowDecimal={false} value={extra.withinDays ?? ''} onChange={(v) => setExtra({ ...extra, withinDays: v === '' ? undefined : Number(v) })} />
        </>}
        {kind === 'stage' && <MultiSelect aria-label="Value" data={campaignStages.map((c) => ({ value: c, label: stageWords[c] }))} value={value as string[]} onChange={setValue} {...inside} />}
        {(kind === 'activity' || kind === 'stage') && <Select aria-label="Campaign" placeholder="Any campaign" clearable searchable data={idChoices.campaign ?? []} value={extra.campaign ?? null} onChange={(v) => setExtra({ ...extra, campaign: v ?? undefined })} {...inside} />}
        {needsValue && kind === 'ownNumber' && <NumberInput aria-label="Value" {...figures} {...(ownField?.currency && { suffix: ` ${ownField.currency}` })} value={Number(value)} onChange={(v) => setValue(Number(v))} data-autofocus />}
        {needsValue && kind === 'ownChoice' && <MultiSelect aria-label="Value" searchable data={[...new Set([...(ownField?.choices ?? []), ...(Array.isArray(value) ? (value as string[]) : [])])]} value={Array.isArray(value) ? (value as string[]) : []} onChange={setValue} {...inside} />}
        {needsValue && (kind === 'date' || kind === 'ownDay') && (op === 'before' || op === 'after'
          ? <TextInput type="date" aria-label="Day" value={String(value).slice(0, 10)} onChange={(e) => setValue(e.currentTarget.value)} />
          : <NumberInput aria-label="Days" suffix=" days" min={0} max={36_500} allowDecimal={false} value={Number(value)} onChange={(v) => setValue(Number(v))} />)}
        {kind === 'yesNo' && <Select aria-label="Value" data={[{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }]} value={value ? 'yes' : 'no'} onChange={(v) => setValue(v === 'yes')} allowDeselect={false} {...inside} />}
        <Button type="submit" disabled={!made.success || value === ''}>{from ? 'Change' : 'Add'}</Button>
      </Stack>
    </form>
  )
}

interface Extra { what?: (typeof activities)[number] | undefined; times?: number | undefined; withinDays?: number | undefined; campaign?: string | undefined }
const extraOf = (c: Condition): Extra =>
  c.field === 'activity' ? { what: c.what, times: c.times, withinDays: c.withinDays, campaign: c.campaign } : c.field === 'campaignStage' ? { campaign: c.campaign } : {}
