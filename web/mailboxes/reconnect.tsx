import { listMailboxes, updateMailbox, type MailboxView } from '#contract/mailboxes'
import { Button, Group, PasswordInput, Stack } from '@mantine/core'
import { useState } from 'react'
import { useForm } from '../app/form.ts'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { AskOwner } from './ask-owner.tsx'
import { HostFields } from './hosts.tsx'
import css from './mailboxes.module.css'

/** A new password or another server for a mailbox that exists. Opens by itself when the old password is refused. */
export function Reconnect({ mailbox }: { mailbox: MailboxView }) {
  const [opened, setOpened] = useState(mailbox.status === 'needs_reconnect')
  const form = useForm(updateMailbox, { password: '', smtp: mailbox.smtp, imap: mailbox.imap }, {
    params: { id: mailbox.id }, touches: [listMailboxes],
    onDone: () => { toast('Saved. Test the connection to be sure.'); setOpened(false) },
  })
  if (!mailbox.smtp || !mailbox.imap) return null
  return (
    <section className={css.part}>
      <h3>Password and servers</h3>
      {!opened ? (
        <Group><span className="o-muted">Password {mailbox.passwordHint ?? 'not stored'}</span><Button size="xs" variant="default" onClick={() => setOpened(true)}>Change</Button><AskOwner mailbox={mailbox} /></Group>
      ) : (
        <form onSubmit={(e) => { e.preventDefault(); form.submit({ ...(form.values.password === '' && { password: undefined as never }) }) }}>
          <Stack>
            <FormProblem problem={form.problem} />
            <PasswordInput label="New password" placeholder={mailbox.passwordHint ?? ''} description="Left empty, the stored one stays." autoComplete="new-password" {...form.text('password')} />
            {form.values.smtp && <HostFields label="Sending server (SMTP)" value={form.values.smtp} onChange={(v) => form.set('smtp', { ...v, user: v.user ?? '' })} error={form.wrong.smtp} />}
            {form.values.imap && <HostFields label="Reading server (IMAP)" value={form.values.imap} onChange={(v) => form.set('imap', { ...v, user: v.user ?? '' })} error={form.wrong.imap} />}
            <AskOwner mailbox={mailbox} />
            <Group justify="flex-end" gap="xs"><Button variant="default" onClick={() => setOpened(false)}>Cancel</Button><Button type="submit" variant="light" loading={form.isSending}>Save</Button></Group>
          </Stack>
        </form>
      )}
    </section>
  )
}
