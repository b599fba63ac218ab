// Which mailbox a lead hears from, through the whole campaign: the one with the fewest leads; where the campaign prefers the
// recipient's own provider, the one with the fewest leads there, unless that would make it wait. A preference, never a
// blocker. The same rule chooses when leads come in, when their mails get places, and in the dry run; it says why in a sentence.
//
// Whoever is away writes to nobody new: what would begin from their mailbox begins from their deputy's, or waits for them (seatOf).
import type { RecipientHost } from '#mailboxes'
import type { AwayOnDay } from './absence-store.ts'

export interface Box { id: string; host: RecipientHost; perDay: number; /** Under way, over all campaigns. */ leads: number }
export interface Recipient { domain: string; /** Null: not known. */ host: RecipientHost | null }
export interface Choice { mailboxId: string; why: string }

/** A mailbox of the same provider may have this much more to do, counted in its days, before another one takes over. */
const mostDaysBehind = 1

/** One after the other: each choice counts for those that follow. Null: there is no mailbox. */
export function chooser(boxes: readonly Box[], match: boolean): (recipient?: Recipient) => Choice | null {
  const leads = new Map(boxes.map((b) => [b.id, b.leads]))
  const fewest = (of: readonly Box[]) => of.reduce<Box | null>((least, b) => (least === null || leads.get(b.id)! < leads.get(least.id)! ? b : least), null)
  const days = (b: Box) => leads.get(b.id)! / Math.max(1, b.perDay)
  const take = (box: Box, why: string): Choice => { leads.set(box.id, leads.get(box.id)! + 1); return { mailboxId: box.id, why } }
  return (recipient) => {
    const any = fewest(boxes)
    if (!any) return null
    if (boxes.length === 1) return take(any, 'It was the only one to choose from.')
    if (!match || !recipient) return take(any, 'It had the fewest leads.')
    const { domain, host } = recipient
    if (!host || host === 'other') return take(any, host ? `The mail of ${domain} is with neither Google nor Microsoft; of all mailboxes this one had the fewest leads.` : `Where ${domain} keeps its mail was not known; of all mailboxes this one had the fewest leads.`)
    const near = fewest(boxes.filter((b) => b.host === host)), at = `The mail of ${domain} is with ${named[host]}`
    if (!near) return take(any, `${at}, and no mailbox of this campaign that could be chosen was; of all mailboxes this one had the fewest leads.`)
    if (days(near) > Math.min(...boxes.map(days)) + mostDaysBehind) return take(any, `${at}, but the mailboxes there had more than a day’s more work than others; of all mailboxes this one had the fewest leads.`)
    return take(near, `The mail of ${domain} is with ${named[host]}, as this mailbox is.`)
  }
}

const named = { google: 'Google', microsoft: 'Microsoft' } as const

/** `of`: the mailbox that is meant; `mailboxId`: the one that writes today; `awayUntil`: the last day on which nothing begins from there either. */
export interface Seat { of: string; mailboxId: string; awayUntil: string | null }

/** A talk that is under way (`running`) goes on from another mailbox only where it was handed over for good. */
export function seatOf(mailboxId: string, away: AwayOnDay, running = false): Seat {
  const passed = new Set<string>()
  for (let at = mailboxId; ; ) {
    const absence = away.get(at)
    if (!absence) return { of: mailboxId, mailboxId: at, awayUntil: null }
    const to = absence.way === 'reassign' || (absence.way === 'delegate' && !running) ? absence.toMailboxId : null
    passed.add(at)
    // Two who stand in for each other are both away.
    if (to === null || passed.has(to)) return { of: mailboxId, mailboxId: at, awayUntil: absence.toDay }
    at = to
  }
}

export const tookOver = 'It took over from a mailbox whose sender is away.'

/** Of a campaign's mailboxes, those that write today, each once; who writes for herself goes before who stands in. */
export const seatsOf = (chosen: readonly string[], away: AwayOnDay): Seat[] =>
  chosen.map((id) => seatOf(id, away)).toSorted((a, b) => Number(a.of !== a.mailboxId) - Number(b.of !== b.mailboxId)).filter((seat, i, all) => all.findIndex((s) => s.mailboxId === seat.mailboxId) === i)

/** For whom this mailbox stands in; null: it was chosen itself. */
export function deputyIn(seats: readonly Seat[], mailboxId: string): string | null {
  const seat = seats.find((s) => s.mailboxId === mailboxId)
  return seat && seat.of !== mailboxId ? seat.of : null
}

/** Its mailbox is none of the campaign's any more, nor stands in for one of them: as long as nothing was written, it gets another one. */
export const isAstray = (lead: { mailboxId: string; deputyOf: string | null }, chosen: readonly string[]): boolean =>
  !chosen.includes(lead.mailboxId) && !(lead.deputyOf !== null && chosen.includes(lead.deputyOf))
