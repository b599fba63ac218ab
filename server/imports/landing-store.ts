// A planned chunk becomes leads, companies, list members and rows of the result.
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Import } from './import.ts'
import { changesOf, wantsCompany } from './plan-store.ts'
import type { BadRecord } from './records.ts'

type Piece = RawBuilder<unknown>
const json = (parts: Piece[]): Piece => sql`(${sql.join(parts, sql` || `)})`

/** Companies that rows to be written tell of and that are not known yet: by domain, else by name. */
export async function landCompanies(tx: Tx, i: Import): Promise<void> {
  const ws = sql`${tx.workspaceId}::uuid`
  const meant = sql`p.outcome in ('new', 'updated')`
  await tx.run(sql`
    insert into companies (workspace_id, name, domain, website, industry, size, source, import_id, created_at, updated_at)
    select distinct on (p.company_domain) ${ws}, coalesce(p.company_name, initcap(replace(split_part(p.company_domain, '.', 1), '-', ' '))), p.company_domain, 'https://' || p.company_domain,
           p.industry, p.company_size, 'import', ${i.id}::uuid, ${tx.now}::timestamptz, ${tx.now}::timestamptz
      from plan p where ${meant} and p.company_domain is not null
       and not exists (select 1 from companies c where c.workspace_id = ${ws} and c.domain = p.company_domain and c.deleted_at is null)
     order by p.company_domain, p.company_name is null, p.row
    on conflict do nothing`)
  await tx.run(sql`
    insert into companies (workspace_id, name, industry, size, source, import_id, created_at, updated_at)
    select distinct on (lower(p.company_name)) ${ws}, p.company_name, p.industry, p.company_size, 'import', ${i.id}::uuid, ${tx.now}::timestamptz, ${tx.now}::timestamptz
      from plan p where ${meant} and p.company_domain is null and p.company_name is not null
       and not exists (select 1 from companies c where c.workspace_id = ${ws} and lower(c.name) = lower(p.company_name) and c.deleted_at is null)
     order by lower(p.company_name), p.row
    on conflict do nothing`)
}

export interface Firms { domains: { key: string; id: string }[]; names: { key: string; id: string }[] }

/** The companies of the rows to be written, by domain and (where no domain is told) by name; one whose domain is known goes first. */
export async function firmsOf(tx: Tx): Promise<Firms> {
  const wanted = await tx.one<{ domains: string[]; names: string[] }>(sql`
    select coalesce(array_agg(distinct p.company_domain) filter (where p.company_domain is not null), '{}') as domains,
           coalesce(array_agg(distinct lower(p.company_name)) filter (where p.company_domain is null and p.company_name is not null), '{}') as names
      from plan p where p.outcome in ('new', 'updated')`)
  return {
    domains: !wanted.domains.length ? [] : await tx.many(sql`select c.domain as key, c.id from companies c where c.workspace_id = ${tx.workspaceId} and c.domain = any(${wanted.domains}) and c.deleted_at is null`),
    names: !wanted.names.length ? [] : await tx.many(sql`select distinct on (lower(c.name)) lower(c.name) as key, c.id from companies c
      where c.workspace_id = ${tx.workspaceId} and lower(c.name) = any(${wanted.names}) and c.deleted_at is null order by lower(c.name), c.domain is null, c.created_at, c.id`),
  }
}

// As arrays, whose length the planner knows; a join with `companies` itself, young and without statistics, became a nested
// loop over all of them for every row (2.5 times the time of the insert).
const company = (firms: Firms): Piece => sql`
  left join unnest(${firms.domains.map((f) => f.key)}::text[], ${firms.domains.map((f) => f.id)}::uuid[]) as cd (key, id) on cd.key = p.company_domain
  left join unnest(${firms.names.map((f) => f.key)}::text[], ${firms.names.map((f) => f.id)}::uuid[]) as cn (key, id) on p.company_domain is null and cn.key = lower(p.company_name)`

export interface PlaceToldOf { key: string; city: string | null; country: string | null; ending: string }
const place: Piece = sql`concat_ws(chr(1), lower(p.city), '', lower(p.country), '', substring(p.email from '[^.]*$'))`

/** The places new leads without a time zone are in, each once: city, country and the ending of the address. */
export const placesOf = (tx: Tx): Promise<PlaceToldOf[]> =>
  tx.many<PlaceToldOf>(sql`select ${place} as key, min(p.city) as city, min(p.country) as country, substring(min(p.email) from '[^.]*$') as ending
    from plan p where p.outcome = 'new' and p.time_zone is null group by 1`)

/** Answers how many were made; fewer than planned when somebody else made the same address meanwhile. */
export const landNew = (tx: Tx, i: Import, firms: Firms, zones: { key: string; zone: string }[]): Promise<number> =>
  tx.run(sql`
    insert into leads (workspace_id, id, email, first_name, last_name, title, phone, linkedin_url, company_id, company_name, city, country, time_zone, language,
                       status, tags, custom, notes, source, owner_id, import_id, created_at, updated_at)
    select ${tx.workspaceId}::uuid, p.lead_id, p.email, p.first_name, p.last_name, p.title, p.phone, p.linkedin_url, coalesce(cd.id, cn.id), p.company_name, p.city, p.country, coalesce(p.time_zone, z.zone), p.language,
           coalesce(p.status, 'new'), p.tags, p.custom, p.notes, 'import', ${i.createdBy}::uuid, ${i.id}::uuid, ${tx.now}::timestamptz, ${tx.now}::timestamptz
      from plan p ${company(firms)}
      left join unnest(${zones.map((z) => z.key)}::text[], ${zones.map((z) => z.zone)}::text[]) as z (key, zone) on z.key = ${place}
     where p.outcome = 'new'
    on conflict (workspace_id, email) where deleted_at is null do nothing`)

export const admitOvertaken = (tx: Tx): Promise<number> =>
  tx.run(sql`update plan p set outcome = 'skipped', code = 'made_meanwhile', reason = case when seen_owners('leads') is null then 'Somebody else made this lead while the import was running.' else 'Already a lead, and a colleague’s: your role does not see it.' end, lead_id = null
              where outcome = 'new' and not exists (select 1 from leads l where l.workspace_id = ${tx.workspaceId} and l.id = p.lead_id)`)

/** Holds the leads, notes what will change (old and new value, for undo), then changes them. */
export async function landUpdates(tx: Tx, i: Import, firms: Firms): Promise<number> {
  const ws = sql`${tx.workspaceId}::uuid`
  await tx.run(sql`select 1 from leads l where l.workspace_id = ${ws} and l.id in (select lead_id from plan where outcome = 'updated') order by l.id for update`)
  const firm: Piece = sql`case when ${wantsCompany(i)} then coalesce(cd.id, cn.id, l.company_id) else l.company_id end`
  const changes = [...changesOf(i), { column: 'company_id', next: firm }]
  await tx.run(sql`
    insert into import_rows (workspace_id, import_id, row_no, outcome, lead_id, before)
    select ${ws}, ${i.id}::uuid, p.row, 'updated', l.id,
           ${json(changes.map((c) => sql`case when ${c.next} is distinct from ${sql.ref(`l.${c.column}`)} then jsonb_build_object(${sql.lit(c.column)}, jsonb_build_array(${sql.ref(`l.${c.column}`)}, ${c.next})) else '{}'::jsonb end`))}
      from plan p join leads l on l.workspace_id = ${ws} and l.id = p.lead_id ${company(firms)} where p.outcome = 'updated'`)
  return tx.run(sql`
    update leads t set ${sql.join(changes.map((c) => sql`${sql.raw(c.column)} = n.${sql.raw(c.column)}`))}, updated_at = ${tx.now}
      from (select l.id, ${sql.join(changes.map((c) => sql`${c.next} as ${sql.raw(c.column)}`))}
              from plan p join leads l on l.workspace_id = ${ws} and l.id = p.lead_id ${company(firms)} where p.outcome = 'updated') n
     where t.workspace_id = ${ws} and t.id = n.id`)
}

/** The target list gets everybody the file names, known ones too. */
export const landMembers = (tx: Tx, i: Import): Promise<number> =>
  tx.run(sql`
    insert into list_members (workspace_id, list_id, lead_id, added_at, import_id)
    select ${tx.workspaceId}::uuid, ${i.listId}::uuid, p.lead_id, ${tx.now}::timestamptz, ${i.id}::uuid from plan p
     where p.outcome in ('new', 'updated', 'unchanged') or p.code in ('known', 'not_your_lead')
    on conflict do nothing`)

/** Skipped and failed rows with their reasons; failed ones with their cells, for the error file. */
export const landReasons = (tx: Tx, i: Import, firstRow: number): Promise<number> =>
  tx.run(sql`
    insert into import_rows (workspace_id, import_id, row_no, outcome, code, reason, at_column, lead_id, raw)
    select ${tx.workspaceId}::uuid, ${i.id}::uuid, p.row, p.outcome, p.code, p.reason, p.at_column, case when p.known then p.lead_id end,
           case when p.outcome = 'failed' then to_jsonb(array[${sql.join(i.columns.map((c) => sql.raw(`coalesce(s.c${c.index}, '')`)))}]) end
      from plan p join stage s on s.n = p.row - ${firstRow - 1}::bigint where p.outcome in ('skipped', 'failed')`)

export const landBadRecords = (tx: Tx, i: Import, bad: BadRecord[]): Promise<number> =>
  tx.run(sql`
    insert into import_rows (workspace_id, import_id, row_no, outcome, code, reason, raw)
    select ${tx.workspaceId}::uuid, ${i.id}::uuid, b.row, 'failed', b.code, b.sentence, b.cells
      from jsonb_to_recordset(${JSON.stringify(bad)}::jsonb) as b (row bigint, code text, sentence text, cells jsonb)`)
