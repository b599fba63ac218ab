// The line: who is ready gets a place for today or the next sending day, as many as the mailboxes have room for. The rest
// stays in line, so that the days ahead are free for the follow-ups of those who were written to first.
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import type { World } from '#platform/world'
import { currentStop } from '#sending'
import { conduct } from './conducting.ts'
import { hoursOf } from './campaign.ts'
import { firstInLine, mailboxesInUse } from './enrollment-store.ts'
import { canSend, loadOf } from './placing.ts'
import { lineJob, lookJob } from './queues.ts'
import { frameOf } from './situations.ts'
import { horizonOf, inOneGo, roomAhead } from './spread.ts'
import { lockCampaign, stepsOf } from './store.ts'
import { throttleOf } from './throttle.ts'

/** Gives out places; answers how many. Only one does so for a campaign at a time, and never beside a pause. */
export async function planLine(tx: Tx, campaignId: string): Promise<number> {
  const campaign = await lockCampaign(tx, campaignId)
  if (campaign?.status !== 'active' || (await currentStop(tx))) return 0
  const frame = (await frameOf(tx, campaignId, await mailboxesInUse(tx, campaignId)))!
  const horizon = horizonOf(tx.now, frame.workspaceZone, hoursOf(campaign))
  const room = roomAhead([...frame.sending.values()].filter((m) => canSend(frame, m.id, tx.now)), await loadOf(tx, [...frame.mailboxes.keys()]), horizon, { now: tx.now, workspaceZone: frame.workspaceZone, hours: hoursOf(campaign) })
  if (room <= 0) return 0
  // Who hears from a mailbox that cannot send waits for it, and keeps nobody else from his place.
  const stuck = [...frame.mailboxes.keys()].filter((id) => !canSend(frame, id, tx.now))
  const throttle = await throttleOf(tx, frame)
  const line = await firstInLine(tx, campaignId, { stuckMailboxes: stuck, most: Math.min(room, inOneGo), firsts: throttle.firsts, perOwner: throttle.perOwner })
  const { placed } = await conduct(tx, line.map((e) => ({ ...e, campaignId })), { type: 'look' }, { line: { horizon: throttle.horizon } })
  return placed
}

/** In many short transactions, until the line is empty or the days ahead are full. */
export async function planWholeLine(world: World, campaignId: string, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await world.write((tx) => planLine(tx, campaignId)))) { /* the next sixty */ }
}

/** The first places at once, the rest in the background: nobody waits for it, least of all a pause. */
export async function startLine(tx: Tx, campaignId: string): Promise<void> {
  if ((await planLine(tx, campaignId)) === inOneGo) await enqueue(tx, lineJob, { campaignId })
  // What a person is to do needs no place in the queue: whoever is there is asked for it, however long the line is.
  if ((await stepsOf(tx, [campaignId])).some((s) => s.kind === 'task')) await enqueue(tx, lookJob, { campaignId })
}
