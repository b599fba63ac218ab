// Formatters are kept: to make one takes longer than to format a hundred dates with it, and a table shows hundreds.
const dates = new Map<string, Intl.DateTimeFormat>(), numbers = new Map<string, Intl.NumberFormat>(), spans = new Map<string, Intl.RelativeTimeFormat>()

function kept<F>(all: Map<string, F>, language: string, options: object, make: () => F): F {
  const key = language + JSON.stringify(options)
  const known = all.get(key)
  if (known) return known
  // Zones and currencies are few; whoever goes through all of them leaves nothing behind.
  if (all.size >= 500) all.clear()
  const made = make()
  all.set(key, made)
  return made
}

export const dateFormat = (language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat =>
  kept(dates, language, options, () => new Intl.DateTimeFormat(language, options))
/** Throws for what is no currency, as Intl does. */
export const numberFormat = (language: string, options: Intl.NumberFormatOptions): Intl.NumberFormat =>
  kept(numbers, language, options, () => new Intl.NumberFormat(language, options))
/** What stands between figures: '12.345,6' in German, '12,345.6' in English. */
export function separatorsOf(language: string): { thousandSeparator: string; decimalSeparator: string } {
  const parts = numberFormat(language, {}).formatToParts(12345.6), of = (type: string) => parts.find((part) => part.type === type)?.value
  return { thousandSeparator: of('group') ?? '', decimalSeparator: of('decimal') ?? '.' }
}
export const spanFormat = (language: string, options: Intl.RelativeTimeFormatOptions): Intl.RelativeTimeFormat =>
  kept(spans, language, options, () => new Intl.RelativeTimeFormat(language, options))
