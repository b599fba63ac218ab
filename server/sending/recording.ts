// Writing down how an attempt ended. Accepted mails are committed in groups; every other end has its own transaction,
// because it touches the mailbox, the lead or a person's attention.
import { suppress } from '#leads'
import { findMailbox, isActive, noteFault, pauseMailbox } from '#mailboxes'
import { inOneBreath, type Tx } from '#platform/db'
import { announce, announceMany, liveChanged } from '#platform/events'
import { giveUpAfterS, waitAfter } from './backoff.ts'
import { about, messageFailed, messageHeld, messageSent, messageUnconfirmed } from './events.ts'
import { lookTimesS, type Message, type Reason } from './message.ts'
import type { Outcome } from './outcome.ts'
import { spoken, type Phase } from './reply.ts'
import { acceptAll, acceptExpected, countRefusal, endAttempt, fullBounces, giveRoomBack, lockByFence, noteLeftOut, setNextSend, settleAttempt, type Attempted, type Claim, type Ended, type Settled, type Took } from './queue-store.ts'

export type Trouble = Exclude<Outcome, { kind: 'accepted' }>
/** Refusals for policy reasons in a row that pause a mailbox; full mailboxes in a week that end a lead. */
const enoughRefusals = 3, enoughFull = 3
/** A mailbox whose server cannot be reached rests at most this long; its mails keep their own times. */
const mostRestS = 300

/**
 * All of them, or false and the transaction is to be given up: one was not as we left it (see `recordAccepted`). What is
 * announced is known already, so that both statements leave in one breath.
 */
export async function recordAsExpected(tx: Tx, all: readonly (Ended & { claim: Claim })[]): Promise<boolean> {
  const [n] = await inOneBreath([acceptExpected(tx, all), announceMany(tx, messageSent, all.map((e) => about(e.claim)), { untold: true })])
  return n === all.length
}

/** Answers which mails were recorded; a missing one belongs to another worker by now. */
export async function recordAccepted(tx: Tx, all: readonly Ended[]): Promise<Took[]> {
  const handed = (await acceptAll(tx, 'handed', all)).map((m) => ({ ...m, wasInDoubt: false }))
  // Our lease had run out meanwhile and the mail was called in doubt: the server's answer settles that.
  const late = handed.length < all.length ? (await acceptAll(tx, 'unconfirmed', all)).map((m) => ({ ...m, wasInDoubt: true })) : []
  const took = [...handed, ...late], ours = new Set(took.map((m) => m.id))
  for (const { id, left } of all) if (left?.length && ours.has(id)) await noteLeftOut(tx, id, left.map((l) => ({ address: l.address, words: spoken(l.reply) })))
  await announceMany(tx, messageSent, took.map((m) => ({ ...about(m), ...(m.wasInDoubt && { afterDoubt: true as const }) })))
  await liveChanged(tx, 'numbers')
  return took
}

/** False when the fence has moved on: another worker took the mail over, and our knowledge of it is void. */
export async function recordTrouble(tx: Tx, attempt: Attempted & { phase: Phase }, end: Trouble): Promise<boolean> {
  const mail = await lockByFence(tx, attempt.id, attempt.fence)
  if (!mail) return false
  await endAttempt(tx, attempt, end.kind, end.text)
  const settle = async (to: Partial<Settled> & Pick<Settled, 'state'>) => {
    const keepDay = to.state === 'unconfirmed'
    await settleAttempt(tx, mail.id, { reason: null, smtpReply: end.text, keepDay, ...to })
    if (!keepDay && mail.capDay) await giveRoomBack(tx, [{ id: mail.id, mailboxId: mail.mailboxId, day: mail.capDay }])
  }
  switch (end.kind) {
    case 'retry': await again(tx, mail, attempt.phase, end, settle); break
    case 'mailbox_full': await whenFull(tx, mail, end, settle); break
    case 'hard_bounce':
      await settle({ state: 'failed', reason: { code: 'hard_bounce', sentence: `The address does not exist: ${end.text}` } })
      await suppress(tx, { kind: 'address', value: mail.toAddress, reason: 'bounced', source: 'bounce', ...(mail.leadId && { leadId: mail.leadId }) })
      await noteFault(tx, { ...faultOf(mail), kind: 'hard_bounce', sentAt: tx.now, refusedAtOnce: true, text: end.text })
      await announce(tx, messageFailed, { ...about(mail), hard: true, code: 'hard_bounce', text: end.text })
      break
    case 'failed': await fail(tx, mail, { code: 'refused', sentence: `The server refuses this mail: ${end.text}` }, end.text, settle); break
    case 'sender_quota':
      await settle({ state: waiting(mail), dueAt: new Date(tx.now.getTime() + end.afterS * 1000) })
      await rest(tx, mail, { status: 'paused', reason: `The provider's sending limit is reached: ${end.text}`, until: new Date(tx.now.getTime() + end.afterS * 1000) })
      break
    case 'login': await hold(tx, mail, { code: 'mailbox_needs_reconnect', sentence: `The mailbox's login is refused: ${end.text}` }, 'needs_reconnect', settle); break
    case 'setup': await hold(tx, mail, { code: 'mailbox_error', sentence: `The mailbox cannot send with its settings: ${end.text}` }, 'error', settle); break
    case 'policy': await refused(tx, mail, end, settle); break
    case 'unconfirmed':
      await settle({ state: 'unconfirmed', reason: { code: 'no_answer', sentence: end.text }, nextAttemptAt: new Date(tx.now.getTime() + lookTimesS[0] * 1000) })
      await announce(tx, messageUnconfirmed, { ...about(mail), text: end.text })
      break
  }
  await liveChanged(tx, 'campaigns')
  return true
}

/** A mail of which nothing has left goes back as if it had not been claimed; only who holds it knows that nothing has. */
export async function giveBack(tx: Tx, claim: Attempted): Promise<void> {
  const mail = await lockByFence(tx, claim.id, claim.fence)
  if (!mail || (mail.state !== 'claimed' && mail.state !== 'handed')) return
  await endAttempt(tx, claim, 'not_tried', null)
  await settleAttempt(tx, mail.id, { state: waiting(mail), reason: null, smtpReply: null, keepDay: false, notAnAttempt: true })
  if (mail.capDay) await giveRoomBack(tx, [{ id: mail.id, mailboxId: mail.mailboxId, day: mail.capDay }])
}

type Settle = (to: Partial<Settled> & Pick<Settled, 'state'>) => Promise<void>
type Mail = Message & { firstAttemptAt: Date }

/** A follow-up is looked for again before its next try. */
const waiting = (mail: Message): 'planned' | 'due' => (mail.needsLook ? 'planned' : 'due')

async function again(tx: Tx, mail: Mail, phase: Phase, end: Trouble & { kind: 'retry' }, settle: Settle): Promise<void> {
  if (tx.now.getTime() - mail.firstAttemptAt.getTime() > giveUpAfterS * 1000)
    return fail(tx, mail, { code: 'gave_up', sentence: `It was tried for two days. The last answer: ${end.text}` }, end.text, settle)
  const seconds = waitAfter(mail.attempts, end, Math.random())
  const at = new Date(tx.now.getTime() + seconds * 1000)
  await settle({ state: waiting(mail), dueAt: at, nextAttemptAt: at })
  // The connection itself was the trouble: no other mail of this mailbox would fare better.
  if (['connect', 'greeting', 'ehlo', 'starttls', 'auth'].includes(phase)) await setNextSend(tx, mail.mailboxId, new Date(tx.now.getTime() + Math.min(seconds, mostRestS) * 1000))
}

async function whenFull(tx: Tx, mail: Mail, end: Trouble & { kind: 'mailbox_full' }, settle: Settle): Promise<void> {
  if (!mail.leadId || (await fullBounces(tx, mail.leadId)).n < enoughFull) return again(tx, mail, 'rcpt', { kind: 'retry', text: end.text, atLeastS: 3600 }, settle)
  await settle({ state: 'failed', reason: { code: 'mailbox_full', sentence: `The recipient's mailbox has been full three times within a week: ${end.text}` } })
  await suppress(tx, { kind: 'address', value: mail.toAddress, reason: 'bounced', source: 'bounce', leadId: mail.leadId })
  await announce(tx, messageFailed, { ...about(mail), hard: true, code: 'mailbox_full', text: end.text })
}

async function fail(tx: Tx, mail: Mail, why: Reason, text: string, settle: Settle): Promise<void> {
  await settle({ state: 'failed', reason: why })
  await announce(tx, messageFailed, { ...about(mail), hard: false, code: why.code, text })
}

async function hold(tx: Tx, mail: Mail, why: Reason, status: 'needs_reconnect' | 'error', settle: Settle): Promise<void> {
  await settle({ state: 'held', reason: why })
  await announce(tx, messageHeld, { ...about(mail), code: why.code, text: why.sentence })
  await rest(tx, mail, { status, reason: why.sentence })
}

async function refused(tx: Tx, mail: Mail, end: Trouble & { kind: 'policy' }, settle: Settle): Promise<void> {
  const why = { code: 'policy', sentence: `The mail was refused for policy reasons: ${end.text}` }
  await settle({ state: 'held', reason: why })
  await announce(tx, messageHeld, { ...about(mail), code: why.code, text: why.sentence })
  await noteFault(tx, { ...faultOf(mail), kind: 'policy', sentAt: tx.now, refusedAtOnce: true, text: end.text })
  const { inARow } = await countRefusal(tx, mail.mailboxId)
  if (inARow >= enoughRefusals) await rest(tx, mail, { status: 'paused', reason: `${inARow} mails in a row were refused for policy reasons, the last one so: ${end.text}` })
}

/** An answer by hand is in nobody's sample of campaign mails, so its trouble counts for the mailbox alone. */
const faultOf = (mail: Message) => ({ mailboxId: mail.mailboxId, campaignId: mail.origin === 'campaign' ? mail.campaignId : null, messageId: mail.id })

/** The mailbox rests; one notice, however many of its mails met the same trouble. */
async function rest(tx: Tx, mail: Message, how: { status: 'paused' | 'needs_reconnect' | 'error'; reason: string; until?: Date }): Promise<void> {
  const mailbox = await findMailbox(tx, mail.mailboxId)
  if (mailbox && isActive(mailbox, tx.now)) await pauseMailbox(tx, mail.mailboxId, how)
}
