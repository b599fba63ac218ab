// A note that was taken for an answer, an answer that was taken for a note: what a person says of it counts, either way.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { house } from '#test/house'
import { correspondence, type Written } from './correspondence.test-data.ts'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'
import { stopForMeeting } from './stopping.ts'

const h = await house({ now: monday })
after(() => h.stop())
const at = await desk(h), { api, campaign, enrollmentOf, mails, approveAll, to } = at
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

const { written, comes } = correspondence(h, at)
const automatic = { subject: 'Automatic reply: A question about your team', headers: 'Auto-Submitted: auto-replied' }
const stands = async (it: Written) => { const { state, reasonCode, resumeAt } = await enrollmentOf(it.id, it.leadId); return [state, reasonCode, resumeAt] }
const judge = (threadId: string, to: string) => ok('POST', '/inbox/threads/changes', { ids: [threadId], change: { class: to } })
const answers = async (it: Written) => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from events where type = 'reply.received' and lead_id = ${it.leadId}`))).n
const back = '2026-12-07T23:00:00.000Z'

test('a note that was an answer: whoever says so stops the campaign in the same breath, and may take it back', async () => {
  const it = await written('Ada')
  const threadId = await comes(it, 'I am on vacation until 7 December 2026. But yes please, send me the pricing.', automatic)
  assert.deepEqual(await stands(it), ['paused', 'out_of_office', back])
  assert.equal(await answers(it), 0)

  const { undo } = await judge(threadId, 'interested')
  assert.deepEqual(await stands(it), ['stopped', 'replied', null], 'before anything else is heard')
  assert.deepEqual((await mails(it.id)).map((m) => m.state), ['accepted', 'cancelled'])
  await h.runLater()
  const thread = await ok('GET', `/inbox/threads/${threadId}`), mail = thread.mails.at(-1)
  assert.deepEqual([await answers(it), thread.turn, mail.kind, mail.class, mail.intent, mail.kindReason], [1, 'ours', 'reply', 'interested', 'info', 'Sam Carter says that a person wrote it.'])

  await ok('POST', `/inbox/changes/${undo}/undo`)
  await h.runLater()
  assert.deepEqual(await stands(it), ['paused', 'out_of_office', back])
  const again = await ok('GET', `/inbox/threads/${threadId}`)
  assert.deepEqual([again.class, again.mails.at(-1).kind, again.mails.at(-1).returnDate], ['out_of_office', 'out_of_office', '2026-12-07'])
})

test('what a note wants may be said of the mail itself', async () => {
  const it = await written('Bea')
  const threadId = await comes(it, 'I am on vacation until 7 December 2026. Call me then.', automatic)
  const mail = (await ok('GET', `/inbox/threads/${threadId}`)).mails.at(-1)
  await ok('PATCH', `/inbox/messages/${mail.id}/intent`, { intent: 'meet' })
  assert.deepEqual(await stands(it), ['stopped', 'replied', null])
  await h.runLater()
  const thread = await ok('GET', `/inbox/threads/${threadId}`)
  assert.deepEqual([await answers(it), thread.class, thread.mails.at(-1).intent, (await stands(it))[0]], [1, 'interested', 'meet', 'stopped'])
})

test('an answer that was a note: the lead waits for the return, and then gets the follow-up', async () => {
  const it = await written('Cy')
  const threadId = await comes(it, 'Hiking in Nepal. Back on 7 December 2026.')
  assert.deepEqual(await stands(it), ['stopped', 'replied', null])
  await judge(threadId, 'out_of_office')
  await h.runLater()
  assert.deepEqual(await stands(it), ['paused', 'out_of_office', back])
  const thread = await ok('GET', `/inbox/threads/${threadId}`)
  assert.deepEqual([thread.mails.at(-1).kind, thread.mails.at(-1).returnDate, thread.turn === 'ours'], ['out_of_office', '2026-12-07', false], 'nobody is waited for')
  await to('2026-12-08T07:00:00Z')
  await lineOnce(h.ground)
  assert.equal((await stands(it))[0], 'waiting')
  assert.deepEqual((await mails(it.id)).map((m) => [m.step_no, m.state]).sort(), [[1, 'accepted'], [2, 'planned']])
})

test('another automatic answer holds nobody up', async () => {
  const it = await written('Dee')
  const threadId = await comes(it, 'Your request lies with the right people now.')
  assert.equal((await stands(it))[1], 'replied')
  await judge(threadId, 'auto_reply')
  await h.runLater()
  assert.equal((await stands(it))[0], 'waiting')
})

test('whoever has answered otherwise stays stopped', async () => {
  const it = await written('Eve')
  const threadId = await comes(it, 'Hiking in Nepal. Back on 7 December 2026.')
  await comes(it, 'Sounds interesting, please send me more information and pricing.', { subject: 'Your offer', alone: true })
  await judge(threadId, 'out_of_office')
  await h.runLater()
  assert.deepEqual((await stands(it)).slice(0, 2), ['stopped', 'replied'])
})

test('between two kinds of answers, nothing changes of what the mails are', async () => {
  const it = await written('Flo')
  const threadId = await comes(it, 'Sounds interesting, please send me more information and pricing.')
  await comes(it, 'I am on vacation until 7 December 2026.', automatic)
  const said = await answers(it), thread = await ok('GET', `/inbox/threads/${threadId}`)
  await judge(threadId, thread.class === 'question' ? 'not_now' : 'question')
  assert.deepEqual([await answers(it), (await stands(it))[1]], [said, 'replied'])
  const notes = await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from inbox_messages where lead_id = ${it.leadId} and kind = 'out_of_office'`))
  assert.equal(notes.n, 1)
})

test('whoever has left has left, and nobody goes on writing to them because it was an automatic note', async () => {
  const it = await written('Gil')
  const threadId = await comes(it, 'Gil no longer works for Acme. Please write to kim@acme.example.')
  assert.deepEqual((await stands(it)).slice(0, 2), ['stopped', 'replied'])
  await judge(threadId, 'auto_reply')
  await h.runLater()
  assert.deepEqual((await stands(it)).slice(0, 2), ['stopped', 'left_company'])
  assert.deepEqual((await mails(it.id)).map((m) => m.state), ['accepted', 'cancelled'])
})

test('a meeting that was booked after the answer stands, whatever the answer turns out to have been', async () => {
  const it = await written('Hal')
  const threadId = await comes(it, 'Your request lies with the right people now.')
  await h.world.write((tx) => stopForMeeting(tx, [it.leadId]))
  assert.deepEqual((await stands(it)).slice(0, 2), ['stopped', 'meeting_booked'])
  const { counters, steps } = await ok('GET', `/campaigns/${it.id}`)
  assert.deepEqual([counters.replied, steps[0].numbers.replied], [1, 1], 'an answer that led to a meeting is an answer')
  await judge(threadId, 'auto_reply')
  await h.runLater()
  assert.deepEqual((await stands(it)).slice(0, 2), ['stopped', 'meeting_booked'])
})

test('an answer that was a note had stopped the lead everywhere, and stops it nowhere', async () => {
  const it = await written('Ivo')
  const { id: anyTime } = await ok('POST', '/safety-rules', { name: 'Any time', again: 'any_time', exclusive: false, minDays: 0 })
  const other = await campaign('Another one', [], { mailboxIds: [it.box.id] })
  for (const id of [it.id, other]) await ok('PATCH', `/campaigns/${id}/rules`, { safetyId: anyTime })
  await ok('POST', `/campaigns/${other}/enrollments`, { leadIds: [it.leadId] })
  await h.runLater()
  await approveAll(other)
  await ok('POST', `/campaigns/${other}/launch`, { acceptAmber: true })
  await h.runLater()
  const threadId = await comes(it, 'Hiking in Nepal. Back on 7 December 2026.')
  const there = async () => { const { state, reasonCode } = await enrollmentOf(other, it.leadId); return [state, reasonCode] }
  assert.deepEqual(await there(), ['stopped', 'replied'])
  await judge(threadId, 'out_of_office')
  await h.runLater()
  assert.deepEqual([(await stands(it)).slice(0, 2), await there()], [['paused', 'out_of_office'], ['paused', 'out_of_office']])
})

test('whoever was taken out and answers after that does not come back', async () => {
  const it = await written('Kai'), act = (what: string, id: string) => ok('POST', `/campaigns/${it.id}/enrollments/act`, { act: what, ids: [id] })
  const { id } = await enrollmentOf(it.id, it.leadId)
  await act('remove', id)
  await comes(it, 'Yes, that sounds interesting. Shall we talk on Thursday?')
  assert.deepEqual((await stands(it)).slice(0, 2), ['stopped', 'removed'])
  const tried = await act('retry', id)
  assert.deepEqual([tried.done, tried.refused.map((r: { sentence: string }) => r.sentence)], [0, ['Has answered since then.']])
  assert.deepEqual((await stands(it)).slice(0, 2), ['stopped', 'removed'])
})
