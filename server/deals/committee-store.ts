// Who takes part in a deal, and when they last answered: read from the log of facts.
import type { DealRole } from '#contract/deals'
import { sql, type Tx } from '#platform/db'

export interface PersonRow { leadId: string; firstName: string | null; lastName: string | null; email: string; title: string | null; role: DealRole | null; influence: number | null; lastAnswerAt: Date | null; lastMailAt: Date | null }
export const peopleOf = (tx: Tx, dealId: string) => tx.many<PersonRow>(sql`
  select p.lead_id as "leadId", l.first_name as "firstName", l.last_name as "lastName", l.email, l.title, p.role, p.influence,
         (select max(e.at) from events e where e.workspace_id = p.workspace_id and e.lead_id = p.lead_id and e.type = 'reply.received') as "lastAnswerAt",
         (select max(e.at) from events e where e.workspace_id = p.workspace_id and e.lead_id = p.lead_id and e.type = 'message.sent') as "lastMailAt"
    from deal_people p join leads l on l.workspace_id = p.workspace_id and l.id = p.lead_id
   where p.workspace_id = ${tx.workspaceId} and p.deal_id = ${dealId} order by p.added_at, p.lead_id`)
export const rolesIn = (tx: Tx, dealId: string) => tx.many<{ role: DealRole | null }>(sql`select role from deal_people where workspace_id = ${tx.workspaceId} and deal_id = ${dealId}`)
export const putPerson = (tx: Tx, dealId: string, leadId: string, role: DealRole | null, influence: number | null) => tx.run(sql`
  insert into deal_people (workspace_id, deal_id, lead_id, role, influence, added_at) values (${tx.workspaceId}, ${dealId}, ${leadId}, ${role}, ${influence}, ${tx.now})
  on conflict (workspace_id, deal_id, lead_id) do update set role = excluded.role, influence = excluded.influence`)
/** Takes part already: stays as it is. */
export const addPerson = (tx: Tx, dealId: string, leadId: string) => tx.run(sql`
  insert into deal_people (workspace_id, deal_id, lead_id, added_at) values (${tx.workspaceId}, ${dealId}, ${leadId}, ${tx.now}) on conflict do nothing`)
export const dropPerson = (tx: Tx, dealId: string, leadId: string) => tx.run(sql`delete from deal_people where workspace_id = ${tx.workspaceId} and deal_id = ${dealId} and lead_id = ${leadId}`)
