// Taking mails back before they leave, and stopping everything at once.
import type { Tx } from '#platform/db'
import { announce, announceMany, liveChanged } from '#platform/events'
import { about, messageCancelled, sendingResumed, sendingStopped } from './events.ts'
import type { Reason } from './message.ts'
import { currentStop, deleteStop, insertStop, unclaimAll } from './list-store.ts'
import { giveRoomBack } from './queue-store.ts'
import { cancelWhere, type Which } from './store.ts'

/**
 * Cancels what has not left: planned, due, claimed, held. Whoever calls it because of something a lead did holds
 * that lead (lockLead) in the same transaction; then no body for this lead leaves after it has committed.
 */
export async function cancelMessages(tx: Tx, which: Which, why: Reason): Promise<number> {
  if (!which.leadId && !which.enrollmentId && !which.campaignId && !which.mailboxId && !which.ids) throw new Error('Which mails?')
  if (which.ids?.length === 0) return 0
  const gone = await cancelWhere(tx, which, why)
  if (!gone.length) return 0
  await giveRoomBack(tx, gone.flatMap((m) => (m.capDay ? [{ mailboxId: m.mailboxId, day: m.capDay }] : [])))
  await announceMany(tx, messageCancelled, gone.map((m) => ({ ...about(m), code: why.code, text: why.sentence })))
  await liveChanged(tx, 'campaigns')
  return gone.length
}

/** Nothing of this workspace leaves any more; the queue stays as it is. */
export async function stopAll(tx: Tx, reason: string | null): Promise<void> {
  if (!(await insertStop(tx, reason))) return
  // Mails on their way to the gate go back into the queue: the gate finds them no longer claimed and lets nothing through.
  await giveRoomBack(tx, (await unclaimAll(tx)).filter((m) => m.capDay).map((m) => ({ mailboxId: m.mailboxId, day: m.capDay })))
  await announce(tx, sendingStopped, { reason })
  await liveChanged(tx, 'campaigns')
}

export async function resumeAll(tx: Tx): Promise<void> {
  if (!(await currentStop(tx))) return
  await deleteStop(tx)
  await announce(tx, sendingResumed, {})
  await liveChanged(tx, 'campaigns')
}
