// It was no answer after all: a note of absence, or another automatic one, that had been read as a person's. Whom it stopped goes on
// as if it had been read rightly when it came, unless the lead has answered otherwise, or heard from another campaign since.
import { answeredSince, newestNotes } from '#inbox'
import type { Tx } from '#platform/db'
import { rulesOf } from './campaign.ts'
import { cameFromRows, type Enrollment } from './enrollment-store.ts'
import { isOver } from './enrollment.ts'
import { backAtWork } from './out-of-office.ts'
import { atPace } from './schedule.ts'
import type { Frame } from './situations.ts'

/** By enrollment, who goes on, and from when; null: at once. `now`: what the mail is held to be. */
export async function whoGoesOn(tx: Tx, frames: ReadonlyMap<string, Frame>, rows: readonly Enrollment[], now: string): Promise<Map<string, { until: Date | null }>> {
  const found = new Map<string, { until: Date | null }>()
  if (now !== 'out_of_office' && now !== 'auto_reply') return found
  const notes = now === 'out_of_office' ? await newestNotes(tx, [...new Set(rows.map((row) => row.leadId))]) : undefined
  for (const row of rows) {
    const frame = frames.get(row.campaignId)
    if (!frame || (isOver(row.state) && row.reasonCode !== 'replied')) continue
    if (await answeredSince(tx, [row.leadId], row.createdAt)) continue
    // A mail of the campaign it went on in has left: there it stays.
    if ((await cameFromRows(tx, row.id)).some((there) => there.lastSentAt)) continue
    found.set(row.id, { until: notes ? awayUntil(frame, row, notes.get(row.leadId), tx.now) : null })
  }
  return found
}

/** Counted from the day the note came; null when they are back by now. */
function awayUntil(frame: Frame, row: Enrollment, note: { returnDate: string | null; receivedAt: Date } | undefined, now: Date): Date | null {
  const came = note?.receivedAt ?? now
  const until = atPace(backAtWork(note?.returnDate, came, row.timeZone, rulesOf(frame.campaign), frame.campaign.timeZone), came, frame.sending.get(row.mailboxId ?? '')?.pace ?? 'real')
  return until > now ? until : null
}
