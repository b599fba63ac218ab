// One company by hand. One with the same domain is opened instead of made twice.
import { createCompany, listCompanies } from '#contract/companies'
import { Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useNavigate } from '@tanstack/react-router'
import { useForm } from '../app/form.ts'
import { Pair } from '../ui/pair.tsx'
import { FormProblem } from '../ui/states.tsx'

export function NewCompany({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return <Modal opened={opened} onClose={onClose} title="New company">{opened && <Fields onClose={onClose} />}</Modal>
}

function Fields({ onClose }: { onClose: () => void }) {
  const navigate = useNavigate()
  const form = useForm(createCompany, { name: '', domain: '', industry: '', size: '', city: '', country: '' }, {
    touches: [listCompanies], onDone: (c) => void navigate({ to: '/companies/$companyId', params: { companyId: c.id } }),
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack gap="md">
        <FormProblem problem={form.problem} />
        <TextInput data-autofocus label="Name" required {...form.text('name')} />
        <TextInput label="Domain" placeholder="acme.example" description="The website without www. People with an address there are put with this company." {...form.text('domain')} />
        <Pair><TextInput label="Industry" {...form.text('industry')} /><TextInput label="How many people" placeholder="11–50" {...form.text('size')} /></Pair>
        <Pair><TextInput label="City" {...form.text('city')} /><TextInput label="Country" {...form.text('country')} /></Pair>
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={form.isSending}>Add company</Button></Group>
      </Stack>
    </form>
  )
}
