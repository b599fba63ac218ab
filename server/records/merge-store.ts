// Merges, whatever they are of: what changed, what went over, and how it comes back.
import { sql, type Tx } from '#platform/db'
import type { Subject } from './record-tables.ts'

export interface MergeRow {
  id: string; subject: Subject; winnerId: string; loserId: string; winner: string; loser: string
  fields: Record<string, { before: unknown; after: unknown }>; kept: Record<string, unknown>; by: string | null; at: Date; undoneAt: Date | null
}
const columns = sql`m.id, m.subject, m.winner_id as "winnerId", m.loser_id as "loserId", m.winner_name as winner, m.loser_name as loser, m.fields, m.kept, (select u.name from users u where u.id = m.by) as by, m.at, m.undone_at as "undoneAt"`

export const insertMerge = (tx: Tx, m: Pick<MergeRow, 'subject' | 'winnerId' | 'loserId' | 'winner' | 'loser'>): Promise<{ id: string }> =>
  tx.one(sql`insert into merges (workspace_id, subject, winner_id, loser_id, winner_name, loser_name, by, at)
    values (${tx.workspaceId}, ${m.subject}, ${m.winnerId}, ${m.loserId}, ${m.winner}, ${m.loser}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now}) returning id`)

export const keepForUndo = (tx: Tx, id: string, fields: MergeRow['fields'], kept: MergeRow['kept']): Promise<number> =>
  tx.run(sql`update merges set fields = ${JSON.stringify(fields)}, kept = ${JSON.stringify(kept)} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const lockMerge = (tx: Tx, id: string): Promise<MergeRow | undefined> =>
  tx.maybe<MergeRow>(sql`select ${columns} from merges m where m.workspace_id = ${tx.workspaceId} and m.id = ${id} for update`)

/** A merge of either record that came after this one and still stands. */
export const laterMerge = (tx: Tx, m: MergeRow): Promise<MergeRow | undefined> =>
  tx.maybe<MergeRow>(sql`select ${columns} from merges m where m.workspace_id = ${tx.workspaceId} and m.undone_at is null and m.id <> ${m.id} and (m.at, m.id) > (${m.at}, ${m.id}::uuid)
    and (m.winner_id in (${m.winnerId}, ${m.loserId}) or m.loser_id in (${m.winnerId}, ${m.loserId})) order by m.at desc, m.id desc limit 1`)

export const markUndone = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update merges set undone_at = ${tx.now}, undone_by = ${tx.actor.kind === 'user' ? tx.actor.userId : null} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const mergesNewest = (tx: Tx, q: { subject?: Subject | undefined; recordId?: string | undefined }): Promise<MergeRow[]> =>
  tx.many<MergeRow>(sql`select ${columns} from merges m where m.workspace_id = ${tx.workspaceId} ${q.subject ? sql`and m.subject = ${q.subject}` : sql``}
    ${q.recordId ? sql`and (m.winner_id = ${q.recordId} or m.loser_id = ${q.recordId})` : sql``} order by m.at desc, m.id desc limit 100`)

// ── What goes over. Table and column are named by the room that owns them, in its code; never by a caller. ──

export const noteMoved = (tx: Tx, mergeId: string, what: string, ids: string[]): Promise<number> =>
  !ids.length ? Promise.resolve(0) : tx.run(sql`insert into merge_moves (workspace_id, merge_id, what, ids) values (${tx.workspaceId}, ${mergeId}, ${what}, ${ids}::text[]) on conflict (workspace_id, merge_id, what) do update set ids = merge_moves.ids || excluded.ids`)

export const movedIn = async (tx: Tx, mergeId: string, what: string): Promise<string[]> =>
  (await tx.maybe<{ ids: string[] }>(sql`select ids from merge_moves where workspace_id = ${tx.workspaceId} and merge_id = ${mergeId} and what = ${what}`))?.ids ?? []

export const allMoves = (tx: Tx, mergeId: string): Promise<{ what: string; count: number }[]> =>
  tx.many(sql`select what, cardinality(ids) as count from merge_moves where workspace_id = ${tx.workspaceId} and merge_id = ${mergeId} order by what`)

export const allMoved = (tx: Tx, mergeId: string): Promise<{ what: string; ids: string[] }[]> =>
  tx.many(sql`select what, ids from merge_moves where workspace_id = ${tx.workspaceId} and merge_id = ${mergeId}`)

/** Moved and noted in one statement: a merge asks this of some twenty tables, most of which have nothing. */
export const moveRows = (tx: Tx, mergeId: string, table: string, column: string, from: string, to: string): Promise<number> =>
  tx.run(sql`
    with moved as (update ${sql.table(table)} set ${sql.ref(column)} = ${to} where workspace_id = ${tx.workspaceId} and ${sql.ref(column)} = ${from} returning id::text as id)
    insert into merge_moves (workspace_id, merge_id, what, ids) select ${tx.workspaceId}::uuid, ${mergeId}::uuid, ${`${table}.${column}`}::text, array_agg(id) from moved having count(*) > 0
    on conflict (workspace_id, merge_id, what) do update set ids = merge_moves.ids || excluded.ids`)

/** Those that are still where the merge brought them. */
export const moveRowsBack = (tx: Tx, table: string, column: string, ids: string[], from: string, to: string): Promise<number> =>
  !ids.length ? Promise.resolve(0) : tx.run(sql`update ${sql.table(table)} set ${sql.ref(column)} = ${to} where workspace_id = ${tx.workspaceId} and ${sql.ref(column)} = ${from} and id::text = any(${ids}::text[])`)
