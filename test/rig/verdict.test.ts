import assert from 'node:assert/strict'
import { test } from 'node:test'
import { chance } from './chance.ts'
import { judge, p99 } from './verdict.ts'

const row = (n: number, state: string) => ({ id: `m${n}`, state, messageId: `h${n}`, sendId: `m${n}.1`, to: `lead${n}@x.test` })
const entry = (n: number) => ({ to: `lead${n}@x.test`, messageId: `h${n}`, sendId: `m${n}.1`, at: 0 })

test('what was received once and is recorded as sent is in order', () => {
  assert.deepEqual(judge([row(1, 'accepted'), row(2, 'unconfirmed'), row(3, 'unconfirmed')], [entry(1), entry(2)]), { planned: 3, accepted: 1, duplicates: 0, lost: 0, ghosts: 0, unconfirmed: 2 })
})

test('received twice is a duplicate, also under another identity', () => {
  assert.equal(judge([row(1, 'accepted')], [entry(1), entry(1)]).duplicates, 1)
  assert.equal(judge([row(1, 'accepted')], [entry(1), { ...entry(1), sendId: 'm1.2', messageId: 'h1b' }]).duplicates, 1)
})

test('recorded as sent and never received is lost; waiting for ever, too', () => {
  assert.equal(judge([row(1, 'accepted'), row(2, 'due'), row(3, 'failed')], []).lost, 2)
})

test('received, and the database knows nothing of it: a ghost', () => {
  assert.equal(judge([row(1, 'due'), row(2, 'cancelled'), row(3, 'accepted')], [entry(1), entry(2), entry(3)]).ghosts, 2)
  assert.equal(judge([], [entry(9)]).ghosts, 1)
})

test('the same seed makes the same kills, and the 99th of a hundred is named', () => {
  const draw = () => { const next = chance(7); return [next(), next(), next()] }
  assert.deepEqual(draw(), draw())
  assert.equal(p99(Array.from({ length: 100 }, (_, i) => i + 1)), 99)
  assert.equal(p99([]), null)
})
