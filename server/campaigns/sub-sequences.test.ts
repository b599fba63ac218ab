import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { replyReceived, threadClassified } from '#inbox'
import { lockLead } from '#leads'
import { firstMailsOn } from '#sending'
import { linkClicked } from '#tracking'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday })
after(() => h.stop())
await cast(h)
const { api, mailboxId, campaign, enrollmentOf, enrollments, mails, approveAll, launch, to, leaves, lead } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

let n = 0
/** Ada and Ben had the first mail of a campaign that sends some of its leads elsewhere. */
async function two(when: object, more: object = {}) {
  await to(monday)
  const ada = await lead(`ada${++n}@one${n}.example`, 'Ada'), ben = await lead(`ben${n}@two${n}.example`, 'Ben')
  const there = await campaign(`Nurture ${n}`, []), here = await campaign(`First ${n}`, [ada, ben])
  await ok('PATCH', `/campaigns/${here}/rules`, { subSequences: [{ when, toCampaignId: there, afterDays: 0, sameThread: true, ...more }] })
  for (const id of [here, there]) { await approveAll(id); assert.equal((await launch(id)).status, 200, id) }
  await to('2026-11-23T12:00:00Z')
  for (const m of await mails(here)) await leaves(m.id)
  return { here, there, ada, ben }
}
const answer = async (leadId: string, campaignId: string, kind: 'not_now' | 'interested' | 'not_interested') => {
  await h.world.write(async (tx) => { await lockLead(tx, leadId); await announce(tx, replyReceived, { leadId, campaignId, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId, class: kind, from: 'x@y.example' }) })
  await h.runLater()
}
const underWay = async (leadId: string) => (await ok('GET', `/leads/${leadId}/enrollments`)).items.filter((e: any) => !['stopped', 'finished', 'skipped'].includes(e.state))

test('“not now” goes on elsewhere at its day, in the same conversation, and another answer stops that too', async () => {
  const { here, there, ada, ben } = await two({ about: 'replied', classes: ['not_now'] }, { afterDays: 60 })
  await answer(ben, here, 'interested')
  assert.equal(await enrollmentOf(there, ben), undefined, 'another kind of answer does not')
  await answer(ada, here, 'not_now')
  const left = await enrollmentOf(here, ada), came = await enrollmentOf(there, ada)
  assert.deepEqual([left.state, left.reasonCode, came.state, came.reasonCode, came.resumeAt.slice(0, 10)], ['stopped', 'replied', 'paused', 'sub_sequence', '2027-01-22'])
  assert.equal(came.cameWhy, `Answered “not now” in First ${n}.`)
  assert.match(left.reason, /Goes on in Nurture/)
  assert.deepEqual((await underWay(ada)).map((e: any) => e.campaignId), [there])
  const told = (await ok('GET', `/leads/${ada}/timeline?limit=50`)).items.map((i: any) => i.sentence ?? i.says ?? JSON.stringify(i))
  assert.ok(told.some((s: string) => /goes on in Nurture/.test(s)), told.join('\n'))

  await to('2027-01-25T09:00:00Z')
  await lineOnce(h.ground); await h.runLater(); await approveAll(there); await lineOnce(h.ground)
  const [first] = (await mails(there)).filter((m) => m.lead_id === ada), [before] = (await mails(here)).filter((m) => m.lead_id === ada)
  assert.deepEqual([first.state, first.subject, first.needs_look], ['planned', `Re: ${before.subject}`, true], 'an answer to the mail it had, after a look into the letterbox')
  assert.ok(first.in_reply_to)
  await answer(ada, there, 'not_interested')
  assert.deepEqual((await mails(there)).filter((m) => m.lead_id === ada).map((m) => m.state), ['cancelled'])
  assert.deepEqual(await underWay(ada), [])
})

test('so many new leads a day: those who come from elsewhere are counted, though the letterbox is looked into before their first mail', async () => {
  const { here, there, ada, ben } = await two({ about: 'clicked' })
  await ok('PATCH', `/campaigns/${there}/rules`, { newPerDay: 1 })
  for (const mail of (await mails(here)).filter((m) => m.state === 'accepted')) await h.world.write((tx) => announce(tx, linkClicked, { messageId: mail.id, leadId: mail.lead_id, campaignId: here, url: 'https://acme.example/' } as never))
  await h.runLater()
  await approveAll(there)
  await lineOnce(h.ground)
  const planned = async () => (await mails(there)).filter((m) => m.step_no === 1 && m.state === 'planned')
  const [first, ...more] = await planned()
  assert.deepEqual([first.needs_look, more.length], [true, 0])
  await to('2026-11-24T06:30:00Z')
  await lineOnce(h.ground)
  assert.deepEqual((await planned()).map((m) => m.lead_id).toSorted(), [ada, ben].toSorted(), 'the other one begins a day later')
  // A follow-up is nobody's first, looked for or not.
  await leaves(first.id)
  const changed = await h.world.write((tx) => tx.run(sql`update messages set needs_look = false, due_at = ${tx.now}::timestamptz + interval '1 hour' where campaign_id = ${there} and step_no = 2`))
  assert.deepEqual([changed, await h.world.read((tx) => firstMailsOn(tx, there, 'Europe/Berlin', '2026-11-24'))], [1, 2])
})

test('an answer that names a time is taken at its word', async () => {
  const { here, there, ada, ben } = await two({ about: 'replied', classes: ['not_now'] }, { afterDays: 60 })
  const says = (leadId: string, text: string) => h.world.write((tx) => tx.run(sql`
    insert into inbox_messages (workspace_id, mailbox_id, folder, identity, body_text, kind, kind_reason, received_at, lead_id, campaign_id)
    values (${tx.workspaceId}, ${mailboxId}, 'INBOX', ${text}, ${text}, 'reply', 'a person', ${tx.now}, ${leadId}, ${here})`))
  await says(ada, 'Not this quarter. Please come back in Q2.')
  await says(ben, 'Not now.')
  for (const leadId of [ada, ben]) await answer(leadId, here, 'not_now')
  const came = await enrollmentOf(there, ada)
  assert.deepEqual([came.reasonCode, came.resumeAt.slice(0, 13)], ['sub_sequence', '2027-03-31T22'], 'the first of April in Berlin')
  assert.match(came.reason, /Goes on here on .*1 April.*, as the answer asks\./)
  assert.equal((await enrollmentOf(there, ben)).resumeAt.slice(0, 10), '2027-01-22', 'where none is named the days count')
})

test('a followed link moves a lead at once; its next mail here is taken back; heard twice it changes nothing', async () => {
  const { here, there, ada } = await two({ about: 'clicked' })
  const [mail] = (await mails(here)).filter((m) => m.lead_id === ada)
  const click = async () => { await h.world.write((tx) => announce(tx, linkClicked, { messageId: mail.id, leadId: ada, campaignId: here, url: 'https://acme.example/' } as never)); await h.runLater() }
  await click(); await click()
  const left = await enrollmentOf(here, ada)
  assert.deepEqual([left.state, left.reasonCode], ['stopped', 'moved_on'])
  assert.deepEqual((await mails(here)).filter((m) => m.lead_id === ada).map((m) => m.state).sort(), ['accepted', 'cancelled'])
  assert.deepEqual((await enrollments(there)).map((e) => e.leadId), [ada])
  assert.deepEqual((await underWay(ada)).map((e: any) => e.campaignId), [there])
})

test('a tag and a status, for one lead and for many at once', async () => {
  const { there, ada, ben } = await two({ about: 'tag', tags: ['vip'] })
  await ok('PATCH', `/leads/${ada}`, { tags: ['vip'] }); await h.runLater()
  assert.deepEqual((await enrollments(there)).map((e) => e.leadId), [ada])
  await ok('POST', '/leads/bulk', { whom: { ids: [ben] }, action: { do: 'addTags', tags: ['vip'] } }); await h.runLater()
  assert.deepEqual((await enrollments(there)).map((e) => e.leadId).sort(), [ada, ben].sort())
  for (const id of [ada, ben]) assert.deepEqual((await underWay(id)).map((e: any) => e.campaignId), [there], 'and in no other')
})

test('whoever may not be written to does not come in, and the row says why; the safety rules there hold', async () => {
  const { here, there, ada, ben } = await two({ about: 'replied', classes: ['not_now'] })
  const safety = await ok('POST', '/safety-rules', { name: `No VIPs ${n}`, tags: ['hands-off'], minDays: 30 })
  await ok('PATCH', `/campaigns/${there}/rules`, { safetyId: safety.id })
  await ok('PATCH', `/leads/${ada}`, { tags: ['hands-off'] })
  await answer(ada, here, 'not_now')
  assert.equal(await enrollmentOf(there, ada), undefined)
  assert.match((await enrollmentOf(here, ada)).reason, /could not go on in Nurture.*hands-off/)
  await answer(ben, here, 'not_now')
  assert.equal((await enrollmentOf(there, ben)).resumeAt.slice(0, 10), '2026-12-23', 'thirty days after the mail it had')
})

test('an answer that is judged anew takes the way back, and back again', async () => {
  const { here, there, ada } = await two({ about: 'replied', classes: ['not_now'] })
  await answer(ada, here, 'not_now')
  const judge = async (before: 'not_now' | 'interested', now: 'not_now' | 'interested') => { await h.world.write((tx) => announce(tx, threadClassified, { threadId: crypto.randomUUID(), leadId: ada, campaignId: here, before, class: now })); await h.runLater() }
  await judge('not_now', 'interested')
  assert.deepEqual(await underWay(ada), [])
  await judge('interested', 'not_now')
  assert.deepEqual((await underWay(ada)).map((e: any) => e.campaignId), [there])
})

test('those who never answer go on after their last mail, and the dry run says so', async () => {
  const { here, there, ada } = await two({ about: 'unanswered' }, { afterDays: 30 })
  assert.match((await ok('GET', `/campaigns/${here}/dry-run`)).sentence, /Then everybody goes on in Nurture \d+, 30 days after the last mail/)
  for (const at of ['2026-11-26T12:00:00Z', '2026-12-02T12:00:00Z']) { await to(at); for (const m of (await mails(here)).filter((x) => x.lead_id === ada && x.state === 'planned')) await leaves(m.id); await lineOnce(h.ground); await h.runLater() }
  assert.equal((await enrollmentOf(here, ada)).state, 'finished')
  assert.equal((await enrollmentOf(there, ada)).resumeAt.slice(0, 10), '2027-01-01')
})

test('what cannot be asked for is refused in a sentence', async () => {
  const id = await campaign(`Alone ${++n}`, []), old = await campaign(`Old ${n}`, [])
  await ok('POST', `/campaigns/${old}/archive`)
  const asks = (toCampaignId: string) => api('PATCH', `/campaigns/${id}/rules`, { subSequences: [{ when: { about: 'clicked' }, toCampaignId, afterDays: 0, sameThread: true }] })
  assert.match((await asks(id)).body.detail ?? JSON.stringify((await asks(id)).body), /not back into this one/)
  assert.match(JSON.stringify((await asks(old)).body), /archived/)
  assert.match(JSON.stringify((await asks(crypto.randomUUID())).body), /does not exist any more/)
})
