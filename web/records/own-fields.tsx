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
import { useInPlace } from './in-place.ts'
import css from './records.module.css'
import { wordOfValue } from './words.ts'

type Value = CustomValues[string]

/** `onSave` resolves to what went wrong, or to nothing. Without it they are only shown. */
export function OwnFields({ subject, values, onSave }: { subject: FieldSubject; values: Record<string, unknown>; onSave?: ((key: string, value: Value) => Promise<string | undefined>) | undefined }) {
  const described = useCall(listFields).data?.items.filter((f) => f.subject === subject) ?? []
  const loose = Object.keys(values).filter((key) => !described.some((f) => f.key === key))
  if (!described.length && !loose.length) return null
  const row = (key: string, name: string, field: FieldView | undefined) => (
    <div key={key} className={css.own}>
      <span title={field?.help ?? undefined}>{name}</span>
      <div>
        <One field={field} name={name} value={values[key] as Value | undefined} onSave={onSave && ((v) => onSave(key, v))} />
      </div>
    </div>
  )
  return <>{described.map((f) => row(f.key, f.name, f))}{loose.map((key) => row(key, key, undefined))}</>
}

interface Part { field: FieldView | undefined; name: string; value: Value | undefined; onSave: ((value: Value) => Promise<string | undefined>) | undefined }

function One({ field, name, value, onSave }: Part) {
  const [wrong, setWrong] = useState<string>()
  const choose = (v: Value) => void onSave?.(v).then(setWrong)
  const label = { 'aria-label': name, size: 'xs', error: wrong } as const
  if (field?.type === 'relation') return <Related field={field} name={name} value={value} wrong={wrong} onChoose={onSave && choose} />
  if (!onSave) return <span>{wordOfValue(value, field) || '–'}</span>
  if (field?.type === 'select') return <Select {...label} data={field.choices} value={typeof value === 'string' ? value : null} placeholder="–" clearable searchable={field.choices.length > 8} onChange={choose} />
  if (field?.type === 'multiSelect') return <MultiSelect {...label} data={field.choices} value={Array.isArray(value) ? value : []} {...(!Array.isArray(value) || !value.length ? { placeholder: '–' } : {})} searchable={field.choices.length > 8} onChange={choose} />
  if (field?.type === 'yesNo') return <Select {...label} data={[{ value: 'yes', label: 'Yes' }, { value: 'no', label: 'No' }]} value={value === true ? 'yes' : value === false ? 'no' : null} placeholder="–" clearable onChange={(v) => choose(v === null ? null : v === 'yes')} />
  return <Typed field={field} name={name} value={value} onSave={onSave} />
}

/** Numbers, amounts and days may be typed as one writes them. */
function Typed({ field, name, value, onSave }: Part) {
  const now = value === null || value === undefined ? '' : Array.isArray(value) ? value.join(', ') : String(value)
  const { open, typed, wrong, begin, field: input } = useInPlace(now, onSave)
  const shown = typed ?? (field?.type === 'url' ? now.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '') : wordOfValue(value, field))
  return (
    <>
      {open ? <TextInput {...input} aria-label={name} type={field?.type === 'date' ? 'date' : 'text'} {...(field?.type === 'money' && { rightSection: <span className={css.unit}>{field.currency}</span>, rightSectionWidth: 44 })} {...(field?.help && { description: field.help })} />
        : <button type="button" className={css.value} data-empty={!shown} aria-label={`${name}: ${shown || 'empty'}. Change`} onClick={begin}>{shown || '–'}</button>}
      {wrong && <div role="alert" className={css.wrong}>{wrong}</div>}
    </>
  )
}

function Related({ field, name, value, wrong, onChoose }: { field: FieldView; name: string; value: Value | undefined; wrong: string | undefined; onChoose: ((value: Value) => void) | undefined }) {
  const id = typeof value === 'string' ? value : undefined
  const [open, setOpen] = useState(false), [typed, setTyped] = useState('')
  const [search] = useDebouncedValue(typed, 250)
  const choices = useChoices(field.target ?? 'lead', search, open, id)
  const known = choices.find((c) => c.value === id)
  const to = field.target === 'company' ? `/companies/${id}` : field.target === 'lead' ? `/leads/${id}` : undefined
  const shown = id ? (to ? <Link to={to}>{known?.label ?? 'Open'}</Link> : <span>{known?.label ?? '…'}</span>) : null
  if (!onChoose) return shown ?? <span>–</span>
  return (
    <div className={css.related}>
      <Select aria-label={name} size="xs" searchable clearable data={choices} value={id ?? null} placeholder="–" nothingFoundMessage="Nobody by that name" searchValue={open ? typed : (known?.label ?? '')} onSearchChange={setTyped} onDropdownOpen={() => setOpen(true)} onDropdownClose={() => setOpen(false)} filter={({ options }) => options} error={wrong} onChange={onChoose} />
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
