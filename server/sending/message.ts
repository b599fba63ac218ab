// A planned mail: its states, and what may become of it. Pure.
//
//   planned → due → claimed → handed → accepted
//                      │          └─ no reply code ── unconfirmed ── evidence ── accepted
//                      │                                   ├─ proof of absence ── due (same Message-ID)
//                      │                                   └─ neither ── unconfirmed: shown, counts as sent
//                      ├─ temporary trouble, lease over ── due, later
//                      ├─ refused for this recipient ── failed
//                      └─ account or policy trouble ── held, the mailbox paused
//   planned, due, claimed, held ── reply, opt-out, bounce, pause, stop ── cancelled
//
// `planned` without a reason waits for its time only; with one (a look into the letterbox, a new time) for somebody.
import type { MessageState } from '#contract/sending'
import type { Copy } from './copies.ts'

export type { MessageState }
export type Origin = 'campaign' | 'reply' | 'test'

export interface Message {
  id: string
  leadId: string | null
  mailboxId: string
  campaignId: string | null
  enrollmentId: string | null
  stepId: string | null
  stepNo: number | null
  generation: number
  draftId: string | null
  tone: string | null
  threadId: string | null
  state: MessageState
  reason: string | null
  reasonCode: string | null
  dueAt: Date
  windowEnd: Date | null
  needsLook: boolean
  lookedAt: Date | null
  toAddress: string
  fromAddress: string
  subject: string
  bodyText: string
  /** The Message-ID header, without brackets. */
  messageId: string
  /** What the server put in its place, if it said so. */
  wireMessageId: string | null
  inReplyTo: string | null
  refs: string[]
  attempts: number
  looks: number
  plannedAt: Date
  nextAttemptAt: Date | null
  handedAt: Date | null
  acceptedAt: Date | null
  datedAt: Date | null
  smtpReply: string | null
  origin: Origin
  resentAs: string | null
  /** Who gets it beside `toAddress`; null: nobody */
  copies: Copy[] | null
}

/** Why a mail stopped, waits or is in doubt: a code for programs, a sentence for people. */
export interface Reason { code: string; sentence: string }

export const notLeftYet: readonly MessageState[] = ['planned', 'due', 'claimed', 'held']

/** A follow-up is only as good as the last look into the letterbox. */
export const lookGoodForMs = 60_000

export const isStale = (m: Pick<Message, 'needsLook' | 'lookedAt'>, now: Date): boolean =>
  m.needsLook && (!m.lookedAt || now.getTime() - m.lookedAt.getTime() > lookGoodForMs)

export const hasMissedWindow = (m: Pick<Message, 'windowEnd'>, now: Date): boolean => m.windowEnd !== null && m.windowEnd <= now

/** What a person may decide about it. */
export function mayBe(m: Pick<Message, 'state' | 'resentAs'>): { markSent: boolean; resend: boolean; cancel: boolean } {
  return {
    markSent: m.state === 'unconfirmed' && !m.resentAs,
    resend: !m.resentAs && (m.state === 'unconfirmed' || m.state === 'held' || m.state === 'failed'),
    cancel: notLeftYet.includes(m.state),
  }
}

/** When to look for evidence of a mail in doubt: seconds after the doubt arose, and after that no more. */
export const lookTimesS = [10, 300, 1200, 3600, 6 * 3600, 24 * 3600] as const
export const enoughLooks = 3
const quarterMs = 15 * 60_000
/** A connection waits ten minutes for the answer after the dot: before twice that has passed, one may still be open. */
const connectionsOverMs = 20 * 60_000
const betweenMs = 5 * 60_000

/**
 * Absence is proof only where the server is known to keep Sent copies, after three looks over at least fifteen
 * minutes in which the mail was never seen and every look could be made, and when no connection can be open any more.
 */
export function isProvenAbsent(doubt: { keepsSent: boolean | null; absentLooks: number; firstLookAt: Date | null; handedAt: Date | null; now: Date }): boolean {
  return doubt.keepsSent === true && doubt.absentLooks >= enoughLooks
    && doubt.firstLookAt !== null && doubt.now.getTime() - doubt.firstLookAt.getTime() >= quarterMs
    && doubt.handedAt !== null && doubt.now.getTime() - doubt.handedAt.getTime() >= connectionsOverMs
}

/**
 * When to look next, after a look that did not find the mail; null: not any more. The times count from the moment of doubt. Where
 * looks were lost (their process was killed, the folder could not be read) and absence would prove something, the three that are
 * needed are made up for: five minutes apart, and the last one as soon as the proof can be whole, not hours later.
 */
export function nextLookAt(doubt: { keepsSent: boolean | null; absentLooks: number; firstLookAt: Date | null; handedAt: Date | null; now: Date }): Date | null {
  const now = doubt.now.getTime(), since = doubt.handedAt?.getTime() ?? now
  const planned = lookTimesS.map((s) => since + s * 1000).find((at) => at > now) ?? null
  const best = doubt.keepsSent === true && doubt.firstLookAt !== null
    ? Math.max(now + betweenMs, doubt.absentLooks >= enoughLooks - 1 ? Math.max(doubt.firstLookAt.getTime() + quarterMs, since + connectionsOverMs) : 0) : null
  const at = best === null ? planned : Math.min(best, planned ?? Infinity)
  return at === null ? null : new Date(at)
}
