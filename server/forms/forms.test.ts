// Leads that come by themselves, by the page and by a program; what was rejected is not lost.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { findLeadByAddress } from '#leads'
import { cast } from '#test/cast'
import { house } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const sam = await h.api()
const { body: list } = await sam('POST', '/lists', { name: 'Fair' })
const { body: form } = await sam('POST', '/forms', { name: 'Contact', title: 'Talk to us', consent: 'We write to you about this.', fields: [{ key: 'fullName', label: 'Your name', required: true }, { key: 'custom:Plan', label: 'Plan' }], listId: list.id, tags: ['web'] })
const path = new URL(form.url).pathname
const lead = (email: string) => h.world.read((tx) => findLeadByAddress(tx, email))
const page = (url = path) => h.app.inject({ method: 'GET', url })
const handIn = (fields: Record<string, string>, ip = '203.0.113.5') => h.app.inject({ method: 'POST', url: path, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: new URLSearchParams(fields).toString(), remoteAddress: ip })
const log = async (outcome = 'all') => (await sam('GET', `/forms/${form.id}/submissions?outcome=${outcome}`)).body.items
const { body: { key } } = await sam('POST', `/forms/${form.id}/key`, {})
const ingest = (body: object, more: Record<string, string> = {}, bearer = key) => h.app.inject({ method: 'POST', url: '/api/v1/ingest', headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json', ...more }, payload: body })

test('the page asks in plain HTML and carries what the link told', async () => {
  const answer = await page(`${path}?utm_source=<news>&email=dana@acme.example`)
  assert.equal(answer.statusCode, 200)
  assert.match(answer.body, /<h1>Talk to us<\/h1>/)
  assert.match(answer.body, /name="utm_source" value="&lt;news&gt;"/)
  assert.doesNotMatch(answer.body, /<script/)
  assert.match(String(answer.headers['content-security-policy']), /default-src 'none'/)
  assert.equal((await page('/f/nothing')).statusCode, 404)
})

test('handed in, it is a lead with its list, tags, source and campaign; a known one keeps what it has', async () => {
  assert.match((await handIn({ email: 'Kim@New.example', fullName: 'Kim van Berg', 'custom:Plan': 'Gold', title: 'not asked for', utm_source: 'news', utm_campaign: 'spring' })).body, /Thank you/)
  const kim = await lead('kim@new.example')
  assert.deepEqual([kim?.firstName, kim?.lastName, kim?.title, kim?.custom, kim?.tags, kim?.source], ['Kim van', 'Berg', null, { utm_source: 'news', utm_campaign: 'spring', Plan: 'Gold' }, ['web'], 'form: Contact'])
  await handIn({ email: people.dana.email, fullName: 'Other Name' })
  assert.equal((await lead(people.dana.email))?.firstName, 'Dana')
  assert.deepEqual((await log()).map((s: { outcome: string }) => s.outcome), ['updated', 'created'])
  assert.equal((await sam('GET', '/lists')).body.items[0].leads, 2)
})

test('what is wrong is said beside the fields, which stay filled; robots are thanked and forgotten', async () => {
  const wrong = await handIn({ email: 'kim@', fullName: 'Kim "K"' })
  assert.equal(wrong.statusCode, 422)
  assert.match(wrong.body, /role="alert">There is nothing after the @/)
  assert.match(wrong.body, /value="Kim &quot;K&quot;"/)
  assert.match((await handIn({ email: 'robot@bot.example', fullName: 'R', website_url: 'http://x' })).body, /Thank you/)
  assert.equal(await lead('robot@bot.example'), undefined)
  assert.deepEqual((await log('rejected')).map((s: { outcome: string }) => s.outcome), ['spam', 'rejected'])
})

test('a rejected one is tried again, once the form is mended, and is a lead once', async () => {
  const missing = await handIn({ email: 'late@new.example' }, '203.0.113.6')
  assert.match(missing.body, /“Your name” is missing/)
  const [rejected] = await log('rejected')
  assert.deepEqual(rejected.payload, { email: 'late@new.example' })
  assert.equal((await sam('POST', `/submissions/${rejected.id}/replay`, {})).body.outcome, 'rejected')
  await sam('PATCH', `/forms/${form.id}`, { fields: [] })
  assert.equal((await sam('POST', `/submissions/${rejected.id}/replay`, {})).body.outcome, 'created')
  assert.equal((await sam('POST', `/submissions/${rejected.id}/replay`, {})).body.outcome, 'created')
  assert.ok(await lead('late@new.example'))
})

test('a program hands over leads: the same key twice is one lead, a wrong key none', async () => {
  const first = await ingest({ email: 'api@new.example', firstName: 'Ada', 'custom:Plan': 'Pro' }, { 'idempotency-key': 'order-1' })
  assert.deepEqual([first.statusCode, first.json().outcome], [200, 'created'])
  const again = await ingest({ email: 'other@new.example' }, { 'idempotency-key': 'order-1' })
  assert.deepEqual(again.json(), first.json())
  assert.equal(await lead('other@new.example'), undefined)
  const bad = await ingest({ email: 'no-address' })
  assert.deepEqual([bad.statusCode, bad.json().error.code], [422, 'rejected'])
  assert.equal((await ingest({ email: 'x@new.example' }, {}, key.slice(0, -1) + (key.endsWith('A') ? 'B' : 'A'))).statusCode, 401)
  assert.equal((await ingest({ email: 'x@new.example' }, {}, '')).statusCode, 401)
  const { body: { key: next } } = await sam('POST', `/forms/${form.id}/key`, {})
  assert.equal((await ingest({ email: 'x@new.example' })).statusCode, 401, 'the old key has ended')
  assert.equal((await ingest({ email: 'x@new.example' }, {}, next)).statusCode, 200)
})

test('many at once from one place have to wait; a form that is switched off is gone', async () => {
  const codes = []
  for (let i = 0; i < 12; i++) codes.push((await handIn({ email: `m${i}@many.example` }, '203.0.113.9')).statusCode)
  assert.ok(codes.includes(429) && codes[0] === 200, codes.join())
  await sam('PATCH', `/forms/${form.id}`, { active: false })
  assert.equal((await page()).statusCode, 404)
  assert.equal((await handIn({ email: 'off@new.example' }, '203.0.113.10')).statusCode, 404)
})
