// What we know of a company from its own record; changed in a form that keeps what was typed.
import { getCompany, listCompanies, updateCompany, type CompanyRow } from '#contract/companies'
import { Button, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '../app/form.ts'
import { useMay } from '../app/session.tsx'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'

export function CompanyFields({ company: c }: { company: CompanyRow }) {
  const may = useMay()('leads.write')
  const form = useForm(updateCompany, { name: c.name, domain: c.domain ?? '', website: c.website ?? '', industry: c.industry ?? '', size: c.size ?? '', city: c.city ?? '', country: c.country ?? '', description: c.description ?? '' }, {
    params: { id: c.id }, touches: [getCompany, listCompanies, '/companies'], onDone: () => toast('Saved.'),
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack gap="sm">
        <FormProblem problem={form.problem} />
        {([['name', 'Name'], ['domain', 'Domain'], ['website', 'Website'], ['industry', 'Industry'], ['size', 'People'], ['city', 'City'], ['country', 'Country']] as const).map(([field, label]) => <TextInput key={field} size="sm" label={label} readOnly={!may} {...form.text(field)} />)}
        <Textarea size="sm" label="Description" autosize minRows={2} readOnly={!may} {...form.text('description')} />
        {may && <div><Button type="submit" variant="default" disabled={!form.changed} loading={form.isSending}>Save</Button></div>}
      </Stack>
    </form>
  )
}
