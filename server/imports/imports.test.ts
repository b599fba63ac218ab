// The story of a file that becomes leads, on real PostgreSQL, through the counter.
import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { randomUUID } from 'node:crypto'
import { request } from 'node:http'
import { Readable } from 'node:stream'
import { after, test } from 'node:test'
import { house, type Api } from '#test/house'
import { cast } from '#test/cast'
import { sql } from '#platform/db'
import type { World } from '#platform/world'
import { findLeadByAddress, lockContactable, suppress } from '#leads'
import { undo } from './choosing.ts'
import { receiveFile } from './receiving.ts'
import { runImport } from './running.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const sam = await h.api()

async function upload(bytes: string | Buffer, fileName = 'people.csv', as: Api = sam) {
  const id = randomUUID()
  return as('PUT', `/imports/${id}/file?fileName=${encodeURIComponent(fileName)}`, Buffer.from(bytes), { 'content-type': 'text/csv' })
}
/** Uploads, corrects, starts and lets it run; answers the import as it stands then. */
async function bring(bytes: string | Buffer, edit: object = {}, as: Api = sam) {
  const { status, body } = await upload(bytes, 'people.csv', as)
  assert.equal(status, 200, JSON.stringify(body))
  if (Object.keys(edit).length) { const patched = await as('PATCH', `/imports/${body.id}`, edit); assert.equal(patched.status, 200, JSON.stringify(patched.body)) }
  const started = await as('POST', `/imports/${body.id}/start`, {})
  assert.equal(started.status, 200, JSON.stringify(started.body))
  await h.runLater()
  return (await as('GET', `/imports/${body.id}`)).body
}
const rowsOf = async (id: string, outcome: string) => (await sam('GET', `/imports/${id}/rows?outcome=${outcome}&limit=200`)).body.items
const lead = (email: string) => h.world.read((tx) => findLeadByAddress(tx, email))
/** Everything of people that an import may touch, as one value. */
const state = () => h.world.read((tx) => tx.one<{ hash: string }>(sql`select md5(concat(
  (select string_agg((to_jsonb(l) - 'updated_at')::text, '|' order by l.id) from leads l where workspace_id = ${tx.workspaceId}),
  (select string_agg((to_jsonb(c) - 'updated_at')::text, '|' order by c.id) from companies c where workspace_id = ${tx.workspaceId}),
  (select string_agg(to_jsonb(t)::text, '|' order by t.id) from lists t where workspace_id = ${tx.workspaceId}),
  (select string_agg(to_jsonb(m)::text, '|' order by m.list_id, m.lead_id) from list_members m where workspace_id = ${tx.workspaceId}))) as hash`))

test('a file with errors: what is good comes in, what is not is named, mended and uploaded again', async () => {
  const file = [
    'E-Mail;Vorname;Nachname;Firma;Telefon;Plan', 'anna@initech.example;Anna;Müller;Initech;+49 (0)30 123-45;Gold', 'ANNA@initech.example;Anna;Doppelt;;;', 'no-address;Ben;Bad;;;',
    ';Cara;Keine;;;', 'dana@acme.example;Dora;Neu;;+49 40 999;', 'too;many;cells;in;this;row;here', 'only;three;cells', '', '"eva@initech.example";"Eva, ""E"" ";Stein;Initech;;', 'mailto:finn@gmail.com;Finn;Zaun;;;', 'Gil <gil@initech.example>;Gil;Ort;;;-',
  ].join('\r\n')
  const { body: up } = await upload(Buffer.from(file, 'latin1'))
  assert.deepEqual([up.format.encoding, up.format.delimiter, up.rows, up.status], ['windows-1252', ';', 11, 'ready'])
  assert.deepEqual(up.mapping, { 0: 'email', 1: 'firstName', 2: 'lastName', 3: 'companyName', 4: 'phone', 5: 'custom:Plan' })
  const { body: preview } = await sam('POST', `/imports/${up.id}/preview`, {})
  assert.deepEqual(preview.counts, { new: 4, update: 1, unchanged: 0, skip: 1, fail: 4, duplicatesInFile: 1, suppressed: 0, blank: 1 })
  assert.deepEqual(preview.problems.map((p: any) => [p.row, p.code]), [[4, 'bad_address'], [5, 'no_address'], [7, 'ragged'], [8, 'ragged'], [3, 'duplicate_in_file']], 'errors first')
  assert.equal(preview.problems[4].reason, 'Row 2 of this file has the same address.')
  assert.equal(preview.problems[0].column, 0)
  assert.equal(await lead('anna@initech.example'), undefined, 'a preview leaves nothing behind')

  await sam('POST', `/imports/${up.id}/start`, {})
  await sam('POST', `/imports/${up.id}/start`, {})
  await h.runLater()
  const { body: done } = await sam('GET', `/imports/${up.id}`)
  assert.deepEqual([done.status, done.totals], ['finished', { rows: 11, created: 4, updated: 1, unchanged: 0, skipped: 1, failed: 4, blank: 1 }])
  const anna = await lead('anna@initech.example')
  assert.deepEqual([anna?.lastName, anna?.companyName, anna?.phone, anna?.custom, anna?.ownerId, anna?.importId], ['Müller', 'Initech', '+493012345', { Plan: 'Gold' }, await h.userId(), up.id])
  assert.deepEqual([(await lead('eva@initech.example'))?.firstName, (await lead('eva@initech.example'))?.companyId], ['Eva, "E"', anna?.companyId])
  assert.deepEqual([(await lead('finn@gmail.com'))?.companyId, (await lead('gil@initech.example'))?.custom], [null, {}])
  const dana = await lead('dana@acme.example')
  assert.deepEqual([dana?.firstName, dana?.phone], ['Dana', '+4940999'])
  assert.equal((await rowsOf(up.id, 'updated'))[0].leadId, people.dana.id)

  const { body: errors, headers } = await sam('GET', `/imports/${up.id}/errors.csv`)
  assert.match(String(headers['content-disposition']), /people errors\.csv/)
  const lines = String(errors).split('\r\n')
  assert.equal(lines[0], '\ufeff"E-Mail","Vorname","Nachname","Firma","Telefon","Plan","error"')
  assert.match(lines[1]!, /"no-address","Ben","Bad","","","","Row 4: “no-address” has no @\."/)
  assert.match(lines[3]!, /"row","Row 7: .*","here"$/)
  const mended = [lines[0], lines[1]!.replace('no-address', 'ben@initech.example'), lines[2]!.replace('""', '"cara@initech.example"')].join('\r\n')
  const again = await bring(mended)
  assert.deepEqual([again.mapping['6'], again.totals.created, again.totals.failed], ['ignore', 2, 0])
  assert.equal((await lead('ben@initech.example'))?.lastName, 'Bad')
  const facts = await h.world.read((tx) => tx.many<{ payload: any }>(sql`select payload from events where workspace_id = ${tx.workspaceId} and type = 'leads.imported' order by id`))
  assert.deepEqual(facts.map((f) => [f.payload.count, f.payload.updated]), [[4, 1], [2, 0]])
})

test('the three policies for known leads, and a file that changes nothing', async () => {
  const file = 'email,title,city,tags\nmo@globex.example,CTO,Lund,"a, b"\n'
  const skipped = await bring(file, { policy: 'skip' })
  assert.deepEqual([skipped.totals.skipped, (await rowsOf(skipped.id, 'skipped'))[0].code], [1, 'known'])
  await bring(file)
  let mo = await lead('mo@globex.example')
  assert.deepEqual([mo?.title, mo?.city, mo?.tags], ['COO', 'Lund', ['a', 'b']])
  await bring(file, { policy: 'overwrite' })
  mo = await lead('mo@globex.example')
  assert.equal(mo?.title, 'CTO')
  for (const policy of ['fill_empty', 'overwrite']) assert.deepEqual((await bring(file, { policy })).totals, { rows: 1, created: 0, updated: 0, unchanged: 1, skipped: 0, failed: 0, blank: 0 })
})

test('undo restores the very state before, except for what was used meanwhile', async () => {
  const before = await state()
  const file = ['Email,Full name,Company,Website,Title,City,Country,Tags,Notes,Plan', 'mo@globex.example,Mo Other,Otherfirm,,CEO,Oslo,NO,x,hi,Gold', 'ines@globex.example,Ines X,,,,Porto,PT,,,',
    ...Array.from({ length: 40 }, (_, i) => `u${i}@undo${i % 5}.example,"van der Berg, Kim",Undo ${i % 5},undo${i % 5}.example,CTO,Bonn,DE,t,n,Silver`), 'free@gmail.com,Dr. Ludwig van Beethoven,Solo Ltd,,,,,,,'].join('\n')
  const done = await bring(file, { policy: 'overwrite', listName: 'Fair', tags: ['fair'] })
  assert.deepEqual([done.totals.created, done.totals.updated, done.listName, done.undo.possible], [41, 2, 'Fair', true])
  const [u0, ludwig] = [await lead('u0@undo0.example'), await lead('free@gmail.com')]
  assert.deepEqual([u0?.firstName, u0?.lastName, u0?.tags.toSorted(), ludwig?.firstName, ludwig?.lastName], ['Kim', 'van der Berg', ['fair', 't'], 'Ludwig', 'van Beethoven'])
  assert.equal((await sam('GET', '/lists')).body.items.find((l: any) => l.name === 'Fair').leads, 43)
  assert.notDeepEqual(await state(), before)
  assert.equal((await sam('POST', `/imports/${done.id}/undo`, {})).body.status, 'undoing')
  await h.runLater()
  const undone = (await sam('GET', `/imports/${done.id}`)).body
  assert.deepEqual([undone.status, undone.undo.removed, undone.undo.restored, undone.undo.kept, undone.undo.possible], ['undone', 41, 2, 0, false])
  assert.deepEqual(await state(), before)

  const second = await bring(file, { policy: 'overwrite' })
  const used = (await lead('u1@undo1.example'))!
  await h.world.write((tx) => tx.run(sql`insert into briefs (workspace_id, subject, subject_id, status) values (${tx.workspaceId}, 'lead', ${used.id}, 'waiting')`))
  await sam('PATCH', `/leads/${people.ines.id}`, { city: 'Faro' })
  await sam('POST', `/imports/${second.id}/undo`, {})
  await h.runLater()
  assert.deepEqual((await sam('GET', `/imports/${second.id}`)).body.undo.kept, 1)
  assert.ok(await lead('u1@undo1.example'))
  assert.equal((await lead('ines@globex.example'))?.city, 'Faro', 'what a person wrote after the import stays')
  assert.equal((await lead('mo@globex.example'))?.title, 'CTO')
})

// Small chunks of one size, so that a test of seconds has many.
const chunk = 2000
const rows = { first: chunk, least: chunk, most: chunk }

// The world of a process that dies: the transaction with this number is lost, before it commits or right after.
function dying(world: World, at: number, when: 'before' | 'after'): World {
  let n = 0
  return { ...world, write: async (fn) => {
    n++
    const result = await world.write(async (tx) => { const r = await fn(tx); if (n === at && when === 'before') throw new Error('killed'); return r })
    if (n === at && when === 'after') throw new Error('killed')
    return result
  } }
}

test('killed again and again, before and after a commit, it goes on and no row lands twice', { timeout: 120_000 }, async () => {
  const many = chunk * 7 + 700
  const file = 'email,first name,company\n' + Array.from({ length: many }, (_, i) => (i % 1000 === 7 ? `broken${i},x,y` : i % 1000 === 8 ? `kill${i - 2}@kill.example,dup,z` : `kill${i}@kill.example,F${i},"Co ""${i % 300}"""`)).join('\n')
  const { body: up } = await upload(file)
  assert.equal(up.rows, many)
  await h.world.write((tx) => tx.run(sql`update imports set status = 'running', started_at = ${tx.now} where id = ${up.id}`))
  const kills: [number, 'before' | 'after'][] = [[2, 'before'], [2, 'after'], [1, 'after'], [3, 'before'], [4, 'before'], [2, 'before'], [1, 'before'], [2, 'after']]
  let last = 0
  for (const [at, when] of kills) {
    await runImport(dying(h.world, at, when), up.id, { rows }).catch((error: Error) => assert.equal(error.message, 'killed'))
    const { position } = (await sam('GET', `/imports/${up.id}`)).body
    assert.ok(position >= last && position % chunk === 0 || position === many)
    last = position
  }
  await Promise.all([1, 2, 3].map(() => runImport(h.world, up.id, { rows }).catch((error: Error) => assert.match(error.message, /Another worker|deadlock|duplicate key/))))
  await runImport(h.world, up.id)
  const bad = Math.ceil((many - 7) / 1000), dup = Math.ceil((many - 8) / 1000)
  const { body: done } = await sam('GET', `/imports/${up.id}`)
  assert.deepEqual([done.status, done.totals], ['finished', { rows: many, created: many - bad - dup, updated: 0, unchanged: 0, skipped: dup, failed: bad, blank: 0 }])
  const counted = await h.world.read((tx) => tx.one<{ leads: number; addresses: number; rows: number }>(sql`select (select count(*) from leads where import_id = ${up.id}) as leads,
    (select count(distinct email) from leads where import_id = ${up.id}) as addresses, (select count(*) from import_rows where import_id = ${up.id}) as rows`))
  assert.deepEqual(counted, { leads: many - bad - dup, addresses: many - bad - dup, rows: bad + dup })
  assert.equal((await rowsOf(up.id, 'failed')).length, bad)
})

test('cancelling keeps what is in and stops before the next chunk', async () => {
  const { body: up } = await upload('email\n' + Array.from({ length: chunk * 2 }, (_, i) => `cancel${i}@cancel.example`).join('\n'))
  await h.world.write((tx) => tx.run(sql`update imports set status = 'running', started_at = ${tx.now} where id = ${up.id}`))
  let asked = false
  const watched: World = { ...h.world, write: async (fn) => { const r = await h.world.write(fn); if (!asked && (await sam('GET', `/imports/${up.id}`)).body.position) { asked = true; await sam('POST', `/imports/${up.id}/cancel`, {}) } return r } }
  await runImport(watched, up.id, { rows })
  const { body: done } = await sam('GET', `/imports/${up.id}`)
  assert.deepEqual([done.status, done.totals.created, done.undo.possible], ['cancelled', chunk, true])
})

test('a cell is mended in its place: the row comes in, the file stays as it came, and a wish to take it back is heard', async () => {
  const file = 'email,first name\ngood@mend.example,Gil\nbad at mend.example,Bea\nworse at mend.example,Wim\n'
  const { body: up } = await upload(file)
  const look = async () => (await sam('POST', `/imports/${up.id}/preview`, {})).body
  assert.deepEqual((await look()).problems.map((p: any) => [p.row, p.column]), [[3, 0], [4, 0]])
  const fix = (fixes: object | null) => sam('PATCH', `/imports/${up.id}`, { fixes })
  assert.equal((await fix({ 3: { 0: 'bea@mend.example' } })).status, 200)
  assert.deepEqual((await fix({ 3: { 1: 'Beate' }, 4: { 0: 'wim@mend.example' } })).body.fixes, { 3: { 0: 'bea@mend.example', 1: 'Beate' }, 4: { 0: 'wim@mend.example' } })
  assert.deepEqual([(await look()).counts.new, (await look()).counts.fail], [3, 0])
  await fix(null)
  assert.equal((await look()).counts.fail, 2, 'the file says what it said')
  assert.equal((await fix({ 3: { 0: 'bea@mend.example', 7: 'beside the table' } })).status, 200)
  await sam('POST', `/imports/${up.id}/start`, {})
  await h.runLater()
  assert.equal((await lead('bea@mend.example'))?.firstName, 'Bea')
  assert.deepEqual((await rowsOf(up.id, 'failed')).map((r: any) => r.row), [4])
  const many = Object.fromEntries(Array.from({ length: 1001 }, (_, n) => [n + 2, { 0: 'x@y.example' }]))
  const { body: other } = await upload(file)
  assert.match((await sam('PATCH', `/imports/${other.id}`, { fixes: many })).body.error.message, /More than 1,000 cells/)
})

test('suppressed addresses stay out, in every later upload too; asked for, they come in and still get no mail', async () => {
  await h.world.write(async (tx) => { await suppress(tx, { kind: 'address', value: 'out@supp.example', reason: 'opted_out' }); await suppress(tx, { kind: 'domain', value: 'rival.example', reason: 'competitor' }) })
  const file = 'email\nout@supp.example\nboss@eu.rival.example\nok@supp.example\n'
  const { body: up } = await upload(file)
  assert.equal((await sam('POST', `/imports/${up.id}/preview`, {})).body.counts.suppressed, 2)
  const done = await bring(file)
  assert.deepEqual((await rowsOf(done.id, 'skipped')).map((r: any) => [r.row, r.code]), [[2, 'suppressed'], [3, 'suppressed']])
  const forced = await bring(file, { importSuppressed: true })
  assert.equal(forced.totals.created, 2)
  const out = (await lead('out@supp.example'))!
  assert.equal((await h.world.write((tx) => lockContactable(tx, [{ leadId: out.id, address: out.email }]))).get(out.id)?.code, 'lead_suppressed')
  await sam('DELETE', `/leads/${out.id}`)
  assert.equal((await bring(file)).totals.skipped, 1)

  // A whole company: by its domain, by its website's, by its name where no domain is told. And an address of which only the hash is known.
  const { id: companyId } = (await sam('POST', '/companies', { name: 'Quiet Partners', domain: 'quiet.example', website: 'https://quiet-group.example' })).body
  const { id: nameless } = (await sam('POST', '/companies', { name: 'Nameless Works' })).body
  for (const id of [companyId, nameless]) assert.equal((await sam('POST', '/suppressions/company', { companyId: id, reason: 'customer' })).body.added, 1)
  await sam('POST', '/suppressions', { text: createHash('sha256').update('hashed@supp.example').digest('hex') })
  const silent = await bring('email,company,domain\na@quiet.example,,\nb@eu.quiet-group.example,,\nc@gmail.com,nameless works,\nd@agency.example,Quiet Partners,quiet.example\nHashed@supp.example,,\nfree@loud.example,Loud,\n')
  assert.deepEqual((await rowsOf(silent.id, 'skipped')).map((r: any) => [r.row, r.code]), [[2, 'suppressed'], [3, 'suppressed'], [4, 'suppressed'], [5, 'suppressed'], [6, 'suppressed']])
  assert.equal(silent.totals.created, 1)
})

test('formulas arrive as text, and leave again harmless', async () => {
  const done = await bring('email,first name,company,notes\nf1@formula.example,\'=1+1,\'+cmd|x,"=HYPERLINK(""http://e"")"\nf2@formula.example,=1+1,\'quoted\',\'hi\n')
  assert.equal(done.totals.created, 2)
  const [f1, f2] = [await lead('f1@formula.example'), await lead('f2@formula.example')]
  assert.deepEqual([f1?.firstName, f1?.companyName, f1?.notes], ['=1+1', '+cmd|x', '=HYPERLINK("http://e")'])
  assert.deepEqual([f2?.firstName, f2?.companyName, f2?.notes], ['=1+1', "'quoted'", "'hi"])
  const failed = await bring('email,first name\n=cmd,=1+1\n')
  assert.match((await sam('GET', `/imports/${failed.id}/errors.csv`)).body, /"'=cmd","'=1\+1"/)
})

test('UTF-16, no header, three hundred columns, strange separators: all come in', async () => {
  assert.equal((await bring(Buffer.from('\ufeffemail\tname\r\nutf16@wide.example\tÄnne Łuk\r\n', 'utf16le'))).totals.created, 1)
  assert.equal((await lead('utf16@wide.example'))?.firstName, 'Änne')
  assert.equal((await bring('bare1@wide.example\nbare2@wide.example')).totals.created, 2)
  const wide = ['email', ...Array.from({ length: 299 }, (_, i) => `f${i}`)]
  const done = await bring(`${wide.join('|')}\nwide@wide.example|${Array.from({ length: 299 }, (_, i) => i).join('|')}\n`)
  assert.deepEqual([done.totals.created, done.columns.length], [1, 300])
  assert.equal(Object.keys((await lead('wide@wide.example'))!.custom).length, 299)
  assert.equal((await bring("'email','first name'\n'q@wide.example','O''Neil, Pat'\n")).totals.created, 1)
  assert.equal((await lead('q@wide.example'))?.firstName, "O'Neil, Pat")
})

test('what cannot be read is refused in a sentence, and nothing is left of it', async () => {
  const refused = async (bytes: string | Buffer, code: string, sentence: RegExp) => {
    const { status, body } = await upload(bytes)
    assert.equal(status, 422, JSON.stringify(body))
    assert.equal(body.error.code, code)
    assert.match(body.error.message, sentence)
  }
  const before = (await sam('GET', '/imports?limit=200')).body.items.length
  await refused('', 'empty_file', /empty/)
  await refused(Array.from({ length: 301 }, (_, i) => `c${i}`).join(',') + '\n1', 'too_many_columns', /301 columns.*300/)
  await refused(Buffer.from('PK\x03\x04[Content_Types].xml', 'latin1'), 'unreadable_file', /damaged.*CSV UTF-8/)
  await refused(Buffer.from('%PDF-1.7\n'), 'not_csv', /PDF/)
  assert.equal((await sam('GET', '/imports?limit=200')).body.items.length, before)
})

test('a gigabyte in one line is refused at once and in little memory', { timeout: 30_000 }, async () => {
  const block = Buffer.alloc(1024 * 1024, 'x')
  let given = 0
  const gigabyte = Readable.from((function* () { for (let i = 0; i < 1024; i++) { given++; yield block } })(), { objectMode: false })
  const begun = performance.now()
  await assert.rejects(receiveFile(h.world, randomUUID(), 'big.csv', gigabyte), /more than 1 MB/)
  assert.ok(performance.now() - begun < 10_000)
  assert.ok(given < 20, `${given} MB were taken`)
})

test('over a real connection too the browser gets to read why its gigabyte was refused', { timeout: 30_000 }, async () => {
  const at = new URL(await h.app.listen({ port: 0, host: '127.0.0.1' }))
  const signIn = await h.app.inject({ method: 'POST', url: '/api/v1/session', headers: { host: 'localhost:3000' }, payload: { email: 'sam@acme-sales.example', password: 'correct horse battery staple' } })
  const cookie = signIn.cookies.map((c) => `${c.name}=${c.value}`).join('; ')
  const answer = await new Promise<{ status: number | undefined; text: string }>((resolve, reject) => {
    const out = request({ host: at.hostname, port: at.port, method: 'PUT', path: `/api/v1/imports/${randomUUID()}/file?fileName=big.csv`, headers: { cookie, host: 'localhost:3000', 'content-type': 'text/csv', 'content-length': 1024 ** 3 } }, (reply) => {
      let text = ''
      reply.on('data', (part) => { text += part }).on('end', () => resolve({ status: reply.statusCode, text }))
    }).on('error', reject)
    Readable.from((function* () { for (let i = 0; i < 1024; i++) yield Buffer.alloc(1024 * 1024, 'x') })(), { objectMode: false }).pipe(out)
  })
  assert.equal(answer.status, 422)
  assert.match(answer.text, /more than 1 MB/)
})

test('a mapping is corrected; a wrong one is refused; a reading too', async () => {
  const { body: up } = await upload('mail,wer,was\na@map.example,Kim Berg,x\n')
  assert.deepEqual(up.mapping, { 0: 'email', 1: 'custom:wer', 2: 'custom:was' })
  await sam('PATCH', `/imports/${up.id}`, { mapping: { 1: 'fullName', 2: 'ignore', 77: 'title' } })
  await sam('PATCH', `/imports/${up.id}`, { mapping: { 0: 'ignore' } })
  const wrong = await sam('POST', `/imports/${up.id}/start`, {})
  assert.deepEqual([wrong.status, wrong.body.error.field], [422, 'mapping'])
  assert.equal((await sam('PATCH', `/imports/${up.id}`, { mapping: { 0: 'owner_id' } })).status, 422)
  assert.equal((await sam('PATCH', `/imports/${up.id}`, { mapping: { 0: 'custom:x\u0001' } })).status, 422)
  const otherwise = await sam('PATCH', `/imports/${up.id}`, { format: { delimiter: ';' } })
  assert.deepEqual([otherwise.body.columns.length, otherwise.body.format.delimiter], [1, ';'])
  const bare = await sam('PATCH', `/imports/${up.id}`, { format: { delimiter: ',', hasHeader: false } })
  assert.deepEqual([bare.body.rows, bare.body.columns[0].name, bare.body.format.headerRow], [2, 'Column 1', 1])
})

test('imported leads get the time zone of their place, as leads made by hand do', async () => {
  const done = await bring('email,city,country\nzone@zone.example,Lisbon,Portugal\n')
  assert.equal(done.totals.created, 1)
  assert.equal((await lead('zone@zone.example'))?.timeZone, 'Europe/Lisbon')
})

test('a rep imports, but leaves the leads of colleagues alone; a viewer imports nothing', async () => {
  const rep = await h.api('rep'), viewer = await h.api('viewer')
  const anna = (await lead('anna@initech.example'))!
  const done = await bring('email,title\nanna@initech.example,Stolen\nmine@rep.example,CTO\n', { policy: 'overwrite' }, rep)
  assert.deepEqual([done.totals.created, done.totals.skipped, (await rowsOf(done.id, 'skipped'))[0].code], [1, 1, 'not_your_lead'])
  assert.equal((await lead('anna@initech.example'))?.title, anna.title)
  assert.equal((await upload('email\nx@y.example', 'x.csv', viewer)).status, 403)
})

test('another workspace can neither see nor take over an import', async () => {
  const { body: up } = await upload('email\nwall@wall.example\n')
  const other = await h.secondWorkspace()
  await receiveFile(other, up.id, 'other.csv', Readable.from([Buffer.from('email\nb@b.example\nc@c.example\n')]))
  assert.deepEqual([(await sam('GET', `/imports/${up.id}`)).body.fileName, (await sam('GET', `/imports/${up.id}`)).body.rows], ['people.csv', 1])
})

test('payloads in cells, headers and file names are only text', async () => {
  const evil = [`'); drop table leads;--`, `\${x}`, `{"a":1}`, `$1`, `\\`, `\\.`, `"`, `%s`, `{a,b}`, `null`, `😀`]
  const done = await bring(`email,"x'); drop table leads;--","__proto__",notes,tags\n` + evil.map((e, i) => `evil${i}@evil.example,"${e.replaceAll('"', '""')}",p,"${e.replaceAll('"', '""')}","${e.replaceAll('"', '""')}"`).join('\n'))
  assert.equal(done.totals.created, evil.length, JSON.stringify(done))
  assert.equal((await lead('evil0@evil.example'))?.notes, evil[0])
  assert.deepEqual((await lead('evil0@evil.example'))?.custom, { "x'); drop table leads;--": evil[0] })
})

test('undo is over after seven days', async () => {
  const done = await bring('email\nlate@late.example\n')
  h.clock.advance(8 * 86_400_000)
  await assert.rejects(h.world.write((tx) => undo(tx, done.id)), /7 days; that time is over/)
})
