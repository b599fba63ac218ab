// What became of mails whose worker is silent, and of those in doubt.
//
// A lease that is over says: the worker has not been heard of. What was only claimed cannot have left and is due again.
// What had been handed over may have arrived: it is in doubt, and never due again by itself. Doubt is settled by looking
// for the mail in the Sent folder; found, it was sent. Not found is proof only where the server is known to keep copies,
// after three looks over a quarter of an hour. Everything else stays in doubt and is a person's to decide.
import { findMailbox, routeFor } from '#mailboxes'
import { announce, announceMany, liveChanged } from '#platform/events'
import { notify, type Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import type { Ground, World } from '#platform/world'
import { about, messageProvenAbsent, messageSent, messageUnconfirmed } from './events.ts'
import { sendIdFor } from './identity.ts'
import { isProvenAbsent, lookTimesS, nextLookAt, type Message } from './message.ts'
import { giveRoomBack } from './queue-store.ts'
import { insertLook } from './outbox-store.ts'
import { endLostAttempts, leavePlace, noteLook, resumeHeld, sortClaims, takeDoubt, takeDoubtNow, takeOverLost, type Doubt } from './settling-store.ts'
import { findMessage, lockMessage, settleRow } from './store.ts'

const noAnswer = { code: 'worker_lost', sentence: 'The program was interrupted while the server was taking this mail: it may have been sent.' }

/** One round of all three; answers how many mails it moved. */
export async function settle(ground: Ground): Promise<number> {
  return (await endLeases(ground)) + (await lookForEvidence(ground)) + (await letHeldGo(ground))
}

export async function endLeases(ground: Ground): Promise<number> {
  const over = await ground.sweep<{ workspace_id: string; message_id: string }>('select workspace_id, message_id from sending_leases_over($1, 500)', [ground.clock.now()])
  for (const [workspaceId, ids] of byWorkspace(over)) await ground.world(workspaceId, settler).write((tx) => takeOver(tx, ids))
  const claims = await ground.sweep<{ workspace_id: string; claim_id: string }>('select workspace_id, claim_id from sending_claims_over($1, 500)', [ground.clock.now()])
  for (const [workspaceId, ids] of byWorkspace(claims.map((c) => ({ workspace_id: c.workspace_id, message_id: c.claim_id })))) await ground.world(workspaceId, settler).write((tx) => sortClaims(tx, ids))
  return over.length
}

async function takeOver(tx: Tx, ids: string[]): Promise<void> {
  const lost = await takeOverLost(tx, ids, noAnswer, new Date(tx.now.getTime() + lookTimesS[0] * 1000))
  await endLostAttempts(tx, lost)
  await giveRoomBack(tx, lost.flatMap((m) => (m.wasHanded || !m.capDay ? [] : [{ id: m.id, mailboxId: m.mailboxId, day: m.capDay }])))
  await announceMany(tx, messageUnconfirmed, lost.filter((m) => m.wasHanded).map((m) => ({ ...about(m), text: noAnswer.sentence })))
  if (lost.some((m) => !m.wasHanded)) await notify(tx, 'sending', tx.workspaceId)
  await liveChanged(tx, 'campaigns')
}

export async function lookForEvidence(ground: Ground): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string; message_id: string }>('select workspace_id, message_id from sending_doubts_due($1, 50)', [ground.clock.now()])
  const rows = due.values()
  const lookOn = async () => {
    for (const { workspace_id: workspaceId, message_id: id } of rows) {
      const world = ground.world(workspaceId, settler)
      await look(world, id).catch((error: unknown) => world.log.warn({ err: error, messageId: id }, 'A Sent folder could not be looked into.'))
    }
  }
  // A letterbox that does not answer holds up one of these, not all.
  await Promise.all(Array.from({ length: looksAtOnce }, lookOn))
  return due.length
}

const looksAtOnce = 4

/** One look for one mail in doubt. */
async function look(world: World, id: string): Promise<void> {
  // Taken before going out, so that two processes do not look at once; a look that hangs is repeated after two minutes.
  const doubt = await world.write((tx) => takeDoubt(tx, id, new Date(tx.now.getTime() + 120_000)))
  if (doubt) await lookFor(world, doubt)
}

export interface Looked { seen: 'found' | 'absent' | 'unknown'; sentence: string }

/** A person wants to know now. Counts as any other look. */
export async function lookNow(world: World, id: string): Promise<Looked> {
  const doubt = await world.write(async (tx) => {
    const m = await findMessage(tx, id)
    if (!m) throw notFound('mail')
    if (m.state !== 'unconfirmed' || m.resentAs) throw refuse('not_in_doubt', 'Only for a mail in doubt is there something to look for.')
    return takeDoubtNow(tx, id)
  })
  if (!doubt) throw refuse('being_looked_for', 'Somebody is looking for this mail at this moment. Try again in a few seconds.')
  return lookFor(world, doubt)
}

async function lookFor(world: World, doubt: Doubt): Promise<Looked> {
  const route = await routeFor(world, doubt.mailboxId)
  const seen = await route.findSent({
    messageId: doubt.messageId, sendId: sendIdFor(doubt.id, doubt.generation), to: doubt.toAddress, subject: doubt.subject, around: doubt.handedAt ?? world.clock.now(),
  })
  return world.write(async (tx): Promise<Looked> => {
    const now = await lockMessage(tx, doubt.id)
    await insertLook(tx, doubt.id, seen)
    // One that a person has sent again meanwhile stays in doubt for good, unless it is found: it must not leave beside the other.
    if (now?.state !== 'unconfirmed' || (now.resentAs && seen !== 'found')) return { seen, sentence: 'Meanwhile the doubt has been settled.' }
    if (seen === 'found') {
      await foundSent(tx, now)
      return { seen, sentence: 'It lies in the Sent folder: it was sent.' }
    }
    const looks = seen === 'absent' ? doubt.looks + 1 : 0
    const firstLookAt = seen === 'absent' ? (doubt.firstLookAt ?? tx.now) : null
    const mailbox = await findMailbox(tx, now.mailboxId)
    const keepsSent = mailbox?.keepsSent ?? null
    const doubtNow = { keepsSent, absentLooks: looks, firstLookAt, handedAt: now.handedAt, now: tx.now }
    if (isProvenAbsent(doubtNow)) {
      await dueAgain(tx, now)
      return { seen, sentence: 'It is not in the Sent folder, and three looks over a quarter of an hour prove that it never left. It is due again.' }
    }
    await noteLook(tx, doubt.id, { looks, firstLookAt, nextLookAt: nextLookAt(doubtNow) })
    return { seen, sentence: seen === 'unknown' ? 'The Sent folder could not be read just now.' : notThere(keepsSent) }
  })
}

const notThere = (keepsSent: boolean | null): string => keepsSent
  ? 'It is not in the Sent folder yet. Three looks over a quarter of an hour are needed before that proves anything.'
  : 'It is not in the Sent folder. This server is not known to keep copies of what it sends, so that proves nothing: ask the recipient, or decide.'

async function foundSent(tx: Tx, m: Message): Promise<void> {
  await settleRow(tx, m.id, { state: 'accepted', reason: null, acceptedAt: m.handedAt ?? tx.now })
  await announce(tx, messageSent, { ...about(m), afterDoubt: true })
  await liveChanged(tx, 'campaigns')
}

async function dueAgain(tx: Tx, m: Message): Promise<void> {
  // It never left: its place in the day it was tried on is free again, and it takes one anew when it is claimed.
  await giveRoomBack(tx, await leavePlace(tx, m.id))
  await settleRow(tx, m.id, { state: m.needsLook ? 'planned' : 'due', reason: null, dueAt: tx.now })
  await announce(tx, messageProvenAbsent, about(m))
  await notify(tx, 'sending', tx.workspaceId)
}

/** A reply, a bounce or a click carries our Message-ID: so it was sent. Nothing happens to mails that are not in doubt. */
export async function confirmByEvidence(tx: Tx, messageId: string): Promise<boolean> {
  const m = await lockMessage(tx, messageId)
  if (m?.state !== 'unconfirmed') return false
  await foundSent(tx, m)
  return true
}

/** A person decides that a mail in doubt was sent. */
export async function markSent(tx: Tx, id: string): Promise<Message> {
  const m = await lockMessage(tx, id)
  if (!m) throw notFound('mail')
  if (m.state === 'accepted') return m
  if (m.state !== 'unconfirmed' || m.resentAs) throw refuse('not_in_doubt', 'Only a mail in doubt can be marked as sent.')
  await foundSent(tx, m)
  return (await findMessage(tx, id)) as Message
}

export async function letHeldGo(ground: Ground): Promise<number> {
  const over = await ground.sweep<{ workspace_id: string; mailbox_id: string }>('select workspace_id, mailbox_id from sending_holds_over($1, 100)', [ground.clock.now()])
  for (const { workspace_id: workspaceId, mailbox_id: mailboxId } of over)
    await ground.world(workspaceId, settler).write(async (tx) => {
      await resumeHeld(tx, mailboxId)
      await notify(tx, 'sending', workspaceId)
      await liveChanged(tx, 'campaigns')
    })
  return over.length
}

/** A background loop. Leases are short when an operator makes them short; then it looks more often. */
export async function settleInTime(ground: Ground, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await endLeases(ground)
    await letHeldGo(ground)
    await ground.clock.sleep(Math.min(5000, (ground.config.SENDING_LEASE_S * 1000) / 4), signal)
  }
}

/** A loop of its own: a Sent folder may take half a minute to answer, and no lease waits for that. */
export async function lookInTime(ground: Ground, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await lookForEvidence(ground)
    await ground.clock.sleep(5000, signal)
  }
}

const settler = { kind: 'system', name: 'sending' } as const

function byWorkspace(rows: readonly { workspace_id: string; message_id: string }[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const row of rows) groups.set(row.workspace_id, [...(groups.get(row.workspace_id) ?? []), row.message_id])
  return groups
}
