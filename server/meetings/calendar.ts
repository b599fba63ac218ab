// iCalendar (RFC 5545): lines end with CRLF and are folded at 75 octets of UTF-8 (3.1) without cutting a letter; texts escape \ ; , and
// line breaks (3.3.11). Times are UTC, so that no VTIMEZONE has to be right for every calendar program; days have no zone. Pure.

export interface Entry {
  uid: string
  /** A day ('YYYY-MM-DD') or a span of time. */
  when: { day: string } | { start: Date; end: Date }
  summary: string
  description?: string
  location?: string
  url?: string
  status: 'CONFIRMED' | 'CANCELLED' | 'TENTATIVE'
  /** Takes the time: a meeting does, a to-do does not. */
  busy: boolean
  sequence: number
  changedAt: Date
  /** Minutes before it begins. */
  remind?: number | null
}

export function calendar(name: string, zone: string, entries: readonly Entry[]): string {
  const lines = ['BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Overture//Calendar feed//EN', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH', `X-WR-CALNAME:${text(name)}`, `X-WR-TIMEZONE:${text(zone)}`, 'REFRESH-INTERVAL;VALUE=DURATION:PT15M', 'X-PUBLISHED-TTL:PT15M']
  for (const e of entries) lines.push(...event(e))
  return [...lines, 'END:VCALENDAR'].map((line) => `${folded(line)}\r\n`).join('')
}

function event(e: Entry): string[] {
  const when = 'day' in e.when
    ? [`DTSTART;VALUE=DATE:${e.when.day.replaceAll('-', '')}`, `DTEND;VALUE=DATE:${dayAfter(e.when.day).replaceAll('-', '')}`]
    : [`DTSTART:${utc(e.when.start)}`, `DTEND:${utc(e.when.end)}`]
  return [
    'BEGIN:VEVENT', `UID:${text(e.uid)}`, `DTSTAMP:${utc(e.changedAt)}`, `LAST-MODIFIED:${utc(e.changedAt)}`, `SEQUENCE:${e.sequence}`, ...when, `SUMMARY:${text(e.summary)}`,
    ...(e.description ? [`DESCRIPTION:${text(e.description)}`] : []), ...(e.location ? [`LOCATION:${text(e.location)}`] : []), ...(e.url ? [`URL:${e.url.replace(/[\r\n\s]/g, '')}`] : []),
    `STATUS:${e.status}`, `TRANSP:${e.busy && e.status !== 'CANCELLED' ? 'OPAQUE' : 'TRANSPARENT'}`,
    ...(e.remind !== null && e.remind !== undefined && e.status !== 'CANCELLED' ? ['BEGIN:VALARM', 'ACTION:DISPLAY', `TRIGGER:-PT${e.remind}M`, `DESCRIPTION:${text(e.summary)}`, 'END:VALARM'] : []),
    'END:VEVENT',
  ]
}

/** Control characters are not allowed in a TEXT at all, but for the tab. */
export const text = (words: string): string =>
  words.replace(/\r\n?/g, '\n').replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/g, '').replace(/[\\;,]/g, (c) => `\\${c}`).replaceAll('\n', '\\n')

export const utc = (at: Date): string => at.toISOString().replace(/[-:]|\.\d{3}/g, '')
const dayAfter = (day: string): string => new Date(Date.parse(`${day}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10)

/** At most 75 octets a line, the blank that begins a following line included. */
export function folded(line: string): string {
  if (Buffer.byteLength(line) <= 75) return line
  const parts: string[] = []
  let part = '', size = 0
  for (const letter of line) {
    const n = Buffer.byteLength(letter)
    if (size + n > 75) { parts.push(part); part = ' '; size = 1 }
    part += letter
    size += n
  }
  return [...parts, part].join('\r\n')
}
