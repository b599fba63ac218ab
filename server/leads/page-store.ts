// The pages of leads. The newest ones are the hottest question of the product and have a function of their own.
import type { LeadStatus } from '#contract/lead-filter'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { World } from '#platform/world'

export interface RowOfLead {
  id: string
  email: string
  firstName: string | null
  lastName: string | null
  title: string | null
  companyId: string | null
  companyName: string | null
  city: string | null
  country: string | null
  status: LeadStatus
  tags: string[]
  ownerId: string | null
  createdAt: Date
  lastActivityAt: Date | null
  repliedAt: Date | null
  sortKey?: string
}

const columns = `l.id, l.email, l.first_name as "firstName", l.last_name as "lastName", l.title, l.company_id as "companyId", l.company_name as "companyName",
  l.city, l.country, l.status, l.tags, l.owner_id as "ownerId", l.created_at as "createdAt", l.last_activity_at as "lastActivityAt", l.replied_at as "repliedAt"`

/** How many rows newest_leads answers at most: a page, and one that tells whether there are more. */
export const newestRows = 51

// Not inside a Tx: newest_leads sets the workspace itself, so one message does what would take five (see the migration).
export const newestPage = async (world: World, after: [string, string] | undefined): Promise<(RowOfLead & { hits: string | null })[]> =>
  (await world.ground.db.pool.query({
    name: 'leads.newest', values: [world.workspaceId, after?.[0] ?? null, after?.[1] ?? null],
    text: `select l.id, l.email, l.first_name as "firstName", l.last_name as "lastName", l.title, l.company_id as "companyId", l.company_name as "companyName", l.city, l.country, l.status, l.tags,
             l.owner_id as "ownerId", l.created_at as "createdAt", l.last_activity_at as "lastActivityAt", l.replied_at as "repliedAt", l.hits from newest_leads($1, $2, $3) l`,
  })).rows as (RowOfLead & { hits: string | null })[]

export interface PageQuestion { where: RawBuilder<unknown>; key: RawBuilder<unknown>; isTime: boolean; down: boolean; after: [string, string] | undefined; limit: number }

export function pageOfLeads(tx: Tx, q: PageQuestion): Promise<RowOfLead[]> {
  const bound = q.isTime ? sql`${q.after?.[0]}::timestamptz` : sql`${q.after?.[0]}::text`
  const direction = q.down ? sql`desc` : sql`asc`
  return tx.many<RowOfLead>(sql`
    select ${sql.raw(columns)}, ${q.key}::text as "sortKey" from leads l
     where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null and ${q.where}
       ${q.after ? sql`and (${q.key}, l.id) ${q.down ? sql`<` : sql`>`} (${bound}, ${q.after[1]}::uuid)` : sql``}
     order by ${q.key} ${direction}, l.id ${direction} limit ${q.limit}`)
}

/** The newest of those that a search finds: the function does both, so that a common word ends early and a rare one uses the index. */
export const foundPage = (tx: Tx, patterns: string[], after: [string, string] | undefined, limit: number): Promise<RowOfLead[]> =>
  tx.many<RowOfLead>(sql`
    select ${sql.raw(columns)} from leads l
     where l.workspace_id = ${tx.workspaceId} and l.id in (select found_leads(${patterns}::text[], ${after?.[0] ?? null}::timestamptz, ${after?.[1] ?? null}::uuid, ${limit}::int))
     order by l.created_at desc, l.id desc`)

export const countFound = (tx: Tx, patterns: string[], most: number): Promise<{ n: number }> =>
  tx.one(sql`select found_count(${patterns}::text[], ${most}::int) as n`)

export const trashPage = (tx: Tx, after: [string, string] | undefined, limit: number): Promise<(RowOfLead & { deletedAt: Date })[]> =>
  tx.many(sql`
    select ${sql.raw(columns)}, l.deleted_at as "deletedAt" from leads l
     where l.workspace_id = ${tx.workspaceId} and l.deleted_at is not null
       ${after ? sql`and (l.deleted_at, l.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by l.deleted_at desc, l.id desc limit ${limit}`)

export const idsInOrder = (tx: Tx, q: Pick<PageQuestion, 'where' | 'key' | 'down'>): Promise<{ id: string }[]> =>
  tx.many(sql`select l.id from leads l where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null and ${q.where}
    order by ${q.key} ${q.down ? sql`desc` : sql`asc`}, l.id ${q.down ? sql`desc` : sql`asc`}`)
