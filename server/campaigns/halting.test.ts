// Stops and pauses that come while a mail is where they cannot reach it: on the wire, held with its mailbox, in doubt.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { settle, sendWhatIsDue } from '#sending'
import type { FakeSmtpOptions } from '#test/fakes/smtp'
import { testMailbox, type TestMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'
import { haltOf } from './halting.ts'

/** A Monday, 10:00 in Berlin. */
const h = await house({ now: '2026-11-23T09:00:00Z', config: { LAUNCH_HOLD_S: '0' } })
after(() => h.stop())
const { api, lead, campaign, approveAll, launch, answers, mails, enrollmentOf } = await desk(h)

let no = 0
/** One lead in a running campaign, her first mail due at this moment. */
async function due(options: FakeSmtpOptions): Promise<{ id: string; leadId: string; box: TestMailbox; mail: () => Promise<any> }> {
  const box = await testMailbox(h, options), leadId = await lead(`pia${++no}@halt${no}.example`, 'Pia')
  const id = await campaign(`Halt ${no}`, [leadId], { mailboxIds: [box.id] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  await now(id)
  return { id, leadId, box, mail: async () => (await mails(id))[0] }
}
/** Its wait is over. */
const now = (id: string) => h.world.write((tx) => tx.run(sql`update messages set due_at = ${tx.now}, window_end = null where campaign_id = ${id}`))
const wire = async (one: { mail: () => Promise<any> }) => { while ((await one.mail()).state !== 'handed') await new Promise((resolve) => setTimeout(resolve, 5)) }
const later = { at: 'dot', say: '451 4.3.0 Please try again later' } as const

test('an answer while the mail is on the wire, and the server says "later": the mail is not tried again', async () => {
  const one = await due({ latencyMs: 150, behave: (_, nth) => (nth === 1 ? later : 'accept') })
  const sending = sendWhatIsDue(h.ground)
  await wire(one)
  await answers(one.leadId)
  await sending
  h.clock.advance(10 * 60_000)
  await sendWhatIsDue(h.ground)
  assert.deepEqual([one.box.server.taken.length, (await one.mail()).state, (await one.mail()).reason_code], [0, 'cancelled', 'replied'])
})

test('a pause while the mail is on the wire, and the server says "later": it waits for the campaign, and leaves once', async () => {
  const one = await due({ latencyMs: 150, behave: (_, nth) => (nth === 1 ? later : 'accept') })
  const sending = sendWhatIsDue(h.ground)
  await wire(one)
  assert.equal((await api('POST', `/campaigns/${one.id}/pause`)).status, 200)
  await sending
  h.clock.advance(10 * 60_000)
  await sendWhatIsDue(h.ground)
  assert.deepEqual([one.box.server.taken.length, (await one.mail()).state, (await one.mail()).reason_code], [0, 'planned', 'campaign_paused'])
  assert.equal((await api('POST', `/campaigns/${one.id}/resume`)).status, 200)
  await h.runLater()
  await now(one.id)
  await sendWhatIsDue(h.ground)
  assert.deepEqual([one.box.server.taken.length, (await one.mail()).state], [1, 'accepted'])
})

test('held with its mailbox, and the campaign or the lead is paused: the mailbox works again, and nothing leaves', async () => {
  for (const paused of ['campaign', 'lead'] as const) {
    const one = await due({ behave: (_, nth) => (nth === 1 ? { at: 'rcpt', say: '530 5.7.0 Authentication required' } : 'accept') })
    await sendWhatIsDue(h.ground)
    assert.deepEqual([(await one.mail()).state, (await one.mail()).reason_code], ['held', 'mailbox_needs_reconnect'])
    await h.runLater()
    const enrollment = (await enrollmentOf(one.id, one.leadId)).id
    const stand = (what: 'pause' | 'resume') => (paused === 'campaign' ? api('POST', `/campaigns/${one.id}/${what}`) : api('POST', `/campaigns/${one.id}/enrollments/act`, { act: what, ids: [enrollment] }))
    assert.equal((await stand('pause')).status, 200)
    await one.box.change({ status: 'active' })
    await settle(h.ground)
    await now(one.id)
    await sendWhatIsDue(h.ground)
    assert.deepEqual([one.box.server.taken.length, (await one.mail()).state], [0, 'planned'], paused)
    assert.equal((await stand('resume')).status, 200)
    await h.runLater()
    await now(one.id)
    await sendWhatIsDue(h.ground)
    assert.deepEqual([one.box.server.taken.length, (await one.mail()).state], [1, 'accepted'], paused)
  }
})

test('nobody sends a mail again to somebody who has answered meanwhile', async () => {
  const one = await due({ behave: () => ({ at: 'dot', say: '554 5.6.0 Message content rejected' }) })
  await sendWhatIsDue(h.ground)
  const failed = await one.mail()
  assert.ok(['failed', 'held'].includes(failed.state))
  await answers(one.leadId)
  await h.world.write((tx) => tx.run(sql`update messages set state = 'failed' where id = ${failed.id}`))
  const again = await api('POST', `/messages/${failed.id}/resend`)
  assert.deepEqual([again.status, again.body.error?.code ?? again.body.code], [409, 'campaign_over'])
})

test('who is over gets nothing, who rests waits, and a mail that could not be sent may be sent after the last one', () => {
  const of = (state: Parameters<typeof haltOf>[0]['state'], reasonCode: string | null, status: 'active' | 'paused' | 'archived' = 'active') => haltOf({ state, reasonCode, reason: null, status })?.then ?? null
  assert.deepEqual([of('scheduled', null), of('waiting', null), of('held', 'mailbox_error')], [null, null, null])
  assert.deepEqual([of('stopped', 'replied'), of('finished', 'by_hand'), of('scheduled', null, 'archived')], ['cancel', 'cancel', 'cancel'])
  assert.deepEqual([of('paused', 'out_of_office'), of('scheduled', null, 'paused')], ['freeze', 'freeze'])
  assert.deepEqual([of('finished', 'all_sent'), of('stopped', 'step_failed')], [null, null])
})
