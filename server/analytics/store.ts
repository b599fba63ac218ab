// Counting. One row a mail with the moment each thing happened to it (`outreach`), and every number is a count over that,
// so a number and the rows behind it cannot differ. Reads the tables of other rooms; writes nothing.
import type { RowsFilter } from '#contract/analytics'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import { positiveClasses, type MailNumber } from './numbers.ts'

/** Days are days of `zone`; `to` is included; `until` cuts it short. */
export interface Span { from?: string | undefined; to?: string | undefined; until?: string | undefined; zone: string }
export interface Scope { campaignId?: string | undefined; stepId?: string | undefined; tone?: string | undefined; mailboxId?: string | undefined; provider?: string | undefined; domain?: string | undefined }
export type GroupKey = 'campaign' | 'step' | 'tone' | 'mailbox' | 'provider' | 'domain' | 'all'

/** The moment that makes a mail count for a number. */
const moments: Record<MailNumber, RawBuilder<unknown>> = {
  tried: sql`coalesce(o.sent_at, o.refused_at)`,
  sent: sql`o.sent_at`,
  delivered: sql`case when o.arrived then o.sent_at end`,
  bounced: sql`o.bounced_at`,
  opened: sql`case when o.arrived and o.pixel then o.opened_at end`,
  clicked: sql`case when o.arrived and o.links then o.clicked_at end`,
  replied: sql`o.replied_at`,
  positive: sql`o.positive_at`,
  opted_out: sql`o.opted_out_at`,
  complained: sql`o.complained_at`,
  auto_replied: sql`o.auto_replied_at`,
  unconfirmed: sql`case when o.state = 'unconfirmed' then o.sent_at end`,
  watched: sql`case when o.arrived and o.pixel then o.sent_at end`,
  linked: sql`case when o.arrived and o.links then o.sent_at end`,
}
export const momentOf = (number: MailNumber): RawBuilder<unknown> => moments[number]

/**
 * One row a mail of a campaign that left or was refused at the door. What came back is joined once over all (hash joins):
 * at 100,000 mails that is far cheaper than looking up each mail's answers.
 */
export const outreach = (tx: Tx, scope: Scope): RawBuilder<unknown> => sql`
  mail as (
    select m.id, m.lead_id, m.campaign_id, m.step_id, m.tone, m.mailbox_id, m.state, m.subject, m.to_address, m.thread_id, split_part(m.from_address, '@', 2) as domain,
           ${providerOf(sql`split_part(m.to_address, '@', 2)`, sql`h.host`)} as provider,
           case when m.state in ('accepted', 'unconfirmed') then coalesce(m.accepted_at, m.handed_at, m.due_at) end as sent_at,
           case when m.state = 'failed' then coalesce(m.handed_at, m.due_at) end as refused_at
      from messages m left join recipient_hosts h on h.workspace_id = m.workspace_id and h.domain = split_part(m.to_address, '@', 2)
     where m.workspace_id = ${tx.workspaceId} and m.origin = 'campaign'
       and (m.state in ('accepted', 'unconfirmed') or (m.state = 'failed' and m.reason_code = 'hard_bounce'))
       and ${only(sql`m.campaign_id`, scope.campaignId, sql`uuid`)} and ${only(sql`m.step_id`, scope.stepId, sql`uuid`)}
       and ${only(sql`m.tone`, scope.tone, sql`text`)} and ${only(sql`m.mailbox_id`, scope.mailboxId, sql`uuid`)}
       and ${only(sql`split_part(m.from_address, '@', 2)`, scope.domain, sql`text`)} and ${scope.provider === undefined ? sql`true` : sql`${providerOf(sql`split_part(m.to_address, '@', 2)`, sql`h.host`)} = ${scope.provider}`}
  ), bounces as (
    select message_id, min(at) as bounced_at from events
     where workspace_id = ${tx.workspaceId} and type = 'bounce.received' and message_id is not null group by message_id
  ), incoming as (
    select coalesce(i.answers,
             (select m.id from messages m
               where m.workspace_id = ${tx.workspaceId} and m.lead_id = i.lead_id and m.accepted_at <= i.received_at
               order by m.id in (select message_id from bounces), m.accepted_at desc limit 1)) as message_id,
           i.kind, i.received_at, case when t.class_by <> 'rules' then t.class else coalesce(i.class, t.class) end as class
      from inbox_messages i left join threads t on t.workspace_id = i.workspace_id and t.id = i.thread_id
     where i.workspace_id = ${tx.workspaceId} and not i.outgoing and i.kind in ('reply', 'opt_out', 'bounce', 'out_of_office', 'auto_reply')
  ), back as (
    select message_id,
           min(received_at) filter (where kind in ('reply', 'opt_out')) as replied_at,
           min(received_at) filter (where kind = 'reply' and class in (${sql.join([...positiveClasses])})) as positive_at,
           min(received_at) filter (where kind in ('out_of_office', 'auto_reply')) as auto_replied_at
      from incoming where message_id is not null group by message_id
  ), returned as (
    select message_id, bounces.bounced_at, gone.opted_out_at, gone.complained_at from bounces full join (
      select message_id, min(at) as opted_out_at, min(at) filter (where type = 'complaint.received') as complained_at from events
       where workspace_id = ${tx.workspaceId} and type in ('opt_out.received', 'complaint.received') and message_id is not null group by message_id) gone using (message_id)
  ), visited as (
    select message_id,
           min(at) filter (where kind in ('open', 'click') and not machine) as opened_at,
           min(at) filter (where kind = 'click' and not machine) as clicked_at,
           min(at) filter (where kind = 'unsubscribe') as opted_out_at
      from tracking_hits where workspace_id = ${tx.workspaceId} group by message_id
  ), watched as (
    select message_id, bool_or(no = 0) as pixel, bool_or(no > 0) as links from tracked_links
     where workspace_id = ${tx.workspaceId} group by message_id
  ), o as (
    select mail.*, case when arrived then null else coalesce(mail.refused_at, returned.bounced_at) end as bounced_at, arrived,
           back.replied_at, back.positive_at, back.auto_replied_at, least(returned.opted_out_at, visited.opted_out_at) as opted_out_at, returned.complained_at,
           visited.opened_at, visited.clicked_at, coalesce(watched.pixel, false) as pixel, coalesce(watched.links, false) as links
      from mail
      left join back on back.message_id = mail.id
      left join returned on returned.message_id = mail.id
      left join visited on visited.message_id = mail.id
      left join watched on watched.message_id = mail.id
      -- An answer proves more than a report: so each mail tried is either delivered or bounced, and who answers was delivered to.
      cross join lateral (select mail.sent_at is not null and
        (returned.bounced_at is null or coalesce(back.replied_at, returned.opted_out_at, visited.opted_out_at) is not null) as arrived) a
  )`

/** As #mailboxes tells it: free mail by its name, the rest by what the DNS said. */
function providerOf(domain: RawBuilder<unknown>, host: RawBuilder<unknown>): RawBuilder<unknown> {
  return sql`case when ${domain} in ('gmail.com', 'googlemail.com') then 'google' when ${domain} ~ '^(outlook|hotmail|live|msn)[.]' then 'microsoft' else coalesce(${host}, 'unknown') end`
}

const within = (moment: RawBuilder<unknown>, { from, to, until, zone }: Span): RawBuilder<unknown> => sql`
  (${from ?? null}::date is null or ${moment} >= ${from ?? null}::date::timestamp at time zone ${zone})
  and (${to ?? null}::date is null or ${moment} < (${to ?? null}::date + 1)::timestamp at time zone ${zone})
  and (${until ?? null}::timestamptz is null or ${moment} < ${until ?? null}::timestamptz)`

const left = moments.tried
const counted = (count: 'leads' | 'mails') => (count === 'leads' ? sql`distinct o.lead_id` : sql`*`)

const groups: Record<GroupKey, RawBuilder<unknown>> = {
  all: sql`'all'`, campaign: sql`o.campaign_id::text`, step: sql`o.step_id::text`, tone: sql`o.tone`, mailbox: sql`o.mailbox_id::text`,
  provider: sql`o.provider`, domain: sql`o.domain`,
}

export interface Counts {
  key: string | null
  tried: number; sent: number; delivered: number; bounced: number; unconfirmed: number
  opened: number; clicked: number; replied: number; positive: number; opted_out: number; complained: number; auto_replied: number
  watched: number; linked: number
}

/** All, those without (`none`), or exactly this one. */
function only(column: RawBuilder<unknown>, value: string | undefined, type: RawBuilder<unknown>): RawBuilder<unknown> {
  if (value === undefined) return sql`true`
  return value === 'none' ? sql`${column} is null` : sql`${column} = ${value}::${type}`
}

/** Counts by group over mails that left within the span, whenever it was that something came of them. */
export async function countByGroup(tx: Tx, by: GroupKey, count: 'leads' | 'mails', scope: Scope, span: Span): Promise<Counts[]> {
  const n = counted(count)
  const where = (moment: RawBuilder<unknown>) => sql`filter (where ${moment} is not null)`
  return tx.many<Counts>(sql`
    with ${outreach(tx, scope)}
    select ${groups[by]} as key,
           ${sql.join(Object.entries(moments).map(([name, moment]) => sql`count(${n}) ${where(moment)} as ${sql.ref(name)}`))}
      from o where ${within(left, span)} group by 1`)
}

/** Counts of what happened within the span, each by its own moment. */
export async function countHappened(tx: Tx, numbers: readonly MailNumber[], count: 'leads' | 'mails', scope: Scope, span: Span): Promise<Record<string, number>> {
  return tx.one<Record<string, number>>(sql`
    with ${outreach(tx, scope)}
    select ${sql.join(numbers.map((name) => sql`count(${counted(count)}) filter (where ${moments[name]} is not null and ${within(moments[name], span)}) as ${sql.ref(name)}`))} from o`)
}

/** The same by day, days without anything included; both ends are days of `zone`. */
export async function countByDay(tx: Tx, numbers: readonly MailNumber[], scope: Scope, span: Span & { from: string; to: string }): Promise<({ day: string } & Record<string, number | string>)[]> {
  return tx.many(sql`
    with ${outreach(tx, scope)},
    happened as (
      ${sql.join(numbers.map((name) => sql`select ${name}::text as number, (${moments[name]} at time zone ${span.zone})::date as day from o where ${moments[name]} is not null and ${within(moments[name], span)}`), sql` union all `)})
    select d::date as day, ${sql.join(numbers.map((name) => sql`count(*) filter (where number = ${name}) as ${sql.ref(name)}`))}
      from generate_series(${span.from}::date, ${span.to}::date, '1 day') d left join happened h on h.day = d::date
     group by 1 order by 1`)
}

export interface MailRow { id: string; lead_id: string | null; campaign_id: string | null; thread_id: string | null; at: Date; subject: string; to_address: string; name: string | null; company_name: string | null; mails: number; total: number }

/** The rows behind a number about mails, newest first, with their number over all pages. */
export async function rowsOfMails(tx: Tx, number: MailNumber, filter: RowsFilter & { zone: string }, after: { at: string; id: string } | undefined, limit: number): Promise<{ rows: MailRow[]; total: number }> {
  const moment = moments[number]
  const span = within(filter.on === 'happened' ? moment : left, filter)
  const one = filter.count === 'mails'
    ? sql`select o.id, o.lead_id, o.campaign_id, o.thread_id, ${moment} as at, o.subject, o.to_address, 1 as mails from o where ${moment} is not null and ${span}`
    : sql`select o.lead_id as id, o.lead_id, (array_agg(o.campaign_id order by ${moment} desc))[1] as campaign_id, (array_agg(o.thread_id order by ${moment} desc))[1] as thread_id,
                 max(${moment}) as at, (array_agg(o.subject order by ${moment} desc))[1] as subject, min(o.to_address) as to_address, count(*)::int as mails
            from o where ${moment} is not null and o.lead_id is not null and ${span} group by o.lead_id`
  const rows = await tx.many<MailRow>(sql`
    with ${outreach(tx, filter)}, found as (${one})
    select f.*, nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), '') as name, l.company_name,
           (select count(*) from found) as total
      from found f left join leads l on l.workspace_id = ${tx.workspaceId} and l.id = f.lead_id
     where ${after?.at ?? null}::timestamptz is null or (date_trunc('milliseconds', f.at), f.id) < (${after?.at ?? null}::timestamptz, ${after?.id ?? null}::uuid)
     order by date_trunc('milliseconds', f.at) desc, f.id desc limit ${limit + 1}`)
  return { rows, total: rows[0]?.total ?? 0 }
}

export async function namesOf(tx: Tx, by: 'campaign' | 'step' | 'mailbox', ids: string[]): Promise<{ id: string; name: string; sort: string }[]> {
  if (by === 'campaign') return tx.many(sql`select id, name, name as sort from campaigns where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)
  if (by === 'mailbox') return tx.many(sql`select id, address as name, address as sort from mailboxes where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)
  return tx.many(sql`
    select s.id, c.name || ', mail ' || s.no as name, c.name || to_char(s.no, '000') as sort
      from (select s.id, s.campaign_id, row_number() over (partition by s.campaign_id order by s.position, s.id) as no
              from steps s where s.workspace_id = ${tx.workspaceId} and s.kind = 'email' and s.removed_at is null) s
      join campaigns c on c.workspace_id = ${tx.workspaceId} and c.id = s.campaign_id
     where s.id = any(${ids}::uuid[])`)
}
