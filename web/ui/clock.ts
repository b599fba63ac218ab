// Days and times by the clock of a zone, and the moments they are. Pure.
import { dateFormat } from './formats.ts'

/** The offset of a zone at a moment, in minutes. */
function offsetAt(at: number, zone: string): number {
  const parts = Object.fromEntries(dateFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(at).map((p) => [p.type, Number(p.value)]))
  return Math.round((Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute']) - Math.floor(at / 60_000) * 60_000) / 60_000)
}

/** '2026-11-30' and '14:00' by the clock of a zone → the instant; null for what is no day or time. */
export function instantOf(day: string, time: string, zone: string): string | null {
  const wall = Date.parse(`${day}T${time}:00Z`)
  if (Number.isNaN(wall)) return null
  const guess = wall - offsetAt(wall, zone) * 60_000
  return new Date(wall - offsetAt(guess, zone) * 60_000).toISOString()
}
export const dayOf = (at: string | Date, zone: string): string => dateFormat('en-CA', { timeZone: zone }).format(new Date(at))
/** Today, or so many days from it, by the clock of a zone: '2026-11-27'. */
export const dayIn = (zone: string, days = 0): string => plusDays(dayOf(new Date(), zone), days)
export const timeOf = (at: string | Date, zone: string): string => dateFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))

export function plusDays(day: string, n: number): string {
  const at = new Date(`${day}T12:00:00Z`)
  at.setUTCDate(at.getUTCDate() + n)
  return at.toISOString().slice(0, 10)
}
/** The 31st of a month plus one month is the last day of the next. */
export function plusMonths(day: string, n: number): string {
  const at = new Date(`${day}T12:00:00Z`), of = at.getUTCDate()
  at.setUTCDate(1)
  at.setUTCMonth(at.getUTCMonth() + n)
  at.setUTCDate(Math.min(of, new Date(Date.UTC(at.getUTCFullYear(), at.getUTCMonth() + 1, 0)).getUTCDate()))
  return at.toISOString().slice(0, 10)
}
/** 0 is Sunday. */
export const weekdayOf = (day: string): number => new Date(`${day}T12:00:00Z`).getUTCDay()
