import { sql, type Tx } from '#platform/db'

export const serverVersion = async (tx: Tx) => (await tx.one<{ v: string }>(sql`select current_setting('server_version') v`)).v
export const processRows = (tx: Tx) => tx.many<{ id: string; role: string; seen_at: string }>(sql`
  select substr(key, 9) id, value ->> 'role' role, value ->> 'seenAt' seen_at from instance where key like 'process:%' order by key`)
/** How many events of this workspace each reader has not reached yet (counted up to 1,000). */
export const readerRows = (tx: Tx) => tx.many<{ name: string; behind: number }>(sql`
  select r.name, (select count(*) from (select from events e where e.workspace_id = ${tx.workspaceId} and (e.xid, e.id) > (r.last_xid, r.last_id) limit 1000) t)::int behind
    from event_readers r order by r.name`)
export const failedEventCount = async (tx: Tx) => (await tx.one<{ n: number }>(sql`
  select count(*)::int n from event_failures where workspace_id = ${tx.workspaceId} and resolved_at is null`)).n
