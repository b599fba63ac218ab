// Reading an Excel workbook (.xlsx, .xlsm): a zip of XML files. The cells of one sheet come as a stream of rows of text, as a
// person sees them: dates as dates, formulas by the value they had when the file was saved.
//
// What is hostile meets these bounds. Memory: the texts that cells share are all held (Office Open XML wants it so), up to
// `limits.sharedCharacters`; of a sheet only the row being read. Time: a part that unpacks to more than `limits.ratio` times
// its size, once it is large, is a bomb; sizes are declared up front and yauzl stops a part that is longer than it says.
// Entities other than XML's own five are not expanded: the parser knows no DTD.
import { finished } from 'node:stream/promises'
import type { Readable } from 'node:stream'
import { Parser, type Handler } from 'htmlparser2'
import yauzl from 'yauzl'
import { isDateFormat, isPadded, shownDate, shownNumber } from './workbook-values.ts'

/** Why this workbook cannot be read, as a sentence for the person who chose it. */
export class UnreadableWorkbook extends Error {}

export const workbookLimits = {
  entries: 20_000, smallPart: 20_000_000, sharedPart: 500_000_000, sheetPart: 4_000_000_000, ratio: 250, ratioFrom: 50_000_000,
  sharedCharacters: 60_000_000, rows: 1_048_576, columns: 16_384, cellCharacters: 100_000, silence: 4_000_000,
}
const limits = workbookLimits

export interface Workbook {
  /** Names in the order of the tabs; hidden ones last. */
  sheets: string[]
  /** Rows of text; blank rows between filled ones are there, so that the n-th row is row n of the sheet. `seen` counts what a person should know. */
  rows(sheet: string, seen?: { unvalued: number }): AsyncGenerator<string[]>
  close(): void
}

const again = 'Open it in Excel or LibreOffice, save it anew as .xlsx or as “CSV UTF-8”, and choose that file.'
const broken = () => new UnreadableWorkbook(`This workbook is damaged and cannot be read. ${again}`)
const bomb = () => new UnreadableWorkbook('This file unpacks to far more than a workbook holds, as files made to do harm do. It was not read.')

/** A sentence when the first bytes are those of an old or locked Office file (an OLE container); undefined otherwise. */
export function oldOffice(head: Buffer): string | undefined {
  if (head.readUInt32BE(0) !== 0xd0cf11e0) return undefined
  const says = (word: string) => head.includes(Buffer.from(word, 'utf16le'))
  if (says('EncryptedPackage') || says('EncryptionInfo')) return 'This workbook is locked with a password. Open it in Excel, take the password off (File, Info, Protect Workbook), save it, and choose it again.'
  if (says('WordDocument')) return 'This is a Word document. Save its table as an Excel workbook (.xlsx) or CSV.'
  const old = 'Open it in Excel, save it as an Excel workbook (.xlsx) or as “CSV UTF-8”, and choose that file.'
  return says('Workbook') || says('Book') ? `This is an old Excel workbook (.xls). ${old}` : `This is an old Excel workbook (.xls), or one that is locked with a password. ${old}`
}

/** Throws UnreadableWorkbook with the reason. */
export async function openWorkbook(path: string): Promise<Workbook> {
  const zip = await yauzl.openPromise(path, { autoClose: false, validateEntrySizes: true, strictFileNames: false }).catch(() => { throw broken() })
  try {
    const parts = await partsOf(zip)
    const get = (name: string) => parts.get(name.toLowerCase())
    const main = await mainPart(zip, get)
    const { sheets, date1904 } = await readBook(zip, main.part, get(relsOf(main.name)), main.name)
    if (!sheets.length) throw new UnreadableWorkbook('This workbook has no sheet with cells.')
    const styles = await readStyles(zip, get(siblingOf(main.name, 'styles.xml')))
    let shared: Promise<string[]> | undefined
    return {
      sheets: sheets.map((s) => s.name),
      close: () => zip.close(),
      async *rows(sheet, seen = { unvalued: 0 }) {
        const chosen = sheets.find((s) => s.name === sheet)
        const part = chosen && get(chosen.part)
        if (!part) throw broken()
        shared ??= readShared(zip, get(siblingOf(main.name, 'sharedStrings.xml')))
        yield* rowsOf(zip, part, { shared: await shared, styles, date1904, seen })
      },
    }
  } catch (error) {
    zip.close()
    throw error instanceof UnreadableWorkbook ? error : broken()
  }
}

async function partsOf(zip: yauzl.ZipFile): Promise<Map<string, yauzl.Entry>> {
  if (zip.entryCount > limits.entries) throw bomb()
  const parts = new Map<string, yauzl.Entry>()
  for await (const entry of zip.eachEntry()) parts.set(entry.fileName.replaceAll('\\', '/').replace(/^\//, '').toLowerCase(), entry)
  return parts
}

async function mainPart(zip: yauzl.ZipFile, get: (name: string) => yauzl.Entry | undefined): Promise<{ name: string; part: yauzl.Entry }> {
  const root = get('_rels/.rels')
  const name = root ? (await relations(zip, root)).find((r) => r.type.endsWith('/officeDocument'))?.target.replace(/^\//, '') ?? 'xl/workbook.xml' : 'xl/workbook.xml'
  const part = get(name)
  if (part && !name.endsWith('.bin') && /(^|\/)workbook[^/]*\.xml$/i.test(name)) return { name, part }
  if (part && name.endsWith('.bin')) throw new UnreadableWorkbook(`This is a binary Excel workbook (.xlsb). ${again}`)
  if (get('content.xml') && get('mimetype')) throw new UnreadableWorkbook('This is an OpenDocument spreadsheet (.ods). Save it as .xlsx or as “CSV UTF-8”, and choose that file.')
  if (get('word/document.xml')) throw new UnreadableWorkbook('This is a Word document. Save its table as an Excel workbook (.xlsx) or CSV.')
  if (get('index/document.iwa') || get('index.zip')) throw new UnreadableWorkbook('This is a Numbers spreadsheet. Export it as Excel (.xlsx) or CSV, and choose that file.')
  if (get('[content_types].xml')) throw broken()
  throw new UnreadableWorkbook('This is a zip archive. Unpack it and choose the CSV or .xlsx file inside.')
}

const relsOf = (name: string): string => name.replace(/([^/]+)$/, '_rels/$1.rels')
const siblingOf = (name: string, other: string): string => name.replace(/[^/]+$/, other)

async function relations(zip: yauzl.ZipFile, part: yauzl.Entry): Promise<{ id: string; type: string; target: string }[]> {
  const found: { id: string; type: string; target: string }[] = []
  await parsePart(zip, part, limits.smallPart, { onopentag(name, a) { if (local(name) === 'Relationship') found.push({ id: a['Id'] ?? '', type: a['Type'] ?? '', target: a['Target'] ?? '' }) } })
  return found
}

interface Tab { name: string; part: string; hidden: boolean }
async function readBook(zip: yauzl.ZipFile, part: yauzl.Entry, rels: yauzl.Entry | undefined, bookName: string): Promise<{ sheets: Tab[]; date1904: boolean }> {
  const targets = new Map((rels ? await relations(zip, rels) : []).map((r) => [r.id, r]))
  const sheets: Tab[] = []
  let date1904 = false
  await parsePart(zip, part, limits.smallPart, {
    onopentag(name, a) {
      if (local(name) === 'workbookPr') date1904 = a['date1904'] === '1' || a['date1904'] === 'true'
      if (local(name) !== 'sheet' || sheets.length >= 1000) return
      const id = Object.entries(a).find(([key]) => local(key) === 'id' && key.includes(':'))?.[1] ?? ''
      const target = targets.get(id)
      // Sheets that hold a chart or a dialog have no cells.
      if (target && !/worksheet$/.test(target.type)) return
      const at = target?.target ?? `worksheets/sheet${sheets.length + 1}.xml`
      sheets.push({ name: (a['name'] ?? `Sheet ${sheets.length + 1}`).slice(0, 100), part: at.startsWith('/') ? at.slice(1) : siblingOf(bookName, at), hidden: (a['state'] ?? 'visible') !== 'visible' })
    },
  })
  return { sheets: sheets.toSorted((a, b) => Number(a.hidden) - Number(b.hidden)), date1904 }
}

/** By number of the cell's style: how a number in it is meant. */
type Meaning = { is: 'number' } | { is: 'date' } | { is: 'padded'; digits: number }
const plainNumber: Meaning = { is: 'number' }

async function readStyles(zip: yauzl.ZipFile, part: yauzl.Entry | undefined): Promise<Meaning[]> {
  if (!part) return []
  const formats = new Map<number, string>(), styles: Meaning[] = []
  let inside = false
  await parsePart(zip, part, limits.smallPart, {
    onopentag(name, a) {
      const tag = local(name)
      if (tag === 'numFmt') formats.set(Number(a['numFmtId']), a['formatCode'] ?? '')
      if (tag === 'cellXfs') inside = true
      if (tag !== 'xf' || !inside) return
      const id = Number(a['numFmtId'] ?? 0), code = formats.get(id)
      styles.push(isDateFormat(id, code) ? { is: 'date' } : code && isPadded(code) ? { is: 'padded', digits: code.length } : plainNumber)
    },
    onclosetag(name) { if (local(name) === 'cellXfs') inside = false },
  })
  return styles
}

async function readShared(zip: yauzl.ZipFile, part: yauzl.Entry | undefined): Promise<string[]> {
  if (!part) return []
  const texts: string[] = []
  let text = '', depth = 0, inText = false, phonetic = 0, held = 0
  await parsePart(zip, part, limits.sharedPart, {
    onopentag(name) {
      const tag = local(name)
      if (tag === 'si') { text = ''; depth = 1 }
      else if (tag === 'rPh') phonetic++
      else if (tag === 't' && depth && !phonetic) inText = true
    },
    ontext(data) { if (inText && text.length < limits.cellCharacters) text += data },
    onclosetag(name) {
      const tag = local(name)
      if (tag === 't') inText = false
      else if (tag === 'rPh') phonetic--
      else if (tag === 'si') {
        held += text.length + 16
        if (held > limits.sharedCharacters) throw new UnreadableWorkbook('This workbook holds more different texts than can be read at once. Save the sheet as “CSV UTF-8” and choose that file; a CSV may be of any size.')
        texts.push(unescaped(text))
        depth = 0
      }
    },
  })
  return texts
}

interface Context { shared: string[]; styles: Meaning[]; date1904: boolean; seen: { unvalued: number } }

async function* rowsOf(zip: yauzl.ZipFile, part: yauzl.Entry, about: Context): AsyncGenerator<string[]> {
  let ready: string[][] = [], row: string[] = [], rowNo = 0, given = 0
  let column = 0, type = '', style = 0, value = '', formula = false, hasValue = false, collecting = false, phonetic = 0
  const endCell = () => {
    if (column >= limits.columns) throw broken()
    if (formula && !hasValue) about.seen.unvalued++
    if (value !== '') { while (row.length < column) row.push(''); row[column] = shown(type, style, value, about) }
    column++
  }
  const endRow = () => {
    while (row.length && row.at(-1) === '') row.pop()
    if (!row.length) return
    if (rowNo > limits.rows) throw broken()
    while (given < rowNo - 1) { ready.push([]); given++ }
    ready.push(row)
    given = rowNo
  }
  const handler: Partial<Handler> = {
    onopentag(name, a) {
      switch (local(name)) {
        case 'row': { const told = Number(a['r']); rowNo = told > rowNo ? told : rowNo + 1; row = []; column = 0; break }
        case 'c': { if (a['r']) column = columnOf(a['r'], column); type = a['t'] ?? 'n'; style = Number(a['s'] ?? 0); value = ''; formula = hasValue = false; break }
        case 'f': formula = true; break
        case 'rPh': phonetic++; break
        case 'v': collecting = hasValue = true; break
        case 't': collecting = !phonetic; break
      }
    },
    ontext(data) { if (collecting && value.length < limits.cellCharacters) value += data },
    onclosetag(name) {
      switch (local(name)) {
        case 'v': case 't': collecting = false; break
        case 'rPh': phonetic--; break
        case 'c': endCell(); break
        case 'row': endRow(); break
      }
    },
  }
  for await (const _ of parsing(zip, part, limits.sheetPart, handler)) {
    yield* ready
    ready = []
  }
  yield* ready
}

function shown(type: string, style: number, value: string, about: Context): string {
  switch (type) {
    case 's': return about.shared[Number(value)] ?? ''
    case 'str': case 'inlineStr': return unescaped(value)
    case 'b': return value === '1' ? 'TRUE' : 'FALSE'
    // #N/A and its like: there is no value.
    case 'e': return ''
    case 'd': return value.replace('T', ' ').replace(/ 00:00:00(?:\.0+)?Z?$/, '')
    default: {
      const n = Number(value)
      if (!Number.isFinite(n)) return value
      const meaning = about.styles[style] ?? plainNumber
      if (meaning.is === 'date') return shownDate(n, about.date1904) ?? shownNumber(n)
      return meaning.is === 'padded' && Number.isInteger(n) && n >= 0 ? String(n).padStart(meaning.digits, '0') : shownNumber(n)
    }
  }
}

/** 'BC23' → 54. */
function columnOf(reference: string, otherwise: number): number {
  let n = 0, i = 0
  for (; i < reference.length && i < 4; i++) {
    const code = reference.charCodeAt(i) & ~0x20
    if (code < 65 || code > 90) break
    n = n * 26 + code - 64
  }
  return i ? n - 1 : otherwise
}

/** Control characters stand as _x000D_ in the file. */
const unescaped = (text: string): string => (text.includes('_x') ? text.replace(/_x([0-9A-Fa-f]{4})_/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))) : text)

const local = (name: string): string => { const colon = name.indexOf(':'); return colon < 0 ? name : name.slice(colon + 1) }

async function parsePart(zip: yauzl.ZipFile, part: yauzl.Entry, most: number, handler: Partial<Handler>): Promise<void> {
  for await (const _ of parsing(zip, part, most, handler)) { /* the handler collects */ }
}

/** Unpacks and parses a part; comes back after each chunk, so that what was found can be handed on. */
async function* parsing(zip: yauzl.ZipFile, part: yauzl.Entry, most: number, handler: Partial<Handler>): AsyncGenerator<void> {
  if (part.isEncrypted()) throw new UnreadableWorkbook('This file is locked with a password. Take it off and choose the file again.')
  if (!part.canDecodeFileData()) throw broken()
  if (part.uncompressedSize > most || (part.uncompressedSize > limits.ratioFrom && part.uncompressedSize > limits.ratio * part.compressedSize)) throw bomb()
  const stream: Readable = await zip.openReadStreamPromise(part).catch(() => { throw broken() })
  let silent = 0
  const heard = <A extends unknown[]>(fn: ((...args: A) => void) | undefined) => (...args: A) => { silent = 0; fn?.(...args) }
  const parser = new Parser({ onopentag: heard(handler.onopentag), ontext: heard(handler.ontext), onclosetag: heard(handler.onclosetag) }, { xmlMode: true, decodeEntities: true })
  stream.setEncoding('utf8')
  try {
    for await (const chunk of stream) {
      // A single name or attribute without end: nothing is told while it gathers in memory.
      silent += (chunk as string).length
      if (silent > limits.silence) throw bomb()
      parser.write(chunk as string)
      yield
    }
    parser.end()
    yield
  } catch (error) {
    throw error instanceof UnreadableWorkbook ? error : broken()
  } finally {
    stream.destroy()
    await finished(stream).catch(() => undefined)
  }
}

/** Begins like a zip archive: a part, or the end of an empty one. */
export const looksZipped = (head: Buffer): boolean => head[0] === 0x50 && head[1] === 0x4b && ((head[2] === 3 && head[3] === 4) || (head[2] === 5 && head[3] === 6))
