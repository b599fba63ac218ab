import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { planMessage } from '#sending'
import { addMailbox } from '#mailboxes'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { isSame, merged, type Activity, type NewActivity } from './activity.ts'
import { roomAt, weeksAhead } from './linkedin.ts'

const h = await house({ now: '2026-11-27T09:00:00Z' })
after(() => h.stop())
const { dana, mo, ines, acme } = await cast(h)
const sam = await h.api(), rep = await h.api('rep')
const log = async (input: object, api = sam) => (await api('POST', '/activities', input)).body
const timeline = async (id: string): Promise<{ sentence: string; quote: string | null; kind: string }[]> => (await sam('GET', `/leads/${id}/timeline`)).body.items

test('a call, a meeting and a note are logged, and stand in the timeline of the lead and of its company', async () => {
  assert.equal((await log({ kind: 'note', leadId: dana.id, note: 'Prefers mornings.', pinned: true })).sentence, 'Logged.')
  await log({ kind: 'meeting', leadId: dana.id, note: 'Coffee at the fair.', minutes: 30, at: '2026-11-24T10:00:00Z' })
  const { activity } = await log({ kind: 'call', leadId: dana.id, note: 'Will talk to her boss.', outcome: 'voicemail' })
  assert.deepEqual([activity.outcomeLabel, activity.by, activity.company.id], ['Voicemail', 'Sam Carter', acme])
  const lines = (await timeline(dana.id)).filter((l) => l.kind === 'activity')
  assert.deepEqual(lines.slice(0, 3).map((l) => [l.kind, l.sentence, l.quote]), [
    ['activity', 'Sam Carter called Dana Okafor: voicemail.', 'Will talk to her boss.'], ['activity', 'Sam Carter met Dana Okafor on 24 November 2026.', 'Coffee at the fair.'], ['activity', 'Sam Carter made a note about Dana Okafor.', 'Prefers mornings.'],
  ])
  assert.ok((await sam('GET', `/companies/${acme}/timeline`)).body.items.some((l: { sentence: string }) => /called Dana/.test(l.sentence)))
  assert.deepEqual((await sam('GET', `/activities?companyId=${acme}`)).body.items.map((a: { kind: string }) => a.kind), ['note', 'call', 'meeting'], 'what is pinned comes first')
  assert.equal((await sam('GET', `/leads/${dana.id}`)).body.lead.status, 'contacted')
})

test('the same call within two minutes is one call, however many log it at once', async () => {
  const both = await Promise.all([log({ kind: 'call', leadId: mo.id, note: 'Busy.' }), log({ kind: 'call', leadId: mo.id, note: 'Call back at noon.', minutes: 3 }, rep)])
  assert.deepEqual(both.map((one) => one.merged).toSorted(), [false, true])
  h.clock.advance(119_000)
  await log({ kind: 'call', leadId: mo.id, note: 'Busy.' })
  const items = (await sam('GET', `/activities?leadId=${mo.id}`)).body.items
  assert.deepEqual([items.length, items[0].minutes], [1, 3])
  assert.deepEqual(items[0].note.split('\n').toSorted(), ['Busy.', 'Call back at noon.'])
  h.clock.advance(60_000)
  await log({ kind: 'call', leadId: mo.id })
  assert.equal((await sam('GET', `/activities?leadId=${mo.id}`)).body.items.length, 2)
})

test('the same mail is logged once, and one that was sent from here not at all', async () => {
  await log({ kind: 'mail', leadId: ines.id, messageId: '<a1@outside.example>', note: 'Sent from my phone.' })
  assert.equal((await log({ kind: 'mail', leadId: ines.id, messageId: 'a1@outside.example' }, rep)).merged, true)
  const mailbox = await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'sam@acme-sales.example', fromName: 'Sam', practice: { pace: 'real' } }))
  const sent = await h.world.write(async (tx) => {
    const { id } = await planMessage(tx, { leadId: ines.id, mailboxId: mailbox.id, subject: 'Hello', bodyText: 'Hello.', dueAt: tx.now, origin: 'campaign' })
    return tx.one<{ header: string }>(sql`select message_id as header from messages where id = ${id}`)
  })
  const again = await log({ kind: 'mail', leadId: ines.id, messageId: `<${sent.header}>` })
  assert.deepEqual([again.activity, again.merged], [null, true])
  assert.equal((await sam('GET', `/activities?leadId=${ines.id}`)).body.items.length, 1)
})

test('what was written down may be changed by whoever did it, or a manager', async () => {
  const { activity } = await log({ kind: 'note', leadId: ines.id, note: 'Mine.' }, rep)
  assert.equal((await rep('PATCH', `/activities/${activity.id}`, { note: 'Mine, mended.' })).body.note, 'Mine, mended.')
  const theirs = await log({ kind: 'note', leadId: ines.id, note: 'Sam’s.' })
  assert.equal((await rep('PATCH', `/activities/${theirs.activity.id}`, { note: 'x' })).status, 403)
  assert.equal((await sam('DELETE', `/activities/${activity.id}`)).status, 200)
  assert.ok((await timeline(ines.id)).some((l) => l.sentence === 'Sam Carter removed a note about Ines Duarte.'))
})

test('how a call went says what becomes of its task', async () => {
  const call = async () => (await sam('POST', '/tasks', { title: 'Call Dana', kind: 'call', leadId: dana.id, dueOn: '2026-11-27', dueTime: '11:00' })).body.id as string
  const finish = async (id: string, outcome: string) => { h.clock.advance(10 * 60_000); return (await sam('POST', `/tasks/${id}/done`, { outcome, note: outcome })).body }
  const one = await call()
  const first = await finish(one, 'no_answer')
  assert.deepEqual([first.task.state, first.task.dueOn, first.task.dueTime, first.task.tries], ['open', '2026-11-30', '11:00', 1], 'Friday, so on Monday')
  assert.equal(first.sentence, 'No answer. It comes again on Mon 30 Nov: try 2 of 3.')
  await finish(one, 'no_answer')
  const last = await finish(one, 'no_answer')
  assert.deepEqual([last.task.state, last.sentence], ['done', 'No answer after 3 tries.'])
  assert.equal((await finish(await call(), 'do_not_call')).task.state, 'done')
  assert.match((await sam('GET', `/leads/${dana.id}/call-script`)).body.doNotCall, /Dana Okafor asked on 2026-11-27 not to be called/)
  assert.equal((await sam('POST', `/tasks/${await call()}/done`, { outcome: 'nonsense' })).body.error.code, 'no_such_outcome')
})

test('so many LinkedIn steps in seven days, and more only when a person insists', async () => {
  await sam('PUT', '/tasks/settings', { ...(await sam('GET', '/tasks/settings')).body, linkedinWeekly: 1 })
  const step = async () => (await sam('POST', '/tasks', { title: 'Invite Mo', kind: 'linkedin', leadId: mo.id })).body.id as string
  const one = await step(), two = await step()
  assert.equal((await sam('POST', `/tasks/${one}/done`, {})).status, 200)
  const refused = await sam('POST', `/tasks/${two}/done`, {})
  assert.deepEqual([refused.status, refused.body.error.code], [409, 'linkedin_cap'])
  assert.match(refused.body.error.message, /has room on Fri 4 Dec/)
  assert.deepEqual((await sam('GET', '/tasks/linkedin-week')).body.done, 1)
  assert.equal((await sam('POST', `/tasks/${two}/done`, { anyway: true })).status, 200)
  assert.equal((await sam('POST', `/tasks/${one}/done`, { outcome: 'accepted' })).body.task.outcome, 'accepted')
  assert.equal((await rep('PUT', '/tasks/settings', { outcomes: [], linkedinWeekly: 5 })).status, 403)
})

test('bad input gets a sentence', async () => {
  assert.match((await sam('POST', '/activities', { kind: 'note', note: 'Of nobody.' })).body.error.message, /Say whom it is about/)
  assert.equal((await sam('POST', '/activities', { kind: 'call', leadId: dana.id, at: '2026-12-24T09:00:00Z' })).body.error.code, 'not_yet')
  assert.equal((await sam('POST', '/activities', { kind: 'call', leadId: dana.id, outcome: 'nonsense' })).body.error.code, 'no_such_outcome')
  assert.equal((await sam('GET', '/activities?cursor=bm9uc2Vuc2U')).status, 400)
})

test('what is the same, and what is kept of both', () => {
  const at = new Date('2026-11-27T09:00:00Z')
  const call: NewActivity = { kind: 'call', at, direction: 'out', note: 'a', outcome: null, minutes: 2, headerId: null, leadId: 'dana', companyId: null, dealId: null, meetingId: null, taskId: null, userId: null, pinned: false }
  const later = (ms: number, more: Partial<NewActivity> = {}) => ({ ...call, at: new Date(at.getTime() + ms), ...more })
  assert.deepEqual([isSame(call, later(120_000)), isSame(call, later(120_001)), isSame(call, later(-120_000)), isSame(call, later(0, { direction: 'in' })), isSame(call, later(0, { leadId: 'mo' })), isSame(call, later(0, { kind: 'note' }))], [true, false, true, false, false, false])
  const both = merged({ ...call, id: '1', createdAt: at } as Activity, later(0, { note: 'b', minutes: 5, outcome: 'voicemail' }))
  assert.deepEqual([both.note, both.minutes, both.outcome], ['a\nb', 5, 'voicemail'])
  assert.equal(roomAt([at, at], 3), null)
  assert.deepEqual([weeksAhead(0, 0, 80), weeksAhead(70, 9, 80), weeksAhead(70, 10, 80), weeksAhead(0, 161, 80), weeksAhead(9, 9, 0)], [0, 0, 1, 2, 0])
  assert.equal(roomAt([at, later(1000).at, later(2000).at], 2)?.getTime(), at.getTime() + 1000 + 7 * 86_400_000, 'two of the three must be a week past')
})
