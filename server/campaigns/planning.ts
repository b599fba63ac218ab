// The line: who is ready gets a place for today or the next sending day, as many as the mailboxes have room for. The rest
// stays in line, so that the days ahead are free for the follow-ups of those who were written to first.
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import type { World } from '#platform/world'
import { conduct } from './conducting.ts'
import { hoursOf } from './campaign.ts'
import { firstInLine, mailboxCounts } from './enrollment-store.ts'
import { canSend, loadOf } from './placing.ts'
import { lineJob } from './queues.ts'
import { addDays, localDate, type Hours } from './schedule.ts'
import { frameOf, type Frame } from './situations.ts'
import { horizonOf, type Load } from './spread.ts'
import { lockCampaign } from './store.ts'

/** In one transaction at most this many, so that a pause never waits long for it. */
const most = 60

/** Gives out places; answers how many. Only one does so for a campaign at a time, and never beside a pause. */
export async function planLine(tx: Tx, campaignId: string): Promise<number> {
  const campaign = await lockCampaign(tx, campaignId)
  if (campaign?.status !== 'active') return 0
  const frame = (await frameOf(tx, campaignId, (await mailboxCounts(tx, campaignId)).map((m) => m.mailboxId)))!
  const room = roomAhead(frame, await loadOf(tx, frame), hoursOf(campaign), tx.now)
  if (room <= 0) return 0
  // Who hears from a mailbox that cannot send waits for it, and keeps nobody else from his place.
  const stuck = [...frame.mailboxes.keys()].filter((id) => !canSend(frame, id, tx.now))
  const line = await firstInLine(tx, campaignId, stuck, Math.min(room, most))
  const { placed } = await conduct(tx, line.map((e) => ({ ...e, campaignId })), { type: 'look' }, { line: { horizon: horizonOf(tx.now, frame.workspaceZone, hoursOf(campaign)) } })
  return placed
}

/** In many short transactions, until the line is empty or the days ahead are full. */
export async function planWholeLine(world: World, campaignId: string, signal?: AbortSignal): Promise<void> {
  while (!signal?.aborted && (await world.write((tx) => planLine(tx, campaignId)))) { /* the next sixty */ }
}

/** The first places at once, the rest in the background: nobody waits for it, least of all a pause. */
export async function startLine(tx: Tx, campaignId: string): Promise<void> {
  if ((await planLine(tx, campaignId)) === most) await enqueue(tx, lineJob, { campaignId })
}

/** How many mails the chosen mailboxes can still take up to the horizon. */
function roomAhead(frame: Frame, load: Load, hours: Hours, now: Date): number {
  const horizon = horizonOf(now, frame.workspaceZone, hours)
  const today = localDate(now, frame.workspaceZone), last = localDate(horizon, frame.workspaceZone)
  let room = 0
  for (const [id, mailbox] of frame.sending) {
    if (!canSend(frame, id, now)) continue
    if (mailbox.pace !== 'real') { room += most; continue }
    for (let day = today; day <= last; day = addDays(day, 1))
      room += Math.max(0, mailbox.dailyLimit - (load.get(id)?.get(day) ?? 0) - (day === today ? mailbox.sentToday : 0))
  }
  return room
}
