// Its sender is away or the mailbox is done for: its leads wait, begin from another one, or go on from another one for good.
import { addAbsence, endAbsence, listAbsences, previewAbsence, type Absence } from '#contract/campaign-control'
import { listMailboxes, type MailboxView } from '#contract/mailboxes'
import { Button, Group, Select, Stack, TextInput } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useForm } from '../app/form.ts'
import { useSession } from '../app/session.tsx'
import { dayIn } from '../ui/clock.ts'
import { Pair } from '../ui/pair.tsx'
import { FormProblem, Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import css from './mailboxes.module.css'

type Way = Absence['way']
const ways: Record<Way, string> = { pause: 'Its leads wait', delegate: 'New talks begin from another mailbox, running ones wait', reassign: 'Everybody goes on from another mailbox, for good' }

export function HandOverPart({ mailbox, may }: { mailbox: MailboxView; may: boolean }) {
  const [opened, setOpened] = useState(false)
  const absences = useCall(listAbsences)
  const end = useSend(endAbsence, { touches: [listAbsences, '/campaigns'], onDone: () => toast('Back. What waited goes on.'), onError: toastError })
  return (
    <section className={css.part}>
      <h3>Away, or handed over</h3>
      <Loaded from={absences}>{({ items }) => {
        const mine = items.filter((a) => a.mailboxId === mailbox.id && !a.endedAt)
        return (
          <>
            {mine.map((a) => <Group key={a.id} mb={8} wrap="nowrap" justify="space-between"><span>{a.fromDay} to {a.toDay}: {a.sentence}</span>{may && <Button size="xs" variant="default" loading={end.isPending} onClick={() => end.mutate({ params: { id: a.id } })}>Back already</Button>}</Group>)}
            {!mine.length && !opened && <p className="o-muted" style={{ marginBottom: 8 }}>Its leads are written to from here.</p>}
            {may && (opened ? <Form mailbox={mailbox} onClose={() => setOpened(false)} /> : <Button size="xs" variant="default" onClick={() => setOpened(true)}>Hand its leads over</Button>)}
          </>
        )
      }}</Loaded>
    </section>
  )
}

function Form({ mailbox, onClose }: { mailbox: MailboxView; onClose: () => void }) {
  const others = (useCall(listMailboxes).data?.items ?? []).filter((m) => m.id !== mailbox.id && m.kind === mailbox.kind)
  const broken = mailbox.status === 'needs_reconnect' || mailbox.status === 'error'
  // Absences are counted in days of the workspace; it may be tomorrow there, or yesterday.
  const today = dayIn(useSession().workspace.timeZone)
  const form = useForm(addAbsence, { mailboxId: mailbox.id, fromDay: today, toDay: today, way: (broken && others.length ? 'reassign' : 'pause') as Way, toMailboxId: undefined as string | undefined }, {
    touches: [listAbsences, '/campaigns', listMailboxes], onDone: (made) => { toast(made.sentence); onClose() },
  })
  const v = form.values, complete = v.way === 'pause' || Boolean(v.toMailboxId)
  const { mutate, data: told, reset } = useSend(previewAbsence, { onError: () => undefined })
  useEffect(() => {
    reset()
    if (complete) mutate({ body: { mailboxId: mailbox.id, fromDay: v.fromDay, toDay: v.toDay, way: v.way, ...(v.toMailboxId && { toMailboxId: v.toMailboxId }) } })
  }, [mailbox.id, v.fromDay, v.toDay, v.way, v.toMailboxId, complete, mutate, reset])
  const chosen = others.find((m) => m.id === v.toMailboxId)
  return (
    <form onSubmit={form.onSubmit}>
      <Stack>
        <FormProblem problem={form.problem} />
        <Select label="What becomes of its leads" allowDeselect={false} value={v.way} data={Object.entries(ways).map(([value, label]) => ({ value, label, disabled: value !== 'pause' && !others.length }))} onChange={(way) => way && form.set('way', way as Way)} />
        <Pair>
          <TextInput type="date" label="From" {...form.text('fromDay')} />
          {v.way !== 'reassign' && <TextInput type="date" label="Last day" {...form.text('toDay')} />}
        </Pair>
        {v.way !== 'pause' && <Select label="Other mailbox" placeholder="Choose" value={v.toMailboxId ?? null} error={form.wrong.toMailboxId} data={others.map((m) => ({ value: m.id, label: `${m.address} (room for ${m.roomToday} today)` }))} onChange={(id) => form.set('toMailboxId', id ?? undefined)} />}
        {chosen && chosen.status !== 'active' && <Notice tone="warning">{chosen.address} does not send at the moment, either: {chosen.statusReason ?? 'it is paused'}</Notice>}
        {told && <Notice tone={v.way === 'reassign' ? 'warning' : 'info'}>{told.sentence}</Notice>}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose}>Cancel</Button>
          <Button type="submit" variant="light" disabled={!complete} loading={form.isSending}>Hand over</Button>
        </Group>
      </Stack>
    </form>
  )
}
