// Before it starts: a person corrects how the file is read, what the columns mean and where the leads go; starts it, stops it.
import { randomUUID } from 'node:crypto'
import { access, rename, unlink } from 'node:fs/promises'
import type { ImportEdit } from '#contract/imports'
import { listNamed, theListToFill } from '#leads'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import { UnreadableWorkbook } from '#platform/workbook-reading'
import type { World } from '#platform/world'
import { mayUndo, undoDays, type Import } from './import.ts'
import { importJob, undoJob } from './kinds.ts'
import { mappingByWords, mappingFrom, mappingProblem } from './mapping.ts'
import { mayImport } from './record-running.ts'
import { kindOf } from './record-rows.ts'
import { lookInto, pathOf, type Looked } from './receiving.ts'
import { UnreadableFile } from './records.ts'
import { askCancel, findImport, lockImport, markRunning, markUndoing, saveChoices, saveReading } from './store.ts'
import { sheetAsCsv, workbookOf } from './workbook.ts'

export async function theImport(tx: Tx, id: string): Promise<Import> {
  const found = await findImport(tx, id)
  if (!found) throw notFound('import')
  return found
}

export async function correct(world: World, id: string, edit: ImportEdit): Promise<Import> {
  const before = await world.read((tx) => theImport(tx, id))
  onlyReady(before)
  // Reading the file anew happens outside the transaction; the columns' guesses start afresh then.
  const { dates, ...reading } = edit.format ?? {}
  const looked = Object.keys(reading).length ? await readAnew(world, before, reading) : undefined
  return world.write(async (tx) => {
    const locked = await lockImport(tx, id)
    if (!locked) throw notFound('import')
    onlyReady(locked)
    if (looked) await saveReading(tx, id, looked)
    // How dates are written changes nothing of how the file is cut into cells.
    if (dates) await saveReading(tx, id, { ...(looked ?? locked), format: { ...(looked ?? locked).format, dates } })
    const now = await theImport(tx, id)
    const target = await targetOf(tx, now, edit)
    const record = edit.record ?? now.record
    mayImport(tx.actor, record)
    // Another kind of record has other fields: the guesses start afresh, as they do when the file is read anew.
    const guessed = record !== now.record || (looked && record !== 'lead') ? (record === 'lead' ? mappingFrom(now.columns) : mappingByWords(now.columns, kindOf(record))) : now.mapping
    await saveChoices(tx, id, {
      record, createMissing: edit.createMissing ?? now.createMissing, mapping: { ...guessed, ...existing(edit.mapping ?? {}, now.columns.length) }, policy: edit.policy ?? now.policy,
      importSuppressed: edit.importSuppressed ?? now.importSuppressed, tags: edit.tags ? [...new Set(edit.tags)] : now.tags,
      fixes: mended(now, edit.fixes), ...target,
    })
    await liveChanged(tx, 'imports')
    return theImport(tx, id)
  })
}

const mostFixes = 1000

function mended(i: Import, fixes: ImportEdit['fixes']): Import['fixes'] {
  if (!fixes) return fixes === null ? {} : i.fixes
  const all = structuredClone(i.fixes)
  for (const [row, cells] of Object.entries(fixes)) all[row] = { ...all[row], ...existing(cells, i.columns.length) }
  if (Object.values(all).reduce((n, cells) => n + Object.keys(cells).length, 0) > mostFixes)
    throw refuse('too_many_fixes', `More than ${mostFixes.toLocaleString('en')} cells are mended here already. Start the import; what is wrong stays out, in a file that you can mend and upload again.`, { field: 'fixes' })
  return all
}

async function readAnew(world: World, before: Import, edit: NonNullable<ImportEdit['format']>): Promise<Looked> {
  const path = pathOf(world, before)
  const { sheet } = edit
  try {
    if (!before.sheets.length) return await lookInto(path, { ...choicesIn(before, edit), ...edit, sheet: undefined })
    if (sheet === undefined || sheet === before.format.sheet) return await lookInto(path, { ...before.format, ...onlyHeader(edit) }, before.notes)
    if (!before.sheets.includes(sheet)) throw refuse('no_sheet', `This workbook has no sheet “${sheet}”. It has ${before.sheets.map((s) => `“${s}”`).join(', ')}.`, { field: 'format' })
    const part = `${path}.${randomUUID()}.part`
    const read = await sheetAsCsv(workbookOf(path), part, sheet, world.ground.disk)
    const looked = await lookInto(part, read.format, read.notes).catch(async (error: unknown) => { await unlink(part); throw error })
    await rename(part, path)
    return looked
  } catch (error) {
    if (error instanceof UnreadableFile || error instanceof UnreadableWorkbook) throw refuse('unreadable_file', error.message)
    throw error
  }
}

// A workbook has neither encoding nor separators.
const onlyHeader = ({ hasHeader, headerRow }: NonNullable<ImportEdit['format']>) => ({ ...(hasHeader !== undefined && { hasHeader }), ...(headerRow !== undefined && { headerRow }) })

// With another encoding or separator the header is looked for again; with anything else it stays where it was.
const choicesIn = (before: Import, edit: NonNullable<ImportEdit['format']>) =>
  edit.encoding !== undefined || edit.delimiter !== undefined || edit.quote !== undefined
    ? { encoding: before.format.encoding, delimiter: before.format.delimiter, quote: before.format.quote } : before.format

const existing = (mapping: Record<string, string>, columns: number) => Object.fromEntries(Object.entries(mapping).filter(([index]) => Number(index) < columns))

async function targetOf(tx: Tx, i: Import, edit: ImportEdit): Promise<{ listId: string | null; madeList: boolean }> {
  if (edit.listName) { const { id, made } = await listNamed(tx, edit.listName); return { listId: id, madeList: made || (id === i.listId && i.madeList) } }
  if (edit.listId) { await theListToFill(tx, edit.listId); return { listId: edit.listId, madeList: false } }
  if (edit.listId === null || edit.listName === null) return { listId: null, madeList: false }
  return { listId: i.listId, madeList: i.madeList }
}

/** Twice is once. A failed import whose file is still there goes on where it stopped. */
export async function start(world: World, id: string): Promise<Import> {
  const i = await world.read((tx) => theImport(tx, id))
  if (i.status !== 'ready' && i.status !== 'failed') return i
  const problem = mappingProblem(i.mapping, i.columns, i.record === 'lead' ? undefined : kindOf(i.record))
  if (problem) throw refuse('bad_mapping', problem, { field: 'mapping' })
  if (!i.rows) throw refuse('no_rows', 'There are no rows below the header.')
  await access(pathOf(world, i)).catch(() => { throw refuse('file_gone', 'The uploaded file is gone. Please upload it again.', { status: 409 }) })
  return world.write(async (tx) => {
    mayImport(tx.actor, i.record)
    if (await markRunning(tx, id)) await enqueue(tx, importJob, { importId: id })
    await liveChanged(tx, 'imports')
    return theImport(tx, id)
  })
}

/** Heard before the next chunk. What is in stays; undo removes it. */
export async function cancel(tx: Tx, id: string): Promise<Import> {
  await theImport(tx, id)
  if (await askCancel(tx, id)) await liveChanged(tx, 'imports')
  return theImport(tx, id)
}

export async function undo(tx: Tx, id: string): Promise<Import> {
  const i = await lockImport(tx, id)
  if (!i) throw notFound('import')
  if (i.status === 'undoing' || i.status === 'undone') return i
  if (tx.actor.kind === 'user' && tx.actor.role === 'rep' && i.createdBy !== tx.actor.userId) throw refuse('not_yours', 'Only who started this import, or a manager, may undo it.', { status: 403 })
  if (i.status === 'running') throw refuse('still_running', 'This import is still running. Cancel it first.', { status: 409 })
  mayImport(tx.actor, i.record)
  if (!mayUndo(i, tx.now)) throw refuse('undo_over', i.position ? `An import can be undone for ${undoDays} days; that time is over.` : 'This import changed nothing yet.', { status: 409 })
  await markUndoing(tx, id)
  await enqueue(tx, undoJob, { importId: id })
  await liveChanged(tx, 'imports')
  return theImport(tx, id)
}

function onlyReady(i: Import): void {
  if (i.status !== 'ready') throw refuse('import_begun', 'This import has already begun and cannot be changed any more.', { status: 409 })
}
