import assert from 'node:assert/strict'
import { test } from 'node:test'
import { changeOf, minimum, shareOf, trendOf, wilson } from './wilson.ts'

const close = (seen: number, wished: number) => assert.ok(Math.abs(seen - wished) < 0.0005, `${seen} is not ${wished}`)

test('the interval is the one of the books', () => {
  const three = wilson(3, 100)
  close(three.low, 0.0103); close(three.high, 0.0845)
  const half = wilson(50, 100)
  close(half.low, 0.4038); close(half.high, 0.5962)
  assert.equal(wilson(0, 20).low, 0)
  close(wilson(0, 20).high, 0.1611)
  assert.equal(wilson(20, 20).high, 1)
})

test('small numbers are too few to tell, and nothing out of nothing has no share', () => {
  assert.equal(shareOf(5, minimum - 1, 'delivered').verdict, 'too few to tell')
  assert.equal(shareOf(5, minimum, 'delivered').verdict, 'ok')
  assert.deepEqual(shareOf(0, 0, 'tried'), { share: null, low: null, high: null, of: 0, base: 'tried', verdict: 'too few to tell' })
})

test('a week is up or down only when chance does not explain it', () => {
  assert.equal(trendOf(4, 5), 'too few to tell')
  assert.equal(trendOf(11, 9), 'about the same')
  assert.equal(trendOf(30, 10), 'up')
  assert.equal(trendOf(10, 30), 'down')
  assert.equal(changeOf(15, 10), 0.5)
  assert.equal(changeOf(3, 0), null)
})
