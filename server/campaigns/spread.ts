// Gives every mail its own moment. A day's mails are dealt over the open window in equal shares with a random moment in
// each, under what the mailbox may send within any 24 hours and its gap between mails; what does not fit goes to the next window. The same
// function places a launch, a resume and the backlog after an outage, so nothing is ever sent in a burst at 09:00:00.
import { addDays, isSendingDay, localDate, nextWindow, wallTime, windowOn, type Hours, type Pace, type Window } from './schedule.ts'
import { takenOf, type Load, type Taken } from './taken.ts'

export type { Load } from './taken.ts'

/**
 * `soon`: its wait was counted in minutes or hours, so it goes near `earliest` when the window is open then.
 * `anyDay`: a follow-up, whose day is set by its wait: the horizon does not hold for it.
 */
export interface ToPlace { key: string; mailboxId: string; zone: string; earliest: Date; soon?: boolean; anyDay?: boolean }
export interface SendingMailbox {
  id: string
  /** Within any 24 hours. */
  dailyLimit: number
  /** The mean time between two mails of this mailbox, in seconds. 0: a relay of one's own; its first mails are due as soon as the window is open, follow-ups are dealt over the day. */
  gapS: number
  pace: Pace
}
export interface Place { dueAt: Date; windowEnd: Date | null; day: string }
export interface Spread { places: Map<string, Place>; later: string[] }

/** Where no window up to here takes a mail, nobody looks any further. As far as nextWindow looks for one. */
const farthestMs = 800 * 86_400_000

/**
 * Places `items` in the order given (the first come first). `load`, what was sent within 24 hours and what is planned, is added to.
 * Items whose window opens after `horizon` are left for later: the days ahead stay free for follow-ups. So is what finds no place
 * within two years.
 */
export function spread(items: readonly ToPlace[], mailboxes: ReadonlyMap<string, SendingMailbox>, load: Load, hours: Hours,
  at: { now: Date; workspaceZone: string; seed: string; horizon?: Date }): Spread {
  const places = new Map<string, Place>(), later: string[] = []
  const queue = new Map<string, { window: Window; mailbox: SendingMailbox; items: ToPlace[] }>()
  const windows = new Map<string, Window>()
  const begins = (item: ToPlace) => (item.earliest > at.now ? item.earliest : at.now)

  const line = (item: ToPlace, after: Date) => {
    const mailbox = mailboxes.get(item.mailboxId)
    if (!mailbox) { later.push(item.key); return }
    if (mailbox.pace !== 'real') { places.set(item.key, atPace(item, mailbox, at)); return }
    const known = `${item.zone} ${after.getTime()}`
    let window = windows.get(known)
    if (!window) windows.set(known, (window = nextWindow(after, item.zone, hours)))
    const tooFar = window.from.getTime() - begins(item).getTime() > farthestMs
    if (tooFar || (at.horizon && !item.anyDay && window.from > at.horizon)) { later.push(item.key); return }
    const key = `${item.mailboxId} ${window.from.getTime()} ${window.to.getTime()}`
    const group = queue.get(key)
    if (group) group.items.push(item)
    else queue.set(key, { window, mailbox, items: [item] })
  }

  for (const item of items) line(item, begins(item))
  while (queue.size) {
    let first: string | undefined
    for (const [key, group] of queue) if (first === undefined || group.window.from < queue.get(first)!.window.from) first = key
    const { window, mailbox, items: waiting } = queue.get(first!)!
    queue.delete(first!)
    const date = localDate(window.from, at.workspaceZone)
    const taken = takenOf(load, mailbox.id), opens = window.from.getTime(), closes = window.to.getTime(), planned = taken.within(opens, closes)
    const fits = roomIn(mailbox, window, taken, waiting.length, isWhole(window, waiting[0]!.zone, hours))
    waiting.forEach((item, i) => {
      const wish = i >= fits ? closes : mailbox.gapS === 0 && !item.anyDay ? opens : slot(shareOf(window, item, planned + fits, hours), item.anyDay ? 0 : i, item.anyDay ? 1 : fits, `${at.seed} ${item.key}`).getTime()
      let due = i >= fits ? closes : taken.free(wish, mailbox.dailyLimit)
      if (i < fits && due >= closes) due = taken.free(opens, mailbox.dailyLimit)
      if (due >= closes) { line(item, window.to); return }
      taken.add(due)
      places.set(item.key, { dueAt: new Date(due), windowEnd: window.to, day: date })
    })
  }
  return { places, later }
}

export interface Wanting { key: string; mailboxId: string; zone: string; hours: Hours; earliest: Date; soon: boolean; followUp: boolean }

/**
 * Places for some leads of one campaign: follow-ups first, for somebody waits for them to come in time; first mails leave them
 * `share` percent of a day. Called by the scheduler and by the dry run alike; with the same seed both say the same.
 */
export function dealOut(wanted: readonly Wanting[], sending: ReadonlyMap<string, SendingMailbox>, share: number, load: Load, at: { now: Date; workspaceZone: string; seed: string; horizon?: Date }): Map<string, Place> {
  const places = new Map<string, Place>()
  for (const followUp of [true, false])
    for (const [hours, alike] of Map.groupBy(wanted.filter((w) => w.followUp === followUp), (w) => w.hours))
      for (const [key, place] of spread(alike.map((w): ToPlace => ({ ...w, anyDay: w.followUp })), followUp ? sending : withoutShare(sending, share), load, hours, at).places) places.set(key, place)
  return places
}

/** What a mailbox may send of first mails a day when `share` percent of it are kept for follow-ups. */
export const withoutShare = (mailboxes: ReadonlyMap<string, SendingMailbox>, share: number): ReadonlyMap<string, SendingMailbox> =>
  share ? new Map([...mailboxes].map(([id, m]) => [id, { ...m, dailyLimit: Math.floor((m.dailyLimit * (100 - share)) / 100) }])) : mailboxes

/** In one go at most this many, so that a pause never waits long for it. */
export const inOneGo = 60

/** Of these mailboxes, those without room for one more first mail up to the horizon; `share`: percent of a day that is kept for follow-ups. */
export function fullOf(ids: readonly string[], mailboxes: ReadonlyMap<string, SendingMailbox>, share: number, load: Load, horizon: Date, at: { now: Date; workspaceZone: string; hours: Hours }): string[] {
  const forFirsts = withoutShare(mailboxes, share)
  return ids.filter((id) => { const mailbox = forFirsts.get(id); return mailbox !== undefined && roomAhead([mailbox], load, horizon, at, 1) === 0 })
}

/** How many mails the mailboxes that can send still take up to the horizon; nobody asks for more than `most`. */
export function roomAhead(mailboxes: readonly SendingMailbox[], load: Load, horizon: Date, at: { now: Date; workspaceZone: string; hours: Hours }, most = inOneGo): number {
  let room = 0
  // Days beside a sending day count, for it may be one where a lead is.
  const maySend = (day: string) => [-1, 0, 1].some((n) => isSendingDay(addDays(day, n), at.hours))
  for (const mailbox of mailboxes) {
    if (mailbox.pace !== 'real') { room += most; continue }
    const taken = takenOf(load, mailbox.id), tried: number[] = []
    for (let x = at.now.getTime(); room + tried.length < most; ) {
      x = taken.free(x, mailbox.dailyLimit)
      if (x > horizon.getTime()) break
      const day = localDate(new Date(x), at.workspaceZone)
      if (!maySend(day)) { x = wallTime(addDays(day, 1), '00:00', at.workspaceZone).getTime(); continue }
      taken.add(x)
      tried.push(x)
    }
    for (const x of tried) taken.remove(x)
    room += tried.length
    if (room >= most) break
  }
  return room
}

/** How many of `wanted` more mails a mailbox can send in this window: by its gap, and by what is left of any 24 hours. */
export function roomIn(mailbox: SendingMailbox, window: Window, taken: Taken, wanted: number, whole: boolean): number {
  const opens = window.from.getTime(), closes = window.to.getTime()
  const most = Math.min(wanted, fitsByGap(mailbox, window, whole) - taken.within(opens, closes))
  const tried: number[] = []
  for (let x = opens; tried.length < most; ) {
    x = taken.free(x, mailbox.dailyLimit)
    if (x >= closes) break
    taken.add(x)
    tried.push(x)
  }
  for (const x of tried) taken.remove(x)
  return tried.length
}

/** How many the pause between two mails leaves room for. A whole window takes one however long the pause is; what is left of one that is open may be too short. */
export const fitsByGap = (mailbox: Pick<SendingMailbox, 'gapS'>, window: Window, whole = true): number =>
  mailbox.gapS ? Math.max(whole ? 1 : 0, Math.floor((window.to.getTime() - window.from.getTime()) / (Math.max(1, mailbox.gapS) * 1000))) : Infinity

/** Not open already by the time it was asked for. */
const isWhole = (window: Window, zone: string, hours: Hours): boolean => window.from.getTime() <= (windowOn(window.date, zone, hours)?.from ?? window.from).getTime()

/** The i-th of n moments in a window: a random second of its share, never on the full minute, never in the last 2 %. */
export function slot(window: Window, i: number, n: number, seed: string): Date {
  const random = chance(seed)
  const length = (window.to.getTime() - window.from.getTime()) * 0.98
  let at = Math.floor((window.from.getTime() + ((i + 0.05 + 0.9 * random()) / n) * length) / 1000) * 1000
  if (at % 60_000 === 0) at += 1000 * (1 + Math.floor(random() * 58))
  if (at < window.from.getTime()) at += 1000 * Math.ceil((window.from.getTime() - at) / 1000)
  return new Date(Math.min(at, window.to.getTime() - 1))
}

/**
 * The part of the window that is dealt out. A whole day's window: all of it. One that is open already: twenty minutes a
 * mail and a little more, so that five mails approved at ten do not wait until the evening.
 */
function shareOf(window: Window, item: ToPlace, mails: number, hours: Hours): Window {
  if (isWhole(window, item.zone, hours)) return window
  const minutes = item.soon && window.from.getTime() === item.earliest.getTime() ? 4 : (mails + 2) * 20
  return { ...window, to: new Date(Math.min(window.to.getTime(), window.from.getTime() + minutes * 60_000)) }
}

/** A practice day passes in an hour or a minute: no windows, only a little room between mails. */
function atPace(item: ToPlace, mailbox: SendingMailbox, at: { now: Date; workspaceZone: string; seed: string }): Place {
  const earliest = Math.max(item.earliest.getTime(), at.now.getTime())
  const dueAt = new Date(earliest + Math.floor(chance(`${at.seed} ${item.key}`)() * (mailbox.pace === 'minute' ? 2000 : 60_000)))
  return { dueAt, windowEnd: null, day: localDate(dueAt, at.workspaceZone) }
}

/** First mails are planned this far ahead: today and the next day, and over days on which nothing is sent. */
export function horizonOf(now: Date, zone: string, hours: Hours): Date {
  const tomorrow = nextWindow(now, zone, hours)
  const next = nextWindow(tomorrow.to, zone, hours)
  return new Date(Math.max(next.to.getTime(), now.getTime() + 24 * 3_600_000))
}

/** A seeded source of numbers in [0, 1): the same seed gives the same ones, so that a plan can be repeated. */
export function chance(seed: string): () => number {
  let h = 1779033703 ^ seed.length
  for (let i = 0; i < seed.length; i++) { h = Math.imul(h ^ seed.charCodeAt(i), 3432918353); h = (h << 13) | (h >>> 19) }
  return () => {
    h = Math.imul(h ^ (h >>> 16), 2246822507)
    h = Math.imul(h ^ (h >>> 13), 3266489909)
    let t = ((h ^= h >>> 16) >>> 0) + 0x6d2b79f5
    t = Math.imul(t ^ (t >>> 15), t | 1)
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61)
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296
  }
}
