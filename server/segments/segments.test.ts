// The story of a segment: it fills itself, leads enter and leave it by what happens and by the clock, and it is a list wherever
// lists are known.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { cast } from '#test/cast'
import { leadsMatching, markReplied, membersOf, upsertLead } from '#leads'
import { announce } from '#platform/events'
import { messageOpened } from '#tracking'
import { replyReceived } from '#inbox'
import { keepTimed } from './keeping.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo, ines, globex } = await cast(h)
const sam = await h.api()

const members = async (listId: string) => {
  await h.runLater()
  const names = new Map([[dana.id, 'dana'], [mo.id, 'mo'], [ines.id, 'ines']])
  return (await h.world.read((tx) => membersOf(tx, listId))).map((id) => names.get(id) ?? 'other').sort()
}
const segment = async (name: string, filter: unknown) => (await sam('POST', '/lists', { name, filter })).body
const opened = (leadId: string) => h.world.write((tx) => announce(tx, messageOpened, { leadId } as never))

test('conditions nest; who fits is in at once, who comes to fit enters, who does not any more leaves', async () => {
  const german = await segment('Buyers at Globex', { all: [{ field: 'country', op: 'is', value: 'de' }, { any: [{ field: 'companyName', op: 'is', value: 'globex' }, { field: 'tags', op: 'hasAny', value: ['buyer'] }] }, { none: [{ field: 'title', op: 'contains', value: 'intern' }] }] })
  assert.equal(german.leads, 2, JSON.stringify(german))
  assert.deepEqual(await members(german.id), ['ines', 'mo'])
  await sam('POST', '/leads/bulk', { whom: { ids: [dana.id] }, action: { do: 'addTags', tags: ['buyer'] } })
  assert.deepEqual(await members(german.id), ['dana', 'ines', 'mo'])
  await sam('PATCH', `/leads/${mo.id}`, { title: 'Intern' })
  assert.deepEqual(await members(german.id), ['dana', 'ines'])
  await h.world.write((tx) => upsertLead(tx, { email: 'new@globex.example', country: 'DE', companyName: 'Globex' }))
  assert.deepEqual(await members(german.id), ['dana', 'ines', 'other'])
  await sam('DELETE', `/leads/${ines.id}`)
  assert.deepEqual(await members(german.id), ['dana', 'other'])
  await sam('POST', `/leads/${ines.id}/restore`, {})
  assert.deepEqual(await members(german.id), ['dana', 'ines', 'other'])
})

test('what people do is a condition: how often, since when; the clock alone takes them out again', async () => {
  const keen = await segment('Keen', { field: 'activity', op: 'did', what: 'opened', times: 2, withinDays: 7 })
  const silent = await segment('Silent', { all: [{ field: 'emailDomain', op: 'in', value: ['globex.example', 'acme.example'] }, { field: 'activity', op: 'didNot', what: 'replied' }] })
  await opened(mo.id)
  assert.deepEqual(await members(keen.id), [])
  await opened(mo.id)
  assert.deepEqual(await members(keen.id), ['mo'])
  assert.ok((await members(silent.id)).includes('mo'))
  await h.world.write(async (tx) => { await markReplied(tx, [{ leadId: mo.id, at: tx.now }]); await announce(tx, replyReceived, { leadId: mo.id, class: 'interested', from: mo.email } as never) })
  assert.ok(!(await members(silent.id)).includes('mo'))
  h.clock.advance(8 * 86_400_000)
  await keepTimed(h.ground)
  assert.deepEqual(await members(keen.id), [])
})

test('what is known of the company is a condition, and follows it', async () => {
  const big = await segment('Makers', { field: 'companyIndustry', op: 'contains', value: 'mach' })
  assert.deepEqual(await members(big.id), [])
  await sam('PATCH', `/companies/${globex}`, { industry: 'Machines' })
  assert.deepEqual(await members(big.id), ['ines', 'mo', 'other'])
  assert.deepEqual((await h.world.read((tx) => leadsMatching(tx, { field: 'list', op: 'in', value: [big.id] }))).length, 3)
})

test('nobody puts leads on a segment by hand, and none stands on another; it can be changed, and kept as a list as it stands', async () => {
  const fixed = await segment('Globex', { field: 'companyName', op: 'is', value: 'globex' })
  const byHand = await sam('POST', '/leads/bulk', { whom: { ids: [dana.id] }, action: { do: 'addToList', listId: fixed.id } })
  assert.deepEqual([byHand.status, byHand.body.error.code], [409, 'fills_itself'])
  const upon = await sam('POST', '/lists', { name: 'Upon', filter: { field: 'list', op: 'in', value: [fixed.id] } })
  assert.deepEqual([upon.status, upon.body.error.code], [422, 'segment_on_segment'])
  assert.equal((await sam('PATCH', `/lists/${fixed.id}`, { filter: { field: 'email', op: 'is', value: dana.email } })).body.leads, 1)
  assert.equal((await sam('PATCH', `/lists/${fixed.id}`, { filter: null })).body.filter, null)
  assert.equal((await sam('PATCH', `/lists/${fixed.id}`, { filter: { all: [] } })).body.error.code, 'filled_by_people')
  await sam('PATCH', `/leads/${dana.id}`, { email: 'dana.o@acme.example' })
  assert.deepEqual(await members(fixed.id), ['dana'])
})
