// The score as a person would reckon it, and what holds for any rules and any facts.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { fitFields, scoreClasses, ScoreRules, signalKinds, type SignalKind } from '#contract/scoring'
import { byRules, firstRules, type LeadFacts, type Signal } from './score.ts'

const now = new Date('2026-03-02T09:00:00Z')
const daysAgo = (days: number) => new Date(now.getTime() - days * 86_400_000)
const did = (kind: SignalKind, days: number, human = true): Signal => ({ kind, at: daysAgo(days), human })
const score = byRules(firstRules)

test('a director who answered is hot, and every point has its reason', () => {
  const s = score({ fields: { title: 'CEO & Founder', companyName: 'Acme', phone: '+49' }, signals: [did('interested', 0), did('clicked', 14), did('clicked', 28)] }, now)
  assert.deepEqual(s.reasons.map((r) => [r.part, r.sentence, r.points]), [['fit', 'Position: CEO & Founder', 25], ['fit', 'Company is known.', 10], ['fit', 'Phone number is known.', 5], ['engagement', 'Said they are interested today', 30], ['engagement', 'Followed links 2 times, last 14 days ago', 6]])
  assert.deepEqual([s.score, s.class, s.fit, s.engagement], [76, 'hot', 40, 36])
})

test('words are whole words: a director is no CTO, a student no dentist', () => {
  const points = (title: string) => score({ fields: { title }, signals: [] }, now).fit
  assert.deepEqual(['Director', 'CTO', 'Dentist', 'Student', 'Geschäftsführer', 'geschaftsfuhrer', 'Misleader'].map(points), [15, 25, 0, -20, 25, 25, 0])
})

test('whoever asked not to be contacted is cold, and stays so', () => {
  const s = score({ fields: { title: 'CEO', companyName: 'Acme' }, signals: [did('interested', 0), did('meeting', 0), did('opted_out', 900)] }, now)
  assert.deepEqual([s.score, s.class], [0, 'cold'])
})

const points = fc.integer({ min: -100, max: 100 })
const anyRules = fc.record({
  fit: fc.array(fc.record({ field: fc.constantFrom(...fitFields), op: fc.constantFrom('hasAny' as const, 'hasNone' as const, 'isFilled' as const, 'isEmpty' as const), words: fc.array(fc.constantFrom('ceo', 'head', 'DE', 'x'), { minLength: 1, maxLength: 3 }), points }), { maxLength: 6 }),
  signals: fc.array(fc.record({ signal: fc.constantFrom(...signalKinds), points, most: fc.integer({ min: 1, max: 5 }), halfLifeDays: fc.option(fc.integer({ min: 1, max: 400 })) }), { maxLength: 6 }),
  fitMost: fc.integer({ min: 1, max: 100 }), signalsMost: fc.integer({ min: 1, max: 100 }), hotFrom: fc.integer({ min: 50, max: 100 }), warmFrom: fc.integer({ min: 1, max: 49 }),
}).map((r) => ({ ...r, fit: r.fit.map((x, i) => ({ ...x, id: `f${i}` })), signals: r.signals.map((x, i) => ({ ...x, id: `s${i}` })) }))
const anySignal = fc.record({ kind: fc.constantFrom(...signalKinds), at: fc.integer({ min: -5, max: 1000 }).map(daysAgo), human: fc.boolean() })
const anyFacts: fc.Arbitrary<LeadFacts> = fc.record({ fields: fc.dictionary(fc.constantFrom(...fitFields), fc.constantFrom('CEO', 'Head of x', 'DE', '', 'y'), { noNullPrototype: true }), signals: fc.array(anySignal, { maxLength: 12 }) })
const always = { seed: 4, numRuns: 400 }

test('points are the score, between 0 and 100; the class follows it', () => {
  fc.assert(fc.property(anyRules, anyFacts, (rules, facts) => {
    assert.ok(ScoreRules.safeParse(rules).success)
    const s = byRules(rules)(facts, now)
    assert.equal(s.reasons.reduce((total, r) => total + r.points, 0), s.score)
    assert.ok(s.score >= 0 && s.score <= 100 && s.fit <= rules.fitMost && s.engagement <= rules.signalsMost)
    assert.equal(s.class, s.score >= rules.hotFrom ? 'hot' : s.score >= rules.warmFrom ? 'warm' : 'cold')
    assert.ok(scoreClasses.includes(s.class))
  }), always)
})

test('machines change nothing, however much they open and click; nor does the future', () => {
  fc.assert(fc.property(anyRules, anyFacts, fc.array(anySignal, { maxLength: 20 }), (rules, facts, more) => {
    const noise = more.map((s) => (s.at > now ? s : { ...s, human: false }))
    assert.deepEqual(byRules(rules)({ ...facts, signals: [...facts.signals, ...noise] }, now), byRules(rules)(facts, now))
  }), always)
})

test('a good sign never lowers a score, and what was done is worth less the older it is', () => {
  fc.assert(fc.property(anyRules, anyFacts, fc.constantFrom(...signalKinds), fc.integer({ min: 0, max: 300 }), fc.integer({ min: 0, max: 300 }), (rules, facts, kind, days, later) => {
    const good = { ...rules, signals: rules.signals.map((r) => ({ ...r, points: Math.abs(r.points) })) }
    const before = byRules(good)({ ...facts, signals: [] }, now), after = byRules(good)({ ...facts, signals: [did(kind, days)] }, now)
    assert.ok(after.score >= before.score)
    assert.ok(byRules(good)({ ...facts, signals: [did(kind, days + later)] }, now).score <= after.score)
  }), always)
})
