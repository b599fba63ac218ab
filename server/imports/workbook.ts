// The chosen sheet of a workbook becomes the CSV that everything else works on.
//
// The reader of CSV takes an apostrophe off that stands before what looks like a formula, as exports put it there. A text that
// has such a one in the workbook gets another, so that it comes out as it stood.
import { createWriteStream } from 'node:fs'
import { stat, unlink } from 'node:fs/promises'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { ImportFormat } from '#contract/imports'
import { withoutApostrophe } from '#platform/csv'
import { DiskFull, type Disk } from '#platform/disk'
import { refuse } from '#platform/refuse'
import { openWorkbook, UnreadableWorkbook, type Workbook } from '#platform/workbook-reading'
import { encode, limits } from './records.ts'

export interface SheetRead { sheets: string[]; notes: string[]; format: Pick<ImportFormat, 'encoding' | 'delimiter' | 'quote' | 'sheet'> }

/** Beside the CSV. */
export const workbookOf = (csvPath: string): string => `${csvPath}.xlsx`

/** Writes `csvPath`. Without a name: the first sheet that holds anything. Throws UnreadableWorkbook with the reason. */
export async function sheetAsCsv(workbookPath: string, csvPath: string, name: string | undefined, disk: Disk): Promise<SheetRead> {
  const book = await openWorkbook(workbookPath)
  try {
    for (const sheet of name === undefined ? book.sheets : [name]) {
      const read = await writeSheet(book, sheet, csvPath, disk)
      if (read.rows || name !== undefined) return { sheets: book.sheets, notes: notesOf(read.unvalued), format: { encoding: 'utf-8', delimiter: ',', quote: '"', sheet } }
    }
    throw new UnreadableWorkbook('Every sheet of this workbook is empty.')
  } catch (error) {
    await unlink(csvPath).catch(() => undefined)
    throw error
  } finally {
    book.close()
  }
}

const dialect = { delimiter: ',', quote: '"' }
const kept = (text: string): string => (withoutApostrophe(text) === text ? text : `'${text}`)

const notesOf = (unvalued: number): string[] => (unvalued === 0 ? []
  : [`${unvalued === 1 ? 'One cell holds a formula' : `${unvalued} cells hold formulas`} whose result is not in the file, and ${unvalued === 1 ? 'is' : 'are'} empty here. Open the file in Excel, save it, and upload it again to have the results.`])

// Every record of a CSV has as many cells. How many is told by the widest row, known at the end: the first filled row is nearly
// always that, and where it is not (a title above the header), the sheet is written once more.
async function writeSheet(book: Workbook, sheet: string, csvPath: string, disk: Disk): Promise<{ rows: number; unvalued: number }> {
  for (let width = 0; ; ) {
    const seen = { unvalued: 0 }
    let rows = 0, widest = width, bytes = 0
    const lines = async function* () {
      let text = ''
      for await (const row of book.rows(sheet, seen)) {
        rows++
        if (row.length > limits.columns) throw refuse('too_many_columns', `The sheet “${sheet}” has ${row.length} columns; Overture reads up to ${limits.columns}. Remove some and try again.`)
        width ||= row.length
        widest = Math.max(widest, row.length)
        text += `${encode(Array.from({ length: width }, (_, i) => kept(row[i] ?? '')), dialect)}\n`
        if (text.length < 65_536) continue
        bytes += text.length
        if (bytes > limits.sheetBytes) throw new UnreadableWorkbook('Written out, this sheet is larger than 2 GB. It was not read. Save the sheet as “CSV UTF-8” and choose that file.')
        if (disk.short()) throw new DiskFull()
        yield text
        text = ''
      }
      yield text
    }
    await pipeline(Readable.from(lines()), createWriteStream(csvPath, { mode: 0o600 }))
    if (widest === width || !(await stat(csvPath)).size) return { rows, unvalued: seen.unvalued }
    width = widest
  }
}
