// What we know of a company from its own record; changed in a form that keeps what was typed, fields of one's own in place.
import { getCompany, listCompanies, updateCompany, type CompanyEdit, type CompanyPage, type CompanyView } from '#contract/companies'
import { listMembers } from '#contract/accounts'
import { Button, Select, Stack, TagsInput, Textarea, TextInput } from '@mantine/core'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { outcomeOf } from '../records/in-place.ts'
import { OwnFields } from '../records/own-fields.tsx'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'

const known = (c: CompanyView) => ({ name: c.name, domain: c.domain ?? '', website: c.website ?? '', phone: c.phone ?? '', industry: c.industry ?? '', size: c.size ?? '', city: c.city ?? '', country: c.country ?? '', description: c.description ?? '' })

export function CompanyFields({ company: c }: { company: CompanyPage }) {
  const allowed = useMay(), may = allowed('leads.write') && c.mayChange && !c.deletedAt, queries = useQueryClient()
  const members = useCall(listMembers, {}, { enabled: allowed('team.read') })
  const [wrong, setWrong] = useState<{ owner?: string | undefined; tags?: string | undefined }>({})
  const touches = [getCompany, listCompanies, '/companies']
  const form = useForm(updateCompany, known(c), { params: { id: c.id }, touches, follows: true, onDone: (after) => { form.setValues(known(after)); toast('Saved.') } })
  const save = useSend(updateCompany)
  const put = (body: CompanyEdit) => outcomeOf(save.mutateAsync({ params: { id: c.id }, body }), queries, '/companies')
  const choose = (field: 'owner' | 'tags', body: CompanyEdit) => void put(body).then((says) => setWrong((all) => ({ ...all, [field]: says })))
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
        {people.length > 0 && <Select size="sm" label="Owner" clearable disabled={!may} placeholder="Nobody" data={people} value={c.ownerId} onChange={(ownerId) => choose('owner', { ownerId })} error={wrong.owner} />}
        <TagsInput size="sm" label="Tags" disabled={!may} value={c.tags} onChange={(tags) => choose('tags', { tags })} error={wrong.tags} />
        <OwnFields subject="company" values={c.custom} onSave={may ? (key, value) => put({ custom: { [key]: value } }) : undefined} />
      </Stack>
    </Stack>
  )
}
