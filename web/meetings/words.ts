import type { MeetingStatus } from '#contract/meetings'
import type { Tone } from '../ui/badge.tsx'

export const statusOf: Record<MeetingStatus, { tone: Tone; words: string }> = {
  booked: { tone: 'info', words: 'Booked' }, held: { tone: 'good', words: 'Took place' }, no_show: { tone: 'warning', words: 'They did not come' }, cancelled: { tone: 'neutral', words: 'Cancelled' },
}

/** The offset of a zone at a moment, in minutes. */
function offsetAt(at: number, zone: string): number {
  const parts = Object.fromEntries(new Intl.DateTimeFormat('en-GB', { timeZone: zone, hourCycle: 'h23', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' }).formatToParts(at).map((p) => [p.type, Number(p.value)]))
  return Math.round((Date.UTC(parts['year']!, parts['month']! - 1, parts['day'], parts['hour'], parts['minute']) - Math.floor(at / 60_000) * 60_000) / 60_000)
}
/** '2026-11-30' and '14:00' by the clock of a zone → the instant. */
export function instantOf(day: string, time: string, zone: string): string | null {
  const wall = Date.parse(`${day}T${time}:00Z`)
  if (Number.isNaN(wall)) return null
  const guess = wall - offsetAt(wall, zone) * 60_000
  return new Date(wall - offsetAt(guess, zone) * 60_000).toISOString()
}
export const dayOf = (at: string, zone: string): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone }).format(new Date(at))
export const timeOf = (at: string, zone: string): string => new Intl.DateTimeFormat('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' }).format(new Date(at))

/** Only what a browser may open. */
export const linkIn = (place: string): string | null => { const url = /https?:\/\/\S+/.exec(place)?.[0]; return url && URL.canParse(url) ? url : null }
