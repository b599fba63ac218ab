// A wait being changed.
import { Button, NumberInput, Select } from '@mantine/core'
import { useState } from 'react'
import type { Item } from './shape.ts'

const units = [{ value: 'minutes', label: 'minutes' }, { value: 'hours', label: 'hours' }, { value: 'days', label: 'days' }, { value: 'business_days', label: 'business days' }]

export function WaitForm({ item, onSave, onCancel }: { item: Item; onSave: (change: Pick<Item, 'waitAmount' | 'waitUnit'>) => void; onCancel: () => void }) {
  const [amount, setAmount] = useState<number | string>(item.waitAmount)
  const [unit, setUnit] = useState<string>(item.waitUnit)
  return (
    <form style={{ display: 'flex', flexWrap: 'wrap', gap: 8, alignItems: 'center' }} onSubmit={(e) => { e.preventDefault(); onSave({ waitAmount: Number(amount) || 0, waitUnit: unit as 'days' }) }} onKeyDown={(e) => { if (e.key === 'Escape') { e.stopPropagation(); onCancel() } }}>
      <span>Wait</span>
      <NumberInput aria-label="How long" w={84} min={0} max={10_000} value={amount} onChange={setAmount} data-autofocus autoFocus />
      <Select aria-label="Unit" w={150} data={units} value={unit} onChange={(v) => v && setUnit(v)} allowDeselect={false} />
      <Button type="submit" size="xs">Save</Button>
      <Button size="xs" variant="default" onClick={onCancel}>Cancel</Button>
    </form>
  )
}
