// What happens while a mail stands at the gate: the server has said 354, and no byte of the body has left.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { suppress } from '#leads'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'
import { cancelMessages, release, reschedule, resumeAll, sendWhatIsDue, stopAll } from './sending.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { plan, find, why, send, lead } = desk(h, (await cast(h)).dana.id)

test('an opt-out committed before the gate: no body leaves', async () => {
  const box = await testMailbox(h, { behave: () => ({ wait354Ms: 300 }) })
  const to = await lead()
  const id = await plan(box.id, { leadId: to.id })
  const sending = sendWhatIsDue(h.ground)
  while (!box.server.commands.some((c) => c.startsWith('DATA'))) await h.ground.clock.sleep(5)
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: to.email, reason: 'opted_out', source: 'reply' }))
  await sending
  assert.equal(box.server.taken.length, 0)
  assert.deepEqual([(await find(id)).state, (await find(id)).reasonCode], ['cancelled', 'lead_suppressed'])
  assert.equal(await box.sentToday(), 0)
})

test('the gate asks by itself: a suppression that nobody told the queue about is seen', async () => {
  for (const [kind, value] of [['address', 'quiet1@prospect.example'], ['domain', 'silent.example']] as const) {
    const box = await testMailbox(h, { behave: () => ({ wait354Ms: 200 }) })
    const to = await lead(kind === 'address' ? value : 'quiet2@mail.silent.example')
    const id = await plan(box.id, { leadId: to.id })
    const sending = send()
    while (!box.server.commands.some((c) => c.startsWith('DATA'))) await h.ground.clock.sleep(5)
    await h.world.write((tx) => tx.run(sql`insert into suppressions (workspace_id, kind, value, reason) values (${tx.workspaceId}, ${kind}, ${value}, 'manual')`))
    await sending
    assert.deepEqual([(await find(id)).state, (await find(id)).reasonCode, box.server.taken.length], ['cancelled', 'lead_suppressed', 0])
  }
})

test('a lead in the trash gets no mail', async () => {
  const box = await testMailbox(h, { behave: () => ({ wait354Ms: 200 }) })
  const to = await lead()
  const id = await plan(box.id, { leadId: to.id })
  const sending = send()
  while (!box.server.commands.some((c) => c.startsWith('DATA'))) await h.ground.clock.sleep(5)
  await h.world.write((tx) => tx.run(sql`update leads set deleted_at = now() where id = ${to.id}`))
  await sending
  assert.deepEqual([(await find(id)).state, box.server.taken.length], ['cancelled', 0])
})

test('a reply being recorded while the gate asks: the gate waits for it, and no body leaves', async () => {
  const box = await testMailbox(h)
  const to = await lead()
  const id = await plan(box.id, { leadId: to.id })
  const held = Promise.withResolvers<void>(), go = Promise.withResolvers<void>()
  const reply = h.world.write(async (tx) => {
    await tx.run(sql`select 1 from leads where id = ${to.id} for update`)
    held.resolve()
    await go.promise
    await cancelMessages(tx, { leadId: to.id }, { code: 'replied', sentence: 'Lea replied.' })
  })
  await held.promise
  const sending = sendWhatIsDue(h.ground)
  while (!box.server.commands.some((c) => c.startsWith('DATA'))) await h.ground.clock.sleep(5)
  await h.ground.clock.sleep(100)
  go.resolve()
  await Promise.all([reply, sending])
  assert.equal(box.server.taken.length, 0)
  assert.deepEqual([(await find(id)).state, (await find(id)).reason], ['cancelled', 'Lea replied.'])
})

test('a look that has grown old at the gate is made again', async () => {
  const box = await testMailbox(h, { behave: () => ({ wait354Ms: 200 }) })
  const id = await plan(box.id, { leadId: (await lead()).id, needsLook: true })
  await h.world.write((tx) => release(tx, id, tx.now))
  const sending = sendWhatIsDue(h.ground)
  while (!box.server.commands.some((c) => c.startsWith('DATA'))) await h.ground.clock.sleep(5)
  h.clock.advance(61_000)
  await sending
  assert.deepEqual([(await find(id)).state, box.server.taken.length], ['planned', 0])
})

test('stopping everything empties the queue, also of a mail that stands at the gate; resuming sends nothing by itself', async () => {
  const box = await testMailbox(h, { behave: (_, nth) => (nth === 1 ? { wait354Ms: 200 } : 'accept') })
  const id = await plan(box.id, { leadId: (await lead()).id, enrollmentId: crypto.randomUUID(), stepId: crypto.randomUUID() })
  const sending = sendWhatIsDue(h.ground)
  while (!box.server.commands.some((c) => c.startsWith('DATA'))) await h.ground.clock.sleep(5)
  await h.world.write((tx) => stopAll(tx, 'a wrong list'))
  await sending
  await send()
  const frozen = await find(id)
  assert.deepEqual([frozen.state, frozen.reasonCode, box.server.taken.length], ['planned', 'sending_stopped', 0])
  assert.match(await why(id), /stopped by Sam Carter \(a wrong list\)/)
  await h.world.write((tx) => resumeAll(tx))
  await send()
  assert.equal(box.server.taken.length, 0, 'nothing that was queued leaves in a burst')
  assert.match(await why(id), /taken out of the queue when Sam Carter stopped all sending\. It gets a new time/)
  await h.world.write((tx) => reschedule(tx, id, { dueAt: tx.now }))
  await send()
  assert.equal((await find(id)).state, 'accepted')
})
