// A file is written while it is read: first which records, in the order of the list (their ids, all at once: what changes
// meanwhile moves no row), then page by page in short transactions, at the pace of whoever downloads.
import { Readable } from 'node:stream'
import type { FastifyReply } from 'fastify'
import type { exportFormats } from '#contract/exports'
import { attachment, csvLine } from '#platform/csv'
import { refuse } from '#platform/refuse'
import { writeWorkbook, type Cell } from '#platform/workbook-writing'
import type { World } from '#platform/world'
import { columnsAsked, type ExportColumn, type ExportKind } from './view.ts'

/** Few, for what lives while memory is tidied stays long: a hundred rows keep the process tens of MB smaller than a thousand, for a tenth more time. */
const atOnce = 100
/** A sheet of Excel ends there; the first row is the header. */
const sheetRows = 1_048_575

export async function sendExport<Q, R extends { id: string }>(world: World, reply: FastifyReply, of: ExportKind<Q, R>, question: Q & { format: (typeof exportFormats)[number]; columns?: string | undefined }): Promise<FastifyReply> {
  const { format } = question
  const { ids, columns } = await world.read(async (tx) => ({ ids: await of.ids(tx, question), columns: columnsAsked(await of.columns(tx), question.columns) }))
  if (format === 'xlsx' && ids.length > sheetRows) throw refuse('too_many_rows', `An Excel sheet holds ${sheetRows.toLocaleString('en')} rows, and there are ${ids.length.toLocaleString('en')}. Export them as CSV, or filter the list.`)
  // Who took what out; in the log, for a question changes no rows.
  world.log.info({ workspaceId: world.workspaceId, by: world.actor.kind === 'user' ? world.actor.userId : world.actor.name, kind: of.kind, format, count: ids.length }, 'Records were taken out as a file.')
  const name = `${of.name} ${world.clock.now().toISOString().slice(0, 10)}.${format}`
  const rows = rowsOf(world, of, columns, ids)
  reply.header('content-disposition', attachment(name))
  if (format === 'xlsx') return reply.type('application/vnd.openxmlformats-officedocument.spreadsheetml.sheet').send(writeWorkbook(of.name, columns, rows))
  return reply.type('text/csv; charset=utf-8').send(Readable.from(lines(columns, rows), ahead))
}

async function* rowsOf<Q, R extends { id: string }>(world: World, of: ExportKind<Q, R>, columns: ExportColumn<R>[], ids: string[]): AsyncGenerator<Cell[]> {
  for (let at = 0; at < ids.length; at += atOnce) {
    const page = ids.slice(at, at + atOnce)
    const found = new Map((await world.read((tx) => of.rows(tx, page))).map((row) => [row.id, row]))
    for (const id of page) { const row = found.get(id); if (row) yield columns.map((c) => c.value(row)) }
  }
}

/** Bytes, not strings put together of thousands of pieces, wait for whoever downloads; and no more than two parts of them. */
const ahead = { objectMode: false, highWaterMark: 65_536 }

// With a byte order mark, by which Excel knows that it is UTF-8.
async function* lines(columns: { title: string }[], rows: AsyncIterable<Cell[]>): AsyncGenerator<Buffer> {
  let text = `\ufeff${csvLine(columns.map((c) => c.title))}`
  for await (const row of rows) {
    text += csvLine(row)
    if (text.length > 65_536) { yield Buffer.from(text); text = '' }
  }
  yield Buffer.from(text)
}
