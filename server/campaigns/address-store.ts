// The addresses of a campaign's leads, by what came of checking them; asked across the wall, for it is one count.
import { sql, type Tx } from '#platform/db'

export interface AddressCounts { unchecked: number; bad: number; risky: number; examples: string[] }

/** Those under way whose address does not lie in a domain that is nobody's (RFC 2606). */
export const realAddresses = async (tx: Tx, campaignId: string): Promise<number> =>
  (await tx.one<{ n: number }>(sql`
    select count(*) as n from enrollments e join leads l on l.workspace_id = e.workspace_id and l.id = e.lead_id
     where e.workspace_id = ${tx.workspaceId} and e.campaign_id = ${campaignId} and e.state not in ('stopped', 'finished', 'skipped')
       and l.email !~ '(\\.(example|test|invalid|localhost)|@example\\.(com|net|org))$'`)).n

export const addressCounts = (tx: Tx, campaignId: string): Promise<AddressCounts> =>
  tx.one<AddressCounts>(sql`
    select count(*) filter (where a.verdict is null or a.verdict = 'unknown') as unchecked, count(*) filter (where a.verdict = 'bad') as bad, count(*) filter (where a.verdict = 'risky') as risky,
           coalesce((array_agg(l.email order by l.email) filter (where a.verdict = 'bad'))[1:3], '{}') as examples
      from enrollments e join leads l on l.workspace_id = e.workspace_id and l.id = e.lead_id
      left join address_checks a on a.workspace_id = l.workspace_id and a.lead_id = l.id and a.address = l.email
     where e.workspace_id = ${tx.workspaceId} and e.campaign_id = ${campaignId} and e.state not in ('stopped', 'finished', 'skipped')`)
