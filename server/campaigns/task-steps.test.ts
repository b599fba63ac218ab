import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday })
after(() => h.stop())
await cast(h)
const { api, campaign, enrollments, enrollmentOf, mails, approveAll, launch, to, leaves, answers, lead } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }
const mail = (no: number) => ({ kind: 'email', mode: 'template', subject: no === 1 ? 'A question about your team' : '', body: `Hello {{first_name|there}},\n\nthis is mail ${no} of a short talk about how your team works today. May I ask who looks after it?\n\nSam Carter` })
const wait = (days: number) => ({ kind: 'wait', waitAmount: days, waitUnit: 'business_days' })
const call = (ask: object = {}, more: object = {}) => ({ kind: 'task', intent: 'Ask whether the mail arrived.', ask: { what: 'call', days: 5, ...ask }, ...more })
const openTasks = async (leadId: string) => (await ok('GET', `/tasks?list=open&leadId=${leadId}`)).items as { id: string; title: string; kind: string; why: string; dueOn: string; text: string | null; tries: number }[]
const pass = async () => { await lineOnce(h.ground); await h.runLater() }
const dueMail = async (id: string, leadId: string, no: number) => (await mails(id)).find((m) => m.lead_id === leadId && m.step_no === no)

let n = 0
/** In a launched campaign whose first mail has left on Monday at noon. */
async function begun(steps: object[]) {
  await to(monday)
  const who = await lead(`ada${++n}@ada${n}.example`, 'Ada')
  const id = await campaign(`Calls ${n}`, [who], { steps })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  await to('2026-11-23T12:00:00Z')
  const first = (await mails(id))[0]
  if (first) await leaves(first.id)
  return { id, who }
}

test('when its wait is over a person is asked to call, and the road goes on from the moment it is done', async () => {
  const { id, who } = await begun([mail(1), wait(2), call(), wait(3), mail(2)])
  assert.deepEqual(await openTasks(who), [])
  assert.match((await enrollmentOf(id, who)).reason, /then something is to be done by a person/)
  await to('2026-11-25T08:00:00Z')
  await pass(); await pass()
  const [task, ...more] = await openTasks(who)
  assert.deepEqual([more.length, task!.kind, task!.title, task!.why, task!.dueOn], [0, 'call', 'Call Ada', `Step 2 of Calls ${n} asks for it.`, '2026-11-25'])
  assert.equal(await dueMail(id, who, 2), undefined, 'the mail behind it waits for it')
  assert.ok((await ok('GET', `/campaigns/${id}/diagnosis`)).findings.some((f: { code: string; sentence: string }) => f.code === 'task' && f.sentence === '1 lead waits for somebody to do something.'))
  assert.match((await ok('GET', `/campaigns/${id}`)).head, /1 waits for a person to do something/)

  await to('2026-11-26T10:00:00Z')
  await ok('POST', `/tasks/${task!.id}/done`, { outcome: 'voicemail', note: 'Left a word.' })
  await h.runLater()
  const next = (await dueMail(id, who, 2))!
  assert.equal(next.due_at.toISOString().slice(0, 10), '2026-12-01', 'three business days after Thursday, not after the first mail')
  assert.deepEqual(await openTasks(who), [])
})

test('nobody answers: it is tried again on other days, then the next step keeps its usual wait', async () => {
  const { id, who } = await begun([mail(1), wait(1), call({ mostTries: 2 }), wait(2), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  const [task] = await openTasks(who)
  assert.match((await ok('POST', `/tasks/${task!.id}/done`, { outcome: 'no_answer' })).sentence, /comes again on Wed 25 Nov: try 2 of 2/)
  await h.runLater()
  assert.equal(await dueMail(id, who, 2), undefined)
  await to('2026-11-25T10:00:00Z')
  await ok('POST', `/tasks/${task!.id}/done`, { outcome: 'no_answer' })
  await h.runLater()
  assert.equal((await dueMail(id, who, 2))!.due_at.toISOString().slice(0, 10), '2026-11-27', 'two business days after the last try')
})

test('a wrong number ends or holds the campaign for the lead where its step says so, and a person can have it tried again', async () => {
  const ends = await begun([mail(1), wait(1), call({}, { onFailure: 'stop' }), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  await ok('POST', `/tasks/${(await openTasks(ends.who))[0]!.id}/done`, { outcome: 'wrong_number' })
  await h.runLater()
  assert.deepEqual([(await enrollmentOf(ends.id, ends.who)).state, (await enrollmentOf(ends.id, ends.who)).reasonCode], ['stopped', 'step_failed'])

  const held = await begun([mail(1), wait(1), call({}, { onFailure: 'wait' }), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  const [task] = await openTasks(held.who)
  await ok('POST', `/tasks/${task!.id}/done`, { outcome: 'wrong_number' })
  await h.runLater()
  const row = await enrollmentOf(held.id, held.who)
  assert.deepEqual([row.state, row.reason], ['held', 'Wrong number.'])
  await ok('POST', `/campaigns/${held.id}/enrollments/act`, { act: 'retry', ids: [row.id] })
  assert.deepEqual((await openTasks(held.who)).map((t) => [t.id, t.tries]), [[task!.id, 0]])
})

test('what a person orders once more has its days anew, however long ago the first try was over', async () => {
  const { id, who } = await begun([mail(1), wait(1), call({ days: 2 }, { onFailure: 'wait' }), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  await ok('POST', `/tasks/${(await openTasks(who))[0]!.id}/done`, { outcome: 'wrong_number' })
  await h.runLater()
  await to('2026-12-07T10:00:00Z'); await pass()
  await ok('POST', `/campaigns/${id}/enrollments/act`, { act: 'retry', ids: [(await enrollmentOf(id, who)).id] })
  await pass()
  assert.equal((await openTasks(who)).length, 1)
  assert.match((await enrollmentOf(id, who)).reason, /goes on without it after Wed 9 Dec/)
})

test('a campaign that rests asks nobody, and nobody is passed over whom nobody was asked to call', async () => {
  const { id, who } = await begun([mail(1), wait(1), call({ days: 3 }), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  assert.equal((await openTasks(who)).length, 1)
  await ok('POST', `/campaigns/${id}/pause`, {})
  assert.deepEqual(await openTasks(who), [])
  await to('2026-12-14T10:00:00Z'); await pass()
  await ok('POST', `/campaigns/${id}/resume`, {})
  await pass(); await pass()
  assert.equal((await openTasks(who)).length, 1)
  assert.equal(await dueMail(id, who, 2), undefined)
  assert.match((await enrollmentOf(id, who)).reason, /goes on without it after Thu 17 Dec/)
  // Somebody who rests is asked anew, too.
  const act = (what: string) => ok('POST', `/campaigns/${id}/enrollments/act`, { act: what, ids: [row.id] }), row = await enrollmentOf(id, who)
  await act('pause')
  await to('2026-12-28T10:00:00Z'); await pass()
  await act('resume')
  await pass()
  assert.deepEqual([(await openTasks(who)).length, await dueMail(id, who, 2)], [1, undefined])
})

test('interested on the phone stops it in the same breath; who asked not to be called is not called by the next campaign either', async () => {
  const first = await begun([mail(1), wait(1), call(), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  await ok('POST', `/tasks/${(await openTasks(first.who))[0]!.id}/done`, { outcome: 'interested' })
  assert.deepEqual([(await enrollmentOf(first.id, first.who)).state, (await enrollmentOf(first.id, first.who)).reasonCode], ['stopped', 'reached'], 'before any reader came by')

  const second = await begun([mail(1), wait(1), call(), mail(2)])
  await ok('POST', '/activities', { kind: 'call', leadId: second.who, outcome: 'do_not_call' })
  assert.equal((await enrollmentOf(second.id, second.who)).reasonCode, 'do_not_call')
  assert.deepEqual(await openTasks(second.who), [])
  const again = await campaign('Calls once more', [second.who], { steps: [call(), wait(1), mail(1)] })
  await approveAll(again)
  assert.equal((await launch(again)).status, 200)
  await to('2026-11-24T12:00:00Z'); await pass(); await h.runLater()
  assert.deepEqual(await openTasks(second.who), [])
  assert.equal((await mails(again)).length, 1, 'the call is passed over; the mail has its place')
})

test('it is not done: after its days the road goes on without it, and the task is withdrawn', async () => {
  const { id, who } = await begun([mail(1), wait(1), call({ days: 3 }), wait(1), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  assert.equal((await openTasks(who)).length, 1)
  await to('2026-11-27T10:00:00Z'); await pass()
  assert.deepEqual(await openTasks(who), [])
  assert.equal((await dueMail(id, who, 2))!.due_at.toISOString().slice(0, 10), '2026-11-30')
})

test('an answer, a pause, an archive: nobody is asked to call any more; resumed, it is the same task', async () => {
  const { id, who } = await begun([mail(1), wait(1), call(), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  const [task] = await openTasks(who)
  await ok('POST', `/campaigns/${id}/pause`, {})
  assert.deepEqual(await openTasks(who), [])
  await ok('POST', `/campaigns/${id}/resume`, {})
  await h.runLater()
  assert.deepEqual((await openTasks(who)).map((t) => t.id), [task!.id])
  await answers(who)
  assert.deepEqual(await openTasks(who), [])
  assert.equal((await api('GET', `/tasks/${task!.id}`)).status, 404)

  const other = await begun([mail(1), wait(1), call(), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  await ok('POST', `/campaigns/${other.id}/archive`, {})
  assert.deepEqual(await openTasks(other.who), [])
})

test('a campaign may begin with LinkedIn; the text is the lead’s, and skipping goes on', async () => {
  await to(monday)
  const who = await lead('eve@eve.example', 'Eve')
  const id = await campaign('LinkedIn first', [who], { steps: [{ kind: 'task', intent: '', body: 'Hello {{lead.first_name}}, may we connect?', ask: { what: 'linkedin', act: 'invite', days: null } }, wait(2), mail(1)] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  assert.deepEqual(await openTasks(who), [], 'the launch may still be taken back')
  await to('2026-11-23T08:00:00Z'); await pass()
  const [task] = await openTasks(who)
  assert.deepEqual([task!.title, task!.text], ['Invite Eve on LinkedIn', 'Hello Eve, may we connect?'])
  assert.equal((await mails(id)).length, 0)
  await ok('POST', `/tasks/${task!.id}/skip`)
  await pass()
  assert.equal((await mails(id))[0]!.due_at.toISOString().slice(0, 10), '2026-11-25')
})

test('no more LinkedIn is asked of a person than the week allows: the rest is for the weeks after', async () => {
  const settings = await ok('GET', '/tasks/settings')
  await ok('PUT', '/tasks/settings', { ...settings, linkedinWeekly: 2 })
  await to(monday)
  const people = [await lead('w1@weeks.example', 'Una'), await lead('w2@weeks.example', 'Vera'), await lead('w3@weeks.example', 'Wim')]
  const id = await campaign('Many invitations', people, { steps: [{ kind: 'task', ask: { what: 'linkedin', act: 'invite', days: null } }] })
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T08:00:00Z'); await pass(); await pass()
  const due = (await Promise.all(people.map(openTasks))).map(([t]) => t!.dueOn).toSorted()
  assert.deepEqual(due, ['2026-11-23', '2026-11-23', '2026-11-30'])
  await ok('PUT', '/tasks/settings', settings)
})

test('a step that is put before what has left asks nobody for it', async () => {
  const { id, who } = await begun([mail(1), wait(2), mail(2)])
  const { steps, version } = await ok('GET', `/campaigns/${id}`)
  const shape = steps.map((s: { id: string; kind: string }) => ({ key: s.id, kind: s.kind }))
  await ok('PUT', `/campaigns/${id}/shape`, { basis: version, choices: {}, alsoApproved: false, steps: [{ key: 'new', ...call() }, ...shape] })
  await h.runLater()
  assert.deepEqual(await openTasks(who), [])
  const now = await ok('GET', `/campaigns/${id}`)
  await ok('PUT', `/campaigns/${id}/shape`, { basis: now.version, choices: {}, alsoApproved: false, steps: [...now.steps.map((s: { id: string; kind: string }) => ({ key: s.id, kind: s.kind })).slice(0, 2), { key: 'newer', ...call() }, { key: steps.at(-1).id, kind: 'email' }] })
  await to('2026-11-25T10:00:00Z'); await pass()
  assert.equal((await openTasks(who)).length, 1, 'who has not come there yet is asked')
  assert.ok(!(await mails(id)).some((m) => m.step_no === 2 && ['planned', 'due'].includes(m.state)))
})

test('the dry run counts with it as done on its day', async () => {
  await to(monday)
  const who = await lead('dry@dry.example', 'Dee')
  const id = await campaign('Rehearsed', [who], { steps: [mail(1), wait(2), call(), wait(2), mail(2)] })
  await approveAll(id)
  const { total, perDay } = await ok('GET', `/campaigns/${id}/dry-run`)
  assert.deepEqual([total, perDay.map((d: { day: string }) => d.day)], [2, ['2026-11-23', '2026-11-27']])
})

test('opened again when the campaign has gone on, it is a task of one’s own', async () => {
  const { id, who } = await begun([mail(1), wait(1), call(), wait(1), mail(2)])
  await to('2026-11-24T10:00:00Z'); await pass()
  const [task] = await openTasks(who)
  await ok('POST', `/tasks/${task!.id}/done`, { outcome: 'voicemail' })
  await ok('POST', `/tasks/${task!.id}/undone`)
  await pass()
  assert.deepEqual((await openTasks(who)).map((t) => t.id), [task!.id])
  assert.equal((await dueMail(id, who, 2))!.due_at.toISOString().slice(0, 10), '2026-11-25')
  assert.equal((await enrollments(id)).length, 1)
  assert.equal((await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from tasks where lead_id = ${who}`))).n, 1)
})
