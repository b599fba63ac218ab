// The last look before posting again. A follow-up that is due is not sent until the letterbox of its mailbox has been
// read to the end: a reply found there stops its campaign in the transaction that stores the reply, and what is still
// due after that look may leave within a minute. One look serves all due follow-ups of a mailbox. It fails closed: while a
// letterbox cannot be read its follow-ups wait, and after a day they are held with the reason. Where a talk went over from another
// mailbox, the letterbox of that one is read first (looking-elsewhere.ts).
import type { Tx } from '#platform/db'
import type { Ground, World } from '#platform/world'
import { loop } from '#platform/room'
import { checkNow } from '#inbox'
import { followUpsDue, release } from '#sending'
import { conduct } from './conducting.ts'
import { theyWaitNoMore } from './enrollment-store.ts'
import { nextFollowUpAt } from './line-store.ts'
import { endLook, failLook, restLook, takeLook } from './look-store.ts'
import { giveUpAfterMs, lookElsewhereFirst } from './looking-elsewhere.ts'

/** Looks may take this long before another process may try: those elsewhere, and then the one here, end by themselves after ten seconds each. */
const leaseMs = 30_000
/** Not more often than this for one mailbox. */
const restMs = 3_000
const batch = 500
/** A paced mailbox lets one go at a time, so that few are asked about for it. */
const pacedBatch = 20

export const posting = loop('campaigns.posting', { roles: ['worker'] }, async (ground, signal) => {
  while (!signal.aborted) {
    const worked = await postOnce(ground, signal)
    await ground.clock.sleep(worked ? 200 : 1000, signal)
  }
})

/** Looks for every mailbox that has a follow-up due; answers how many mailboxes. */
export async function postOnce(ground: Ground, signal?: AbortSignal): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string; mailbox_id: string }>('select workspace_id, mailbox_id from campaigns_looks_due($1, $2)', [ground.clock.now(), 16])
  await Promise.all(due.map(async ({ workspace_id, mailbox_id }) => {
    if (signal?.aborted) return
    const world = ground.world(workspace_id)
    try { await lookAndRelease(world, mailbox_id) } catch (error) { world.log.error({ err: error, mailboxId: mailbox_id }, 'Follow-ups of a mailbox could not be posted.') }
  }))
  return due.length
}

async function lookAndRelease(world: World, mailboxId: string): Promise<void> {
  const taken = await world.write((tx) => takeLook(tx, mailboxId, world.ground.processId, new Date(tx.now.getTime() + leaseMs)))
  if (!taken) return
  const { seen, most, again } = await lookElsewhereFirst(world, mailboxId, taken.paced ? pacedBatch : batch)
  // None of them could leave: nobody looks into this letterbox for them.
  if (!seen.size) return void (await world.write(async (tx) => restLook(tx, mailboxId, await restsUntil(tx, mailboxId, again))))
  const look = await checkNow(world, mailboxId)
  await world.write(async (tx) => {
    if (look.ok) {
      const due = (await followUpsDue(tx, mailboxId, most)).filter((mail) => seen.has(mail.id))
      await theyWaitNoMore(tx, due.map((mail) => mail.enrollmentId), 'look_failed')
      for (const mail of due.slice(0, taken.paced ? 1 : batch)) await release(tx, mail.id, new Date(Math.min(look.at.getTime(), seen.get(mail.id)!)))
      await endLook(tx, mailboxId, new Date(tx.now.getTime() + restMs), look.at)
      return
    }
    const { failingSince } = await failLook(tx, mailboxId, look.sentence, look.busy ? new Date(tx.now.getTime() + restMs) : undefined)
    if (tx.now.getTime() - failingSince.getTime() < giveUpAfterMs) return
    const waiting = await followUpsDue(tx, mailboxId, batch)
    await conduct(tx, waiting.map((m) => ({ id: m.enrollmentId, leadId: m.leadId, campaignId: m.campaignId })),
      { type: 'hold', code: 'look_failed', sentence: `The letterbox could not be read for a day (${look.sentence.replace(/\.$/, '')}), so the follow-up was not sent.` })
  })
}

/** Until a letterbox that they wait for is tried again. Whoever is due before that may wait for none, and is not kept. */
async function restsUntil(tx: Tx, mailboxId: string, again: Date | null): Promise<Date> {
  const soonest = tx.now.getTime() + restMs, next = again && (await nextFollowUpAt(tx, mailboxId))
  return new Date(Math.max(soonest, Math.min(again?.getTime() ?? soonest, next?.getTime() ?? Infinity)))
}
