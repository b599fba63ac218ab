// Workbooks, pasted cells and Google Sheets become leads like any CSV.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { after, test } from 'node:test'
import yazl from 'yazl'
import { findLeadByAddress } from '#leads'
import { writeWorkbook, type Cell } from '#platform/workbook-writing'
import { fakeGoogleDocs, sheetIds } from '#test/fakes/google-docs'
import { house } from '#test/house'

const google = await fakeGoogleDocs('Email,First name\nsheet@fair.example,Sigrid\n')
const h = await house({ now: '2026-03-02T09:00:00Z', config: { GOOGLE_DOCS_URL: google.url, SSRF_ALLOW: google.host } })
after(async () => { await h.stop(); await google.stop() })
const sam = await h.api()
const lead = (email: string) => h.world.read((tx) => findLeadByAddress(tx, email))
const upload = (bytes: Buffer, fileName: string, id = randomUUID()) => sam('PUT', `/imports/${id}/file?fileName=${encodeURIComponent(fileName)}`, bytes, { 'content-type': 'application/octet-stream' })
const workbook = (columns: string[], rows: Cell[][]) => buffer(writeWorkbook('People', columns.map((title) => ({ title })), rows))
const start = async (id: string) => { await sam('POST', `/imports/${id}/start`, {}); await h.runLater(); return (await sam('GET', `/imports/${id}`)).body }

test('a workbook comes in: its dates and numbers as seen, its texts as they stand', async () => {
  const { status, body: up } = await upload(await workbook(['E-mail', 'Name', 'Phone', 'Since', 'Seats'], [
    ['ada@sheet.example', 'Ada Byron', '+44 20 123456', new Date('2024-05-06T00:00:00Z'), 12], ['bob@sheet.example', "'=1+1", '=2', null, 0.1 + 0.2], [null, 'Nobody', null, null, null],
  ]), 'people.xlsx')
  assert.equal(status, 200, JSON.stringify(up))
  assert.deepEqual([up.sheets, up.format.sheet, up.rows, up.mapping], [['People'], 'People', 3, { 0: 'email', 1: 'fullName', 2: 'phone', 3: 'custom:Since', 4: 'custom:Seats' }])
  const done = await start(up.id)
  assert.deepEqual([done.status, done.totals.created, done.totals.failed], ['finished', 2, 1])
  const [ada, bob] = [await lead('ada@sheet.example'), await lead('bob@sheet.example')]
  assert.deepEqual([ada?.lastName, ada?.phone, ada?.custom], ['Byron', '+4420123456', { Since: '2024-05-06', Seats: '12' }])
  assert.deepEqual([bob?.firstName, bob?.custom], ["'=1+1", { Seats: '0.3' }])
  assert.match((await sam('GET', `/imports/${up.id}/rows?outcome=failed`)).body.items[0].reason, /no e-mail/)
  assert.equal(existsSync(join(h.ground.config.OVERTURE_DATA, 'uploads', h.world.workspaceId, `${up.id}.xlsx`)), false, 'the file goes with its import')
})

test('another sheet is chosen; the first one that holds anything is read unasked', async () => {
  const { body: up } = await upload(await twoSheets(), 'two.xlsx')
  assert.deepEqual([up.sheets, up.format.sheet, up.rows], [['Cover', 'Leads', 'Old'], 'Leads', 1])
  const other = await sam('PATCH', `/imports/${up.id}`, { format: { sheet: 'Old' } })
  assert.deepEqual([other.status, other.body.format.sheet, other.body.rows, other.body.mapping['0']], [200, 'Old', 2, 'email'])
  const none = await sam('PATCH', `/imports/${up.id}`, { format: { sheet: 'New' } })
  assert.deepEqual([none.status, none.body.error.code], [422, 'no_sheet'])
  const empty = await sam('PATCH', `/imports/${up.id}`, { format: { sheet: 'Cover' } })
  assert.match(empty.body.error.message, /“Cover” is empty/)
  assert.equal((await start(up.id)).totals.created, 2)
})

test('an archive, a broken workbook and one in a bomb are refused in a sentence', async () => {
  const zip = new yazl.ZipFile()
  zip.addBuffer(Buffer.from('x'), 'a.csv')
  zip.end()
  for (const [bytes, sentence] of [[await buffer(zip.outputStream), /zip archive. Unpack/], [(await workbook(['email'], [])).subarray(0, 400), /damaged/], [Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(5000)]), /old Excel workbook/]] as const) {
    const { status, body } = await upload(bytes as Buffer, 'x.xlsx')
    assert.equal(status, 422)
    assert.match(body.error.message, sentence)
  }
})

test('pasted cells are a file of tabs', async () => {
  const { body: up } = await upload(Buffer.from('Email\tName\tNotes\npaste@cells.example\tPat\t"two\nlines"\n'), 'Pasted cells.txt')
  assert.deepEqual([up.format.delimiter, up.rows], ['\t', 1])
  assert.equal((await start(up.id)).totals.created, 1)
  assert.equal((await lead('paste@cells.example'))?.notes, 'two\nlines')
})

test('a public Google Sheet by every form of its link; private, unknown and no sheet are told apart', async () => {
  const bring = (url: string) => sam('POST', `/imports/${randomUUID()}/sheet`, { url })
  const forms = [`https://docs.google.com/spreadsheets/d/${sheetIds.open}/edit`, `docs.google.com/spreadsheets/d/${sheetIds.open}/edit?usp=sharing#gid=7`, `https://docs.google.com/spreadsheets/u/0/d/${sheetIds.open}/edit?gid=7`, `https://docs.google.com/spreadsheets/d/e/${sheetIds.published}/pubhtml`]
  for (const url of forms) {
    const { status, body } = await bring(url)
    assert.deepEqual([status, body.fileName, body.rows, body.mapping], [200, 'Fair - Sheet1.csv', 1, { 0: 'email', 1: 'firstName' }], url)
  }
  const { body: up } = await bring(forms[0]!)
  assert.equal((await start(up.id)).totals.created, 1)
  assert.equal((await lead('sheet@fair.example'))?.firstName, 'Sigrid')
  const cases: [string, string, RegExp][] = [
    [`https://docs.google.com/spreadsheets/d/${sheetIds.locked}/edit`, 'sheet_private', /private.*Anyone with the link/], [`https://docs.google.com/spreadsheets/d/1GoneSheet_abcdefghijkl/edit`, 'sheet_not_found', /knows no sheet/],
    [`https://docs.google.com/spreadsheets/d/${sheetIds.open}/edit#gid=8`, 'sheet_not_found', /no such tab/], [`https://docs.google.com/spreadsheets/d/${sheetIds.busy}/edit`, 'sheet_unreachable', /503/],
    ['https://docs.google.com/document/d/abcdefghijklmnop/edit', 'not_a_sheet', /not a sheet/], ['https://example.com/list.csv', 'not_a_sheet', /example\.com/], ['https://drive.google.com/file/d/abc/view', 'not_a_sheet', /Google Drive/], ['hello there', 'not_a_sheet', /not a web address|not a Google Sheet/],
  ]
  for (const [url, code, sentence] of cases) {
    const { body } = await bring(url)
    assert.equal(body.error?.code, code, `${url}: ${JSON.stringify(body)}`)
    assert.match(body.error.message, sentence)
  }
})

test('a network that is away is told apart from a sheet that is not there', async () => {
  const away = await house({ now: '2026-03-02T09:00:00Z', config: { GOOGLE_DOCS_URL: 'http://127.0.0.1:1', SSRF_ALLOW: '127.0.0.1:1' } })
  const { status, body } = await (await away.api())('POST', `/imports/${randomUUID()}/sheet`, { url: `https://docs.google.com/spreadsheets/d/${sheetIds.open}/edit` })
  assert.deepEqual([status, body.error.code], [502, 'sheet_unreachable'])
  assert.match(body.error.message, /could not be reached/)
  await away.stop()
})

/** An empty cover, a sheet with a title above its header, and a hidden one. */
async function twoSheets(): Promise<Buffer> {
  const zip = new yazl.ZipFile()
  const add = (name: string, xml: string) => zip.addBuffer(Buffer.from(xml), name)
  const cells = (...values: string[]) => values.map((v) => `<c t="inlineStr"><is><t>${v}</t></is></c>`).join('')
  const names = ['Cover', 'Old', 'Leads']
  add('xl/workbook.xml', `<workbook xmlns:r="r"><sheets>${names.map((name, i) => `<sheet name="${name}" r:id="r${i}"${name === 'Old' ? ' state="hidden"' : ''}/>`).join('')}</sheets></workbook>`)
  add('xl/_rels/workbook.xml.rels', `<Relationships>${names.map((_, i) => `<Relationship Id="r${i}" Type="x/worksheet" Target="/xl/s${i}.xml"/>`).join('')}</Relationships>`)
  add('xl/s0.xml', '<worksheet><sheetData/></worksheet>')
  add('xl/s1.xml', `<worksheet><sheetData><row>${cells('email')}</row><row>${cells('old1@two.example')}</row><row>${cells('old2@two.example')}</row></sheetData></worksheet>`)
  add('xl/s2.xml', `<worksheet><sheetData><row>${cells('Our leads')}</row><row>${cells('email', 'name')}</row><row>${cells('new@two.example', 'Nia')}</row></sheetData></worksheet>`)
  zip.end()
  return buffer(zip.outputStream)
}
