// The questions about companies, one function each.
import type { CompanyFilter } from '#contract/companies'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import { fitsOwn } from '#records'
import type { Company } from './company.ts'

const columns = sql`c.id, c.name, c.domain, c.website, c.industry, c.size, c.city, c.country, c.description, c.phone, c.tags, c.custom, c.owner_id as "ownerId", c.source,
  c.import_id as "importId", c.created_at as "createdAt", c.updated_at as "updatedAt", c.deleted_at as "deletedAt"`

export type NewCompany = Pick<Company, 'name' | 'domain' | 'website' | 'industry' | 'size' | 'city' | 'country' | 'description' | 'source' | 'importId'>
export type CompanyFields = Pick<Company, 'name' | 'domain' | 'website' | 'industry' | 'size' | 'city' | 'country' | 'description' | 'phone' | 'tags' | 'custom' | 'ownerId'>

/** In the trash too; see `deletedAt`. */
export const companyById = (tx: Tx, id: string) =>
  tx.maybe<Company>(sql`select ${columns} from companies c where c.workspace_id = ${tx.workspaceId} and c.id = ${id}`)

export const companiesByIds = (tx: Tx, ids: string[]) =>
  tx.many<Company>(sql`select ${columns} from companies c where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids}::uuid[])`)

/** Also by the domain of one that was merged into it. */
export const companyByDomain = (tx: Tx, domain: string) =>
  tx.maybe<Company>(sql`select ${columns} from companies c where c.workspace_id = ${tx.workspaceId} and c.deleted_at is null
    and (c.domain = ${domain} or c.id in (select m.merged_into from companies m where m.workspace_id = ${tx.workspaceId} and m.domain = ${domain} and m.merged_into is not null))
    order by c.domain is not distinct from ${domain} desc, c.created_at, c.id limit 1`)

/** FOR UPDATE, in the order of ids. */
export const lockCompanies = (tx: Tx, ids: string[]) =>
  tx.many<Company>(sql`select ${columns} from companies c where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids}::uuid[]) order by c.id for update`)

export const markMerged = (tx: Tx, id: string, into: string | null): Promise<number> =>
  tx.run(sql`update companies set merged_into = ${into}, deleted_at = ${into ? tx.now : null}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** By its name as spoken, whatever the case; one whose domain is known goes first. */
export const companyByName = (tx: Tx, name: string) =>
  tx.maybe<Company>(sql`select ${columns} from companies c where c.workspace_id = ${tx.workspaceId} and lower(c.name) = lower(${name}) and c.deleted_at is null
    order by c.domain is null, c.created_at, c.id limit 1`)

/** Null when somebody was quicker with the same domain or name. */
export const insertCompany = (tx: Tx, c: NewCompany) =>
  tx.maybe<{ id: string }>(sql`
    insert into companies (workspace_id, name, domain, website, industry, size, city, country, description, source, import_id, created_at, updated_at)
    values (${tx.workspaceId}, ${c.name}, ${c.domain}, ${c.website}, ${c.industry}, ${c.size}, ${c.city}, ${c.country}, ${c.description}, ${c.source}, ${c.importId}, ${tx.now}, ${tx.now})
    on conflict do nothing returning id`)

/** Writes what is told where nothing was known. */
export const fillEmpty = (tx: Tx, id: string, c: Partial<CompanyFields>) =>
  tx.run(sql`
    update companies set website = coalesce(website, ${c.website ?? null}), industry = coalesce(industry, ${c.industry ?? null}),
           size = coalesce(size, ${c.size ?? null}), city = coalesce(city, ${c.city ?? null}), country = coalesce(country, ${c.country ?? null}),
           description = coalesce(description, ${c.description ?? null}), updated_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${id}
       and ((website is null and ${c.website ?? null}::text is not null) or (industry is null and ${c.industry ?? null}::text is not null)
         or (size is null and ${c.size ?? null}::text is not null) or (city is null and ${c.city ?? null}::text is not null)
         or (country is null and ${c.country ?? null}::text is not null) or (description is null and ${c.description ?? null}::text is not null))`)

export const rewriteCompany = (tx: Tx, id: string, c: CompanyFields) =>
  tx.run(sql`
    update companies set name = ${c.name}, domain = ${c.domain}, website = ${c.website}, industry = ${c.industry}, size = ${c.size},
           city = ${c.city}, country = ${c.country}, description = ${c.description},
           phone = ${c.phone}, tags = ${c.tags}, custom = ${JSON.stringify(c.custom)}, owner_id = ${c.ownerId}, updated_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

export interface CompanyQuestion extends CompanyFilter { sort: 'createdAt' | '-createdAt' | 'name' | '-name'; after: [string, string] | undefined; limit: number }

export function companyPage(tx: Tx, q: CompanyQuestion): Promise<Company[]> {
  const byName = q.sort.endsWith('name')
  const key: RawBuilder<unknown> = byName ? sql`lower(c.name)` : sql`c.created_at`
  const down = q.sort.startsWith('-')
  const bound: RawBuilder<unknown> = byName ? sql`${q.after?.[0]}::text` : sql`${q.after?.[0]}::timestamptz`
  return tx.many<Company>(sql`
    select ${columns} from companies c
     where ${fits(tx, q)}
       ${q.after ? sql`and (${key}, c.id) ${down ? sql`<` : sql`>`} (${bound}, ${q.after[1]}::uuid)` : sql``}
     order by ${key} ${down ? sql`desc` : sql`asc`}, c.id ${down ? sql`desc` : sql`asc`} limit ${q.limit}`)
}

/** All that a search finds, in the order of a list. */
export const companyIdsInOrder = async (tx: Tx, q: Omit<CompanyQuestion, 'after' | 'limit'>): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`
    select c.id from companies c where ${fits(tx, q)}
     order by ${q.sort.endsWith('name') ? sql`lower(c.name)` : sql`c.created_at`} ${q.sort.startsWith('-') ? sql`desc` : sql`asc`}, c.id ${q.sort.startsWith('-') ? sql`desc` : sql`asc`}`)).map((row) => row.id)

export const companyCount = (tx: Tx, filter: CompanyFilter, most: number) =>
  tx.one<{ n: number }>(sql`select count(*) as n from (select 1 from companies c where ${fits(tx, filter)} limit ${most}) capped`)

function fits(tx: Tx, q: CompanyFilter): RawBuilder<unknown> {
  const owner = q.ownerId === 'me' ? (tx.actor.kind === 'user' ? tx.actor.userId : null) : q.ownerId
  return sql`c.workspace_id = ${tx.workspaceId} and c.deleted_at is null
    ${q.search ? sql`and lower(c.name || ' ' || coalesce(c.domain, '')) like ${`%${likeText(q.search.toLowerCase())}%`}` : sql``}
    ${q.industry ? sql`and lower(c.industry) = lower(${q.industry})` : sql``} ${q.country ? sql`and lower(c.country) = lower(${q.country})` : sql``} ${q.tag ? sql`and ${q.tag} = any(c.tags)` : sql``}
    ${owner === undefined ? sql`` : owner === 'none' ? sql`and c.owner_id is null` : sql`and c.owner_id = ${owner}::uuid`}
    ${q.people ? sql`and ${q.people === 'none' ? sql`not ` : sql``}exists (select from leads l where l.workspace_id = c.workspace_id and l.company_id = c.id and l.deleted_at is null)` : sql``}
    ${sql.join([sql``, ...fitsOwn(sql`c.custom`, q.own ?? [])], sql` and `)}`
}

export const choicesOf = (tx: Tx, what: 'industry' | 'country', most: number): Promise<{ value: string; companies: number }[]> =>
  tx.many(sql`select min(${sql.ref(`c.${what}`)}) as value, count(*)::int as companies from companies c where c.workspace_id = ${tx.workspaceId} and c.deleted_at is null and ${sql.ref(`c.${what}`)} <> ''
    group by lower(${sql.ref(`c.${what}`)}) order by count(*) desc, lower(min(${sql.ref(`c.${what}`)})) limit ${most}`)
export const tagsOfCompanies = (tx: Tx, most: number): Promise<{ value: string; companies: number }[]> =>
  tx.many(sql`select t as value, count(*)::int as companies from companies c, unnest(c.tags) t where c.workspace_id = ${tx.workspaceId} and c.deleted_at is null group by t order by count(*) desc, t limit ${most}`)

export const trashCompany = (tx: Tx, id: string, at: Date | null): Promise<number> =>
  tx.run(sql`update companies set deleted_at = ${at}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id} and (deleted_at is null) <> ${at === null}`)

export const mergedInto = async (tx: Tx, id: string): Promise<string | null> =>
  (await tx.maybe<{ into: string | null }>(sql`select merged_into as into from companies where workspace_id = ${tx.workspaceId} and id = ${id}`))?.into ?? null

export const companyTrashPage = (tx: Tx, after: [string, string] | undefined, limit: number): Promise<Company[]> =>
  tx.many<Company>(sql`select ${columns} from companies c where c.workspace_id = ${tx.workspaceId} and c.deleted_at is not null and c.merged_into is null
    ${after ? sql`and (c.deleted_at, c.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``} order by c.deleted_at desc, c.id desc limit ${limit}`)

export const companiesGoneSince = (tx: Tx, before: Date, most: number): Promise<{ id: string }[]> =>
  tx.many(sql`select c.id from companies c where c.workspace_id = ${tx.workspaceId} and c.deleted_at < ${before} and c.merged_into is null
    and not exists (select from suppressions s where s.workspace_id = c.workspace_id and s.kind = 'company' and s.value = c.id::text) order by c.deleted_at, c.id limit ${most}`)

export const dropCompany = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from companies where workspace_id = ${tx.workspaceId} and id = ${id} and deleted_at is not null`)

// Reads the neighbour's table: how many people a company has is asked with the company.
export const leadCounts = (tx: Tx, ids: string[]) =>
  tx.many<{ id: string; n: number }>(sql`
    select company_id as id, count(*) as n from leads
     where workspace_id = ${tx.workspaceId} and company_id = any(${ids}::uuid[]) and deleted_at is null group by company_id`)

/** % and _ as themselves. */
const likeText = (text: string): string => text.replace(/[\\%_]/g, (c) => `\\${c}`)
