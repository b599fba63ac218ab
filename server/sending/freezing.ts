// A pause: what has not left waits, without a time, until reschedule() gives it one. Nothing is lost and nothing leaves:
// a claimed mail is put back, and the gate finds it no longer claimed.
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { freezeWhere } from './enrollment-store.ts'
import type { Reason } from './message.ts'
import { giveRoomBack } from './queue-store.ts'
import type { Which } from './store.ts'

/** Planned, due and claimed mails become `planned` with a reason, which nobody claims. Answers how many. */
export async function freezeMessages(tx: Tx, which: Which, why: Reason): Promise<number> {
  if (!which.leadId && !which.enrollmentId && !which.campaignId && !which.mailboxId && !which.ids) throw new Error('Which mails?')
  if (which.ids?.length === 0) return 0
  const frozen = await freezeWhere(tx, which, why)
  await giveRoomBack(tx, frozen.flatMap((m) => (m.capDay ? [{ mailboxId: m.mailboxId, day: m.capDay }] : [])))
  if (frozen.length) await liveChanged(tx, 'campaigns')
  return frozen.length
}

