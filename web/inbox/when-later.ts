// "in 3 months", "tomorrow", "friday", "2 weeks": when a thread should come back. Pure; mornings at nine, by the clock of the workspace, wherever the browser stands.
import { dayOf, instantOf, plusDays, plusMonths, weekdayOf } from '../ui/clock.ts'

export interface Later { label: string; at: Date }

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
type At = (now: Date, n: number, zone: string) => Date
const morning = (day: string, zone: string): Date => new Date(instantOf(day, '09:00', zone)!)
const hoursOn: At = (now, n) => new Date(now.getTime() + n * 3_600_000)
const daysOn: At = (now, n, zone) => morning(plusDays(dayOf(now, zone), n), zone)
const monthsOn: At = (now, n, zone) => morning(plusMonths(dayOf(now, zone), n), zone)

export function usualLaters(now: Date, zone: string): Later[] {
  return [
    { label: 'In 3 hours', at: hoursOn(now, 3, zone) }, { label: 'Tomorrow', at: daysOn(now, 1, zone) }, { label: 'In 3 days', at: daysOn(now, 3, zone) },
    { label: 'In a week', at: daysOn(now, 7, zone) }, { label: 'In 2 weeks', at: daysOn(now, 14, zone) }, { label: 'In a month', at: monthsOn(now, 1, zone) }, { label: 'In 3 months', at: monthsOn(now, 3, zone) }, { label: 'In 6 months', at: monthsOn(now, 6, zone) },
  ]
}

const units: [RegExp, string, At][] = [
  [/^h(?:ours?|rs?)?$/, 'hour', hoursOn], [/^d(?:ays?)?$/, 'day', daysOn], [/^w(?:eeks?|ks?)?$/, 'week', (now, n, zone) => daysOn(now, n * 7, zone)],
  [/^m(?:o(?:nths?)?)?$/, 'month', monthsOn], [/^y(?:ears?|rs?)?$/, 'year', (now, n, zone) => monthsOn(now, n * 12, zone)],
]

export function latersFor(typed: string, now: Date, zone: string): Later[] {
  const said = typed.trim().toLowerCase()
  if (!said) return usualLaters(now, zone)
  const found: Later[] = []
  const [, count, unit] = /^(?:in\s+)?(\d{1,3}|an?)\s*([a-z]+)?$/.exec(said) ?? []
  if (count) {
    const n = /^a/.test(count) ? 1 : Number(count)
    for (const [shape, name, at] of units) if (n > 0 && (!unit || shape.test(unit)) && (unit || name !== 'year')) found.push({ label: `In ${n} ${name}${n === 1 ? '' : 's'}`, at: at(now, n, zone) })
  }
  const day = days.findIndex((name) => said.length > 2 && name.startsWith(said.replace(/^(?:next|on)\s+/, '')))
  if (day >= 0) found.push({ label: `Next ${days[day]!.charAt(0).toUpperCase()}${days[day]!.slice(1)}`, at: daysOn(now, ((day - weekdayOf(dayOf(now, zone)) + 7) % 7) || 7, zone) })
  const date = /^\d{4}-\d{2}-\d{2}$/.test(said) ? instantOf(said, '09:00', zone) : null
  if (date && new Date(date) > now) found.push({ label: `On ${said}`, at: new Date(date) })
  const seen = new Set(found.map((one) => one.label.toLowerCase()))
  return [...found, ...usualLaters(now, zone).filter((one) => one.label.toLowerCase().includes(said) && !seen.has(one.label.toLowerCase()))]
}
