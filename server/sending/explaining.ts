// Why is this mail where it is? One or two sentences a person can act on, for every state and every hold.
import { whyNotContactable } from '#leads'
import { roomFor, whenRoom } from '#mailboxes'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { isHealthy } from './claiming.ts'
import { currentStop, surroundingsOf, type Surroundings } from './list-store.ts'
import type { Message } from './message.ts'
import { findMessage } from './store.ts'

export async function explain(tx: Tx, messageId: string): Promise<string> {
  const m = await findMessage(tx, messageId)
  if (!m) throw notFound('mail')
  return explainMessage(tx, m)
}

export async function explainMessage(tx: Tx, m: Message): Promise<string> {
  switch (m.state) {
    case 'accepted': return `The server took it${m.acceptedAt ? ` on ${await said(tx, m, m.acceptedAt)}` : ''}${m.smtpReply ? ` and answered “${m.smtpReply}”` : ''}.`
    case 'claimed': return 'It is being sent: the connection to the server is being made.'
    case 'handed': return 'It is being sent: the server is taking it at this moment.'
    case 'cancelled': return `It was taken back: ${m.reason ?? 'no reason was given.'}`
    case 'failed': return m.reason ?? 'It could not be sent.'
    case 'unconfirmed': return m.resentAs
      ? `It may have been sent. ${m.reason ?? ''}`.trim()
      : `It may have been sent, and nobody can tell. ${m.reason ?? ''} It counts as sent and is never sent again by itself; look into the Sent folder, then mark it as sent or send it again.`.replace(/ +/g, ' ')
    case 'held': return `It is held. ${m.reason ?? ''}${m.reasonCode?.startsWith('mailbox_') ? ' It goes on by itself when the mailbox can send again.' : ' Send it again or take it back.'}`
    default: return waitingFor(tx, m)
  }
}

async function waitingFor(tx: Tx, m: Message): Promise<string> {
  const obstacle = m.leadId && m.origin !== 'test' ? await whyNotContactable(tx, m.leadId) : null
  if (obstacle) return `It will not be sent: ${obstacle.sentence}`
  const stop = await currentStop(tx)
  if (stop) return `All sending was stopped by ${stop.by}${stop.reason ? ` (${stop.reason})` : ''}. It waits until sending is resumed.`
  // Planned with a reason: it waits for somebody, not for its time.
  if (m.state === 'planned' && m.reasonCode) return m.reason ?? 'It waits for a new time.'
  const around = await surroundingsOf(tx, m)
  if (!around) return 'Its mailbox does not exist any more.'
  // Put off by a limit over several mailboxes, which says until when.
  if (m.dueAt > tx.now && m.reason) return m.reason
  if (m.dueAt > tx.now) return m.nextAttemptAt && m.attempts > 0
    ? `The last try did not succeed${m.smtpReply ? ` (“${m.smtpReply}”)` : ''}. The next one is on ${await said(tx, m, m.dueAt)}.`
    : `It is planned for ${await said(tx, m, m.dueAt)}.`
  if (!isHealthy({ status: around.mailboxStatus, pausedUntil: around.pausedUntil }, tx.now)) return mailboxTrouble(around)
  const room = await roomFor(tx, m.mailboxId)
  const wait = (m.origin === 'campaign' ? room.campaign : room.byHand) ? null : await whenRoom(tx, room)
  if (wait) return wait.sentence
  if (m.needsLook && m.state === 'planned') return 'It is due. Before it leaves, the letterbox is looked into for a reply.'
  if (m.origin === 'campaign' && around.nextSendAt > tx.now) {
    const seconds = Math.ceil((around.nextSendAt.getTime() - tx.now.getTime()) / 1000)
    return `It is due. ${around.address} pauses between two mails; the next one may leave in ${seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`}${ahead(around)}.`
  }
  return `It is due and leaves as soon as a worker is free${ahead(around)}.`
}

function mailboxTrouble(around: Surroundings): string {
  const why = around.statusReason ? ` ${around.statusReason}` : ''
  if (around.mailboxStatus === 'needs_reconnect') return `${around.address} must be connected again.${why}`
  if (around.mailboxStatus === 'error') return `${around.address} cannot send with its settings.${why}`
  return `${around.address} is paused${around.pausedUntil ? ` until ${clock(around.pausedUntil, around.timeZone)}` : ''}.${why}`
}

const ahead = (around: Surroundings): string => (around.ahead > 0 ? `; ${around.ahead} ${around.ahead === 1 ? 'mail is' : 'mails are'} before it` : '')

async function said(tx: Tx, m: Message, at: Date): Promise<string> {
  return clock(at, (await surroundingsOf(tx, m))?.timeZone ?? 'UTC')
}

/** In the workspace's time zone: '2 Mar 2026, 10:00'. */
function clock(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at)
}
