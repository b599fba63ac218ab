// When something comes back is said by the workspace's clock, wherever the browser stands.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { latersFor, usualLaters } from '../web/inbox/when-later.ts'
import { dayOf, instantOf, plusMonths, timeOf } from '../web/ui/clock.ts'

const first = (typed: string, now: string, zone: string) => latersFor(typed, new Date(now), zone)[0]?.at.toISOString()

test('tomorrow is the workspace’s tomorrow, at nine there', () => {
  // In Auckland it is Saturday already.
  assert.equal(first('tomorrow', '2026-11-27T23:30:00Z', 'Pacific/Auckland'), '2026-11-28T20:00:00.000Z')
  assert.equal(first('tomorrow', '2026-11-27T23:30:00Z', 'America/Los_Angeles'), '2026-11-28T17:00:00.000Z')
  assert.equal(first('sunday', '2026-11-27T23:30:00Z', 'Pacific/Auckland'), '2026-11-28T20:00:00.000Z')
  assert.equal(first('friday', '2026-11-27T23:30:00Z', 'America/Los_Angeles'), '2026-12-04T17:00:00.000Z', 'on a Friday, the next one')
  assert.equal(first('2026-12-24', '2026-11-27T23:30:00Z', 'Europe/Berlin'), '2026-12-24T08:00:00.000Z')
  assert.equal(first('2026-11-01', '2026-11-27T23:30:00Z', 'Europe/Berlin'), undefined, 'what is over does not come back')
  assert.equal(first('2 hours', '2026-11-27T23:30:00Z', 'Europe/Berlin'), '2026-11-28T01:30:00.000Z')
})

test('a month after the 31st is the last day of a shorter month', () => {
  assert.deepEqual(['2026-01-31', '2027-12-31', '2028-01-31'].map((day) => plusMonths(day, 1)), ['2026-02-28', '2028-01-31', '2028-02-29'])
})

test('in every zone and season, whoever comes back in days comes back at nine', () => {
  const zone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Kolkata', 'Australia/Lord_Howe', 'Pacific/Kiritimati', 'Africa/Casablanca')
  fc.assert(fc.property(zone, fc.date({ min: new Date('2026-01-01'), max: new Date('2029-12-31'), noInvalidDate: true }), (zone, now) => {
    const [, ...mornings] = usualLaters(now, zone)
    for (const { at } of mornings) {
      assert.equal(timeOf(at, zone), '09:00')
      assert.ok(dayOf(at, zone) > dayOf(now, zone))
      assert.equal(instantOf(dayOf(at, zone), '09:00', zone), at.toISOString())
    }
  }), { seed: 7 })
})
