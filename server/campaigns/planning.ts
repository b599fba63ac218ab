// The line: who is ready gets a place for today or the next sending day, as many as the mailboxes have room for. The rest
// stays in line, so that the days ahead are free for the follow-ups of those who were written to first. A mailbox that is full, or
// leads where nothing is sent for days, stand in nobody's way: their first mails are left out of the next sixty. Nor does it matter
// what a mailbox can do that is none of the campaign's any more, for those who are about to get another one.
import type { Tx } from '#platform/db'
import { enqueue } from '#platform/jobs'
import type { World } from '#platform/world'
import { currentStop } from '#sending'
import { awayOn } from './absence-store.ts'
import { conduct } from './conducting.ts'
import { hoursOf, rulesOf } from './campaign.ts'
import { enrollmentsByIds, mailboxesInUse } from './enrollment-store.ts'
import { firstInLine, moreWakeThan } from './line-store.ts'
import { kindsWithout } from './line.ts'
import { seatsOf } from './mailbox-choice.ts'
import { canSend, loadOf } from './placing.ts'
import { lineJob, lookJob } from './queues.ts'
import { localDate } from './schedule.ts'
import { frameOf, widen } from './situations.ts'
import { fullOf, horizonOf, inOneGo, roomAhead } from './spread.ts'
import { lockCampaign, stepsOf } from './store.ts'
import { throttleOf } from './throttle.ts'

export interface PlannedLine { /** In line no more: they have a place, or wait for something else. */ gone: number; /** Somebody behind them may get a place, too. */ more: boolean }

/**
 * Gives out places. Only one does so for a campaign at a time, and never beside a pause. `without`: kinds of leads (line.ts) that
 * found no place in this run over the line; it learns of them as it goes, and forgets them when it is over.
 */
export async function planLine(tx: Tx, campaignId: string, without: Set<string> = new Set()): Promise<PlannedLine> {
  const campaign = await lockCampaign(tx, campaignId)
  if (campaign?.status !== 'active' || (await currentStop(tx))) return nobody
  const frame = (await frameOf(tx, campaignId, await mailboxesInUse(tx, campaignId)))!
  const seats = seatsOf(frame.chosen, await awayOn(tx, localDate(tx.now, frame.workspaceZone)))
  await widen(tx, frame, seats.map((seat) => seat.mailboxId))
  const horizon = horizonOf(tx.now, frame.workspaceZone, hoursOf(campaign)), at = { now: tx.now, workspaceZone: frame.workspaceZone, hours: hoursOf(campaign) }
  const load = await loadOf(tx, [...frame.mailboxes.keys()])
  const room = roomAhead([...frame.sending.values()].filter((m) => canSend(frame, m.id, tx.now)), load, horizon, at)
  if (room <= 0) return nobody
  // Who hears from a mailbox that cannot send waits for it, and keeps nobody else from his place.
  const stuck = [...frame.mailboxes.keys()].filter((id) => !canSend(frame, id, tx.now))
  const throttle = await throttleOf(tx, frame)
  const full = fullOf([...frame.sending.keys()], frame.sending, rulesOf(campaign).followUpShare, load, throttle.horizon, at)
  const roomElsewhere = seats.some((seat) => seat.awayUntil === null && canSend(frame, seat.mailboxId, tx.now) && !full.includes(seat.mailboxId))
  const line = await firstInLine(tx, campaignId, { stuckMailboxes: stuck, full, without: [...without], mayMoveTo: roomElsewhere ? frame.chosen : null, until: throttle.horizon, most: Math.min(room, inOneGo), firsts: throttle.firsts, perOwner: throttle.perOwner })
  const { states } = await conduct(tx, line.map((e) => ({ id: e.id, leadId: e.leadId, campaignId })), { type: 'look' }, { line: { horizon: throttle.horizon } })
  const gone = line.filter((e) => (states.get(e.id) ?? 'ready') !== 'ready').length, known = without.size
  if (gone === line.length) return { gone, more: gone > 0 }
  const was = new Map(line.map((e) => [e.id, e.mailboxId])), asked = await enrollmentsByIds(tx, line.filter((e) => e.first).map((e) => e.id))
  for (const kind of kindsWithout(asked)) without.add(kind)
  return { gone, more: gone > 0 || without.size > known || asked.some((row) => row.mailboxId !== was.get(row.id)) }
}

const nobody: PlannedLine = { gone: 0, more: false }

/** In many short transactions, until the line is empty or the days ahead are full. `known`: what a run that began elsewhere has learned. */
export async function planWholeLine(world: World, campaignId: string, signal?: AbortSignal, known: readonly string[] = []): Promise<void> {
  const without = new Set(known)
  while (!signal?.aborted && (await world.write((tx) => planLine(tx, campaignId, without))).more) { /* the next sixty */ }
}

/** So many conditions are decided each time the line's loop comes by. Where there are more, another campaign's are not kept behind them. */
export const wakeAtOnce = 200

/** The first places at once, the rest in the background: nobody waits for it, least of all a pause. */
export async function startLine(tx: Tx, campaignId: string): Promise<void> {
  const without = new Set<string>(), { gone } = await planLine(tx, campaignId, without)
  if (gone === inOneGo || without.size) await enqueue(tx, lineJob, { campaignId, without: [...without] })
  // What a person is to do needs no place in the queue: whoever is there is asked for it, however long the line is. Nor does a condition.
  if ((await stepsOf(tx, [campaignId])).some((s) => s.kind === 'task') || (await moreWakeThan(tx, campaignId, wakeAtOnce))) await enqueue(tx, lookJob, { campaignId })
}
