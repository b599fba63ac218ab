// What could be done today: the questions behind the ranked list, each with a cap of its own. Mail is told only to those who may read it.
import { mailLevel } from '#mailboxes'
import { sql, type RawBuilder, type Tx } from '#platform/db'

const most = 100
/** `me`: only what is this person's, or nobody's; null: everybody's. */
interface Whose { me: string | null }

const mine = (owner: RawBuilder<unknown>, me: string | null, nobodys: boolean) => (me === null ? sql`true` : nobodys ? sql`(${owner} = ${me}::uuid or ${owner} is null)` : sql`${owner} = ${me}::uuid`)
const leadName = sql`coalesce(nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), ''), l.email)`

export interface WaitingAnswer { id: string; name: string | null; leadId: string | null; class: string; since: Date; snippet: string; company: string | null }
/** It is our turn. One that was given to somebody is theirs, else it is the mailbox owner's. */
export const answersWaiting = (tx: Tx, { me }: Whose): Promise<WaitingAnswer[]> => tx.many(sql`
  select t.id, ${leadName} as name, l.id as "leadId", t.class, t.last_in_at as since, case when v.level = 'full' then t.snippet else '' end as snippet, l.company_name as company
    from threads t join mailboxes b on b.workspace_id = t.workspace_id and b.id = t.mailbox_id
    left join leads l on l.workspace_id = t.workspace_id and l.id = t.lead_id
    cross join lateral (select ${mailLevel(tx, sql`t.brought_in`)} as level) v
   where t.workspace_id = ${tx.workspaceId} and (t.status = 'open' or (t.status = 'snoozed' and t.snoozed_until <= ${tx.now})) and v.level <> 'none' and t.merged_into is null
     and t.last_in_at is not null and (t.last_out_at is null or t.last_out_at < t.last_in_at) and t.class in ('interested', 'question', 'referral', 'not_now', 'not_interested', 'other')
     and (${me === null} or t.assignee_id = ${me}::uuid or (t.assignee_id is null and ${mine(sql`b.owner_id`, me, true)}))
   order by t.last_in_at desc limit ${most}`)

export interface DueTask { id: string; kind: string; title: string; day: string; dueAt: Date | null; priority: number; tries: number; why: string | null; name: string | null; leadId: string | null; phone: string | null }
export const tasksDue = (tx: Tx, { me }: Whose, today: string): Promise<DueTask[]> => tx.many(sql`
  select t.id, t.kind, t.title, t.day, t.due_at as "dueAt", t.priority, t.tries, t.why, ${leadName} as name, l.id as "leadId", l.phone
    from tasks t left join leads l on l.workspace_id = t.workspace_id and l.id = t.lead_id
   where t.workspace_id = ${tx.workspaceId} and t.state = 'open' and t.day <= ${today}::date and (t.snoozed_until is null or t.snoozed_until <= ${tx.now}) and ${mine(sql`t.owner_id`, me, false)}
   order by t.priority desc, t.day, t.due_at limit ${most}`)

export interface MeetingToday { id: string; title: string; startAt: Date; endAt: Date; name: string | null; leadId: string | null; company: string | null }
/** Those of today that are still to come or under way, and those of the last three days of which nobody has said how they went. */
export const meetingsNow = (tx: Tx, { me }: Whose, until: Date): Promise<MeetingToday[]> => tx.many(sql`
  select m.id, m.title, m.start_at as "startAt", m.end_at as "endAt", coalesce(${leadName}, m.booked_name) as name, l.id as "leadId", l.company_name as company
    from meetings m left join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id
   where m.workspace_id = ${tx.workspaceId} and m.status = 'booked' and m.start_at < ${until} and m.end_at > ${tx.now}::timestamptz - interval '3 days' and ${mine(sql`m.owner_id`, me, true)}
   order by m.start_at limit ${most}`)

export interface Interested { leadId: string; name: string; company: string | null; visits: number; last: Date }
/** Followed a link within two days, has not answered since, may be written to, and nothing is planned for them by hand. */
export const interestShown = (tx: Tx, { me }: Whose): Promise<Interested[]> => tx.many(sql`
  select l.id as "leadId", ${leadName} as name, l.company_name as company, e.visits, e.last
    from (select lead_id, count(*) as visits, max(at) as last from events where workspace_id = ${tx.workspaceId} and type = 'link.clicked' and at > ${tx.now}::timestamptz - interval '2 days' and lead_id is not null group by 1) e
    join leads l on l.workspace_id = ${tx.workspaceId} and l.id = e.lead_id
   where l.deleted_at is null and (l.replied_at is null or l.replied_at < e.last) and l.opted_out_at is null and l.bounced_at is null and ${mine(sql`l.owner_id`, me, true)}
     and not exists (select from tasks t where t.workspace_id = l.workspace_id and t.lead_id = l.id and (t.state = 'open' or t.done_at > e.last))
     and not exists (select from suppressions s where s.workspace_id = l.workspace_id and s.kind = 'address' and s.value = l.email)
   order by e.visits desc, e.last desc limit 10`)

export const draftsWaiting = (tx: Tx): Promise<{ n: number; oldest: Date | null }> => tx.one(sql`
  select count(*) as n, min(d.created_at) as oldest from drafts d where d.workspace_id = ${tx.workspaceId} and d.status in ('ready', 'needs_review', 'failed')`)
