// An offer on paper: what stands on it, its number, and that it never changes.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { cast } from '#test/cast'
import { house, type Api } from '#test/house'
import { draw } from './drawing.ts'
import { figure, numberOf, reckoned, type QuoteContent } from './quote.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana } = await cast(h)
const sam = await h.api()
const ok = async (method: string, path: string, body?: unknown, as: Api = sam) => { const a = await as(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }
const settings = { sender: 'Acme Sales\n1 Main Street\nBerlin', terms: 'Payable within 30 days.', prefix: 'Q-', taxName: 'VAT', taxPercent: 19, validDays: 30 }
async function dealWithLines() {
  const deal = await ok('POST', '/deals', { name: 'Twenty seats', leadId: dana.id })
  await ok('POST', `/deals/${deal.id}/lines`, { name: 'Seats', quantity: 20, priceMinor: 12_50, discount: 10 })
  await ok('POST', `/deals/${deal.id}/lines`, { name: 'Set up', priceMinor: 99_99 })
  return deal
}
const pdf = (id: string) => h.app.inject({ method: 'GET', url: `/api/v1/quotes/${id}/pdf`, headers: { host: 'localhost:3000', cookie } })
const signIn = await h.app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 'sam@acme-sales.example', password: 'correct horse battery staple' } })
const cookie = signIn.cookies.map((c) => `${c.name}=${c.value}`).join('; ')

test('before an offer is made, what is missing is said', async () => {
  const bare = await ok('POST', '/deals', { name: 'Nothing in it' })
  const empty = await sam('POST', `/deals/${bare.id}/quotes`, {})
  assert.deepEqual([empty.status, empty.body.error.message], [422, '“Nothing in it” has no products yet. Put in what you offer, then make the quote.'])
  const nobody = await sam('POST', `/deals/${(await dealWithLines()).id}/quotes`, {})
  assert.deepEqual([nobody.status, nobody.body.error.code], [422, 'no_sender'])
  await ok('PUT', '/quotes/settings', settings)
  const past = await sam('POST', `/deals/${(await dealWithLines()).id}/quotes`, { validUntil: '2026-03-01' })
  assert.deepEqual([past.body.error.field, past.body.error.message], ['validUntil', 'The day until which the offer holds is past. Choose a later one.'])
  for (const [day, pattern] of [['20025-01-01', /lies in the year 20025/], ['2026-02-30', /is not in the calendar/]] as const) assert.match((await sam('POST', `/deals/${(await dealWithLines()).id}/quotes`, { validUntil: day })).body.error.message, pattern)
})

test('a quote has a number, sums, a day and a paper; it lies on the deal and is told there', async () => {
  const deal = await dealWithLines()
  const made = await ok('POST', `/deals/${deal.id}/quotes`, { note: 'As we said on the phone.' })
  assert.deepEqual([made.number, made.issuedOn, made.validUntil, made.currency, made.netMinor, made.taxMinor, made.totalMinor, made.lines, made.by], ['Q-2026-0001', '2026-03-02', '2026-04-01', 'EUR', 324_99, 61_75, 386_74, 2, 'Sam Carter'])
  const files = (await ok('GET', `/deals/${deal.id}/files`)).items
  assert.deepEqual(files.map((f: { name: string; mediaType: string }) => [f.name, f.mediaType]), [['Quote Q-2026-0001.pdf', 'application/pdf']])
  const paper = await pdf(made.id)
  assert.deepEqual([paper.statusCode, paper.headers['content-type'], paper.rawPayload.subarray(0, 5).toString()], [200, 'application/pdf', '%PDF-'])
  assert.match(String(paper.headers['content-disposition']), /Quote Q-2026-0001\.pdf/)
  const kept = await h.app.inject({ method: 'GET', url: `/api/v1/files/${files[0].id}`, headers: { host: 'localhost:3000', cookie } })
  assert.ok(kept.rawPayload.equals(paper.rawPayload), 'drawn again it is the same paper')
  const { items } = await ok('GET', `/deals/${deal.id}/timeline`)
  assert.ok(items.some((l: { sentence: string }) => l.sentence === 'Sam Carter made the quote Q-2026-0001 over 386.74 EUR for the deal “Twenty seats”, valid until 1 April 2026.'), JSON.stringify(items.map((l: { sentence: string }) => l.sentence)))

  // What changes on the deal or in the settings afterwards does not change what was offered.
  await ok('POST', `/deals/${deal.id}/lines`, { name: 'More', priceMinor: 1 })
  await ok('PUT', '/quotes/settings', { ...settings, taxPercent: 7, sender: 'Another' })
  assert.ok((await pdf(made.id)).rawPayload.equals(paper.rawPayload))
  h.clock.advance(40 * 86_400_000)
  assert.deepEqual((await ok('GET', `/deals/${deal.id}/quotes`)).items.map((q: { number: string; expired: boolean }) => [q.number, q.expired]), [['Q-2026-0001', true]])
  const free = await ok('POST', `/deals/${deal.id}/quotes`, { taxPercent: 0, validUntil: '2026-12-31' })
  assert.deepEqual([free.number, free.taxMinor, free.netMinor === free.totalMinor], ['Q-2026-0002', 0, true])
})

test('twenty at once get twenty numbers in a row; who may not change the deal makes none', async () => {
  const deals = await Promise.all(Array.from({ length: 20 }, dealWithLines))
  const made = await Promise.all(deals.map((d) => ok('POST', `/deals/${d.id}/quotes`, {})))
  assert.deepEqual(made.map((q) => Number(q.number.slice(-4))).toSorted((a, b) => a - b), Array.from({ length: 20 }, (_, i) => i + 3))
  const rep = await h.api('rep')
  assert.equal((await rep('POST', `/deals/${deals[0].id}/quotes`, {})).status, 403)
  assert.equal((await rep('PUT', '/quotes/settings', settings)).status, 403)
  const other = await h.apiAs((await h.secondWorkspace()).email)
  assert.equal((await other('GET', `/quotes/${made[0].id}/pdf`)).status, 404)
})

test('sums are of whole cents, and add up', () => {
  const line = fc.record({ name: fc.constant('x'), quantity: fc.integer({ min: 1, max: 100_000 }).map((n) => n / 1000), priceMinor: fc.integer({ min: 0, max: 1e9 }), discount: fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100) })
  fc.assert(fc.property(fc.array(line, { maxLength: 20 }), fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100), (lines, tax) => {
    const all = reckoned(lines, tax)
    assert.equal(all.netMinor, all.lines.reduce((sum, l) => sum + l.sumMinor, 0))
    assert.equal(all.totalMinor, all.netMinor + all.taxMinor)
    for (const value of [all.netMinor, all.taxMinor, all.totalMinor]) assert.ok(Number.isInteger(value) && value >= 0)
    assert.ok(Math.abs(all.taxMinor - (all.netMinor * tax) / 100) <= 0.5 + 1e-6)
  }), { seed: 4 })
  assert.deepEqual([figure(123_450, 'EUR'), figure(1_200_000, 'JPY'), numberOf('A', 12_345, '2026-03-02')], ['1,234.50', '1,200,000', 'A2026-12345'])
})

test('a long offer goes over several pages, and any letters go on paper', async () => {
  const content: QuoteContent = { number: 'Q-1', issuedOn: '2026-03-02', validUntil: '2026-04-01', about: 'Łódź, Αθήνα, Київ', sender: 'Šéf s.r.o.\nBrno', recipient: 'Dana', note: '', terms: 'One\n\nTwo', seller: null, currency: 'EUR', lines: Array.from({ length: 120 }, (_, i) => ({ name: `Line ${i} with a name that is long enough to take more than one line on the paper 汉`, quantity: 1.125, priceMinor: 100, discount: 12.5, sumMinor: 98 })), netMinor: 11_760, tax: null, totalMinor: 11_760 }
  const pages = (bytes: Buffer) => bytes.toString('latin1').match(/\/Type \/Page\b/g)!.length
  const long = await draw(content)
  assert.ok(pages(long) > 3 && pages(long) < 15, String(pages(long)))
  assert.equal(pages(await draw({ ...content, lines: content.lines.slice(0, 3) })), 1)
  assert.ok((await draw(content)).equals(long), 'and the same each time')
})
