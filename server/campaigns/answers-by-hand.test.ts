// What a person writes to one lead is none of the campaign's mails: no pause, end or limit of the campaign is about it. A correction
// is nobody's turn in it either, so after a stop it does not wait for a campaign to give it a new time.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { setSharedLimit } from '#mailboxes'
import { findMessage, planMessage, sendWhatIsDue } from '#sending'
import { testMailbox, type TestMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday, config: { LAUNCH_HOLD_S: '0' } })
after(() => h.stop())
const { api, to, campaign, approveAll, launch, lead, mails } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

interface Talk { id: string; box: TestMailbox; leadId: string; threadId: string }

/** A campaign whose first mail has left, and what its lead wrote back. */
async function talk(name: string): Promise<Talk> {
  await to(monday)
  const box = await testMailbox(h), leadId = await lead(`${name}@${name}.example`, 'Tia'), id = await campaign(name, [leadId], { mailboxIds: [box.id] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  await to('2026-11-23T12:00:00Z')
  await h.world.write((tx) => tx.run(sql`update messages set due_at = ${tx.now}, window_end = null where campaign_id = ${id} and state = 'planned' and reason_code is null and not needs_look`))
  await sendWhatIsDue(h.ground)
  await h.runLater()
  assert.deepEqual((await mails(id)).map((m) => m.state), ['accepted', 'planned'], 'the follow-up has its moment')
  const threadId = await h.world.write(async (tx) => {
    const thread = await tx.one<{ id: string }>(sql`insert into threads (workspace_id, mailbox_id, lead_id, campaign_id, subject, last_at) values (${tx.workspaceId}, ${box.id}, ${leadId}, ${id}, 'A question about your team', ${tx.now}) returning id`)
    await tx.run(sql`
      insert into inbox_messages (workspace_id, mailbox_id, thread_id, folder, identity, kind, kind_reason, received_at, lead_id, campaign_id, from_address, subject, body_text)
      values (${tx.workspaceId}, ${box.id}, ${thread.id}, 'INBOX', ${name}, 'reply', 'A person wrote.', ${tx.now}, ${leadId}, ${id}, ${`${name}@${name}.example`}, 'Re: A question about your team', 'Tell me more.')`)
    return thread.id
  })
  return { id, box, leadId, threadId }
}
const answer = async ({ threadId }: Talk): Promise<string> => (await ok('POST', `/inbox/threads/${threadId}/replies`, { text: 'Tuesday at ten?' })).messageId
const stateOf = (id: string) => h.world.read(async (tx) => { const m = (await findMessage(tx, id))!; return [m.state, m.reasonCode] })
/** The seconds in which it can be taken back are over. */
const later = async () => { h.clock.advance(11_000); await sendWhatIsDue(h.ground) }

test('an answer leaves, whatever becomes of its campaign before it is due', async () => {
  const it = await talk('turns'), { id } = it
  const follow = (await mails(id)).find((m) => m.state === 'planned').id as string

  const one = await answer(it)
  await ok('POST', `/campaigns/${id}/pause`, {})
  assert.deepEqual([await stateOf(follow), await stateOf(one)], [['planned', 'campaign_paused'], ['due', null]])
  await later()
  assert.deepEqual(await stateOf(one), ['accepted', null], 'while the campaign rests')

  await ok('POST', `/campaigns/${id}/resume`, {})
  const two = await answer(it)
  await ok('POST', `/campaigns/${id}/pause`, {})
  await ok('POST', `/campaigns/${id}/resume`, {})
  await ok('PATCH', `/campaigns/${id}`, { windowStart: '10:00' })
  await later()
  assert.deepEqual(await stateOf(two), ['accepted', null], 'after a pause and other hours')

  const three = await answer(it)
  await ok('POST', `/campaigns/${id}/archive`)
  assert.equal((await stateOf(follow))[0], 'cancelled')
  await later()
  assert.deepEqual(await stateOf(three), ['accepted', null], 'after its end')
})

test('an answer waits for no limit of its campaign, and takes none of its places', async () => {
  const it = await talk('limit'), { id, box, leadId } = it
  const mailOf = (subject: string) => h.world.write(async (tx) => (await planMessage(tx, { leadId, mailboxId: box.id, campaignId: id, subject, bodyText: 'Hello.', dueAt: tx.now })).id)
  await to('2026-11-25T12:00:00Z')
  await h.world.write((tx) => setSharedLimit(tx, 'campaign', id, 1))
  const before = await answer(it)
  await later()
  assert.deepEqual(await stateOf(before), ['accepted', null])
  const first = await mailOf('One'), second = await mailOf('Two')
  await sendWhatIsDue(h.ground)
  assert.deepEqual([await stateOf(first), await stateOf(second)].map(([state]) => state).sort(), ['accepted', 'planned'], 'the one place was not the answer’s')
  const after_ = await answer(it)
  await later()
  assert.deepEqual(await stateOf(after_), ['accepted', null], 'though the campaign has none left')
  const places = await h.world.read((tx) => tx.one<{ campaign: number; mailbox: number }>(sql`
    select sum(n) filter (where campaign_id = ${id}) as campaign, sum(n) as mailbox from send_places where mailbox_id = ${box.id} and at > ${new Date('2026-11-25T00:00:00Z')}`))
  assert.deepEqual(places, { campaign: 1, mailbox: 3 }, 'of the mailbox each has one')
  await ok('POST', `/campaigns/${id}/archive`)
})

test('a correction that a stop took out of the queue leaves when sending is resumed', async () => {
  const it = await talk('stop'), { id } = it
  const stepId = (await ok('GET', `/campaigns/${id}`)).steps[0].id
  await ok('POST', `/campaigns/${id}/steps/${stepId}/correction`, { body: 'Hello {{lead.first_name | default:"there"}},\n\nthe price in my last mail was wrong: it is 49 euros.\n\nSam' })
  const { id: correction } = await h.world.read((tx) => tx.one<{ id: string }>(sql`select message_id as id from correction_mails where message_id is not null`))
  await ok('POST', '/sending/stop-all', { reason: 'a wrong price' })
  await h.runLater()
  assert.deepEqual(await stateOf(correction), ['planned', 'sending_stopped'])
  await sendWhatIsDue(h.ground)
  assert.equal((await stateOf(correction))[0], 'planned')
  await ok('POST', '/sending/resume', { answersToo: false })
  await h.runLater()
  await lineOnce(h.ground)
  await sendWhatIsDue(h.ground)
  assert.deepEqual(await stateOf(correction), ['accepted', null])
  assert.deepEqual((await ok('GET', '/sending')).frozen, { mails: 0, answers: 0 })
})
