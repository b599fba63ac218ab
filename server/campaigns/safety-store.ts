// The questions about safety rules.
import { sql, type Tx } from '#platform/db'
import type { SafetyRules } from '#contract/campaign-rules'

const columns = sql`s.id, s.name, s.is_default as "isDefault", s.again, s.exclusive, s.min_days as "minDays", s.after_reply as "afterReply", s.statuses, s.list_ids as "listIds", s.tags,
  s.company_ids as "companyIds", (select count(*) from campaigns c where c.workspace_id = s.workspace_id and c.rules->>'safetyId' = s.id::text and c.status <> 'archived') as campaigns`

export const allSafety = (tx: Tx): Promise<SafetyRules[]> =>
  tx.many<SafetyRules>(sql`select ${columns} from safety_rules s where s.workspace_id = ${tx.workspaceId} order by s.is_default desc, lower(s.name)`)

export const safetyById = (tx: Tx, id: string): Promise<SafetyRules | undefined> =>
  tx.maybe<SafetyRules>(sql`select ${columns} from safety_rules s where s.workspace_id = ${tx.workspaceId} and s.id = ${id}`)

export const usualSafety = (tx: Tx): Promise<SafetyRules | undefined> =>
  tx.maybe<SafetyRules>(sql`select ${columns} from safety_rules s where s.workspace_id = ${tx.workspaceId} and s.is_default`)

export const insertSafety = (tx: Tx, r: Omit<SafetyRules, 'id' | 'campaigns'>): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`
    insert into safety_rules (workspace_id, name, is_default, again, exclusive, min_days, after_reply, statuses, list_ids, tags, company_ids, created_at)
    values (${tx.workspaceId}, ${r.name}, ${r.isDefault}, ${r.again}, ${r.exclusive}, ${r.minDays}, ${r.afterReply}, ${r.statuses}::text[], ${r.listIds}::uuid[], ${r.tags}::text[], ${r.companyIds}::uuid[], ${tx.now})
    on conflict (workspace_id, lower(name)) do nothing returning id`)

export const rewriteSafety = (tx: Tx, id: string, r: Omit<SafetyRules, 'id' | 'campaigns'>): Promise<number> =>
  tx.run(sql`
    update safety_rules set name = ${r.name}, is_default = ${r.isDefault}, again = ${r.again}, exclusive = ${r.exclusive}, min_days = ${r.minDays}, after_reply = ${r.afterReply},
           statuses = ${r.statuses}::text[], list_ids = ${r.listIds}::uuid[], tags = ${r.tags}::text[], company_ids = ${r.companyIds}::uuid[]
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const nameTaken = async (tx: Tx, name: string, but: string): Promise<boolean> =>
  (await tx.one<{ taken: boolean }>(sql`select exists (select from safety_rules where workspace_id = ${tx.workspaceId} and lower(name) = lower(${name}) and id <> ${but}) as taken`)).taken

export const noOtherUsual = (tx: Tx, but: string | null): Promise<number> =>
  tx.run(sql`update safety_rules set is_default = false where workspace_id = ${tx.workspaceId} and is_default and id is distinct from ${but}::uuid`)

export const dropSafety = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from safety_rules where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const forgetSafety = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update campaigns set rules = rules - 'safetyId' where workspace_id = ${tx.workspaceId} and rules->>'safetyId' = ${id}`)

/** A status of leads is gone: rules that named it name its successor. */
export async function inheritStatus(tx: Tx, key: string, heir: string): Promise<void> {
  await tx.run(sql`update safety_rules set statuses = array(select distinct unnest(array_replace(statuses, ${key}, ${heir}))) where workspace_id = ${tx.workspaceId} and ${key} = any(statuses)`)
  await tx.run(sql`
    update campaigns c set rules = jsonb_set(c.rules, '{subSequences}', (
             select jsonb_agg(case when s.way #> '{when,statuses}' is null then s.way else jsonb_set(s.way, '{when,statuses}', (
                      select jsonb_agg(distinct case when k.key = ${key} then ${heir}::text else k.key end) from jsonb_array_elements_text(s.way #> '{when,statuses}') k (key))) end order by s.at)
               from jsonb_array_elements(c.rules -> 'subSequences') with ordinality s (way, at)))
     where c.workspace_id = ${tx.workspaceId} and exists (
       select from jsonb_array_elements(c.rules -> 'subSequences') s where s -> 'when' -> 'statuses' @> ${JSON.stringify([key])}::jsonb)`)
}
