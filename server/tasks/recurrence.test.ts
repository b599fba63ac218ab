import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { DateTime } from 'luxon'
import { inWords, nextDay, parseRule, writeRule } from './recurrence.ts'

const run = (rule: string, from: string, times: number): string[] => {
  const days: string[] = []
  for (let at = { day: from, occurrence: 1 }; days.length < times; ) {
    const next = nextDay(parseRule(rule), at.day, at.occurrence, at.day)
    if (!next) break
    days.push(next.day)
    at = next
  }
  return days
}

test('days, weeks, months and years', () => {
  assert.deepEqual(run('FREQ=DAILY;INTERVAL=3', '2026-02-26', 2), ['2026-03-01', '2026-03-04'])
  assert.deepEqual(run('FREQ=WEEKLY', '2026-11-27', 2), ['2026-12-04', '2026-12-11'])
  assert.deepEqual(run('FREQ=WEEKLY;BYDAY=TH,MO', '2026-11-26', 3), ['2026-11-30', '2026-12-03', '2026-12-07'])
  assert.deepEqual(run('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,FR', '2026-11-23', 3), ['2026-11-27', '2026-12-07', '2026-12-11'])
  assert.deepEqual(run('FREQ=MONTHLY;BYMONTHDAY=-1', '2026-01-31', 3), ['2026-02-28', '2026-03-31', '2026-04-30'])
  assert.deepEqual(run('FREQ=YEARLY', '2026-12-24', 1), ['2027-12-24'])
})

test('a month without the 31st takes its last day, and the rule says so for ever', () =>
  assert.deepEqual(run('FREQ=MONTHLY;BYMONTHDAY=31', '2026-10-31', 5), ['2026-11-30', '2026-12-31', '2027-01-31', '2027-02-28', '2027-03-31']))

test('it ends after so many times, or at a day', () => {
  assert.deepEqual(run('FREQ=DAILY;COUNT=3', '2026-11-27', 9), ['2026-11-28', '2026-11-29'])
  assert.deepEqual(run('FREQ=DAILY;UNTIL=20261129', '2026-11-27', 9), ['2026-11-28', '2026-11-29'])
})

test('what was missed does not pile up, and counts', () => {
  assert.deepEqual(nextDay(parseRule('FREQ=DAILY'), '2026-11-01', 1, '2026-11-27'), { day: '2026-11-28', occurrence: 28 })
  assert.equal(nextDay(parseRule('FREQ=DAILY;COUNT=10'), '2026-11-01', 1, '2026-11-27'), null)
})

test('it is said in words', () => {
  assert.equal(inWords(parseRule('FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR')), 'Every working day')
  assert.equal(inWords(parseRule('FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,TH;UNTIL=20261231')), 'Every second week on Monday and Thursday, until 31 December 2026')
  assert.equal(inWords(parseRule('RRULE:FREQ=MONTHLY;BYMONTHDAY=-1;COUNT=4')), 'Every month on the last day, 4 times')
})

test('what is not kept to is refused, not passed over', () => {
  for (const rule of ['', 'FREQ=HOURLY', 'FREQ=DAILY;BYDAY=MO', 'FREQ=WEEKLY;BYDAY=2MO', 'FREQ=DAILY;INTERVAL=0', 'FREQ=MONTHLY;BYSETPOS=1', 'FREQ=DAILY;UNTIL=20261399', 'FREQ=MONTHLY;BYMONTHDAY=0', 'nonsense', 'FREQ=DAILY;FREQ=DAILY'])
    assert.throws(() => parseRule(rule), { code: 'bad_recurrence' }, rule)
})

test('whatever the rule: the next day is later than both, and fits it', () => {
  const rule = fc.record({ every: fc.constantFrom('DAILY', 'WEEKLY', 'MONTHLY', 'YEARLY' as const), interval: fc.integer({ min: 1, max: 12 }), days: fc.subarray([1, 2, 3, 4, 5, 6, 7]), monthDay: fc.option(fc.constantFrom(-1, 1, 15, 31)) })
    .map((r) => ({ ...r, days: r.every === 'WEEKLY' ? r.days : [], monthDay: r.every === 'MONTHLY' ? r.monthDay : null, count: null, until: null }))
  const day = fc.integer({ min: 0, max: 3000 }).map((n) => DateTime.utc(2024, 1, 1).plus({ days: n }).toISODate()!)
  fc.assert(fc.property(rule, day, day, (r, due, now) => {
    assert.deepEqual(parseRule(writeRule(r as never)), r)
    const next = nextDay(r as never, due, 1, now)!
    assert.ok(next.day > due && next.day > now)
    if (r.days.length) assert.ok(r.days.includes(DateTime.fromISO(next.day).weekday))
  }), { numRuns: 500, seed: 330 })
})
