// LinkedIn is done by hand: Overture opens the profile, hands over the text, and keeps count. So many in seven days a person, for
// more than that puts an account at risk.
import type { Tx } from '#platform/db'
import { linkedinDone, settingsOf } from './activity-store.ts'

const weekMs = 7 * 86_400_000

/** `done`: the moments of the last seven days, the oldest first. With room at once, or when the oldest of those too many is a week past. */
export function roomAt(done: readonly Date[], most: number): Date | null {
  if (done.length < most) return null
  const frees = done[done.length - most]
  return frees ? new Date(frees.getTime() + weekMs) : null
}

/** In how many weeks the next one asked for by a campaign is due: what was done in the last seven days and what is open fill up the first ones. */
export const weeksAhead = (done: number, open: number, most: number): number => (most > 0 ? Math.floor((done + open) / most) : 0)

export async function linkedinWeek(tx: Tx, userId: string): Promise<{ done: number; most: number; roomAt: string | null }> {
  const { linkedinWeekly: most } = await settingsOf(tx)
  const done = await linkedinDone(tx, userId, new Date(tx.now.getTime() - weekMs))
  return { done: done.length, most, roomAt: roomAt(done, most)?.toISOString() ?? null }
}
