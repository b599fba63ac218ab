// The questions about imports themselves, one function each.
import { sql, type Tx } from '#platform/db'
import type { ImportFormat, ImportTotals } from '#contract/imports'
import type { Import } from './import.ts'
import type { Column, Mapping } from './mapping.ts'

const columns = sql`i.id, i.file_name as "fileName", i.storage_key as "storageKey", i.bytes, i.status, i.error, i.format, i.sheets, i.notes, i.columns, i.mapping, i.policy,
  i.list_id as "listId", (select name from lists t where t.workspace_id = i.workspace_id and t.id = i.list_id) as "listName", i.import_suppressed as "importSuppressed",
  i.tags, i.fixes, i.record, i.create_missing as "createMissing", i.rows, i.totals, i.position, i.undo, i.created_by as "createdBy", i.created_at as "createdAt", i.started_at as "startedAt",
  i.finished_at as "finishedAt", i.cancel_asked as "cancelAsked", i.made_list as "madeList"`

export const findImport = (tx: Tx, id: string): Promise<Import | undefined> =>
  tx.maybe<Import>(sql`select ${columns} from imports i where i.workspace_id = ${tx.workspaceId} and i.id = ${id}`)

export const lockImport = async (tx: Tx, id: string): Promise<Import | undefined> => {
  await tx.run(sql`select 1 from imports where workspace_id = ${tx.workspaceId} and id = ${id} for update`)
  return findImport(tx, id)
}

export const importPage = (tx: Tx, after: [string, string] | undefined, limit: number): Promise<Import[]> =>
  tx.many<Import>(sql`select ${columns} from imports i where i.workspace_id = ${tx.workspaceId}
    ${after ? sql`and (i.created_at, i.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``} order by i.created_at desc, i.id desc limit ${limit}`)

export interface Received { id: string; fileName: string; storageKey: string; bytes: number; format: ImportFormat; sheets: string[]; notes: string[]; columns: Column[]; mapping: Mapping; rows: number; record: Import['record'] }

/** A new import, or the same one with another file as long as it has not begun. Answers 0 when it has. */
export const saveReceived = (tx: Tx, r: Received): Promise<number> =>
  tx.run(sql`
    insert into imports as i (workspace_id, id, file_name, storage_key, bytes, status, format, sheets, notes, columns, mapping, rows, record, created_by, created_at)
    values (${tx.workspaceId}, ${r.id}, ${r.fileName}, ${r.storageKey}, ${r.bytes}, 'ready', ${JSON.stringify(r.format)}, ${r.sheets}::text[], ${r.notes}::text[], ${JSON.stringify(r.columns)}, ${JSON.stringify(r.mapping)}, ${r.rows}, ${r.record},
            ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now})
    on conflict (workspace_id, id) do update set file_name = excluded.file_name, storage_key = excluded.storage_key, bytes = excluded.bytes, format = excluded.format, sheets = excluded.sheets, notes = excluded.notes,
            columns = excluded.columns, mapping = excluded.mapping, rows = excluded.rows, fixes = '{}', record = excluded.record, error = null
     where i.status in ('uploaded', 'ready')`)

export const saveReading = (tx: Tx, id: string, r: Pick<Received, 'format' | 'notes' | 'columns' | 'mapping' | 'rows'>): Promise<number> =>
  tx.run(sql`update imports set format = ${JSON.stringify(r.format)}, notes = ${r.notes}::text[], columns = ${JSON.stringify(r.columns)}, mapping = ${JSON.stringify(r.mapping)}, rows = ${r.rows}, fixes = '{}'
              where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const saveChoices = (tx: Tx, id: string, c: Pick<Import, 'mapping' | 'policy' | 'listId' | 'madeList' | 'importSuppressed' | 'tags' | 'fixes' | 'record' | 'createMissing'>): Promise<number> =>
  tx.run(sql`update imports set mapping = ${JSON.stringify(c.mapping)}, policy = ${c.policy}, list_id = ${c.listId}, made_list = ${c.madeList},
                    import_suppressed = ${c.importSuppressed}, tags = ${c.tags}, fixes = ${JSON.stringify(c.fixes)}, record = ${c.record}, create_missing = ${c.createMissing}
              where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const markRunning = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update imports set status = 'running', started_at = coalesce(started_at, ${tx.now}), cancel_asked = false, error = null
              where workspace_id = ${tx.workspaceId} and id = ${id} and status in ('ready', 'failed')`)

export const askCancel = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update imports set cancel_asked = true where workspace_id = ${tx.workspaceId} and id = ${id} and status = 'running'`)

/** Moves on only from where this run thought it was: a second worker on the same import gets 0 and must give up its chunk. */
export const moveOn = (tx: Tx, id: string, from: number, to: number, totals: ImportTotals): Promise<number> =>
  tx.run(sql`update imports set position = ${to}, totals = ${JSON.stringify(totals)} where workspace_id = ${tx.workspaceId} and id = ${id} and position = ${from} and status = 'running'`)

export const markEnded = (tx: Tx, id: string, status: 'finished' | 'cancelled' | 'failed', error: string | null): Promise<number> =>
  tx.run(sql`update imports set status = ${status}, error = ${error}, finished_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id} and status = 'running'`)

export const markUndoing = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update imports set status = 'undoing' where workspace_id = ${tx.workspaceId} and id = ${id} and status in ('finished', 'cancelled', 'failed')`)

export const countUndone = (tx: Tx, id: string, removed: number, restored: number): Promise<number> =>
  tx.run(sql`update imports set undo = jsonb_build_object('kept', 0, 'removed', coalesce((undo ->> 'removed')::int, 0) + ${removed}::int, 'restored', coalesce((undo ->> 'restored')::int, 0) + ${restored}::int)
              where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const markUndone = (tx: Tx, id: string, kept: number): Promise<{ undo: NonNullable<Import['undo']> } | undefined> =>
  tx.maybe(sql`update imports set status = 'undone', undo = coalesce(undo, '{"removed":0,"restored":0}') || jsonb_build_object('kept', ${kept}::int)
                where workspace_id = ${tx.workspaceId} and id = ${id} and status = 'undoing' returning undo`)

export interface ImportRow { row: number; outcome: 'updated' | 'skipped' | 'failed'; reason: string | null; code: string | null; column: number | null; leadId: string | null; cells: string[] | null }

export const rowPage = (tx: Tx, importId: string, outcome: string, after: number, limit: number): Promise<ImportRow[]> =>
  tx.many<ImportRow>(sql`select row_no as row, outcome, reason, code, at_column as column, lead_id as "leadId", raw as cells from import_rows
    where workspace_id = ${tx.workspaceId} and import_id = ${importId} and outcome = ${outcome} and row_no > ${after} order by row_no limit ${limit}`)

export const knownKeys = (tx: Tx): Promise<{ storageKey: string }[]> =>
  tx.many(sql`select storage_key as "storageKey" from imports where workspace_id = ${tx.workspaceId} and status in ('uploaded', 'ready', 'running') and created_at > ${new Date(tx.now.getTime() - 7 * 86_400_000)}`)
