import assert from 'node:assert/strict'
import { test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { together } from './together.ts'

test('who asks while a round is under way shares the next one, and each gets his own answer', async () => {
  const rounds: number[][] = []
  const ask = together<number, number>(async (asks) => { rounds.push(asks); await sleep(20); return asks.map((n) => n * 2) }, { atOnce: 1, most: 100 })
  const first = ask(1)
  await sleep(5)
  assert.deepEqual(await Promise.all([first, ask(2), ask(3), ask(4)]), [2, 4, 6, 8])
  assert.deepEqual(rounds, [[1], [2, 3, 4]])
})

test('a second round begins beside the first only when enough have gathered', async () => {
  let running = 0, most = 0
  const ask = together<number, number>(async (asks) => { most = Math.max(most, ++running); await sleep(20); running--; return asks }, { atOnce: 2, full: 3, most: 3 })
  const one = ask(1)
  await sleep(5)
  await Promise.all([one, ask(2), ask(3)])
  assert.equal(most, 1)
  const two = ask(1)
  await sleep(5)
  await Promise.all([two, ask(2), ask(3), ask(4)])
  assert.equal(most, 2)
})

test('a round that fails fails for those who were in it, and the next goes on', async () => {
  let n = 0
  const ask = together<number, number>(async (asks) => { if (n++ === 0) throw new Error('away'); return asks }, { atOnce: 1, most: 10 })
  await assert.rejects(ask(1), /away/)
  assert.equal(await ask(2), 2)
})
