// The questions about leads that leave the trash for good.
import { sql, type Tx } from '#platform/db'

/** Oldest first; not those that were emptied already, nor those that were merged into another and may be taken apart again. */
export const leadsGoneSince = (tx: Tx, before: Date, most: number): Promise<{ id: string }[]> =>
  tx.many(sql`select id from leads where workspace_id = ${tx.workspaceId} and deleted_at < ${before} and emptied_at is null and merged_into is null order by deleted_at, id limit ${most}`)

/** Fails where mails (or what other rooms keep) tell of it. */
export const dropLead = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`delete from leads where workspace_id = ${tx.workspaceId} and id = ${id} and deleted_at is not null
    and not exists (select from inbox_messages m where m.workspace_id = ${tx.workspaceId} and m.lead_id = ${id})`)

export const wipeLead = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update leads set first_name = null, last_name = null, title = null, phone = null, linkedin_url = null, company_name = null, city = null, country = null, time_zone = null, language = null,
                    tags = '{}', custom = '{}', notes = null, emptied_at = ${tx.now}, updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and id = ${id} and deleted_at is not null`)

export const afterlifeOf = (tx: Tx, id: string): Promise<{ emptiedAt: Date | null; mergedInto: string | null }> =>
  tx.one(sql`select emptied_at as "emptiedAt", merged_into as "mergedInto" from leads where workspace_id = ${tx.workspaceId} and id = ${id}`)
