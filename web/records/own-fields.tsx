// A record's values in fields of one's own, each edited in the way of its kind; what no field describes is text.
import { listFields, type CustomValues, type FieldSubject, type FieldView } from '#contract/custom-fields'
import { listMembers } from '#contract/accounts'
import { listCompanies } from '#contract/companies'
import { listLeads } from '#contract/leads'
import { MultiSelect, Select, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, usePages } from '../app/call.ts'
import css from './records.module.css'
import { wordOfValue } from './words.ts'

type Value = CustomValues[string]

/** `wrong`: what was refused, by key. Without `onSave` it is only shown. */
export function OwnFields({ subject, values, wrong, onSave }: { subject: FieldSubject; values: Record<string, unknown>; wrong?: { key: string; says: string } | undefined; onSave?: ((key: string, value: Value) => void) | undefined }) {
  const described = useCall(listFields).data?.items.filter((f) => f.subject === subject) ?? []
  const loose = Object.keys(values).filter((key) => !described.some((f) => f.key === key))
  if (!described.length && !loose.length) return null
  const row = (key: string, name: string, field: FieldView | undefined) => (
    <div key={key} className={css.own}>
      <span title={field?.help ?? undefined}>{name}</span>
      <div>
        <One field={field} name={name} value={values[key] as Value | undefined} onSave={onSave && ((v) => onSave(key, v))} />
        {wrong?.key === key && <div role="alert" className={css.wrong}>{wrong.says}</div>}
      </div>
    </div>
  )
  return <>{described.map((f) => row(f.key, f.name, f))}{loose.map((key) => row(key, key, undefined))}</>
}

interface Part { field: FieldView | undefined; name: string; value: Value | undefined; onSave: ((value: Value) => void) | undefined }

function One({ field, name, value, onSave }: Part) {
  const label = { 'aria-label': name, size: 'xs' } as const
  if (field?.type === 'relation') return <Related field={field} name={name} value={value} onSave={onSave} />
  if (!onSave) return <span>{wordOfValue(value, field) || '–'}</span>
  if (field?.type === 'select') return <Select {...label} data={field.choices} value={typeof value === 'string' ? value : null} placeholder="–" clearable searchable={field.choices.length > 8} onChange={(v) => onSave(v)} />
  if (field?.type === 'multiSelect') return <MultiSelect {...label} data={field.choices} value={Array.isArray(value) ? value : []} {...(!Array.isArray(value) || !value.length ? { placeholder: '–' } : {})} searchable={field.choices.length > 8} onChange={(v) => onSave(v)} />
  if (field?.type === 'yesNo') return <Select {...label} data={[{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }]} value={value === true ? 'yes' : value === false ? 'no' : null} placeholder="–" clearable onChange={(v) => onSave(v === null ? null : v === 'yes')} />
  return <Typed field={field} name={name} value={value} onSave={onSave} />
}

/** Click or Enter to edit, Enter saves, Esc takes back. Numbers, amounts and days may be typed as one writes them. */
function Typed({ field, name, value, onSave }: Part) {
  const [typed, setTyped] = useState<string>()
  const now = value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value)
  const done = () => { if (typed !== undefined && typed !== now) onSave?.(typed); setTyped(undefined) }
  const shown = field?.type === 'url' ? now.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '') : wordOfValue(value, field)
  if (typed === undefined) return <button type="button" className={css.value} data-empty={!now} aria-label={`${name}: ${shown || 'empty'}. Change`} onClick={() => setTyped(now)}>{shown || '–'}</button>
  return <TextInput size="xs" autoFocus aria-label={name} type={field?.type === 'date' ? 'date' : 'text'} value={typed} {...(field?.type === 'money' && { rightSection: <span className={css.unit}>{field.currency}</span>, rightSectionWidth: 44 })} {...(field?.help && { description: field.help })}
    onChange={(e) => setTyped(e.currentTarget.value)} onBlur={done} onKeyDown={(e) => { if (e.key === 'Enter') { e.preventDefault(); done() } if (e.key === 'Escape') { e.preventDefault(); e.stopPropagation(); setTyped(undefined) } }} />
}

function Related({ field, name, value, onSave }: Part & { field: FieldView }) {
  const id = typeof value === 'string' ? value : undefined
  const [open, setOpen] = useState(false), [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 250)
  const choices = useChoices(field.target ?? 'lead', search, open, id)
  const known = choices.find((c) => c.value === id)
  const to = field.target === 'company' ? `/companies/${id}` : field.target === 'lead' ? `/leads/${id}` : undefined
  const shown = id ? (to ? <Link to={to}>{known?.label ?? 'Open'}</Link> : <span>{known?.label ?? '…'}</span>) : null
  if (!onSave) return shown ?? <span>–</span>
  return (
    <div className={css.related}>
      <Select aria-label={name} size="xs" searchable clearable data={choices} value={id ?? null} placeholder="–" nothingFoundMessage="Nobody by that name" searchValue={open ? typed : (known?.label ?? '')} onSearchChange={setTyped} onDropdownOpen={() => setOpen(true)} onDropdownClose={() => setOpen(false)} filter={({ options }) => options} onChange={(v) => onSave(v)} />
      {id && to && <Link to={to} className={css.open}>Open</Link>}
    </div>
  )
}

function useChoices(target: 'lead' | 'company' | 'member', search: string, open: boolean, id: string | undefined): { value: string; label: string }[] {
  const wants = open || Boolean(id)
  const members = useCall(listMembers, {}, { enabled: target === 'member' && wants })
  const companies = usePages(listCompanies, { query: { limit: 20, sort: 'name', ...(search && { search }) } }, { enabled: target === 'company' && wants })
  const leads = usePages(listLeads, { query: { limit: 20, ...(search && { search }) } }, { enabled: target === 'lead' && wants })
  const found = target === 'member' ? (members.data?.items ?? []).map((m) => ({ value: m.userId, label: m.name }))
    : target === 'company' ? companies.items.map((c) => ({ value: c.id, label: c.name })) : leads.items.map((l) => ({ value: l.id, label: [l.firstName, l.lastName].filter(Boolean).join(' ') || l.email }))
  return id && !found.some((f) => f.value === id) ? [...found, { value: id, label: 'Chosen before' }] : found
}
