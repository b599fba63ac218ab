// Stops and pauses that come while a mail is where they cannot reach it: on the wire, held with its mailbox, in doubt.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { messageProvenAbsent, settle, sendWhatIsDue } from '#sending'
import type { FakeSmtpOptions } from '#test/fakes/smtp'
import { testMailbox, type TestMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'
import { haltOf } from './halting.ts'
import { lineOnce } from './line-loop.ts'

/** A Monday, 10:00 in Berlin. */
const h = await house({ now: '2026-11-23T09:00:00Z', config: { LAUNCH_HOLD_S: '0' } })
after(() => h.stop())
const { api, lead, campaign, approveAll, launch, answers, mails, enrollmentOf } = await desk(h)

let no = 0
/** One lead in a running campaign, her first mail due at this moment. */
async function due(options: FakeSmtpOptions, more: object = {}): Promise<{ id: string; leadId: string; box: TestMailbox; mail: () => Promise<any> }> {
  const box = await testMailbox(h, options), leadId = await lead(`pia${++no}@halt${no}.example`, 'Pia')
  const id = await campaign(`Halt ${no}`, [leadId], { mailboxIds: [box.id], ...more })
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

test('the last mail counted as sent and never left: a paused campaign keeps it, a running one lets it go, and only then is the lead through', async () => {
  for (const paused of [true, false]) {
    const one = await due({ behave: (_, nth) => (nth === 1 ? 'drop in the body' : 'accept') }, { steps: [{ kind: 'email', mode: 'template', subject: 'A question about your team', body: 'Hello {{first_name|there}},\n\nwho looks after planning at your place?\n\nSam Carter' }] })
    await sendWhatIsDue(h.ground)
    await h.runLater()
    assert.deepEqual([(await one.mail()).state, (await enrollmentOf(one.id, one.leadId)).reasonCode], ['unconfirmed', 'all_sent'])
    if (paused) assert.equal((await api('POST', `/campaigns/${one.id}/pause`)).status, 200)
    // Three looks have found nothing.
    await h.world.write(async (tx) => {
      const m = await tx.one<any>(sql`update messages set state = 'due', reason = null, reason_code = null, due_at = ${tx.now}, window_end = null where campaign_id = ${one.id} returning *`)
      await announce(tx, messageProvenAbsent, { messageId: m.id, mailboxId: m.mailbox_id, leadId: m.lead_id, campaignId: m.campaign_id, enrollmentId: m.enrollment_id, stepId: m.step_id, origin: 'campaign' })
    })
    if (paused) await sendWhatIsDue(h.ground)
    await h.runLater()
    assert.deepEqual([one.box.server.taken.length, (await one.mail()).state], [0, paused ? 'planned' : 'due'])
    if (paused) { assert.equal((await api('POST', `/campaigns/${one.id}/resume`)).status, 200); await h.runLater() }
    await now(one.id)
    await sendWhatIsDue(h.ground)
    await h.runLater()
    assert.deepEqual([one.box.server.taken.length, (await enrollmentOf(one.id, one.leadId)).reasonCode], [1, 'all_sent'], paused ? 'paused' : 'running')
  }
})

test('a mail in doubt turns out never to have left, and its lead has started over meanwhile: it does not leave beside the new first mail', async () => {
  const one = await due({ behave: (_, nth) => (nth === 1 ? 'drop in the body' : 'accept') })
  await sendWhatIsDue(h.ground)
  await h.runLater()
  const old = await one.mail()
  assert.equal(old.state, 'unconfirmed')
  const again = await api('POST', `/campaigns/${one.id}/control`, { act: 'restart', ids: [(await enrollmentOf(one.id, one.leadId)).id] })
  assert.deepEqual([again.status, again.body.done], [200, 1])
  // Three looks have found nothing.
  await h.world.write(async (tx) => {
    const m = await tx.one<any>(sql`update messages set state = 'due', reason = null, reason_code = null, due_at = ${tx.now}, window_end = null where id = ${old.id} returning *`)
    await announce(tx, messageProvenAbsent, { messageId: m.id, mailboxId: m.mailbox_id, leadId: m.lead_id, campaignId: m.campaign_id, enrollmentId: m.enrollment_id, stepId: m.step_id, origin: 'campaign' })
  })
  await sendWhatIsDue(h.ground)
  await h.runLater()
  const gone = (await mails(one.id)).find((m) => m.id === old.id)
  assert.deepEqual([one.box.server.taken.length, gone.state, gone.reason_code], [0, 'cancelled', 'started_over'])
})

test('kept at the gate while a resume was being written: it gets a new time all the same', async () => {
  const one = await due({})
  const stand = (state: string, code: string | null) => h.world.write((tx) => tx.run(sql`update enrollments set state = ${state}, reason_code = ${code}, reason = ${code && 'Paused by hand.'} where campaign_id = ${one.id}`))
  await stand('paused', 'by_hand')
  await sendWhatIsDue(h.ground)
  assert.deepEqual([(await one.mail()).state, (await one.mail()).reason_code], ['planned', 'by_hand'])
  const trace = (await api('GET', `/messages/${(await one.mail()).id}/trace`)).body
  assert.match(JSON.stringify(trace), /said no: its campaign had ended for this lead, or was paused/)
  await stand('scheduled', null)
  await h.runLater()
  await lineOnce(h.ground)
  assert.equal((await one.mail()).reason_code, null)
  await now(one.id)
  await sendWhatIsDue(h.ground)
  assert.equal(one.box.server.taken.length, 1)
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

test('a mail that failed and ended the campaign, and is ordered again: it leaves alone, and not after an answer', async () => {
  const text = 'Hello {{first_name|there}},\n\nwho looks after planning at your place?\n\nSam Carter', mail = { kind: 'email', mode: 'template', subject: 'A question about your team', body: text, onFailure: 'stop' }
  for (const answered of [false, true]) {
    const one = await due({ behave: (_, nth) => (nth === 1 ? { at: 'dot', say: '552 5.3.4 Message size exceeds fixed limit' } : 'accept') }, { steps: [mail, { kind: 'wait', waitAmount: 1, waitUnit: 'business_days' }, { ...mail, subject: '' }] })
    await sendWhatIsDue(h.ground)
    await h.runLater()
    const failed = await one.mail(), stands = async () => (await enrollmentOf(one.id, one.leadId)).reasonCode
    assert.deepEqual([failed.state, await stands()], ['failed', 'step_failed'])
    assert.equal((await api('POST', `/messages/${failed.id}/resend`)).status, 200)
    if (answered) await answers(one.leadId)
    await sendWhatIsDue(h.ground)
    await h.runLater()
    await lineOnce(h.ground)
    assert.deepEqual([one.box.server.taken.length, (await one.mail()).state, await stands()], answered ? [0, 'cancelled', 'replied'] : [1, 'accepted', 'step_failed'])
    if (answered) assert.equal((await api('POST', `/messages/${failed.id}/resend`)).status, 409)
  }
})

test('who is over gets nothing, who rests waits, and a mail that could not be sent may be sent after the last one', () => {
  const of = (state: Parameters<typeof haltOf>[0]['state'], reasonCode: string | null, status: 'active' | 'paused' | 'archived' = 'active') => haltOf({ state, reasonCode, reason: null, status })?.then ?? null
  assert.deepEqual([of('scheduled', null), of('waiting', null), of('held', 'mailbox_error')], [null, null, null])
  assert.deepEqual([of('stopped', 'replied'), of('finished', 'by_hand'), of('scheduled', null, 'archived')], ['cancel', 'cancel', 'cancel'])
  assert.deepEqual([of('paused', 'out_of_office'), of('scheduled', null, 'paused')], ['freeze', 'freeze'])
  assert.deepEqual([of('finished', 'all_sent'), of('stopped', 'step_failed'), of('finished', 'all_sent', 'paused')], [null, null, 'freeze'])
})
