import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { cast } from '#test/cast'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo } = await cast(h)
const sam = await h.api(), rep = await h.api('rep')
const here = { of: 'lead', id: dana.id }
const seen = async (as: typeof sam, id = dana.id) => (await as('GET', `/presence?of=lead&id=${id}`)).body.others.map((p: any) => `${p.name} ${p.doing}`)

test('colleagues who have the record open are seen, until they close it or fall silent', async () => {
  assert.deepEqual((await rep('PUT', '/presence', here)).body.others, [])
  assert.deepEqual((await sam('PUT', '/presence', here)).body.others.map((p: any) => p.name), ['The rep'])
  assert.deepEqual(await seen(rep), ['Sam Carter looking'])
  await sam('PUT', '/presence', { ...here, doing: 'editing' })
  assert.deepEqual(await seen(rep), ['Sam Carter editing'])
  assert.deepEqual(await seen(rep, mo.id), [])
  await sam('POST', '/presence/leave', here)
  assert.deepEqual(await seen(rep), [])
  await sam('PUT', '/presence', here)
  h.clock.advance(46_000)
  assert.deepEqual(await seen(rep), [])
})

test('another workspace is not told', async () => {
  const olga = await h.apiAs((await h.secondWorkspace()).email)
  await sam('PUT', '/presence', here)
  assert.deepEqual(await seen(olga), [])
})
