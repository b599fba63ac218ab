// Views through the counter: whose they are, who changes them, which opens by itself, and what is no view.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'

const h = await house()
after(() => h.stop())
const rep = await h.api('rep'), viewer = await h.api('viewer'), sam = await h.api()
const save = async (as: typeof sam, name: string, more: object = {}) => (await as('POST', '/views', { of: 'leads', name, state: { filter: { field: 'country', op: 'is', value: 'de' }, sort: '-status,lastName', columns: ['name:220', 'email'], density: 'comfortable', group: 'status' }, ...more })).body

test('a view holds the whole look of a list; private ones stay private, shared ones are everybody’s to see and their maker’s to change', async () => {
  const mine = await save(rep, 'Mine'), shared = await save(rep, 'Shared', { shared: true })
  assert.deepEqual(mine.state, { filter: { field: 'country', op: 'is', value: 'de' }, sort: '-status,lastName', columns: ['name:220', 'email'], density: 'comfortable', group: 'status' })
  assert.deepEqual((await viewer('GET', '/views?of=leads')).body.items.map((v: any) => [v.name, v.mine, v.mayChange]), [['Shared', false, false]])
  assert.deepEqual((await rep('GET', '/views?of=companies')).body.items, [])
  assert.equal((await viewer('PATCH', `/views/${shared.id}`, { name: 'Stolen' })).body.error.code, 'not_yours')
  assert.equal((await viewer('DELETE', `/views/${mine.id}`)).status, 404)
  assert.equal((await rep('PATCH', `/views/${mine.id}`, { name: 'Germans', shared: true })).body.name, 'Germans')
  assert.equal((await sam('DELETE', `/views/${shared.id}`)).status, 200)
})

test('favourites come first, one view of a kind opens by itself, and both are one’s own', async () => {
  const a = await save(rep, 'Aa', { shared: true }), z = await save(rep, 'Zz', { shared: true })
  await viewer('PUT', `/views/${z.id}/mark`, { favourite: true, isDefault: true })
  const seen = (await viewer('GET', '/views?of=leads')).body.items
  assert.deepEqual([seen[0].name, seen[0].favourite, seen[0].isDefault], ['Zz', true, true])
  await viewer('PUT', `/views/${a.id}/mark`, { isDefault: true })
  assert.deepEqual((await viewer('GET', '/views?of=leads')).body.items.filter((v: any) => v.isDefault).map((v: any) => v.name), ['Aa'])
  assert.deepEqual((await rep('GET', '/views?of=leads')).body.items.filter((v: any) => v.isDefault || v.favourite), [])
})

test('what cannot be read is not saved', async () => {
  const bad = await sam('POST', '/views', { of: 'leads', name: 'x', state: { filter: { field: 'nonsense' } } })
  assert.deepEqual([bad.status, bad.body.error.message], [422, 'State: This filter cannot be read.'])
  assert.equal((await sam('POST', '/views', { of: 'leads', name: '', state: {} })).status, 422)
  assert.equal((await sam('POST', '/views', { of: 'leads', name: 'x', state: { columns: ['a,b'] } })).status, 422)
  const good = await save(sam, 'Good')
  assert.equal((await sam('PATCH', `/views/${good.id}`, { state: { filter: { any: 3 } } })).body.error.code, 'bad_filter')
})
