// A chunk is given back what it had, lead by lead where nobody has changed that meanwhile. Answers the leads that got it back.
import type { BulkAction } from '#contract/leads'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { DoneChunk } from '#records'
import { customValue } from './bulk-changing-store.ts'

/** `statuses`: those there are; one that is gone meanwhile is not given back. */
export const giveBack = async (tx: Tx, action: BulkAction, chunk: DoneChunk, statuses: string[]): Promise<string[]> => (await tx.many<{ id: string }>(statement(tx, action, chunk, statuses))).map((row) => row.id)

function statement(tx: Tx, action: BulkAction, chunk: DoneChunk, statuses: string[]): RawBuilder<{ id: string }> {
  switch (action.do) {
    case 'setStatus': return update(tx, chunk, sql`l.status = ${action.status} and was.had #>> '{}' = any(${statuses}::text[])`, sql`status = was.had #>> '{}'`)
    case 'setOwner': return update(tx, chunk, sql`l.owner_id is not distinct from ${action.ownerId}::uuid`, sql`owner_id = (was.had #>> '{}')::uuid`)
    case 'addTags': return update(tx, chunk, sql`exists (select from unnest(l.tags) t where was.had ? t)`, sql`tags = array(select t from unnest(l.tags) with ordinality u (t, n) where not was.had ? t order by n)`)
    case 'removeTags': return update(tx, chunk, sql`true`, sql`tags = l.tags || array(select t from jsonb_array_elements_text(was.had) t where t <> all(l.tags))`)
    case 'setCustom': {
      const now = customValue(action.value)
      return update(tx, chunk, sql`l.custom -> ${action.key}::text is not distinct from ${now}::jsonb`,
        sql`custom = case when was.had is null or was.had = 'null'::jsonb then l.custom - ${action.key}::text else l.custom || jsonb_build_object(${action.key}::text, was.had) end`)
    }
    case 'addToList': return sql`delete from list_members where workspace_id = ${tx.workspaceId} and list_id = ${action.listId} and lead_id = any(${chunk.changedIds}::uuid[]) returning lead_id as id`
    case 'removeFromList': return sql`
      insert into list_members (workspace_id, list_id, lead_id, added_at)
      select ${tx.workspaceId}::uuid, t.id, l.id, ${tx.now}::timestamptz from leads l join lists t on t.workspace_id = l.workspace_id and t.id = ${action.listId}
       where l.workspace_id = ${tx.workspaceId} and l.id = any(${chunk.changedIds}::uuid[]) on conflict do nothing returning lead_id as id`
    // Out of the trash, unless the address has become another lead's.
    case 'delete': return sql`
      update leads l set deleted_at = null, updated_at = ${tx.now}
       where l.workspace_id = ${tx.workspaceId} and l.id = any(${chunk.changedIds}::uuid[]) and l.deleted_at is not null
         and not exists (select from leads o where o.workspace_id = l.workspace_id and o.email = l.email and o.deleted_at is null) returning l.id`
  }
}

const update = (tx: Tx, chunk: DoneChunk, still: RawBuilder<unknown>, set: RawBuilder<unknown>): RawBuilder<{ id: string }> => sql`
  with was as (select c.id, b.had from unnest(${chunk.changedIds}::uuid[]) with ordinality c (id, n)
                 join jsonb_array_elements(${JSON.stringify(chunk.before)}::jsonb) with ordinality b (had, n) using (n)),
       held as materialized (select l.id from leads l where l.workspace_id = ${tx.workspaceId} and l.id = any(${chunk.changedIds}::uuid[]) order by l.id for update)
  update leads l set ${set}, updated_at = ${tx.now} from was join held using (id)
   where l.workspace_id = ${tx.workspaceId} and l.id = was.id and ${still} returning l.id`
