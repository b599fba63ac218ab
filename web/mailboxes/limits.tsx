import { listMailboxes, updateMailbox, type MailboxView } from '#contract/mailboxes'
import { Button, Group, NumberInput, Stack, Textarea, TextInput } from '@mantine/core'
import { useForm } from '../app/form.ts'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { Pair } from '../ui/pair.tsx'
import css from './mailboxes.module.css'

/** How much, how far apart, under which name. */
export function MailboxLimits({ mailbox }: { mailbox: MailboxView }) {
  const form = useForm(updateMailbox, {
    dailyLimit: mailbox.dailyLimit, gapMinS: mailbox.gapMinS, gapMaxS: mailbox.gapMaxS, fromName: mailbox.fromName, signature: mailbox.signature, replyTo: mailbox.replyTo ?? '',
  }, { params: { id: mailbox.id }, touches: [listMailboxes, '/campaigns'], onDone: () => toast('Saved. Planned mails follow the new limits.') })
  const number = (name: 'dailyLimit' | 'gapMinS' | 'gapMaxS') => ({ value: form.values[name], onChange: (v: string | number) => form.set(name, Number(v) || 0), error: form.wrong[name], allowDecimal: false, min: 0 })
  return (
    <section className={css.part}>
      <h3>Limits and sender</h3>
      <form onSubmit={(e) => { e.preventDefault(); form.submit({ replyTo: (form.values.replyTo || null) as never }) }}>
        <Stack>
          <FormProblem problem={form.problem} />
          <Pair>
            <NumberInput label="Mails in 24 hours" {...number('dailyLimit')} min={1} max={10_000} />
            <NumberInput label="Gap at least" suffix=" s" {...number('gapMinS')} max={3600} />
            <NumberInput label="Gap at most" suffix=" s" {...number('gapMaxS')} max={7200} />
          </Pair>
          <Pair><TextInput label="Sender name" {...form.text('fromName')} /><TextInput label="Answers go to" placeholder={mailbox.address} {...form.text('replyTo')} /></Pair>
          <Textarea label="Signature" description="Plain text, under every mail from here." {...form.text('signature')} />
          <Group justify="flex-end"><Button type="submit" variant="light" disabled={!form.changed} loading={form.isSending}>Save</Button></Group>
        </Stack>
      </form>
    </section>
  )
}
