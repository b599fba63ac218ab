// What a bulk change writes to a chunk of leads: one statement a kind, which answers whom it changed and what they had before.
import type { BulkAction } from '#contract/leads'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Changed, Unreached } from '#records'

export type FieldAction = Exclude<BulkAction, { do: 'delete' }>

export async function changed(tx: Tx, action: FieldAction, ids: string[]): Promise<Changed> {
  const [row] = await tx.many<{ ids: string[] | null; before: unknown[] | null }>(statement(tx, action, ids))
  return { ids: row?.ids ?? [], before: row?.before ?? [] }
}

function statement(tx: Tx, action: FieldAction, ids: string[]): RawBuilder<{ ids: string[] | null; before: unknown[] | null }> {
  switch (action.do) {
    case 'setStatus': return update(tx, ids, { had: sql`l.status`, where: sql`l.status <> ${action.status}`, set: sql`status = ${action.status}` })
    case 'setOwner': return update(tx, ids, { had: sql`l.owner_id`, where: sql`l.owner_id is distinct from ${action.ownerId}::uuid`, set: sql`owner_id = ${action.ownerId}::uuid` })
    case 'addTags': return update(tx, ids, {
      had: sql`array(select t from unnest(${action.tags}::text[]) t where t <> all(l.tags))`, where: sql`not l.tags @> ${action.tags}::text[]`,
      set: sql`tags = l.tags || array(select t from unnest(${action.tags}::text[]) with ordinality u (t, n) where t <> all(l.tags) order by n)`,
    })
    case 'removeTags': return update(tx, ids, {
      had: sql`array(select t from unnest(l.tags) t where t = any(${action.tags}::text[]))`, where: sql`l.tags && ${action.tags}::text[]`,
      set: sql`tags = array(select t from unnest(l.tags) with ordinality u (t, n) where t <> all(${action.tags}::text[]) order by n)`,
    })
    case 'setCustom': {
      const value = customValue(action.value)
      return update(tx, ids, value === null
        ? { had: sql`l.custom -> ${action.key}::text`, where: sql`l.custom ? ${action.key}::text`, set: sql`custom = l.custom - ${action.key}::text` }
        : { had: sql`l.custom -> ${action.key}::text`, where: sql`l.custom -> ${action.key}::text is distinct from ${value}::jsonb`, set: sql`custom = l.custom || jsonb_build_object(${action.key}::text, ${value}::jsonb)` })
    }
    case 'addToList': return sql`
      with new as (insert into list_members (workspace_id, list_id, lead_id, added_at)
        select ${tx.workspaceId}::uuid, ${action.listId}::uuid, id, ${tx.now}::timestamptz from leads where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and deleted_at is null
        on conflict do nothing returning lead_id)
      select array_agg(lead_id) as ids, jsonb_agg(null::text) as before from new`
    case 'removeFromList': return sql`
      with gone as (delete from list_members where workspace_id = ${tx.workspaceId} and list_id = ${action.listId} and lead_id = any(${ids}::uuid[]) returning lead_id)
      select array_agg(lead_id) as ids, jsonb_agg(null::text) as before from gone`
  }
}

/** As JSON; null takes the field away. */
export const customValue = (value: string | number | boolean | null): string | null => (value === null || value === '' ? null : JSON.stringify(value))

// Locked in the order of their ids, so that two changes to the same leads wait for each other instead of dying.
const update = (tx: Tx, ids: string[], how: { had: RawBuilder<unknown>; where: RawBuilder<unknown>; set: RawBuilder<unknown> }): RawBuilder<{ ids: string[] | null; before: unknown[] | null }> => sql`
  with old as materialized (select l.id, to_jsonb(${how.had}) as had from leads l
         where l.workspace_id = ${tx.workspaceId} and l.id = any(${ids}::uuid[]) and l.deleted_at is null and ${how.where} order by l.id for update),
       new as (update leads l set ${how.set}, updated_at = ${tx.now} from old where l.workspace_id = ${tx.workspaceId} and l.id = old.id returning l.id, old.had)
  select array_agg(id) as ids, jsonb_agg(had) as before from new`

/** Those that are not there any more (or never were to be seen by whoever asks). */
export const unreached = (tx: Tx, ids: string[]): Promise<Unreached[]> =>
  tx.many(sql`select i as id, case when l.id is null then 'It does not exist, or you may not see it.' else 'It is in the trash.' end as reason
    from unnest(${ids}::uuid[]) i left join leads l on l.workspace_id = ${tx.workspaceId} and l.id = i where l.id is null or l.deleted_at is not null`)
