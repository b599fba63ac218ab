// Periods in days of the workspace's time zone.
import { dayOf, plusDays } from '../ui/clock.ts'

export const periods = [
  { value: '7', label: '7 days' },
  { value: '30', label: '30 days' },
  { value: '90', label: '90 days' },
  { value: 'all', label: 'All time' },
]

/** The first and last day of a period that ends today, as 'YYYY-MM-DD' in `zone`; nothing for all time. */
export function daysOf(period: string, zone: string, now = new Date()): { from?: string; to?: string } {
  const days = Number(period)
  if (!days) return {}
  const to = dayOf(now, zone)
  return { from: plusDays(to, 1 - days), to }
}
