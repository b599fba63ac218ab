// The questions of the search. Functions behind the wall find the ids; what is shown is read in front of it.
import type { Hit } from '#contract/search'
import { sql, type RawBuilder, type Tx } from '#platform/db'

const lead = (nearly: boolean) => sql`l.id, 'lead' as kind, coalesce(nullif(concat_ws(' ', l.first_name, l.last_name), ''), l.email) as label,
  case when nullif(concat_ws(' ', l.first_name, l.last_name), '') is null then l.company_name else coalesce(nullif(l.company_name, ''), l.email) end as detail, ${nearly}::boolean as nearly`

const leadsOf = (tx: Tx, nearly: boolean, ids: RawBuilder<unknown>): Promise<Hit[]> =>
  tx.many<Hit>(sql`select ${lead(nearly)} from ${ids} with ordinality f (id, n) join leads l on l.workspace_id = ${tx.workspaceId} and l.id = f.id order by f.n`)

export const leadHits = (tx: Tx, patterns: string[], most: number): Promise<Hit[]> => leadsOf(tx, false, sql`found_leads(${patterns}::text[], null, null, ${most}::int)`)
export const similarLeads = (tx: Tx, words: string[], most: number): Promise<Hit[]> => leadsOf(tx, true, sql`similar_leads(${words}::text[], ${most}::int)`)

export const companyHits = (tx: Tx, patterns: string[], words: string[], most: number): Promise<Hit[]> =>
  tx.many<Hit>(sql`select c.id, 'company' as kind, c.name as label, c.domain as detail, ${words.length > 0}::boolean as nearly
    from found_companies(${patterns}::text[], ${words}::text[], ${most}::int) with ordinality f (id, n) join companies c on c.workspace_id = ${tx.workspaceId} and c.id = f.id order by f.n`)

// Few rows, sifted as they are.
export const campaignHits = (tx: Tx, patterns: string[], most: number): Promise<Hit[]> =>
  tx.many<Hit>(sql`select c.id, 'campaign' as kind, c.name as label, c.status as detail, false as nearly from campaigns c
    where c.workspace_id = ${tx.workspaceId} and folded(c.name) like all(${patterns}::text[]) order by c.status = 'archived', c.created_at desc limit ${most}`)

// By its own name and by its company's; what is open goes first.
export const dealHits = (tx: Tx, patterns: string[], most: number): Promise<Hit[]> =>
  tx.many<Hit>(sql`select d.id, 'deal' as kind, d.name as label, c.name as detail, false as nearly from deals d left join companies c on c.workspace_id = d.workspace_id and c.id = d.company_id
    where d.workspace_id = ${tx.workspaceId} and d.deleted_at is null and folded(d.name || ' ' || coalesce(c.name, '')) like all(${patterns}::text[]) order by d.closed_at is not null, d.last_activity_at desc, d.id limit ${most}`)

export const listHits = (tx: Tx, patterns: string[], most: number): Promise<Hit[]> =>
  tx.many<Hit>(sql`select t.id, 'list' as kind, t.name as label, case when t.filter is null then 'List' else 'Segment' end as detail, false as nearly from lists t
    where t.workspace_id = ${tx.workspaceId} and folded(t.name) like all(${patterns}::text[]) order by lower(t.name) limit ${most}`)
