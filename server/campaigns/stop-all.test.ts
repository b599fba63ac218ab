// The emergency stop, as campaigns live it: an empty queue with reasons, nothing planned beside it, and a way back without a burst.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday, config: { LAUNCH_HOLD_S: '0' } })
after(() => h.stop())

test('one stop empties the queue with its reason; the line stays empty; resuming gives every mail a new time within hours and limits', async () => {
  const d = await desk(h)
  const leads: string[] = []
  for (let i = 0; i < 12; i++) leads.push(await d.lead(`p${i}@prospect${i}.example`, 'Pia'))
  const id = await d.campaign('Stopped', leads)
  await d.approveAll(id)
  assert.equal((await d.launch(id)).status, 200)
  await h.runLater()
  const before = await d.mails(id)
  assert.equal(before.length, 12)

  const stopped = (await d.api('POST', '/sending/stop-all', { reason: 'a wrong price' })).body
  assert.deepEqual([stopped.frozen.mails, stopped.stopped.reason], [12, 'a wrong price'])
  await h.runLater()
  await lineOnce(h.ground)
  const frozen = await d.mails(id)
  assert.ok(frozen.every((m) => m.state === 'planned' && m.reason_code === 'sending_stopped'), 'nothing is ready, nothing new was planned')
  const states = await d.enrollments(id)
  assert.ok(states.every((e) => e.state === 'ready' && /All sending is stopped/.test(e.reason)), JSON.stringify(states[0]))

  await d.to('2026-11-24T10:00:00Z')
  assert.equal((await d.api('POST', '/sending/resume', {})).body.stopped, null)
  await h.runLater()
  await lineOnce(h.ground)
  const again = await d.mails(id)
  assert.equal(again.length, 12, 'the same mails, not new ones')
  assert.ok(again.every((m) => m.state === 'planned' && m.reason_code === null && m.due_at > new Date('2026-11-24T10:00:00Z')))
  assert.equal(new Set(again.map((m) => m.due_at.getTime())).size, 12, 'each has its own moment')
  assert.deepEqual((await d.api('GET', '/sending')).body.frozen, { mails: 0, answers: 0 })
})
