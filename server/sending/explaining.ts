// Why is this mail where it is? One or two sentences a person can act on, for every state and every hold.
import { whyNotContactable } from '#leads'
import { roomFor, whenRoom } from '#mailboxes'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { isHealthy } from './claiming.ts'
import { currentStop, surroundingsOf, type Stop, type Surroundings } from './list-store.ts'
import type { Message } from './message.ts'
import { surroundingsOfMailboxes } from './outbox-store.ts'
import { findMessage } from './store.ts'

export async function explain(tx: Tx, messageId: string): Promise<string> {
  const m = await findMessage(tx, messageId)
  if (!m) throw notFound('mail')
  return explainMessage(tx, m)
}

export async function explainMessage(tx: Tx, m: Message): Promise<string> {
  const waits = isWaiting(m)
  const obstacle = waits && m.leadId && m.origin !== 'test' ? await whyNotContactable(tx, m.leadId) : null
  return sentenceOf(m, { now: tx.now, obstacle: obstacle?.sentence ?? null, stop: waits ? await currentStop(tx) : undefined, around: await surroundingsOf(tx, m), full: waits ? await fullness(tx, m.mailboxId) : undefined })
}

/** The same for a page of them, in two questions. Whom one may not write to is cancelled at once, so nobody is asked for here. */
export async function explainMany(tx: Tx, mails: readonly Message[]): Promise<Map<string, string>> {
  const stop = mails.some(isWaiting) ? await currentStop(tx) : undefined
  const around = new Map((await surroundingsOfMailboxes(tx, mails.map((m) => m.mailboxId))).map((s) => [s.mailboxId, s]))
  const full = new Map<string, Full>()
  for (const id of new Set(mails.filter((m) => isWaiting(m) && m.dueAt <= tx.now).map((m) => m.mailboxId))) full.set(id, await fullness(tx, id))
  return new Map(mails.map((m) => [m.id, sentenceOf(m, { now: tx.now, obstacle: null, stop, around: around.get(m.mailboxId), full: full.get(m.mailboxId) })]))
}

const isWaiting = (m: Message): boolean => m.state === 'planned' || m.state === 'due'

interface Known { now: Date; obstacle: string | null; stop: Stop | undefined; around: Surroundings | undefined; full: Full | undefined }

/** Why a mailbox has no room now, for campaigns and for mails by hand; null where it has. */
interface Full { campaign: string | null; byHand: string | null }

async function fullness(tx: Tx, mailboxId: string): Promise<Full> {
  const room = await roomFor(tx, mailboxId)
  if (room.campaign && room.byHand) return { campaign: null, byHand: null }
  const sentence = (await whenRoom(tx, room))?.sentence ?? null
  return { campaign: room.campaign ? null : sentence, byHand: room.byHand ? null : sentence }
}

export function sentenceOf(m: Message, known: Known): string {
  switch (m.state) {
    case 'accepted': return `The server took it${m.acceptedAt ? ` on ${said(known, m.acceptedAt)}` : ''}${m.smtpReply ? ` and answered “${m.smtpReply}”` : ''}.`
    case 'claimed': return 'It is being sent: the connection to the server is being made.'
    case 'handed': return 'It is being sent: the server is taking it at this moment.'
    case 'cancelled': return `It was taken back: ${m.reason ?? 'no reason was given.'}`
    case 'failed': return `${ended(m.reason ?? 'It could not be sent.')}${m.resentAs ? ' Another mail was made in its place.' : ''}`
    case 'unconfirmed': return m.resentAs
      ? `It may have been sent. ${m.reason ?? ''}`.trim()
      : `It may have been sent, and nobody can tell. ${m.reason ?? ''} It counts as sent and is never sent again by itself; look into the Sent folder, then mark it as sent or send it again.`.replace(/ +/g, ' ')
    case 'held': return `It is held. ${ended(m.reason ?? '')}${m.reasonCode?.startsWith('mailbox_') ? ' It goes on by itself when the mailbox can send again.' : ' Send it again or take it back.'}`
    default: return waitingFor(m, known)
  }
}

function waitingFor(m: Message, known: Known): string {
  const { obstacle, stop, around, now } = known
  if (obstacle) return `It will not be sent: ${obstacle}`
  if (stop) return `All sending was stopped by ${stop.by}${stop.reason ? ` (${stop.reason})` : ''}. It waits until sending is resumed.`
  // Planned with a reason: it waits for somebody, not for its time.
  if (m.state === 'planned' && m.reasonCode) return m.reason ?? 'It waits for a new time.'
  if (!around) return 'Its mailbox does not exist any more.'
  // Put off by a limit over several mailboxes, which says until when.
  if (m.dueAt > now && m.reason) return m.reason
  if (m.dueAt > now) return m.nextAttemptAt && m.attempts > 0
    ? `The last try did not succeed${m.smtpReply ? ` (“${m.smtpReply}”)` : ''}. The next one is on ${said(known, m.dueAt)}.`
    : `It is planned for ${said(known, m.dueAt)}.`
  if (!isHealthy({ status: around.mailboxStatus, pausedUntil: around.pausedUntil }, now)) return mailboxTrouble(around)
  const full = m.origin === 'campaign' ? known.full?.campaign : known.full?.byHand
  if (full) return full
  if (m.needsLook && m.state === 'planned') return 'It is due. Before it leaves, the letterbox is looked into for a reply.'
  if (m.origin === 'campaign' && around.nextSendAt > now) {
    const seconds = Math.ceil((around.nextSendAt.getTime() - now.getTime()) / 1000)
    return `It is due. ${around.address} pauses between two mails; the next one may leave in ${seconds < 90 ? `${seconds} seconds` : `${Math.round(seconds / 60)} minutes`}${ahead(around)}.`
  }
  return `It is due and leaves as soon as a worker is free${ahead(around)}.`
}

const ended = (sentence: string): string => (!sentence || /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`)

function mailboxTrouble(around: Surroundings): string {
  const why = around.statusReason ? ` ${around.statusReason}` : ''
  if (around.mailboxStatus === 'needs_reconnect') return `${around.address} must be connected again.${why}`
  if (around.mailboxStatus === 'error') return `${around.address} cannot send with its settings.${why}`
  return `${around.address} is paused${around.pausedUntil ? ` until ${clock(around.pausedUntil, around.timeZone)}` : ''}.${why}`
}

const ahead = (around: Surroundings): string => (around.ahead > 0 ? `; ${around.ahead} ${around.ahead === 1 ? 'mail is' : 'mails are'} before it` : '')

const said = (known: Known, at: Date): string => clock(at, known.around?.timeZone ?? 'UTC')

/** In the workspace's time zone: '2 Mar 2026, 10:00'. */
function clock(at: Date, timeZone: string): string {
  return new Intl.DateTimeFormat('en-GB', { timeZone, day: 'numeric', month: 'short', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(at)
}
