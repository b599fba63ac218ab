import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { offerFor } from '#knowledge'
import { fakeWeb } from '#test/fakes/web'
import { house } from '#test/house'

const web = await fakeWeb()
const h = await house({ now: '2026-03-10T09:00:00Z', config: { SSRF_ALLOW: web.host } })
const api = await h.api()
after(async () => { await h.stop(); await web.stop() })

const offer = { name: 'Cold chain', oneLiner: 'We help cold warehouses count pallets.', pains: [{ text: 'Counting takes a day' }], proofs: [{ text: 'Globex counts in an hour', url: 'https://acme.example/globex' }], links: [{ label: 'Demo', url: 'https://acme.example/demo' }] }

test('before anything was said, there is no offer', async () => {
  assert.equal(await h.world.read((tx) => offerFor(tx)), undefined)
  assert.deepEqual((await api('GET', '/offers')).body, { items: [], next: null })
})

test('the first offer is the default, and says what a good mail would still need', async () => {
  const made = await api('POST', '/offers', offer)
  assert.equal(made.status, 200, JSON.stringify(made.body))
  assert.equal(made.body.isDefault, true)
  assert.deepEqual(made.body.missing.map((s: string) => s.split(' ').slice(0, 2).join(' ')), ['Write the', 'Say who', 'Add your'])
  assert.equal((await h.world.read((tx) => offerFor(tx)))?.id, made.body.id)
})

test('there is one default, whoever is made it, and removing it hands it on', async () => {
  const [first] = (await api('GET', '/offers')).body.items
  const second = (await api('POST', '/offers', { name: 'Dry goods', isDefault: true })).body
  assert.equal(second.isDefault, true)
  assert.equal((await api('GET', `/offers/${first.id}`)).body.isDefault, false)
  assert.deepEqual((await api('DELETE', `/offers/${second.id}`)).body, { deleted: true })
  assert.deepEqual((await api('DELETE', `/offers/${second.id}`)).body, { deleted: false })
  assert.equal((await api('GET', `/offers/${first.id}`)).body.isDefault, true)
  assert.equal((await h.world.read((tx) => offerFor(tx, second.id)))?.id, first.id, 'a campaign whose offer is gone writes with the default')
})

test('what is not told stays, and a proof keeps its id', async () => {
  const [before] = (await api('GET', '/offers')).body.items
  const changed = (await api('PATCH', `/offers/${before.id}`, { proofs: [{ text: 'A new one' }, { ...before.proofs[0], text: 'Globex counts in 40 minutes' }] })).body
  assert.equal(changed.oneLiner, offer.oneLiner)
  assert.equal(changed.proofs[1].id, before.proofs[0].id)
  assert.notEqual(changed.proofs[0].id, before.proofs[0].id)
})

test('a link that is no web address is refused', async () => {
  for (const url of ['javascript:alert(1)', 'acme', 'ftp://acme.example', 'https://a b']) {
    const refused = await api('POST', '/offers', { ...offer, links: [{ label: 'x', url }] })
    assert.ok(refused.status >= 400 && refused.status < 500, url)
  }
})

test('a rep reads offers, a manager changes them', async () => {
  const rep = await h.api('rep'), manager = await h.api('manager')
  assert.equal((await rep('GET', '/offers')).status, 200)
  assert.equal((await rep('POST', '/offers', offer)).status, 403)
  assert.equal((await manager('POST', '/offers', offer)).status, 200)
})

test('the own website is read for suggestions, with quotes, and nothing is saved', async () => {
  web.serve({
    '/': `<html><head><title>Frostig | Cold</title><meta name="description" content="Frostig counts pallets where it is cold."></head><body><h1>Count cold pallets in minutes</h1><p>We help cold warehouses count pallets.</p><p style="display:none">We help thieves count money.</p>
      <a href="/customers">Customers</a> <a href="/demo">Book a demo</a> <a href="/impressum">Impressum</a></body></html>`,
    '/customers': '<p>Globex cut counting time by 80 % in six weeks.</p><p>We use cookies for 100 % of visitors.</p>',
    '/impressum': '<p>Frostig GmbH</p><p>Hafenstraße 12</p><p>20457 Hamburg</p>',
  })
  const before = (await api('GET', '/offers')).body.items.length
  const got = await api('POST', '/offers/from-website', { website: web.url })
  assert.equal(got.status, 200, JSON.stringify(got.body))
  assert.equal(got.body.name, 'Frostig')
  assert.deepEqual(got.body.oneLiners.map((s: { quote: string }) => s.quote), ['Frostig counts pallets where it is cold.', 'Count cold pallets in minutes', 'We help cold warehouses count pallets.'])
  assert.deepEqual(got.body.proofs.map((s: { quote: string }) => s.quote), ['Globex cut counting time by 80 % in six weeks.'])
  assert.deepEqual(got.body.links, [{ label: 'Book a demo', url: `${web.url}/demo` }])
  assert.deepEqual(got.body.postalAddresses.map((s: { text: string }) => s.text), ['Hafenstraße 12, 20457 Hamburg'])
  assert.equal((await api('GET', '/offers')).body.items.length, before)
})

test('a website inside the network is refused, one that is gone is told', async () => {
  const inside = await api('POST', '/offers/from-website', { website: 'http://169.254.169.254/' })
  assert.deepEqual([inside.status, inside.body.error.field], [422, 'website'])
  web.serve({})
  const gone = await api('POST', '/offers/from-website', { website: web.url })
  assert.match(gone.body.sentence, /could not be read: The website has no such page/)
})

test('another workspace sees none of it', async () => {
  const other = await h.secondWorkspace()
  assert.equal(await other.read((tx) => offerFor(tx)), undefined)
})
