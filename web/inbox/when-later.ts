// "in 3 months", "tomorrow", "friday", "2 weeks": when a thread should come back. Pure; mornings at nine, in the browser's time.

export interface Later { label: string; at: Date }

const days = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']
const morning = (at: Date): Date => { const day = new Date(at); day.setHours(9, 0, 0, 0); return day }
const plusDays = (now: Date, n: number): Date => { const at = new Date(now); at.setDate(at.getDate() + n); return morning(at) }
/** The 31st of a month plus one month is the last day of the next. */
const plusMonths = (now: Date, n: number): Date => { const at = new Date(now); const day = at.getDate(); at.setDate(1); at.setMonth(at.getMonth() + n); at.setDate(Math.min(day, new Date(at.getFullYear(), at.getMonth() + 1, 0).getDate())); return morning(at) }

export function usualLaters(now: Date): Later[] {
  return [
    { label: 'In 3 hours', at: new Date(now.getTime() + 3 * 3_600_000) }, { label: 'Tomorrow', at: plusDays(now, 1) }, { label: 'In 3 days', at: plusDays(now, 3) },
    { label: 'In a week', at: plusDays(now, 7) }, { label: 'In 2 weeks', at: plusDays(now, 14) }, { label: 'In a month', at: plusMonths(now, 1) }, { label: 'In 3 months', at: plusMonths(now, 3) }, { label: 'In 6 months', at: plusMonths(now, 6) },
  ]
}

const units: [RegExp, string, (now: Date, n: number) => Date][] = [
  [/^h(?:ours?|rs?)?$/, 'hour', (now, n) => new Date(now.getTime() + n * 3_600_000)], [/^d(?:ays?)?$/, 'day', plusDays], [/^w(?:eeks?|ks?)?$/, 'week', (now, n) => plusDays(now, n * 7)],
  [/^m(?:o(?:nths?)?)?$/, 'month', plusMonths], [/^y(?:ears?|rs?)?$/, 'year', (now, n) => plusMonths(now, n * 12)],
]

export function latersFor(typed: string, now: Date): Later[] {
  const said = typed.trim().toLowerCase()
  if (!said) return usualLaters(now)
  const found: Later[] = []
  const [, count, unit] = /^(?:in\s+)?(\d{1,3}|an?)\s*([a-z]+)?$/.exec(said) ?? []
  if (count) {
    const n = /^a/.test(count) ? 1 : Number(count)
    for (const [shape, name, at] of units) if (n > 0 && (!unit || shape.test(unit)) && (unit || name !== 'year')) found.push({ label: `In ${n} ${name}${n === 1 ? '' : 's'}`, at: at(now, n) })
  }
  const day = days.findIndex((name) => said.length > 2 && name.startsWith(said.replace(/^(?:next|on)\s+/, '')))
  if (day >= 0) found.push({ label: `Next ${days[day]!.charAt(0).toUpperCase()}${days[day]!.slice(1)}`, at: plusDays(now, ((day - now.getDay() + 7) % 7) || 7) })
  const date = /^\d{4}-\d{2}-\d{2}$/.test(said) ? new Date(`${said}T09:00`) : undefined
  if (date && date > now) found.push({ label: `On ${said}`, at: date })
  const seen = new Set(found.map((one) => one.label.toLowerCase()))
  return [...found, ...usualLaters(now).filter((one) => one.label.toLowerCase().includes(said) && !seen.has(one.label.toLowerCase()))]
}
