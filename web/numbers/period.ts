// Periods in days of the workspace's time zone.
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
  const to = new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(now)
  // Days are counted on the calendar, where none is 23 hours long.
  const from = new Date(`${to}T00:00:00Z`)
  from.setUTCDate(from.getUTCDate() - days + 1)
  return { from: from.toISOString().slice(0, 10), to }
}
