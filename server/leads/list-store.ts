// Static lists and changes to many leads: the questions.
import { movesWithTime, type LeadFilter } from '#contract/lead-filter'
import { sql, type RawBuilder, type Tx } from '#platform/db'

export interface List { id: string; name: string; leads: number; filter: LeadFilter | null; createdAt: Date; filledAt: Date | null }

const members = sql`(select count(*) from list_members m join leads d on d.workspace_id = m.workspace_id and d.id = m.lead_id and d.deleted_at is null
  where m.workspace_id = t.workspace_id and m.list_id = t.id)`
const listColumns = sql`t.id, t.name, ${members} as leads, t.filter, t.created_at as "createdAt", t.filled_at as "filledAt"`

export const lists = (tx: Tx): Promise<List[]> =>
  tx.many<List>(sql`select ${listColumns} from lists t where t.workspace_id = ${tx.workspaceId} order by lower(t.name)`)

export const findList = (tx: Tx, id: string): Promise<List | undefined> =>
  tx.maybe<List>(sql`select ${listColumns} from lists t where t.workspace_id = ${tx.workspaceId} and t.id = ${id}`)

export const findListByName = (tx: Tx, name: string): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`select id from lists where workspace_id = ${tx.workspaceId} and name = ${name}`)

/** Null when the name is taken. */
export const insertList = (tx: Tx, name: string, filter: LeadFilter | null = null): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`insert into lists (workspace_id, name, filter, moves_with_time, created_by, created_at)
               values (${tx.workspaceId}, ${name}, ${filter && JSON.stringify(filter)}, ${filter !== null && movesWithTime(filter)}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now})
               on conflict (workspace_id, name) do nothing returning id`)

export const renameListRow = (tx: Tx, id: string, name: string): Promise<number> =>
  tx.run(sql`update lists set name = ${name} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const setListFilter = (tx: Tx, id: string, filter: LeadFilter | null): Promise<number> =>
  tx.run(sql`update lists set filter = ${filter && JSON.stringify(filter)}, moves_with_time = ${filter !== null && movesWithTime(filter)} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const deleteListRow = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from lists where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const listsOf = (tx: Tx, leadId: string): Promise<{ id: string; name: string }[]> =>
  tx.many(sql`select t.id, t.name from list_members m join lists t on t.workspace_id = m.workspace_id and t.id = m.list_id
               where m.workspace_id = ${tx.workspaceId} and m.lead_id = ${leadId} order by lower(t.name)`)

// ── Segments ──

export const segments = (tx: Tx): Promise<Segment[]> =>
  tx.many<Segment>(sql`select id, filter, moves_with_time as "movesWithTime" from lists where workspace_id = ${tx.workspaceId} and filter is not null order by id`)
export interface Segment { id: string; filter: LeadFilter; movesWithTime: boolean }

/** Of these ids, the lists that fill themselves. */
export const segmentsAmong = (tx: Tx, ids: string[]): Promise<{ name: string }[]> =>
  tx.many(sql`select name from lists where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and filter is not null`)

/** Members become those that `where` means, among `leadIds` or altogether. Answers how many came and went. */
export async function fillRows(tx: Tx, listId: string, where: RawBuilder<unknown>, leadIds: readonly string[] | undefined): Promise<number> {
  const among = (column: RawBuilder<unknown>) => (leadIds ? sql`and ${column} = any(${[...leadIds]}::uuid[])` : sql``)
  const meant = sql`select l.id from leads l where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null ${among(sql`l.id`)} and ${where}`
  const gone = await tx.run(sql`delete from list_members m where m.workspace_id = ${tx.workspaceId} and m.list_id = ${listId} ${among(sql`m.lead_id`)} and m.lead_id not in (${meant})`)
  const come = await tx.run(sql`insert into list_members (workspace_id, list_id, lead_id, added_at) select ${tx.workspaceId}::uuid, ${listId}::uuid, id, ${tx.now}::timestamptz from (${meant}) x on conflict do nothing`)
  if (!leadIds) await tx.run(sql`update lists set filled_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${listId}`)
  return gone + come
}

// ── Many leads at once: each answers how many rows changed ──

export const addMembers = (tx: Tx, listId: string, ids: string[]): Promise<number> =>
  tx.run(sql`insert into list_members (workspace_id, list_id, lead_id, added_at)
             select ${tx.workspaceId}::uuid, ${listId}::uuid, id, ${tx.now}::timestamptz from leads where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null
             on conflict do nothing`)

export const foreignAmong = (tx: Tx, ids: string[], owners: readonly string[], unownedToo: boolean): Promise<{ n: number }> =>
  tx.one(sql`select count(*) as n from leads where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null
              and coalesce(owner_id <> all(${owners}::uuid[]), not ${unownedToo}::boolean)`)

export const isMember = (tx: Tx, userId: string): Promise<{ found: boolean }> =>
  tx.one(sql`select exists (select 1 from members where workspace_id = ${tx.workspaceId} and user_id = ${userId} and disabled_at is null) as found`)

/** Of these leads, those on one of the lists. */
export const onLists = async (tx: Tx, listIds: string[], leadIds: string[]): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select distinct lead_id as id from list_members where workspace_id = ${tx.workspaceId} and list_id = any(${listIds}::uuid[]) and lead_id = any(${leadIds}::uuid[])`)).map((r) => r.id)
