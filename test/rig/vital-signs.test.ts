import assert from 'node:assert/strict'
import { test } from 'node:test'
import { flatness, heldBy, residentIn } from './vital-signs.ts'

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
  assert.ok(held.nativeMb > 5 && held.nativeMb < held.rssMb)
  assert.equal(heldBy(2 ** 30), undefined)
})

test('what V8 has taken for objects is told from all else that is resident', () => {
  const map = (lines: [string, number][]) => lines.map(([head, kb]) => `${head}\nSize:   1 kB\nRss:   ${kb} kB\nPss:  1 kB`).join('\n')
  assert.deepEqual(residentIn(map([
    ['00400000-00440000 r-xp 00000000 fe:00 1 /usr/bin/node', 100], ['16b03000-18b03000 rw-p 00000000 00:00 0 [heap]', 30],
    ['7f4f42040000-7f4f42080000 rw-p 00000000 00:00 0 ', 200], ['7f4f420c0000-7f4f42140000 rw-p 00000000 00:00 0 ', 400],
    ['7f4f50000000-7f4f50040000 rw-p 00000000 00:00 0 ', 7], ['7f4f42141000-7f4f42181000 rw-p 00000000 00:00 0 ', 5],
  ])), { resident: 742, pages: 600 })
})
