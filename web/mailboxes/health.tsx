// How a mailbox stands: what it may send now and why not more, its slow ramp, and why it rests.
import { listMailboxes, mailboxRamp, setMailboxRamp, type MailboxView } from '#contract/mailboxes'
import { Button, Switch } from '@mantine/core'
import { useCall, useSend } from '../app/call.ts'
import { SmallBars } from '../ui/measures.tsx'
import { Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { When } from '../ui/values.tsx'
import css from './mailboxes.module.css'

export function Brakes({ mailbox }: { mailbox: MailboxView }) {
  return mailbox.brakes.map((b) => (
    <div key={`${b.scope}${b.kind}`} style={{ marginTop: 12 }}>
      <Notice tone="bad">{b.sentence} Cooling down until <When at={b.coolUntil} />; after that, counting begins anew.</Notice>
    </div>
  ))
}

export function Ramp({ mailbox, mine }: { mailbox: MailboxView; mine: boolean }) {
  const ramp = useCall(mailboxRamp, { params: { id: mailbox.id } })
  const set = useSend(setMailboxRamp, { touches: [listMailboxes, '/mailboxes', '/campaigns'], onError: toastError, onDone: (r) => toast(r.on ? 'It starts slowly.' : 'The slow start is over.') })
  const r = ramp.data
  if (!r) return null
  const params = { id: mailbox.id }
  return (
    <section className={css.part}>
      <h3>Slow start</h3>
      {r.on && r.level !== null ? (
        <>
          <p className={css.ramp}>{r.level} mails within 24 hours today, {r.step} more each day that goes well, up to {r.goal}. {r.why}</p>
          <SmallBars label="Mails a day, until today and ahead" values={[...r.days.map((d) => d.level), ...r.ahead]} now={r.days.length - 1} />
          <p className="o-muted">Half of it after a day with more than 2 % bounces or a refusal for policy reasons.</p>
        </>
      ) : <p className="o-muted">{r.why ? `Not in force. ${r.why}` : 'Not in force: this mailbox may send up to its limit. It starts by itself after two silent weeks.'}</p>}
      {mine && (r.on
        ? <Switch mt={8} label="Warm it up slowly" checked disabled={set.isPending} onChange={() => set.mutate({ params, body: { on: false } })} />
        : <Button mt={8} size="xs" variant="default" loading={set.isPending} onClick={() => set.mutate({ params, body: { on: true } })}>Start slowly again</Button>)}
    </section>
  )
}
