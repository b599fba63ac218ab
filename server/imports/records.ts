// CSV at the speed of bytes. The scanner finds where records end and how many cells they have; well-formed ones are handed
// on as they stand (straight into COPY), and only the odd ones are taken apart in JavaScript:
//   - a quote in the middle of a cell, or text after a closing quote: read leniently and written anew
//   - too many or too few cells, a cell over 32 KB, a NUL, bytes that are not UTF-8, a quote that never closes: named as bad
// Everything is UTF-8 here; see decoding.ts. Memory: one record at most (1 MB) beside the chunk being read.
import { isUtf8 } from 'node:buffer'

export interface Dialect { delimiter: string; quote: string }
export interface BadRecord { row: number; code: string; sentence: string; cells: string[] }
/**
 * Some thousand records. `bytes` holds one line for each, bad and blank ones as an empty line of the right width. It is good
 * until the next batch is asked for: one buffer serves the whole file, so that a large one leaves no heap of dead buffers.
 */
export interface Batch { firstRow: number; rows: number; bytes: Buffer; bad: BadRecord[] }

export const limits = { columns: 300, cellBytes: 32 * 1024, recordBytes: 1024 * 1024, unclosed: 20, workbookBytes: 200_000_000, sheetBytes: 2_000_000_000 }
export class UnreadableFile extends Error {}

const LF = 10, CR = 13

export interface Reading extends Dialect {
  /** Cells every record should have; 0: whatever comes (for detection and counting). */
  columns: number
  /** Records to pass over: what stands above the data, and what an earlier run already committed. */
  skip: number
  /** May be changed while reading; holds from the next batch on. */
  batchRows: number
  batchBytes: number
  /** Only `rows` of the batches is wanted. */
  countOnly?: boolean
}

/** Records of a UTF-8 stream in batches. Rows are counted as a spreadsheet does: the first record of the file is 1. */
export async function* readBatches(source: AsyncIterable<Buffer> | Iterable<Buffer>, how: Reading): AsyncGenerator<Batch> {
  const scanner = createScanner(how)
  for await (const chunk of source) yield* scanner.push(chunk, false)
  yield* scanner.push(Buffer.alloc(0), true)
}

function createScanner(how: Reading) {
  const quote = how.quote ? how.quote.charCodeAt(0) : -1, delimiter = how.delimiter.charCodeAt(0)
  let buffer: Buffer = Buffer.allocUnsafe(512 * 1024), length = 0, at = 0, row = 0, unclosed = 0
  let out: Buffer = Buffer.allocUnsafe(how.countOnly ? 0 : 1024 * 1024), outLength = 0
  let eol: Buffer | undefined                      // the first line's; COPY wants them all alike
  let batch: Batch | undefined, batchBytes = 0, runStart = -1, rawEnd = 0
  // What scan() found about the record that begins at `at`.
  let recordEnd = 0, next = 0, cells = 0, odd = false, longCell = -1

  /** False: the record does not end within what we have. */
  function scan(eof: boolean): boolean {
    const end = length
    let i = at, cellStart = at, c = -1
    cells = 1; odd = false; longCell = -1
    for (;;) {
      if (i < end && buffer[i] === quote) {
        i++
        for (;;) {
          const close = buffer.indexOf(quote, i)
          if (close < 0 || close >= end) return false
          if (close + 1 >= end && !eof) return false
          if (close + 1 >= end || buffer[close + 1] !== quote) { i = close + 1; break }
          i = close + 2
        }
        if (i < end && (c = buffer[i]!) !== delimiter && c !== LF && c !== CR) odd = true
      }
      while (i < end && (c = buffer[i]!) !== delimiter && c !== LF && c !== CR) { if (c === quote || c === 1) odd = true; i++ }
      if (i >= end && !eof) return false
      if (i - cellStart > limits.cellBytes && longCell < 0) longCell = cells - 1
      if (i < end && c === delimiter) { cells++; cellStart = ++i; continue }
      if (i < end && c === CR) {
        if (i + 1 >= end && !eof) return false
        if ((i + 1 >= end || buffer[i + 1] !== LF) && eol && eol[eol.length - 1] === LF) { odd = true; i++; continue } // a lone CR inside a cell
      }
      recordEnd = i
      next = i >= end ? end : c === CR && i + 1 < end && buffer[i + 1] === LF ? i + 2 : i + 1
      return true
    }
  }

  /** A quote that never closes, or a line without end: give up on this record alone, at its first line break. */
  function giveUp(eof: boolean): BadRecord | undefined {
    if (!eof && length - at <= limits.recordBytes) return undefined
    const rest = buffer.subarray(at, length)
    const lf = rest.indexOf(LF), stopAt = lf < 0 ? rest.indexOf(CR) : lf
    const stop = stopAt < 0 ? -1 : at + stopAt
    if (stop < 0 && !eof || stop - at > limits.recordBytes)
      throw new UnreadableFile(`Row ${row + 1} is longer than 1 MB. In a CSV file every row ends with a line break; this file seems to have none there.`)
    if (++unclosed > limits.unclosed) throw new UnreadableFile(`More than ${limits.unclosed} rows open a quotation mark that is never closed, the last of them row ${row + 1}. Choose another quotation mark, or mend the file.`)
    recordEnd = stop < 0 ? length : stop
    next = stop < 0 ? length : stop + 1
    const text = buffer.toString('utf8', at, recordEnd).replace(/\r$/, '')
    return { row: row + 1, code: 'unclosed_quote', sentence: 'A quotation mark opens in this row and is never closed.', cells: text.split(how.delimiter).map((cell) => cell.replaceAll(how.quote, '')) }
  }

  function begin(): Batch { batchBytes = 0; outLength = 0; return { firstRow: row, rows: 0, bytes: out, bad: [] } }
  function emit(bytes: Buffer): void {
    if (outLength + bytes.length > out.length) { const larger = Buffer.allocUnsafe(Math.max(out.length * 2, outLength + bytes.length)); out.copy(larger, 0, 0, outLength); out = larger }
    bytes.copy(out, outLength)
    outLength += bytes.length
  }
  function flushRun(): void { if (runStart >= 0) { emit(buffer.subarray(runStart, rawEnd)); runStart = -1 } }
  function line(bytes: Buffer): void { flushRun(); emit(bytes); emit(eol!) }

  function take(bad: BadRecord | undefined): void {
    batch ??= begin()
    batch.rows++
    batchBytes += next - at
    if (how.countOnly) return
    const problem = bad ?? problemOf()
    if (problem) { batch.bad.push(problem); return line(emptyLine(how)) }
    if (cells === 1 && recordEnd === at && how.columns > 1) return line(emptyLine(how))
    const whole = next - recordEnd === eol!.length && buffer[next - 1] === eol![eol!.length - 1]
    if (odd || (how.columns && cells !== how.columns) || isEndMark()) return line(Buffer.from(encode(parseRecord(text(), how).slice(0, how.columns || undefined), how)))
    if (!whole) return line(buffer.subarray(at, recordEnd))
    if (runStart < 0) runStart = at
    rawEnd = next
  }

  const text = () => buffer.toString('utf8', at, recordEnd)
  // COPY takes a line of \. for the end of everything.
  const isEndMark = () => recordEnd - at === 2 && buffer[at] === 0x5c && buffer[at + 1] === 0x2e

  function problemOf(): BadRecord | undefined {
    const no = (code: string, sentence: string): BadRecord => ({ row, code, sentence, cells: shortened(parseRecord(text(), how)) })
    if (longCell >= 0) return no('cell_too_long', `The value in column ${longCell + 1} is longer than 32 KB.`)
    if (recordEnd - at > limits.recordBytes) return no('row_too_long', 'This row is longer than 1 MB.')
    if (!how.columns || cells === how.columns || (cells === 1 && recordEnd === at)) return undefined
    if (cells > how.columns && parseRecord(text(), how).slice(how.columns).every((cell) => !cell.trim())) return undefined
    return cells > how.columns
      ? no('ragged', `This row has ${cells} values where the header has ${how.columns}. A value that contains the separator needs quotation marks round it.`)
      : no('ragged', `This row has ${cells} ${cells === 1 ? 'value' : 'values'} where the header has ${how.columns}: it may have been cut in two.`)
  }

  /** NULs and broken UTF-8 are looked for once a batch, natively; only then record by record. */
  function finish(): Batch | undefined {
    flushRun()
    const done = batch
    batch = undefined
    if (!done || how.countOnly) return done
    done.bytes = out.subarray(0, outLength)
    return !done.bytes.includes(0) && isUtf8(done.bytes) ? done : sieve(done, how, eol!)
  }

  return {
    *push(chunk: Buffer, eof: boolean): Generator<Batch> {
      flushRun()
      keepRest(chunk)
      while (at < length) {
        const found = scan(eof)
        const bad = found ? undefined : giveUp(eof)
        if (!found && !bad) break
        if (!eol) eol = lineEnd(buffer, recordEnd, next)
        row++
        if (row > how.skip) take(bad)
        at = next
        if (batch && (batch.rows >= how.batchRows || batchBytes >= how.batchBytes)) { const done = finish(); if (done) yield done }
      }
      if (eof) { const done = finish(); if (done) yield done }
    },
  }

  /** What is left of the last record moves to the front, the chunk comes behind it. */
  function keepRest(chunk: Buffer): void {
    const rest = length - at
    if (rest + chunk.length > buffer.length) { const larger = Buffer.allocUnsafe(Math.max(buffer.length * 2, rest + chunk.length)); buffer.copy(larger, 0, at, length); buffer = larger }
    else buffer.copyWithin(0, at, length)
    chunk.copy(buffer, rest)
    length = rest + chunk.length
    at = 0
  }
}

const lineEnd = (buffer: Buffer, recordEnd: number, next: number): Buffer => (next > recordEnd ? Buffer.from(buffer.subarray(recordEnd, next)) : Buffer.from('\n'))
const emptyLine = (how: Reading): Buffer => Buffer.from(how.delimiter.repeat(Math.max(0, how.columns - 1)))
const shortened = (cells: string[]): string[] => cells.slice(0, limits.columns + 20).map((cell) => (cell.length > 2000 ? `${cell.slice(0, 2000)}…` : cell))

/** The slow way, for a batch that holds a NUL or broken bytes: names those records, keeps the others. */
function sieve(batch: Batch, how: Reading, eol: Buffer): Batch {
  const known = new Map(batch.bad.map((bad) => [bad.row, bad]))
  const kept: Buffer[] = []
  let row = batch.firstRow
  for (const bytes of splitRecords(batch.bytes, how)) {
    const bad = known.get(row) ?? (bytes.includes(0) ? named(row, 'nul', 'This row holds a NUL character; it may not be a text file, or be in another encoding.', bytes, how)
      : isUtf8(bytes) ? undefined : named(row, 'not_utf8', 'This row holds bytes that are not UTF-8. Choose another encoding for the file.', bytes, how))
    if (bad) known.set(row, bad)
    kept.push(bad ? emptyLine(how) : bytes, eol)
    row++
  }
  return { ...batch, bytes: Buffer.concat(kept), bad: [...known.values()].sort((a, b) => a.row - b.row) }
}

const named = (row: number, code: string, sentence: string, bytes: Buffer, how: Reading): BadRecord =>
  ({ row, code, sentence, cells: shortened(parseRecord(bytes.toString('utf8').replaceAll('\0', ''), how)) })

/** Records of well-formed bytes, without their line ends. */
export function* splitRecords(all: Buffer, how: Dialect): Generator<Buffer> {
  const quote = how.quote ? how.quote.charCodeAt(0) : -1
  let start = 0, inside = false
  for (let i = 0; i < all.length; i++) {
    const c = all[i]
    if (c === quote) inside = !inside
    else if (!inside && (c === LF || c === CR)) {
      yield all.subarray(start, i)
      if (c === CR && all[i + 1] === LF) i++
      start = i + 1
    }
  }
  if (start < all.length) yield all.subarray(start)
}

/** One record's cells, read leniently: a quote counts only at a cell's start; what follows a closing quote is kept. */
export function parseRecord(text: string, { delimiter, quote }: Dialect): string[] {
  const cells: string[] = []
  let i = 0
  for (;;) {
    let cell = ''
    if (quote && text[i] === quote) {
      i++
      for (;;) {
        const close = text.indexOf(quote, i)
        if (close < 0) { cell += text.slice(i); i = text.length; break }
        cell += text.slice(i, close)
        i = close + 1
        if (text[i] !== quote) break
        cell += quote
        i++
      }
    }
    const stop = text.indexOf(delimiter, i)
    if (stop < 0) { cells.push(cell + text.slice(i)); return cells }
    cells.push(cell + text.slice(i, stop))
    i = stop + 1
  }
}

/** Cells as one well-formed record of this dialect. Without a quotation mark nothing can be hidden, so separators and breaks become blanks. */
export function encode(cells: string[], { delimiter, quote }: Dialect): string {
  if (!quote) return cells.map((cell) => cell.replace(/[\u0001\r\n]/g, ' ').replaceAll(delimiter, ' ')).join(delimiter)
  return cells.map((cell) => (cell === '' ? '' : `${quote}${cell.replaceAll(quote, quote + quote)}${quote}`)).join(delimiter)
}

/** All records of a short text, for detection and samples. */
export function parseText(text: string, dialect: Dialect, most = 1000): string[][] {
  const bytes = Buffer.from(text)
  const records: string[][] = []
  for (const record of recordsIn(bytes, dialect)) {
    records.push(parseRecord(record, dialect))
    if (records.length >= most) break
  }
  return records
}

function* recordsIn(bytes: Buffer, dialect: Dialect): Generator<string> {
  const scanner = createScanner({ ...dialect, columns: 0, skip: 0, batchRows: 1, batchBytes: 1 })
  for (const eof of [false, true])
    for (const batch of scanner.push(eof ? Buffer.alloc(0) : bytes, eof)) {
      const [bad] = batch.bad
      yield bad ? encode(bad.cells, dialect) : batch.bytes.toString('utf8').replace(/(?:\r\n|\n|\r)$/, '')
    }
}
