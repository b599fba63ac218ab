import type { Doing, presenceKinds } from '#contract/presence'
import { sql, type Tx } from '#platform/db'

export interface RecordRef { of: (typeof presenceKinds)[number]; id: string }

export const presentAt = (tx: Tx, r: RecordRef, since: Date): Promise<{ userId: string; doing: Doing; since: Date }[]> =>
  tx.many(sql`select user_id as "userId", doing, since from presence where workspace_id = ${tx.workspaceId} and kind = ${r.of} and record_id = ${r.id} and seen_at > ${since} order by since, user_id limit 20`)

/** Takes away who has long gone from this record, too. */
export async function sayHere(tx: Tx, userId: string, r: RecordRef, doing: Doing, since: Date): Promise<void> {
  await tx.run(sql`delete from presence where workspace_id = ${tx.workspaceId} and kind = ${r.of} and record_id = ${r.id} and seen_at <= ${since}`)
  await tx.run(sql`insert into presence (workspace_id, kind, record_id, user_id, doing, since, seen_at) values (${tx.workspaceId}, ${r.of}, ${r.id}, ${userId}, ${doing}, ${tx.now}, ${tx.now})
    on conflict (workspace_id, kind, record_id, user_id) do update set doing = excluded.doing, seen_at = excluded.seen_at`)
}

export const goneFrom = (tx: Tx, userId: string, r: RecordRef): Promise<number> =>
  tx.run(sql`delete from presence where workspace_id = ${tx.workspaceId} and kind = ${r.of} and record_id = ${r.id} and user_id = ${userId}`)
