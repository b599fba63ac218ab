import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { ranked, weightOf, type Candidate, type TodayKind } from './today.ts'

const now = new Date('2026-11-27T09:00:00Z')
const inHours = (h: number) => new Date(now.getTime() + h * 3_600_000)
const one = (kind: TodayKind, more: Partial<Candidate> = {}): Candidate => ({ kind, key: `${kind}${JSON.stringify(more)}`, title: kind, since: null, at: null, daysLate: 0, priority: 2, count: 1, ...more })
const order = (...all: Candidate[]) => ranked(all, now).map((c) => c.title)

test('somebody who is interested comes before what is merely due, and an answer rises while it waits', () => {
  assert.deepEqual(order(one('task', { title: 'an old task', daysLate: 60, priority: 3 }), one('reply', { title: 'interested', class: 'interested', since: inHours(-1) }), one('approvals', { title: 'drafts', count: 90 })), ['interested', 'an old task', 'drafts'])
  assert.ok(weightOf(one('reply', { class: 'question', since: inHours(-10) }), now) > weightOf(one('reply', { class: 'interested', since: now }), now))
  const other = (h: number) => weightOf(one('reply', { class: 'other', since: inHours(h) }), now)
  assert.deepEqual([other(-12) === other(-72), other(-200) < other(-12), other(-2000) === other(-4000)], [true, true, true])
  assert.deepEqual(order(one('reply', { title: 'weeks ago', class: 'interested', since: inHours(-400) }), one('call', { title: 'heavy and late today', priority: 3, at: inHours(-3) })), ['heavy and late today', 'weeks ago'])
})

test('what begins now stands above all; what is for this evening can wait', () => {
  assert.deepEqual(order(one('reply', { title: 'interested', class: 'interested', since: inHours(-9) }), one('meeting', { title: 'in ten minutes', at: inHours(1 / 6) }), one('call', { title: 'tonight', at: inHours(9) }), one('call', { title: 'some time today' })), ['in ten minutes', 'interested', 'some time today', 'tonight'])
})

test('late and heavy tasks rise, but not without end', () => {
  assert.deepEqual(order(one('task', { title: 'light', priority: 1 }), one('task', { title: 'plain' }), one('task', { title: 'late', daysLate: 2 }), one('task', { title: 'heavy', priority: 3 })), ['heavy', 'late', 'plain', 'light'])
  assert.equal(weightOf(one('task', { daysLate: 3 }), now), weightOf(one('task', { daysLate: 300 }), now))
})

test('more visits, more drafts, more weight', () => {
  assert.deepEqual(order(one('hot_lead', { title: 'once' }), one('hot_lead', { title: 'thrice', count: 3 })), ['thrice', 'once'])
  assert.ok(weightOf(one('approvals', { count: 30 }), now) > weightOf(one('approvals', { count: 2 }), now))
})

test('the order does not depend on the order in which things were found', () => {
  const thing = fc.record({ kind: fc.constantFrom<TodayKind>('reply', 'call', 'task', 'linkedin', 'mail', 'meeting', 'hot_lead', 'approvals'), class: fc.constantFrom('interested', 'question', 'other'), since: fc.option(fc.integer({ min: -100, max: 0 }).map(inHours)), at: fc.option(fc.integer({ min: -5, max: 12 }).map(inHours)), daysLate: fc.nat(9), priority: fc.integer({ min: 1, max: 3 }), count: fc.integer({ min: 1, max: 40 }) })
  fc.assert(fc.property(fc.array(thing, { maxLength: 12 }), fc.nat(), (list, turn) => {
    const all = list.map((c, i) => ({ ...c, key: `k${i}`, title: `k${i}` })), turned = [...all.slice(turn % (all.length + 1)), ...all.slice(0, turn % (all.length + 1))]
    assert.deepEqual(ranked(all, now).map((c) => c.key), ranked(turned, now).map((c) => c.key))
    assert.ok(all.every((c) => Number.isFinite(weightOf(c, now))))
  }), { numRuns: 300, seed: 27 })
})
