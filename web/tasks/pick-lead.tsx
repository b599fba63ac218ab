// A lead, found by typing a few letters.
import { getLead, listLeads } from '#contract/leads'
import { Select } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { useState } from 'react'
import { useCall } from '../app/call.ts'
import { nameOf } from '../leads/words.ts'

export function PickLead({ value, onChange, label = 'Lead', error }: { value: string | null; onChange: (id: string | null) => void; label?: string; error?: string | undefined }) {
  const [typed, setTyped] = useState('')
  const [asked] = useDebouncedValue(typed, 150)
  const now = useCall(getLead, { params: { id: value ?? '' } }, { enabled: Boolean(value) }).data?.lead
  const found = useCall(listLeads, { query: { limit: 8, ...(asked && asked !== (now && words(now)) && { search: asked }) } }).data?.items ?? []
  const choices = [...(now && !found.some((l) => l.id === now.id) ? [now] : []), ...found].map((l) => ({ value: l.id, label: words(l) }))
  return <Select label={label} placeholder="Name or company" searchable clearable data={choices} value={value} onChange={onChange} searchValue={typed} onSearchChange={setTyped} filter={({ options }) => options} nothingFoundMessage="Nobody of this name." error={error} />
}

const words = (l: { firstName: string | null; lastName: string | null; email: string; companyName: string | null }) => [nameOf(l), l.companyName].filter(Boolean).join(', ')
