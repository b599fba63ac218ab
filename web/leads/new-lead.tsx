// One lead by hand: only the address is needed. While one types it says whether the address is good and whether we know it.
import { checkLead, createLead, listLeads } from '#contract/leads'
import { Anchor, Button, Group, Modal, Stack, TextInput } from '@mantine/core'
import { useDebouncedValue } from '@mantine/hooks'
import { Link } from '@tanstack/react-router'
import { useCall } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { FormProblem, Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { nameOf, reasonWords } from './words.ts'

export function NewLead({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return <Modal opened={opened} onClose={onClose} title="New lead">{opened && <Fields onClose={onClose} />}</Modal>
}

function Fields({ onClose }: { onClose: () => void }) {
  const form = useForm(createLead, { email: '', firstName: '', lastName: '', title: '', companyName: '', country: '' }, {
    touches: [listLeads, '/leads', '/companies'], onDone: (l) => { toast(`${nameOf(l)} is added.`); onClose() },
  })
  const v = form.values
  const [asked] = useDebouncedValue({ email: v.email, firstName: v.firstName, lastName: v.lastName }, 300)
  const check = useCall(checkLead, { query: asked }, { enabled: asked.email.includes('@') || asked.lastName.length > 2 })
  const c = check.data
  const twin = c?.duplicate ?? (c?.lookAlikes[0] && v.lastName ? c.lookAlikes[0] : undefined)
  return (
    <form onSubmit={form.onSubmit}>
      <Stack gap="md">
        <FormProblem problem={form.problem} />
        <TextInput data-autofocus label="E-mail" required type="email" {...form.text('email')} error={form.wrong['email'] ?? (asked.email === v.email && v.email.includes('@') ? c?.problem : undefined)}
          description={c?.suggestion && <>Did you mean <Anchor component="button" type="button" size="xs" onClick={() => form.set('email', c.suggestion!)}>{c.suggestion}</Anchor>?</>} />
        {twin && <Notice tone="warning">{c?.duplicate ? 'You have this lead already: ' : 'Is this the same person? '}<Link to="/leads/$leadId" params={{ leadId: twin.id }} onClick={onClose}>{nameOf(twin)}, {twin.email}</Link></Notice>}
        {c?.suppressed && <Notice tone="warning">{reasonWords[c.suppressed]}: nobody may write to this address.</Notice>}
        <Group grow align="flex-start"><TextInput label="First name" {...form.text('firstName')} /><TextInput label="Last name" {...form.text('lastName')} /></Group>
        <Group grow align="flex-start"><TextInput label="Position" {...form.text('title')} /><TextInput label="Company" {...form.text('companyName')} /></Group>
        <TextInput label="Country" {...form.text('country')} />
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={form.isSending}>Add lead</Button></Group>
      </Stack>
    </form>
  )
}
