// Companies that an import meets, makes, changes and takes back.
import { sql, type Tx } from '#platform/db'

export interface CompanyFacts { name: string; domain: string | null; website: string | null; industry: string | null; size: string | null; city: string | null; country: string | null; description: string | null; phone: string | null }
export interface CompanyMore { tags: string[]; custom: Record<string, unknown> }
export type KnownCompany = CompanyFacts & CompanyMore & { id: string }
export type CompanyChange = Partial<CompanyFacts & CompanyMore>
const columns = ['domain', 'website', 'industry', 'size', 'city', 'country', 'description', 'phone'] as const

/** Of these domains, or with one of these names however they are written (folded); those with a legal form more or less, too. */
export const companiesLike = (tx: Tx, domains: string[], names: string[]): Promise<KnownCompany[]> =>
  tx.many<KnownCompany>(sql`
    select c.id, c.name, c.domain, c.website, c.industry, c.size, c.city, c.country, c.description, c.phone, c.tags, c.custom from companies c
     where c.workspace_id = ${tx.workspaceId} and (c.domain = any(${domains}) or folded_name(c.name) = any(${names}))
    union
    select c.id, c.name, c.domain, c.website, c.industry, c.size, c.city, c.country, c.description, c.phone, c.tags, c.custom from companies c
     where c.workspace_id = ${tx.workspaceId} and (select count(*) from (select from companies where workspace_id = ${tx.workspaceId} limit 5001) few) <= 5000`)

/** Answers the ids by row; a row is missing where somebody was quicker. */
export async function makeCompanies(tx: Tx, importId: string, rows: { row: number; facts: CompanyFacts & Partial<CompanyMore> }[]): Promise<Map<number, string>> {
  if (!rows.length) return new Map()
  const made = await tx.many<{ row: number; id: string }>(sql`
    with told as (select * from jsonb_to_recordset(${JSON.stringify(rows.map((r) => ({ row: r.row, ...r.facts })))}::jsonb) as t (row bigint, name text, domain text, website text, industry text, size text, city text, country text, description text, phone text, tags text[], custom jsonb)),
         keyed as (select new_id() as id, t.* from told t),
         made as (insert into companies (workspace_id, id, name, domain, website, industry, size, city, country, description, phone, tags, custom, source, import_id, created_at, updated_at)
                  select ${tx.workspaceId}::uuid, id, name, domain, website, industry, size, city, country, description, phone, coalesce(tags, '{}'), coalesce(custom, '{}'), 'import', ${importId}::uuid, ${tx.now}::timestamptz, ${tx.now}::timestamptz from keyed order by row
                  on conflict do nothing returning id)
    select k.row, k.id from keyed k join made m on m.id = k.id`)
  return new Map(made.map((m) => [m.row, m.id]))
}

export const changeCompany = (tx: Tx, id: string, change: CompanyChange): Promise<number> =>
  tx.run(sql`update companies set ${sql.join([...columns.filter((c) => c in change).map((c) => sql`${sql.raw(c)} = ${change[c] ?? null}`), ...(change.tags ? [sql`tags = ${change.tags}`] : []), ...(change.custom ? [sql`custom = ${JSON.stringify(change.custom)}`] : [])])}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Changed ones get back what they had where it still stands as imported; made ones go unless somebody uses or changed them. */
export async function undoCompanies(tx: Tx, importId: string): Promise<{ removed: number; restored: number; kept: number }> {
  const mine = sql`r.workspace_id = ${tx.workspaceId} and r.import_id = ${importId} and r.kind = 'company'`
  const back = columns.map((c) => sql`${sql.raw(c)} = case when r.before ? ${c} and c.${sql.raw(c)} is not distinct from r.before #>> ${[c, '1']}::text[] then r.before #>> ${[c, '0']}::text[] else c.${sql.raw(c)} end`)
  back.push(
    sql`tags = case when r.before ? 'tags' and to_jsonb(c.tags) = r.before #> '{tags,1}' then array(select jsonb_array_elements_text(r.before #> '{tags,0}')) else c.tags end`,
    sql`custom = case when r.before ? 'custom' and c.custom = r.before #> '{custom,1}' then r.before #> '{custom,0}' else c.custom end`)
  const restored = await tx.run(sql`update companies c set ${sql.join(back)}, updated_at = ${tx.now} from import_records r where ${mine} and not r.made and c.workspace_id = r.workspace_id and c.id = r.record_id`)
  const removed = await tx.run(sql`
    delete from companies c using import_records r where ${mine} and r.made and c.workspace_id = r.workspace_id and c.id = r.record_id and c.updated_at = c.created_at
       and not exists (select 1 from leads l where l.workspace_id = c.workspace_id and l.company_id = c.id)
       and not exists (select 1 from deals d where d.workspace_id = c.workspace_id and d.company_id = c.id)
       and not exists (select 1 from briefs b where b.workspace_id = c.workspace_id and b.subject = 'company' and b.subject_id = c.id)`)
  const { n } = await tx.one<{ n: number }>(sql`select count(*) as n from import_records r join companies c on c.workspace_id = r.workspace_id and c.id = r.record_id where ${mine} and r.made`)
  await tx.run(sql`delete from import_records r where ${mine}`)
  return { removed, restored, kept: n }
}
