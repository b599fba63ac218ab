import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { remindOnce } from './reminding.ts'

/** A Friday, 10:00 in Berlin. */
const h = await house({ now: '2026-11-27T09:00:00Z' })
after(() => h.stop())
const { dana, acme } = await cast(h)
const sam = await h.api()
const repId = await h.userId('rep')

async function make(input: object, api = sam) {
  const { status, body } = await api('POST', '/tasks', input)
  assert.equal(status, 200, JSON.stringify(body))
  return body
}
const titles = async (query: string, api = sam): Promise<string[]> => (await api('GET', `/tasks?${query}`)).body.items.map((t: { title: string }) => t.title)

test('a task has its day, its people and its place in the lists', async () => {
  const late = await make({ title: 'Send the offer', dueOn: '2026-11-26' })
  const call = await make({ title: 'Call Dana', kind: 'call', dueOn: '2026-11-27', dueTime: '16:30', leadId: dana.id, priority: 'high' })
  await make({ title: 'Tidy the list', dueOn: '2026-11-27' })
  await make({ title: 'Next week', dueOn: '2026-12-01' })
  await make({ title: 'Some day' })
  assert.deepEqual([call.dueAt, call.lead.name, call.company.id, call.owner.name, call.late], ['2026-11-27T15:30:00.000Z', 'Dana Okafor', acme, 'Sam Carter', false])
  assert.equal(late.late, true)
  assert.deepEqual(await titles('list=overdue'), ['Send the offer'])
  assert.deepEqual(await titles('list=today'), ['Call Dana', 'Tidy the list'])
  assert.deepEqual(await titles('list=upcoming'), ['Next week', 'Some day'])
  assert.deepEqual(await titles(`leadId=${dana.id}`), ['Call Dana'])
  assert.deepEqual(await titles(`companyId=${acme}`), ['Call Dana'])
  assert.deepEqual(await titles('search=OFFER'), ['Send the offer'])
  assert.deepEqual((await sam('GET', '/tasks/count')).body, { overdue: 1, today: 2, upcoming: 2, done: 0 })
})

test('pages follow each other in the same order, without gap or double', async () => {
  const all = await titles('list=open'), seen: string[] = []
  for (let cursor = ''; ; ) {
    const { body } = await sam('GET', `/tasks?list=open&limit=2${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.items.map((t: { title: string }) => t.title))
    if (!body.next) break
    cursor = body.next
  }
  assert.deepEqual(seen, all)
  assert.equal((await sam('GET', '/tasks?cursor=bm9uc2Vuc2U')).status, 400)
})

test('done, and not done after all', async () => {
  const task = await make({ title: 'Write to Mo', dueOn: '2026-11-27' })
  const finished = await sam('POST', `/tasks/${task.id}/done`, { note: 'He is away until Monday.', followUp: { title: 'Write to Mo again', dueOn: '2026-11-30' } })
  assert.deepEqual([finished.body.task.state, finished.body.task.doneBy, finished.body.task.outcomeNote], ['done', 'Sam Carter', 'He is away until Monday.'])
  assert.deepEqual(await titles('list=done'), ['Write to Mo'])
  assert.ok((await titles('list=upcoming')).includes('Write to Mo again'))
  assert.equal((await sam('POST', `/tasks/${task.id}/undone`)).body.state, 'open')
  assert.ok((await titles('list=today')).includes('Write to Mo'))
})

test('a task that repeats leaves its next behind, once, and takes it back', async () => {
  const task = await make({ title: 'Look at the numbers', dueOn: '2026-11-20', dueTime: '09:00', recurrence: 'FREQ=WEEKLY;BYDAY=FR' })
  assert.equal(task.repeats, 'Every week on Friday')
  const [first, second] = [await sam('POST', `/tasks/${task.id}/done`, {}), await sam('POST', `/tasks/${task.id}/done`, {})]
  assert.equal(first.body.nextId, second.body.nextId)
  const next = (await sam('GET', `/tasks/${first.body.nextId}`)).body
  assert.deepEqual([next.dueOn, next.dueTime, next.repeats], ['2026-12-04', '09:00', 'Every week on Friday'], 'not today, of which it was done already')
  await sam('POST', `/tasks/${task.id}/undone`)
  assert.equal((await sam('GET', `/tasks/${next.id}`)).status, 404)
  assert.equal((await sam('POST', '/tasks', { title: 'x', recurrence: 'FREQ=WEEKLY' })).body.error.code, 'repeats_without_day')
  assert.equal((await sam('POST', '/tasks', { title: 'x', dueOn: '2026-11-27', recurrence: 'FREQ=SECONDLY' })).body.error.field, 'recurrence')
})

test('what is snoozed is out of sight until its time, and keeps the day it was promised for', async () => {
  const task = await make({ title: 'Think about it', dueOn: '2026-11-27' })
  const snoozed = await sam('POST', `/tasks/${task.id}/snooze`, { until: '2026-11-27T14:00:00Z' })
  assert.deepEqual([snoozed.body.dueOn, snoozed.body.snoozedUntil], ['2026-11-27', '2026-11-27T14:00:00.000Z'])
  assert.ok(!(await titles('list=today')).includes('Think about it') && (await titles('list=upcoming')).includes('Think about it'))
  h.clock.set('2026-11-27T14:00:01Z')
  assert.ok((await titles('list=today')).includes('Think about it'))
  assert.equal((await sam('POST', `/tasks/${task.id}/snooze`, { until: '2026-11-26T14:00:00Z' })).body.error.code, 'in_the_past')
})

test('many at once get another day; each keeps its time, and what is done stays', async () => {
  const one = await make({ title: 'A', dueOn: '2026-11-27', dueTime: '11:15' }), two = await make({ title: 'B', dueOn: '2026-11-28' }), done = await make({ title: 'C', dueOn: '2026-11-27' })
  await sam('POST', `/tasks/${done.id}/done`, {})
  assert.equal((await sam('POST', '/tasks/reschedule', { ids: [one.id, two.id, done.id], dueOn: '2027-03-29' })).body.changed, 2)
  const moved = (await sam('GET', `/tasks/${one.id}`)).body
  assert.deepEqual([moved.dueOn, moved.dueTime, moved.dueAt], ['2027-03-29', '11:15', '2027-03-29T09:15:00.000Z'], 'the clock has changed meanwhile, the time on it has not')
  await sam('POST', '/tasks/reschedule', { ids: [one.id, two.id], days: 7, ownerId: repId })
  assert.deepEqual([(await sam('GET', `/tasks/${two.id}`)).body.dueOn, (await sam('GET', `/tasks/${two.id}`)).body.owner.id], ['2027-04-05', repId])
  assert.deepEqual((await titles('owner=me&list=open', await h.api('rep'))).toSorted(), ['A', 'B'])
})

test('a reminder is said once, and again when the task is moved', async () => {
  const task = await make({ title: 'Ring the bell', dueOn: '2026-11-27', dueTime: '17:00', remindMinutes: 30, ownerId: repId })
  await remindOnce(h.ground)
  const told = async () => { await h.runLater(); return ((await (await h.api('rep'))('GET', '/notices')).body.items as { kind: string; title: string }[]).filter((n) => n.kind === 'task').map((n) => n.title) }
  assert.deepEqual((await told()).filter((t) => /bell/.test(t)), [])
  h.clock.set('2026-11-27T15:31:00Z')
  await remindOnce(h.ground); await remindOnce(h.ground)
  assert.deepEqual((await told()).filter((t) => /bell/.test(t)), ['Ring the bell'])
  await sam('PATCH', `/tasks/${task.id}`, { dueTime: '18:00' })
  h.clock.set('2026-11-27T16:31:00Z')
  assert.equal(await remindOnce(h.ground), 1)
})

test('bad input gets a sentence', async () => {
  assert.match((await sam('POST', '/tasks', { title: ' ' })).body.error.message, /Say what is to be done/)
  assert.equal((await sam('POST', '/tasks', { title: 'x', dueOn: '20025-01-01' })).status, 422)
  assert.equal((await sam('POST', '/tasks', { title: 'x', dueTime: '10:00' })).body.error.field, 'dueOn')
  assert.equal((await sam('POST', '/tasks', { title: 'x', leadId: crypto.randomUUID() })).body.error.code, 'no_such_lead')
  assert.equal((await sam('POST', '/tasks', { title: 'x', ownerId: crypto.randomUUID() })).body.error.code, 'no_such_member')
  assert.equal((await (await h.api('viewer'))('POST', '/tasks', { title: 'x' })).status, 403)
})
