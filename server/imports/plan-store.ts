// What becomes of each row: new, updated, unchanged, skipped or failed, with the reason; and what updating would write.
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Import } from './import.ts'
import { lineFields } from './staging-store.ts'

type Piece = RawBuilder<unknown>

// Columns of `leads` that a known lead may get from a row. `p` is plan (or prep), `l` the lead.
const told: Record<string, Piece> = {
  first_name: sql`p.first_name`, last_name: sql`p.last_name`, title: sql`p.title`, phone: sql`p.phone`, linkedin_url: sql`p.linkedin_url`, company_name: sql`p.company_name`,
  city: sql`p.city`, country: sql`p.country`, time_zone: sql`p.time_zone`, language: sql`p.language`, notes: sql`p.notes`,
}
const targetOf: Record<string, string> = { ...Object.fromEntries(Object.entries(lineFields).map(([target, f]) => [f.column, target])), notes: 'notes' }

export interface Change { column: string; next: Piece }

/** Column by column what a known lead gets, for what this file has; `overwrite`: told values win, else only empty ones are filled. */
export function changesOf(i: Import): Change[] {
  const overwrite = i.policy === 'overwrite'
  const mapped = new Set(Object.values(i.mapping))
  if (mapped.has('fullName')) { mapped.add('firstName'); mapped.add('lastName') }
  const changes: Change[] = Object.entries(told).filter(([column]) => mapped.has(targetOf[column]!)).map(([column, value]) => {
    const old = sql.ref(`l.${column}`)
    return { column, next: overwrite ? sql`coalesce(${value}, ${old})` : sql`coalesce(${old}, ${value})` }
  })
  if (mapped.has('tags') || i.tags.length) changes.push({ column: 'tags', next: sql`case when l.tags @> p.tags then l.tags else (select array_agg(distinct t) from unnest(l.tags || p.tags) t) end` })
  if ([...mapped].some((target) => target.startsWith('custom:'))) changes.push({ column: 'custom', next: overwrite ? sql`(l.custom || p.custom)` : sql`(p.custom || l.custom)` })
  if (overwrite && mapped.has('status')) changes.push({ column: 'status', next: sql`coalesce(p.status, l.status)` })
  return changes
}

/** A known lead gets (another) company when it has none and the row tells one, or when the told name overwrites. */
export function wantsCompany(i: Import): Piece {
  const named = Object.values(i.mapping).includes('companyName')
  const none = sql`(l.company_id is null and (p.company_domain is not null or p.company_name is not null))`
  return i.policy === 'overwrite' && named ? sql`(${none} or (p.company_name is not null and p.company_name is distinct from l.company_name))` : none
}

const anyChange = (i: Import): Piece =>
  sql`(${sql.join([...changesOf(i).map((c) => sql`${c.next} is distinct from ${sql.ref(`l.${c.column}`)}`), wantsCompany(i)], sql` or `)})`

// The laterals with a limit are on purpose: each row asks the unique index, whatever the planner thinks of the tables' sizes.
/**
 * `firms`: host as the row says it → registrable domain, null for free mail. `again`: also looks for rows of earlier chunks. `others`: leads
 * have other addresses, by which a row finds its lead too. `bound`: whoever imports does not see everybody's leads.
 */
export function decide(tx: Tx, i: Import, options: { firms: { host: string; domain: string | null }[]; suppressed: { addresses: boolean; domains: boolean; hashes: boolean; companies: boolean }; owners: readonly string[] | null; again: boolean; others: boolean; bound: boolean }): Promise<number> {
  const fields = sql.raw(Object.values(lineFields).filter((f) => f.column !== 'linkedin_url').map((f) => `p.${f.column}`).join(', '))
  const into = sql.raw(Object.values(lineFields).filter((f) => f.column !== 'linkedin_url').map((f) => f.column).join(', '))
  const linkedin = Object.values(i.mapping).includes('linkedinUrl')
  const earlier = options.again
    ? sql`(l.import_id = ${i.id}::uuid or exists (select 1 from import_rows r where r.workspace_id = ${tx.workspaceId}::uuid and r.import_id = ${i.id}::uuid and r.lead_id = l.id))`
    : sql`false`
  const colleague = options.owners ? sql`(l.owner_id is not null and l.owner_id <> all(${options.owners}::uuid[]))` : sql`false`
  const known = options.others ? sql`coalesce(p.own, p.email)` : sql`p.email`
  const unseen = options.bound ? sql`when l.id is null and address_is_taken(p.email) then 'skipped:not_seen'` : sql``
  const blocked = i.importSuppressed ? sql`null::text` : sql`coalesce(${sql.join([...(options.suppressed.addresses ? [sql`sa.reason`] : []), ...(options.suppressed.hashes ? [sql`sh.reason`] : []), ...(options.suppressed.domains ? [sql`sd.reason`] : []), ...(options.suppressed.companies ? [sql`sc.reason`] : []), sql`null::text`], sql`, `)})`
  return tx.run(sql`
    insert into plan (row, email, ${into}, linkedin_url, notes, tags, custom, company_domain, lead_id, known, outcome, code, reason, at_column)
    select p.row, p.email, ${fields}, ${linkedin ? sql`import_linkedin(p.linkedin_url)` : sql`null`}, p.notes, p.tags, p.custom, p.company_domain,
           case when p.code is null then coalesce(l.id, new_id()) end, l.id is not null, split_part(d.verdict, ':', 1), nullif(split_part(d.verdict, ':', 2), ''),
           coalesce(p.reason, case split_part(d.verdict, ':', 2)
             when 'duplicate_in_file' then case when p.nth > 1 then 'Row ' || p.first || ' of this file ' else 'An earlier row of this file ' end || case when ${known} = p.email then 'has the same address.' else 'is the same person, under another address.' end
             when 'suppressed' then p.email || ' is on the suppression list (' || replace(${blocked}, '_', ' ') || ').'
             when 'known' then 'Already a lead; known leads are left as they are.'
             when 'not_seen' then 'Already a lead, and a colleague’s: your role does not see it.'
             when 'not_your_lead' then 'Already a lead, and a colleague’s: your role may not change it.' end),
           p.at_column
      from (select p.*, f.domain as company_domain,
                   row_number() over w as nth, first_value(p.row) over w as first
              from (select p.*${options.others ? sql`, o.email as own` : sql``} from prep p
                   ${options.others ? sql`left join lateral (select x.email from lead_addresses a join leads x on x.workspace_id = a.workspace_id and x.id = a.lead_id and x.deleted_at is null
                         where a.workspace_id = ${tx.workspaceId}::uuid and a.address = p.email
                           and not exists (select 1 from leads y where y.workspace_id = a.workspace_id and y.email = p.email and y.deleted_at is null) limit 1) o on true` : sql``}) p
              left join unnest(${options.firms.map((f) => f.host)}::text[], ${options.firms.map((f) => f.domain)}::text[]) as f (host, domain)
                   on f.host = coalesce(p.domain, split_part(p.email, '@', 2))
            window w as (partition by case when p.code is null then ${known} else p.row::text end order by p.row)) p
      left join lateral (select x.* from leads x where x.workspace_id = ${tx.workspaceId}::uuid and x.email = ${known} and x.deleted_at is null limit 1) l on true
      ${options.suppressed.addresses ? sql`left join lateral (select x.reason from suppressions x where x.workspace_id = ${tx.workspaceId}::uuid and x.kind = 'address' and x.value = p.email limit 1) sa on true` : sql``}
      ${options.suppressed.domains ? sql`left join lateral (select s.reason from unnest(email_domains(p.email)) h join suppressions s on s.workspace_id = ${tx.workspaceId}::uuid and s.kind in ('domain', 'company_domain') and s.value = h limit 1) sd on true` : sql``}
      ${options.suppressed.hashes ? sql`left join lateral (select s.reason from suppressions s where s.workspace_id = ${tx.workspaceId}::uuid and s.kind = 'hash' and s.value = address_hash(p.email) limit 1) sh on true` : sql``}
      ${options.suppressed.companies ? sql`left join lateral (select s.reason from companies c join suppressions s on s.workspace_id = c.workspace_id and s.kind = 'company' and s.value = c.id::text
                           where c.workspace_id = ${tx.workspaceId}::uuid and c.deleted_at is null and (c.domain = p.company_domain or (p.company_domain is null and lower(c.name) = lower(p.company_name))) limit 1) sc on true` : sql``}
     cross join lateral (select case
             when p.code is not null then 'failed:' || p.code
             when p.nth > 1 or ${earlier} then 'skipped:duplicate_in_file'
             ${unseen}
             when l.id is null then case when ${blocked} is not null then 'skipped:suppressed' else 'new' end
             when ${colleague} then 'skipped:not_your_lead'
             ${i.policy === 'skip' ? sql`else 'skipped:known'` : sql`when ${anyChange(i)} then 'updated' else 'unchanged'`} end as verdict) d`)
}

export const verdicts = (tx: Tx): Promise<{ outcome: string; code: string | null; n: number }[]> =>
  tx.many(sql`select outcome, case when outcome = 'skipped' then code end as code, count(*) as n from plan group by 1, 2`)

export interface PlannedRow { row: number; outcome: 'new' | 'updated' | 'unchanged' | 'skipped' | 'failed'; reason: string | null; code: string | null; column: number | null; leadId: string | null; cells: string[] }

const shown = (i: Import, firstRow: number): Piece => sql`
  p.row, p.outcome, p.reason, p.code, p.at_column as column, case when p.known then p.lead_id end as "leadId",
  (select to_jsonb(array[${sql.join(i.columns.map((c) => sql.raw(`left(coalesce(s.c${c.index}, ''), 500)`)))}]) from stage s where s.n = p.row - ${firstRow - 1}::bigint) as cells`

export const firstPlanned = (tx: Tx, i: Import, firstRow: number, most: number): Promise<PlannedRow[]> =>
  tx.many<PlannedRow>(sql`select ${shown(i, firstRow)} from (select * from plan order by row limit ${most}) p order by row`)

const problem: Piece = sql`(outcome = 'failed' or code in ('duplicate_in_file', 'suppressed', 'not_your_lead', 'not_seen'))`

/** Errors before what is only left out, and some of each kind before many of one. */
export const plannedProblems = (tx: Tx, i: Import, firstRow: number, most: number): Promise<PlannedRow[]> =>
  tx.many<PlannedRow>(sql`select ${shown(i, firstRow)} from (
      select p.* from (select plan.*, row_number() over (partition by outcome, code order by row) > ${someOfAKind} as many from plan where ${problem}) p order by p.many, p.outcome <> 'failed', p.row limit ${most}) p
    order by p.outcome <> 'failed', p.row`)
export const someOfAKind = 50

export const problemKinds = (tx: Tx): Promise<{ outcome: 'failed' | 'skipped'; code: string; count: number }[]> =>
  tx.many(sql`select outcome, coalesce(code, '') as code, count(*)::int as count from plan where ${problem} group by 1, 2`)

export const indexStage = (tx: Tx): Promise<unknown> => tx.raw.query('create index on stage (n)')
