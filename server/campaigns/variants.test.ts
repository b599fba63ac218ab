import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chance } from './spread.ts'
import { drawn, leastSent, nextKey, shifted, verdictOf, type Arm, type Result } from './variants.ts'

const arm = (key: string, weight = 1): Arm => ({ key, weight, intent: '', subject: key, body: key })
const arms = [arm('A'), arm('B')]

test('a lead draws the same variant each time, and the draws follow the weights', () => {
  for (let i = 0; i < 100; i++) assert.equal(drawn(arms, 'seed', `lead ${i}`, 'step'), drawn(arms, 'seed', `lead ${i}`, 'step'))
  const uneven = [arm('A', 3), arm('B', 1), arm('C', 0)]
  const counts = Object.groupBy(Array.from({ length: 4000 }, (_, i) => drawn(uneven, 'seed', `lead ${i}`, 'step')), (k) => k)
  assert.ok(Math.abs(counts['A']!.length / 4000 - 0.75) < 0.03)
  assert.equal(counts['C'], undefined)
  assert.notDeepEqual(Array.from({ length: 50 }, (_, i) => drawn(arms, 'one', `lead ${i}`, 's')), Array.from({ length: 50 }, (_, i) => drawn(arms, 'other', `lead ${i}`, 's')))
})

test('a letter is never used again', () => {
  assert.equal(nextKey([]), 'B')
  assert.equal(nextKey(['B', 'C']), 'D')
})

test('too few mails: no winner, whatever the share', () => {
  const v = verdictOf([{ key: 'A', sent: leastSent - 1, replied: 20 }, { key: 'B', sent: 500, replied: 2 }])
  assert.equal(v.winner, null)
  assert.match(v.sentence, /No winner yet: at least 50 mails of each are needed, A has 49/)
})

/** One comparison from the first mail to the last, looked at after every ten; answers the winner that was ever named. */
function trial(seed: string, rates: Record<string, number>, mails: number, auto: boolean): { winner: string | null; results: Result[] } {
  const random = chance(seed)
  const results: Result[] = Object.keys(rates).map((key) => ({ key, sent: 0, replied: 0 }))
  const all = results.map((r) => arm(r.key))
  for (let i = 0; i < mails; i++) {
    const key = auto ? shifted(all, results, seed, `lead ${i}`, 'step') : drawn(all, seed, `lead ${i}`, 'step')
    const result = results.find((r) => r.key === key)!
    result.sent++
    if (random() < rates[key]!) result.replied++
    if (i % 10 === 9) { const { winner } = verdictOf(results); if (winner) return { winner, results } }
  }
  return { winner: null, results }
}

test('two equal texts: a false winner in at most 5 of 100, looked at all the time, with and without the shift', () => {
  const figures: string[] = []
  for (const auto of [false, true])
    for (const rate of [0.01, 0.03, 0.06, 0.12, 0.3]) {
      const trials = 200
      const wrong = Array.from({ length: trials }, (_, i) => trial(`aa ${auto} ${rate} ${i}`, { A: rate, B: rate }, 1500, auto)).filter((t) => t.winner).length
      figures.push(`${rate * 100} %${auto ? ' shifting' : ''}: ${wrong} of ${trials}`)
      assert.ok(wrong / trials <= 0.05, `${wrong} of ${trials} at a rate of ${rate}${auto ? ', shifting' : ''}`)
    }
  console.log(`false winners: ${figures.join('; ')}`)
})

test('three texts, none better: nor there', () => {
  const wrong = Array.from({ length: 150 }, (_, i) => trial(`aaa ${i}`, { A: 0.05, B: 0.05, C: 0.05 }, 1500, false)).filter((t) => t.winner).length
  assert.ok(wrong / 150 <= 0.05, `${wrong} of 150`)
})

test('a text that is better by three points is found, and the shift sends more of it', () => {
  const found = Array.from({ length: 60 }, (_, i) => trial(`lift ${i}`, { A: 0.04, B: 0.07 }, 6000, false))
  assert.ok(found.filter((t) => t.winner === 'B').length >= 48, `${found.filter((t) => t.winner === 'B').length} of 60`)
  assert.ok(found.filter((t) => t.winner === 'A').length <= 3)
  let more = 0
  for (let i = 0; i < 30; i++) {
    const results: Result[] = [{ key: 'A', sent: 0, replied: 0 }, { key: 'B', sent: 0, replied: 0 }], random = chance(`shift ${i}`)
    for (let n = 0; n < 1500; n++) {
      const r = results.find((x) => x.key === shifted(arms, results, `shift ${i}`, `lead ${n}`, 's'))!
      r.sent++
      if (random() < (r.key === 'B' ? 0.09 : 0.03)) r.replied++
    }
    if (results[1]!.sent > results[0]!.sent) more++
  }
  assert.ok(more >= 28, `${more} of 30`)
})
