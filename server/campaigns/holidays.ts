// Public holidays, by country. They are worked out by date-holidays (its data is CC BY-SA 3.0, from Wikipedia; see the README),
// which weighs 34 MB when loaded: it runs in a thread of its own that ends as soon as the dates are there. What stays is a map
// of a dozen dates a country and year.
import { Worker } from 'node:worker_threads'

export const holidaySource = 'date-holidays by commenthol and contributors, data CC BY-SA 3.0'

export { countryOf } from '#research'

const known = new Map<string, { years: Set<number>; days: Map<string, string> }>()
const yearsAhead = 3
const patienceMs = 10_000

/** Date ('YYYY-MM-DD') → name, as far as `knowHolidays` was asked. */
export const holidaysOf = (country: string): ReadonlyMap<string, string> => known.get(country)?.days ?? new Map()

/**
 * Works out what is not known yet, for this year and the next ones. A country nobody has data of has no holidays. Never
 * throws: a stop must not wait for a calendar. What could not be worked out is tried again the next time.
 */
export async function knowHolidays(countries: Iterable<string | null>, now: Date): Promise<void> {
  const first = now.getUTCFullYear(), years = Array.from({ length: yearsAhead }, (_, i) => first + i)
  const missing = [...new Set(countries)].filter((c): c is string => c !== null && years.some((y) => !known.get(c)?.years.has(y)))
  await Promise.all(missing.map((country) => {
    const what = `${country} ${first}`
    let asked = underWay.get(what)
    if (!asked) underWay.set(what, (asked = workOut(country, years).finally(() => underWay.delete(what))))
    return asked
  }))
}

const underWay = new Map<string, Promise<void>>()

async function workOut(country: string, years: number[]): Promise<void> {
  const found = await inThread(country, years)
  if (!found) return
  const at = known.get(country) ?? { years: new Set<number>(), days: new Map<string, string>() }
  for (const { date, name } of found) at.days.set(date, name)
  for (const year of years) at.years.add(year)
  known.set(country, { ...at, days: new Map(at.days) })
}

export interface Worked { date: string; name: string }

/** Undefined when it did not end well. */
function inThread(country: string, years: number[]): Promise<Worked[] | undefined> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./holiday-worker.ts', import.meta.url), { workerData: { country, years }, resourceLimits: { maxOldGenerationSizeMb: 256 } })
    const timer = setTimeout(() => { void worker.terminate() }, patienceMs)
    worker.once('message', (found: Worked[]) => resolve(found))
    worker.once('error', () => resolve(undefined))
    worker.once('exit', () => { clearTimeout(timer); resolve(undefined) })
  })
}
