// How many new leads may begin: by the campaign's number a day, and by what one person may have under way. Follow-ups are never
// throttled: somebody waits for them.
import type { Tx } from '#platform/db'
import { firstMailsOn } from '#sending'
import { hoursOf, rulesOf } from './campaign.ts'
import { addDays, localDate, nextWindow, wallTime } from './schedule.ts'
import type { Frame } from './situations.ts'
import { horizonOf } from './spread.ts'

export interface Throttle {
  /** First mails that may still get a place; null: as many as there is room for. */
  firsts: number | null
  /** Until when places are given out: with a number a day, one day after the other. */
  horizon: Date
  perOwner: number | null
}

export async function throttleOf(tx: Tx, frame: Frame): Promise<Throttle> {
  const { campaign } = frame, { newPerDay, maxActivePerOwner } = rulesOf(campaign), hours = hoursOf(campaign)
  if (newPerDay === null) return { firsts: null, horizon: horizonOf(tx.now, frame.workspaceZone, hours), perOwner: maxActivePerOwner }
  const from = campaign.holdUntil && campaign.holdUntil > tx.now ? campaign.holdUntil : tx.now
  const day = localDate(nextWindow(from, campaign.timeZone, hours).from, campaign.timeZone)
  const begun = await firstMailsOn(tx, campaign.id, campaign.timeZone, day)
  return { firsts: Math.max(0, newPerDay - begun), horizon: wallTime(addDays(day, 1), '00:00', campaign.timeZone), perOwner: maxActivePerOwner }
}
