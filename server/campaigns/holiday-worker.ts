// Runs in a thread of its own: a country and years in, its public holidays out. The thread ends with its answer.
//
// A feast of several days is one entry with its first day (`date`) and the instant at which it ends; one that follows the moon begins
// on the evening before its first day. Another day belongs to it when its noon does: so one that ends at six in the evening (1 Shawwal
// P3D) keeps its last day, and one whose half days are counted as well (TR, 10 Dhu al-Hijjah PT114H, up to noon) gets none too many.
import { parentPort, workerData } from 'node:worker_threads'
import Holidays from 'date-holidays'
import type { Worked } from './holidays.ts'
import { addDays, wallTime } from './schedule.ts'

const { country, years } = workerData as { country: string; years: number[] }
const calendar = new Holidays()
const found: Worked[] = []
if (country in calendar.getCountries()) {
  calendar.init(country)
  const zone = calendar.getTimezones()[0] ?? 'UTC'
  // One of December may last into the first of these years.
  for (const year of [Math.min(...years) - 1, ...years])
    for (const feast of calendar.getHolidays(year)) {
      if (feast.type !== 'public') continue
      let date = feast.date.slice(0, 10)
      do {
        found.push({ date, name: feast.name })
        date = addDays(date, 1)
      } while (wallTime(date, '12:00', zone) < feast.end)
    }
}
parentPort!.postMessage(found)
