import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { autoReplyReceived, replyReceived, unmatchedReceived } from '#inbox'
import { lockLead, meetingBooked } from '#leads'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday })
after(() => h.stop())
await cast(h)
const { api, mailboxId, campaign, enrollmentOf, mails, approveAll, launch, to, leaves, lead } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

const empty = async (name: string): Promise<string> => (await ok('POST', '/campaigns', { name, mailboxIds: [mailboxId] })).id

let n = 0
/** Three of one company who were written to, in a launched campaign with these rules. */
async function threeOf(domain: string, rules: object, more: object = {}) {
  await to(monday)
  const people = [await lead(`a${++n}@${domain}`, 'Ada'), await lead(`b${n}@mail.${domain}`, 'Ben'), await lead(`c${n}@elsewhere${n}.example`, 'Cy')]
  const id = await campaign(`Of ${domain}`, people, more)
  await ok('PATCH', `/campaigns/${id}/rules`, rules)
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T12:00:00Z')
  for (const m of await mails(id)) await leaves(m.id)
  return { id, ada: people[0]!, ben: people[1]!, cy: people[2]! }
}
const answer = (leadId: string, campaignId?: string) => h.world.write(async (tx) => {
  await lockLead(tx, leadId)
  await announce(tx, replyReceived, { leadId, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId, class: 'question', from: 'x@y.example', ...(campaignId && { campaignId }) })
})

test('a stop reaches this campaign, the person or the whole company, as the campaign says', async () => {
  const usual = await threeOf('usual.example', {})
  await answer(usual.ada, usual.id)
  assert.deepEqual([(await enrollmentOf(usual.id, usual.ada)).state, (await enrollmentOf(usual.id, usual.ben)).state], ['stopped', 'waiting'])

  // Two campaigns with the same lead: the rules of the first let the second go on.
  const open = await ok('POST', '/safety-rules', { name: 'Side by side', again: 'any_time', exclusive: false })
  const here = await threeOf('here.example', { stopScope: 'campaign', safetyId: open.id })
  const second = await empty('Second')
  await ok('PATCH', `/campaigns/${second}/rules`, { safetyId: open.id })
  assert.equal((await ok('POST', `/campaigns/${second}/enrollments`, { leadIds: [here.ada] })).enrolled, 1)
  await h.runLater()
  await answer(here.ada, here.id)
  assert.equal((await enrollmentOf(here.id, here.ada)).state, 'stopped')
  assert.notEqual((await enrollmentOf(second, here.ada)).state, 'stopped')
  await answer(here.ada)
  assert.equal((await enrollmentOf(second, here.ada)).state, 'stopped', 'an answer to nobody knows what stops everything')

  const all = await threeOf('whole.example', { stopScope: 'company' })
  await answer(all.ada, all.id)
  assert.deepEqual([(await enrollmentOf(all.id, all.ben)).reasonCode, (await enrollmentOf(all.id, all.cy)).state], ['colleague_replied', 'waiting'], 'a sub-domain is the same company, another domain is not')
})

test('for colleagues: stop, pause or delay', async () => {
  const stop = await threeOf('stop.example', { colleagues: 'stop' })
  assert.equal((await ok('GET', `/campaigns/${stop.id}`)).stopCompany, true)
  await answer(stop.ada, stop.id)
  assert.equal((await enrollmentOf(stop.id, stop.ben)).reasonCode, 'colleague_replied')

  const pause = await threeOf('pause.example', { colleagues: 'pause' })
  await answer(pause.ada, pause.id)
  const waits = await enrollmentOf(pause.id, pause.ben)
  assert.deepEqual([waits.state, waits.reasonCode, waits.resumeAt], ['paused', 'colleague_answered', null])
  assert.ok((await mails(pause.id)).filter((m) => m.lead_id === pause.ben && m.step_no === 2).every((m) => m.state === 'planned' && m.reason_code === 'colleague_answered'))

  const delay = await threeOf('delay.example', { colleagues: 'delay', colleagueDays: 10 })
  await answer(delay.ada, delay.id)
  const later = await enrollmentOf(delay.id, delay.ben)
  assert.deepEqual([later.state, later.resumeAt.slice(0, 10)], ['paused', '2026-12-02'], 'midnight in Berlin of the tenth day')
  await to('2026-12-03T09:00:00Z')
  await lineOnce(h.ground)
  assert.equal((await enrollmentOf(delay.id, delay.ben)).state, 'waiting', 'and goes on by itself')
})

test('free mail is no company; a booked meeting stops like an answer', async () => {
  const free = await threeOf('gmail.com', { stopScope: 'company', colleagues: 'stop' })
  await answer(free.ada, free.id)
  assert.equal((await enrollmentOf(free.id, free.ben)).state, 'waiting')
  const meets = await threeOf('meets.example', {})
  await h.world.write((tx) => announce(tx, meetingBooked, { leadId: meets.ada }))
  assert.equal((await enrollmentOf(meets.id, meets.ada)).reasonCode, 'meeting_booked')
})

test('somebody of the company writes whom nobody knows: those written to wait two business days', async () => {
  const s = await threeOf('stranger.example', {})
  await h.world.write((tx) => announce(tx, unmatchedReceived, { inboxMessageId: crypto.randomUUID(), mailboxId, from: 'assistant@stranger.example' }))
  const held = await enrollmentOf(s.id, s.ada)
  assert.deepEqual([held.state, held.reasonCode, held.resumeAt.slice(0, 10)], ['paused', 'colleague_answered', '2026-11-24'])
  assert.match(held.reason, /assistant@stranger\.example/)
  assert.equal((await enrollmentOf(s.id, s.cy)).state, 'waiting')
})

test('where nobody knows the zone of a lead, its days begin where the campaign is', async () => {
  const newYork = { timeZone: 'America/New_York' }, forget = (id: string) => h.world.write((tx) => tx.run(sql`update enrollments set time_zone = null where campaign_id = ${id}`))
  const delay = await threeOf('far.example', { colleagues: 'delay', colleagueDays: 10 }, newYork)
  await forget(delay.id)
  await answer(delay.ada, delay.id)
  assert.equal((await enrollmentOf(delay.id, delay.ben)).resumeAt, '2026-12-03T05:00:00.000Z')
  const strange = await threeOf('farther.example', {}, newYork)
  await forget(strange.id)
  await h.world.write((tx) => announce(tx, unmatchedReceived, { inboxMessageId: crypto.randomUUID(), mailboxId, from: 'assistant@farther.example' }))
  assert.equal((await enrollmentOf(strange.id, strange.ada)).resumeAt, '2026-11-25T05:00:00.000Z')
})

test('out of office: the days after the return are the campaign’s own', async () => {
  const away = await threeOf('away.example', { awayDays: 3, awayUnknownDays: 6 })
  const tell = (leadId: string, returnDate?: string) => h.world.write((tx) => announce(tx, autoReplyReceived, { leadId, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId, kind: 'out_of_office' as const, ...(returnDate && { returnDate }) }))
  await tell(away.ada, '2026-12-02')
  await tell(away.ben)
  assert.equal((await enrollmentOf(away.id, away.ada)).resumeAt, '2026-12-06T23:00:00.000Z', 'Monday, the third working day, in Berlin')
  assert.equal((await enrollmentOf(away.id, away.ben)).resumeAt, '2026-11-28T23:00:00.000Z')
})

test('safety rules say who comes in, with names and reasons', async () => {
  await to(monday)
  const lists = await ok('POST', '/lists', { name: 'Partners' })
  const customer = await lead('customer@safe.example', 'Cora'), tagged = await lead('tagged@safe.example', 'Tag'), listed = await lead('listed@safe.example', 'Lis'), fresh = await lead('fresh@safe.example', 'Fay'), written = await lead('written@safe.example', 'Wes')
  await ok('PATCH', `/leads/${customer}`, { status: 'converted' })
  await ok('PATCH', `/leads/${tagged}`, { tags: ['do not disturb'] })
  await h.world.write((tx) => tx.run(sql`insert into list_members (workspace_id, list_id, lead_id) values (${tx.workspaceId}, ${lists.id}, ${listed})`))
  const first = await campaign('First contact', [written])
  await approveAll(first)
  await launch(first)
  await to('2026-11-23T12:00:00Z')
  for (const m of await mails(first)) await leaves(m.id)
  const row = await enrollmentOf(first, written)
  await ok('POST', `/campaigns/${first}/enrollments/act`, { act: 'finish', ids: [row.id] })

  const rules = await ok('POST', '/safety-rules', { name: 'Careful', again: 'if_not_active', minDays: 30, statuses: ['converted'], tags: ['do not disturb'], listIds: [lists.id] })
  const id = await empty('Careful ones')
  await ok('PATCH', `/campaigns/${id}/rules`, { safetyId: rules.id })
  const everybody = [customer, tagged, listed, fresh, written]
  const preview = await ok('POST', `/campaigns/${id}/audience/preview`, { leadIds: everybody })
  assert.equal(preview.fits, 1)
  assert.deepEqual(preview.leftOut.map((g: any) => g.code).sort(), ['list_excluded', 'status_excluded', 'tag_excluded', 'touched_lately'])
  assert.match(preview.leftOut.find((g: any) => g.code === 'touched_lately').examples[0].detail, /Was written to on 23 November; the rules ask for 30 days between/)
  await ok('POST', `/campaigns/${id}/enrollments`, { leadIds: everybody })
  assert.equal((await ok('GET', `/campaigns/${id}/launch`)).leftOut.length, 4, 'and the launch page names them')

  await ok('PATCH', `/safety-rules/${rules.id}`, { again: 'once', minDays: 0 })
  const again = await ok('POST', `/campaigns/${id}/audience/preview`, { leadIds: [written] })
  assert.equal(again.leftOut[0].code, 'was_in_a_campaign')
  assert.equal((await api('POST', '/safety-rules', { name: 'careful' })).status, 422, 'a name once')
  await ok('DELETE', `/safety-rules/${rules.id}`)
  assert.equal((await ok('GET', `/campaigns/${id}/rules`)).safetyId, null)
})

test('a weekday of its own, a public holiday where the lead is, a day of rest of the workspace', async () => {
  await to('2026-12-06T10:00:00Z') // a Sunday; the 8th is a holiday in Austria and not in Germany
  const anna = await lead('anna@vienna.example', 'Anna'), bert = await lead('bert@munich.example', 'Bert')
  await ok('PATCH', `/leads/${anna}`, { country: 'Austria', timeZone: 'Europe/Vienna' })
  await ok('PATCH', `/leads/${bert}`, { country: 'DE' })
  const id = await campaign('Days', [anna, bert], { days: [2, 3, 4] })
  await ok('PATCH', `/campaigns/${id}/rules`, { dayWindows: { 2: { from: '13:00', to: '14:00' } } })
  await approveAll(id)
  await launch(id)
  const at = async (leadId: string) => (await mails(id)).find((m) => m.lead_id === leadId)?.due_at.toISOString()
  assert.match((await at(bert))!, /^2026-12-08T12:/, 'Tuesday between one and two in Munich')
  assert.match((await at(anna))!, /^2026-12-09T/, 'the day after the holiday')
  assert.ok((await ok('GET', '/holidays?country=AT&year=2026')).items.some((d: any) => d.date === '2026-12-08'))
  assert.equal((await ok('GET', '/holidays?country=AT&year=2026')).items.some((d: any) => d.date === '2026-12-09'), false)

  await ok('PUT', '/workspace-hours', { quiet: [{ from: '2026-12-08', to: '2026-12-09', label: 'Company days' }] })
  await h.runLater()
  assert.match((await at(bert))!, /^2026-12-10T/)
  assert.match((await at(anna))!, /^2026-12-10T/)
  await ok('PUT', '/workspace-hours', { quiet: [] })
  await h.runLater()
})

test('a feast of several days rests on each of them, whatever hour it ends at; a holiday of one day on that day', async () => {
  const daysOf = async (country: string, from: string, to: string) => (await ok('GET', `/holidays?country=${country}&year=2026`)).items.map((d: any) => d.date).filter((d: string) => from <= d && d <= to)
  // Kurban Bayramı ends at noon of the 31st for the library, which counts the half days; it is over with the 30th.
  assert.deepEqual(await daysOf('TR', '2026-05-20', '2026-06-10'), ['2026-05-27', '2026-05-28', '2026-05-29', '2026-05-30'])
  assert.deepEqual(await daysOf('TR', '2026-03-10', '2026-04-30'), ['2026-03-20', '2026-03-21', '2026-03-22', '2026-04-23'])
  // From evening to evening.
  assert.deepEqual(await daysOf('AE', '2026-05-20', '2026-06-10'), ['2026-05-27', '2026-05-28', '2026-05-29'])
  assert.deepEqual(await daysOf('VN', '2026-02-10', '2026-02-28'), ['2026-02-16', '2026-02-17', '2026-02-18', '2026-02-19', '2026-02-20'])
})

test('rules that could never send are refused', async () => {
  const id = await empty('Wrong')
  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { dayWindows: { 1: { from: '10:00', to: '10:05' } } })).status, 422)
  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { safetyId: crypto.randomUUID() })).status, 422)
  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { newPerDay: 0 })).status, 422)
})

test('who is tracked: by the campaign, and by the country of each lead', async () => {
  await to(monday)
  const [german, french, unknown] = [await lead('de@tracked.example', 'Dora'), await lead('fr@tracked.example', 'Fleur'), await lead('nowhere@tracked.example', 'Nemo')]
  const from = (id: string, country: string | null) => h.world.write((tx) => tx.run(sql`update leads set country = ${country}, city = null where id = ${id}`))
  await from(german, 'Germany'); await from(french, 'FR'); await from(unknown, null)
  const id = await campaign('Looking', [german, french, unknown], { trackOpens: true })
  assert.deepEqual((({ trackNotIn, trackUnknown }) => ({ trackNotIn, trackUnknown }))(await ok('GET', `/campaigns/${id}/rules`)), { trackNotIn: [], trackUnknown: true })
  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { trackNotIn: ['Germany'] })).status, 422)
  await ok('PATCH', `/campaigns/${id}/rules`, { trackNotIn: ['DE'], trackUnknown: false })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  const watched = await h.world.read((tx) => tx.many<{ lead_id: string }>(sql`select m.lead_id from tracked_links l join messages m on m.workspace_id = l.workspace_id and m.id = l.message_id where m.campaign_id = ${id} and l.no = 0`))
  assert.deepEqual(watched.map((w) => w.lead_id), [french])
})
