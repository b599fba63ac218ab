// The questions about statuses, and the one statement that moves leads from one to another.
import type { StatusRule, StatusTrigger } from '#contract/lead-statuses'
import { sql, type Tx } from '#platform/db'
import type { Status } from './status.ts'

export const statusRows = (tx: Tx): Promise<Status[]> =>
  tx.many<Status>(sql`select key, name, tone, kind from lead_statuses where workspace_id = ${tx.workspaceId} order by position, key`)

export const ruleRows = (tx: Tx): Promise<StatusRule[]> =>
  tx.many<StatusRule>(sql`select trigger, to_status as "to", from_status as "from", active from status_rules where workspace_id = ${tx.workspaceId}`)

export const ruleRow = async (tx: Tx, trigger: StatusTrigger): Promise<StatusRule | undefined> =>
  (await tx.many<StatusRule>(sql`select trigger, to_status as "to", from_status as "from", active from status_rules where workspace_id = ${tx.workspaceId} and trigger = ${trigger}`))[0]

export const saveStatuses = (tx: Tx, statuses: readonly Status[]): Promise<number> =>
  tx.run(sql`insert into lead_statuses (workspace_id, key, name, tone, kind, position)
    select ${tx.workspaceId}, s.key, s.name, s.tone, s.kind, s.position from jsonb_to_recordset(${JSON.stringify(statuses.map((s, position) => ({ ...s, position })))}::jsonb) as s (key text, name text, tone text, kind text, position int)
    on conflict (workspace_id, key) do update set name = excluded.name, tone = excluded.tone, kind = excluded.kind, position = excluded.position`)

export const saveRules = (tx: Tx, rules: readonly StatusRule[]): Promise<number> =>
  tx.run(sql`insert into status_rules (workspace_id, trigger, to_status, from_status, active)
    select ${tx.workspaceId}, r.trigger, r."to", array(select jsonb_array_elements_text(r."from")), r.active from jsonb_to_recordset(${JSON.stringify(rules)}::jsonb) as r (trigger text, "to" text, "from" jsonb, active boolean)
    on conflict (workspace_id, trigger) do update set to_status = excluded.to_status, from_status = excluded.from_status, active = excluded.active`)

export const dropStatus = (tx: Tx, key: string): Promise<number> =>
  tx.run(sql`delete from lead_statuses where workspace_id = ${tx.workspaceId} and key = ${key}`)

/** Whoever gives leads a status shares it, whoever changes what statuses there are holds it alone, until commit. */
export const shareStatuses = (tx: Tx): Promise<unknown> => tx.run(sql`select pg_advisory_xact_lock_shared(hashtextextended(${`statuses:${tx.workspaceId}`}, 3))`)
export const holdStatuses = (tx: Tx): Promise<unknown> => tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`statuses:${tx.workspaceId}`}, 3))`)

/** Leads a status, in the trash too. */
export const leadsByStatus = async (tx: Tx): Promise<Map<string, number>> =>
  new Map((await tx.many<{ key: string; n: number }>(sql`select status as key, count(*) as n from leads where workspace_id = ${tx.workspaceId} and deleted_at is null group by status`)).map((r) => [r.key, r.n]))

export interface Moved { id: string; companyId: string | null; from: string }

/** `from` empty: from any. Locks in the order of ids, as everybody does. */
export const moveLeads = (tx: Tx, ids: readonly string[], to: string, from: readonly string[]): Promise<Moved[]> =>
  tx.many<Moved>(sql`
    with before as (select l.id, l.status from leads l
                     where l.workspace_id = ${tx.workspaceId} and l.id = any(${[...ids]}::uuid[]) and l.deleted_at is null and l.status <> ${to} and (${from.length === 0} or l.status = any(${[...from]}::text[])) order by l.id for update)
    update leads l set status = ${to}, updated_at = ${tx.now} from before b
     where l.workspace_id = ${tx.workspaceId} and l.id = b.id returning l.id, l.company_id as "companyId", b.status as "from"`)

/** All of one status at once, those in the trash too: for a status that goes. */
export const moveAll = (tx: Tx, from: string, to: string): Promise<number> =>
  tx.run(sql`update leads set status = ${to}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and status = ${from}`)

/** Saved filters with this word somewhere in them. */
export const filtersNaming = (tx: Tx, key: string): Promise<{ id: string; filter: unknown }[]> =>
  tx.many(sql`select id, filter from lists where workspace_id = ${tx.workspaceId} and filter is not null and filter::text like ${`%"${key.replace(/[\\%_]/g, (c) => `\\${c}`)}"%`}`)
export const rewriteFilter = (tx: Tx, id: string, filter: unknown): Promise<number> =>
  tx.run(sql`update lists set filter = ${JSON.stringify(filter)} where workspace_id = ${tx.workspaceId} and id = ${id}`)
