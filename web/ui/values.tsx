// Numbers, money and times as everybody in Overture sees them: digits line up, times say their place on hover.
import { useEffect, useState } from 'react'
import { dayOf } from './clock.ts'
import { dateFormat, numberFormat, separatorsOf, spanFormat } from './formats.ts'
import { Hint } from './hint.tsx'

/** The browser's language. Some say what is no language tag ("en-US@posix"); then English. */
export const language = (() => {
  try { return Intl.getCanonicalLocales(navigator.language)[0] ?? 'en' } catch { return 'en' }
})()

export const formatNumber = (n: number, digits = 0) => numberFormat(language, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(n)
/** 0.0412 → "4.1 %" */
export const formatShare = (share: number, digits = share !== 0 && Math.abs(share) < 0.1 ? 1 : 0) => `${formatNumber(share * 100, digits)} %`
export const formatBytes = (bytes: number) => (bytes < 1e3 ? `${bytes} B` : bytes < 1e6 ? `${formatNumber(bytes / 1e3)} kB` : bytes < 1e9 ? `${formatNumber(bytes / 1e6, 1)} MB` : `${formatNumber(bytes / 1e9, 1)} GB`)
const separators = separatorsOf(language)
/**
 * For a NumberInput: figures are typed as they are shown. The key that stands between thousands is passed over; it was taken for a decimal
 * point, and a German's "12.000" became 12. What is pasted is understood either way.
 */
export const figures = { ...separators, onBeforeInput: (e: { data: string; preventDefault(): void }) => { if (e.data && e.data === separators.thousandSeparator) e.preventDefault() } }
/** A sentence that goes on behind a colon; names in it stay as they are. */
export const afterColon = (says: string): string => says.charAt(0).toLowerCase() + says.slice(1)
/** "1 lead", "2 leads" */
export const counted = (n: number, one: string, many = `${one}s`) => `${formatNumber(n)} ${n === 1 ? one : many}`

export function Num({ of, digits = 0, empty = '–' }: { of: number | null | undefined; digits?: number; empty?: string }) {
  return <span className="o-num">{of === null || of === undefined ? empty : formatNumber(of, digits)}</span>
}

export function Share({ of, empty = '–' }: { of: number | null | undefined; empty?: string }) {
  return <span className="o-num">{of === null || of === undefined ? empty : formatShare(of)}</span>
}

/** An amount with its currency. Small amounts (model costs) keep the digits that matter. */
export function Money({ of, currency = 'USD' }: { of: number; currency?: string }) {
  const digits = of !== 0 && Math.abs(of) < 0.1 ? 4 : 2
  return <span className="o-num">{numberFormat(language, { style: 'currency', currency, currencyDisplay: 'narrowSymbol', minimumFractionDigits: 2, maximumFractionDigits: digits }).format(of)}</span>
}

/** The clock of whoever looks. */
export const ownZone = Intl.DateTimeFormat().resolvedOptions().timeZone || 'UTC'
let here = ownZone
/** From now on times are those of the workspace, as in every sentence of the server, so that two readings of one moment agree. */
export function keepTimeOf(zone: string): void { here = zone }
/** Do both clocks show the same, now? Berlin and Paris do. */
export const sameClock = (a: string, b: string, now = new Date()): boolean => formatWhen(now, a, true).replace(/,[^,]*$/, '') === formatWhen(now, b, true).replace(/,[^,]*$/, '')
/** 'Europe/Lisbon' → 'Lisbon' */
export const placeOf = (zone: string) => (zone === 'UTC' || zone === 'Etc/UTC' ? 'UTC' : (zone.split('/').pop() ?? zone).replaceAll('_', ' '))

/** Every time zone to choose from. The browser's own list leaves UTC out. */
export const zones = (): string[] => { try { return ['UTC', ...Intl.supportedValuesOf('timeZone').filter((z) => z !== 'UTC')] } catch { return ['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York'] } }

export function formatWhen(at: string | Date, zone = here, long = false): string {
  const date = new Date(at)
  if (long) return `${dateFormat(language, { dateStyle: 'full', timeStyle: 'short', hour12: false, timeZone: zone }).format(date)}, ${placeOf(zone)}`
  const day = dayOf(date, zone), now = Date.now(), today = dayOf(new Date(now), zone), sameYear = day.slice(0, 4) === today.slice(0, 4)
  const time = () => dateFormat(language, { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone }).format(date)
  if (day === today) return time()
  if (day === dayOf(new Date(now - 864e5), zone)) return `Yesterday, ${time()}`
  if (day === dayOf(new Date(now + 864e5), zone)) return `Tomorrow, ${time()}`
  return dateFormat(language, { day: 'numeric', month: 'short', ...(sameYear ? {} : { year: 'numeric' }), timeZone: zone }).format(date)
}

/** "Thursday, 19 November 2026, 15:00 to 15:30, Berlin" */
export const formatSpan = (from: string, to: string, zone = here): string => {
  const day = dateFormat(language, { dateStyle: 'full', timeZone: zone }), time = dateFormat(language, { timeStyle: 'short', hour12: false, timeZone: zone })
  const end = new Date(to), sameDay = dayOf(from, zone) === dayOf(to, zone)
  return `${day.format(new Date(from))}, ${time.format(new Date(from))} to ${sameDay ? '' : `${day.format(end)}, `}${time.format(end)}, ${placeOf(zone)}`
}

/** A calendar day that has no hour, '2026-09-22': "22 Sep", with the year where it is another. */
export function formatDay(day: string): string {
  const at = new Date(`${day.slice(0, 10)}T12:00:00Z`)
  if (Number.isNaN(at.getTime())) return day
  return dateFormat(language, { day: 'numeric', month: 'short', ...(day.slice(0, 4) !== dayOf(new Date(), here).slice(0, 4) && { year: 'numeric' }), timeZone: 'UTC' }).format(at)
}
/** "27 Nov, 18:30:07" */
export const formatToTheSecond = (at: string | Date): string => dateFormat(language, { day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false, timeZone: here }).format(new Date(at))

/** "4 minutes ago", "in 2 hours" */
export function formatAgo(at: string | Date, now = Date.now()): string {
  const seconds = (new Date(at).getTime() - now) / 1000
  const ago = spanFormat(language, { numeric: 'auto', style: 'long' })
  const size = Math.abs(seconds)
  if (size < 45) return seconds > 0 ? 'in a moment' : 'just now'
  if (size < 3600) return ago.format(Math.round(seconds / 60), 'minute')
  if (size < 86_400) return ago.format(Math.round(seconds / 3600), 'hour')
  if (size < 86_400 * 30) return ago.format(Math.round(seconds / 86_400), 'day')
  return ago.format(Math.round(seconds / (86_400 * 30)), 'month')
}

/**
 * A moment, short; the full date and place on hover. `zone`: whose clock (the workspace's by default).
 * `also`: a second reading, such as the lead's own time: { zone: 'Europe/Lisbon', who: 'Ana' } → "09:10 for Ana (Lisbon)".
 */
export function When({ at, zone = here, ago, also, empty = '–' }: { at: string | Date | null | undefined; zone?: string; ago?: boolean; also?: { zone: string; who?: string }; empty?: string }) {
  useTick(Boolean(ago && at))
  if (!at) return <span className="o-muted">{empty}</span>
  const there = () => also && `${formatWhen(at, also.zone)} ${also.who ? `for ${also.who} (${placeOf(also.zone)})` : `in ${placeOf(also.zone)}`}`
  return (
    <Hint<HTMLTimeElement>
      says={() => <>{formatWhen(at, zone, true)}{there() && <br />}{there()}</>}
      as={({ ref, ...on }) => <time ref={ref} className="o-num" dateTime={new Date(at).toISOString()} {...on}>{ago ? formatAgo(at) : formatWhen(at, zone)}</time>}
    />
  )
}

/** Draw again every half minute while a time is told from now. */
function useTick(on: boolean) {
  const [, tick] = useState(0)
  useEffect(() => {
    if (!on) return
    const timer = setInterval(() => tick((n) => n + 1), 30_000)
    return () => clearInterval(timer)
  }, [on])
}

/** How many a list finds, as far as it was counted. */
export const totalOf = ({ total, totalIsCapped }: { total?: number | undefined; totalIsCapped: boolean }): string => (total === undefined ? '' : `${totalIsCapped ? 'more than ' : ''}${formatNumber(totalIsCapped ? total - 1 : total)}`)
