// Mail that is never stored, whoever's mailbox it comes to.
import { addMailBlock, dropMailBlock, listMailBlocks } from '#contract/inbox'
import { Button, Group, TextInput } from '@mantine/core'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import css from '../campaigns/campaigns.module.css'
import { Section } from '../ui/page.tsx'
import { FormProblem, Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'

export function MailBlocks({ may }: { may: boolean }) {
  const blocks = useCall(listMailBlocks)
  const form = useForm(addMailBlock, { value: '' }, { touches: [listMailBlocks], onDone: (block) => { toast(`Mail from ${block.value} is not stored from now on.`); form.set('value', '') } })
  const drop = useSend(dropMailBlock, { touches: [listMailBlocks], onDone: () => toast('Its mail is stored again from now on.'), onError: toastError })
  return (
    <Section title="Mail that is never stored" says="Private senders, the doctor, the bank. An answer to a mail of ours is stored all the same, because it must stop what is planned.">
      <Loaded from={blocks}>{({ items, internal }) => (
        <div className={css.fields}>
          <ul className={css.out}>
            {items.map((b) => <li key={b.id}>{b.kind === 'domain' ? `Everybody at ${b.value}` : b.value} {may && <Button size="compact-xs" variant="subtle" color="bad" aria-label={`Store mail from ${b.value} again`} onClick={() => drop.mutate({ params: { id: b.id } })}>Remove</Button>}</li>)}
            {internal.length > 0 && <li>Mail among colleagues: {internal.join(', ')}</li>}
          </ul>
          {may && <form onSubmit={form.onSubmit}>
            <FormProblem problem={form.problem} />
            <Group align="end"><TextInput label="Address or domain" placeholder="doctor@clinic.example" w={300} {...form.text('value')} /><Button type="submit" variant="default" disabled={!form.values.value.trim()} loading={form.isSending}>Never store it</Button></Group>
          </form>}
        </div>
      )}</Loaded>
    </Section>
  )
}
