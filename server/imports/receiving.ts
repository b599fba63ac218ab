// A file comes in: straight to disk, refused as soon as it is clear that it is no table, then read once from end to end for its
// encoding, separator, header and number of rows. Of a workbook the first sheet becomes a CSV beside it, and that is read.
import { createWriteStream } from 'node:fs'
import { mkdir, readdir, rename, stat, unlink } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { Transform, type Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ImportFormat } from '#contract/imports'
import { liveChanged } from '#platform/events'
import { DiskFull, fullDiskSentence, isDiskFull } from '#platform/disk'
import { Refusal, refuse } from '#platform/refuse'
import { looksZipped, UnreadableWorkbook } from '#platform/workbook-reading'
import type { World } from '#platform/world'
import { detectEncoding, headOf, notCsv, utf8Of, type Encoding } from './decoding.ts'
import { detectFormat } from './detecting.ts'
import { aboveData, type Import } from './import.ts'
import { describeColumns, mappingFrom, type Column, type Mapping } from './mapping.ts'
import { limits, parseText, readBatches, UnreadableFile, type Reading } from './records.ts'
import { guessRecord } from './record-running.ts'
import { findImport, knownKeys, saveReceived } from './store.ts'
import { sheetAsCsv, workbookOf } from './workbook.ts'

const sampleBytes = 256 * 1024

export interface Looked { format: ImportFormat; notes: string[]; columns: Column[]; mapping: Mapping; rows: number }

export async function receiveFile(world: World, id: string, fileName: string, body: Readable): Promise<void> {
  const storageKey = join('uploads', world.workspaceId, id)
  const path = join(world.config.OVERTURE_DATA, storageKey)
  await refuseBegun(world, id)
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await removeForgotten(world, dirname(path))
  const part = `${path}.${randomUUID()}.part`
  try {
    await toDisk(body, part, () => world.ground.disk.short())
    const bytes = (await stat(part)).size
    const book = looksZipped(await headOf(part, 4))
    const sheet = book ? await sheetAsCsv(part, `${part}.csv`, undefined, world.ground.disk) : undefined
    const looked = { ...(await lookInto(sheet ? `${part}.csv` : part, sheet?.format, sheet?.notes)), sheets: sheet?.sheets ?? [] }
    if (sheet) { await rename(part, workbookOf(path)); await rename(`${part}.csv`, path) }
    else await rename(part, path)
    await world.write(async (tx) => {
      if (!(await saveReceived(tx, { id, fileName: cleanName(fileName), storageKey, bytes, ...looked, ...guessRecord(tx.actor, looked.columns, looked.mapping) }))) throw alreadyBegun()
      await liveChanged(tx, 'imports')
    })
  } catch (error) {
    for (const left of [part, `${part}.csv`]) await unlink(left).catch(() => undefined)
    if (error instanceof Refusal) throw error
    const { code } = error as NodeJS.ErrnoException
    if (isDiskFull(error)) throw refuse('disk_full', fullDiskSentence, { status: 507 })
    if (error instanceof UnreadableFile || error instanceof UnreadableWorkbook) throw refuse('unreadable_file', error.message)
    if (code === 'ERR_STREAM_PREMATURE_CLOSE' || code === 'ECONNRESET' || code === 'ABORT_ERR') throw refuse('upload_broken', 'The upload broke off. Please try again.', { status: 400 })
    throw error
  }
}

/** Format, columns with samples, a guessed mapping and the number of rows. `known`: what a person corrected. */
export async function lookInto(path: string, known: Partial<ImportFormat> = {}, notes: string[] = []): Promise<Looked> {
  const encoding: Encoding = known.encoding ?? (await detectEncoding(path))
  const text = await beginningOf(path, encoding)
  if (!text.trim()) throw refuse('empty_file', known.sheet ? `The sheet “${known.sheet}” is empty.` : 'This file is empty.')
  const guessed = detectFormat(text)
  const format: ImportFormat = { encoding, ...guessed, ...known }
  if (known.delimiter !== undefined || known.quote !== undefined) {
    const again = detectFormat(text, { delimiter: format.delimiter, quote: format.quote })
    format.hasHeader = known.hasHeader ?? again.hasHeader
    format.headerRow = known.headerRow ?? again.headerRow
  }
  const records = parseText(text, format, format.headerRow + 200)
  const top = records[format.headerRow - 1] ?? records[0] ?? []
  const below = records.slice(format.headerRow - (format.hasHeader ? 0 : 1))
  const width = format.hasHeader ? trimmedWidth(top, below) : Math.max(1, mostCommon(below.map((r) => r.length)))
  if (width > limits.columns) throw refuse('too_many_columns', `This file has ${width} columns; Overture reads up to ${limits.columns}. Remove some and try again.`)
  const header = Array.from({ length: width }, (_, i) => (format.hasHeader ? (top[i] ?? '') : ''))
  const columns = describeColumns(header, below)
  return { format, notes, columns, mapping: mappingFrom(columns), rows: await countRows(path, format) }
}

// Not one pipeline from the body on: that would destroy the request, and with it the connection that carries our sentence.
async function toDisk(body: Readable, path: string, diskFull: () => boolean): Promise<void> {
  const intake = guard(diskFull)
  body.once('error', (error) => intake.destroy(error))
  body.once('close', () => { if (!body.readableEnded) intake.destroy(Object.assign(new Error('The upload broke off.'), { code: 'ERR_STREAM_PREMATURE_CLOSE' })) })
  await pipeline(body.pipe(intake), createWriteStream(path, { mode: 0o600 }))
}

/** Refuses in the first kilobytes what is no table, in the first megabytes a text without line ends, and anywhere what would fill the disk. */
function guard(diskFull: () => boolean): Transform {
  let head: Buffer | undefined = Buffer.alloc(0), sinceBreak = 0, bytes = 0, book: boolean | undefined
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      if (diskFull()) return done(new DiskFull())
      book ??= looksZipped(chunk)
      bytes += chunk.length
      if (book) return bytes > limits.workbookBytes ? done(refuse('unreadable_file', 'This workbook is larger than 200 MB. Save the sheet as “CSV UTF-8” and choose that file; a CSV may be of any size.')) : done(null, chunk)
      if (head) {
        head = Buffer.concat([head, chunk])
        if (head.length >= 4096) { const sentence = notCsv(head.subarray(0, 65_536)); if (sentence) return done(refuse('not_csv', sentence)); head = undefined }
      }
      const last = Math.max(chunk.lastIndexOf(10), chunk.lastIndexOf(13))
      sinceBreak = last >= 0 ? Math.max(0, chunk.length - 1 - last) : sinceBreak + chunk.length
      // Two bytes a letter in UTF-16.
      if (sinceBreak > 2 * limits.recordBytes + 2) return done(refuse('unreadable_file', 'This file has a line of more than 1 MB. In a CSV file every row ends with a line break; this one seems to have none.'))
      done(null, chunk)
    },
    flush(done) { const sentence = book ? undefined : head && notCsv(head); done(sentence ? refuse('not_csv', sentence) : null) },
  })
}

async function beginningOf(path: string, encoding: Encoding): Promise<string> {
  const parts: Buffer[] = []
  let bytes = 0, whole = true
  for await (const chunk of utf8Of(path, encoding)) {
    parts.push(Buffer.from(chunk))
    bytes += chunk.length
    if (bytes >= sampleBytes) { whole = false; break }
  }
  const text = Buffer.concat(parts).toString('utf8')
  const cut = Math.max(text.lastIndexOf('\n'), text.lastIndexOf('\r'))
  return whole || cut < 0 ? text : text.slice(0, cut + 1)
}

async function countRows(path: string, format: ImportFormat): Promise<number> {
  let rows = 0
  for await (const batch of readBatches(utf8Of(path, format.encoding), { ...format, columns: 0, skip: aboveData(format), batchRows: 100_000, batchBytes: Infinity, countOnly: true })) rows += batch.rows
  return rows
}

// Separators at the end of every line make empty columns; they are none.
function trimmedWidth(header: string[], below: string[][]): number {
  let width = header.length
  while (width > 1 && !header[width - 1]!.trim() && below.every((row) => !row[width - 1]?.trim())) width--
  return width
}

function mostCommon(values: number[]): number {
  const counts = new Map<number, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  return [...counts].sort((a, b) => b[1] - a[1])[0]?.[0] ?? 1
}

async function refuseBegun(world: World, id: string): Promise<void> {
  const known = await world.read((tx) => findImport(tx, id))
  if (known && known.status !== 'ready' && known.status !== 'uploaded') throw alreadyBegun()
}
const alreadyBegun = () => refuse('import_begun', 'This import has already begun. Start a new one for another file.', { status: 409 })

export const pathOf = (world: World, i: Pick<Import, 'storageKey'>): string => join(world.config.OVERTURE_DATA, i.storageKey)

const cleanName = (name: string): string => name.replace(/[\u0000-\u001f\u007f/\\]/g, '_').slice(-255)

/** Files of uploads that were never started and are a week old. */
async function removeForgotten(world: World, folder: string): Promise<void> {
  const wanted = new Set((await world.read((tx) => knownKeys(tx))).map((row) => row.storageKey))
  const weekAgo = Date.now() - 7 * 86_400_000
  for (const name of await readdir(folder)) {
    const path = join(folder, name)
    const age = await stat(path).then((s) => s.mtimeMs, () => Infinity)
    if (!wanted.has(join('uploads', world.workspaceId, name.replace(/\.xlsx$/, ''))) && age < weekAgo) await unlink(path).catch(() => undefined)
  }
}

/** `how` stays in the caller's hand: it may change the size of batches while reading. */
export const decodedRows = (world: World, i: Import, how: Pick<Reading, 'columns' | 'skip' | 'batchRows' | 'batchBytes'>) =>
  readBatches(utf8Of(pathOf(world, i), i.format.encoding), Object.assign(how, { delimiter: i.format.delimiter, quote: i.format.quote }))
