// When is somebody back who is out of office? One working day after the return, so that the mail is not the first of a
// full inbox; three days when no date was read; never more than half a year, for a date may have been misread.
import { addDays, addSendingDays, isZone, localDate, wallTime, type Hours } from './schedule.ts'

const week: Hours = { days: [1, 2, 3, 4, 5], windowStart: '00:00', windowEnd: '23:59', quiet: [] }

/** `returnDate` as 'YYYY-MM-DD'. */
export function backAtWork(returnDate: string | null | undefined, now: Date, zone: string | null): Date {
  const there = zone && isZone(zone) ? zone : 'UTC'
  const today = localDate(now, there)
  const known = returnDate && returnDate >= today && returnDate <= addDays(today, 183)
  return wallTime(known ? addSendingDays(returnDate, 1, week) : addDays(today, 3), '00:00', there)
}
