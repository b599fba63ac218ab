// An import as it is shown, its rows, and the file of what failed.
import type { Page } from '#contract/contract'
import type { ImportRowView, ImportView } from '#contract/imports'
import { csvLine } from '#platform/csv'
import type { Tx } from '#platform/db'
import { refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { mayUndo, noTotals, undoUntil, type Import } from './import.ts'
import { theImport } from './choosing.ts'
import { targetsOf } from './record-rows.ts'
import { importPage, rowPage } from './store.ts'

export function viewOf(i: Import, now: Date): ImportView {
  const seconds = i.startedAt && i.status === 'running' ? (now.getTime() - i.startedAt.getTime()) / 1000 : 0
  const rate = seconds > 0 && i.position ? i.position / seconds : null
  return {
    id: i.id, fileName: i.fileName, bytes: i.bytes, status: i.status, error: i.error, format: i.format, sheets: i.sheets, notes: i.notes, record: i.record, targets: targetsOf(i.record).map(({ key, label }) => ({ key, label })), createMissing: i.createMissing, columns: i.columns, mapping: i.mapping, policy: i.policy,
    listId: i.listId, listName: i.listName, importSuppressed: i.importSuppressed, tags: i.tags, fixes: i.fixes, rows: i.rows, position: i.position, totals: { ...noTotals, ...i.totals },
    rate: rate && Math.round(rate), secondsLeft: rate && Math.ceil(Math.max(0, i.rows - i.position) / rate),
    undo: i.finishedAt && i.position ? { possible: mayUndo(i, now), until: undoUntil(i.finishedAt).toISOString(), removed: 0, restored: 0, kept: 0, ...i.undo } : null,
    createdBy: i.createdBy, createdAt: i.createdAt.toISOString(), startedAt: i.startedAt && i.startedAt.toISOString(), finishedAt: i.finishedAt && i.finishedAt.toISOString(),
  }
}

export const showImport = async (tx: Tx, id: string): Promise<ImportView> => viewOf(await theImport(tx, id), tx.now)

export async function pageOfImports(tx: Tx, cursor: string | undefined, limit: number): Promise<Page<ImportView>> {
  const rows = await importPage(tx, cursor ? readCursor(cursor) : undefined, limit + 1)
  const last = rows.length > limit ? rows[limit - 1] : undefined
  return { items: rows.slice(0, limit).map((i) => viewOf(i, tx.now)), next: last ? `${last.createdAt.toISOString()}_${last.id}` : null }
}

export async function pageOfRows(tx: Tx, id: string, outcome: 'updated' | 'skipped' | 'failed', cursor: string | undefined, limit: number): Promise<Page<ImportRowView>> {
  await theImport(tx, id)
  if (cursor && !/^\d{1,15}$/.test(cursor)) throw badCursor()
  const rows = await rowPage(tx, id, outcome, Number(cursor ?? 0), limit + 1)
  return { items: rows.slice(0, limit), next: rows.length > limit ? String(rows[limit - 1]!.row) : null }
}

/** The failed rows: original columns, then `error`; values too many for the header come behind it. An `error` column from an earlier round is replaced. */
export async function* errorLines(world: World, i: Import): AsyncGenerator<string> {
  const kept = i.columns.filter((c) => c.name.toLowerCase() !== 'error').map((c) => c.index)
  yield `\ufeff${csvLine([...kept.map((index) => i.columns[index]!.name), 'error'])}`
  for (let after = 0; ;) {
    const rows = await world.read((tx) => rowPage(tx, i.id, 'failed', after, 2000))
    yield rows.map((r) => csvLine([...kept.map((index) => r.cells?.[index] ?? ''), `Row ${r.row}: ${r.reason}`, ...(r.cells ?? []).slice(i.columns.length)])).join('')
    if (rows.length < 2000) return
    after = rows.at(-1)!.row
  }
}

function readCursor(cursor: string): [string, string] {
  const found = /^(\d{4}-\d\d-\d\dT[\d:.]{8,12}Z)_([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})$/.exec(cursor)
  if (!found || Number.isNaN(Date.parse(found[1]!))) throw badCursor()
  return [found[1]!, found[2]!]
}
const badCursor = () => refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
