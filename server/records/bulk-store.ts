// Bulk changes: the questions.
import type { BulkChangeView, BulkSubject } from '#contract/bulk'
import { sql, type Tx } from '#platform/db'
import type { Changed, DoneChunk, Unreached } from './bulk-kind.ts'

export interface Bulk {
  id: string
  subject: BulkSubject
  action: BulkChangeView['action']
  status: BulkChangeView['status']
  total: number
  done: number
  changed: number
  failed: number
  restored: number
  kept: number
  cancelAsked: boolean
  createdBy: string | null
  createdAt: Date
  endedAt: Date | null
  undoUntil: Date | null
}

const columns = sql`b.id, b.subject, b.action, b.status, b.total, b.done, b.changed, b.failed, b.restored, b.kept, b.cancel_asked as "cancelAsked",
  b.created_by as "createdBy", b.created_at as "createdAt", b.ended_at as "endedAt", b.undo_until as "undoUntil"`
const undoMs = 10 * 60_000

export const insertBulk = (tx: Tx, subject: BulkSubject, action: BulkChangeView['action'], total: number): Promise<Bulk> =>
  tx.one<Bulk>(sql`insert into bulk_changes as b (workspace_id, subject, action, total, created_by, created_at)
    values (${tx.workspaceId}, ${subject}, ${JSON.stringify(action)}, ${total}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now}) returning ${columns}`)

/**
 * Dealt out like cards: neighbours, which lie on one page of the table, fall into different chunks. A chunk then changes few rows of
 * each page and finds room for their new versions there, left by the chunk before, so that no index has to be written.
 */
export const insertChunks = (tx: Tx, bulkId: string, ids: string[], most: number): Promise<number> =>
  tx.run(sql`insert into bulk_chunks (workspace_id, bulk_id, n, record_ids)
    select ${tx.workspaceId}::uuid, ${bulkId}::uuid, (i.n - 1) % ${Math.ceil(ids.length / most)}::int, array_agg(i.id order by i.n) from unnest(${ids}::uuid[]) with ordinality i (id, n) group by 3`)

export const findBulk = (tx: Tx, id: string): Promise<Bulk | undefined> =>
  tx.maybe<Bulk>(sql`select ${columns} from bulk_changes b where b.workspace_id = ${tx.workspaceId} and b.id = ${id}`)

export const lockBulk = (tx: Tx, id: string): Promise<Bulk | undefined> =>
  tx.maybe<Bulk>(sql`select ${columns} from bulk_changes b where b.workspace_id = ${tx.workspaceId} and b.id = ${id} for update`)

/** Those that run, and those that ended less than ten minutes ago. */
export const bulkChangesOf = (tx: Tx, userId: string): Promise<Bulk[]> =>
  tx.many<Bulk>(sql`select ${columns} from bulk_changes b where b.workspace_id = ${tx.workspaceId} and b.created_by = ${userId} and b.created_at > ${new Date(tx.now.getTime() - 86_400_000)}
    and (b.ended_at is null or b.status = 'undoing' or b.ended_at > ${new Date(tx.now.getTime() - undoMs)}) order by b.created_at desc limit 20`)

const toDo = sql`changed_ids is null`, toUndo = sql`not undone and cardinality(changed_ids) > 0`

/** One that nobody else is at. */
export const nextChunk = (tx: Tx, bulkId: string): Promise<{ n: number; ids: string[] } | undefined> =>
  tx.maybe(sql`select n, record_ids as ids from bulk_chunks where workspace_id = ${tx.workspaceId} and bulk_id = ${bulkId} and ${toDo} order by n limit 1 for update skip locked`)

/** Whether somebody else has a chunk of it in hand at this moment. */
export const othersAtWork = async (tx: Tx, bulkId: string, status: 'running' | 'undoing'): Promise<boolean> => {
  const open = sql`from bulk_chunks where workspace_id = ${tx.workspaceId} and bulk_id = ${bulkId} and ${status === 'running' ? toDo : toUndo}`
  return (await tx.one<{ are: boolean }>(sql`with free as materialized (select n ${open} for update skip locked) select (select count(*) ${open}) > (select count(*) from free) as are`)).are
}

export async function chunkDone(tx: Tx, bulkId: string, chunk: { n: number; ids: string[] }, result: Changed, failed: number): Promise<void> {
  await tx.run(sql`update bulk_chunks set changed_ids = ${result.ids}::uuid[], before = ${JSON.stringify(result.before)}::jsonb where workspace_id = ${tx.workspaceId} and bulk_id = ${bulkId} and n = ${chunk.n}`)
  await tx.run(sql`update bulk_changes set done = done + ${chunk.ids.length}, changed = changed + ${result.ids.length}, failed = failed + ${failed} where workspace_id = ${tx.workspaceId} and id = ${bulkId}`)
}

export const endBulk = (tx: Tx, id: string, status: Bulk['status']): Promise<number> =>
  tx.run(sql`update bulk_changes set status = ${status}, ended_at = ${tx.now}, undo_until = ${new Date(tx.now.getTime() + undoMs)} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const wishToCancel = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update bulk_changes set cancel_asked = true where workspace_id = ${tx.workspaceId} and id = ${id} and status = 'running'`)

export const failuresOf = (tx: Tx, bulkId: string, after: string | undefined, most: number): Promise<Unreached[]> =>
  tx.many(sql`select record_id as id, reason from bulk_failures where workspace_id = ${tx.workspaceId} and bulk_id = ${bulkId} ${after ? sql`and record_id > ${after}::uuid` : sql``} order by record_id limit ${most}`)

export const noteFailures = async (tx: Tx, bulkId: string, failures: Unreached[]): Promise<void> => {
  if (failures.length) await tx.run(sql`insert into bulk_failures (workspace_id, bulk_id, record_id, reason)
    select ${tx.workspaceId}::uuid, ${bulkId}::uuid, * from unnest(${failures.map((f) => f.id)}::uuid[], ${failures.map((f) => f.reason)}::text[]) on conflict do nothing`)
}

/** Nothing when its time is over, or when nothing was changed. */
export const beginUndo = (tx: Tx, id: string): Promise<Bulk | undefined> =>
  tx.maybe<Bulk>(sql`update bulk_changes b set status = 'undoing' where b.workspace_id = ${tx.workspaceId} and b.id = ${id}
    and b.status in ('finished', 'cancelled', 'failed') and b.undo_until > ${tx.now} and b.changed > 0 returning ${columns}`)

export const nextToUndo = (tx: Tx, bulkId: string): Promise<DoneChunk | undefined> =>
  tx.maybe<DoneChunk>(sql`select n, changed_ids as "changedIds", before from bulk_chunks
    where workspace_id = ${tx.workspaceId} and bulk_id = ${bulkId} and ${toUndo} order by n limit 1 for update skip locked`)

export async function chunkUndone(tx: Tx, bulkId: string, n: number, restored: number, kept: number): Promise<void> {
  await tx.run(sql`update bulk_chunks set undone = true where workspace_id = ${tx.workspaceId} and bulk_id = ${bulkId} and n = ${n}`)
  await tx.run(sql`update bulk_changes set restored = restored + ${restored}, kept = kept + ${kept} where workspace_id = ${tx.workspaceId} and id = ${bulkId}`)
}

/** The records of a chunk that were changed. */
export const changedInChunk = async (tx: Tx, bulkId: string, n: number): Promise<string[]> =>
  (await tx.maybe<{ ids: string[] | null }>(sql`select changed_ids as ids from bulk_chunks where workspace_id = ${tx.workspaceId} and bulk_id = ${bulkId} and n = ${n}`))?.ids ?? []
