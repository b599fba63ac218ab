// Places in buying committees that go to another lead, because the two are one person.
import { sql, type Tx } from '#platform/db'

/** Where the other has no place yet; answers the deals. */
export const givePlaces = async (tx: Tx, from: string, to: string): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`update deal_people p set lead_id = ${to} where p.workspace_id = ${tx.workspaceId} and p.lead_id = ${from}
    and not exists (select from deal_people o where o.workspace_id = p.workspace_id and o.deal_id = p.deal_id and o.lead_id = ${to}) returning p.deal_id::text as id`)).map((r) => r.id)

export const takePlacesBack = (tx: Tx, dealIds: string[], from: string, to: string): Promise<number> =>
  !dealIds.length ? Promise.resolve(0) : tx.run(sql`update deal_people p set lead_id = ${to} where p.workspace_id = ${tx.workspaceId} and p.lead_id = ${from} and p.deal_id = any(${dealIds}::uuid[])
    and not exists (select from deal_people o where o.workspace_id = p.workspace_id and o.deal_id = p.deal_id and o.lead_id = ${to})`)
