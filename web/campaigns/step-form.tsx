// A wait being changed.
import { Button, NumberInput, Select } from '@mantine/core'
import type { Item } from './shape.ts'
import { leavesOnEsc, useTyping, type StepForm } from './typed.ts'

const units = [{ value: 'minutes', label: 'minutes' }, { value: 'hours', label: 'hours' }, { value: 'days', label: 'days' }, { value: 'business_days', label: 'business days' }]

export function WaitForm({ item, form, onSave }: { item: Item; form: StepForm; onSave: (change: Pick<Item, 'waitAmount' | 'waitUnit'>) => void }) {
  const [it, setIt] = useTyping<{ amount: number | string; unit: string }>(form, { amount: item.waitAmount, unit: item.waitUnit })
  const { amount, unit } = it
  return (
    <form style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }} onSubmit={(e) => { e.preventDefault(); onSave({ waitAmount: Number(amount) || 0, waitUnit: unit as 'days' }) }} onKeyDown={leavesOnEsc(form)}>
      <span>Wait</span>
      <NumberInput aria-label="How long" w={84} min={0} max={10_000} value={amount} onChange={(n) => setIt({ ...it, amount: n })} data-autofocus autoFocus />
      <Select aria-label="Unit" w={150} data={units} value={unit} onChange={(v) => v && setIt({ ...it, unit: v })} allowDeselect={false} />
      <Button type="submit" size="xs" loading={form.busy}>Save</Button>
      <Button size="xs" variant="default" onClick={form.onCancel}>Cancel</Button>
    </form>
  )
}
