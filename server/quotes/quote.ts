// A quote, and what stands on it. Rules that need nothing but values.
import { minorDigits } from '#contract/deal-setup'
import { sumOfLine } from '#deals'

export interface QuoteLine { name: string; quantity: number; priceMinor: number; discount: number; sumMinor: number }
/** All that stands on the paper, as it was on the day. */
export interface QuoteContent {
  number: string; issuedOn: string; validUntil: string; about: string; sender: string; recipient: string; note: string; terms: string; seller: string | null
  currency: string; lines: QuoteLine[]; netMinor: number; tax: { name: string; percent: number; minor: number } | null; totalMinor: number
}

/** Q-2026-0007 */
export const numberOf = (prefix: string, serial: number, day: string): string => `${prefix}${day.slice(0, 4)}-${String(serial).padStart(4, '0')}`

/** Each line is rounded once, and the tax once on their sum; half a cent goes up. */
export function reckoned(lines: readonly Omit<QuoteLine, 'sumMinor'>[], taxPercent: number): { lines: QuoteLine[]; netMinor: number; taxMinor: number; totalMinor: number } {
  const all = lines.map(({ name, quantity, priceMinor, discount }) => ({ name, quantity, priceMinor, discount, sumMinor: sumOfLine({ quantity, priceMinor, discount, costMinor: null }).sumMinor }))
  const netMinor = all.reduce((sum, line) => sum + line.sumMinor, 0), taxMinor = Math.round((netMinor * taxPercent) / 100)
  return { lines: all, netMinor, taxMinor, totalMinor: netMinor + taxMinor }
}

/** '1,234.50', without the currency, which stands above the column. */
export function figure(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  return new Intl.NumberFormat('en', { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(minor / 10 ** digits)
}

export const percent = (share: number): string => `${new Intl.NumberFormat('en', { maximumFractionDigits: 2 }).format(share)} %`

/** '2026-03-02' → '2 March 2026' */
export const spokenDay = (day: string): string => new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(new Date(`${day}T12:00:00Z`))

/** 'YYYY-MM-DD', that many days later. */
export const daysLater = (day: string, days: number): string => new Date(Date.parse(`${day}T12:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10)
