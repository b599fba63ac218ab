// The questions about links that were followed before a launch.
import { sql, type Tx } from '#platform/db'

export interface LinkCheck { url: string; colour: 'green' | 'amber' | 'red'; sentence: string; checkedAt: Date }

/** In place of whatever was known of this campaign's links. */
export async function keepLinkChecks(tx: Tx, campaignId: string, all: Omit<LinkCheck, 'checkedAt'>[]): Promise<void> {
  await tx.run(sql`delete from link_checks where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId}`)
  if (all.length)
    await tx.run(sql`insert into link_checks (workspace_id, campaign_id, url, colour, sentence, checked_at)
      select ${tx.workspaceId}, ${campaignId}, n.url, n.colour, n.sentence, ${tx.now} from unnest(${all.map((l) => l.url)}::text[], ${all.map((l) => l.colour)}::text[], ${all.map((l) => l.sentence)}::text[]) as n (url, colour, sentence)`)
}

export const linkChecksOf = (tx: Tx, campaignId: string): Promise<LinkCheck[]> =>
  tx.many<LinkCheck>(sql`select url, colour, sentence, checked_at as "checkedAt" from link_checks where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} order by colour desc, url`)
