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
  sortKeys?: string[]
  more?: { phone: string | null; linkedinUrl: string | null; timeZone: string | null; language: string | null; source: string | null; custom: Record<string, unknown>; updatedAt: Date }
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

/** `scores`: its key is in lead_scores s. */
export interface SortKey { key: RawBuilder<unknown>; isTime: boolean; down: boolean; scores?: true }
export interface PageQuestion { where: RawBuilder<unknown>; order: SortKey[]; after: string[] | undefined; limit: number; more: boolean }

/** Scores are joined once where they order the list among other keys; asked for lead by lead, 100,000 take a second. */
const scored = (order: SortKey[]): RawBuilder<unknown> => (order.some((o) => o.scores) ? sql`left join lead_scores s on s.workspace_id = l.workspace_id and s.lead_id = l.id` : sql``)

const moreColumns = sql`, l.phone, l.linkedin_url as "linkedinUrl", l.time_zone as "timeZone", l.language, l.source, l.custom, l.updated_at as "updatedAt"`

export async function pageOfLeads(tx: Tx, q: PageQuestion): Promise<RowOfLead[]> {
  const lastDown = q.order.at(-1)!.down
  const order = [...q.order, { key: sql`l.id`, isTime: false, down: lastDown }]
  const rows = await tx.many<RowOfLead & NonNullable<RowOfLead['more']>>(sql`
    select ${sql.raw(columns)}, array[${sql.join(q.order.map((o) => sql`${o.key}::text`))}] as "sortKeys" ${q.more ? moreColumns : sql``} from leads l ${scored(q.order)}
     where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null and ${q.where}
       ${q.after ? sql`and ${beyond(order, q.after)}` : sql``}
     order by ${sql.join(order.map((o) => sql`${o.key} ${o.down ? sql`desc` : sql`asc`}`))} limit ${q.limit}`)
  return q.more ? rows.map(withMore) : rows
}

const withMore = ({ phone, linkedinUrl, timeZone, language, source, custom, updatedAt, ...row }: RowOfLead & NonNullable<RowOfLead['more']>): RowOfLead =>
  ({ ...row, more: { phone, linkedinUrl, timeZone, language, source, custom, updatedAt } })

/** In the order of their scores and nothing else: what an index has in order. Those that have none yet come last, whichever way it goes. */
export async function pageByScore(tx: Tx, q: Omit<PageQuestion, 'order'> & { down: boolean }): Promise<RowOfLead[]> {
  const { down } = q, way = down ? sql`desc` : sql`asc`, past = down ? sql`<` : sql`>`, [place, id] = q.after ?? [], none = unscored(down)
  const asked = (from: RawBuilder<unknown>, key: RawBuilder<unknown>, where: RawBuilder<unknown>, order: RawBuilder<unknown>, limit: number) =>
    tx.many<RowOfLead & NonNullable<RowOfLead['more']>>(sql`
      select ${sql.raw(columns)}, array[${key}] as "sortKeys" ${q.more ? moreColumns : sql``} from ${from}
       where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null and ${q.where} and ${where} order by ${order} limit ${limit}`)
  const rows = place === none ? []
    : await asked(sql`lead_scores s join leads l on l.workspace_id = s.workspace_id and l.id = s.lead_id`, placeOfScore(down),
      sql`s.workspace_id = ${tx.workspaceId} ${place ? sql`and (s.score, s.lead_id) ${past} (${Number(place) - 1}::int, ${id}::uuid)` : sql``}`, sql`s.score ${way}, s.lead_id ${way}`, q.limit)
  if (rows.length < q.limit)
    rows.push(...await asked(sql`leads l`, sql`${none}::text`, sql`not exists (select from lead_scores s where s.workspace_id = ${tx.workspaceId} and s.lead_id = l.id)
      ${place === none ? sql`and l.id ${past} ${id}::uuid` : sql``}`, sql`l.id ${way}`, q.limit - rows.length))
  return q.more ? rows.map(withMore) : rows
}

/** A score's place in an order as three digits, for places in the list are texts; whoever has none comes last. */
export const placeOfScore = (down: boolean): RawBuilder<unknown> => sql`coalesce(lpad((s.score + 1)::text, 3, '0'), ${unscored(down)})`
const unscored = (down: boolean): string => (down ? '000' : '999')

/** What comes after these keys. In one direction a comparison of rows, which an index answers; else key by key. */
function beyond(order: SortKey[], after: string[]): RawBuilder<unknown> {
  const bound = (i: number) => (i === order.length - 1 ? sql`${after[i]}::uuid` : order[i]!.isTime ? sql`${after[i]}::timestamptz` : sql`${after[i]}::text`)
  const than = (down: boolean) => (down ? sql`<` : sql`>`)
  if (order.every((o) => o.down === order[0]!.down))
    return sql`(${sql.join(order.map((o) => o.key))}) ${than(order[0]!.down)} (${sql.join(order.map((_, i) => bound(i)))})`
  const ways = order.map((o, i) => sql`(${sql.join([...order.slice(0, i).map((same, n) => sql`${same.key} = ${bound(n)}`), sql`${o.key} ${than(o.down)} ${bound(i)}`], sql` and `)})`)
  return sql`(${sql.join(ways, sql` or `)})`
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
     where l.workspace_id = ${tx.workspaceId} and l.deleted_at is not null and l.emptied_at is null and l.merged_into is null
       ${after ? sql`and (l.deleted_at, l.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by l.deleted_at desc, l.id desc limit ${limit}`)

/** As one text, for a hundred thousand rows of one id each would take 40 MB for a moment. */
export const idsInOrder = async (tx: Tx, q: Pick<PageQuestion, 'where' | 'order'>): Promise<string[]> => {
  const { ids } = await tx.one<{ ids: string }>(sql`select array_to_string(array(
    select l.id from leads l ${scored(q.order)} where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null and ${q.where}
     order by ${sql.join(q.order.map((o) => sql`${o.key} ${o.down ? sql`desc` : sql`asc`}`))}, l.id ${q.order.at(-1)!.down ? sql`desc` : sql`asc`}), ',') as ids`)
  return ids ? ids.split(',') : []
}
