// When is somebody back who is out of office? Some working days after the return (one, unless the campaign says otherwise), so
// that the mail is not the first of a full inbox; three days when no date was read; never more than half a year, for a date may
// have been misread.
import { addDays, addSendingDays, localDate, wallTime, zoneFor, type Hours } from './schedule.ts'

const week: Hours = { days: [1, 2, 3, 4, 5], windowStart: '00:00', windowEnd: '23:59', quiet: [] }

/** `returnDate` as 'YYYY-MM-DD'. The answer is a morning where the lead is, or else where the campaign is: the mail goes at the next window from there on. */
export function backAtWork(returnDate: string | null | undefined, now: Date, leadZone: string | null, rules: { awayDays: number; awayUnknownDays: number } = { awayDays: 1, awayUnknownDays: 3 }, campaignZone = 'UTC'): Date {
  const there = zoneFor(leadZone, campaignZone).zone
  const today = localDate(now, there)
  const known = returnDate && returnDate >= today && returnDate <= addDays(today, 183)
  return wallTime(known ? addSendingDays(returnDate, rules.awayDays, week) : addDays(today, rules.awayUnknownDays), '00:00', there)
}
