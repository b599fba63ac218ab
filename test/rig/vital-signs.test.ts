import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flatness, heldBy } from './vital-signs.ts'

const row = (value: (i: number) => number) => Array.from({ length: 100 }, (_, i) => ({ at: i * 36_000, value: value(i) }))

test('what only rises in the beginning is flat, what goes on rising is not', () => {
  assert.deepEqual(flatness(row((i) => (i < 15 ? i : 15))), { early: 15, late: 15, perHour: 0 })
  const leak = flatness(row((i) => 100 + i))!
  assert.deepEqual([leak.late - leak.early, Math.round(leak.perHour)], [60, 100])
  assert.equal(flatness(row(() => 1).slice(0, 9)), undefined)
})

test('a process holds memory and handles, one that is gone nothing', { skip: process.platform !== 'linux' }, () => {
  const held = heldBy(process.pid)!
  assert.ok(held.rssMb > 10 && held.handles > 2)
  assert.equal(heldBy(2 ** 30), undefined)
})
