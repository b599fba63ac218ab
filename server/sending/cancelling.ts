// Taking mails back before they leave, and stopping everything at once.
import { notify, type Tx } from '#platform/db'
import { announce, announceMany, liveChanged } from '#platform/events'
import { about, messageCancelled, sendingResumed, sendingStopped } from './events.ts'
import type { Message, Reason } from './message.ts'
import { currentStop, deleteStop, emptyQueue, insertStop, releaseAnswers, releaseCorrections } from './list-store.ts'
import { giveRoomBack } from './queue-store.ts'
import { stopWhere, type Which } from './store.ts'

/**
 * Cancels what has not left: planned, due, claimed, held. Whoever calls it because of something a lead did holds
 * that lead (lockLead) in the same transaction; then no body for this lead leaves after it has committed.
 */
export async function cancelMessages(tx: Tx, which: Which, why: Reason): Promise<number> {
  const gone = await stop(tx, which, 'cancelled', why)
  await announceMany(tx, messageCancelled, gone.map((m) => ({ ...about(m), code: why.code, text: why.sentence })))
  return gone.length
}

/** What has not left waits, with a reason, until reschedule() gives it a new time. What is held stays held. */
export async function freezeMessages(tx: Tx, which: Which, why: Reason): Promise<number> {
  return (await stop(tx, which, 'planned', why)).length
}

async function stop(tx: Tx, which: Which, to: 'cancelled' | 'planned', why: Reason): Promise<Message[]> {
  if (!which.leadId && !which.enrollmentId && !which.campaignId && !which.mailboxId && !which.ids) throw new Error('Which mails?')
  if (which.ids?.length === 0) return []
  const stopped = await stopWhere(tx, which, to, why)
  await giveRoomBack(tx, stopped.flatMap((m) => (m.capDay ? [{ id: m.id, mailboxId: m.mailboxId, day: m.capDay }] : [])))
  if (stopped.length) await liveChanged(tx, 'campaigns')
  return stopped
}

/**
 * Nothing of this workspace leaves any more, and the queue is emptied: campaign mails are frozen until they get a new
 * time, what was written by hand is held. Resuming by mistake sends nothing that was queued before.
 */
export async function stopAll(tx: Tx, reason: string | null): Promise<void> {
  if (!(await insertStop(tx, reason))) return
  // Mails on their way to the gate go out of it, too: the gate finds them no longer claimed and lets nothing through.
  const emptied = await emptyQueue(tx, tx.actor.name)
  await giveRoomBack(tx, emptied.flatMap((m) => (m.capDay ? [{ id: m.id, mailboxId: m.mailboxId, day: m.capDay }] : [])))
  await announce(tx, sendingStopped, { reason, emptied: emptied.length })
  await liveChanged(tx, 'campaigns')
}

/** Sending is on again. Campaigns hear it and give their mails new times; corrections, which none of them knows, are due; `answersToo`: so is what was written by hand. */
export async function resumeAll(tx: Tx, how: { answersToo: boolean } = { answersToo: true }): Promise<void> {
  if (!(await currentStop(tx))) return
  await deleteStop(tx)
  const due = (await releaseCorrections(tx)) + (how.answersToo ? await releaseAnswers(tx) : 0)
  if (due) await notify(tx, 'sending', tx.workspaceId)
  await announce(tx, sendingResumed, {})
  await liveChanged(tx, 'campaigns')
}
