// Dates and amounts as files write them.

export type DateOrder = 'dmy' | 'mdy' | 'ymd'

/** How a column writes its days: told by those that can be read one way only; where none tells, day first. */
export function dateOrderOf(values: readonly string[]): DateOrder {
  const parts = values.map((v) => /^\s*(\d{1,4})[-./](\d{1,2})[-./](\d{1,4})(?:\D|$)/.exec(v)).filter((m) => m !== null)
  if (parts.some((m) => m[1]!.length === 4)) return 'ymd'
  const dayFirst = parts.filter((m) => Number(m[1]) > 12).length, monthFirst = parts.filter((m) => Number(m[2]) > 12).length
  return monthFirst > dayFirst ? 'mdy' : 'dmy'
}

/** '20-10-2016' → '2016-10-20'; a sentence for what is no day of the calendar. A time of day behind it is passed over. */
export function readDay(text: string, order: DateOrder): { ok: true; day: string } | { ok: false; sentence: string } {
  const no = (sentence: string) => ({ ok: false as const, sentence })
  const found = /^\s*(\d{1,6})[-./](\d{1,2})[-./](\d{1,6})(?:[T ]\d.*)?\s*$/.exec(text)
  if (!found) return no(`“${text.trim().slice(0, 40)}” is not a date.`)
  const [a, b, c] = [Number(found[1]), Number(found[2]), Number(found[3])]
  const iso = found[1]!.length > 2
  const [y, m, d] = iso ? [a, b, c] : order === 'mdy' ? [c, a, b] : [c, b, a]
  const year = (iso ? found[1]! : found[3]!).length === 2 ? (y < 70 ? 2000 + y : 1900 + y) : y
  if (year > 2100 || year < 1900) return no(`“${text.trim()}” lies in the year ${year}.`)
  const at = new Date(Date.UTC(year, m - 1, d))
  if (at.getUTCMonth() !== m - 1 || at.getUTCDate() !== d) return no(`“${text.trim()}” is not in the calendar${!iso && m > 12 ? '; are days and months the other way round?' : '.'}`)
  return { ok: true, day: at.toISOString().slice(0, 10) }
}

const signs: Record<string, string> = { '€': 'EUR', $: 'USD', '£': 'GBP', '¥': 'JPY', CHF: 'CHF' }

/** '1.234,50 €', '$1,234.50', "1'234" → the number and the currency it names; a sentence for what is no amount. */
export function readAmount(text: string): { ok: true; amount: number; currency: string | null } | { ok: false; sentence: string } {
  const no = { ok: false as const, sentence: `“${text.trim().slice(0, 40)}” is not an amount.` }
  const sign = /[€$£¥]/.exec(text)?.[0], code = /(?<![A-Za-z])([A-Za-z]{3})(?![A-Za-z])/.exec(text)?.[1]?.toUpperCase()
  const digits = text.replace(/[€$£¥]|(?<![A-Za-z])[A-Za-z]{3}(?![A-Za-z])/g, '').replace(/[\s\u00a0\u202f'’]/g, '')
  if (!/^-?\d[\d.,]*$/.test(digits)) return no
  const comma = digits.lastIndexOf(','), dot = digits.lastIndexOf('.')
  // The last separator parts the decimals, unless three digits follow the only kind there is.
  const last = Math.max(comma, dot), one = comma < 0 || dot < 0
  const thousands = last >= 0 && one && (digits.length - last - 1 === 3 && /^-?\d{1,3}(?:[.,]\d{3})+$/.test(digits) || digits.indexOf(digits[last]!) !== last)
  const plain = last < 0 || thousands ? digits.replace(/[.,]/g, '') : `${digits.slice(0, last).replace(/[.,]/g, '')}.${digits.slice(last + 1)}`
  const amount = Number(plain)
  return Number.isFinite(amount) && Math.abs(amount) < 1e13 ? { ok: true, amount, currency: code ?? (sign ? signs[sign]! : null) } : no
}
