// What a number in a cell means: a date, an amount, digits of fixed width.

// Formats that have a number instead of a code (ECMA-376 part 1, 18.8.30), East Asian ones included.
const builtInDates = (id: number): boolean => (id >= 14 && id <= 22) || (id >= 27 && id <= 36) || (id >= 45 && id <= 47) || (id >= 50 && id <= 58)

/** Letters of dates outside quotes, brackets and escapes; elapsed time in brackets ([h]:mm) is one too. */
export function isDateFormat(id: number, code: string | undefined): boolean {
  if (code === undefined) return builtInDates(id)
  const bare = code.split(';')[0]!.replace(/"[^"]*"|\\.|_.|\*./g, '').replace(/\[(?:\$[^\]]*|red|blue|green|black|white|cyan|magenta|yellow|color ?\d+|[<>=][^\]]*)\]/gi, '')
  return /[ymdhs]/i.test(bare.replace(/general/gi, '').replace(/e[+-]/gi, ''))
}

/** '00000': postcodes and article numbers are shown with their leading zeros. */
export const isPadded = (code: string): boolean => /^0{2,20}$/.test(code)

/**
 * A serial day number as 'YYYY-MM-DD', or with ' HH:MM:SS' where it holds a time of day; 'HH:MM:SS' for a time alone.
 * Days count from 1899-12-30, for which the file format keeps Lotus's leap day of 1900; from 1904 in old Mac workbooks.
 * Undefined for what no calendar holds.
 */
export function shownDate(serial: number, date1904: boolean): string | undefined {
  if (serial < 0 || serial >= 2_958_466) return undefined
  const seconds = Math.round(serial * 86_400)
  const time = new Date((seconds % 86_400) * 1000).toISOString().slice(11, 19)
  if (seconds < 86_400 && !date1904) return time
  const days = Math.floor(seconds / 86_400) + (date1904 ? 1462 : 0)
  const day = new Date((days - (days < 60 ? 25_568 : 25_569)) * 86_400_000).toISOString().slice(0, 10)
  return time === '00:00:00' ? day : `${day} ${time}`
}

/** The day number of an instant in UTC, for writing. */
export const serialOf = (at: Date): number => at.getTime() / 86_400_000 + 25_569

/** As a person sees it: fifteen digits, no exponent for phone numbers and ids. */
export function shownNumber(n: number): string {
  const rounded = Number(n.toPrecision(15))
  return Math.abs(rounded) >= 1e-6 || rounded === 0 ? String(rounded) : rounded.toFixed(20).replace(/0+$/, '')
}
