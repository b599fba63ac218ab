// Writing a workbook (.xlsx) of one sheet as a stream: rows go in one by one, nothing is kept.
//
// A text is written as a text (inline), never as a formula, so no cell of ours is ever calculated. One that looks like a formula
// also gets the mark that Excel's own apostrophe leaves (quotePrefix), so that it stays a text when somebody edits the cell.
import { PassThrough, Readable } from 'node:stream'
import yazl from 'yazl'
import { looksLikeFormula } from './csv.ts'
import { serialOf } from './workbook-values.ts'

export type Cell = string | number | boolean | Date | null | undefined
export interface SheetColumn { title: string; /** In characters. */ width?: number }

const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'
const office = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const style = { bold: 1, moment: 2, quoted: 3 }

/** Errors of `rows` come out as errors of the stream. Dates are written in UTC, to the second. */
export function writeWorkbook(sheetName: string, columns: SheetColumn[], rows: AsyncIterable<Cell[]> | Iterable<Cell[]>): Readable {
  const zip = new yazl.ZipFile(), out = new PassThrough()
  const add = (name: string, xml: string) => zip.addBuffer(Buffer.from(head + xml), name)
  add('[Content_Types].xml', `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${
    [['workbook', 'sheet.main'], ['worksheets/sheet1', 'worksheet'], ['styles', 'styles']].map(([part, type]) => `<Override PartName="/xl/${part}.xml" ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.${type}+xml"/>`).join('')}</Types>`)
  add('_rels/.rels', relations([['officeDocument', 'xl/workbook.xml']]))
  add('xl/workbook.xml', `<workbook xmlns="${main}" xmlns:r="${office}"><sheets><sheet name="${escaped(safeName(sheetName))}" sheetId="1" r:id="rId1"/></sheets></workbook>`)
  add('xl/_rels/workbook.xml.rels', relations([['worksheet', 'worksheets/sheet1.xml'], ['styles', 'styles.xml']]))
  add('xl/styles.xml', `<styleSheet xmlns="${main}"><numFmts count="2"><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/><numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="2"><font><sz val="11"/><name val="Calibri"/></font><font><b/><sz val="11"/><name val="Calibri"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders><cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="5"><xf xfId="0"/><xf xfId="0" fontId="1" applyFont="1"/><xf xfId="0" numFmtId="164" applyNumberFormat="1"/><xf xfId="0" quotePrefix="1"/><xf xfId="0" numFmtId="165" applyNumberFormat="1"/></cellXfs></styleSheet>`)
  const sheet = Readable.from(sheetXml(columns, rows), { objectMode: false, highWaterMark: 65_536 })
  const fail = (error: Error) => out.destroy(error)
  sheet.once('error', fail)
  zip.once('error', fail)
  // Whoever stops reading stops the query behind it too.
  out.once('close', () => { if (!sheet.readableEnded) sheet.destroy() })
  zip.addReadStream(sheet, 'xl/worksheets/sheet1.xml', { compressionLevel: 3 })
  zip.end()
  zip.outputStream.pipe(out)
  return out
}

async function* sheetXml(columns: SheetColumn[], rows: AsyncIterable<Cell[]> | Iterable<Cell[]>): AsyncGenerator<Buffer> {
  const letters = columns.map((_, i) => letterOf(i))
  const widths = columns.map((c, i) => `<col min="${i + 1}" max="${i + 1}" width="${c.width ?? 18}" customWidth="1"/>`).join('')
  let text = `${head}<worksheet xmlns="${main}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>${widths && `<cols>${widths}</cols>`}<sheetData>`
  text += `<row r="1">${columns.map((c, i) => textCell(`${letters[i]}1`, c.title, style.bold)).join('')}</row>`
  let n = 1
  for await (const row of rows) {
    n++
    text += `<row r="${n}">`
    for (let i = 0; i < columns.length; i++) text += cellXml(`${letters[i]}${n}`, row[i])
    text += '</row>'
    if (text.length > 65_536) { yield Buffer.from(text); text = '' }
  }
  yield Buffer.from(`${text}</sheetData></worksheet>`)
}

function cellXml(at: string, value: Cell): string {
  if (value === null || value === undefined || value === '') return ''
  if (typeof value === 'number') return Number.isFinite(value) ? `<c r="${at}"><v>${value}</v></c>` : ''
  if (typeof value === 'boolean') return `<c r="${at}" t="b"><v>${value ? 1 : 0}</v></c>`
  if (value instanceof Date) return value.getTime() < -2_203_891_200_000 ? textCell(at, value.toISOString()) : `<c r="${at}" s="${style.moment}"><v>${serialOf(value)}</v></c>`
  return textCell(at, value, looksLikeFormula(value) ? style.quoted : 0)
}

const textCell = (at: string, text: string, s = 0): string => `<c r="${at}"${s ? ` s="${s}"` : ''} t="inlineStr"><is><t xml:space="preserve">${escaped(text)}</t></is></c>`

const relations = (parts: [type: string, target: string][]): string =>
  `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${parts.map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${office}/${type}" Target="${target}"/>`).join('')}</Relationships>`

// XML holds no control characters; Office writes them as _x0001_, and an underscore that would read as one as _x005F_.
const escaped = (text: string): string =>
  text.replace(/_(?=x[0-9A-Fa-f]{4}_)/g, '_x005F_').replace(/[&<>"]/g, (c) => entities[c]!).replace(/[\u0000-\u0008\u000b\u000c\r\u000e-\u001f\ufffe\uffff]/g, (c) => `_x${c.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}_`).toWellFormed()
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' }

/** Excel's rule for names of tabs. */
const safeName = (name: string): string => name.replace(/[[\]:*?/\\]/g, ' ').slice(0, 31) || 'Sheet1'

function letterOf(index: number): string {
  let n = index + 1, letters = ''
  while (n) { letters = String.fromCharCode(65 + ((n - 1) % 26)) + letters; n = Math.floor((n - 1) / 26) }
  return letters
}
