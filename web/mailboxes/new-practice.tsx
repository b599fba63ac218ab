import { listMailboxes } from '#contract/mailboxes'
import { createPracticeMailbox, practiceWorld, type PracticePace } from '#contract/practice'
import { Button, Group, Stack, Switch, Text, TextInput } from '@mantine/core'
import { useForm } from '../app/form.ts'
import { useSession } from '../app/session.tsx'
import { FormProblem } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { Pair } from '../ui/pair.tsx'
import { PaceChoice } from './pace-choice.tsx'

export function NewPractice({ onBack, onMade }: { onBack?: () => void; onMade: (id: string) => void }) {
  const { user } = useSession()
  const form = useForm(createPracticeMailbox, { fromName: user.name, seed: 'spring', pace: 'minute' as PracticePace, answersAtOnce: false }, {
    touches: [listMailboxes, practiceWorld, '/numbers'],
    onDone: (made) => { toast(`${made.address} is ready. Its mails never leave Overture.`); onMade(made.id) },
  })
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <Text c="dimmed">It sends over real SMTP into a world inside Overture. The people there answer, ask, bounce, are out of office or want to be left alone.</Text>
        <FormProblem problem={form.problem} />
        <div><Text fw={550} size="sm" mb={6}>How fast time passes</Text><PaceChoice value={form.values.pace} onChange={(pace) => form.set('pace', pace)} /></div>
        <Pair>
          <TextInput label="Sender name" {...form.text('fromName')} />
          <TextInput label="Seed" description="The same word gives the same people and answers." {...form.text('seed')} />
        </Pair>
        <Switch label="Answers arrive at once" checked={form.values.answersAtOnce} onChange={(e) => form.set('answersAtOnce', e.currentTarget.checked)} />
        <Group justify="flex-end" gap="xs">{onBack && <Button variant="default" onClick={onBack}>Back</Button>}<Button type="submit" data-autofocus loading={form.isSending}>Take this mailbox</Button></Group>
      </Stack>
    </form>
  )
}
