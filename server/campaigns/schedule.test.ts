import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { addSendingDays, afterWaits, localDate, nextWindow, placeOf, spokenTime, wallTime, windowOn, zoneFor, type Hours } from './schedule.ts'

const office: Hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }
const everyDay: Hours = { ...office, days: [1, 2, 3, 4, 5, 6, 7] }
const iso = (at: Date) => at.toISOString().replace('.000Z', 'Z')

test('a wall time becomes the right instant on both sides of every change of the clocks', () => {
  const table: [zone: string, date: string, time: string, instant: string][] = [
    ['America/New_York', '2027-03-13', '09:00', '2027-03-13T14:00:00Z'],
    ['America/New_York', '2027-03-14', '09:00', '2027-03-14T13:00:00Z'],
    ['America/New_York', '2027-03-14', '02:30', '2027-03-14T07:00:00Z'], // does not exist: 03:00, the next minute that does
    ['America/New_York', '2027-11-07', '01:30', '2027-11-07T05:30:00Z'], // exists twice: the first
    ['America/New_York', '2027-11-07', '09:00', '2027-11-07T14:00:00Z'],
    ['Europe/Berlin', '2027-03-28', '02:15', '2027-03-28T01:00:00Z'],
    ['Europe/Berlin', '2027-03-29', '09:00', '2027-03-29T07:00:00Z'],
    ['Europe/Berlin', '2027-10-31', '02:30', '2027-10-31T00:30:00Z'],
    ['Europe/Berlin', '2027-11-01', '09:00', '2027-11-01T08:00:00Z'],
    ['Australia/Lord_Howe', '2027-04-04', '01:45', '2027-04-03T14:45:00Z'], // half an hour, doubled: the first
    ['Australia/Lord_Howe', '2027-04-04', '09:00', '2027-04-03T22:30:00Z'],
    ['Australia/Lord_Howe', '2027-10-03', '02:15', '2027-10-02T15:30:00Z'], // half an hour that does not exist
    ['Asia/Kathmandu', '2027-06-01', '09:00', '2027-06-01T03:15:00Z'],
    ['Pacific/Kiritimati', '2027-06-01', '09:00', '2027-05-31T19:00:00Z'],
  ]
  for (const [zone, date, time, instant] of table) assert.equal(iso(wallTime(date, time, zone)), instant, `${date} ${time} in ${zone}`)
})

test('the window of a day is nine to five there, whatever the clocks did that night', () => {
  const zones = ['America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Europe/Lisbon',
    'America/Sao_Paulo', 'Africa/Casablanca', 'Asia/Tehran', 'America/St_Johns', 'Pacific/Chatham', 'UTC']
  const changes = ['2027-03-14', '2027-11-07', '2027-03-28', '2027-10-31', '2027-04-04']
  for (const zone of zones)
    for (const date of changes) {
      const window = windowOn(date, zone, everyDay)!
      const spoken = [window.from, window.to].map((at) => DateTime.fromJSDate(at, { zone }).toFormat('yyyy-MM-dd HH:mm'))
      assert.deepEqual(spoken, [`${date} 09:00`, `${date} 17:00`], zone)
    }
})

test('the next window is always inside the hours, never before the moment asked for, and moves on with it', () => {
  fc.assert(fc.property(
    fc.date({ min: new Date('2026-01-01'), max: new Date('2028-12-31'), noInvalidDate: true }),
    fc.constantFrom('America/New_York', 'Europe/Berlin', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Pacific/Apia'),
    fc.subarray([1, 2, 3, 4, 5, 6, 7], { minLength: 1 }),
    (after, zone, days) => {
      const hours = { ...office, days }
      const { from, to, date } = nextWindow(after, zone, hours)
      const [opens, closes] = [from, to].map((at) => DateTime.fromJSDate(at, { zone }))
      assert.ok(from >= after && from < to)
      assert.equal(opens!.toISODate(), date)
      assert.ok(days.includes(opens!.weekday))
      assert.ok(opens!.hour >= 9 && closes!.toFormat('HH:mm') === '17:00')
      assert.ok(nextWindow(to, zone, hours).from >= to)
    }), { numRuns: 2000 })
})

test('business days count the chosen weekdays and step over the days of rest', () => {
  assert.equal(addSendingDays('2026-11-19', 3, office), '2026-11-24')
  assert.equal(addSendingDays('2026-12-23', 1, { ...office, quiet: [{ from: '2026-12-24', to: '2026-12-31' }] }), '2027-01-01')
  const friday = wallTime('2026-11-20', '16:55', 'Europe/Lisbon')
  const due = afterWaits(friday, [{ amount: 3, unit: 'business_days' }], 'Europe/Lisbon', office, 'real')
  assert.equal(localDate(due, 'Europe/Lisbon'), '2026-11-25')
  assert.equal(iso(nextWindow(due, 'Europe/Lisbon', office).from), '2026-11-25T09:00:00Z')
})

test('a wait over the change of the clocks ends at the same hour there, one hour off in UTC', () => {
  const before = wallTime('2027-03-26', '10:00', 'Europe/Berlin')
  const due = nextWindow(afterWaits(before, [{ amount: 1, unit: 'business_days' }], 'Europe/Berlin', office, 'real'), 'Europe/Berlin', office)
  assert.equal(iso(due.from), '2027-03-29T07:00:00Z')
})

test('hours are hours; a wait that ends at night goes to the morning', () => {
  const at = wallTime('2026-11-23', '16:30', 'Europe/Berlin')
  const due = afterWaits(at, [{ amount: 4, unit: 'hours' }], 'Europe/Berlin', office, 'real')
  assert.equal(due.getTime() - at.getTime(), 4 * 3_600_000)
  assert.equal(iso(nextWindow(due, 'Europe/Berlin', office).from), '2026-11-24T08:00:00Z')
})

test('in practice a day passes in an hour or in a minute', () => {
  const at = new Date('2026-11-21T03:00:00Z')
  const waits = [{ amount: 3, unit: 'business_days' as const }]
  assert.equal(afterWaits(at, waits, 'UTC', office, 'minute').getTime() - at.getTime(), 180_000)
  assert.equal(afterWaits(at, waits, 'UTC', office, 'hour').getTime() - at.getTime(), 3 * 3_600_000)
})

test("a lead's own zone comes first, a zone nobody knows is passed over, and both can be said", () => {
  assert.deepEqual(zoneFor('Europe/Lisbon', 'Europe/Berlin'), { zone: 'Europe/Lisbon', from: 'lead' })
  assert.deepEqual(zoneFor('Mars/Base', 'Europe/Berlin'), { zone: 'Europe/Berlin', from: 'campaign' })
  assert.equal(placeOf('America/New_York'), 'New York')
  assert.equal(spokenTime(new Date('2026-11-24T09:12:00Z'), 'Europe/Lisbon'), 'Tue 24 Nov, 09:12 in Lisbon')
})

test('a window that the clocks would open twice ends when they go back', () => {
  const night: Hours = { ...everyDay, windowStart: '01:15', windowEnd: '02:45' }
  const w = windowOn('2027-11-07', 'America/New_York', night)!
  assert.deepEqual([iso(w.from), iso(w.to)], ['2027-11-07T05:15:00Z', '2027-11-07T06:00:00Z'], 'at 2:00 it is 1:00 again, which is not in it')
  const longer = windowOn('2027-11-07', 'America/New_York', { ...night, windowStart: '00:30' })!
  assert.equal(iso(longer.to), '2027-11-07T07:45:00Z', 'here it is')
})
