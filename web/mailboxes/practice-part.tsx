import { changePracticeMailbox, deliverWaitingAnswers, practiceWorld } from '#contract/practice'
import { Button, Group, Stack, Switch, TextInput } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { counted, When } from '../ui/values.tsx'
import css from './mailboxes.module.css'
import { PaceChoice } from './pace-choice.tsx'

const isAhead = (at: string) => new Date(at).getTime() > Date.now()

/** The world behind a practice mailbox: its pace, its seed, and the answers on their way. */
export function PracticePart({ mailboxId }: { mailboxId: string }) {
  const may = useMay()
  const world = useCall(practiceWorld)
  const box = world.data?.mailboxes.find((m) => m.id === mailboxId)
  const change = useSend(changePracticeMailbox, { touches: ['/practice', '/mailboxes'], onDone: () => toast('Changed.'), onError: toastError })
  const deliver = useSend(deliverWaitingAnswers, { touches: ['/practice', '/inbox'], onDone: (d) => toast(d.delivered ? `${counted(d.delivered, 'answer')} arrived.` : 'No answer was waiting.'), onError: toastError })
  const [seed, setSeed] = useState<string | null>(null)
  if (!box) return null
  const params = { id: mailboxId }
  const manage = may('practice.manage')
  return (
    <section className={css.part}>
      <h3>Practice world</h3>
      <Stack>
        <div className="o-muted">
          {box.sent === 0 ? 'Nothing was sent into it yet.' : <>{counted(box.sent, 'mail')} sent into it, {counted(box.arrived, 'answer')} back, {box.waiting} on the way{box.nextAnswerAt && <>, the next {isAhead(box.nextAnswerAt) ? <When at={box.nextAnswerAt} ago /> : 'any moment'}</>}.</>}
          {manage && box.waiting > 0 && <> <Button size="xs" variant="subtle" loading={deliver.isPending} onClick={() => deliver.mutate({ body: { mailboxId } })}>Deliver them now</Button></>}
        </div>
        <PaceChoice value={box.pace} disabled={!manage} onChange={(pace) => change.mutate({ params, body: { pace } })} />
        <Group align="flex-end">
          <TextInput label="Seed" description="The same word gives the same people and answers." value={seed ?? box.seed} disabled={!manage} onChange={(e) => setSeed(e.currentTarget.value)} flex={1} />
          {seed !== null && seed.trim() !== box.seed && <Button variant="light" disabled={!seed.trim()} onClick={() => { change.mutate({ params, body: { seed: seed.trim() } }); setSeed(null) }}>Use this seed</Button>}
        </Group>
        <Switch label="Answers arrive at once" disabled={!manage} checked={box.answersAtOnce} onChange={(e) => change.mutate({ params, body: { answersAtOnce: e.currentTarget.checked } })} />
      </Stack>
    </section>
  )
}
