// Static lists, saved filters and changes to many leads: the questions.
import { sql, type Tx } from '#platform/db'
import type { LeadFilter } from '#contract/lead-filter'

export interface List { id: string; name: string; leads: number; createdAt: Date }

const members = sql`(select count(*) from list_members m join leads d on d.workspace_id = m.workspace_id and d.id = m.lead_id and d.deleted_at is null
  where m.workspace_id = t.workspace_id and m.list_id = t.id)`
const listColumns = sql`t.id, t.name, ${members} as leads, t.created_at as "createdAt"`

export const lists = (tx: Tx): Promise<List[]> =>
  tx.many<List>(sql`select ${listColumns} from lists t where t.workspace_id = ${tx.workspaceId} order by lower(t.name)`)

export const findList = (tx: Tx, id: string): Promise<List | undefined> =>
  tx.maybe<List>(sql`select ${listColumns} from lists t where t.workspace_id = ${tx.workspaceId} and t.id = ${id}`)

export const findListByName = (tx: Tx, name: string): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`select id from lists where workspace_id = ${tx.workspaceId} and name = ${name}`)

/** Null when the name is taken. */
export const insertList = (tx: Tx, name: string): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`insert into lists (workspace_id, name, created_by, created_at) values (${tx.workspaceId}, ${name}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now})
               on conflict (workspace_id, name) do nothing returning id`)

export const renameListRow = (tx: Tx, id: string, name: string): Promise<number> =>
  tx.run(sql`update lists set name = ${name} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const deleteListRow = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from lists where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const listsOf = (tx: Tx, leadId: string): Promise<{ id: string; name: string }[]> =>
  tx.many(sql`select t.id, t.name from list_members m join lists t on t.workspace_id = m.workspace_id and t.id = m.list_id
               where m.workspace_id = ${tx.workspaceId} and m.lead_id = ${leadId} order by lower(t.name)`)

// ── Many leads at once: each answers how many rows changed ──

export const addMembers = (tx: Tx, listId: string, ids: string[]): Promise<number> =>
  tx.run(sql`insert into list_members (workspace_id, list_id, lead_id, added_at)
             select ${tx.workspaceId}::uuid, ${listId}::uuid, id, ${tx.now}::timestamptz from leads where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null
             on conflict do nothing`)

export const removeMembers = (tx: Tx, listId: string, ids: string[]): Promise<number> =>
  tx.run(sql`delete from list_members where workspace_id = ${tx.workspaceId} and list_id = ${listId} and lead_id = any(${ids}::uuid[])`)

export const addTags = (tx: Tx, tags: string[], ids: string[]): Promise<number> =>
  tx.run(sql`update leads set tags = (select array_agg(distinct t) from unnest(tags || ${tags}::text[]) t), updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null and not tags @> ${tags}::text[]`)

export const removeTags = (tx: Tx, tags: string[], ids: string[]): Promise<number> =>
  tx.run(sql`update leads set tags = (select coalesce(array_agg(t), '{}') from unnest(tags) t where t <> all(${tags}::text[])), updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null and tags && ${tags}::text[]`)

export const setOwner = (tx: Tx, ownerId: string | null, ids: string[]): Promise<number> =>
  tx.run(sql`update leads set owner_id = ${ownerId}, updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null and owner_id is distinct from ${ownerId}::uuid`)

export const foreignAmong = (tx: Tx, ids: string[], owners: readonly string[], unownedToo: boolean): Promise<{ n: number }> =>
  tx.one(sql`select count(*) as n from leads where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null
              and coalesce(owner_id <> all(${owners}::uuid[]), not ${unownedToo}::boolean)`)

export const isMember = (tx: Tx, userId: string): Promise<{ found: boolean }> =>
  tx.one(sql`select exists (select 1 from members where workspace_id = ${tx.workspaceId} and user_id = ${userId} and disabled_at is null) as found`)

// ── Saved filters ──

export interface SavedFilter { id: string; name: string; filter: LeadFilter; search: string | null; sort: string | null; shared: boolean; createdBy: string; createdAt: Date }
const filterColumns = sql`f.id, f.name, f.filter, f.search, f.sort, f.shared, f.created_by as "createdBy", f.created_at as "createdAt"`

export const savedFilters = (tx: Tx, userId: string): Promise<SavedFilter[]> =>
  tx.many<SavedFilter>(sql`select ${filterColumns} from saved_filters f where f.workspace_id = ${tx.workspaceId} and (f.shared or f.created_by = ${userId}) order by lower(f.name), f.id limit 200`)

export const findSavedFilter = (tx: Tx, id: string): Promise<SavedFilter | undefined> =>
  tx.maybe<SavedFilter>(sql`select ${filterColumns} from saved_filters f where f.workspace_id = ${tx.workspaceId} and f.id = ${id}`)

export const insertSavedFilter = (tx: Tx, f: Omit<SavedFilter, 'id' | 'createdAt'>): Promise<SavedFilter> =>
  tx.one<SavedFilter>(sql`insert into saved_filters as f (workspace_id, name, filter, search, sort, shared, created_by, created_at)
    values (${tx.workspaceId}, ${f.name}, ${JSON.stringify(f.filter)}, ${f.search}, ${f.sort}, ${f.shared}, ${f.createdBy}, ${tx.now}) returning ${filterColumns}`)

export const rewriteSavedFilter = (tx: Tx, f: SavedFilter): Promise<SavedFilter> =>
  tx.one<SavedFilter>(sql`update saved_filters f set name = ${f.name}, filter = ${JSON.stringify(f.filter)}, search = ${f.search}, sort = ${f.sort}, shared = ${f.shared}
    where f.workspace_id = ${tx.workspaceId} and f.id = ${f.id} returning ${filterColumns}`)

export const deleteSavedFilterRow = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from saved_filters where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Of these leads, those on one of the lists. */
export const onLists = async (tx: Tx, listIds: string[], leadIds: string[]): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select distinct lead_id as id from list_members where workspace_id = ${tx.workspaceId} and list_id = any(${listIds}::uuid[]) and lead_id = any(${leadIds}::uuid[])`)).map((r) => r.id)
