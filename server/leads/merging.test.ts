// Two of everything become one: found, looked at, merged, taken back.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { companyById } from '../companies/store.ts'
import { deleteLeads, findLead, lockContactable, mayBeContacted, suppress, upsertLead } from '#leads'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { chance } from '#test/rig/chance'
import { mergeHistories } from '#test/rig/merge-histories'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo, ines, acme } = await cast(h)
const sam = await h.api()

const add = async (lead: object): Promise<any> => {
  const made = await sam('POST', '/leads', lead)
  assert.equal(made.status, 200, JSON.stringify(made.body))
  return made.body
}
const merge = async (winnerId: string, loserId: string, more: object = {}) => {
  h.clock.advance(1000)
  const done = await sam('POST', '/leads/merge', { winnerId, loserId, ...more })
  assert.equal(done.status, 200, JSON.stringify(done.body))
  return done.body
}
const lead = async (id: string) => (await sam('GET', `/leads/${id}`)).body.lead

test('pairs are found by address, alias, phone, name and company, the surest first, and never twice', async () => {
  const twins = [
    await add({ email: 'd.okafor+news@gmail.com', firstName: 'Dana', lastName: 'Okafor' }), await add({ email: 'dokafor@googlemail.com' }),
    await add({ email: 'dana.okafor@acme.example', firstName: 'Dána', lastName: 'Okafor', companyName: 'Acme GmbH', companyDomain: 'acme.example' }),
    await add({ email: 'm@other.example', firstName: 'Moritz', lastName: 'Lindqvist', phone: '+46 40 123 45 67' }), await add({ email: 'mo2@other.example', firstName: 'Moritz', lastName: 'Lindquist', phone: '040-1234567' }),
  ]
  await sam('POST', '/companies', { name: 'ACME Inc.', domain: 'acme-group.example' })
  await sam('POST', '/duplicates/look')
  await h.runLater()
  const found = (await sam('GET', '/duplicates')).body.items
  const reasons = (x: string, y: string) => found.find((p: any) => [p.a.id, p.b.id].sort().join() === [x, y].sort().join())?.reasons
  assert.deepEqual(reasons(twins[0].id, twins[1].id), ['address'])
  assert.deepEqual(reasons(dana.id, twins[2].id), ['name_and_company'])
  assert.deepEqual(reasons(twins[3].id, twins[4].id), ['like_name_and_company', 'phone'])
  assert.equal(reasons(dana.id, mo.id), undefined)
  assert.deepEqual(found.map((p: any) => p.score), found.map((p: any) => p.score).toSorted((a: number, b: number) => b - a))
  const firms = (await sam('GET', '/duplicates?subject=company')).body.items
  assert.deepEqual(firms.map((p: any) => [[p.a.name, p.b.name].sort(), p.reasons]), [[['ACME Inc.', 'Acme GmbH'], ['company_name']]])
  const n = (await sam('GET', '/duplicates/count')).body
  assert.deepEqual([n.leads, n.companies], [found.length, 1])

  await sam('POST', `/duplicates/${found[0].id}/dismiss`)
  h.clock.advance(60_000)
  await sam('POST', '/duplicates/look')
  await h.runLater()
  assert.equal((await sam('GET', '/duplicates')).body.items.some((p: any) => p.id === found[0].id), false)
  assert.deepEqual((await sam('GET', '/duplicates?state=dismissed')).body.items.map((p: any) => p.id), [found[0].id])
  await h.world.write((tx) => deleteLeads(tx, twins.map((t) => t.id)))
})

test('a dry run says all that a merge does, and does nothing', async () => {
  const other = await add({ email: 'dana@oldfirm.example', firstName: 'Dana', lastName: 'Okafor-Smith', phone: '+49 30 555', tags: ['vip'], custom: { plan: 'gold' } })
  const before = [await lead(dana.id), await lead(other.id)]
  const tried = (await merge(dana.id, other.id, { dryRun: true, take: { lastName: 'loser' } }))
  assert.equal(tried.mergeId, null)
  const row = (field: string) => tried.fields.find((f: any) => f.field === field)
  assert.deepEqual([row('lastName').merged, row('email').merged, row('phone').merged, row('custom.plan').merged], ['Okafor-Smith', 'dana@acme.example', '+4930555', 'gold'])
  assert.deepEqual([await lead(dana.id), await lead(other.id)], before)
  assert.deepEqual((await sam('GET', '/merges')).body.items, [])

  const done = await merge(dana.id, other.id, { take: { lastName: 'loser' } })
  assert.deepEqual(done.fields, tried.fields)
  assert.deepEqual(done.moves, tried.moves)
  const now = await lead(dana.id)
  assert.deepEqual([now.lastName, now.phone, now.tags, now.custom], ['Okafor-Smith', '+4930555', ['vip'], { plan: 'gold' }])
  assert.deepEqual((await sam('GET', `/leads/${dana.id}/addresses`)).body.addresses, ['dana@oldfirm.example'])
  assert.equal((await sam('POST', `/leads/${other.id}/restore`)).body.error.code, 'gone_for_good')
  // The other address is this person's: it makes no new lead.
  assert.equal((await sam('POST', '/leads', { email: 'dana@oldfirm.example' })).body.error.details.leadId, dana.id)
  assert.deepEqual(await h.world.write(async (tx) => { const u = await upsertLead(tx, { email: 'dana@oldfirm.example', city: 'Berlin', policy: 'overwrite' }); return [u.id, u.created, (await findLead(tx, u.id))!.email] }), [dana.id, false, 'dana@acme.example'])
  const { body: { items: story } } = await sam('GET', `/leads/${dana.id}/timeline`)
  assert.ok(story.some((e: any) => /added Dana Okafor/.test(e.sentence)), 'what happened with the other is told here')
  assert.equal((await sam('GET', `/leads/${dana.id}/provenance`)).body.fields.phone.source, 'merge')

  await sam('PATCH', `/leads/${dana.id}`, { phone: '+49 30 777' })
  assert.equal((await sam('POST', `/merges/${done.mergeId}/undo`)).status, 200)
  const apart = [await lead(dana.id), await lead(other.id)]
  assert.deepEqual([apart[0].lastName, apart[0].tags, apart[0].custom, apart[0].phone, apart[0].city], ['Okafor', [], {}, '+4930777', 'Berlin'])
  assert.deepEqual([apart[1].lastName, apart[1].phone, apart[1].deletedAt], ['Okafor-Smith', '+4930555', null])
  assert.deepEqual((await sam('GET', `/leads/${dana.id}/addresses`)).body.addresses, [])
})

test('who asked for silence under one address is silent under the other, after the merge and after it is taken back', async () => {
  const [a, b, c] = [await add({ email: 'a@silence.example', firstName: 'A' }), await add({ email: 'b@silence.example', firstName: 'B' }), await add({ email: 'c@silence.example', firstName: 'C' })]
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'b@silence.example', reason: 'opted_out', source: 'reply' }))
  const one = await merge(a.id, b.id)
  assert.match(one.warnings[0], /b@silence.example is on the do-not-contact list/)
  assert.equal(await h.world.read((tx) => mayBeContacted(tx, a.id)), false)
  assert.equal((await h.world.write((tx) => lockContactable(tx, [{ leadId: a.id, address: 'a@silence.example' }]))).get(a.id)?.code, 'lead_suppressed')
  const two = await merge(a.id, c.id)
  assert.equal((await sam('POST', `/merges/${one.mergeId}/undo`)).body.error.code, 'merged_since')
  await sam('POST', `/merges/${two.mergeId}/undo`)
  assert.equal(await h.world.read((tx) => mayBeContacted(tx, a.id)), false, 'the first merge still stands')
  await sam('POST', `/merges/${one.mergeId}/undo`)
  assert.deepEqual(await h.world.read(async (tx) => [await mayBeContacted(tx, a.id), await mayBeContacted(tx, b.id), await mayBeContacted(tx, c.id)]), [true, false, true])
  // Asked while they were one: it holds for both.
  const again = await merge(a.id, c.id)
  h.clock.advance(1000)
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'a@silence.example', reason: 'opted_out', source: 'unsubscribe link' }))
  await sam('POST', `/merges/${again.mergeId}/undo`)
  assert.deepEqual(await h.world.read(async (tx) => [await mayBeContacted(tx, a.id), await mayBeContacted(tx, c.id)]), [false, false])
})

test('a merge with somebody whose address was on the list before there was a lead leaves no mark behind when it is taken back', async () => {
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'early@silence.example', reason: 'opted_out', source: 'unsubscribe link' }))
  const d = await add({ email: 'd@silence.example', firstName: 'Dee' }), early = await add({ email: 'early@silence.example', firstName: 'Early' })
  assert.equal((await lead(early.id)).optedOutAt, null)
  h.clock.advance(1000)
  const done = await merge(d.id, early.id)
  assert.ok((await lead(d.id)).optedOutAt)
  assert.equal((await sam('POST', `/merges/${done.mergeId}/undo`)).status, 200)
  assert.deepEqual([(await lead(d.id)).optedOutAt, await h.world.read((tx) => mayBeContacted(tx, d.id))], [null, true])
  // Asked while they were one: the mark stays with what it stands for.
  h.clock.advance(1000)
  const again = await merge(d.id, early.id)
  h.clock.advance(1000)
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'd@silence.example', reason: 'complained', source: 'complaint', leadId: d.id }))
  assert.equal((await sam('POST', `/merges/${again.mergeId}/undo`)).status, 200)
  assert.ok((await lead(d.id)).optedOutAt)
  assert.equal(await h.world.read((tx) => mayBeContacted(tx, d.id)), false)
})

test('companies become one with their people, their domains and the list; and two again', async () => {
  const other = (await sam('POST', '/companies', { name: 'Acme Tools', domain: 'acme-tools.example', industry: 'Tools' })).body
  const eve = await add({ email: 'eve@acme-tools.example', firstName: 'Eve' })
  assert.equal(eve.companyId, other.id)
  await sam('POST', '/suppressions/company', { companyId: other.id, reason: 'customer' })
  h.clock.advance(1000)
  const done = await sam('POST', '/companies/merge', { winnerId: acme, loserId: other.id, take: { name: 'loser' } })
  assert.equal(done.status, 200, JSON.stringify(done.body))
  assert.match(done.body.warnings[0], /Acme Tools is on the do-not-contact list/)
  assert.deepEqual(done.body.moves.find((m: any) => m.what === 'leads'), { what: 'leads', count: 1 })
  assert.deepEqual([(await lead(eve.id)).companyId, (await h.world.read((tx) => companyById(tx, acme)))!.industry], [acme, 'Tools'])
  assert.equal(await h.world.read((tx) => mayBeContacted(tx, dana.id)), false)
  assert.equal((await add({ email: 'new@acme-tools.example' })).companyId, acme)
  assert.equal((await sam('POST', `/merges/${done.body.mergeId}/undo`)).status, 200)
  assert.deepEqual([(await lead(eve.id)).companyId, (await h.world.read((tx) => companyById(tx, acme)))!.name], [other.id, 'Acme GmbH'])
  assert.deepEqual(await h.world.read(async (tx) => [await mayBeContacted(tx, dana.id), await mayBeContacted(tx, eve.id)]), [true, false])
})

test('only whoever may change both merges them, and nobody merges what is not there', async () => {
  assert.equal((await sam('POST', '/leads/merge', { winnerId: mo.id, loserId: mo.id })).body.error.code, 'same_record')
  assert.equal((await sam('POST', '/leads/merge', { winnerId: mo.id, loserId: crypto.randomUUID() })).status, 404)
  const rep = await h.api('rep'), owner = await h.userId('owner')
  await h.world.write((tx) => tx.run(sql`update leads set owner_id = ${owner} where id = ${ines.id}`))
  const no = await rep('POST', '/leads/merge', { winnerId: mo.id, loserId: ines.id })
  assert.deepEqual([no.status, no.body.error.code], [403, 'not_your_lead'])
})

test('merges and undos in any order lose no silence and no history, and what is taken back is as it was', async () => {
  const told = await mergeHistories(h, chance(Number(process.env['SEED'] ?? 11)), Number(process.env['STEPS'] ?? 250), () => h.clock.advance(1000))
  assert.deepEqual(told.wrong, [])
  assert.ok(told.merges > 100 && told.undone > 80 && told.roundTrips > 20 && told.optOuts > 5, JSON.stringify(told))
})
