import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { mustBrake, lowest, brakeRules, signOf } from './brake.ts'
import { dayLimit, roomLeft, type Limited } from './limits.ts'
import { providerOf } from './provider.ts'
import { afterSilence, daysAhead, leastLevel, nextLevel, rampStart, silentDays } from './ramp.ts'

const day = fc.record({ sent: fc.nat(200), hardBounces: fc.nat(20), policyRefusals: fc.nat(3) })
const good = { sent: 8, hardBounces: 0, policyRefusals: 0 }

test('a ramp goes up by its step after good days only, and ends at its goal', () => {
  assert.deepEqual(nextLevel({ level: 8, step: 3, goal: 40 }, good).level, 11)
  assert.deepEqual(nextLevel({ level: 38, step: 3, goal: 40 }, good).level, null)
  assert.deepEqual(nextLevel({ level: 20, step: 3, goal: 40 }, { ...good, sent: 0 }).level, 20, 'a day without mails proves nothing')
  assert.deepEqual(nextLevel({ level: 20, step: 3, goal: 40 }, { sent: 99, hardBounces: 2, policyRefusals: 0 }).level, 23, 'two per cent are no reason')
  assert.deepEqual(nextLevel({ level: 20, step: 3, goal: 40 }, { sent: 97, hardBounces: 3, policyRefusals: 0 }).level, 10)
  assert.deepEqual(nextLevel({ level: 20, step: 3, goal: 40 }, { ...good, policyRefusals: 1 }).level, 10)
  assert.match(nextLevel({ level: 20, step: 3, goal: 40 }, { ...good, policyRefusals: 1 }).why, /^1 mail was refused for policy reasons the day before: half of it today\.$/)
  assert.deepEqual(daysAhead({ level: 8, step: 3, goal: 20 }), [8, 11, 14, 17, 20])
})

test('whatever the days bring: never above the goal, never up after trouble, never more than a step a day, never nothing', () => {
  fc.assert(fc.property(fc.integer({ min: 9, max: 300 }), fc.integer({ min: 1, max: 20 }), fc.array(day, { maxLength: 60 }), (goal, step, days) => {
    let level: number | null = rampStart
    for (const d of days) {
      if (level === null) return true
      const next: number | null = nextLevel({ level, step, goal }, d).level
      const trouble = d.policyRefusals > 0 || d.hardBounces > 0.02 * (d.sent + d.hardBounces)
      assert.ok(next === null ? !trouble && level + step >= goal : next < goal && next <= level + step && next >= Math.min(level, leastLevel))
      if (trouble) assert.ok(next !== null && next <= Math.max(level / 2, Math.min(level, leastLevel)))
      level = next
    }
    return true
  }))
})

test('a mailbox that was silent for long starts slowly again; one that never sent, or sends little anyway, does not', () => {
  const now = new Date('2026-03-20T00:00:00Z'), ago = (days: number) => new Date(now.getTime() - days * 86_400_000)
  assert.equal(afterSilence(ago(silentDays - 1), now, 40), null)
  assert.equal(afterSilence(ago(silentDays), now, 40)?.level, rampStart)
  assert.equal(afterSilence(null, now, 40), null)
  assert.equal(afterSilence(ago(100), now, rampStart), null)
})

test('brakes need a sample: few mails say little, many bounces among few say enough', () => {
  assert.equal(mustBrake('hard_bounce', { faults: 2, tried: 10 }), false)
  assert.equal(mustBrake('hard_bounce', { faults: 3, tried: 30 }), false, 'three of thirty may be chance')
  assert.equal(mustBrake('hard_bounce', { faults: 6, tried: 30 }), true)
  assert.equal(mustBrake('hard_bounce', { faults: 4, tried: 100 }), false)
  assert.equal(mustBrake('hard_bounce', { faults: 5, tried: 100 }), true)
  assert.equal(mustBrake('hard_bounce', { faults: 9, tried: 200 }), false)
  assert.equal(mustBrake('complaint', { faults: 1, tried: 200 }), false)
  assert.equal(mustBrake('complaint', { faults: 2, tried: 600 }), true)
  assert.equal(mustBrake('complaint', { faults: 2, tried: 1000 }), false)
})

test('more faults never loosen a brake, more good mails never tighten it, and below the least sample there is none', () => {
  fc.assert(fc.property(fc.constantFrom('hard_bounce' as const, 'complaint' as const), fc.nat(1000), fc.nat(1000), (kind, a, b) => {
    const [faults, tried] = [Math.min(a, b), Math.max(a, b)]
    const on = mustBrake(kind, { faults, tried })
    if (on && faults < tried) assert.ok(mustBrake(kind, { faults: faults + 1, tried }))
    if (on) assert.ok(tried >= brakeRules[kind].leastSample && faults >= brakeRules[kind].leastFaults && faults / tried >= brakeRules[kind].most)
    if (!on && faults >= brakeRules[kind].leastFaults && tried >= brakeRules[kind].sample) assert.ok(!mustBrake(kind, { faults, tried: tried + 1 }))
    if (tried) assert.ok(lowest(faults, tried) <= faults / tried + 1e-9)
    const { verdict } = signOf(kind, { faults, tried })
    assert.equal(verdict === 'over', on)
    if (verdict === 'good' || verdict === 'near') assert.ok(tried >= brakeRules[kind].leastSample)
  }))
})

const box = (more: Partial<Limited>): Limited => ({ kind: 'smtp', address: 'sam@acme.example', preset: null, smtp: null, dailyLimit: 40, rampLevel: null, ...more })
const host = (name: string) => ({ host: name, port: 587, security: 'starttls' as const, user: '' })

test('providers are known by their server: free and paid accounts have different ceilings', () => {
  const of = (address: string, server: string) => { const { id, perDay, perMinute } = providerOf(box({ address, smtp: host(server) })); return [id, perDay, perMinute] }
  assert.deepEqual(of('sam@gmail.com', 'smtp.gmail.com'), ['gmail', 500, 100])
  assert.deepEqual(of('sam@acme.example', 'smtp.gmail.com'), ['workspace', 2000, 100])
  assert.deepEqual(of('sam@acme.example', 'SMTP.office365.com'), ['microsoft365', 10_000, 30])
  assert.deepEqual(of('sam@hotmail.com', 'smtp-mail.outlook.com'), ['outlook', 300, 30])
  assert.deepEqual(of('sam@acme.example', 'notgmail.com'), ['other', null, null])
  assert.deepEqual(providerOf(box({ kind: 'practice', address: 'sam@gmail.com', smtp: host('smtp.gmail.com') })).perDay, null)
})

test('the lowest limit holds, and never more than the provider allows, whatever is set and used', () => {
  assert.deepEqual(dayLimit(box({ rampLevel: 8 })), { most: 8, by: 'ramp' })
  assert.deepEqual(dayLimit(box({ kind: 'practice', rampLevel: 8 })), { most: 40, by: 'own' })
  fc.assert(fc.property(fc.integer({ min: 1, max: 10_000 }), fc.option(fc.integer({ min: 1, max: 300 })), fc.nat(12_000), fc.nat(200), fc.constantFrom('smtp.gmail.com', 'smtp.office365.com', 'mail.acme.example'), (dailyLimit, rampLevel, used, minute, server) => {
    const mailbox = box({ dailyLimit, rampLevel, smtp: host(server) }), provider = providerOf(mailbox)
    const room = roomLeft(mailbox, { day: used, minute: Math.min(minute, used) })
    assert.ok(room.campaign >= 0 && room.byHand >= room.campaign)
    assert.ok(room.campaign === 0 || (used + room.campaign <= Math.min(dailyLimit, rampLevel ?? Infinity)))
    for (const n of [room.campaign, room.byHand]) assert.ok(n === 0 || (used + n <= (provider.perDay ?? Infinity) && Math.min(minute, used) + n <= (provider.perMinute ?? Infinity)))
  }))
})
