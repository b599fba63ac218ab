// Shares with an honest interval. At 3 in 100 the truth lies anywhere between about 1 and 8.5 in 100, and the page says so.

export type Base = 'tried' | 'delivered' | 'watched' | 'linked'
export interface Share { share: number | null; low: number | null; high: number | null; of: number; base: Base; verdict: 'ok' | 'too few to tell' }

/** Below this many a share is not worth a sentence. */
export const minimum = 50

const z = 1.959964 // 95 %, two-sided

/** `count` out of `of` (which is the number `base`), with the 95 % Wilson score interval. */
export function shareOf(count: number, of: number, base: Base): Share {
  const verdict = of < minimum ? 'too few to tell' : 'ok'
  if (of <= 0) return { share: null, low: null, high: null, of: 0, base, verdict }
  const { low, high } = wilson(count, of)
  return { share: count / of, low, high, of, base, verdict }
}

export function wilson(count: number, of: number): { low: number; high: number } {
  const p = count / of
  const under = 1 + (z * z) / of
  const middle = (p + (z * z) / (2 * of)) / under
  const reach = (z / under) * Math.sqrt((p * (1 - p)) / of + (z * z) / (4 * of * of))
  return { low: count === 0 ? 0 : Math.max(0, middle - reach), high: count === of ? 1 : Math.min(1, middle + reach) }
}

export type Trend = 'up' | 'down' | 'about the same' | 'too few to tell'

/** Two counts over the same length of time: of all that came, did more come lately than a fair coin explains? */
export function trendOf(last: number, previous: number): Trend {
  const all = last + previous
  if (all < 10) return 'too few to tell'
  const { low, high } = wilson(last, all)
  return low > 0.5 ? 'up' : high < 0.5 ? 'down' : 'about the same'
}

export const changeOf = (last: number, previous: number): number | null => (previous === 0 ? null : last / previous - 1)
