import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { announce } from '#platform/events'
import { autoReplyReceived } from '#inbox'
import { lockLead } from '#leads'
import { desk, monday } from './desk.test-data.ts'
import { enrollmentPostponed } from './events.ts'

const h = await house({ now: monday })
after(() => h.stop())
const { api, mailboxId, campaign, enrollmentOf, mails, approveAll, launch, to, leaves, lead } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

/** In so many campaigns, each of which has written once. */
async function written(email: string, name: string, many = 1): Promise<{ leadId: string; ids: string[] }> {
  await to(monday)
  const side = await ok('POST', '/safety-rules', { name: `Side by side for ${name}`, again: 'any_time', exclusive: false })
  const leadId = await lead(email, name), ids: string[] = []
  for (let i = 0; i < many; i++) {
    const id = await campaign(`${name} ${i + 1}`, [])
    await ok('PATCH', `/campaigns/${id}/rules`, { safetyId: side.id })
    await ok('POST', `/campaigns/${id}/enrollments`, { leadIds: [leadId] })
    await h.runLater()
    await approveAll(id)
    assert.equal((await launch(id)).status, 200)
    ids.push(id)
  }
  await to('2026-11-23T12:00:00Z')
  for (const id of ids) for (const m of await mails(id)) if (m.step_no === 1) await leaves(m.id)
  return { leadId, ids }
}
const says = async (leadId: string, kind: 'out_of_office' | 'left_company', returnDate?: string) => {
  await h.world.write(async (tx) => {
    await lockLead(tx, leadId)
    await announce(tx, autoReplyReceived, { leadId, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId, kind, ...(returnDate && { returnDate }) })
  })
  await h.runLater()
}
const tasksOf = async (leadId: string) => (await ok('GET', `/tasks?list=open&leadId=${leadId}`)).items as any[]

test('somebody is away: one task for the day of the next mail, however many campaigns wait and however often it is heard', async () => {
  const { leadId, ids } = await written('ada@away.example', 'Ada', 2)
  await says(leadId, 'out_of_office', '2026-12-02')
  const [task, ...more] = await tasksOf(leadId)
  assert.deepEqual([task.title, task.dueOn, task.kind, more.length], ['Catch up with Ada, who is back', '2026-12-03', 'todo', 0])
  assert.match(task.why, /^Was out of office\. Ada [12] goes on by itself from this day\.$/)

  // Heard once more, and after it was done.
  const row = await enrollmentOf(ids[0]!, leadId)
  const again = async () => { await h.world.write((tx) => announce(tx, enrollmentPostponed, { enrollmentId: row.id, leadId, campaignId: ids[0]!, until: row.resumeAt, code: 'out_of_office', sentence: 'Out of office.' })); await h.runLater() }
  await again()
  assert.equal((await tasksOf(leadId)).length, 1)

  // A second note names a later day: the task follows.
  await says(leadId, 'out_of_office', '2026-12-09')
  assert.deepEqual((await tasksOf(leadId)).map((t) => t.dueOn), ['2026-12-10'])
  await ok('POST', `/tasks/${task.id}/done`, {})
  await again()
  assert.deepEqual(await tasksOf(leadId), [], 'what is done is not asked for again')
})

test('the day that somebody gave the task stays; who goes on meanwhile is waited for no more', async () => {
  const { leadId } = await written('ben@away.example', 'Ben')
  await says(leadId, 'out_of_office', '2026-12-02')
  const [task] = await tasksOf(leadId)
  await ok('PATCH', `/tasks/${task.id}`, { dueOn: '2026-12-15' })
  await says(leadId, 'out_of_office', '2026-12-09')
  assert.deepEqual((await tasksOf(leadId)).map((t) => t.dueOn), ['2026-12-15'])

  const cy = await written('cy@away.example', 'Cy'), row = await enrollmentOf(cy.ids[0]!, cy.leadId)
  await h.world.write((tx) => announce(tx, enrollmentPostponed, { enrollmentId: row.id, leadId: cy.leadId, campaignId: cy.ids[0]!, until: '2026-12-02T23:00:00.000Z', code: 'out_of_office', sentence: 'Out of office.' }))
  await h.runLater()
  assert.deepEqual(await tasksOf(cy.leadId), [], 'resumed before it was heard')
})

test('somebody has left: one task, due today, to find out who came after', async () => {
  const { leadId, ids } = await written('dot@gone.example', 'Dot', 2)
  await says(leadId, 'left_company')
  for (const id of ids) assert.equal((await enrollmentOf(id, leadId)).reasonCode, 'left_company')
  assert.deepEqual((await tasksOf(leadId)).map((t) => [t.title, t.dueOn]), [['Find out who came after Dot', '2026-11-23']])
  await says(leadId, 'left_company')
  assert.equal((await tasksOf(leadId)).length, 1)
})
