// A month as weeks that begin on Monday. Days are 'YYYY-MM-DD', months 'YYYY-MM'.
const at = (day: string): Date => new Date(`${day}T12:00:00Z`)
const text = (date: Date): string => date.toISOString().slice(0, 10)

export const monthOf = (day: string): string => day.slice(0, 7)
export const isMonth = (month: string | undefined): month is string => month !== undefined && /^(?:199\d|20\d\d|2100)-(?:0[1-9]|1[0-2])$/.test(month)

export function monthAfter(month: string, by: number): string {
  const [y, m] = month.split('-').map(Number) as [number, number]
  return text(new Date(Date.UTC(y, m - 1 + by, 1, 12))).slice(0, 7)
}

export const lastDayOf = (month: string): string => text(new Date(at(`${monthAfter(month, 1)}-01`).getTime() - 86_400_000))

/** Whole weeks; the days before and after belong to the neighbours. */
export function weeksOf(month: string): string[][] {
  const first = at(`${month}-01`), begin = new Date(first.getTime() - ((first.getUTCDay() + 6) % 7) * 86_400_000), end = monthAfter(month, 1)
  const weeks: string[][] = []
  for (let day = begin; text(day) < `${end}-01`; day = new Date(day.getTime() + 7 * 86_400_000)) weeks.push(Array.from({ length: 7 }, (_, i) => text(new Date(day.getTime() + i * 86_400_000))))
  return weeks
}
