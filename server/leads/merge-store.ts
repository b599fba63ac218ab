// What merging leads asks of their tables.
import { sql, type Tx } from '#platform/db'

export interface Marks { repliedAt: Date | null; optedOutAt: Date | null; lastActivityAt: Date | null }

/** What was noted of the two goes on with the one: the first answer and opt-out, the last activity. Bounces are of an address. */
export const joinMarks = (tx: Tx, winnerId: string, loserId: string): Promise<number> =>
  tx.run(sql`update leads w set replied_at = least(w.replied_at, l.replied_at), opted_out_at = least(w.opted_out_at, l.opted_out_at), last_activity_at = greatest(w.last_activity_at, l.last_activity_at), updated_at = ${tx.now}
    from leads l where w.workspace_id = ${tx.workspaceId} and w.id = ${winnerId} and l.workspace_id = ${tx.workspaceId} and l.id = ${loserId}`)

export const setMarks = (tx: Tx, id: string, m: Marks): Promise<number> =>
  tx.run(sql`update leads set replied_at = ${m.repliedAt}, opted_out_at = ${m.optedOutAt}, last_activity_at = ${m.lastActivityAt} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const putAway = (tx: Tx, loserId: string, winnerId: string): Promise<number> =>
  tx.run(sql`update leads set deleted_at = ${tx.now}, merged_into = ${winnerId}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${loserId}`)

export const bringBack = (tx: Tx, loserId: string): Promise<number> =>
  tx.run(sql`update leads set deleted_at = null, merged_into = null, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${loserId}`)

/** Lists the winner was not on; answers those. The loser's own places stay, unseen while it is in the trash. */
export const joinLists = async (tx: Tx, winnerId: string, loserId: string): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`insert into list_members (workspace_id, list_id, lead_id, added_at) select workspace_id, list_id, ${winnerId}::uuid, ${tx.now}::timestamptz from list_members where workspace_id = ${tx.workspaceId} and lead_id = ${loserId}
    on conflict do nothing returning list_id as id`)).map((r) => r.id)

export const leaveLists = (tx: Tx, leadId: string, listIds: string[]): Promise<number> =>
  tx.run(sql`delete from list_members where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and list_id = any(${listIds}::uuid[])`)

/** Another address of this lead, whoever had it. */
export const giveAddress = (tx: Tx, leadId: string, addresses: string[]): Promise<number> =>
  tx.run(sql`insert into lead_addresses (workspace_id, lead_id, address, created_at) select ${tx.workspaceId}, ${leadId}, a, ${tx.now} from unnest(${addresses}::text[]) a
    on conflict (workspace_id, address) do update set lead_id = excluded.lead_id`)

export const dropAddresses = (tx: Tx, leadId: string, addresses: string[]): Promise<number> =>
  tx.run(sql`delete from lead_addresses where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and address = any(${addresses}::text[])`)

/** Entries against these very people: by address, or by its hash. */
export const personalEntries = (tx: Tx, addresses: string[]): Promise<{ id: string; value: string; kind: string; reason: 'opted_out' | 'bounced' | 'complained' | 'manual' | 'customer' | 'competitor'; source: string | null; createdAt: Date }[]> =>
  tx.many(sql`select id, value, kind, reason, source, created_at as "createdAt" from suppressions where workspace_id = ${tx.workspaceId}
    and ((kind = 'address' and value = any(${addresses}::text[])) or (kind = 'hash' and value = any(array(select address_hash(a) from unnest(${addresses}::text[]) a))))`)

/** An entry that came along with a merge, or a change of the address, and that nobody has asked for since. */
export const dropCarried = (tx: Tx, address: string, by: 'merge' | 'edit'): Promise<number> =>
  tx.run(sql`delete from suppressions where workspace_id = ${tx.workspaceId} and kind = 'address' and value = ${address} and source = ${by}`)
