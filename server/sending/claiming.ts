// Taking mails out of the queue for one mailbox: under its lock, within its day's room and its pace, with a fence and an
// attempt row committed before a server hears of them.
import { announceMany } from '#platform/events'
import { mayGo, roomFor, takePlaces, waitForRoom, type Room } from '#mailboxes'
import { inOneBreath, type Tx } from '#platform/db'
import { gapMs } from './backoff.ts'
import { about, messageMissedWindow } from './events.ts'
import { hasMissedWindow, isStale } from './message.ts'
import { candidates, demote, holdDay, lockMailbox, postpone, setNextSend, takeClaims, type Candidate, type Claim, type ClaimingMailbox } from './queue-store.ts'

export interface Claimed { claims: Claim[]; unpaced: boolean }

/** Up to `most` mails of an unpaced mailbox, one of a paced one; none when it may not send, is at its limit, or is being claimed by another. */
export async function claim(tx: Tx, mailboxId: string, options: { worker: string; leaseS: number; most: number }): Promise<Claimed> {
  const none: Claimed = { claims: [], unpaced: false }
  const [, mailbox] = await inOneBreath([holdDay(tx, mailboxId), lockMailbox(tx, mailboxId)])
  if (!mailbox || mailbox.stopped || !isHealthy(mailbox, tx.now)) return none
  const unpaced = mailbox.gap_max_s === 0
  const to = { worker: options.worker, leaseUntil: new Date(tx.now.getTime() + options.leaseS * 1000) }

  const room = await roomFor(tx, mailboxId)
  const byHand = room.byHand ? await pick(tx, room, true, Math.min(options.most, room.byHand)) : []
  if (byHand.length) return { claims: await take(tx, mailbox, room, byHand, to), unpaced: true }

  if (mailbox.nextSendAt > tx.now) return none
  if (!room.campaign) { await waitForRoom(tx, room); return none }
  const found = await pick(tx, room, false, unpaced ? Math.min(options.most, room.campaign) : 1)
  if (!found.length) return none
  if (!unpaced) await setNextSend(tx, mailboxId, new Date(tx.now.getTime() + gapMs(mailbox, Math.random())))
  return { claims: await take(tx, mailbox, room, found, to), unpaced }
}

export function isHealthy(mailbox: { status: string; pausedUntil: Date | null }, now: Date): boolean {
  return mailbox.status === 'active' || (mailbox.status === 'paused' && mailbox.pausedUntil !== null && mailbox.pausedUntil <= now)
}

async function take(tx: Tx, mailbox: ClaimingMailbox, room: Room, mails: Candidate[], to: { worker: string; leaseUntil: Date }): Promise<Claim[]> {
  await takePlaces(tx, room, mailbox.today, mails)
  return takeClaims(tx, mails, { ...to, day: mailbox.today })
}

/** Ready mails in the order of their time. Those whose hours have passed are sent back to be planned anew, those not freshly looked for to be looked for, those a shared limit holds back get their time after it. */
async function pick(tx: Tx, room: Room, byHand: boolean, most: number): Promise<Candidate[]> {
  // A long row of late ones is cleared away over several claims; each round holds what it has locked.
  for (let round = 0; round < 20; round++) {
    const found = await candidates(tx, room.mailboxId, byHand, Math.max(most, 50))
    const late = found.filter((m) => hasMissedWindow(m, tx.now))
    const stale = found.filter((m) => !hasMissedWindow(m, tx.now) && isStale(m, tx.now))
    const good = found.filter((m) => !hasMissedWindow(m, tx.now) && !isStale(m, tx.now)).slice(0, most)
    await backToPlanning(tx, late)
    if (stale.length) await demote(tx, stale.map((m) => m.id), null)
    const { go, held } = await mayGo(tx, room, good)
    if (held.length) await postpone(tx, held)
    const going = new Set(go)
    if (go.length || !found.length) return good.filter((m) => going.has(m.id))
  }
  return []
}

export async function backToPlanning(tx: Tx, late: readonly Omit<Candidate, 'toAddress'>[]): Promise<void> {
  if (!late.length) return
  await demote(tx, late.map((m) => m.id), { code: 'missed_window', sentence: 'Its sending hours passed before its turn came; it will be given a new time.' })
  await announceMany(tx, messageMissedWindow, late.map(about))
}
