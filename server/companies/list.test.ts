// The list of companies: narrowed, changed together, and taken out as it is seen.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { house, type Api } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
await cast(h)
const sam = await h.api(), rep = await h.api('rep')
const ok = async (method: string, path: string, body?: unknown, as: Api = sam) => { const a = await as(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }
const ids: Record<string, string> = {}
for (const [name, industry, country] of [['Initech', 'Software', 'DE'], ['Umbrella', 'software', 'FR'], ['Hooli', 'Retail', 'DE']] as const) ids[name] = (await ok('POST', '/companies', { name, industry, country })).id
const names = async (query: string, as = sam): Promise<string[]> => (await ok('GET', `/companies?sort=name&${query}`, undefined, as)).items.map((c: { name: string }) => c.name)

test('filters narrow the list, its count and its file alike', async () => {
  await ok('PATCH', `/companies/${ids['Hooli']}`, { ownerId: await h.userId('rep'), tags: ['key account', 'fair'] })
  assert.deepEqual(await names('industry=SOFTWARE'), ['Initech', 'Umbrella'])
  assert.deepEqual(await names('industry=software&country=de'), ['Initech'])
  assert.deepEqual(await names('tag=fair'), ['Hooli'])
  assert.deepEqual([await names('ownerId=me', rep), await names('ownerId=me')], [['Hooli'], []])
  assert.deepEqual(await names('ownerId=none&people=none'), ['Initech', 'Umbrella'])
  assert.deepEqual(await names('people=some'), ['Acme GmbH', 'Globex'])
  const page = await ok('GET', '/companies?industry=software&limit=1&sort=name')
  assert.deepEqual([page.total, (await names(`industry=software&limit=1&cursor=${page.next}`))], [2, ['Umbrella']])
  assert.match(String((await sam('GET', '/exports/companies?industry=software&sort=name&columns=name')).body), /^\ufeff"Company"\r\n"Initech"\r\n"Umbrella"\r\n$/)
  const choices = await ok('GET', '/companies/choices')
  assert.deepEqual(choices.industries, [{ value: 'Software', companies: 2 }, { value: 'Retail', companies: 1 }])
  assert.deepEqual(choices.tags, [{ value: 'fair', companies: 1 }, { value: 'key account', companies: 1 }])
})

test('many are changed together; who may not is told, nothing of theirs is changed, and all of it is taken back', async () => {
  const many = (action: object, as: Api = sam) => ok('POST', '/companies/bulk', { whom: { ids: [ids['Initech'], ids['Hooli'], crypto.randomUUID()] }, action }, as)
  const failures = async (id: string, as = sam) => (await ok('GET', `/bulk-changes/${id}/failures`, undefined, as)).items.map((f: { name: string }) => f.name).toSorted()
  const undo = async (id: string) => { const u = await ok('POST', `/bulk-changes/${id}/undo`, {}); return [u.restored, u.kept] }
  const tagged = await many({ do: 'addTag', tag: 'fair' })
  assert.deepEqual([tagged.of, tagged.changed, await failures(tagged.id)], ['company', 1, ['A company you may not see']], 'who has it is not changed')
  assert.deepEqual(await names('tag=fair'), ['Hooli', 'Initech'])
  const given = await many({ do: 'setOwner', ownerId: await h.userId('owner') })
  assert.deepEqual([given.changed, await names('ownerId=me')], [2, ['Hooli', 'Initech']])
  const theirs = await many({ do: 'removeTag', tag: 'fair' }, rep)
  assert.deepEqual([theirs.changed, await failures(theirs.id, rep)], [0, ['A company you may not see', 'Hooli', 'Initech']])
  assert.deepEqual(await undo(given.id), [2, 0])
  assert.deepEqual([await names('ownerId=me'), await names('ownerId=me', rep)], [[], ['Hooli']])
  const no = await rep('POST', '/companies/bulk', { whom: { ids: [ids['Initech']] }, action: { do: 'delete' } })
  assert.deepEqual([no.status, no.body.error.code], [403, 'not_allowed'])
  const gone = await many({ do: 'delete' })
  assert.deepEqual([gone.changed, await names('tag=fair')], [2, []])
  assert.deepEqual([await undo(gone.id), await names('tag=fair')], [[2, 0], ['Hooli', 'Initech']])
  await ok('PATCH', `/companies/${ids['Initech']}`, { tags: [] })
  assert.deepEqual(await undo(tagged.id).catch(() => 'kept'), [0, 1], 'what a colleague changed meanwhile stays')
})

test('all that a filter finds is changed by a job; and own fields narrow the list', async () => {
  await h.world.write((tx) => tx.run(sql`insert into companies (workspace_id, name, industry, created_at, updated_at) select ${tx.workspaceId}::uuid, 'Crowd ' || n, 'Crowd', ${tx.now}::timestamptz, ${tx.now}::timestamptz from generate_series(1, 120) n`))
  const begun = await ok('POST', '/companies/bulk', { whom: { matching: { industry: 'crowd' } }, action: { do: 'setCustom', key: 'Tier', value: 'gold' } })
  assert.deepEqual([begun.status, begun.matched, begun.inBackground], ['running', 120, true])
  await h.runLater()
  const own = `own=${encodeURIComponent('[{"key":"Tier","is":["gold","silver"]}]')}`
  assert.deepEqual([(await ok('GET', `/bulk-changes/${begun.id}`)).changed, (await ok('GET', `/companies?${own}`)).total], [120, 120])
  await ok('POST', `/bulk-changes/${begun.id}/undo`, {})
  await h.runLater()
  assert.deepEqual([(await ok('GET', `/bulk-changes/${begun.id}`)).restored, (await ok('GET', `/companies?${own}`)).total], [120, 0])
})

test('the page of a company says who may change it', async () => {
  await ok('PATCH', `/companies/${ids['Umbrella']}`, { ownerId: await h.userId('owner') })
  const says = async (name: string, as: Api) => (await ok('GET', `/companies/${ids[name]}`, undefined, as)).mayChange
  assert.deepEqual([await says('Umbrella', rep), await says('Umbrella', sam), await says('Hooli', rep), await says('Initech', rep)], [false, true, true, true])
  assert.equal((await rep('PATCH', `/companies/${ids['Umbrella']}`, { city: 'Kiel' })).status, 403)
})
