// What a list asks of fields of one's own: chosen in one place, each condition then a chip that can be taken off.
import { listFields, type FieldSubject, type FieldView, type OwnCondition } from '#contract/custom-fields'
import { Button, MultiSelect, NumberInput, Popover, Select, Stack, TextInput } from '@mantine/core'
import { useCall } from '../app/call.ts'
import { SetChip } from '../ui/filter-chips.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconFilter } from '../ui/icons.ts'
import { Pair } from '../ui/pair.tsx'
import { figures, formatDay, formatNumber } from '../ui/values.tsx'

type Without = Omit<OwnCondition, 'key'>

/** Conditions as the address keeps them; what cannot be read is none. */
export function ownIn(value: unknown): OwnCondition[] {
  return Array.isArray(value) ? value.filter((c): c is OwnCondition => typeof c === 'object' && c !== null && typeof (c as OwnCondition).key === 'string') : []
}

interface Props { of: FieldSubject; value: OwnCondition[]; onChange: (next: OwnCondition[]) => void }

const useFields = (of: FieldSubject): FieldView[] => (useCall(listFields).data?.items ?? []).filter((f) => f.subject === of && f.type !== 'relation')

/** A control for each field, for a popover. */
export function OwnConditions({ of, value, onChange }: Props) {
  const fields = useFields(of)
  const put = (key: string, next: Without | undefined) => {
    const filled = next && Object.values(next).some((v) => v !== undefined)
    onChange([...value.filter((c) => c.key !== key), ...(filled ? [{ key, ...Object.fromEntries(Object.entries(next).filter(([, v]) => v !== undefined)) }] : [])])
  }
  return fields.map((f) => <Condition key={f.id} field={f} value={value.find((c) => c.key === f.key)} onChange={(next) => put(f.key, next)} />)
}

/** What is asked, each to be taken off. */
export function OwnChips({ of, value, onChange }: Props) {
  const fields = useFields(of)
  return value.map((c) => { const name = fields.find((f) => f.key === c.key)?.name ?? c.key; return <SetChip key={c.key} label={name} onRemove={() => onChange(value.filter((other) => other.key !== c.key))}>{name} {spoken(c)}</SetChip> })
}

export function OwnFilters(props: Props) {
  const fields = useFields(props.of)
  return (
    <>
      {fields.length > 0 && <Popover width={400} position="bottom-start" trapFocus returnFocus>
        <Popover.Target><Button variant="default" size="xs" leftSection={<Icon of={IconFilter} size={14} />}>Own fields</Button></Popover.Target>
        <Popover.Dropdown aria-label="Own fields" mah={420} style={{ overflow: 'auto' }}>
          <Stack gap="sm"><OwnConditions {...props} /></Stack>
        </Popover.Dropdown>
      </Popover>}
      <OwnChips {...props} />
    </>
  )
}

function Condition({ field, value, onChange }: { field: FieldView; value: OwnCondition | undefined; onChange: (next: Without | undefined) => void }) {
  const { key: _, ...now } = value ?? { key: field.key }
  const inside = { comboboxProps: { withinPortal: false } }
  switch (field.type) {
    case 'select': case 'multiSelect': return <MultiSelect size="xs" label={field.name} data={field.choices} value={now.is ?? []} onChange={(is) => onChange(is.length ? { is } : undefined)} clearable {...inside} />
    case 'yesNo': return <Select size="xs" label={field.name} clearable data={[{ value: 'true', label: 'Yes' }, { value: 'false', label: 'No' }]} value={now.is?.[0] ?? null} onChange={(v) => onChange(v ? { is: [v] } : undefined)} {...inside} />
    case 'number': case 'money': {
      const number = (v: string | number) => (v === '' || Number.isNaN(Number(v)) ? undefined : Number(v))
      return <Pair><NumberInput size="xs" hideControls {...figures} label={`${field.name} from`} value={now.from ?? ''} onChange={(v) => onChange({ ...now, from: number(v) })} /><NumberInput size="xs" hideControls {...figures} label={`${field.name} to`} value={now.to ?? ''} onChange={(v) => onChange({ ...now, to: number(v) })} /></Pair>
    }
    case 'date': return <Pair><TextInput size="xs" type="date" label={`${field.name} from`} value={now.from ?? ''} onChange={(e) => onChange({ ...now, from: e.currentTarget.value || undefined })} /><TextInput size="xs" type="date" label={`${field.name} until`} value={now.to ?? ''} onChange={(e) => onChange({ ...now, to: e.currentTarget.value || undefined })} /></Pair>
    default: return <TextInput size="xs" label={field.name} placeholder="contains" value={now.contains ?? ''} onChange={(e) => onChange({ contains: e.currentTarget.value || undefined })} />
  }
}

const limit = (v: string | number) => (typeof v === 'number' ? formatNumber(v) : formatDay(v))
const spoken = (c: OwnCondition): string => [
  c.is && `is ${c.is.map((v) => (v === 'true' ? 'yes' : v === 'false' ? 'no' : v)).join(' or ')}`, c.contains && `contains “${c.contains}”`,
  c.from !== undefined && `from ${limit(c.from)}`, c.to !== undefined && `up to ${limit(c.to)}`, c.has !== undefined && (c.has ? 'is filled' : 'is empty'),
].filter(Boolean).join(' ')
