// What you are told, where, and when it is quiet.
import { noticeKinds, noticeSettings, setNoticeSettings, type NoticeKind, type NoticeSettings } from '#contract/notices'
import { Checkbox, Group, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useCall, useSend } from '../app/call.ts'
import css from '../notices/notices.module.css'
import { Settings } from '../settings/frame.tsx'
import { Card, Section } from '../ui/page.tsx'
import { Loaded } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { useState } from 'react'

const words: Record<NoticeKind, [what: string, when: string]> = {
  reply: ['An answer', 'to a mailbox of yours, or in a thread you have'], assigned: ['A thread is given to you', 'by a colleague'], mention: ['You are mentioned', 'in a note'],
  unmatched: ['Mails nobody could be found for', 'in the tray'], complaint: ['A mail is reported as spam', 'by whoever got it'], mailbox: ['A mailbox is broken', 'told at once, in quiet hours too'],
  missing: ['Mails are missing here', 'that lie in the letterbox'], campaign: ['A campaign is paused or holds leads', 'and why'], sending: ['Sending is stopped or in doubt', 'by somebody, or by a server'],
  task: ['A task you wanted to be reminded of', 'at its time'], meeting: ['A meeting is booked, moved or cancelled', 'with a lead of yours'],
}

export default function NoticesSettings() {
  const settings = useCall(noticeSettings)
  return <Settings><Loaded from={settings}>{(now) => <Form key={JSON.stringify(now)} now={now} />}</Loaded></Settings>
}

function Form({ now }: { now: NoticeSettings & { sentence: string; mailboxes: { id: string; address: string }[] } }) {
  const { sentence, mailboxes, ...first } = now
  const [it, setIt] = useState(first)
  const save = useSend(setNoticeSettings, { touches: [noticeSettings, '/notices'], onError: (e) => { setIt(first); toastError(e) }, onDone: () => toast('Saved.') })
  const put = (change: Partial<NoticeSettings>) => { const next = { ...it, ...change }; setIt(next); save.mutate({ body: next }) }
  const [from, setFrom] = useState(it.quietFrom ?? ''), [to, setTo] = useState(it.quietTo ?? ''), [at, setAt] = useState(it.digestAt)
  const quiet = (a: string, b: string) => { if (Boolean(a) === Boolean(b) && (a || null) !== it.quietFrom || (Boolean(a) === Boolean(b) && (b || null) !== it.quietTo)) put({ quietFrom: a || null, quietTo: b || null }) }
  return (
    <>
      <Section title="What you are told" says="In the app means under the bell. In the digest means by mail, gathered.">
        <Card flush>
          <table className={css.table}>
            <thead><tr><th scope="col">What happened</th><th scope="col">In the app</th><th scope="col">In the digest</th></tr></thead>
            <tbody>{noticeKinds.map((kind) => (
              <tr key={kind}>
                <th scope="row">{words[kind][0]}<small>{words[kind][1]}</small></th>
                {(['app', 'mail'] as const).map((channel) => <td key={channel}><Checkbox aria-label={`${words[kind][0]}: ${channel === 'app' ? 'in the app' : 'in the digest'}`} checked={it.channels[kind][channel]} onChange={(e) => put({ channels: { ...it.channels, [kind]: { ...it.channels[kind], [channel]: e.currentTarget.checked } } })} /></td>)}
              </tr>
            ))}</tbody>
          </table>
        </Card>
      </Section>
      <Section title="Digest by mail" says={sentence}>
        {mailboxes.length === 0 ? <div className="o-muted">A digest leaves through one of your own mailboxes. Connect one first; a practice mailbox sends nothing outside.</div> : <>
          <Select label="Mailbox it leaves through" clearable value={it.mailboxId} onChange={(v) => put({ mailboxId: v, ...(!v && { digest: 'off' as const }) })} data={mailboxes.map((m) => ({ value: m.id, label: m.address }))} />
          <Group align="end" gap="sm">
            <SegmentedControl aria-label="How often" value={it.digest} disabled={!it.mailboxId} onChange={(v) => put({ digest: v as 'off' })} data={[{ value: 'off', label: 'Never' }, { value: 'hourly', label: 'Every hour' }, { value: 'daily', label: 'Every day' }]} />
            {it.digest === 'daily' && <TextInput type="time" label="At" value={at} onChange={(e) => setAt(e.currentTarget.value)} onBlur={() => { if (at && at !== it.digestAt) put({ digestAt: at }) }} />}
          </Group>
        </>}
      </Section>
      <Section title="Quiet hours" says="The bell keeps still and no digest leaves, in the time zone of the workspace. A broken mailbox is told all the same. Empty both for none.">
        <Group gap="sm">
          <TextInput type="time" label="From" value={from} onChange={(e) => setFrom(e.currentTarget.value)} onBlur={() => quiet(from, to)} />
          <TextInput type="time" label="To" value={to} onChange={(e) => setTo(e.currentTarget.value)} onBlur={() => quiet(from, to)} />
        </Group>
      </Section>
    </>
  )
}
