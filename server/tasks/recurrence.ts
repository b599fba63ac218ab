// When a task that repeats comes again. The rule is an RRULE of RFC 5545 (3.3.10), of which we keep to FREQ (DAILY, WEEKLY,
// MONTHLY, YEARLY), INTERVAL, BYDAY (weekdays, WEEKLY only), BYMONTHDAY (one day, -1 the last), COUNT and UNTIL. Days have no
// zone: they are days of the workspace's calendar. A month without its day (the 31st) takes its last day instead of none,
// which is what people mean; RFC 5545 would leave that month out.
import { DateTime } from 'luxon'
import { refuse } from '#platform/refuse'

const frequencies = ['DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY'] as const
const weekdays = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'] as const
const dayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday']

export interface Rule {
  every: (typeof frequencies)[number]
  interval: number
  /** ISO weekdays, 1 = Monday. */
  days: number[]
  /** 1 to 31, or -1 for the last of the month; null: the day it began with. */
  monthDay: number | null
  count: number | null
  /** The last day it may fall on. */
  until: string | null
}

type Day = DateTime<boolean>

const wrong = (why: string) => refuse('bad_recurrence', `This repetition is not understood: ${why}`, { field: 'recurrence' })

export function parseRule(text: string): Rule {
  const parts = new Map<string, string>()
  for (const part of text.replace(/^RRULE:/i, '').split(';').filter(Boolean)) {
    const [name, value] = part.split('=')
    if (!name || !value || parts.has(name.toUpperCase())) throw wrong(`“${part}”.`)
    parts.set(name.toUpperCase(), value.toUpperCase())
  }
  const take = (name: string) => { const value = parts.get(name); parts.delete(name); return value }
  const whole = (name: string, most: number): number | null => {
    const value = take(name)
    if (value === undefined) return null
    if (!/^\d{1,4}$/.test(value) || Number(value) < 1 || Number(value) > most) throw wrong(`${name} is a number from 1 to ${most}.`)
    return Number(value)
  }
  const every = frequencies.find((f) => f === parts.get('FREQ'))
  if (!every) throw wrong('FREQ is DAILY, WEEKLY, MONTHLY or YEARLY.')
  parts.delete('FREQ')
  const byDay = take('BYDAY'), byMonthDay = take('BYMONTHDAY'), until = take('UNTIL')
  const days = byDay === undefined ? [] : byDay.split(',').map((d) => weekdays.indexOf(d as 'MO') + 1)
  if (days.includes(0) || (days.length && every !== 'WEEKLY')) throw wrong('BYDAY names weekdays (MO to SU) of a WEEKLY rule.')
  const monthDay = byMonthDay === undefined ? null : Number(byMonthDay)
  if (monthDay !== null && (every !== 'MONTHLY' || !Number.isInteger(monthDay) || monthDay === 0 || monthDay < -1 || monthDay > 31)) throw wrong('BYMONTHDAY is 1 to 31, or -1, of a MONTHLY rule.')
  const rule = { every, interval: whole('INTERVAL', 366) ?? 1, days: [...new Set(days)].toSorted((a, b) => a - b), monthDay, count: whole('COUNT', 1000), until: until === undefined ? null : dayOf(until) }
  take('WKST') // our weeks begin on Monday, the default
  if (parts.size) throw wrong(`${[...parts.keys()].join(', ')} is not kept to.`)
  return rule
}

/** The same rule, always written the same way. */
export const writeRule = (r: Rule): string => [
  `FREQ=${r.every}`, r.interval > 1 && `INTERVAL=${r.interval}`, r.days.length && `BYDAY=${r.days.map((d) => weekdays[d - 1]).join(',')}`,
  r.monthDay !== null && `BYMONTHDAY=${r.monthDay}`, r.count !== null && `COUNT=${r.count}`, r.until && `UNTIL=${r.until.replaceAll('-', '')}`,
].filter(Boolean).join(';')

/**
 * The next day after `due` that is later than `after` (today: what was missed does not pile up), or null when the rule is at its
 * end. `occurrence`: the how-manieth the current one is, 1-based; passed-over days count.
 */
export function nextDay(rule: Rule, due: string, occurrence: number, after: string): { day: string; occurrence: number } | null {
  const first = DateTime.fromISO(due, { zone: 'UTC' })
  for (let n = 1, day: Day = first; n <= 20_000; n++) {
    day = step(rule, first, day, n)
    const iso = day.toISODate()!, nth = occurrence + n
    if ((rule.count !== null && nth > rule.count) || (rule.until && iso > rule.until) || day.year > 2199) return null
    if (iso > after) return { day: iso, occurrence: nth }
  }
  return null
}

/** The nth day after the first; `before` is the one before it. */
function step(rule: Rule, first: Day, before: Day, n: number): Day {
  switch (rule.every) {
    case 'DAILY': return first.plus({ days: n * rule.interval })
    case 'WEEKLY': {
      if (!rule.days.length) return first.plus({ weeks: n * rule.interval })
      const later = rule.days.find((d) => d > before.weekday)
      const monday = before.minus({ days: before.weekday - 1 })
      return later ? monday.plus({ days: later - 1 }) : monday.plus({ weeks: rule.interval, days: rule.days[0]! - 1 })
    }
    case 'MONTHLY': {
      const month = first.startOf('month').plus({ months: n * rule.interval }), wished = rule.monthDay ?? first.day
      return month.set({ day: wished === -1 ? month.daysInMonth! : Math.min(wished, month.daysInMonth!) })
    }
    // 29 February falls on the 28th in other years; luxon does that from the first, so it comes back.
    case 'YEARLY': return first.plus({ years: n * rule.interval })
  }
}

/** "Every second week on Monday and Thursday, until 31 December 2026" */
export function inWords(rule: Rule): string {
  const units = { DAILY: 'day', WEEKLY: 'week', MONTHLY: 'month', YEARLY: 'year' }, unit = units[rule.every]
  const workweek = rule.every === 'WEEKLY' && rule.interval === 1 && rule.days.join() === '1,2,3,4,5'
  const every = workweek ? 'Every working day' : rule.interval === 1 ? `Every ${unit}` : rule.interval === 2 ? `Every second ${unit}` : `Every ${rule.interval} ${unit}s`
  const names = rule.days.map((d) => dayNames[d - 1]!), last = names.at(-1)
  const on = workweek || !last ? '' : ` on ${names.length > 1 ? `${names.slice(0, -1).join(', ')} and ${last}` : last}`
  const day = rule.monthDay === null ? '' : rule.monthDay === -1 ? ' on the last day' : ` on day ${rule.monthDay}`
  const end = rule.count !== null ? `, ${rule.count} times` : rule.until ? `, until ${DateTime.fromISO(rule.until, { zone: 'UTC' }).setLocale('en-GB').toFormat('d LLLL yyyy')}` : ''
  return every + on + day + end
}

function dayOf(until: string): string {
  const day = /^(\d{4})-?(\d\d)-?(\d\d)(T\d{6}Z?)?$/.exec(until)
  const iso = day ? `${day[1]}-${day[2]}-${day[3]}` : ''
  if (!DateTime.fromISO(iso, { zone: 'UTC' }).isValid) throw wrong('UNTIL is a day such as 20261231.')
  return iso
}
