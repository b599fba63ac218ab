import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { nextWindow, type Hours } from './schedule.ts'
import { horizonOf, spread, type Load, type SendingMailbox, type ToPlace } from './spread.ts'

const office: Hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }
const box = (more: Partial<SendingMailbox> = {}): SendingMailbox => ({ id: 'sam', dailyLimit: 40, gapS: 120, sentToday: 0, pace: 'real', ...more })
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
  const load: Load = new Map([['sam', new Map([['2026-11-23', 10]])]])
  const now = '2026-11-23T09:30:00Z'
  const { places, later } = place(leads(200), now, box({ sentToday: 5 }), load, horizonOf(new Date(now), 'Europe/Lisbon', office))
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
      const perDay = new Map<string, number>()
      for (const item of items) {
        const p = places.get(item.key)!
        assert.ok(p.dueAt >= item.earliest && p.dueAt >= now && p.dueAt < p.windowEnd!)
        const open = nextWindow(p.dueAt, item.zone, office)
        assert.equal(open.from.getTime(), p.dueAt.getTime(), 'the window is open at that moment')
        const there = DateTime.fromJSDate(p.dueAt, { zone: item.zone })
        assert.ok(there.hour >= 9 && there.hour < 17 && there.weekday <= 5)
        const key = `${item.mailboxId} ${p.day}`
        perDay.set(key, (perDay.get(key) ?? 0) + 1)
      }
      assert.ok([...perDay.values()].every((n) => n <= dailyLimit))
    }), { numRuns: 300 })
})
