// What waits for a person, and the counters of campaigns. As in store.ts: the number and its rows are one question. Everybody sees
// how many there are; what stands in a mail only whoever may read it.
import { mailLevel, messageLevel } from '#mailboxes'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { WaitingNumber } from './numbers.ts'
import { momentOf, outreach } from './store.ts'

export interface WaitingRow { kind: 'message' | 'thread' | 'inbox' | 'draft' | 'mailbox'; id: string; title: string; detail: string; at: Date; lead_id: string | null; campaign_id: string | null; thread_id: string | null }

const waiting = (tx: Tx): Record<WaitingNumber, RawBuilder<unknown>> => ({
  approvals: sql`
    select 'draft' as kind, d.id, coalesce(nullif(d.subject, ''), 'No subject yet') as title, coalesce(d.problem, ${leadName} || ', mail ' || d.step_no) as detail,
           d.created_at as at, d.lead_id, d.campaign_id, null::uuid as thread_id
      from drafts d left join leads l on l.workspace_id = d.workspace_id and l.id = d.lead_id
     where d.workspace_id = ${tx.workspaceId} and d.status in ('ready', 'needs_review', 'failed')`,
  unread: sql`
    select 'thread' as kind, t.id, ${veiled(sql`v.level`, sql`coalesce(nullif(t.subject, ''), 'No subject')`)} as title, case when v.level = 'full' then t.snippet else '' end as detail, t.last_at as at,
           ${known(sql`t.lead_id`)} as lead_id, t.campaign_id, ${known(sql`t.id`)} as thread_id
      from threads t join mailboxes b on b.workspace_id = t.workspace_id and b.id = t.mailbox_id cross join lateral (select ${mailLevel(tx, sql`t.brought_in`)} as level) v where t.workspace_id = ${tx.workspaceId} and t.status = 'open' and t.unread`,
  unmatched: sql`
    select 'inbox' as kind, i.id, ${veiled(sql`v.level`, sql`coalesce(nullif(i.subject, ''), 'No subject')`)} as title, case when v.level <> 'none' then i.from_address else '' end as detail, i.received_at as at, i.lead_id, i.campaign_id, i.thread_id
      from inbox_messages i join mailboxes b on b.workspace_id = i.workspace_id and b.id = i.mailbox_id cross join lateral (select ${mailLevel(tx, sql`null`)} as level) v where i.workspace_id = ${tx.workspaceId} and i.match_reason is null and not i.outgoing`,
  mailbox_troubles: sql`
    select 'mailbox' as kind, b.id, b.address as title, coalesce(b.status_reason, b.sync_error, b.status) as detail, coalesce(b.last_sync_at, b.created_at) as at,
           null::uuid as lead_id, null::uuid as campaign_id, null::uuid as thread_id
      from mailboxes b where b.workspace_id = ${tx.workspaceId} and b.deleted_at is null and (b.status in ('needs_reconnect', 'error') or b.sync_failures >= 3)`,
  in_doubt: sql`
    select 'message' as kind, m.id, ${veiled(sql`v.level`, sql`m.subject`)} as title, coalesce(m.reason, 'May have been sent') as detail, coalesce(m.handed_at, m.due_at) as at, ${known(sql`m.lead_id`)} as lead_id, m.campaign_id, ${known(sql`m.thread_id`)} as thread_id
      from messages m cross join lateral (select ${messageLevel(tx)} as level) v where m.workspace_id = ${tx.workspaceId} and m.stage = 'unconfirmed' and m.state = 'unconfirmed' and m.resent_as is null`,
  held: sql`
    select 'message' as kind, m.id, ${veiled(sql`v.level`, sql`m.subject`)} as title, coalesce(m.reason, 'Held') as detail, m.due_at as at, ${known(sql`m.lead_id`)} as lead_id, m.campaign_id, ${known(sql`m.thread_id`)} as thread_id
      from messages m cross join lateral (select ${messageLevel(tx)} as level) v where m.workspace_id = ${tx.workspaceId} and m.stage = 'held'`,
  failed: sql`
    select 'message' as kind, m.id, ${veiled(sql`v.level`, sql`m.subject`)} as title, coalesce(m.reason, 'Failed') as detail, coalesce(m.handed_at, m.due_at) as at, ${known(sql`m.lead_id`)} as lead_id, m.campaign_id, ${known(sql`m.thread_id`)} as thread_id
      from messages m cross join lateral (select ${messageLevel(tx)} as level) v where m.workspace_id = ${tx.workspaceId} and m.state = 'failed' and m.resent_as is null and m.reason_code is distinct from 'hard_bounce'`,
})

const veiled = (level: RawBuilder<unknown>, subject: RawBuilder<unknown>) => sql`case when ${level} in ('full', 'subject') then ${subject} when ${level} = 'metadata' then 'Subject not shared' else 'In a private mailbox' end`
const known = (id: RawBuilder<unknown>) => sql`case when v.level <> 'none' then ${id} end`

const leadName = sql`coalesce(nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), ''), l.email, 'a lead')`

export const countWaiting = (tx: Tx): Promise<{ number: WaitingNumber; count: number; oldest: Date | null; detail: string | null }[]> => tx.many(sql`
  ${sql.join(Object.entries(waiting(tx)).map(([name, rows]) => sql`
    select ${name}::text as number, count(*) as count, min(at) as oldest, min(detail) as detail from (${rows}) w`), sql` union all `)}`)

export async function rowsWaiting(tx: Tx, number: WaitingNumber, campaignId: string | undefined, after: { at: string; id: string } | undefined, limit: number): Promise<{ rows: WaitingRow[]; total: number }> {
  const rows = await tx.many<WaitingRow & { total: number }>(sql`
    with all_of_them as (${waiting(tx)[number]}),
         w as (select * from all_of_them where ${campaignId ?? null}::uuid is null or campaign_id = ${campaignId ?? null}::uuid)
    select w.*, (select count(*) from w) as total from w
     where ${after?.at ?? null}::timestamptz is null or (date_trunc('milliseconds', at), id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid)
     order by date_trunc('milliseconds', at) desc, id desc limit ${limit + 1}`)
  return { rows, total: rows[0]?.total ?? 0 }
}

export interface CampaignCounts { id: string; name: string; status: string; leads: number; waiting: number; approvals: number; sent: number; replied: number; positive: number; bounced: number; next_at: Date | null }

/** One line for each campaign that is not archived, by leads; `completed` is computed here as everywhere. */
export const campaignCounts = (tx: Tx): Promise<CampaignCounts[]> => tx.many(sql`
  with ${outreach(tx, {})},
  mails as (
    select campaign_id, ${sql.join((['sent', 'replied', 'positive', 'bounced'] as const).map((name) => sql`count(distinct lead_id) filter (where ${momentOf(name)} is not null) as ${sql.ref(name)}`))}
      from o group by campaign_id
  ), people as (
    select campaign_id, count(*) filter (where state <> 'skipped') as leads, count(*) filter (where state not in ('finished', 'stopped', 'skipped')) as waiting
      from enrollments where workspace_id = ${tx.workspaceId} group by campaign_id
  ), papers as (
    select campaign_id, count(*) as approvals from drafts where workspace_id = ${tx.workspaceId} and status in ('ready', 'needs_review', 'failed') group by campaign_id
  ), queue as (
    select campaign_id, min(due_at) as next_at from messages where workspace_id = ${tx.workspaceId} and stage = 'open' and state in ('planned', 'due') and origin = 'campaign' and campaign_id is not null group by campaign_id
  )
  select c.id, c.name, case when c.status = 'active' and people.leads > 0 and people.waiting = 0 then 'completed' else c.status end as status,
         coalesce(people.leads, 0) as leads, coalesce(people.waiting, 0) as waiting, coalesce(papers.approvals, 0) as approvals,
         coalesce(mails.sent, 0) as sent, coalesce(mails.replied, 0) as replied, coalesce(mails.positive, 0) as positive, coalesce(mails.bounced, 0) as bounced, queue.next_at
    from campaigns c
    left join mails on mails.campaign_id = c.id left join people on people.campaign_id = c.id
    left join papers on papers.campaign_id = c.id left join queue on queue.campaign_id = c.id
   where c.workspace_id = ${tx.workspaceId} and c.status <> 'archived'
   order by c.status = 'active' desc, coalesce(c.launched_at, c.created_at) desc limit 50`)

export const hasWhat = (tx: Tx): Promise<{ leads: boolean; mailboxes: boolean; campaigns: boolean; sample: boolean; still_to_go: number }> => tx.one(sql`
  select exists (select from leads where workspace_id = ${tx.workspaceId} and deleted_at is null) as leads,
         exists (select from mailboxes where workspace_id = ${tx.workspaceId} and deleted_at is null) as mailboxes,
         exists (select from campaigns where workspace_id = ${tx.workspaceId}) as campaigns,
         exists (select from sample_rows where workspace_id = ${tx.workspaceId}) as sample,
         (select count(*) from messages m join workspaces w on w.id = m.workspace_id
           where m.workspace_id = ${tx.workspaceId} and m.stage = 'open'
             and m.due_at < ((${tx.now}::timestamptz at time zone w.time_zone)::date + 1)::timestamp at time zone w.time_zone) as still_to_go`)
