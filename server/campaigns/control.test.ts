import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { replyReceived } from '#inbox'
import { lockLead } from '#leads'
import { addMailbox } from '#mailboxes'
import { conduct } from './conducting.ts'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday })
after(() => h.stop())
await cast(h)
const { api, mailboxId, campaign, enrollments, enrollmentOf, mails, approveAll, launch, to, leaves, answers, lead } = await desk(h)
const ok = async (method: string, path: string, body?: unknown, headers?: Record<string, string>) => { const a = await api(method, path, body, headers); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

let n = 0
const people = async (many: number): Promise<string[]> => { const ids: string[] = []; for (let i = 0; i < many; i++) ids.push(await lead(`p${++n}@firm${n}.example`, `P${n}`)); return ids }
async function running(name: string, many: number, more: object = {}, rules: object = {}) {
  await to(monday)
  const leads = await people(many), id = await campaign(name, leads, more)
  await ok('PATCH', `/campaigns/${id}/rules`, rules)
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  return { id, leads }
}

const box = async (): Promise<string> => (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: `box${++n}@acme-sales.example`, fromName: 'Box', practice: { pace: 'real' } }))).id
/** The answer is being written, and is there as soon as whatever is asked for `meanwhile` waits for it. */
async function whileAnswering<T>(leadId: string, meanwhile: () => Promise<T>): Promise<T> {
  let asked: Promise<T> | undefined, over = false
  const waits = async () => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`))).n > 0
  await h.world.write(async (tx) => {
    await lockLead(tx, leadId)
    await announce(tx, replyReceived, { leadId, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId, class: 'interested', from: 'lead@example.com' })
    asked = meanwhile()
    asked.then(() => { over = true }, () => { over = true })
    while (!over && !(await waits())) await h.ground.clock.sleep(5)
  })
  return asked!
}

test('so many new leads a day, in the order of their priority', async () => {
  await to(monday)
  const leads = await people(7), id = await campaign('Slowly', leads)
  await ok('PATCH', `/campaigns/${id}/rules`, { newPerDay: 3 })
  await approveAll(id)
  const last = await enrollmentOf(id, leads[6]!)
  await ok('POST', `/campaigns/${id}/control`, { act: 'priority', ids: [last.id], priority: 10 })
  await launch(id)
  const first = await mails(id)
  assert.equal(first.length, 3)
  assert.ok(first.some((m) => m.lead_id === leads[6]), 'who has priority comes first')
  assert.ok(first.every((m) => m.due_at.toISOString().startsWith('2026-11-23')))
  await lineOnce(h.ground)
  assert.equal((await mails(id)).length, 3, 'not one more for this day')
  const why = await ok('GET', `/campaigns/${id}/enrollments/${(await enrollments(id)).find((e) => e.state === 'ready').id}/diagnosis`)
  assert.ok(why.findings.some((f: any) => f.code === 'new_per_day' && f.link === `/campaigns/${id}/rules`), JSON.stringify(why.findings))
  await to('2026-11-24T06:30:00Z')
  await lineOnce(h.ground)
  assert.equal((await mails(id)).filter((m) => m.due_at.toISOString().startsWith('2026-11-24')).length, 3)
})

test('of one owner no more under way than allowed; a share of the day stays free for follow-ups', async () => {
  const { id } = await running('Owners', 5, {}, { maxActivePerOwner: 2 })
  assert.equal((await mails(id)).length, 2, 'all five are Sam’s')
  const box = (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'share@acme-sales.example', fromName: 'Share', practice: { pace: 'real' } }))).id
  await h.world.write((tx) => tx.run(sql`update mailboxes set daily_limit = 10 where id = ${box}`))
  const { id: shared } = await running('Share', 9, { mailboxIds: [box] }, { followUpShare: 50 })
  const perDay = Map.groupBy(await mails(shared), (m) => m.due_at.toISOString().slice(0, 10))
  assert.deepEqual([...perDay.values()].map((d) => d.length), [5, 4], 'five of ten a day, the other five are kept')
})

test('everybody the filter means, with a result for each, and back', async () => {
  const { id, leads } = await running('Bulk', 6)
  await answers(leads[0]!)
  const run = await ok('POST', `/campaigns/${id}/control`, { act: 'pause', matching: {} })
  assert.deepEqual([run.total, run.done, run.refused, run.mayUndo], [6, 5, 1, true])
  const results = await ok('GET', `/control/${run.id}/results`)
  assert.deepEqual([results.items.length, results.items[0].done, results.items[0].leadId], [6, false, leads[0]])
  assert.match(results.items[0].sentence, /over for them already/)
  assert.ok((await mails(id)).filter((m) => m.state !== 'cancelled').every((m) => m.reason_code === 'by_hand'))
  const back = await ok('POST', `/control/${run.id}/undo`)
  assert.deepEqual([back.done, back.refused], [5, 0])
  await lineOnce(h.ground)
  assert.equal((await enrollments(id)).filter((e) => e.state === 'scheduled').length, 5)
  assert.equal((await ok('POST', `/control/${run.id}/undo`)).id, back.id, 'twice is once')
  assert.deepEqual((await ok('GET', `/campaigns/${id}/control`)).items.map((r: any) => r.act), ['undo_pause', 'pause'])
})

test('a hundred and twenty leads are two transactions and one run', async () => {
  await to(monday)
  const leads = await h.world.write(async (tx) => (await tx.many<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) select ${tx.workspaceId}, 'many' || i || '@m' || i || '.example', 'Many' from generate_series(1, 120) i returning id`)).map((r) => r.id))
  const id = await campaign('Many', leads, { steps: [{ kind: 'email', mode: 'template', subject: 'A question', body: 'Hello {{lead.first_name}},\n\nwho looks after planning at your place?\n\nSam Carter' }] })
  const run = await ok('POST', `/campaigns/${id}/control`, { act: 'remove', matching: { search: 'many' } })
  assert.deepEqual([run.total, run.looked, run.endedAt], [120, 100, null])
  await h.runLater()
  const end = await ok('GET', `/control/${run.id}`)
  assert.deepEqual([end.done, end.looked, end.endedAt !== null], [120, 120, true])
  await ok('POST', `/control/${run.id}/undo`)
  await h.runLater()
  assert.equal((await ok('GET', `/campaigns/${id}`)).counters.waitingApproval, 120)
})

test('moved to another campaign; started over; nobody after a no', async () => {
  const { id, leads } = await running('From', 4), target = await campaign('To', await people(1))
  await to('2026-11-23T12:00:00Z')
  for (const m of await mails(id)) await leaves(m.id)
  await answers(leads[0]!)
  const move = await ok('POST', `/campaigns/${id}/control`, { act: 'move', ids: (await enrollments(id)).filter((e) => e.leadId !== leads[3]).map((e) => e.id), toCampaignId: target })
  assert.deepEqual([move.done, move.refused], [2, 1])
  await h.runLater()
  assert.equal((await enrollmentOf(target, leads[1]!)).state, 'waiting_approval')
  assert.equal((await enrollmentOf(id, leads[1]!)).reasonCode, 'removed')
  const back = await ok('POST', `/control/${move.id}/undo`)
  assert.equal(back.done, 2)
  assert.equal((await enrollmentOf(id, leads[1]!)).state, 'waiting')
  assert.equal((await enrollmentOf(target, leads[1]!)).state, 'stopped')

  const again = await ok('POST', `/campaigns/${id}/control`, { act: 'restart', ids: [(await enrollmentOf(id, leads[3]!)).id, (await enrollmentOf(id, leads[0]!)).id] })
  assert.deepEqual([again.done, again.refused, again.mayUndo], [1, 1, false])
  await h.runLater()
  await approveAll(id)
  const hers = (await mails(id)).filter((m) => m.lead_id === leads[3])
  assert.deepEqual(hers.map((m) => [m.step_no, m.state]).sort(), [[1, 'accepted'], [1, 'planned'], [2, 'cancelled']].sort(), 'the first mail once more, and the old one stays in the books')
})

test('who may not come into the other campaign stays where they are, with the true reason; the way back asks nobody what newcomers are asked', async () => {
  const { id, leads } = await running('Stay', 3, { mailboxIds: [await box()] }), target = await campaign('Careful', [])
  await to('2026-11-23T12:00:00Z')
  const [one, two] = await mails(id), written: string[] = [one.lead_id, two.lead_id], fresh = leads.find((l) => !written.includes(l))!
  for (const m of [one, two]) await leaves(m.id)
  const rules = await ok('POST', '/safety-rules', { name: 'Two weeks between', minDays: 14 })
  await ok('PATCH', `/campaigns/${target}/rules`, { safetyId: rules.id })
  await to('2026-11-26T12:00:00Z')
  const move = await ok('POST', `/campaigns/${id}/control`, { act: 'move', matching: {}, toCampaignId: target })
  assert.deepEqual([move.done, move.refusals], [1, [{ sentence: 'Cannot come into Careful: Was written to on 23 November; the rules ask for 14 days between.', count: 2 }]])
  assert.deepEqual((await enrollments(target)).map((e) => [e.leadId, e.state]), [[fresh, 'preparing']])
  for (const leadId of written) assert.equal((await enrollmentOf(id, leadId)).state, 'waiting')

  await ok('PATCH', `/safety-rules/${rules.id}`, { again: 'once', minDays: 0 })
  const once = await ok('POST', `/campaigns/${id}/control`, { act: 'move', ids: (await enrollments(id)).filter((e) => written.includes(e.leadId)).map((e) => e.id), toCampaignId: target })
  assert.deepEqual([once.done, once.refusals], [0, [{ sentence: 'Cannot come into Careful: Was in a campaign before.', count: 2 }]])
  await ok('PATCH', `/campaigns/${id}/rules`, { safetyId: rules.id })
  assert.equal((await ok('POST', `/control/${move.id}/undo`)).done, 1)
  assert.deepEqual([(await enrollmentOf(target, fresh)).state, (await enrollmentOf(id, fresh)).state === 'stopped'], ['stopped', false])
})

test('nobody comes back from an end while another campaign has them, or sooner than the rules allow', async () => {
  const { id, leads } = await running('Left behind', 3, { mailboxIds: [await box()] }), target = await campaign('Goes on here', [])
  const [anna, ben, cleo] = leads as [string, string, string], elsewhere = 'In another campaign right now.'
  const idsOf = async (leadIds: string[]) => (await enrollments(id)).filter((e) => leadIds.includes(e.leadId)).map((e) => e.id)
  const control = async (act: string, leadIds: string[], more: object = {}) => ok('POST', `/campaigns/${id}/control`, { act, ids: await idsOf(leadIds), ...more })
  await control('move', [anna], { toCampaignId: target })
  const removed = await control('remove', [ben])
  await control('finish', [cleo])
  assert.equal((await ok('POST', `/campaigns/${target}/enrollments`, { leadIds: [ben, cleo] })).enrolled, 2)

  assert.deepEqual((await control('retry', [anna, ben])).refusals, [{ sentence: elsewhere, count: 2 }])
  assert.deepEqual((await control('restart', leads)).refusals, [{ sentence: elsewhere, count: 3 }])
  assert.deepEqual((await ok('POST', `/control/${removed.id}/undo`)).refusals, [{ sentence: elsewhere, count: 1 }])
  const tried = await ok('POST', `/campaigns/${id}/enrollments/act`, { act: 'retry', ids: await idsOf([anna, ben]) })
  assert.deepEqual([tried.done, tried.refused], [0, [{ sentence: elsewhere, count: 2 }]])
  for (const leadId of leads) assert.deepEqual((await ok('GET', `/leads/${leadId}/enrollments`)).items.filter((e: any) => !['stopped', 'finished', 'skipped'].includes(e.state)).map((e: any) => e.campaignId), [target])
  await ok('POST', `/campaigns/${target}/control`, { act: 'remove', ids: [(await enrollmentOf(target, ben)).id] })
  assert.equal((await control('retry', [ben])).done, 1, 'nobody has him any more')

  const rules = await ok('POST', '/safety-rules', { name: 'A fortnight', minDays: 14 })
  const soon = await running('Too soon', 1, { mailboxIds: [await box()] }, { safetyId: rules.id })
  await to('2026-11-23T12:00:00Z')
  for (const m of await mails(soon.id)) await leaves(m.id)
  const again = async (act: string) => ok('POST', `/campaigns/${soon.id}/control`, { act, matching: {} })
  await again('remove')
  assert.deepEqual((await again('restart')).refusals, [{ sentence: 'Was written to on 23 November; the rules ask for 14 days between.', count: 1 }])
  await to('2026-12-08T12:00:00Z')
  assert.equal((await again('restart')).done, 1)
})

test('an answer that comes while a lead is tried again, or started over, is the end for them', async () => {
  const { id, leads } = await running('Crossing', 3, { mailboxIds: [await box()] })
  await to('2026-11-23T12:00:00Z')
  for (const m of await mails(id)) await leaves(m.id)
  const [anna, ben, cleo] = leads as [string, string, string], rows = await enrollments(id), idOf = (leadId: string): string => rows.find((e) => e.leadId === leadId).id
  await h.world.write((tx) => conduct(tx, [anna, ben].map((leadId) => ({ id: idOf(leadId), leadId, campaignId: id })), { type: 'hold', code: 'needs_a_look', sentence: 'Somebody has to look at it.' }))

  const tried = await whileAnswering(anna, () => ok('POST', `/campaigns/${id}/enrollments/act`, { act: 'retry', ids: [idOf(anna)] }))
  assert.deepEqual([tried.done, tried.refused], [0, [{ sentence: 'It is over for them, and nobody is written to after a no.', count: 1 }]])
  const inBulk = await whileAnswering(ben, () => ok('POST', `/campaigns/${id}/control`, { act: 'retry', ids: [idOf(ben)] }))
  assert.deepEqual([inBulk.done, inBulk.refusals], [0, [{ sentence: 'It is over for them, and nobody is written to after a no.', count: 1 }]])
  const over = await whileAnswering(cleo, () => ok('POST', `/campaigns/${id}/control`, { act: 'restart', ids: [idOf(cleo)] }))
  assert.deepEqual([over.done, over.refusals], [0, [{ sentence: 'They answered, bounced or left; nobody is written to after that.', count: 1 }]])
  assert.deepEqual((await enrollments(id)).map((e) => [e.state, e.reasonCode]), leads.map(() => ['stopped', 'replied']))
  assert.ok((await mails(id)).every((m) => ['accepted', 'cancelled'].includes(m.state)))
})

test('who rests goes on resting: a skipped step resumes nobody, and no way back does', async () => {
  const { id, leads } = await running('Resting', 3)
  await to('2026-11-23T12:00:00Z')
  for (const m of await mails(id)) await leaves(m.id)
  const [anna, ben] = leads as [string, string], stands = async (leadId: string) => { const e = await enrollmentOf(id, leadId); return [e.state, e.reasonCode] }
  const skipped = (leadId: string) => h.world.read(async (tx) => (await tx.one<{ skipped: string[] }>(sql`select skipped from enrollments where campaign_id = ${id} and lead_id = ${leadId}`)).skipped)
  const waits = async (leadId: string) => (await mails(id)).filter((m) => m.lead_id === leadId && !['accepted', 'cancelled'].includes(m.state)).map((m) => [m.step_no, m.reason_code])
  await ok('POST', `/campaigns/${id}/control`, { act: 'pause', ids: [(await enrollmentOf(id, anna)).id] })
  const { steps } = await ok('GET', `/campaigns/${id}`), [, second, third] = steps.filter((s: any) => s.kind === 'email').map((s: any) => s.id) as [string, string, string]

  const skip = await ok('POST', `/campaigns/${id}/control`, { act: 'skip_step', matching: {} })
  assert.equal(skip.done, 3)
  assert.deepEqual([await stands(anna), await skipped(anna), await waits(anna)], [['paused', 'by_hand'], [second], []])
  assert.deepEqual([(await stands(ben))[0], await waits(ben)], ['waiting', [[3, null]]])
  assert.ok((await ok('GET', `/control/${skip.id}/results`)).items.some((r: any) => r.sentence === 'The step is left out; the pause goes on.'))

  // Ben's last mail was left out since, when the steps were changed.
  await h.world.write((tx) => tx.run(sql`update enrollments set skipped = skipped || ${third}::uuid where campaign_id = ${id} and lead_id = ${ben}`))
  await ok('POST', `/control/${skip.id}/undo`)
  assert.deepEqual([await stands(anna), await skipped(anna), await waits(anna)], [['paused', 'by_hand'], [], []])
  assert.deepEqual([await skipped(ben), await waits(ben)], [[third], [[2, null]]], 'only what this run left out comes back')
  await ok('POST', `/campaigns/${id}/control`, { act: 'resume', ids: [(await enrollmentOf(id, anna)).id] })
  assert.deepEqual([(await stands(anna))[0], await waits(anna)], ['waiting', [[2, null]]])

  await ok('POST', `/campaigns/${id}/control`, { act: 'pause', ids: [(await enrollmentOf(id, anna)).id] })
  const move = await ok('POST', `/campaigns/${id}/control`, { act: 'move', ids: [(await enrollmentOf(id, anna)).id], toCampaignId: await campaign('Elsewhere', []) })
  assert.equal(move.done, 1)
  await h.runLater()
  await ok('POST', `/control/${move.id}/undo`)
  assert.deepEqual(await stands(anna), ['paused', 'by_hand'])
  assert.ok((await waits(anna)).every(([, why]) => why === 'by_hand'), 'nothing of hers leaves until she is resumed')
})

test('a wrong price: who got it, and one correction for each of them, in the thread, while the campaign rests', async () => {
  const { id, leads } = await running('Price', 4)
  await to('2026-11-23T12:00:00Z')
  const sent = (await mails(id)).slice(0, 2)
  for (const m of sent) await leaves(m.id)
  await ok('POST', `/campaigns/${id}/pause`, { reason: 'wrong price' })
  const stepId = (await ok('GET', `/campaigns/${id}`)).steps[0].id
  const who = await ok('GET', `/campaigns/${id}/steps/${stepId}/recipients`)
  assert.deepEqual([who.got, who.notYet], [2, 2])
  assert.deepEqual(who.gotIt.map((g: any) => g.leadId).sort(), sent.map((m) => m.lead_id).sort())
  const text = { body: 'Hello {{lead.first_name | default:"there"}},\n\nthe price in my last mail was wrong: it is 49 euros.\n\nSam' }
  assert.match((await ok('POST', `/campaigns/${id}/steps/${stepId}/correction/preview`, text)).examples[0].body, /^Hello (P\d+|there),/)
  assert.equal((await api('POST', `/campaigns/${id}/steps/${stepId}/correction/preview`, { body: 'Hello {{nobody_knows}}' })).status, 422)
  const key = { 'idempotency-key': crypto.randomUUID() }
  const made = await ok('POST', `/campaigns/${id}/steps/${stepId}/correction`, text, key)
  assert.equal((await ok('POST', `/campaigns/${id}/steps/${stepId}/correction`, text, key)).id, made.id)
  const corrections = await h.world.read((tx) => tx.many<any>(sql`select m.* from messages m join correction_mails c on c.message_id = m.id`))
  assert.deepEqual(corrections.map((m) => m.lead_id).sort(), sent.map((m) => m.lead_id).sort())
  for (const m of corrections) assert.ok(/^Re: /.test(m.subject) && m.in_reply_to && m.body_text.includes('49 euros') && ['planned', 'due'].includes(m.state) && m.reason_code === null, JSON.stringify([m.subject, m.state]))
  assert.equal(leads.length, 4)
})

test('somebody is away: their leads wait, or another writes', async () => {
  const other = (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'ola@acme-sales.example', fromName: 'Ola', practice: { pace: 'real' } }))).id
  const mine = (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'nia@acme-sales.example', fromName: 'Nia', practice: { pace: 'real' } }))).id
  const { id, leads } = await running('Away', 3, { mailboxIds: [mine] })
  await to('2026-11-23T12:00:00Z')
  const begun = (await mails(id))[0]
  await leaves(begun.id)
  const input = { mailboxId: mine, fromDay: '2026-11-23', toDay: '2026-12-01', way: 'delegate', toMailboxId: other }
  const preview = await ok('POST', '/absences/preview', input)
  assert.deepEqual([preview.unwritten, preview.running], [2, 1])
  const away = await ok('POST', '/absences', input)
  await h.runLater()
  const rows = await enrollments(id)
  const hers = rows.find((e) => e.leadId === begun.lead_id)
  assert.deepEqual([hers.state, hers.reasonCode, hers.resumeAt, hers.mailboxAddress], ['paused', 'sender_away', '2026-12-01T23:00:00.000Z', 'nia@acme-sales.example'])
  assert.deepEqual(rows.filter((e) => e.leadId !== begun.lead_id).map((e) => e.mailboxAddress), ['ola@acme-sales.example', 'ola@acme-sales.example'])
  assert.equal(leads.length, 3)
  await ok('POST', `/absences/${away.id}/end`)
  assert.equal((await enrollments(id)).find((e) => e.leadId === begun.lead_id).state, 'waiting')
  // For good there is no last day: the page sends today's.
  await ok('POST', '/absences', { ...input, way: 'reassign', fromDay: '2026-11-24', toDay: '2026-11-23' })
  await to('2026-11-24T12:00:00Z')
  await h.runLater()
  assert.ok((await enrollments(id)).every((e) => e.mailboxAddress === 'ola@acme-sales.example'))
  const follow = (await mails(id)).filter((m) => m.lead_id === begun.lead_id && m.state === 'planned')
  assert.equal(follow.length, 1)
  assert.ok(follow[0].in_reply_to, 'the same thread at the recipient’s')
  assert.equal(mailboxId.length, 36)
})
