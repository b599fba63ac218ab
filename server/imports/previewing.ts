// What would happen: the file is planned like a chunk of the run, in one transaction that is thrown away.
import type { ImportPreview, ImportRowView } from '#contract/imports'
import type { World } from '#platform/world'
import { refuse } from '#platform/refuse'
import { theImport } from './choosing.ts'
import { decodedRows } from './receiving.ts'
import { aboveData, type Import } from './import.ts'
import { mappingProblem } from './mapping.ts'
import { firstPlanned, indexStage, plannedProblems, problemKinds, someOfAKind, type PlannedRow } from './plan-store.ts'
import { kindsOf, worstFirst } from './problems.ts'
import { previewRecords } from './record-running.ts'
import { kindOf } from './record-rows.ts'
import { UnreadableFile, type BadRecord, type Batch } from './records.ts'
import { planBatch } from './staging.ts'
import { freshStatistics } from './staging-store.ts'

// Two seconds of work; a longer file is checked to here, and to its end while it is imported.
const mostRows = 200_000
const mostBytes = 64 * 1024 * 1024
const firstShown = 50
const problemsShown = 500

export async function preview(world: World, id: string): Promise<ImportPreview> {
  const i = await world.read((tx) => theImport(tx, id))
  const problem = mappingProblem(i.mapping, i.columns, i.record === 'lead' ? undefined : kindOf(i.record))
  if (problem) throw refuse('bad_mapping', problem, { field: 'mapping' })
  if (i.status !== 'ready') throw refuse('import_begun', 'This import has already begun.', { status: 409 })
  const batch = await firstBatch(world, i)
  if (!batch) return { checked: 0, complete: true, counts: { new: 0, update: 0, unchanged: 0, skip: 0, fail: 0, duplicatesInFile: 0, suppressed: 0, blank: 0 }, first: [], problems: [], problemCount: 0, problemKinds: [] }
  if (i.record !== 'lead') return world.read((tx) => previewRecords(tx, i, batch, { first: firstShown, problems: problemsShown }))
  await world.write((tx) => freshStatistics(tx, false))
  return world.write(async (tx) => {
    const counts = await planBatch(tx, i, batch, false)
    await indexStage(tx)
    const first = await firstPlanned(tx, i, batch.firstRow, firstShown)
    const problems = await plannedProblems(tx, i, batch.firstRow, problemsShown), kinds = kindsOf([...await problemKinds(tx), ...batch.bad.map((b) => ({ outcome: 'failed' as const, code: b.code, count: 1 }))])
    return {
      checked: batch.rows, complete: batch.rows >= i.rows,
      counts: { new: counts.new, update: counts.updated, unchanged: counts.unchanged, skip: counts.skipped, fail: counts.failed, duplicatesInFile: counts.duplicates, suppressed: counts.suppressed, blank: counts.blank },
      first: inOrder([...first, ...batch.bad.map(badRow)]).slice(0, firstShown), problems: worstFirst([...problems, ...batch.bad.map(badRow)], someOfAKind, problemsShown),
      problemCount: kinds.reduce((sum, k) => sum + k.count, 0), problemKinds: kinds,
    }
  })
}

async function firstBatch(world: World, i: Import): Promise<Batch | undefined> {
  try {
    for await (const batch of decodedRows(world, i, { columns: i.columns.length, skip: aboveData(i.format), batchRows: mostRows, batchBytes: mostBytes })) return batch
    return undefined
  } catch (error) {
    if (error instanceof UnreadableFile) throw refuse('unreadable_file', error.message)
    throw error
  }
}

const inOrder = (rows: (PlannedRow | ImportRowView)[]): ImportRowView[] => rows.toSorted((a, b) => a.row - b.row)
const badRow = (b: BadRecord): ImportRowView => ({ row: b.row, outcome: 'failed', reason: b.sentence, code: b.code, column: null, leadId: null, cells: b.cells })
