import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { cast, type Person } from '#test/cast'
import { fakeCalendly, missed, told, token } from '#test/fakes/calendly'
import { house } from '#test/house'
import { desk, monday } from '../campaigns/desk.test-data.ts'

const calendly = await fakeCalendly()
const h = await house({ now: monday, config: { CALENDLY_URL: calendly.url, SSRF_ALLOW: calendly.host } })
after(async () => { await h.stop(); await calendly.stop() })
const { dana, mo, ines } = await cast(h)
const { api, campaign, enrollmentOf, mails, approveAll, launch } = await desk(h)
const rep = await h.api('rep')
const ok = async (method: string, path: string, body?: unknown, as = api) => { const a = await as(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }
const openTasks = async (leadId: string): Promise<{ title: string; why: string; kind: string; dueOn: string }[]> => (await ok('GET', `/tasks?list=open&leadId=${leadId}`)).items
const sentences = async (leadId: string): Promise<string[]> => (await ok('GET', `/leads/${leadId}/timeline`)).items.map((l: { sentence: string }) => l.sentence)

async function running(who: Person): Promise<string> {
  const id = await campaign(`For ${who.firstName}`, [who.id])
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  return id
}
const meeting = (more: object = {}) => ({ title: 'A first talk', startAt: '2026-11-24T13:00:00Z', endAt: '2026-11-24T13:30:00Z', place: 'https://meet.example/x', ...more })
let hook = ''
async function call(body: string, header = calendly.sign(body, h.clock.now()), path = hook) {
  const answer = await h.app.inject({ method: 'POST', url: path, payload: body, headers: { 'content-type': 'application/json', ...(header && { 'calendly-webhook-signature': header }) } })
  return { status: answer.statusCode, code: (answer.json() as { code: string }).code }
}
const at = { start: '2026-11-25T09:00:00.000000Z', end: '2026-11-25T09:30:00.000000Z' }
const booked = (id: string, who: Person, more: object = {}) => told('invitee.created', { id, name: `${who.firstName} ${who.lastName}`, email: who.email, ...at, ...more })
const cancelled = (id: string, who: Person, more: object = {}) => told('invitee.canceled', { id, name: who.firstName, email: who.email, ...at, ...more })
const known = async (leadId: string) => (await ok('GET', `/meetings?when=all&leadId=${leadId}`)).items as { id: string; status: string; title: string; place: string; timeZone: string; startAt: string; reason: string | null }[]

test('a meeting booked by hand stops every campaign of the lead at once, and stands in its story', async () => {
  const id = await running(dana)
  assert.equal((await mails(id)).filter((m) => ['planned', 'due'].includes(m.state)).length, 1)
  const made = await ok('POST', '/meetings', meeting({ leadId: dana.id }))
  assert.deepEqual([made.status, made.lead.name, made.timeZone, made.owner.name], ['booked', 'Dana Okafor', 'Europe/Berlin', 'Sam Carter'])
  assert.deepEqual([(await enrollmentOf(id, dana.id)).state, (await enrollmentOf(id, dana.id)).reasonCode], ['stopped', 'meeting_booked'])
  assert.equal((await mails(id)).filter((m) => ['planned', 'due', 'claimed'].includes(m.state)).length, 0)
  assert.ok((await sentences(dana.id)).some((s) => s === 'Sam Carter booked a meeting, “A first talk”, for 24 November 2026 with Dana Okafor.'), (await sentences(dana.id)).join('\n'))

  await ok('POST', `/meetings/${made.id}/status`, { status: 'cancelled', note: 'Ill.' })
  assert.deepEqual((await openTasks(dana.id)).map((t) => [t.title, t.why, t.kind, t.dueOn]), [['Find another time with Dana Okafor', '“A first talk” was cancelled: Ill.', 'meeting_follow_up', '2026-11-23']])
  assert.equal((await enrollmentOf(id, dana.id)).state, 'stopped', 'no campaign starts again')
})

test('booked on a deal with nobody named, it stops all the people of the deal, and moves the deal', async () => {
  const people: Person[] = []
  for (const [firstName, email] of [['Lia', 'lia@one.example'], ['Leo', 'leo@two.example'], ['Lou', 'lou@three.example']] as const) people.push({ ...dana, firstName, id: (await ok('POST', '/leads', { firstName, email })).id as string })
  const [lia, leo, lou] = people as [Person, Person, Person]
  const runs = [await running(lia), await running(leo), await running(lou)]
  const deal = await ok('POST', '/deals', { name: 'Three at one table', leadId: lia.id })
  await ok('PUT', `/deals/${deal.id}/people/${leo.id}`, { role: 'champion' })
  const made = await ok('POST', '/meetings', meeting({ title: 'With the committee', dealId: deal.id }))
  const states = async () => Promise.all(people.map(async (p, i) => { const e = await enrollmentOf(runs[i]!, p.id); return e.state === 'stopped' ? e.reasonCode : 'goes on' }))
  assert.deepEqual(await states(), ['meeting_booked', 'meeting_booked', 'goes on'])
  assert.deepEqual((await Promise.all(runs.map(mails))).map((all) => all.filter((m) => ['planned', 'due', 'claimed'].includes(m.state)).length), [0, 0, 1])
  await h.runLater()
  const now = await ok('GET', `/deals/${deal.id}`)
  assert.equal(now.pipeline.stages.find((s: { id: string }) => s.id === now.stageId).name, 'Meeting')
  assert.ok((await ok('GET', `/deals/${deal.id}/timeline`)).items.some((l: { sentence: string }) => l.sentence === 'Sam Carter booked a meeting, “With the committee”, for 24 November 2026.'))
  // Put on another deal afterwards, it is that one's people who are meant.
  const other = await ok('POST', '/deals', { name: 'Another table', leadId: lou.id })
  await ok('PATCH', `/meetings/${made.id}`, { dealId: other.id })
  assert.deepEqual(await states(), ['meeting_booked', 'meeting_booked', 'meeting_booked'])
})

test('Calendly is connected with a token: it is asked who it is, and told where to call', async () => {
  const link = await ok('POST', '/meetings/calendly', { token })
  assert.equal(link.url, 'https://calendly.com/sam-carter')
  const [made] = calendly.subscriptions
  assert.deepEqual([made!.scope, made!.user, made!.events.length], ['user', `${calendly.url}/users/SAM`, 4])
  hook = new URL(made!.url).pathname
  assert.match(hook, /^\/hooks\/calendly\/[\w-]{32}$/)
  assert.ok(!JSON.stringify(link).includes(hook.split('/').at(-1)!), 'the address is said to Calendly alone')
  const sealed = await h.world.read((tx) => tx.one<{ all: string }>(sql`select row_to_json(b)::text as all from booking_links b`))
  assert.ok(!sealed.all.includes(token) && !sealed.all.includes(made!.signing_key), 'secrets are sealed')
  const url = new URL((await ok('GET', `/leads/${mo.id}/booking-link`)).url)
  assert.deepEqual(Object.fromEntries(url.searchParams), { name: 'Mo Lindqvist', email: 'mo@globex.example', utm_source: 'overture', utm_content: mo.id })
  assert.equal((await ok('GET', `/leads/${mo.id}/booking-link`, undefined, rep)).url, null, 'each has a link of one’s own')
})

test('a booking at Calendly is matched to its lead and stops its campaigns', async () => {
  const id = await running(mo)
  assert.deepEqual(await call(booked('B1', mo)), { status: 200, code: 'ok' })
  const [one, ...more] = await known(mo.id)
  assert.deepEqual([more.length, one!.title, one!.place, one!.timeZone, one!.startAt], [0, 'A first talk', 'https://zoom.example/j/1?pwd=a,b;c', 'Europe/Lisbon', '2026-11-25T09:00:00.000Z'])
  assert.equal((await enrollmentOf(id, mo.id)).reasonCode, 'meeting_booked')
  assert.ok((await ok('GET', '/meetings/booking-link')).calendly.heardAt)
})

test('whoever books from another address through our link is still the lead; nobody else is taken for one', async () => {
  await call(booked('B2', ines, { email: 'ines.private@mail.example', leadId: ines.id }))
  assert.equal((await known(ines.id)).length, 1)
  await call(told('invitee.created', { id: 'B3', name: 'Zoë Unknown', email: 'zoe@nowhere.example', ...at, leadId: crypto.randomUUID() }))
  const [stranger] = (await ok('GET', '/meetings?unmatched=true&when=all')).items
  assert.deepEqual([stranger.lead, stranger.bookedBy], [null, { name: 'Zoë Unknown', email: 'zoe@nowhere.example' }])
  await h.runLater()
  assert.ok((await ok('GET', '/notices')).items.some((n: { kind: string; title: string }) => n.kind === 'meeting' && /Zoë Unknown booked/.test(n.title)))
  const id = await running({ ...dana, id: (await ok('POST', '/leads', { email: 'zoe@elsewhere.example', firstName: 'Zoë' })).id })
  const zoe = (await h.world.read((tx) => tx.one<{ id: string }>(sql`select lead_id as id from enrollments where campaign_id = ${id}`))).id
  await ok('PATCH', `/meetings/${stranger.id}`, { leadId: zoe })
  assert.equal((await enrollmentOf(id, zoe)).reasonCode, 'meeting_booked', 'said whose it is, it counts as theirs')
})

test('what is unsigned, signed by another, changed on the way, old, or told twice changes nothing', async () => {
  const body = booked('B4', mo), before = (await known(mo.id)).length
  assert.deepEqual(await call(body, ''), { status: 401, code: 'unsigned' })
  assert.deepEqual(await call(body, calendly.sign(body, h.clock.now(), 'another key')), { status: 401, code: 'wrong_signature' })
  assert.deepEqual(await call(body.replace('B4', 'B5'), calendly.sign(body, h.clock.now())), { status: 401, code: 'wrong_signature' })
  assert.deepEqual(await call(body, calendly.sign(body, new Date(h.clock.now().getTime() - 10 * 60_000))), { status: 401, code: 'too_old' })
  assert.deepEqual(await call(body, undefined, '/hooks/calendly/not-an-address-of-anybody'), { status: 404, code: 'not_found' })
  assert.equal((await known(mo.id)).length, before)
  const header = calendly.sign(body, h.clock.now())
  const both = await Promise.all([call(body, header), call(body, header)])
  assert.deepEqual(both.map((b) => b.code).toSorted(), ['heard_before', 'ok'])
  h.clock.advance(30_000)
  assert.equal((await call(body)).code, 'ok', 'Calendly itself tells it again, signed anew')
  assert.equal((await known(mo.id)).length, before + 1, 'and it is the same booking')
  for (const odd of ['{', '[]', '{"event":"routing_form_submission.created","payload":{}}', '{"event":"invitee.created","payload":{"uri":1}}']) assert.deepEqual((await call(odd)).status, odd === '{' ? 400 : 200, odd)
})

test('a cancellation opens a task and no campaign; moving to another time opens none', async () => {
  assert.equal((await call(cancelled('B1', mo, { reason: 'A conflict' }))).code, 'ok')
  assert.deepEqual((await openTasks(mo.id)).map((t) => t.why), ['“A first talk” was cancelled: A conflict'])
  assert.equal((await known(mo.id)).find((m) => m.reason)!.status, 'cancelled')
  await call(booked('B6', ines, { oldId: 'B2' }))
  await call(cancelled('B2', ines, { rescheduled: true }))
  assert.deepEqual(await openTasks(ines.id), [])
  assert.deepEqual((await known(ines.id)).map((m) => m.status).toSorted(), ['booked', 'cancelled'])
})

test('heard in the wrong order it ends the same', async () => {
  await call(cancelled('B7', dana, { reason: 'Too early' }))
  await call(booked('B7', dana))
  assert.deepEqual((await known(dana.id)).filter((m) => m.reason === 'Too early').map((m) => m.status), ['cancelled'])
})

test('they did not come: noted, with a task to find another time; and they did after all', async () => {
  await call(missed('B6'))
  assert.equal((await known(ines.id)).filter((m) => m.status === 'no_show').length, 1)
  assert.deepEqual((await openTasks(ines.id)).map((t) => t.why), ['They did not come to “A first talk”.'])
  await call(missed('B6', 'invitee_no_show.deleted'))
  assert.equal((await known(ines.id)).filter((m) => m.status === 'held').length, 1)
})

test('how it went is said afterwards, and becomes an activity', async () => {
  const made = await ok('POST', '/meetings', meeting({ leadId: ines.id }))
  assert.equal((await api('POST', `/meetings/${made.id}/status`, { status: 'held' })).body.error.code, 'not_yet')
  h.clock.set('2026-11-24T13:40:00Z')
  await ok('POST', `/meetings/${made.id}/status`, { status: 'held', note: 'Wants a pilot.' })
  assert.ok((await ok('GET', `/activities?leadId=${ines.id}&kind=meeting`)).items.some((a: { note: string; minutes: number; meetingId: string }) => a.note === 'Wants a pilot.' && a.minutes === 30 && a.meetingId === made.id))
})

test('one’s calendar is behind a secret address that can be taken away', async () => {
  await ok('POST', '/tasks', { title: 'Send; the, offer', dueOn: '2026-11-30', dueTime: '09:00', remindMinutes: 10 })
  const feed = await ok('POST', '/calendar-feed', {})
  const read = async (url: string) => { const answer = await h.app.inject({ method: 'GET', url: new URL(url).pathname }); return { status: answer.statusCode, text: answer.body, type: String(answer.headers['content-type']) } }
  const first = await read(feed.url)
  assert.deepEqual([first.status, first.type], [200, 'text/calendar; charset=utf-8'])
  assert.match(first.text, /SUMMARY:Send\\; the\\, offer\r\n/)
  assert.match(first.text, /DTSTART:20261130T080000Z\r\n/, 'nine o’clock in Berlin')
  assert.match(first.text, /STATUS:CANCELLED\r\n/)
  assert.equal((await ok('GET', '/calendar-feed')).url, feed.url, 'its owner may read it again')
  assert.equal((await ok('GET', '/calendar-feed', undefined, rep)).url, null)
  const next = await ok('POST', '/calendar-feed', {})
  assert.deepEqual([(await read(feed.url)).status, (await read(next.url)).status], [404, 200])
  await ok('DELETE', '/calendar-feed')
  assert.equal((await read(next.url)).status, 404)
})

test('what Calendly refuses is told in a sentence, and nothing is half-done', async () => {
  assert.match((await rep('POST', '/meetings/calendly', { token: 'a token of nobody' })).body.error.message, /does not know this token/)
  calendly.trouble = { status: 403, body: { message: 'Permission Denied' } }
  assert.match((await rep('POST', '/meetings/calendly', { token })).body.error.message, /paid plan/)
  calendly.trouble = { status: 503, body: {} }
  assert.equal((await rep('POST', '/meetings/calendly', { token })).status, 424)
  calendly.trouble = null
  assert.equal((await ok('GET', '/meetings/booking-link', undefined, rep)).calendly, null)
  assert.equal((await rep('PUT', '/meetings/booking-link', { url: 'javascript:alert(1)' })).body.error.code, 'bad_link')
  assert.equal((await ok('PUT', '/meetings/booking-link', { url: 'cal.com/mo?month=5' }, rep)).url, 'https://cal.com/mo?month=5')
  const before = calendly.subscriptions.length
  await ok('DELETE', '/meetings/calendly')
  assert.equal(calendly.subscriptions.length, before - 1)
  assert.equal((await call(booked('B9', dana), 't=1,v1=00')).status, 404)
})

test('bad input gets a sentence', async () => {
  assert.equal((await api('POST', '/meetings', meeting({ endAt: '2026-11-24T12:00:00Z' }))).body.error.field, 'endAt')
  assert.equal((await api('POST', '/meetings', meeting({ timeZone: 'Mars/Olympus' }))).body.error.code, 'no_such_zone')
  assert.equal((await api('POST', '/meetings', meeting({ leadId: crypto.randomUUID() }))).body.error.code, 'no_such_lead')
  assert.equal((await api('POST', '/meetings', meeting({ startAt: '20025-01-01T00:00:00Z' }))).status, 422)
  assert.equal((await (await h.api('viewer'))('POST', '/meetings', meeting())).status, 403)
})
