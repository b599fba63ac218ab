import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { nextWindow, type Hours } from './schedule.ts'
import { horizonOf, roomAhead, spread, type Load, type SendingMailbox, type ToPlace } from './spread.ts'
import { dayMs, Taken, takenOf } from './taken.ts'

const office: Hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }
const box = (more: Partial<SendingMailbox> = {}): SendingMailbox => ({ id: 'sam', dailyLimit: 40, gapS: 120, pace: 'real', ...more })
const leads = (n: number, zone = 'Europe/Lisbon', earliest = new Date(0)): ToPlace[] => Array.from({ length: n }, (_, i) => ({ key: `lead ${i}`, mailboxId: 'sam', zone, earliest }))
const place = (items: ToPlace[], now: string, mailbox = box(), load: Load = new Map(), horizon?: Date) =>
  spread(items, new Map([[mailbox.id, mailbox]]), load, office, { now: new Date(now), workspaceZone: 'Europe/Lisbon', seed: 'launch', ...(horizon ? { horizon } : {}) })

test('a hundred leads at forty a day take three days, in order, each at its own moment', () => {
  const { places, later } = place(leads(100), '2026-11-23T06:00:00Z')
  const days = Object.groupBy([...places.values()], (p) => p.day)
  assert.deepEqual(Object.entries(days).map(([day, list]) => [day, list!.length]), [['2026-11-23', 40], ['2026-11-24', 40], ['2026-11-25', 20]])
  assert.equal(later.length, 0)
  const moments = [...places.values()].map((p) => p.dueAt.getTime())
  assert.equal(new Set(moments).size, 100)
  assert.ok(moments.every((at) => at % 60_000 !== 0), 'never on the minute')
  assert.ok(moments.filter((at) => at < Date.parse('2026-11-23T09:15:00Z')).length <= 3, 'no burst at nine')
})

test('five mails approved at ten are out before noon, not at five', () => {
  const { places } = place(leads(5), '2026-11-23T10:00:00Z')
  assert.ok([...places.values()].every((p) => p.dueAt < new Date('2026-11-23T12:30:00Z')))
})

test('five minutes before the window closes only what fits the gap goes today', () => {
  const { places } = place(leads(10), '2026-11-23T16:55:00Z')
  assert.equal([...places.values()].filter((p) => p.day === '2026-11-23').length, 2)
})

test('what was sent and planned today takes its room; the horizon leaves the rest for later', () => {
  const load: Load = new Map(), now = '2026-11-23T09:30:00Z'
  // Five left this morning, ten of another campaign leave at noon, and a few of Friday are longer ago than a day.
  for (let i = 0; i < 5; i++) takenOf(load, 'sam').add(Date.parse('2026-11-23T09:10:00Z') + i * 60_000)
  takenOf(load, 'sam').add(Date.parse('2026-11-23T12:00:00Z'), 10)
  takenOf(load, 'sam').add(Date.parse('2026-11-20T12:00:00Z'), 30)
  const { places, later } = place(leads(200), now, box(), load, horizonOf(new Date(now), 'Europe/Lisbon', office))
  assert.equal([...places.values()].filter((p) => p.day === '2026-11-23').length, 25)
  assert.equal(places.size, 65)
  assert.equal(later.length, 135)
})

test('a wait of ten minutes ends in about ten minutes, not in the afternoon', () => {
  const earliest = new Date('2026-11-23T10:10:00Z')
  const { places } = place([{ key: 'dana', mailboxId: 'sam', zone: 'Europe/Lisbon', earliest, soon: true }], '2026-11-23T10:00:00Z')
  const late = places.get('dana')!.dueAt.getTime() - earliest.getTime()
  assert.ok(late >= 0 && late <= 5 * 60_000, `${late} ms`)
})

test('at a practice pace windows do not count', () => {
  const { places } = place(leads(3), '2026-11-22T03:00:00Z', box({ pace: 'minute' }))
  for (const p of places.values()) {
    assert.equal(p.windowEnd, null)
    assert.ok(p.dueAt.getTime() - Date.parse('2026-11-22T03:00:00Z') < 3000)
  }
})

test('whatever is placed lies in a window of its lead, after its time, and under the limit of its mailbox', () => {
  const zone = fc.constantFrom('America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Kiritimati')
  fc.assert(fc.property(
    fc.date({ min: new Date('2027-01-01'), max: new Date('2027-12-31'), noInvalidDate: true }), fc.integer({ min: 1, max: 30 }),
    fc.array(fc.record({ zone, wait: fc.integer({ min: 0, max: 5 * 86_400_000 }), mailbox: fc.constantFrom('sam', 'kim') }), { maxLength: 60 }), fc.string(),
    (now, dailyLimit, wanted, seed) => {
      const items = wanted.map((w, i) => ({ key: `${i}`, mailboxId: w.mailbox, zone: w.zone, earliest: new Date(now.getTime() + w.wait) }))
      const mailboxes = new Map(['sam', 'kim'].map((id) => [id, box({ id, dailyLimit })]))
      const { places } = spread(items, mailboxes, new Map(), office, { now, workspaceZone: 'Europe/Berlin', seed })
      assert.equal(places.size, items.length)
      const moments = new Map<string, number[]>()
      for (const item of items) {
        const p = places.get(item.key)!
        assert.ok(p.dueAt >= item.earliest && p.dueAt >= now && p.dueAt < p.windowEnd!)
        const open = nextWindow(p.dueAt, item.zone, office)
        assert.equal(open.from.getTime(), p.dueAt.getTime(), 'the window is open at that moment')
        const there = DateTime.fromJSDate(p.dueAt, { zone: item.zone })
        assert.ok(there.hour >= 9 && there.hour < 17 && there.weekday <= 5)
        moments.set(item.mailboxId, [...(moments.get(item.mailboxId) ?? []), p.dueAt.getTime()])
      }
      assert.ok([...moments.values()].every((all) => fullest(all) <= dailyLimit))
    }), { numRuns: 300 })
})

/** The most that any 24 hours hold. */
const fullest = (moments: readonly number[]): number => Math.max(0, ...moments.map((end) => moments.filter((at) => at > end - dayMs && at <= end).length))

test('no 24 hours hold more than the limit, across midnight and zones, whoever comes to be placed in whatever order', () => {
  const wish = fc.record({ at: fc.integer({ min: 0, max: 4 * 24 * 60 }).map((m) => m * 60_000), n: fc.integer({ min: 1, max: 3 }) })
  fc.assert(fc.property(fc.array(wish, { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (wishes, most) => {
    const taken = new Taken(), all: number[] = []
    for (const { at, n } of wishes) for (let i = 0; i < n; i++) {
      const free = taken.free(at, most)
      assert.ok(free >= at)
      // It is the earliest: at its own wish, and a moment before it, one more would be one too many.
      if (free > at) for (const earlier of [at, free - 1]) assert.ok(fullest([...all, earlier]) > most)
      taken.add(free)
      all.push(free)
    }
    assert.ok(fullest(all) <= most)
    for (const at of all) taken.remove(at)
    assert.equal(taken.within(0, Infinity), 0)
  }), { numRuns: 300 })
})

test('with today and tomorrow full there is no room ahead, whatever time it is; after a rest there is', () => {
  const load: Load = new Map(), workspaceZone = 'Europe/Lisbon'
  const { places } = place(leads(80), '2026-11-23T06:00:00Z', box(), load)
  assert.equal(places.size, 80)
  for (const now of ['2026-11-23T06:00:00Z', '2026-11-23T12:00:00Z', '2026-11-23T20:00:00Z']) {
    const at = new Date(now)
    assert.equal(roomAhead([box()], load, horizonOf(at, workspaceZone, office), { now: at, workspaceZone, hours: office }) > (now.includes('T20') ? 40 : 0), false, now)
  }
  const thursday = new Date('2026-11-26T06:00:00Z')
  assert.equal(roomAhead([box()], load, horizonOf(thursday, workspaceZone, office), { now: thursday, workspaceZone, hours: office }), 60)
})

test('a relay of one’s own begins when the window opens; its follow-ups are no burst', () => {
  const now = '2026-11-23T06:00:00Z', opens = Date.parse('2026-11-23T09:00:00Z'), relay = box({ gapS: 0, dailyLimit: 100_000 })
  assert.ok([...place(leads(200), now, relay).places.values()].every((p) => p.dueAt.getTime() === opens))
  const due = [...place(leads(200).map((l) => ({ ...l, anyDay: true })), now, relay).places.values()].map((p) => p.dueAt.getTime())
  assert.ok(due.filter((at) => at < opens + 60_000).length < 10, 'hardly any in the first minute')
})

test('however long the pause and short the window, every follow-up finds its place, and no window takes more than the pause leaves room for, but one', () => {
  fc.assert(fc.property(fc.integer({ min: 1, max: 7200 }), fc.integer({ min: 15, max: 480 }), fc.integer({ min: 1, max: 25 }), (gapS, minutes, n) => {
    const short: Hours = { ...office, windowEnd: `${String(9 + Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}` }
    const { places } = spread(leads(n).map((l) => ({ ...l, anyDay: true })), new Map([['sam', box({ gapS })]]), new Map(), short, { now: new Date('2026-11-23T06:00:00Z'), workspaceZone: 'Europe/Lisbon', seed: 'short' })
    assert.equal(places.size, n)
    for (const day of Map.groupBy(places.values(), (p) => p.day).values()) assert.ok(day.length <= Math.max(1, Math.floor((minutes * 60) / gapS)))
  }), { numRuns: 100 })
})

test('a pause longer than the window: a first mail in each up to the horizon; what finds no place within two years stays in line', () => {
  const mondays: Hours = { ...office, days: [1], windowEnd: '09:15' }, now = new Date('2026-11-23T06:00:00Z'), at = { now, workspaceZone: 'Europe/Lisbon', seed: 'short' }
  const slow = new Map([['sam', box({ gapS: 7200 })]])
  const firsts = spread(leads(10), slow, new Map(), mondays, { ...at, horizon: horizonOf(now, at.workspaceZone, mondays) })
  assert.deepEqual([[...firsts.places.values()].map((p) => p.day), firsts.later.length], [['2026-11-23', '2026-11-30'], 8])
  const followUps = spread(leads(150).map((l) => ({ ...l, anyDay: true })), slow, new Map(), mondays, at)
  assert.deepEqual([followUps.places.size, followUps.later.length], [115, 35], 'one on each Monday of the next 800 days')
})

test('what is left of a window that is open is no place for a mail that the pause does not fit into', () => {
  assert.deepEqual([...place(leads(3), '2026-11-23T16:59:00Z').places.values()].map((p) => p.day), ['2026-11-24', '2026-11-24', '2026-11-24'])
})
