import assert from 'node:assert/strict'
import { test } from 'node:test'
import { backAtWork } from './out-of-office.ts'

const now = new Date('2026-11-23T10:00:00Z')
const day = (at: Date) => at.toISOString().slice(0, 10)

test('the working day after the return; three days without a date; no faith in dates of the past or of next year', () => {
  assert.equal(day(backAtWork('2026-12-02', now, 'UTC')), '2026-12-03')
  assert.equal(day(backAtWork('2026-12-04', now, 'UTC')), '2026-12-07', 'a Friday: the Monday after')
  assert.equal(day(backAtWork(null, now, 'UTC')), '2026-11-26')
  assert.equal(day(backAtWork('2026-11-01', now, 'UTC')), '2026-11-26')
  assert.equal(day(backAtWork('2027-11-01', now, 'UTC')), '2026-11-26')
  assert.equal(backAtWork('2026-12-02', now, 'America/New_York').toISOString(), '2026-12-03T05:00:00.000Z')
  for (const unknown of [null, 'Nowhere/Town']) assert.equal(backAtWork('2026-12-02', now, unknown, undefined, 'America/New_York').toISOString(), '2026-12-03T05:00:00.000Z', 'where the campaign is')
})
