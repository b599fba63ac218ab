import assert from 'node:assert/strict'
import { test } from 'node:test'
import { together } from './together.ts'

/** Rounds that end when told to. */
function rounds() {
  const seen: number[][] = [], ends: (() => void)[] = []
  let begun = () => undefined as void
  return {
    seen,
    run: async (asks: number[]) => { seen.push(asks); begun(); await new Promise<void>((resolve) => ends.push(resolve)); return asks.map((n) => n * 2) },
    begins: () => new Promise<void>((resolve) => { begun = resolve }),
    end: () => ends.splice(0).forEach((resolve) => resolve()),
  }
}

test('who asks while a round is under way shares the next one, and each gets his own answer', async () => {
  const r = rounds()
  const ask = together<number, number>(r.run, { atOnce: 1, most: 100 })
  const first = r.begins(), answers = [ask(1)]
  await first
  answers.push(ask(2), ask(3), ask(4))
  assert.deepEqual(r.seen, [[1]])
  const second = r.begins()
  r.end()
  await second
  r.end()
  assert.deepEqual(await Promise.all(answers), [2, 4, 6, 8])
  assert.deepEqual(r.seen, [[1], [2, 3, 4]])
})

test('a second round begins beside the first only when enough have gathered', async () => {
  const r = rounds()
  const ask = together<number, number>(r.run, { atOnce: 2, full: 3, most: 100 })
  const first = r.begins(), answers = [ask(1)]
  await first
  answers.push(ask(2), ask(3))
  await new Promise((resolve) => setImmediate(() => setImmediate(resolve)))
  assert.deepEqual(r.seen, [[1]])
  const second = r.begins()
  answers.push(ask(4))
  await second
  assert.deepEqual(r.seen, [[1], [2, 3, 4]])
  r.end()
  assert.deepEqual(await Promise.all(answers), [2, 4, 6, 8])
})

test('a round that fails fails for those who were in it, and the next goes on', async () => {
  let n = 0
  const ask = together<number, number>(async (asks) => { if (n++ === 0) throw new Error('away'); return asks }, { atOnce: 1, most: 10 })
  await assert.rejects(ask(1), /away/)
  assert.equal(await ask(2), 2)
})

test('a round gathers only after one that had company: whoever asks alone is served at once', async (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] })
  const r = rounds()
  const ask = together<number, number>(r.run, { atOnce: 1, most: 100, gatherMs: 1000 })
  const answers: Promise<number>[] = []
  for (const asks of [[1], [2, 3]]) {
    const begins = r.begins()
    answers.push(...asks.map(ask))
    await begins
    r.end()
    await answers.at(-1)
  }
  const gathering = r.begins()
  answers.push(ask(4))
  await new Promise((resolve) => setImmediate(resolve))
  answers.push(ask(5))
  await new Promise((resolve) => setImmediate(resolve))
  assert.deepEqual(r.seen, [[1], [2, 3]], 'the third round is still gathering')
  t.mock.timers.tick(1000)
  await gathering
  r.end()
  assert.deepEqual(await Promise.all(answers), [2, 4, 6, 8, 10])
  assert.deepEqual(r.seen, [[1], [2, 3], [4, 5]])
})
