// Taking an import back, some thousand rows at a time. Everything here may be done twice.
import { sql, type Tx } from '#platform/db'

const fields = ['first_name', 'last_name', 'title', 'phone', 'linkedin_url', 'company_name', 'city', 'country', 'time_zone', 'language', 'notes', 'status'] as const

/** Gives changed fields their old value where they still hold what the import wrote. Answers the number of rows gone through. */
export async function restoreBefore(tx: Tx, importId: string, most: number): Promise<number> {
  const rows = await tx.many<{ row: number }>(sql`
    select row_no as row from import_rows where workspace_id = ${tx.workspaceId} and import_id = ${importId} and outcome = 'updated' and before is not null
     order by row_no limit ${most} for update`)
  if (!rows.length) return 0
  const chosen = sql`r.workspace_id = ${tx.workspaceId}::uuid and r.import_id = ${importId}::uuid and r.row_no = any(${rows.map((r) => r.row)}::bigint[])`
  const back = fields.map((f) => sql`${sql.raw(f)} = case when r.before ? ${f} and l.${sql.raw(f)} is not distinct from r.before #>> ${[f, '1']}::text[] then r.before #>> ${[f, '0']}::text[] else l.${sql.raw(f)} end`)
  await tx.run(sql`
    update leads l set ${sql.join(back)},
           company_id = case when r.before ? 'company_id' and l.company_id is not distinct from (r.before #>> '{company_id,1}')::uuid then (r.before #>> '{company_id,0}')::uuid else l.company_id end,
           tags = case when r.before ? 'tags' and to_jsonb(l.tags) = r.before #> '{tags,1}' then array(select jsonb_array_elements_text(r.before #> '{tags,0}')) else l.tags end,
           custom = case when r.before ? 'custom' and l.custom = r.before #> '{custom,1}' then r.before #> '{custom,0}' else l.custom end,
           updated_at = ${tx.now}
      from import_rows r where ${chosen} and l.workspace_id = ${tx.workspaceId}::uuid and l.id = r.lead_id`)
  await tx.run(sql`update import_rows r set before = null where ${chosen}`)
  return rows.length
}

export const takeOffLists = (tx: Tx, importId: string): Promise<number> =>
  tx.run(sql`delete from list_members where workspace_id = ${tx.workspaceId} and import_id = ${importId}`)

// Used: somebody planned, wrote, received or researched something about it, or it has come to a state of its own.
const unused = sql`l.replied_at is null and l.last_activity_at is null
  and not exists (select 1 from enrollments e where e.workspace_id = l.workspace_id and e.lead_id = l.id)
  and not exists (select 1 from messages m where m.workspace_id = l.workspace_id and m.lead_id = l.id)
  and not exists (select 1 from drafts d where d.workspace_id = l.workspace_id and d.lead_id = l.id)
  and not exists (select 1 from inbox_messages x where x.workspace_id = l.workspace_id and x.lead_id = l.id)
  and not exists (select 1 from briefs b where b.workspace_id = l.workspace_id and b.subject = 'lead' and b.subject_id = l.id)`

/** Held first, so that nobody begins to use one while it goes. */
export async function removeUnused(tx: Tx, importId: string, most: number): Promise<number> {
  const held = await tx.many<{ id: string }>(sql`
    select l.id from leads l where l.workspace_id = ${tx.workspaceId} and l.import_id = ${importId} and ${unused} order by l.id limit ${most} for update`)
  if (!held.length) return 0
  return tx.run(sql`delete from leads l where l.workspace_id = ${tx.workspaceId} and l.id = any(${held.map((h) => h.id)}::uuid[]) and ${unused}`)
}

export const keptLeads = (tx: Tx, importId: string): Promise<{ n: number }> =>
  tx.one(sql`select count(*) as n from leads where workspace_id = ${tx.workspaceId} and import_id = ${importId}`)

export const removeEmptyCompanies = (tx: Tx, importId: string): Promise<number> =>
  tx.run(sql`delete from companies c where c.workspace_id = ${tx.workspaceId} and c.import_id = ${importId}
               and not exists (select 1 from leads l where l.workspace_id = c.workspace_id and l.company_id = c.id)
               and not exists (select 1 from briefs b where b.workspace_id = c.workspace_id and b.subject = 'company' and b.subject_id = c.id)`)

export const removeEmptyList = (tx: Tx, importId: string): Promise<number> =>
  tx.run(sql`delete from lists t using imports i where i.workspace_id = ${tx.workspaceId} and i.id = ${importId} and i.made_list
               and t.workspace_id = i.workspace_id and t.id = i.list_id and not exists (select 1 from list_members m where m.workspace_id = t.workspace_id and m.list_id = t.id)`)
