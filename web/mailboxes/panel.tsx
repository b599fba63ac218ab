// One mailbox: how it is, how much it may send, what it sends as; test, pause, remove.
import { deleteMailbox, listMailboxes, pauseMailboxRoute, resumeMailboxRoute, testMailbox, type MailboxView, type TestReport } from '#contract/mailboxes'
import { mailboxSync, resyncMailbox } from '#contract/inbox'
import { Button } from '@mantine/core'
import { useState } from 'react'
import { useCall, useSend } from '../app/call.ts'
import { useMay } from '../app/session.tsx'
import { StatusBadge } from '../ui/badge.tsx'
import { ConfirmTyped } from '../ui/confirm-typed.tsx'
import { Meter } from '../ui/measures.tsx'
import { SidePanel } from '../ui/side-panel.tsx'
import { Notice } from '../ui/states.tsx'
import { toast, toastError } from '../ui/toast.tsx'
import { formatNumber, When } from '../ui/values.tsx'
import css from './mailboxes.module.css'
import { LetterboxPart } from './letterbox.tsx'
import { DomainPart } from './domain.tsx'
import { Brakes, Ramp } from './health.tsx'
import { MailboxLimits } from './limits.tsx'
import { PracticePart } from './practice-part.tsx'
import { HandOverPart } from './hand-over.tsx'
import { PrivacyPart } from './privacy.tsx'
import { Reconnect } from './reconnect.tsx'
import { Reputation } from './reputation.tsx'
import { states } from './states.ts'
import { Report, Testing } from './test-report.tsx'

export function MailboxPanel({ mailbox, onClose }: { mailbox: MailboxView; onClose: () => void }) {
  const may = useMay()
  const mine = may('mailboxes.manage') || (mailbox.mine && may('mailboxes.connect'))
  const [report, setReport] = useState<TestReport | null>(null)
  const [removing, setRemoving] = useState(false)
  const params = { id: mailbox.id }
  const touches = [listMailboxes, '/numbers', '/campaigns']
  const resume = useSend(resumeMailboxRoute, { touches, onDone: () => toast('Resumed. What is overdue is spread anew, never sent in a burst.'), onError: toastError })
  const pause = useSend(pauseMailboxRoute, { touches, onDone: () => toast('Paused. Nothing leaves from here until you resume.', { undo: () => resume.mutate({ params }) }), onError: toastError })
  const test = useSend(testMailbox, { touches, onDone: setReport, onError: toastError })
  const remove = useSend(deleteMailbox, { touches, onDone: () => { toast(`${mailbox.address} was removed and its password forgotten.`); onClose() }, onError: toastError })
  const state = states[mailbox.status]
  const practice = mailbox.kind === 'practice'

  return (
    <SidePanel
      label={`Mailbox ${mailbox.address}`} title={mailbox.address} onClose={onClose}
      says={practice ? 'Practice mailbox: sends into the world inside Overture and never outside' : mailbox.fromName}
      foot={mine && <>
        {mailbox.status === 'active'
          ? <Button variant="default" loading={pause.isPending} onClick={() => pause.mutate({ params, body: {} })}>Pause sending</Button>
          : <Button loading={resume.isPending} onClick={() => resume.mutate({ params })}>Resume sending</Button>}
        <Button variant="default" loading={test.isPending} onClick={() => { setReport(null); test.mutate({ params }) }}>Test the connection</Button>
        <Button variant="subtle" color="bad" ml="auto" onClick={() => setRemoving(true)}>Remove</Button>
      </>}
    >
      <section className={css.part}>
        <dl className={css.facts}>
          <dt>State</dt><dd><StatusBadge tone={state.tone}>{state.label}</StatusBadge>{mailbox.pausedUntil && <> until <When at={mailbox.pausedUntil} /></>}</dd>
          <dt>Last 24 hours</dt><dd><Meter value={mailbox.sent24h} of={mailbox.limit.most} label="Sent within 24 hours" words={`${formatNumber(mailbox.sent24h)} of ${formatNumber(mailbox.limit.most)}, room for ${formatNumber(mailbox.roomToday)}`} />{mailbox.limitedUntil && mailbox.roomToday === 0 && <span className="o-muted">Next one <When at={mailbox.limitedUntil} /></span>}</dd>
          <dt>Limit</dt><dd>{mailbox.limit.sentence}{mailbox.limit.provider && mailbox.limit.by !== 'provider' && <span className="o-muted"> {mailbox.limit.provider.name} takes {formatNumber(mailbox.limit.provider.perDay)} at most{mailbox.limit.provider.perMinute && `, ${mailbox.limit.provider.perMinute} a minute`}.</span>}</dd>
          <dt>Letterbox read</dt><dd><Read mailbox={mailbox} mine={mine} /></dd>
          {mailbox.smtp && <><dt>Sends through</dt><dd>{mailbox.smtp.host}, port <span className="o-num">{mailbox.smtp.port}</span></dd></>}
          {mailbox.imap && <><dt>Reads from</dt><dd>{mailbox.imap.host}, port <span className="o-num">{mailbox.imap.port}</span></dd></>}
        </dl>
        <Brakes mailbox={mailbox} />
        {mailbox.statusReason && mailbox.status !== 'active' && !mailbox.brakes.length && <div style={{ marginTop: 12 }}><Notice tone={mailbox.status === 'paused' ? 'warning' : 'bad'}>{mailbox.statusReason}</Notice></div>}
        {mailbox.syncError && <div style={{ marginTop: 12 }}><Notice tone="warning">The letterbox could not be read: {mailbox.syncError} Follow-ups wait until it can, because an answer might be in it.</Notice></div>}
      </section>
      {(test.isPending || report) && <section className={css.part}><h3>Connection test</h3>{test.isPending ? <Testing /> : report && <Report report={report} />}</section>}
      <LetterboxPart mailbox={mailbox} mine={mine} />
      {mine && !practice && <Reconnect key={`r${mailbox.id}`} mailbox={mailbox} />}
      {!practice && <Reputation mailboxId={mailbox.id} />}
      {!practice && <Ramp mailbox={mailbox} mine={mine} />}
      {!practice && <DomainPart address={mailbox.address} mine={mine} />}
      <HandOverPart key={`h${mailbox.id}`} mailbox={mailbox} may={may('campaigns.launch')} />
      {may('inbox.read') && <PrivacyPart mailbox={mailbox} />}
      {practice && <PracticePart mailboxId={mailbox.id} />}
      {mine && <MailboxLimits key={mailbox.id} mailbox={mailbox} />}
      <ConfirmTyped opened={removing} onClose={() => setRemoving(false)} title={`Remove ${mailbox.address}?`} confirm="Remove mailbox" type={mailbox.address} busy={remove.isPending} onConfirm={() => remove.mutate({ params })}>
        Its password is forgotten and nothing leaves from it any more. What it sent and received stays. Mails planned from it are held until their campaigns have another mailbox.
      </ConfirmTyped>
    </SidePanel>
  )
}

function Read({ mailbox, mine }: { mailbox: MailboxView; mine: boolean }) {
  const sync = useCall(mailboxSync, { params: { id: mailbox.id } })
  const again = useSend(resyncMailbox, { touches: [mailboxSync, listMailboxes], onDone: () => toast('Reading the letterbox again.', { tone: 'info' }), onError: toastError })
  return (
    <>
      <When at={mailbox.lastSyncAt} ago empty="not yet" />
      {sync.data && sync.data.stored > 0 && <span className="o-muted">, <span className="o-num">{formatNumber(sync.data.stored)}</span> mails known</span>}
      {mine && <> <Button size="xs" variant="subtle" loading={again.isPending} onClick={() => again.mutate({ params: { id: mailbox.id }, body: {} })}>Read now</Button></>}
    </>
  )
}
