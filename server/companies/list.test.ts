// The list of companies: narrowed, changed together, and taken out as it is seen.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
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

test('many are changed together; who may not is told, and nothing of theirs is changed', async () => {
  const many = (action: object, as: Api = sam) => ok('POST', '/companies/many', { ids: [ids['Initech'], ids['Hooli'], crypto.randomUUID()], action }, as)
  const tagged = await many({ do: 'addTag', tag: 'fair' })
  assert.deepEqual([tagged.changed.map((c: { id: string }) => c.id), tagged.failed.map((f: { name: string }) => f.name)], [[ids['Initech']], ['One that is gone']], 'who has it is not changed')
  assert.deepEqual(await names('tag=fair'), ['Hooli', 'Initech'])
  const owner = await h.userId('owner')
  assert.deepEqual((await many({ do: 'setOwner', ownerId: owner })).changed, [{ id: ids['Initech'], before: null }, { id: ids['Hooli'], before: await h.userId('rep') }])
  const theirs = await many({ do: 'removeTag', tag: 'fair' }, rep)
  assert.deepEqual([theirs.changed, theirs.failed.length], [[], 3])
  const no = await rep('POST', '/companies/many', { ids: [ids['Initech']], action: { do: 'delete' } })
  assert.deepEqual([no.status, no.body.error.code], [403, 'not_allowed'])
  assert.equal((await many({ do: 'delete' })).changed.length, 2)
  assert.deepEqual(await names('tag=fair'), [])
  assert.equal((await many({ do: 'restore' })).changed.length, 2)
  assert.deepEqual(await names('tag=fair'), ['Hooli', 'Initech'])
})
