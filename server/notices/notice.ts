// What is told, how, and when. Pure.
import { noticeKinds, type NoticeKind, type NoticeSettings } from '#contract/notices'

/** Unless a person chooses otherwise: everything in the app, and by mail (once a digest is wanted) what cannot wait for a look. */
export const usual: Record<NoticeKind, { app: boolean; mail: boolean }> = {
  reply: { app: true, mail: true }, assigned: { app: true, mail: true }, mention: { app: true, mail: true }, unmatched: { app: true, mail: false }, complaint: { app: true, mail: true },
  mailbox: { app: true, mail: true }, missing: { app: true, mail: false }, campaign: { app: true, mail: false }, sending: { app: true, mail: true },
  task: { app: true, mail: false }, meeting: { app: true, mail: true },
}

export const channelsOf = (chosen: Partial<NoticeSettings['channels']>): NoticeSettings['channels'] =>
  Object.fromEntries(noticeKinds.map((kind) => [kind, chosen[kind] ?? usual[kind]])) as NoticeSettings['channels']

/** What is broken is told at once, whatever the hour. */
export const breaksQuiet = (kind: NoticeKind): boolean => kind === 'mailbox'

/** 'HH:MM' in a zone. */
export function wallTime(at: Date, zone: string): string {
  return new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', hour12: false, timeZone: zone }).format(at)
}

/** From 22:00 to 07:00 goes over midnight. */
export function isQuiet(now: string, from: string | null, to: string | null): boolean {
  if (!from || !to || from === to) return false
  return from < to ? now >= from && now < to : now >= from || now < to
}

/** The next digest: in an hour, or at this wall time of the zone; past a change of the clock it is still that wall time. */
export function nextDigest(now: Date, digest: NoticeSettings['digest'], at: string, zone: string): Date | null {
  if (digest === 'off') return null
  if (digest === 'hourly') return new Date(Math.floor(now.getTime() / 3_600_000) * 3_600_000 + 3_600_000)
  for (let minutes = 1; minutes <= 26 * 60; minutes++) {
    const then = new Date(Math.floor(now.getTime() / 60_000) * 60_000 + minutes * 60_000)
    if (wallTime(then, zone) === at) return then
  }
  return new Date(now.getTime() + 86_400_000)
}
