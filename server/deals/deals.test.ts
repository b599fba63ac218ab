import assert from 'node:assert/strict'
import { before, test } from 'node:test'
import { createProduct } from '#deals'
import { meetingBooked } from '#leads'
import { replyReceived } from '#inbox'
import { announce } from '#platform/events'
import { sql } from '#platform/db'
import { cast, type Cast } from '#test/cast'
import { runBulk } from '../records/bulk-running.ts'
import { house, type Api } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
let people: Cast, sam: Api, rep: Api
interface Stage { id: string; name: string }
let pipelineId: string
const stage: Record<string, string> = {}
before(async () => {
  people = await cast(h)
  sam = await h.api('owner')
  rep = await h.api('rep')
  const { items: [pipeline] } = (await sam('GET', '/pipelines')).body
  pipelineId = pipeline.id
  for (const s of pipeline.stages as Stage[]) stage[s.name] = s.id
})
const make = async (input: object, api = sam) => { const answer = await api('POST', '/deals', input); assert.equal(answer.status, 200, JSON.stringify(answer.body)); return answer.body }
const refused = async (answer: Promise<{ status: number; body: any }>, code: string, sentence: RegExp) => {
  const { status, body } = await answer
  assert.equal(body.error?.code, code, JSON.stringify(body))
  assert.match(body.error.message, sentence)
  assert.ok(status >= 400 && status < 500)
  return body.error
}
const column = async (name: string): Promise<string[]> => (await sam('GET', `/deals/column?stageId=${stage[name]}&limit=200`)).body.items.map((d: { id: string }) => d.id)

test('every workspace begins with a pipeline that can be used as it is', async () => {
  assert.deepEqual(Object.keys(stage), ['New', 'Meeting', 'Proposal', 'Negotiation', 'Won', 'Lost'])
  const other = await h.secondWorkspace()
  assert.equal((await (await h.apiAs(other.email))('GET', '/pipelines')).body.items[0].stages.length, 6)
})

test('a deal goes from new to won, and everything it was is kept', async () => {
  const deal = await make({ name: 'Acme, 20 seats', leadId: people.dana.id })
  assert.deepEqual([deal.company.name, deal.lead.name, deal.owner.name, deal.currency, deal.flags], ['Acme GmbH', 'Dana Okafor', 'Sam Carter', 'EUR', ['noNextStep']])
  h.clock.advance(3 * 86_400_000)
  const error = await refused(sam('POST', `/deals/${deal.id}/move`, { stageId: stage['Negotiation'] }), 'fields_missing', /^Before “Acme, 20 seats” can go to Negotiation it needs an amount and a close date\.$/)
  assert.deepEqual(error.details.missing, ['amount', 'closeOn'])
  assert.equal((await sam('POST', `/deals/${deal.id}/move`, { stageId: stage['Negotiation'], set: { amountMinor: 1_200_000, closeOn: '2026-04-30' } })).status, 200)
  for (const closeOn of ['2026-05-31', '2026-06-30', '2026-06-15', '2026-07-31']) await sam('PATCH', `/deals/${deal.id}`, { closeOn })
  h.clock.advance(2 * 86_400_000)
  assert.equal((await sam('GET', `/deals/${deal.id}`)).body.closePushes, 3)
  assert.ok((await sam('GET', `/deals/${deal.id}`)).body.flags.includes('pushed'))
  await sam('POST', `/deals/${deal.id}/move`, { stageId: stage['Won'] })
  const won = (await sam('GET', `/deals/${deal.id}`)).body
  assert.deepEqual(won.stays.map((s: { stage: string; days: number }) => [s.stage, s.days]), [['New', 3], ['Negotiation', 2], ['Won', 0]])
  assert.deepEqual([won.flags, Boolean(won.closedAt)], [[], true])
  const told = (await sam('GET', `/deals/${deal.id}/timeline`)).body.items.map((e: { sentence: string }) => e.sentence)
  assert.equal(told[0], 'Sam Carter won the deal “Acme, 20 seats” (12,000.00 EUR) after 5 days.')
  assert.ok(told.includes('Sam Carter changed the close date from 30 April 2026 to 31 May 2026 of the deal “Acme, 20 seats”.'), told.join('\n'))
  assert.ok((await sam('GET', `/leads/${people.dana.id}/timeline`)).body.items.some((e: { sentence: string }) => e.sentence === told[0]), 'the lead’s timeline tells it too')
})

test('two who give one name at the same moment: the second is told so', async () => {
  const product = (await sam('POST', '/products', { name: 'Second', priceMinor: 1, currency: 'EUR' })).body
  let renamed: ReturnType<Api> | undefined
  await h.world.write(async (tx) => {
    await createProduct(tx, { name: 'Wanted', priceMinor: 1, currency: 'EUR' })
    renamed = sam('PATCH', `/products/${product.id}`, { name: 'wanted' })
    while (!(await tx.one<{ waits: boolean }>(sql`select exists (select from pg_locks l where l.locktype = 'transactionid' and not l.granted) as waits`)).waits) await new Promise((resolve) => setImmediate(resolve))
  })
  await refused(renamed!, 'product_exists', /^There is a product called wanted already\.$/)
  assert.deepEqual((await sam('GET', '/products?search=second')).body.items.map((p: { name: string }) => p.name), ['Second'], 'and nothing has changed')
  for (const p of (await sam('GET', '/products')).body.items) await sam('DELETE', `/products/${p.id}`)
})

test('a task about a deal is its next step', async () => {
  const deal = await make({ name: 'With a task' })
  const noNext = async () => (await sam('GET', '/deals?flag=noNextStep&search=task')).body.items.length
  assert.deepEqual([deal.flags, await noNext()], [['noNextStep'], 1])
  assert.equal((await sam('POST', '/tasks', { kind: 'todo', title: 'Send the comparison', dealId: deal.id, dueOn: '2026-03-09' })).status, 200)
  const now = (await sam('GET', `/deals/${deal.id}`)).body
  assert.deepEqual([now.flags, now.nextTask, await noNext()], [[], { title: 'Send the comparison', on: '2026-03-09' }, 0])
})

test('the one search box finds deals, by their own name or their company’s', async () => {
  await make({ name: 'Zürich rollout', companyId: people.globex })
  for (const q of ['zurich', 'rollout globex']) assert.ok((await sam('GET', `/search?q=${encodeURIComponent(q)}&kinds=deal`)).body.items.some((hit: { label: string; detail: string }) => hit.label === 'Zürich rollout' && hit.detail === 'Globex'), q)
})

test('a deal is lost for a reason', async () => {
  const deal = await make({ name: 'Globex', companyId: people.globex })
  await refused(sam('POST', `/deals/${deal.id}/move`, { stageId: stage['Lost'] }), 'lost_reason_needed', /^Say why “Globex” is lost/)
  await sam('POST', `/deals/${deal.id}/move`, { stageId: stage['Lost'], lostReason: 'Price', lostNote: 'Ten percent over' })
  const lost = (await sam('GET', `/deals/${deal.id}`)).body
  assert.deepEqual([lost.lostReason, lost.lostNote], ['Price', 'Ten percent over'])
  await sam('POST', `/deals/${deal.id}/move`, { stageId: stage['New'] })
  const again = (await sam('GET', `/deals/${deal.id}`)).body
  assert.deepEqual([again.lostReason, again.closedAt], [null, null])
})

test('bad input is refused in sentences, and nothing is half-done', async () => {
  const before = (await sam('GET', '/deals')).body.total
  await refused(sam('POST', '/deals', { name: 'X', currency: 'EURO' }), 'bad_currency', /“EURO” is not a currency/)
  await refused(sam('POST', '/deals', { name: 'X', closeOn: '20025-01-01' }), 'bad_day', /lies in the year 20025. Did you mean 2025/)
  await refused(sam('POST', '/deals', { name: 'X', companyId: people.dana.id }), 'no_such_company', /does not exist/)
  await refused(sam('POST', '/deals', { name: 'X', stageId: stage['Proposal'] }), 'fields_missing', /^Proposal asks for an amount/)
  await refused(sam('POST', '/deals', { name: 'X', stageId: people.dana.id }), 'stage_gone', /does not exist any more/)
  await refused(sam('POST', '/deals', { name: 'X', amountMinor: -5 }), 'invalid', /below zero/)
  assert.equal((await sam('GET', '/deals')).body.total, before)
})

test('two people change one field of a deal: the second is shown both values and chooses; other fields do not disturb', async () => {
  const deal = await make({ name: 'Wanted by two', amountMinor: 100_00, leadId: people.dana.id })
  const other = await h.api('manager')
  await other('PATCH', `/deals/${deal.id}`, { amountMinor: 200_00, closeOn: '2026-05-01', was: { amountMinor: 100_00, closeOn: null } })
  const error = await refused(sam('PATCH', `/deals/${deal.id}`, { amountMinor: 300_00, nextStep: 'Call', was: { amountMinor: 100_00, nextStep: null } }), 'edit_conflict', /has changed this to “200\.00 EUR” while you were editing it; you wrote “300\.00 EUR”\. Nothing of yours is saved yet\.$/)
  assert.deepEqual([error.field, error.details.theirs, error.details.mine], ['amountMinor', '200.00 EUR', '300.00 EUR'])
  assert.ok(typeof error.details.by === 'string' && error.message.startsWith(error.details.by), 'and by whom')
  await refused(sam('PATCH', `/deals/${deal.id}`, { leadId: null, companyId: people.globex, was: { leadId: people.dana.id, companyId: people.globex } }), 'edit_conflict', /has changed this to “Acme GmbH”/)
  const still = (await sam('GET', `/deals/${deal.id}`)).body
  assert.deepEqual([still.amountMinor, still.nextStep, still.lead.name], [200_00, null, 'Dana Okafor'], 'nothing half-done')
  assert.equal((await sam('PATCH', `/deals/${deal.id}`, { nextStep: 'Call', was: { nextStep: null } })).status, 200)
  assert.equal((await sam('PATCH', `/deals/${deal.id}`, { amountMinor: 300_00, was: { amountMinor: 200_00 } })).status, 200)
})

test('a field of one’s own holds what fits it, stands in the file, and two do not disturb each other', async () => {
  for (const field of [{ name: 'Renewal', type: 'date' }, { name: 'Seats', type: 'number' }]) assert.equal((await sam('POST', '/custom-fields', { subject: 'deal', ...field })).status, 200)
  assert.deepEqual((await sam('GET', '/custom-fields')).body.items.filter((f: any) => f.subject === 'deal').map((f: any) => f.name), ['Renewal', 'Seats'], 'the settings and the page of a deal ask there')
  const deal = await make({ name: 'With fields', custom: { Seats: '20' } })
  assert.deepEqual(deal.custom, { Seats: 20 })
  const error = await refused(sam('PATCH', `/deals/${deal.id}`, { custom: { Renewal: 'soon' } }), 'bad_value', /Renewal/)
  assert.equal(error.field, 'custom.Renewal')
  await sam('PATCH', `/deals/${deal.id}`, { custom: { Seats: 25 }, was: { custom: { Seats: 20 } } })
  assert.equal((await sam('PATCH', `/deals/${deal.id}`, { custom: { Renewal: '2026-12-31' }, was: { custom: { Renewal: null } } })).status, 200)
  await refused(sam('PATCH', `/deals/${deal.id}`, { custom: { Seats: 30 }, was: { custom: { Seats: 20 } } }), 'edit_conflict', /has changed this to “25”/)
  assert.deepEqual((await sam('GET', `/deals/${deal.id}`)).body.custom, { Seats: 25, Renewal: '2026-12-31' })
  assert.match(String((await sam('GET', '/exports/deals?search=with%20fields&columns=name,custom:Seats,custom:Renewal')).body), /"Own field: Seats","Own field: Renewal"\r\n"With fields",(?:"25"|25),"2026-12-31"/)
  assert.equal((await sam('PATCH', `/deals/${deal.id}`, { custom: { Seats: null } })).body.custom.Seats, undefined)
})

test('one change to many deals: each by itself, with the reason where it could not be, and taken back to the letter', async () => {
  const [a, b] = [await make({ name: 'Many A', amountMinor: 1_00, closeOn: '2026-06-30' }), await make({ name: 'Many B' })], mine = await make({ name: 'Many C' }, rep)
  const many = (action: object, api = sam) => api('POST', '/deals/bulk', { whom: { ids: [a.id, b.id, mine.id] }, action })
  const failures = async (id: string, api = sam) => (await api('GET', `/bulk-changes/${id}/failures`)).body.items.map((f: { name: string; reason: string }) => [f.name, f.reason])
  const state = () => h.world.read((tx) => tx.many<object>(sql`select id, stage_id, owner_id, close_on, close_pushes, custom, closed_on, closed_at is null as open, lost_reason, deleted_at is null as here from deals where workspace_id = ${tx.workspaceId} order by id`))
  const first = await state()
  const moved = (await many({ do: 'move', stageId: stage['Proposal'] })).body
  assert.deepEqual([moved.of, moved.status, moved.matched, moved.changed, moved.failed], ['deal', 'finished', 3, 1, 2])
  assert.deepEqual((await failures(moved.id)).map((f: string[]) => f[0]).toSorted(), ['Many B', 'Many C'])
  assert.match((await failures(moved.id)).find((f: string[]) => f[0] === 'Many B')[1], /^Before “Many B” can go to Proposal it needs an amount\.$/)
  const given = (await many({ do: 'setCloseOn', closeOn: '2026-07-31' }, rep)).body
  assert.deepEqual([given.changed, (await failures(given.id, rep)).toSorted()], [1, [['Many A', '“Many A” belongs to a colleague. Ask them, or a manager, to change it.'], ['Many B', '“Many B” belongs to a colleague. Ask them, or a manager, to change it.']]])
  assert.equal((await rep('POST', `/bulk-changes/${given.id}/undo`, {})).body.restored, 1)
  assert.equal((await sam('POST', `/bulk-changes/${moved.id}/undo`, {})).body.restored, 1)
  assert.deepEqual(await state(), first)
  await refused(many({ do: 'delete' }, rep), 'not_allowed', /may not move deals to the trash/)
  const nonsense = (await many({ do: 'setCloseOn', closeOn: '20025-01-01' })).body
  assert.deepEqual([nonsense.changed, nonsense.failed], [0, 3])
  for (const action of [{ do: 'setCloseOn', closeOn: '2026-12-31' }, { do: 'setOwner', ownerId: await h.userId('manager') }, { do: 'setCustom', key: 'Seats', value: 12 }, { do: 'delete' }]) {
    const done = (await many(action)).body
    assert.deepEqual([done.changed, done.failed], [3, 0], JSON.stringify(action))
    assert.notDeepEqual(await state(), first)
    assert.equal((await sam('POST', `/bulk-changes/${done.id}/undo`, {})).body.restored, 3)
    assert.deepEqual(await state(), first, JSON.stringify(action))
  }
  const late = (await many({ do: 'setOwner', ownerId: await h.userId('manager') })).body
  await sam('PATCH', `/deals/${a.id}`, { ownerId: await h.userId('rep') })
  const back = (await sam('POST', `/bulk-changes/${late.id}/undo`, {})).body
  assert.deepEqual([back.restored, back.kept], [2, 1], 'what a colleague changed meanwhile stays')
})

test('everything a filter finds is changed by a job that can be watched, stopped and taken back, with the rights of whoever asked', async () => {
  const pipeline = (await sam('POST', '/pipelines', { name: 'Crowd' })).body, [from, to] = pipeline.stages.filter((s: { kind: string }) => s.kind === 'open')
  await h.world.write(async (tx) => { await tx.run(sql`
    insert into deals (workspace_id, pipeline_id, stage_id, position, name, owner_id, currency, stage_since, last_activity_at, created_at, updated_at)
    select ${tx.workspaceId}::uuid, ${pipeline.id}::uuid, ${from.id}::uuid, 'a' || lpad(n::text, 4, '0') || 'i', 'Crowd ' || n, case when n <= 60 then ${await h.userId('rep')}::uuid else ${await h.userId('manager')}::uuid end, 'EUR', ${tx.now}, ${tx.now}, ${tx.now}, ${tx.now} from generate_series(1, 130) n`) })
  const whom = { matching: { pipelineId: pipeline.id } }
  const on = async (id: string) => (await sam('GET', `/deals?pipelineId=${pipeline.id}&stageId=${id}`)).body.total
  const begun = (await sam('POST', '/deals/bulk', { whom, action: { do: 'move', stageId: to.id } })).body
  assert.deepEqual([begun.status, begun.matched, begun.done, begun.inBackground], ['running', 130, 0, true])
  await assert.rejects(runBulk(h.world, begun.id, AbortSignal.abort()), /stopping/)
  const some = await on(to.id)
  assert.ok(some > 0 && some < 130, 'one chunk, then it was stopped')
  await h.runLater()
  const ended = (await sam('GET', `/bulk-changes/${begun.id}`)).body
  assert.deepEqual([ended.status, ended.changed, ended.failed, await on(to.id)], ['finished', 130, 0, 130])
  await sam('POST', `/bulk-changes/${begun.id}/undo`, {})
  await h.runLater()
  assert.deepEqual([(await sam('GET', `/bulk-changes/${begun.id}`)).body.status, await on(from.id)], ['undone', 130])
  // The job has the rights of whoever asked for it, not ours.
  await refused(rep('POST', '/deals/bulk', { whom, action: { do: 'setCloseOn', closeOn: '2026-08-31' } }), 'too_many_for_role', /100 deals at once; this would change 130/)
  assert.deepEqual((await sam('GET', `/deals?pipelineId=${pipeline.id}&closeTo=2026-12-31`)).body.total, 0)
  const theirs = (await rep('POST', '/deals/bulk', { whom: { matching: { pipelineId: pipeline.id, search: 'crowd 6' } }, action: { do: 'setCloseOn', closeOn: '2026-08-31' } })).body
  assert.deepEqual([theirs.matched, theirs.changed, theirs.failed], [22, 7, 15], 'of those with a 6 in it the first seven are the rep’s')
})

test('deals are found by fields of one’s own: values, words, numbers and days between, filled or not', async () => {
  for (const [name, custom] of [['Own one', { Seats: 10, Renewal: '2026-04-01', Kind: 'new business' }], ['Own two', { Seats: 30, Renewal: '2026-09-01' }], ['Own three', {}]] as const) await make({ name, custom })
  const found = async (...own: object[]) => (await sam('GET', `/deals?search=own&sort=name&own=${encodeURIComponent(JSON.stringify(own))}`)).body.items.map((d: { name: string }) => d.name)
  assert.deepEqual(await found({ key: 'Seats', from: 11 }), ['Own two'])
  assert.deepEqual(await found({ key: 'Seats', from: 5, to: 30 }), ['Own one', 'Own two'])
  assert.deepEqual(await found({ key: 'Renewal', from: '2026-04-01', to: '2026-06-30' }), ['Own one'])
  assert.deepEqual(await found({ key: 'Kind', contains: 'NEW' }, { key: 'Seats', is: ['10'] }), ['Own one'])
  assert.deepEqual([await found({ key: 'Seats', has: false }), await found({ key: 'Renewal', has: true })], [['Own three'], ['Own one', 'Own two']])
  assert.deepEqual(await found({ key: 'Renewal', from: 3 }), [], 'a day is no number')
  assert.equal((await sam('GET', `/deals?own=${encodeURIComponent('[{"key":"Seats","or":"1=1"}]')}`)).status, 422)
  const board = (await sam('GET', `/deals/board?pipelineId=${pipelineId}&own=${encodeURIComponent('[{"key":"Seats","from":11}]')}`)).body
  assert.equal(board.columns.reduce((n: number, c: { count: number }) => n + c.count, 0) > 0, true)
})

test('a stage that is deleted while a card is dragged: the card stays, and the sentence says where', async () => {
  const made = (await sam('POST', `/pipelines/${pipelineId}/stages`, { name: 'Pilot' })).body
  const pilot = made.stages.find((s: Stage) => s.name === 'Pilot').id as string
  assert.deepEqual(made.stages.map((s: Stage) => s.name), ['New', 'Meeting', 'Proposal', 'Negotiation', 'Pilot', 'Won', 'Lost'])
  const moved = await make({ name: 'On the pilot', stageId: pilot }), dragged = await make({ name: 'Dragged' })
  await refused(sam('DELETE', `/stages/${pilot}`), 'stage_in_use', /^A deal is on Pilot. Say to which stage it goes/)
  assert.equal((await sam('DELETE', `/stages/${pilot}?moveTo=${stage['New']}`)).status, 200)
  await refused(sam('POST', `/deals/${dragged.id}/move`, { stageId: pilot }), 'stage_gone', /^The stage was deleted while you moved the deal. “Dragged” is in New; choose another one\.$/)
  const there = (await sam('GET', `/deals/${moved.id}`)).body
  assert.deepEqual([there.stageId, there.stays.at(-1).why], [stage['New'], 'The stage Pilot was deleted.'])
  assert.deepEqual(there.stays.map((s: { stage: string }) => s.stage), ['Pilot', 'New'])
})

test('moves by 50 people at once end in one order, which everybody sees', async () => {
  const ids: string[] = []
  for (let i = 0; i < 20; i++) ids.push((await make({ name: `Deal ${i}`, stageId: stage['Meeting'] })).id)
  const seen = await column('Meeting')
  // Each client knows the board as it was and drops some card between two neighbours of then: neighbours leave and come meanwhile.
  let seed = 7
  const chance = (n: number) => { seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648; return seed % n }
  const answers = await Promise.all(Array.from({ length: 50 }, () => {
    const at = chance(seen.length - 1)
    const to = chance(3) ? stage['Meeting'] : stage['New']
    return sam('POST', `/deals/${ids[chance(ids.length)]}/move`, { stageId: to, above: seen[at], below: seen[at + 1] })
  }))
  assert.deepEqual(answers.filter((a) => a.status !== 200).map((a) => a.body), [])
  for (const name of ['Meeting', 'New']) {
    const inOrder = await h.world.read((tx) => tx.many<{ id: string; position: string }>(sql`select id, position from deals where workspace_id = ${tx.workspaceId} and stage_id = ${stage[name]!} and deleted_at is null order by position`))
    assert.equal(new Set(inOrder.map((d) => d.position)).size, inOrder.length, 'no two have one place')
    const views = await Promise.all([sam, rep, sam].map(async (api) => (await api('GET', `/deals/board?pipelineId=${pipelineId}&perStage=100`)).body.columns.find((c: { stageId: string }) => c.stageId === stage[name]).cards.map((d: { id: string }) => d.id)))
    for (const view of [...views, await column(name)]) assert.deepEqual(view, inOrder.map((d) => d.id))
  }
  assert.deepEqual([...await column('Meeting'), ...await column('New')].filter((id) => ids.includes(id)).toSorted(), ids.toSorted(), 'none is lost, none is there twice')
})

test('a card lands between the neighbours that were seen, at the top, or at the end', async () => {
  const [a, b, c] = [await make({ name: 'A', stageId: stage['New'] }), await make({ name: 'B', stageId: stage['New'] }), await make({ name: 'C', stageId: stage['New'] })]
  const order = async () => (await column('New')).filter((id) => [a.id, b.id, c.id].includes(id)).map((id) => ({ [a.id]: 'A', [b.id]: 'B', [c.id]: 'C' })[id]).join('')
  assert.equal(await order(), 'CBA')
  await sam('POST', `/deals/${a.id}/move`, { stageId: stage['New'], above: c.id, below: b.id })
  assert.equal(await order(), 'CAB')
  await sam('POST', `/deals/${c.id}/move`, { stageId: stage['New'], below: null })
  assert.equal((await column('New')).at(-1), c.id)
  await sam('POST', `/deals/${b.id}/move`, { stageId: stage['New'], above: null })
  assert.equal((await column('New'))[0], b.id)
  const { n } = await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from events where workspace_id = ${tx.workspaceId} and type = 'deal.moved' and deal_id = ${c.id}`))
  assert.equal(n, 0, 'to lie elsewhere in the same column is no news')
})

test('a meeting moves the deal by itself, forward only, and says why', async () => {
  const deal = await make({ name: 'By itself', leadId: people.mo.id })
  h.clock.advance(60_000)
  await h.world.write((tx) => announce(tx, meetingBooked, { leadId: people.mo.id }))
  await h.runLater()
  const at = (await sam('GET', `/deals/${deal.id}`)).body
  assert.deepEqual([at.stageId, at.stays.at(-1).why, at.stays.at(-1).by], [stage['Meeting'], 'Mo Lindqvist booked a meeting.', null])
  await sam('POST', `/deals/${deal.id}/move`, { stageId: stage['Proposal'], set: { amountMinor: 5000 } })
  await h.world.write((tx) => announce(tx, meetingBooked, { leadId: people.mo.id }))
  await h.runLater()
  assert.equal((await sam('GET', `/deals/${deal.id}`)).body.stageId, stage['Proposal'])
})

test('a lead becomes a deal that knows which mail won it; a second time is the same deal', async () => {
  const { campaignId } = await h.world.write(async (tx) => {
    const { id: campaignId } = await tx.one<{ id: string }>(sql`insert into campaigns (workspace_id, name) values (${tx.workspaceId}, 'Spring') returning id`)
    await announce(tx, replyReceived, { leadId: people.ines.id, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), mailboxId: crypto.randomUUID(), messageId: crypto.randomUUID(), campaignId, stepId: crypto.randomUUID(), class: 'interested', from: people.ines.email })
    return { campaignId }
  })
  const { deal, isNew } = (await sam('POST', `/leads/${people.ines.id}/deal`, { amountMinor: 90_000 })).body
  assert.deepEqual([isNew, deal.name, deal.company.name, deal.source, deal.won.campaign], [true, 'Globex', 'Globex', 'Campaign', { id: campaignId, name: 'Spring' }])
  assert.ok(deal.won.messageId && deal.won.stepId && deal.won.threadId)
  assert.equal((await sam('GET', `/leads/${people.ines.id}`)).body.lead.status, 'converted')
  const again = (await sam('POST', `/leads/${people.ines.id}/deal`, {})).body
  assert.deepEqual([again.isNew, again.deal.id], [false, deal.id])
})

test('the amount of a deal is the sum of its lines, unless somebody says another one', async () => {
  await sam('PUT', '/currency-rates', { currency: 'USD', validFrom: '2026-01-01', rate: 0.9 })
  const seat = (await sam('POST', '/products', { name: 'Seat', category: 'Licences', priceMinor: 10_000, costMinor: 4000, currency: 'EUR' })).body
  const help = (await sam('POST', '/products', { name: 'Setup', priceMinor: 100_000, currency: 'USD' })).body
  const { id } = await make({ name: 'With lines' })
  await sam('POST', `/deals/${id}/lines`, { productId: seat.id, quantity: 10, discount: 10 })
  let deal = (await sam('POST', `/deals/${id}/lines`, { productId: help.id, costMinor: 20_000 })).body
  assert.deepEqual([deal.amountMinor, deal.linesMinor, deal.marginMinor, deal.amountByHand], [180_000, 180_000, 120_000, false])
  deal = (await sam('PATCH', `/deals/${id}`, { amountMinor: 150_000 })).body
  assert.deepEqual([deal.amountMinor, deal.linesMinor, deal.marginMinor, deal.amountByHand], [150_000, 180_000, 90_000, true])
  deal = (await sam('PATCH', `/deals/${id}/lines/${deal.lines[0].id}`, { quantity: 20 })).body
  assert.deepEqual([deal.amountMinor, deal.linesMinor], [150_000, 270_000])
  deal = (await sam('PATCH', `/deals/${id}`, { amountMinor: null })).body
  assert.deepEqual([deal.amountMinor, deal.amountByHand], [270_000, false])
  await refused(sam('PATCH', `/deals/${id}`, { currency: 'USD' }), 'lines_in_currency', /^The 2 lines of this deal are in EUR/)
  await refused(sam('POST', `/deals/${(await make({ name: 'In pounds', currency: 'GBP' })).id}/lines`, { productId: seat.id }), 'no_rate', /^Seat is priced in EUR, the deal is in GBP/)
})

test('the board counts and sums each column, per currency and in the report currency', async () => {
  const { body: second } = await sam('POST', '/pipelines', { name: 'Partners' })
  const [first, , proposal] = second.stages as Stage[]
  await make({ name: 'Euros', pipelineId: second.id, amountMinor: 10_000 })
  await make({ name: 'Dollars', pipelineId: second.id, amountMinor: 20_000, currency: 'USD', nextStep: 'Call' })
  await make({ name: 'Pounds', pipelineId: second.id, amountMinor: 7000, currency: 'GBP' })
  await make({ name: 'None', pipelineId: second.id })
  const columnOf = async (query = '') => (await sam('GET', `/deals/board?pipelineId=${second.id}${query}`)).body.columns[0]
  const at = await columnOf()
  assert.deepEqual([at.stageId, at.count, at.totalMinor, at.weightedMinor, at.unconverted], [first!.id, 4, 28_000, 2800, ['GBP']])
  assert.deepEqual(at.sums.find((s: { currency: string }) => s.currency === 'EUR'), { currency: 'EUR', count: 2, amountMinor: 10_000 })
  assert.deepEqual((await columnOf('&flag=noNextStep')).cards.map((d: { name: string }) => d.name), ['None', 'Pounds', 'Euros'])
  assert.deepEqual((await columnOf('&amountFrom=15000')).cards.map((d: { name: string }) => d.name), ['Dollars'])
  assert.deepEqual((await columnOf('&search=EUR')).count, 1)
  const lazy = await columnOf('&perStage=3')
  assert.equal(lazy.cards.length, 3)
  const rest = (await sam('GET', `/deals/column?stageId=${first!.id}&cursor=${lazy.next}`)).body
  assert.deepEqual(rest.items.map((d: { name: string }) => d.name), ['Euros'])
  for (const sort of ['name', '-amount', 'closeOn', '-stage', 'lastActivityAt', '-stageSince', 'createdAt']) {
    const whole = (await sam('GET', `/deals?pipelineId=${second.id}&sort=${sort}`)).body
    const pages: string[] = []
    for (let cursor = ''; ;) {
      const page = (await sam('GET', `/deals?pipelineId=${second.id}&sort=${sort}&limit=1&cursor=${cursor}`)).body
      pages.push(...page.items.map((d: { id: string }) => d.id))
      if (!(cursor = page.next)) break
    }
    assert.deepEqual(pages, whole.items.map((d: { id: string }) => d.id), sort)
  }
  await refused(sam('DELETE', `/pipelines/${second.id}`), 'pipeline_in_use', /^4 deals are in Partners/)
  assert.ok(proposal)
})

test('a rep changes own deals, not those of colleagues; deleting is for managers', async () => {
  const theirs = await make({ name: 'Of Sam' }), own = await make({ name: 'Of the rep' }, rep)
  await refused(rep('PATCH', `/deals/${theirs.id}`, { name: 'Mine' }), 'not_your_deal', /belongs to a colleague/)
  await refused(rep('POST', `/deals/${theirs.id}/move`, { stageId: stage['Meeting'] }), 'not_your_deal', /belongs to a colleague/)
  assert.equal((await rep('PATCH', `/deals/${own.id}`, { name: 'Still mine' })).status, 200)
  assert.equal((await rep('DELETE', `/deals/${own.id}`)).status, 403)
  assert.equal((await sam('DELETE', `/deals/${own.id}`)).status, 200)
  assert.equal((await sam('POST', `/deals/${own.id}/restore`)).body.name, 'Still mine')
  assert.equal((await (await h.api('viewer'))('POST', '/deals', { name: 'Looking' })).status, 403)
})
