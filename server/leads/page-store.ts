// The pages of leads. The first one is the hottest query of the product: a named statement over one index, no joins.
import type { LeadStatus } from '#contract/lead-filter'
import { sql, type RawBuilder, type Tx } from '#platform/db'

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

// The limit stands in the text (a number of ours, 2 to 201): with a bound one the planner plans anew every time.
export const newestPage = (tx: Tx, after: [string, string] | undefined, limit: number): Promise<RowOfLead[]> => {
  const most = Math.trunc(limit)
  return after
    ? tx.named(`leads.newest.after.${most}`, `select ${columns} from leads l where l.workspace_id = $1 and l.deleted_at is null and (l.created_at, l.id) < ($2::timestamptz, $3::uuid)
        order by l.created_at desc, l.id desc limit ${most}`, [tx.workspaceId, after[0], after[1]])
    : tx.named(`leads.newest.${most}`, `select ${columns} from leads l where l.workspace_id = $1 and l.deleted_at is null order by l.created_at desc, l.id desc limit ${most}`, [tx.workspaceId])
}

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

export const trashPage = (tx: Tx, after: [string, string] | undefined, limit: number): Promise<(RowOfLead & { deletedAt: Date })[]> =>
  tx.many(sql`
    select ${sql.raw(columns)}, l.deleted_at as "deletedAt" from leads l
     where l.workspace_id = ${tx.workspaceId} and l.deleted_at is not null
       ${after ? sql`and (l.deleted_at, l.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql``}
     order by l.deleted_at desc, l.id desc limit ${limit}`)
