// One mail of the outbox: where it stands and why, what may be decided, and on demand everything that was decided about it.
import { getCampaign } from '#contract/campaigns'
import { actOnOutbox, cancelMessage, getMessage, lookInSent, markMessageSent, resendMessage, traceMessage, type MessageDetail } from '#contract/sending'
import { Button } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Loaded, Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { formatToTheSecond, When } from '../ui/values.tsx'
import css from './outbox.module.css'
import { mendOf, stateOf } from './words.ts'

export const touched = [getMessage, traceMessage, '/outbox', '/messages', '/campaigns', '/sending']

export function MailPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const asked = useCall(getMessage, { params: { id } })
  const m = asked.data
  const may = useMay()('campaigns.write')
  return (
    <SidePanel label="Mail" title={m?.subject || 'Mail'} says={m && <>To {m.leadName ? `${m.leadName}, ` : ''}{m.toAddress}</>} onClose={onClose} foot={m && may && decidable(m) && <Decisions m={m} />}>
      <Loaded from={asked}>{(mail) => <Told m={mail} />}</Loaded>
    </SidePanel>
  )
}

function Told({ m }: { m: MessageDetail }) {
  const [tracing, setTracing] = useState(false)
  const state = stateOf[m.state], mend = mendOf(m)
  const campaign = useCall(getCampaign, { params: { id: m.campaignId ?? '' } }, { enabled: m.campaignId !== null })
  return (
    <>
      <section className={css.part}>
        <p className={css.sentence}>{m.explanation}</p>
        {mend && <Notice tone="warning" action={<Button size="xs" variant="default" component={Link} to={mend.to}>{mend.label}</Button>}>The cause is mended there; the mail goes on by itself.</Notice>}
        {m.state === 'unconfirmed' && !m.resentAs && <Means />}
      </section>
      <section className={css.part}>
        <dl className={css.facts}>
          <dt>State</dt><dd><StatusBadge tone={state.tone}>{state.label}</StatusBadge></dd>
          {m.copies.length > 0 && <><dt>In copy</dt><dd>{m.copies.map((c) => <div key={c.address}>{c.address}{c.kind === 'bcc' && ', unseen by the others'}{c.refused && `: did not get it (${c.refused})`}</div>)}</dd></>}
          <dt>From</dt><dd>{m.fromAddress}</dd>
          {m.campaignId && <><dt>Campaign</dt><dd><Link to="/campaigns/$campaignId" params={{ campaignId: m.campaignId }}>{campaign.data?.name ?? 'Open'}</Link>{m.stepNo ? `, mail ${m.stepNo}` : ''}</dd></>}
          {m.leadId && <><dt>Lead</dt><dd><Link to="/leads/$leadId" params={{ leadId: m.leadId }}>{m.leadName ?? m.toAddress}</Link></dd></>}
          {m.acceptedAt ? <><dt>Sent</dt><dd><When at={m.acceptedAt} /></dd></> : m.handedAt ? <><dt>Handed over</dt><dd><When at={m.handedAt} /></dd></> : <><dt>Planned for</dt><dd><When at={m.dueAt} /></dd></>}
          {m.smtpReply && <><dt>Server said</dt><dd>{m.smtpReply}</dd></>}
        </dl>
      </section>
      <section className={css.part}>
        <h3>{m.state === 'accepted' ? 'Why did it leave?' : 'Why is it where it is?'}</h3>
        {m.level !== 'full' ? <p className={css.text}>Its owner keeps what stands in it private.</p> : tracing ? <Trace id={m.id} /> : <Button size="xs" variant="default" onClick={() => setTracing(true)}>Show every decision</Button>}
      </section>
      {m.level === 'full' && <section className={css.part}><h3>Text</h3><p className={css.text}>{m.bodyText}</p></section>}
    </>
  )
}

const Means = () => (
  <div className={css.means}>
    <p><b>Look in Sent</b> asks the mailbox now. If the mail lies there, it was sent. If it does not, that proves something only where the server keeps every copy, and only after three looks.</p>
    <p><b>Mark as sent</b> when you know that it arrived, for instance because it was answered. The campaign goes on from there.</p>
    <p><b>Send again</b> makes a new mail with the same text. If the first one did arrive, the recipient has it twice.</p>
  </div>
)

function Trace({ id }: { id: string }) {
  const asked = useCall(traceMessage, { params: { id } })
  return (
    <Loaded from={asked}>{({ items }) => (
      <ol className={css.trace} aria-label="Every decision about this mail">
        {items.map((l, i) => <li key={i}><time dateTime={l.at}>{formatToTheSecond(l.at)}</time><span>{l.sentence}</span>{l.words && <code>{l.words}</code>}</li>)}
      </ol>
    )}</Loaded>
  )
}

const decidable = (m: MessageDetail): boolean => m.may.markSent || m.may.resend || m.may.cancel

function Decisions({ m }: { m: MessageDetail }) {
  const [again, setAgain] = useState(false)
  const params = { id: m.id }
  const look = useSend(lookInSent, { touches: touched, onError: toastError, onDone: (r) => toast(r.sentence, { tone: r.seen === 'found' ? 'good' : 'info' }) })
  const sent = useSend(markMessageSent, { touches: touched, onError: toastError, onDone: () => toast('Marked as sent.') })
  const resend = useSend(resendMessage, { touches: touched, onError: toastError, onDone: () => { setAgain(false); toast('It will be sent again.') } })
  const cancel = useSend(cancelMessage, { touches: touched, onError: toastError, onDone: () => toast('Taken back. Nothing was sent.') })
  const doubt = m.state === 'unconfirmed' && !m.resentAs
  return (
    <>
      {doubt && <Button loading={look.isPending} onClick={() => look.mutate({ params })}>Look in Sent now</Button>}
      {m.may.markSent && <Button variant="default" loading={sent.isPending} onClick={() => sent.mutate({ params })}>Mark as sent</Button>}
      {m.may.resend && <Button variant="default" loading={resend.isPending} onClick={() => (doubt ? setAgain(true) : resend.mutate({ params }))}>Send again</Button>}
      {m.may.cancel && <Button variant="subtle" color="bad" ml="auto" loading={cancel.isPending} onClick={() => cancel.mutate({ params })}>Take it back</Button>}
      <ConfirmTyped opened={again} onClose={() => setAgain(false)} title="Send it again?" confirm="Send again" busy={resend.isPending} onConfirm={() => resend.mutate({ params })}>
        Nobody can tell whether the first one arrived. If it did, {m.toAddress} gets the same mail twice.
      </ConfirmTyped>
    </>
  )
}

/** The bar of picked rows. */
export function OutboxBulk({ ids, box, onDone }: { ids: string[]; box: string; onDone: () => void }) {
  const [sure, setSure] = useState<'resend' | 'cancel' | null>(null)
  const act = useSend(actOnOutbox, { touches: touched, onError: toastError, onDone: (r) => { setSure(null); toast(r.sentence, { tone: r.done ? 'good' : 'info' }); onDone() } })
  const run = (what: 'cancel' | 'mark_sent' | 'resend' | 'look') => act.mutate({ body: { act: what, ids } })
  const busy = (what: string) => act.isPending && act.variables?.body.act === what
  return (
    <div className={css.bulk}>
      {box === 'doubt' && <Button size="xs" variant="default" loading={busy('look')} onClick={() => run('look')}>Look in Sent now</Button>}
      {box === 'doubt' && <Button size="xs" variant="default" loading={busy('mark_sent')} onClick={() => run('mark_sent')}>Mark as sent</Button>}
      {['doubt', 'held', 'failed'].includes(box) && <Button size="xs" variant="default" loading={busy('resend')} onClick={() => setSure('resend')}>Send again</Button>}
      {['planned', 'due', 'held'].includes(box) && <Button size="xs" variant="subtle" color="bad" loading={busy('cancel')} onClick={() => setSure('cancel')}>Take back</Button>}
      <ConfirmTyped
        opened={sure !== null} onClose={() => setSure(null)} busy={act.isPending} onConfirm={() => sure && run(sure)}
        title={sure === 'cancel' ? `Take back ${ids.length} ${ids.length === 1 ? 'mail' : 'mails'}?` : `Send ${ids.length} ${ids.length === 1 ? 'mail' : 'mails'} again?`} confirm={sure === 'cancel' ? 'Take back' : 'Send again'}
        {...(ids.length > 20 && { type: String(ids.length) })}
      >
        {sure === 'cancel' ? 'They are not sent. Their campaigns go on with the next step only where you say so.' : box === 'doubt' ? 'Nobody can tell whether the first ones arrived. Whoever has got one gets it twice.' : 'Each is tried anew, within the limits of its mailbox.'}
      </ConfirmTyped>
    </div>
  )
}
