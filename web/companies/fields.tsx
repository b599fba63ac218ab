// What we know of a company from its own record; changed in a form that keeps what was typed, fields of one's own in place.
import { getCompany, listCompanies, updateCompany, type CompanyRow } from '#contract/companies'
import { listMembers } from '#contract/accounts'
import { Button, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { OwnFields } from '../records/own-fields.tsx'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'

export function CompanyFields({ company: c }: { company: CompanyRow }) {
  const allowed = useMay(), may = allowed('leads.write') && !c.deletedAt
  const members = useCall(listMembers, {}, { enabled: allowed('team.read') })
  const [wrong, setWrong] = useState<{ key: string; says: string }>()
  const touches = [getCompany, listCompanies, '/companies']
  const form = useForm(updateCompany, { name: c.name, domain: c.domain ?? '', website: c.website ?? '', phone: c.phone ?? '', industry: c.industry ?? '', size: c.size ?? '', city: c.city ?? '', country: c.country ?? '', description: c.description ?? '' }, {
    params: { id: c.id }, touches, onDone: () => toast('Saved.'),
  })
  const save = useSend(updateCompany, { touches, onDone: () => setWrong(undefined) })
  const people = members.data?.items.filter((m) => !m.disabledAt || m.userId === c.ownerId).map((m) => ({ value: m.userId, label: m.name })) ?? []
  return (
    <Stack gap="md">
      <form onSubmit={form.onSubmit}>
        <Stack gap="sm">
          <FormProblem problem={form.problem} />
          {([['name', 'Name'], ['domain', 'Domain'], ['website', 'Website'], ['phone', 'Phone'], ['industry', 'Industry'], ['size', 'People'], ['city', 'City'], ['country', 'Country']] as const).map(([field, label]) => <TextInput key={field} size="sm" label={label} readOnly={!may} {...form.text(field)} />)}
          <Textarea size="sm" label="Description" autosize minRows={2} readOnly={!may} {...form.text('description')} />
          {may && <div><Button type="submit" variant="default" disabled={!form.changed} loading={form.isSending}>Save</Button></div>}
        </Stack>
      </form>
      <Stack gap="xs">
        {people.length > 0 && <Select size="sm" label="Owner" clearable disabled={!may} placeholder="Nobody" data={people} value={c.ownerId} onChange={(ownerId) => save.mutate({ params: { id: c.id }, body: { ownerId } }, { onError: (e) => setWrong({ key: 'owner', says: e.message }) })} error={wrong?.key === 'owner' ? wrong.says : undefined} />}
        <TagsInput size="sm" label="Tags" disabled={!may} value={c.tags} onChange={(tags) => save.mutate({ params: { id: c.id }, body: { tags } })} />
        <OwnFields subject="company" values={c.custom} wrong={wrong} onSave={may ? (key, value) => save.mutate({ params: { id: c.id }, body: { custom: { [key]: value } } }, { onError: (e) => setWrong({ key, says: e.message }) }) : undefined} />
      </Stack>
    </Stack>
  )
}
