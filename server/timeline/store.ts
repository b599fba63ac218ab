// The log, with the names of what its facts are about.
import { mailLevel, messageLevel } from '#mailboxes'
import { sql, type RawBuilder, type Tx } from '#platform/db'

export interface EventRow {
  id: number; type: string; at: Date; actor: string; payload: Record<string, unknown>
  user_id: string | null; user_name: string | null
  lead_id: string | null; lead_name: string | null; company_id: string | null; company_name: string | null
  campaign_id: string | null; campaign_name: string | null; message_id: string | null; subject: string | null
  deal_id: string | null; thread_id: string | null; draft_id: string | null; quote: string | null; note: string | null; mailbox_id: string | null; mailbox: string | null
}

export interface Question { types?: string[]; not: string[]; after: number | undefined; limit: number }

const ofLead = (tx: Tx, leadId: string) => sql`e.lead_id = ${leadId}
  or (e.lead_id is null and e.company_id is not null and e.type like 'brief.%' and e.company_id = (select company_id from leads where workspace_id = ${tx.workspaceId} and id = ${leadId}))`
const ofCompany = (tx: Tx, companyId: string) => sql`e.company_id = ${companyId}
  or e.lead_id = any(array(select id from leads where workspace_id = ${tx.workspaceId} and company_id = ${companyId}))`

// Its people's mails, answers and meetings count as soon as it has begun; not what other deals of theirs do.
const ofDeal = (tx: Tx, dealId: string) => sql`e.deal_id = ${dealId}
  or (e.deal_id is null and e.lead_id = any(array(select lead_id from deal_people where workspace_id = ${tx.workspaceId} and deal_id = ${dealId}))
      and e.at >= (select created_at from deals where workspace_id = ${tx.workspaceId} and id = ${dealId}))`

export const eventsOfDeal = (tx: Tx, dealId: string, question: Question) => events(tx, ofDeal(tx, dealId), question)
export const eventsOfLead = (tx: Tx, leadId: string, question: Question) => events(tx, ofLead(tx, leadId), question)
export const eventsOfCompany = (tx: Tx, companyId: string, question: Question) => events(tx, ofCompany(tx, companyId), question)
export const eventsOfWorkspace = (tx: Tx, campaignId: string | undefined, question: Question) => events(tx, campaignId ? sql`e.campaign_id = ${campaignId}` : sql`true`, question)

/** First the page of the log, by its index; then the names, for the page only. Mail is quoted only to those who may read it. */
const events = (tx: Tx, about: RawBuilder<unknown>, { types, not, after, limit }: Question): Promise<EventRow[]> => tx.many<EventRow>(sql`
  with page as (
    select e.* from events e
     where e.workspace_id = ${tx.workspaceId} and (${about}) and e.type <> all(${not}::text[])
       and (${types ?? null}::text[] is null or e.type = any(${types ?? null}::text[]))
       ${after === undefined ? sql`` : sql`and (e.at, e.id) < (select p.at, p.id from events p where p.workspace_id = ${tx.workspaceId} and p.id = ${after})`}
     order by e.at desc, e.id desc limit ${limit + 1})
  select e.id, e.type, e.at, e.actor, e.payload, u.id as user_id, u.name as user_name,
         l.id as lead_id, coalesce(nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), ''), l.email) as lead_name,
         c.id as company_id, c.name as company_name, k.id as campaign_id, k.name as campaign_name,
         m.id as message_id, e.deal_id,
         case when ${messageLevel(tx)} in ('full', 'subject') then m.subject end as subject, coalesce(i.thread_id, m.thread_id) as thread_id, d.id as draft_id,
         case when ${mailLevel(tx, sql`t.brought_in`)} = 'full'
              then left(regexp_replace(coalesce(nullif(i.body_text, ''), ''), '\\s+', ' ', 'g'), 200) end as quote, left(a.note, 2000) as note, b.id as mailbox_id, b.address as mailbox
    from page e
    left join users u on e.actor like 'user:%' and u.id::text = substr(e.actor, 6)
    left join leads l on l.workspace_id = e.workspace_id and l.id = e.lead_id
    left join companies c on c.workspace_id = e.workspace_id and c.id = coalesce(e.company_id, l.company_id)
    left join campaigns k on k.workspace_id = e.workspace_id and k.id = e.campaign_id
    left join mailboxes b on b.workspace_id = e.workspace_id and b.id = e.mailbox_id
    left join messages m on m.workspace_id = e.workspace_id and m.id = e.message_id
    left join inbox_messages i on i.workspace_id = e.workspace_id and i.id::text = e.payload ->> 'inboxMessageId'
    left join threads t on t.workspace_id = e.workspace_id and t.id = coalesce(i.thread_id, m.thread_id)
    left join activities a on a.workspace_id = e.workspace_id and a.id::text = e.payload ->> 'activityId'
    left join drafts d on d.workspace_id = e.workspace_id and d.id::text = e.payload ->> 'draftId'
   order by e.at desc, e.id desc`)

export const leadExists = async (tx: Tx, id: string) => !!(await tx.maybe(sql`select 1 from leads where workspace_id = ${tx.workspaceId} and id = ${id}`))
export const companyExists = async (tx: Tx, id: string) => !!(await tx.maybe(sql`select 1 from companies where workspace_id = ${tx.workspaceId} and id = ${id}`))
export const dealExists = async (tx: Tx, id: string) => !!(await tx.maybe(sql`select 1 from deals where workspace_id = ${tx.workspaceId} and id = ${id}`))
