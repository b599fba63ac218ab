// Rows of records are planned, shown or landed: the part of preview and run that is not about leads.
import type { ImportPreview, ImportRowView, ImportTotals } from '#contract/imports'
import { may } from '#contract/roles'
import { liveChanged } from '#platform/events'
import { refuse } from '#platform/refuse'
import type { Actor, Tx } from '#platform/db'
import { noTotals, type Import } from './import.ts'
import { landBadRecords } from './landing-store.ts'
import type { Outcome, Planned } from './record.ts'
import { mappingByWords, type Column, type Mapping } from './mapping.ts'
import { someOfAKind } from './plan-store.ts'
import { kindsOf, worstFirst } from './problems.ts'
import { kindOf, otherKinds, rowsOf } from './record-rows.ts'
import { noteRows } from './record-store.ts'
import type { Batch } from './records.ts'

export function mayImport(actor: Actor, record: Import['record']): void {
  if (record === 'lead' || actor.kind !== 'user' || may(actor.role, kindOf(record).can)) return
  throw refuse('not_allowed', `Your role (${actor.role}) may not import ${record === 'member' ? 'people of the team' : 'these records'}. Ask an owner or admin of the workspace.`, { status: 403 })
}

/** Rows without an e-mail address are hardly leads: what else do their columns speak of? Only what this person may import. */
export function guessRecord(actor: Actor, columns: Column[], mapping: Mapping): Pick<Import, 'record' | 'mapping'> {
  if (Object.values(mapping).includes('email')) return { record: 'lead', mapping }
  const guesses = otherKinds.filter((kind) => actor.kind !== 'user' || may(actor.role, kind.can)).map((kind) => ({ record: kind.name, mapping: mappingByWords(columns, kind), kind }))
    .map((g) => ({ ...g, known: new Set(Object.values(g.mapping).filter((t) => t !== 'ignore')) })).filter((g) => g.known.size >= 2 && !g.kind.problem(g.known))
  const best = guesses.toSorted((a, b) => b.known.size - a.known.size)[0]
  return best ? { record: best.record, mapping: best.mapping } : { record: 'lead', mapping }
}

export async function planRecords(tx: Tx, i: Import, batch: Batch): Promise<Planned<unknown>[]> {
  const rows = rowsOf(i, batch, i.format)
  return rows.length ? kindOf(i.record).plan(tx, i, rows) : []
}

export async function previewRecords(tx: Tx, i: Import, batch: Batch, shown: { first: number; problems: number }): Promise<ImportPreview> {
  const planned = await planRecords(tx, i, batch)
  const n = (outcome: Outcome, code?: string) => planned.filter((p) => p.outcome === outcome && (!code || p.code === code)).length
  const view = (p: Planned<unknown>): ImportRowView => ({ row: p.row.row, outcome: p.outcome, reason: p.reason, code: p.code, column: p.column, leadId: null, cells: p.row.cells.map((c) => c.slice(0, 500)) })
  const bad = batch.bad.map((b): ImportRowView => ({ row: b.row, outcome: 'failed', reason: b.sentence, code: b.code, column: null, leadId: null, cells: b.cells }))
  const problems = [...planned.filter((p) => p.outcome === 'failed' || p.code === 'duplicate_in_file' || (p.reason && p.outcome !== 'skipped')).map(view), ...bad]
  return {
    checked: batch.rows, complete: batch.rows >= i.rows,
    counts: { new: n('new'), update: n('updated'), unchanged: n('unchanged'), skip: n('skipped'), fail: n('failed') + batch.bad.length, duplicatesInFile: n('skipped', 'duplicate_in_file'), suppressed: 0, blank: batch.rows - planned.length - batch.bad.length },
    first: [...planned.map(view), ...bad].toSorted((a, b) => a.row - b.row).slice(0, shown.first), problems: worstFirst(problems, someOfAKind, shown.problems), problemCount: problems.length, problemKinds: kindsOf(problems.map((p) => ({ outcome: p.outcome, code: p.code ?? '', count: 1 }))),
  }
}

export async function landRecords(tx: Tx, i: Import, batch: Batch): Promise<ImportTotals> {
  const planned = await planRecords(tx, i, batch)
  await kindOf(i.record).land(tx, i, planned.filter((p) => p.outcome === 'new' || p.outcome === 'updated'))
  await noteRows(tx, i.id, planned)
  if (batch.bad.length) await landBadRecords(tx, i, batch.bad)
  await liveChanged(tx, i.record === 'member' ? 'team' : 'leads')
  const t = { ...noTotals, ...i.totals }, n = (outcome: Outcome) => planned.filter((p) => p.outcome === outcome).length
  return {
    rows: t.rows + batch.rows, created: t.created + n('new'), updated: t.updated + n('updated'), unchanged: t.unchanged + n('unchanged'), skipped: t.skipped + n('skipped'),
    failed: t.failed + n('failed') + batch.bad.length, blank: t.blank + batch.rows - planned.length - batch.bad.length,
  }
}
