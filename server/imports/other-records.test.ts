// Companies and the team from a file: known ones are met however they are written, slips are mended and said, all of it is undone.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { house, type Api } from '#test/house'
import { distance, match, mendedIndustry } from './record-matching.ts'
import { dateOrderOf, readAmount, readDay } from './record-values.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
await cast(h)
const sam = await h.api()

let guessed: string
async function upload(text: string, edit: object, as: Api = sam) {
  const id = randomUUID()
  const up = await as('PUT', `/imports/${id}/file?fileName=rows.csv`, Buffer.from(text), { 'content-type': 'text/csv' })
  assert.equal(up.status, 200, JSON.stringify(up.body))
  guessed = up.body.record
  return as('PATCH', `/imports/${id}`, edit)
}
async function bring(text: string, edit: object) {
  const { status, body } = await upload(text, edit)
  assert.equal(status, 200, JSON.stringify(body))
  const preview = (await sam('POST', `/imports/${body.id}/preview`, {})).body
  await sam('POST', `/imports/${body.id}/start`, {})
  await h.runLater()
  return { preview, done: (await sam('GET', `/imports/${body.id}`)).body, mapping: body.mapping }
}
const undo = async (id: string) => { await sam('POST', `/imports/${id}/undo`, {}); await h.runLater(); return (await sam('GET', `/imports/${id}`)).body }
const companies = () => h.world.read((tx) => tx.many<Record<string, string>>(sql`select name, domain, industry, size, country from companies where workspace_id = ${tx.workspaceId} order by lower(name)`))
const team = async () => (await sam('GET', '/members')).body.items as { name: string; role: string; teamId: string | null; email: string }[]

test('names as people write them are matched; what is only near is offered, not taken', () => {
  const known = ['GTX Pro', 'GTX Basic', 'Acme Corporation', 'Codehow'].map((name) => ({ name }))
  const found = (name: string) => { const m = match(name, known); return m.found?.name ?? (m as { near: { name: string }[] }).near.map((n) => n.name) }
  assert.deepEqual(['GTXPro', 'gtx  basic', 'ACME', 'Acme Inc.', 'Codehwo', 'Unknown'].map(found), ['GTX Pro', 'GTX Basic', 'Acme Corporation', [], ['Codehow'], []])
  assert.deepEqual(['technolgy', 'Technolgy', 'medical', 'softwares', 'metal'].map(mendedIndustry), ['technology', 'Technology', null, 'software', null])
  fc.assert(fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (a, b) => {
    assert.equal(distance(a, b), distance(b, a))
    assert.equal(distance(a, a), 0)
    assert.ok(distance(a, b) >= Math.abs(a.length - b.length) && distance(a, b) <= Math.max(a.length, b.length))
  }), { seed: 4 })
})

test('days and amounts are read as the file writes them', () => {
  assert.deepEqual([['20-10-2016', '01-03-2017'], ['10/20/2016'], ['2016-10-20'], ['01-02-2017']].map(dateOrderOf), ['dmy', 'mdy', 'ymd', 'dmy'])
  const day = (text: string, order: 'dmy' | 'mdy' | 'ymd') => { const d = readDay(text, order); return d.ok ? d.day : d.sentence }
  assert.deepEqual([day('20-10-2016', 'dmy'), day('10/20/16', 'mdy'), day('2016-10-20T08:00:00Z', 'ymd'), day('31.02.2016', 'dmy'), day('01-01-20025', 'dmy'), day('soon', 'dmy')], ['2016-10-20', '2016-10-20', '2016-10-20', '“31.02.2016” is not in the calendar.', '“01-01-20025” lies in the year 20025.', '“soon” is not a date.'])
  const amount = (text: string) => { const a = readAmount(text); return a.ok ? [a.amount, a.currency] : a.sentence }
  assert.deepEqual(['1054', '1,054', '1.054,50 €', '$1,234.5', "CHF 1'234", '1.234.567', '0.5', 'much'].map(amount), [[1054, null], [1054, null], [1054.5, 'EUR'], [1234.5, 'USD'], [1234, 'CHF'], [1234567, null], [0.5, null], '“much” is not an amount.'])
})

test('companies come in: new, known by domain or by name, twice in the file, without a name', async () => {
  const before = await companies()
  const text = 'account,sector,employees,office_location,website\nNewco,technolgy,120,Kenya,newco.example\nGLOBEX Inc,retail,,Sweden,\nACME gmbh,software,50,,acme.example\nnew co,retail,,,newco.example\n,retail,1,,\nBad,retail,1,,gmail.com\n'
  const { preview, done, mapping } = await bring(text, { record: 'company' })
  assert.equal(guessed, 'company')
  assert.deepEqual(mapping, { 0: 'company:name', 1: 'company:industry', 2: 'company:size', 3: 'company:country', 4: 'company:website' })
  assert.deepEqual([preview.counts.new, preview.counts.update, preview.counts.skip, preview.counts.fail, preview.counts.duplicatesInFile], [2, 2, 1, 1, 1])
  assert.deepEqual(preview.problems.map((p: { row: number; reason: string }) => [p.row, p.reason]), [[6, 'This row names no company.'], [5, 'Row 2 of this file is the same company.'], [2, '“technolgy” was read as “technology”.']])
  assert.deepEqual(preview.problemKinds, [{ outcome: 'failed', code: 'no_name', count: 1 }, { outcome: 'skipped', code: 'duplicate_in_file', count: 1 }, { outcome: 'new', code: 'mended', count: 1 }])
  assert.deepEqual([done.status, done.totals.created, done.totals.updated, done.totals.skipped, done.totals.failed], ['finished', 2, 2, 1, 1])
  const now = await companies()
  assert.deepEqual(now.find((c) => c['name'] === 'Newco'), { name: 'Newco', domain: 'newco.example', industry: 'technology', size: '120', country: 'Kenya' })
  assert.deepEqual(now.find((c) => c['name'] === 'Globex'), { name: 'Globex', domain: 'globex.example', industry: 'retail', size: null, country: 'Sweden' })
  assert.match((await sam('GET', `/imports/${done.id}/errors.csv`)).body, /Row 6: This row names no company/)
  const again = await bring(text, { record: 'company' })
  assert.deepEqual([again.done.totals.created, again.done.totals.updated, again.done.totals.unchanged], [0, 0, 4])
  const undone = await undo(done.id)
  assert.deepEqual([undone.status, undone.undo.removed, undone.undo.restored, undone.undo.kept], ['undone', 2, 2, 0])
  assert.deepEqual(await companies(), before)
})

test('an undone import of products sets back what it changed, but for what a person changed since', async () => {
  const { body: kept } = await sam('POST', '/products', { name: 'GTX Pro', code: 'G1', category: 'Old', priceMinor: 500_00, costMinor: 200_00, currency: 'EUR' })
  const products = async () => (await sam('GET', '/products')).body.items.map((p: Record<string, unknown>) => [p['name'], p['code'], p['category'], p['priceMinor'], p['costMinor']])
  const before = await products()
  const file = 'product,code,series,sales_price,cost\nGTXPro,G2,New,550,210\nMG Special,M1,New,55,\n'
  const { done } = await bring(file, { record: 'product', policy: 'overwrite' })
  assert.deepEqual([done.totals.created, done.totals.updated], [1, 1], JSON.stringify(done.totals))
  assert.deepEqual(await products(), [['GTX Pro', 'G2', 'New', 550_00, 210_00], ['MG Special', 'M1', 'New', 55_00, null]])
  const undone = await undo(done.id)
  assert.deepEqual([undone.undo.removed, undone.undo.restored, undone.undo.kept, await products()], [1, 1, 0, before])

  const again = await bring(file, { record: 'product', policy: 'overwrite' })
  await sam('PATCH', `/products/${kept.id}`, { priceMinor: 599_00 })
  await undo(again.done.id)
  assert.deepEqual(await products(), [['GTX Pro', 'G1', 'Old', 599_00, 200_00]])
})

test('the team comes in: people who cannot sign in, in the teams of their managers', async () => {
  const before = (await team()).length
  const { done } = await bring('sales_agent,manager,regional_office\nAnna Snelling,Dustin Brinkmann,Central\nCecily Lampkin,Dustin Brinkmann,Central\nSam Carter,Melvin Marxen,Central\nAnna Snelling,Dustin Brinkmann,Central\n', { record: 'member' })
  assert.deepEqual([done.totals.created, done.totals.updated, done.totals.skipped], [2, 1, 1])
  assert.equal(guessed, 'member')
  const people = await team()
  assert.equal(people.length, before + 4)
  const anna = people.find((m) => m.name === 'Anna Snelling')!, dustin = people.find((m) => m.name === 'Dustin Brinkmann')!
  assert.deepEqual([anna.role, dustin.role, anna.teamId], ['rep', 'manager', dustin.teamId])
  const signIn = await h.app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: anna.email, password: '' } })
  assert.notEqual(signIn.statusCode, 200)
  const undone = await undo(done.id)
  assert.deepEqual([undone.undo.removed, (await team()).length], [4, before])
})

test('who may not add people to the team does not by way of a file', async () => {
  const { status } = await upload('name,manager\nX,Y\n', { record: 'member' }, await h.api('rep'))
  assert.equal(status, 403)
  const { body } = await upload('name,city\nX,Y\n', { record: 'company', mapping: { 0: 'email' } })
  const start = await sam('POST', `/imports/${body.id}/start`, {})
  assert.deepEqual([start.status, start.body.error.code], [422, 'bad_mapping'])
})
