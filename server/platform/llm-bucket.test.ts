import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { blockKey, bucketState, noteOutcome, takePlace, type Place } from './llm-bucket.ts'

const h = await house()
after(() => h.stop())
const take = (key: string, perMinute: number, patienceMs: number) => h.world.write((tx) => takePlace(tx, key, perMinute, patienceMs))

test('many who ask at once get no more than the pace allows, in 2.5 seconds of asking', async () => {
  // 600 a minute: 60 at once, then 9 a second.
  const end = Date.now() + 2_500
  let granted = 0
  await Promise.all(Array.from({ length: 6 }, async () => { while (Date.now() < end) if ((await take('busy', 600, 0)).granted) granted++ }))
  assert.ok(granted >= 70 && granted <= 60 + 9 * 2.7 + 1, `${granted} granted`)
})

test('who can wait is given a place in the queue, one behind the other', async () => {
  const places: Place[] = []
  for (let i = 0; i < 5; i++) places.push(await take('queue', 60, 10_000)) // 6 at once, then 0.9 a second
  for (let i = 0; i < 4; i++) places.push(await take('queue', 60, 10_000))
  const waits = places.map((p) => (p.granted ? p.waitMs : -1))
  assert.deepEqual(waits.slice(0, 6), [0, 0, 0, 0, 0, 0])
  assert.ok(waits[6]! > 900 && waits[7]! > waits[6]! + 900 && waits[8]! > waits[7]! + 900, waits.join())
})

test('a queue that is longer than the patience is told when to come back, and takes nothing', async () => {
  for (let i = 0; i < 6; i++) await take('full', 60, 0)
  const refused = await take('full', 60, 500)
  assert.ok(!refused.granted && refused.retryAt.getTime() > Date.now() + 500)
  const state = await h.world.read((tx) => bucketState(tx, 'full', 60))
  assert.deepEqual([state.availableNow, state.blockedUntil], [0, null])
})

test('a blocked key is closed for everybody until its time, a success opens it, other keys are not touched', async () => {
  await take('blocked', 600, 0)
  await h.world.write((tx) => blockKey(tx, 'blocked', 60_000))
  const refused = await take('blocked', 600, 0)
  assert.ok(!refused.granted && refused.retryAt.getTime() > Date.now() + 50_000)
  assert.ok((await take('another', 600, 0)).granted)
  await h.world.write((tx) => noteOutcome(tx, 'blocked', true))
  assert.ok((await take('blocked', 600, 0)).granted)
})

test('five failures in a row open the breaker for half a minute, a sixth for longer', async () => {
  await take('failing', 6_000, 0)
  for (let i = 0; i < 4; i++) await h.world.write((tx) => noteOutcome(tx, 'failing', false))
  assert.ok((await take('failing', 6_000, 0)).granted)
  await h.world.write((tx) => noteOutcome(tx, 'failing', false))
  const until = async () => (await h.world.read((tx) => bucketState(tx, 'failing', 6_000))).blockedUntil!.getTime() - Date.now()
  assert.ok(Math.abs(await until() - 30_000) < 3_000)
  await h.world.write((tx) => noteOutcome(tx, 'failing', false))
  assert.ok(Math.abs(await until() - 60_000) < 3_000)
})
