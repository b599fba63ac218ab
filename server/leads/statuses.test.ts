// A workspace's own statuses, and what moves a lead by itself.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { findLead, markContacted, markReplied, meetingBooked, moveByRule, suppress } from '#leads'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { keyFor } from './status.ts'
import { replaced } from './rewriting.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const sam = await h.api()

const statusOf = async (id: string) => (await h.world.read((tx) => findLead(tx, id)))!.status
const moves = (leadId: string) => h.world.read((tx) => tx.many<{ payload: { from: string; to: string; cause: string; why?: string } }>(sql`select payload from events where workspace_id = ${tx.workspaceId} and type = 'lead.status_changed' and lead_id = ${leadId} order by id`))

test('nobody has to set anything up: the usual statuses and rules are there', async () => {
  const { body } = await sam('GET', '/lead-statuses')
  assert.deepEqual(body.statuses.map((s: any) => [s.key, s.leads]), [['new', 3], ['contacted', 0], ['replied', 0], ['qualified', 0], ['converted', 0], ['lost', 0]])
  assert.equal(body.rules.find((r: any) => r.trigger === 'meeting_booked').to, 'qualified')
})

test('a mail, an answer, a meeting and a won deal move a lead forward, never back, each with its cause', async () => {
  const { dana } = people
  const at = h.clock.now()
  await h.world.write((tx) => markContacted(tx, dana.id, at))
  assert.equal(await statusOf(dana.id), 'contacted')
  await h.world.write((tx) => markReplied(tx, [{ leadId: dana.id, at }]))
  await h.world.write((tx) => markContacted(tx, [dana.id], at))
  assert.equal(await statusOf(dana.id), 'replied')
  await h.world.write((tx) => announce(tx, meetingBooked, { leadId: dana.id }))
  assert.equal(await statusOf(dana.id), 'qualified')
  await h.world.write((tx) => moveByRule(tx, [dana.id], 'deal_won', 'The deal “Rollout” was won.'))
  await h.world.write((tx) => markReplied(tx, [{ leadId: dana.id, at }]))
  assert.equal(await statusOf(dana.id), 'converted')
  assert.deepEqual((await moves(dana.id)).map((m) => [m.payload.from, m.payload.to, m.payload.cause]), [['new', 'contacted', 'contacted'], ['contacted', 'replied', 'replied'], ['replied', 'qualified', 'meeting_booked'], ['qualified', 'converted', 'deal_won']])
  const { body } = await sam('GET', `/leads/${dana.id}/timeline`)
  const line = body.items.find((e: any) => e.type === 'lead.status_changed')
  assert.deepEqual([line.sentence, line.why], ['Moved Dana Okafor from Qualified to Converted.', 'The deal “Rollout” was won.'])
})

test('a person may set any status that is there, and no other; that is told, too', async () => {
  const { mo } = people
  const wrong = await sam('PATCH', `/leads/${mo.id}`, { status: 'enchanted' })
  assert.deepEqual([wrong.status, wrong.body.error.code], [422, 'no_such_status'])
  assert.match(wrong.body.error.message, /Choose one of New, Contacted/)
  const made = await sam('POST', '/lead-statuses', { name: 'In negotiation', tone: 'accent', kind: 'open' })
  assert.equal(made.body.key, 'in_negotiation')
  assert.equal((await sam('PATCH', `/leads/${mo.id}`, { status: 'in_negotiation' })).body.status, 'in_negotiation')
  assert.deepEqual((await moves(mo.id)).map((m) => [m.payload.from, m.payload.to, m.payload.cause]), [['new', 'in_negotiation', 'person']])
  assert.equal((await sam('POST', '/lead-statuses', { name: 'in NEGOTIATION', tone: 'info', kind: 'open' })).status, 409)
  const bulk = await sam('POST', '/leads/bulk', { whom: { ids: [people.ines.id] }, action: { do: 'setStatus', status: 'in_negotiation' } })
  assert.equal(bulk.body.changed, 1)
  const none = await sam('POST', '/leads/bulk', { whom: { ids: [people.ines.id] }, action: { do: 'setStatus', status: 'nowhere' } })
  assert.equal(none.status, 422)
})

test('a status in use is not removed without a successor; with one, leads, rules, views and segments go on with it', async () => {
  const talking = { all: [{ field: 'status', op: 'in', value: ['in_negotiation'] }, { none: [{ field: 'status', op: 'notIn', value: ['in_negotiation', 'new'] }] }] }
  const view = await sam('POST', '/views', { of: 'leads', name: 'Talking', state: { filter: talking } }), segment = await sam('POST', '/lists', { name: 'Talking', filter: talking })
  const { body: { rules } } = await sam('GET', '/lead-statuses')
  await sam('PUT', '/lead-statuses/rules', { rules: rules.map((r: any) => (r.trigger === 'interested' ? { ...r, to: 'in_negotiation', active: true } : r)) })
  const refused = await sam('POST', '/lead-statuses/in_negotiation/remove', {})
  assert.deepEqual([refused.status, refused.body.error.code, refused.body.error.details.leads], [409, 'status_in_use', 2])
  const gone = await sam('POST', '/lead-statuses/in_negotiation/remove', { successor: 'qualified' })
  assert.equal(gone.body.moved, 2)
  assert.equal(await statusOf(people.mo.id), 'qualified')
  const now = await sam('GET', '/lead-statuses')
  assert.equal(now.body.rules.find((r: any) => r.trigger === 'interested').to, 'qualified')
  const saved = (await sam('GET', '/views?of=leads')).body.items.find((v: any) => v.id === view.body.id)
  const kept = (await sam('GET', '/lists')).body.items.find((l: any) => l.id === segment.body.id)
  for (const { filter } of [saved.state, kept]) assert.deepEqual(filter, { all: [{ field: 'status', op: 'in', value: ['qualified'] }, { none: [{ field: 'status', op: 'notIn', value: ['qualified', 'new'] }] }] })
  assert.equal((await sam('POST', '/lead-statuses/new/remove', { successor: 'lost' })).body.error.code, 'first_status')
})

test('rules are the workspace’s own: one that is off moves nobody, one that is on does', async () => {
  const { ines } = people
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: ines.email, reason: 'opted_out', source: 'reply' }))
  assert.equal(await statusOf(ines.id), 'qualified')
  await sam('PUT', '/lead-statuses/rules', { rules: [{ trigger: 'opted_out', to: 'lost', from: ['qualified'], active: true }] })
  const eva = await sam('POST', '/leads', { email: 'eva@globex.example', status: 'qualified' })
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'eva@globex.example', reason: 'opted_out', source: 'reply' }))
  assert.equal(await statusOf(eva.body.id), 'lost')
})

test('their order and names change; only admins change them', async () => {
  const { body: { statuses } } = await sam('GET', '/lead-statuses')
  const keys = statuses.map((s: any) => s.key)
  assert.equal((await sam('PUT', '/lead-statuses/order', { keys: keys.slice(1) })).status, 409)
  const turned = await sam('PUT', '/lead-statuses/order', { keys: [...keys.slice(1), 'new'] })
  assert.deepEqual(turned.body.statuses.map((s: any) => s.key), [...keys.slice(1), 'new'])
  assert.equal((await sam('PATCH', '/lead-statuses/new', { name: 'Fresh' })).body.name, 'Fresh')
  assert.equal((await sam('PATCH', '/lead-statuses/new', { kind: 'lost' })).body.error.code, 'first_status')
  assert.equal((await (await h.api('rep'))('PATCH', '/lead-statuses/new', { name: 'X' })).status, 403)
})

test('keys are made of names, and a filter is rewritten at any depth', () => {
  assert.equal(keyFor('In Verhandlung – 2. Runde', new Set()), 'in_verhandlung_2_runde')
  assert.equal(keyFor('Größe?!', new Set(['grosse'])), 'grosse_2')
  assert.equal(keyFor('商談中', new Set()), 'status')
  assert.deepEqual(replaced({ any: [{ field: 'tags', op: 'hasAny', value: ['a'] }, { field: 'status', op: 'in', value: ['a', 'b'] }] }, 'status', 'a', 'b'), { any: [{ field: 'tags', op: 'hasAny', value: ['a'] }, { field: 'status', op: 'in', value: ['b'] }] })
})
