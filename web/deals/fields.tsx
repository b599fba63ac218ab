// Fields that several forms about deals share: money with its currency, an owner, a company, a person.
import { listMembers } from '#contract/accounts'
import { listCompanies } from '#contract/companies'
import { minorDigits } from '#contract/deal-setup'
import { listLeads } from '#contract/leads'
import { NumberInput, Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { figures } from '../ui/values.tsx'
import css from './deals.module.css'
import { currencies, toMajor, toMinor } from './words.ts'

export function MoneyField({ label, minor, currency, onChange, onCurrency, required, error, autoFocus, size = 'sm' }: { label: string; minor: number | null; currency: string; onChange: (minor: number | null) => void; onCurrency?: (currency: string) => void; required?: boolean; error?: string | undefined; autoFocus?: boolean; size?: 'xs' | 'sm' }) {
  return (
    <div className={css.money}>
      <NumberInput
        size={size} label={label} required={required ?? false} min={0} hideControls {...figures} decimalScale={minorDigits(currency)} value={minor === null ? '' : toMajor(minor, currency)} error={error} {...(autoFocus && { 'data-autofocus': true, autoFocus: true })}
        onChange={(v) => onChange(v === '' || v === null ? null : typeof v === 'number' ? toMinor(v, currency) : Number.isFinite(Number(v)) ? toMinor(Number(v), currency) : null)}
      />
      {onCurrency ? <Select size={size} label="Currency" searchable data={currencies()} value={currency} allowDeselect={false} onChange={(c) => {
        if (!c) return
        // The figure that is read stays: 100 euros become 100 yen, not 10,000.
        if (minor !== null) onChange(toMinor(toMajor(minor, currency), c))
        onCurrency(c)
      }} /> : <span className={css.currency}>{currency}</span>}
    </div>
  )
}

export function OwnerField({ value, onChange, label = 'Owner', size = 'sm', disabled }: { value: string | null; onChange: (id: string | null) => void; label?: string; size?: 'xs' | 'sm'; disabled?: boolean }) {
  const members = useCall(listMembers).data?.items ?? []
  return <Select size={size} label={label} clearable searchable disabled={disabled ?? false} data={members.map((m) => ({ value: m.userId, label: m.name }))} value={value} onChange={onChange} placeholder="Nobody" nothingFoundMessage="Nobody of this name" />
}

interface Finder { label: string; value: { id: string; name: string } | null; onChange: (found: { id: string; name: string; company?: { id: string; name: string } } | null) => void; error?: string | undefined; size?: 'xs' | 'sm'; autoFocus?: boolean; onTyped?: (text: string) => void }
export function CompanyField({ label, value, onChange, error, size = 'sm', autoFocus, onTyped }: Finder) {
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed === value?.name ? '' : typed, 200)
  const found = useCall(listCompanies, { query: { limit: 20, sort: 'name', ...(asked && { search: asked }) } }).data?.items ?? []
  const options = [...(value && !found.some((c) => c.id === value.id) ? [{ value: value.id, label: value.name }] : []), ...found.map((c) => ({ value: c.id, label: c.name }))]
  return <Select size={size} label={label} searchable clearable error={error} {...(autoFocus && { 'data-autofocus': true, autoFocus: true })} data={options} filter={({ options }) => options} value={value?.id ?? null} onSearchChange={(t) => { setTyped(t); onTyped?.(t) }} onChange={(id) => { const hit = options.find((o) => o.value === id); onChange(hit ? { id: hit.value, name: hit.label } : null) }} placeholder="Search companies" nothingFoundMessage="No company of this name" />
}
export function PersonField({ label, value, onChange, error, size = 'sm', autoFocus }: Finder) {
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed, 200)
  const found = useCall(listLeads, { query: { limit: 20, ...(asked && asked !== value?.name && { search: asked.split(' (')[0]! }) } }).data?.items ?? []
  const nameOf = (l: (typeof found)[number]) => [l.firstName, l.lastName].filter(Boolean).join(' ') || l.email
  const options = [...(value && !found.some((l) => l.id === value.id) ? [{ value: value.id, label: value.name }] : []), ...found.map((l) => ({ value: l.id, label: l.companyName ? `${nameOf(l)} (${l.companyName})` : nameOf(l) }))]
  const pick = (id: string | null) => {
    const l = found.find((one) => one.id === id)
    onChange(l ? { id: l.id, name: nameOf(l), ...(l.companyId && l.companyName && { company: { id: l.companyId, name: l.companyName } }) } : null)
  }
  return <Select size={size} label={label} searchable clearable error={error} {...(autoFocus && { 'data-autofocus': true, autoFocus: true })} data={options} filter={({ options }) => options} value={value?.id ?? null} onSearchChange={setTyped} onChange={pick} placeholder="Search people" nothingFoundMessage="Nobody of this name" />
}
