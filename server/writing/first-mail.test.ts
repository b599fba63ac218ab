import assert from 'node:assert/strict'
import { test } from 'node:test'
import { builtIn } from './first-mail.eval.ts'
import { judge } from './judging.ts'
import { offer } from './fifty.test-data.ts'
import { tones } from './mail.ts'

test('the twelve judged leads get mails that keep every must and must-not', async () => {
  const { verdicts, nearest } = await builtIn()
  assert.equal(verdicts.length, 36)
  assert.deepEqual(verdicts.filter((one) => one.faults.length).map(({ lead, tone, faults, mail }) => [lead, tone, faults, mail.body]), [])
  assert.ok(nearest < 0.6, `no two alike: ${nearest}`)
})

test('the judge finds a bad mail', async () => {
  const bad = { subject: 'Quick question', body: 'Hi there,\n\nCongratulations on your success! I wanted to reach out. We saved 99 hours for Umbrella Corp.', sentences: [] }
  const { verdicts } = await judge(() => Object.fromEntries(tones.map((tone) => [tone, bad])) as never, offer)
  assert.ok(verdicts.every((one) => one.faults.length >= 3))
})
