// Workbooks written and read: what goes in comes out, and what is hostile or broken is named.
import assert from 'node:assert/strict'
import { mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { createWriteStream } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { after, test } from 'node:test'
import fc from 'fast-check'
import yazl from 'yazl'
import { oldOffice, openWorkbook, UnreadableWorkbook } from './workbook-reading.ts'
import { isDateFormat, serialOf, shownDate, shownNumber } from './workbook-values.ts'
import { writeWorkbook, type Cell } from './workbook-writing.ts'

const folder = mkdtempSync(join(tmpdir(), 'workbooks-'))
after(() => rmSync(folder, { recursive: true, force: true }))
let n = 0
const fresh = () => join(folder, `${n++}.xlsx`)

async function zipped(parts: Record<string, string | Buffer>): Promise<string> {
  const zip = new yazl.ZipFile(), path = fresh()
  for (const [name, body] of Object.entries(parts)) zip.addBuffer(Buffer.from(body), name)
  zip.end()
  await pipeline(zip.outputStream, createWriteStream(path))
  return path
}
const rels = (parts: [string, string][]) => `<Relationships xmlns="x">${parts.map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="http://x/${type}" Target="${target}"/>`).join('')}</Relationships>`
const book = (sheet: string, more: Record<string, string> = {}, properties = '') => zipped({
  '[Content_Types].xml': '<Types/>', '_rels/.rels': rels([['officeDocument', 'xl/workbook.xml']]),
  'xl/workbook.xml': `<workbook xmlns:r="r"><workbookPr ${properties}/><sheets><sheet name="People &amp; more" r:id="rId1"/></sheets></workbook>`,
  'xl/_rels/workbook.xml.rels': rels([['worksheet', 'worksheets/sheet1.xml']]), 'xl/worksheets/sheet1.xml': `<worksheet><sheetData>${sheet}</sheetData></worksheet>`, ...more,
})
async function read(path: string, sheet?: string) {
  const opened = await openWorkbook(path), seen = { unvalued: 0 }
  try { return { sheets: opened.sheets, seen, rows: await all(opened.rows(sheet ?? opened.sheets[0]!, seen)) } } finally { opened.close() }
}
async function all<T>(found: AsyncIterable<T>): Promise<T[]> { const list: T[] = []; for await (const one of found) list.push(one); return list }
const refused = (path: string, sentence: RegExp) => assert.rejects(read(path), (error: Error) => error instanceof UnreadableWorkbook && sentence.test(error.message))

test('every text and number that is written is read again as it was', async () => {
  await fc.assert(fc.asyncProperty(fc.array(fc.array(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('=1+1', "'=x", '+49 30', '_x0041_', ' a ', '\r\n', '<&">'), fc.integer(), fc.boolean()), { minLength: 3, maxLength: 3 }), { maxLength: 8 }), async (cells) => {
    const path = fresh()
    await pipeline(writeWorkbook('All [of] it', ['A', 'B', 'C'].map((title) => ({ title })), cells), createWriteStream(path))
    const shown = (c: Cell) => (typeof c === 'boolean' ? String(c).toUpperCase() : typeof c === 'string' ? c.toWellFormed() : String(c))
    const trimmed = (row: string[]) => { const copy = [...row]; while (copy.at(-1) === '') copy.pop(); return copy }
    const expected = [['A', 'B', 'C'], ...cells.map((row) => trimmed(row.map(shown)))]
    while (expected.at(-1)?.length === 0) expected.pop()
    assert.deepEqual(await read(path), { sheets: ['All  of  it'], seen: { unvalued: 0 }, rows: expected })
  }), { numRuns: 30, seed: 4 })
})

test('cells as programs write them: shared, rich and inline texts, dates, formulas, errors, gaps', async () => {
  const path = await book(`
    <row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c><c r="D2" s="1"><v>42654.5</v></c><c r="E2" s="2"><v>1234</v></c></row>
    <row><c><f>A1&amp;"x"</f></c><c t="str"><f>1+1</f><v>two</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c><c><v>4.91701234567E11</v></c><c><v>0.30000000000000004</v></c><c t="inlineStr"><is><r><t>in</t></r><r><t>line</t></r></is></c></row>`, {
    'xl/sharedStrings.xml': '<x:sst xmlns:x="m"><x:si><x:t>Dana &amp; Mo</x:t></x:si><x:si><x:r><x:t>rich </x:t></x:r><x:r><x:t>text_x000D_</x:t></x:r><x:rPh><x:t>kana</x:t></x:rPh></x:si></x:sst>',
    'xl/styles.xml': '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="00000"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="22"/><xf numFmtId="170"/></cellXfs></styleSheet>',
  })
  assert.deepEqual(await read(path), { sheets: ['People & more'], seen: { unvalued: 1 }, rows: [[], ['Dana & Mo', '', 'rich text\r', '2016-10-11 12:00:00', '01234'], ['', 'two', '', 'TRUE', '491701234567', '0.3', 'inline']] })
})

test('days as Excel counts them, from 1900 with its leap day and from 1904', () => {
  assert.deepEqual([1, 59, 61, 42654, 42654.75, 0.5].map((d) => shownDate(d, false)), ['1900-01-01', '1900-02-28', '1900-03-01', '2016-10-11', '2016-10-11 18:00:00', '12:00:00'])
  assert.equal(shownDate(41192, true), '2016-10-11')
  assert.deepEqual([-1, 3e6].map((d) => shownDate(d, false)), [undefined, undefined])
  fc.assert(fc.property(fc.integer({ min: -2_000_000_000, max: 250_000_000_000 }), (s) => assert.equal(shownDate(serialOf(new Date(s * 1000)), false), new Date(s * 1000).toISOString().replace('T', ' ').slice(0, 19).replace(' 00:00:00', ''))), { seed: 4 })
  assert.deepEqual(['yyyy-mm-dd', '[h]:mm', 'd. mmm', '#,##0.00', '0.00E+00', '"days" 0', '[Red]0', 'General', '[$-407]d.m.yy'].map((code) => isDateFormat(170, code)), [true, true, true, false, false, false, false, false, true])
  assert.deepEqual([1e20, 0.1 + 0.2, 1e-7, -0.5].map(shownNumber), ['100000000000000000000', '0.3', '0.0000001', '-0.5'])
})

test('what cannot be read says why', async () => {
  await refused(await zipped({ 'lib 0.zip': 'PK', 'lib 1.zip': 'PK' }), /zip archive. Unpack it/)
  await refused(await zipped({ mimetype: 'application/vnd.oasis.opendocument.spreadsheet', 'content.xml': '<a/>' }), /OpenDocument/)
  await refused(await zipped({ '[Content_Types].xml': '', 'word/document.xml': '<a/>' }), /Word document/)
  await refused(await zipped({ '[Content_Types].xml': '', '_rels/.rels': rels([['officeDocument', 'xl/workbook.bin']]), 'xl/workbook.bin': 'x' }), /xlsb/)
  await refused(await zipped({ '[Content_Types].xml': '<Types/>' }), /damaged/)
  const whole = await book('<row><c><v>1</v></c></row>')
  const cut = fresh()
  writeFileSync(cut, (await import('node:fs')).readFileSync(whole).subarray(0, statSync(whole).size - 100))
  await refused(cut, /damaged/)
  const ole = (word: string) => Buffer.concat([Buffer.from('d0cf11e0a1b11ae1', 'hex'), Buffer.alloc(100), Buffer.from(word, 'utf16le')])
  assert.match(oldOffice(ole('EncryptedPackage'))!, /locked with a password/)
  assert.match(oldOffice(ole('Workbook'))!, /old Excel workbook \(\.xls\)/)
})

test('a bomb is not unpacked: 100 MB of blanks, and a name without end', async () => {
  const begun = process.memoryUsage().rss
  await refused(await book(' '.repeat(100_000_000)), /unpacks to far more/)
  await refused(await book(`<row a="${'x'.repeat(6_000_000)}`), /unpacks to far more|damaged/)
  assert.ok(process.memoryUsage().rss - begun < 600_000_000)
})
