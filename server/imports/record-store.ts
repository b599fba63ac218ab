// Which records came of which row.
import { sql, type Tx } from '#platform/db'
import type { Planned } from './record.ts'

export interface RecordNote { row: number; kind: 'company' | 'product' | 'deal' | 'member' | 'team'; id: string; made: boolean; before: object | null; externalId: string | null }

export const noteRecords = (tx: Tx, importId: string, notes: RecordNote[]): Promise<unknown> =>
  notes.length ? tx.run(sql`
    insert into import_records (workspace_id, import_id, row_no, kind, record_id, made, before, external_id)
    select ${tx.workspaceId}::uuid, ${importId}::uuid, n.row, n.kind, n.id, n.made, n.before, n."externalId"
      from jsonb_to_recordset(${JSON.stringify(notes)}::jsonb) as n (row bigint, kind text, id uuid, made boolean, before jsonb, "externalId" text) on conflict do nothing`) : Promise.resolve()

export const recordsOf = (tx: Tx, importId: string): Promise<{ kind: string; id: string; made: boolean; before: Record<string, { before: unknown; after: unknown }> | null }[]> =>
  tx.many(sql`select kind, record_id as id, made, before from import_records where workspace_id = ${tx.workspaceId} and import_id = ${importId} order by row_no`)

/** Of these numbers, those that came with an earlier import and are still here. */
export const knownExternally = async (tx: Tx, kind: 'deal', numbers: string[]): Promise<string[]> =>
  (await tx.many<{ n: string }>(sql`select distinct r.external_id as n from import_records r join deals d on d.workspace_id = r.workspace_id and d.id = r.record_id where r.workspace_id = ${tx.workspaceId} and r.kind = ${kind} and r.external_id = any(${numbers})`)).map((r) => r.n)

export const newIds = async (tx: Tx, count: number): Promise<string[]> => (await tx.many<{ id: string }>(sql`select new_id() as id from generate_series(1, ${count}::int)`)).map((r) => r.id)

export const finishedAt = async (tx: Tx, importId: string): Promise<Date | null> => (await tx.maybe<{ at: Date | null }>(sql`select finished_at as at from imports where workspace_id = ${tx.workspaceId} and id = ${importId}`))?.at ?? null

export const forgetRecords = (tx: Tx, importId: string): Promise<number> => tx.run(sql`delete from import_records where workspace_id = ${tx.workspaceId} and import_id = ${importId}`)

/** Rows that did not simply become a new record: updated, left out or failed, with the reason; failed ones with their cells. */
export const noteRows = (tx: Tx, importId: string, planned: Planned<unknown>[]): Promise<unknown> => {
  const told = planned.filter((p) => p.outcome === 'updated' || p.outcome === 'skipped' || p.outcome === 'failed')
    .map((p) => ({ row: p.row.row, outcome: p.outcome, code: p.code, reason: p.reason, column: p.column, raw: p.outcome === 'failed' ? p.row.cells : null }))
  return told.length ? tx.run(sql`
    insert into import_rows (workspace_id, import_id, row_no, outcome, code, reason, at_column, raw)
    select ${tx.workspaceId}::uuid, ${importId}::uuid, t.row, t.outcome, t.code, t.reason, t."column", t.raw
      from jsonb_to_recordset(${JSON.stringify(told)}::jsonb) as t (row bigint, outcome text, code text, reason text, "column" int, raw jsonb)`) : Promise.resolve()
}
