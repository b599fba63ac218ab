// A list leaves as a file and comes back as it was; a spreadsheet finds no formula in it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { parse } from 'csv-parse/sync'
import fc from 'fast-check'
import { createLead, findLeadByAddress, type LeadNews } from '#leads'
import { sql } from '#platform/db'
import { openWorkbook } from '#platform/workbook-reading'
import { cast } from '#test/cast'
import { house, type Api } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const folder = mkdtempSync(join(tmpdir(), 'exports-'))
after(() => rmSync(folder, { recursive: true, force: true }))

/** The bytes, as the browser gets them. */
async function download(path: string, as = 'sam@acme-sales.example') {
  const signIn = await h.app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: as, password: 'correct horse battery staple' } })
  const answer = await h.app.inject({ method: 'GET', url: `/api/v1${path}`, headers: { host: 'localhost:3000', cookie: signIn.cookies.map((c) => `${c.name}=${c.value}`).join('; ') } })
  assert.equal(answer.statusCode, 200, answer.body)
  return { bytes: answer.rawPayload, name: String(answer.headers['content-disposition']) }
}
const table = (bytes: Buffer): Record<string, string>[] => parse(bytes, { bom: true, columns: true })
async function sheet(bytes: Buffer): Promise<string[][]> {
  const path = join(folder, `${randomUUID()}.xlsx`), rows: string[][] = []
  writeFileSync(path, bytes)
  const book = await openWorkbook(path)
  for await (const row of book.rows(book.sheets[0]!)) rows.push(row)
  book.close()
  return rows
}
async function bring(bytes: Buffer, as: Api) {
  const id = randomUUID()
  const { body: up } = await as('PUT', `/imports/${id}/file?fileName=leads`, bytes, { 'content-type': 'application/octet-stream' })
  await as('POST', `/imports/${id}/start`, {})
  await h.runLater()
  return { up, done: (await as('GET', `/imports/${id}`)).body }
}

test('the view is what leaves: its search, filter, order and columns; as CSV and as workbook', async () => {
  const { bytes, name } = await download('/exports/leads?search=globex&sort=email&columns=email,lastName,companyDomain,createdAt')
  assert.match(name, /Leads 2026-03-02\.csv/)
  assert.equal(bytes.subarray(0, 3).toString('hex'), 'efbbbf')
  assert.deepEqual(table(bytes).map((r) => [r['Email'], r['Last name'], r['Company website']]), [['ines@globex.example', 'Duarte', 'globex.example'], ['mo@globex.example', 'Lindqvist', 'globex.example']])
  const filter = encodeURIComponent(JSON.stringify({ field: 'firstName', op: 'is', value: 'Dana' }))
  const rows = await sheet((await download(`/exports/leads?format=xlsx&filter=${filter}&columns=email,title`)).bytes)
  assert.deepEqual(rows, [['Email', 'Job title'], ['dana@acme.example', 'Head of Sales']])
  assert.deepEqual(table((await download('/exports/companies?sort=name&columns=name,domain')).bytes), [{ Company: 'Acme GmbH', Domain: 'acme.example' }, { Company: 'Globex', Domain: 'globex.example' }])
})

test('who may not export does not; whoever sees only the own leads takes only those out', async () => {
  assert.equal((await (await h.api('viewer'))('GET', '/exports/leads')).status, 403)
  assert.equal((await (await h.api(null))('GET', '/exports/leads')).status, 401)
  await h.world.write((tx) => tx.run(sql`insert into role_rights (workspace_id, role, kind, sees, changes) values (${tx.workspaceId}, 'rep', 'leads', 'own', 'own')`))
  const [rep, owner] = [await h.userId('rep'), await h.userId()]
  await h.world.write((tx) => tx.run(sql`update leads set owner_id = case when id = ${people.dana.id} then ${rep}::uuid else ${owner}::uuid end where workspace_id = ${tx.workspaceId}`))
  await h.api('rep')
  assert.deepEqual(table((await download('/exports/leads', 'rep@acme-sales.example')).bytes).map((r) => [r['Email'], r['Owner']]), [['dana@acme.example', 'rep@acme-sales.example']])
})

test('any text comes back through CSV and workbook as it was, and none is a formula', { timeout: 120_000 }, async () => {
  // What the import tidies anyway (blanks at the ends, words that mean "nothing") is no loss; everything else is.
  const nothing = /^(?:n\/a|#n\/a|-+|—|\(null\)|k\.a\.|k\. a\.|null)$/i
  const line = (most: number) => fc.oneof(fc.string({ unit: 'grapheme', maxLength: most }), fc.constantFrom('=1+1', "'=1+1", "''", '+49 30', '-5', '@x', '\u200b=x', 'a,"b";c', '_x0041_', '＝1', '%0A', '|cmd')).map((t) => t.replace(/[\p{Cc}]+/gu, ' ').replace(/^[\s\p{Cf}]+|[\s\p{Cf}]+$/gu, '').toWellFormed()).map((t) => (nothing.test(t) ? '' : t)).map((t) => t || null)
  const person = fc.record({ firstName: line(60), lastName: line(60), title: line(100), companyName: line(100), notes: fc.tuple(line(50), line(50)).map(([a, b]) => (a && b ? `${a}\n${b}` : a)), tags: fc.uniqueArray(line(30).filter((t) => t !== null), { maxLength: 3 }), custom: fc.record({ Plan: line(50), Website: line(50) }) })
  const some = fc.sample(person, { numRuns: 120, seed: 4 })
  await h.world.write(async (tx) => {
    for (const [i, p] of some.entries()) await createLead(tx, { ...p, custom: Object.fromEntries(Object.entries(p.custom).filter(([, v]) => v !== null)), email: `any${i}@any.example` } as LeadNews)
  })
  const told = (l: Awaited<ReturnType<typeof findLeadByAddress>>) => [l?.firstName, l?.lastName, l?.title, l?.companyName, l?.notes, l?.tags.toSorted(), l?.custom]
  for (const format of ['csv', 'xlsx']) {
    const filter = encodeURIComponent(JSON.stringify({ field: 'emailDomain', op: 'is', value: 'any.example' }))
    const { bytes } = await download(`/exports/leads?format=${format}&filter=${filter}`)
    if (format === 'csv') for (const row of parse(bytes, { bom: true }) as string[][]) for (const cell of row) assert.doesNotMatch(cell, /^[=+\-@\t\r|%]/)
    const other = await h.secondWorkspace(`Again ${format}`), olga = await h.apiAs(other.email)
    const { up, done } = await bring(bytes, olga)
    assert.deepEqual([done.status, done.totals.created, done.totals.failed], ['finished', some.length, 0], JSON.stringify(up.mapping))
    for (let i = 0; i < some.length; i++) {
      const email = `any${i}@any.example`
      assert.deepEqual(told(await other.read((tx) => findLeadByAddress(tx, email))), told(await h.world.read((tx) => findLeadByAddress(tx, email))), `${format} ${i}`)
    }
  }
})

test('a list of many pages is whole and in order', async () => {
  await h.world.write((tx) => tx.run(sql`insert into leads (workspace_id, email, first_name) select ${tx.workspaceId}::uuid, 'm' || lpad(n::text, 5, '0') || '@many.example', 'First' || n from generate_series(1, 4500) n`))
  const filter = encodeURIComponent(JSON.stringify({ field: 'emailDomain', op: 'is', value: 'many.example' }))
  const expected = Array.from({ length: 4500 }, (_, i) => `m${String(i + 1).padStart(5, '0')}@many.example`)
  assert.deepEqual(table((await download(`/exports/leads?sort=email&columns=email&filter=${filter}`)).bytes).map((r) => r['Email']), expected)
  assert.deepEqual((await sheet((await download(`/exports/leads?format=xlsx&sort=-email&columns=email&filter=${filter}`)).bytes)).slice(1).map(([email]) => email), expected.toReversed())
})
