import { createInvite, listInvites } from '#contract/accounts'
import { outranks, roles, type Role } from '#contract/roles'
import { ActionIcon, Button, CopyButton, Group, Modal, Select, Stack, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useForm } from '../app/form.ts'
import { useSession } from '../app/session.tsx'
import { Icon } from '../ui/icon.tsx'
import { IconCheck, IconCopy } from '../ui/icons.ts'
import { FormProblem, Notice } from '../ui/states.tsx'
import { roleWords } from './role-words.ts'

export function InviteSomebody({ opened, onClose }: { opened: boolean; onClose: () => void }) {
  return <Modal opened={opened} onClose={onClose} title="Invite somebody"><Form onClose={onClose} /></Modal>
}

function Form({ onClose }: { onClose: () => void }) {
  const { role } = useSession()
  const [link, setLink] = useState<{ link: string; email: string } | null>(null)
  const form = useForm(createInvite, { email: '', role: 'rep' as Role }, { touches: [listInvites], onDone: setLink })
  if (link) {
    return (
      <Stack>
        <Notice tone="good">Send this link to {link.email}. It opens once, for seven days, and is not shown again.</Notice>
        <TextInput readOnly aria-label="Invitation link" value={link.link} onFocus={(e) => e.currentTarget.select()} rightSection={
          <CopyButton value={link.link}>{({ copied, copy }) => <ActionIcon aria-label={copied ? 'Copied' : 'Copy the link'} onClick={copy} data-autofocus><Icon of={copied ? IconCheck : IconCopy} /></ActionIcon>}</CopyButton>
        } />
        <Group justify="flex-end"><Button onClick={onClose}>Done</Button></Group>
      </Stack>
    )
  }
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <TextInput data-autofocus label="E-mail" type="email" {...form.text('email')} />
        <Select
          label="Role" allowDeselect={false} description={roleWords[form.values.role].says} error={form.wrong.role}
          data={roles.filter((r) => r !== 'owner' && outranks(role, r)).map((r) => ({ value: r, label: roleWords[r].label }))}
          value={form.values.role} onChange={(v) => form.set('role', (v ?? 'rep') as Role)}
        />
        <Group justify="flex-end" gap="xs"><Button variant="default" onClick={onClose}>Cancel</Button><Button type="submit" loading={form.isSending}>Make the link</Button></Group>
      </Stack>
    </form>
  )
}
