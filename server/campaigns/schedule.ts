// When does the next step fall? Local wall time in the lead's zone, each day computed afresh: never "+24 h", so a change
// of the clocks moves nothing but the instant. A local time that does not exist (spring) becomes the next valid minute;
// one that exists twice (autumn) is its first occurrence. Dates are 'YYYY-MM-DD', times 'HH:MM', instants Dates.
import { DateTime, IANAZone } from 'luxon'

export type WaitUnit = 'minutes' | 'hours' | 'days' | 'business_days'
export interface Wait { amount: number; unit: WaitUnit }
/** How fast days pass: as they do, or (practice mailboxes) one in an hour or in a minute. */
export type Pace = 'real' | 'hour' | 'minute'
export interface Quiet { from: string; to: string; label?: string }
/** When a campaign may write: ISO weekdays, a window of local wall time, and dates on which it rests. */
export interface Hours {
  days: readonly number[]; windowStart: string; windowEnd: string; quiet: readonly Quiet[]
  /** Windows of single ISO weekdays, in place of the usual one. */
  perDay?: Readonly<Partial<Record<string, { from: string; to: string }>>>
  /** Public holidays where the lead is: date → name. */
  holidays?: ReadonlyMap<string, string>
}
export interface Window { date: string; from: Date; to: Date }

const day = 86_400_000
const minute = 60_000
const dayLasts: Record<Pace, number> = { real: day, hour: 60 * minute, minute }

/** The earliest instant at which the next mail may go, by its waits alone. The window comes after: see nextWindow. */
export function afterWaits(sentAt: Date, waits: readonly Wait[], zone: string, hours: Hours, pace: Pace): Date {
  if (pace !== 'real') return new Date(sentAt.getTime() + Math.max(1000, (lengthOf(waits) * dayLasts[pace]) / day))
  return waits.reduce((at, wait) => afterWait(at, wait, zone, hours), sentAt)
}

/** A moment to come, at the pace of a mailbox: in practice a day away is an hour or a minute away. */
export const atPace = (at: Date, now: Date, pace: Pace): Date => (pace === 'real' || at <= now ? at : new Date(now.getTime() + ((at.getTime() - now.getTime()) * dayLasts[pace]) / day))

/** The window that is open at `after`, or the next that opens. `from` is never before `after`. */
export function nextWindow(after: Date, zone: string, hours: Hours): Window {
  let date = localDate(after, zone)
  for (let i = 0; i < 800; i++, date = addDays(date, 1)) {
    const window = windowOn(date, zone, hours)
    if (window && window.to > after) return window.from > after ? window : { ...window, from: after }
  }
  throw new Error('No sending day within two years.')
}

/** The window of one local day, or null when nothing is sent on it. */
export function windowOn(date: string, zone: string, hours: Hours): Window | null {
  let known = windows.get(hours)
  if (!known) windows.set(hours, (known = new Map()))
  const key = `${date} ${zone}`, found = known.get(key)
  if (found !== undefined) return found
  const window = workOut(date, zone, hours)
  known.set(key, window)
  return window
}

// Asked again and again for the same days while thousands of mails are placed; hours are made anew for each piece of work.
const windows = new WeakMap<Hours, Map<string, Window | null>>()

function workOut(date: string, zone: string, hours: Hours): Window | null {
  if (!isSendingDay(date, hours)) return null
  const own = hours.perDay?.[String(weekday(date))]
  const from = wallTime(date, own?.from ?? hours.windowStart, zone), to = wallTime(date, own?.to ?? hours.windowEnd, zone)
  return from < to ? { date, from, to: beforeItOpensTwice(from, to, zone) } : null
}

/** The clocks go back inside the window, to before its opening: it ends there, or mails would leave at an hour that is not in it. */
function beforeItOpensTwice(from: Date, to: Date, zone: string): Date {
  const opens = offsetAt(from.getTime(), zone), closes = offsetAt(to.getTime(), zone)
  if (closes >= opens) return to
  const change = changeBetween(from.getTime(), to.getTime(), zone)
  return change + closes < from.getTime() + opens && change > from.getTime() ? new Date(change) : to
}

export function isSendingDay(date: string, hours: Hours): boolean {
  return hours.days.includes(weekday(date)) && !hours.quiet.some((q) => q.from <= date && date <= q.to) && !hours.holidays?.has(date)
}

/** What rests on a date: the weekday, a quiet time, a public holiday; in a word for a sentence. */
export function whyNoSendingDay(date: string, hours: Hours): { code: 'weekday' | 'quiet' | 'holiday'; name: string } | null {
  if (!hours.days.includes(weekday(date))) return { code: 'weekday', name: DateTime.fromISO(date, { zone: 'UTC' }).setLocale('en-GB').toFormat('cccc') }
  const quiet = hours.quiet.find((q) => q.from <= date && date <= q.to)
  if (quiet) return { code: 'quiet', name: quiet.label ?? '' }
  const holiday = hours.holidays?.get(date)
  return holiday === undefined ? null : { code: 'holiday', name: holiday }
}

/** The n-th sending day after a date. */
export function addSendingDays(date: string, n: number, hours: Hours): string {
  for (let i = 0; n > 0 && i < 4000; i++) {
    date = addDays(date, 1)
    if (isSendingDay(date, hours)) n--
  }
  return date
}

/** The lead's own zone, else the campaign's; and which of the two it was. */
export function zoneFor(lead: string | null | undefined, campaign: string): { zone: string; from: 'lead' | 'campaign' } {
  if (lead && isZone(lead)) return { zone: lead, from: 'lead' }
  return { zone: isZone(campaign) ? campaign : 'UTC', from: 'campaign' }
}

export const isZone = (zone: string): boolean => IANAZone.isValidZone(zone)

/** 'Europe/Lisbon' → 'Lisbon'; 'UTC' stays. */
export const placeOf = (zone: string): string => (zone.split('/').at(-1) ?? zone).replaceAll('_', ' ')

/** "Tue 24 Nov, 09:12 in Lisbon" */
export const spokenTime = (at: Date, zone: string): string => `${DateTime.fromJSDate(at, { zone }).setLocale('en-GB').toFormat('ccc d LLL, HH:mm')} in ${placeOf(zone)}`
/** "09:12 in Lisbon" */
export const spokenClock = (at: Date, zone: string): string => `${DateTime.fromJSDate(at, { zone }).toFormat('HH:mm')} in ${placeOf(zone)}`
/** "4 December" */
export const spokenDay = (date: string): string => DateTime.fromISO(date, { zone: 'UTC' }).setLocale('en-GB').toFormat('d LLLL')

export const localDate = (at: Date, zone: string): string => new Date(at.getTime() + offsetAt(at.getTime(), zone)).toISOString().slice(0, 10)
export const addDays = (date: string, n: number): string => new Date(Date.parse(`${date}T00:00:00Z`) + n * day).toISOString().slice(0, 10)
export const weekday = (date: string): number => new Date(`${date}T00:00:00Z`).getUTCDay() || 7

/** The instant at which a wall clock in `zone` shows this date and time. */
export function wallTime(date: string, time: string, zone: string): Date {
  const wall = Date.parse(`${date}T${time.length === 5 ? `${time}:00` : time}Z`)
  const before = offsetAt(wall - day, zone), after = offsetAt(wall + day, zone)
  const fits = [wall - before, wall - after].filter((at) => at + offsetAt(at, zone) === wall)
  if (fits.length) return new Date(Math.min(...fits))
  return new Date(changeBetween(wall - 2 * day, wall + 2 * day, zone)) // in the gap: the first minute after it
}

function afterWait(at: Date, { amount, unit }: Wait, zone: string, hours: Hours): Date {
  if (amount <= 0) return at
  if (unit === 'minutes') return new Date(at.getTime() + amount * minute)
  if (unit === 'hours') return new Date(at.getTime() + amount * 60 * minute)
  const date = localDate(at, zone)
  // Whole days are counted on the lead's calendar and end with the morning: the mail may go from that day's opening on.
  return wallTime(unit === 'days' ? addDays(date, amount) : addSendingDays(date, amount, hours), '00:00', zone)
}

const lengthOf = (waits: readonly Wait[]): number =>
  waits.reduce((sum, w) => sum + w.amount * (w.unit === 'minutes' ? minute : w.unit === 'hours' ? 60 * minute : day), 0)

const zones = new Map<string, { zone: IANAZone; known: Map<number, number> }>()
/** Clocks are changed at whole quarters of an hour of UTC, so one look holds for a quarter: a look costs 20 µs, a plan asks for thousands. */
const quarter = 15 * minute
function offsetAt(ms: number, zone: string): number {
  let there = zones.get(zone)
  if (!there) zones.set(zone, (there = { zone: IANAZone.create(zone), known: new Map() }))
  const at = Math.floor(ms / quarter)
  let offset = there.known.get(at)
  if (offset === undefined) {
    if (there.known.size > 20_000) there.known.clear()
    there.known.set(at, (offset = Math.round(there.zone.offset(at * quarter) * minute)))
  }
  return offset
}

function changeBetween(low: number, high: number, zone: string): number {
  const old = offsetAt(low, zone)
  while (high - low > 1000) {
    const middle = Math.floor((low + high) / 2)
    if (offsetAt(middle, zone) === old) low = middle
    else high = middle
  }
  return Math.round(high / minute) * minute
}
