// Runs in a thread of its own: a country and years in, its public holidays out. The thread ends with its answer.
import { parentPort, workerData } from 'node:worker_threads'
import Holidays from 'date-holidays'
import type { Worked } from './holidays.ts'

const { country, years } = workerData as { country: string; years: number[] }
const calendar = new Holidays()
const found: Worked[] = []
if (country in calendar.getCountries()) {
  calendar.init(country)
  for (const year of years)
    for (const day of calendar.getHolidays(year))
      if (day.type === 'public') found.push({ date: day.date.slice(0, 10), name: day.name })
}
parentPort!.postMessage(found)
