// The questions of the self-check, each answering only what must not be, and the answers kept. Times are compared with half
// a minute to spare: a transaction's time is that of its beginning, and it may have waited for a lock that long.
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Violation } from './invariants.ts'

type Question = (tx: Tx) => RawBuilder<Violation>
const most = 200

export const stepsSentTwice: Question = (tx) => sql`
  select min(m.id::text) as id, 'Step ' || min(m.step_no) || ' went to ' || min(m.to_address) || ' ' || count(*) || ' times.' as says
    from messages m
   where m.workspace_id = ${tx.workspaceId} and m.enrollment_id is not null and m.state = 'accepted' and m.resent_as is null
   group by m.enrollment_id, m.step_id having count(*) > 1 limit ${most}`

// The last attempt of an accepted mail is in the mail's own row; one before it that was accepted is one too many.
export const mailsAcceptedTwice: Question = (tx) => sql`
  select a.message_id::text as id, case when count(*) > 1 then count(*) || ' attempts were accepted.' else 'It was accepted, and taken up again.' end as says
    from attempts a join messages m on m.workspace_id = a.workspace_id and m.id = a.message_id
   where a.workspace_id = ${tx.workspaceId} and a.outcome = 'accepted' group by a.message_id having count(*) > 1 or bool_or(a.no < m.fence) limit ${most}`

export const sentToSuppressed: Question = (tx) => sql`
  select m.id::text as id, m.to_address || ' was suppressed on ' || to_char(s.created_at, 'YYYY-MM-DD HH24:MI') || ' and written to on ' || to_char(m.handed_at, 'YYYY-MM-DD HH24:MI') || '.' as says
    from messages m
   cross join lateral (values ('address', m.to_address), ('hash', address_hash(m.to_address)), ('domain', split_part(m.to_address, '@', 2)), ('company_domain', split_part(m.to_address, '@', 2))) w (kind, value)
    join suppressions s on s.workspace_id = m.workspace_id and s.kind = w.kind and s.value = w.value
   where m.workspace_id = ${tx.workspaceId} and m.state in ('accepted', 'unconfirmed') and m.origin <> 'test' and m.handed_at > s.created_at + interval '30 seconds' limit ${most}`

export const sentAfterStop: Question = (tx) => sql`
  select m.id::text as id, 'Stopped (' || coalesce(e.reason_code, 'no reason') || ') on ' || to_char(e.ended_at, 'YYYY-MM-DD HH24:MI') || ', and a mail to ' || m.to_address || ' left on ' || to_char(m.handed_at, 'YYYY-MM-DD HH24:MI') || '.' as says
    from enrollments e join messages m on m.workspace_id = e.workspace_id and m.enrollment_id = e.id
   where e.workspace_id = ${tx.workspaceId} and e.state = 'stopped' and m.state in ('accepted', 'unconfirmed') and m.handed_at > e.ended_at + interval '30 seconds' limit ${most}`

export const unfilledMails: Question = (tx) => sql`
  select m.id::text as id, 'The mail to ' || m.to_address || ' has a variable without a value.' as says from messages m
   where m.workspace_id = ${tx.workspaceId} and m.origin = 'campaign' and m.state not in ('cancelled', 'failed')
     and (m.subject ~ '\{\{|\}\}' or m.body_text ~ '\{\{|\}\}') limit ${most}`

export const stuckInFlight: Question = (tx) => sql`
  select m.id::text as id, 'The mail to ' || m.to_address || ' is ' || m.state || ' since its lease ended on ' || to_char(m.lease_until, 'YYYY-MM-DD HH24:MI') || '.' as says from messages m
   where m.workspace_id = ${tx.workspaceId} and m.state in ('claimed', 'handed') and m.lease_until < ${tx.now}::timestamptz - interval '10 minutes' limit ${most}`

export const queuedAfterEnd: Question = (tx) => sql`
  select m.id::text as id, 'The campaign is over for ' || m.to_address || ' (' || e.state || '), and a mail is ' || m.state || '.' as says
    from enrollments e join messages m on m.workspace_id = e.workspace_id and m.enrollment_id = e.id
   where e.workspace_id = ${tx.workspaceId} and e.state in ('finished', 'stopped', 'skipped') and m.state in ('planned', 'due', 'claimed') limit ${most}`

export const scheduledWithoutMail: Question = (tx) => sql`
  select e.id::text as id, 'Scheduled since ' || to_char(e.updated_at, 'YYYY-MM-DD HH24:MI') || ' without a mail.' as says
    from enrollments e
   where e.workspace_id = ${tx.workspaceId} and e.state = 'scheduled' and e.updated_at < ${tx.now}::timestamptz - interval '10 minutes'
     and not exists (select from messages m where m.workspace_id = e.workspace_id and m.enrollment_id = e.id and m.state in ('planned', 'due', 'claimed', 'handed')) limit ${most}`

export const stoppedWithoutReason: Question = (tx) => sql`
  select m.id::text as id, 'The mail to ' || m.to_address || ' is ' || m.state || ' without a reason.' as says from messages m
   where m.workspace_id = ${tx.workspaceId} and m.state in ('held', 'failed', 'cancelled', 'unconfirmed') and coalesce(m.reason, '') = '' limit ${most}`

export const acceptedWithoutFact: Question = (tx) => sql`
  select m.id::text as id, 'The mail to ' || m.to_address || ' was accepted, and no event says so.' as says from messages m
   where m.workspace_id = ${tx.workspaceId} and m.state = 'accepted'
     and not exists (select from events e where e.workspace_id = m.workspace_id and e.type = 'message.sent' and e.message_id = m.id) limit ${most}`

export const foreignMailboxes: Question = (tx) => sql`
  select m.id::text as id, 'The mail to ' || m.to_address || ' belongs to a mailbox that is not of this workspace.' as says
    from messages m left join mailboxes b on b.workspace_id = m.workspace_id and b.id = m.mailbox_id
   where m.workspace_id = ${tx.workspaceId} and b.id is null limit ${most}`

/** A person may take an opt-out back ('suppression.removed', 'lead.resubscribed'): then it is no longer asked for. */
export const optOutsNotKept: Question = (tx) => sql`
  select l.id::text as id, l.email || ' opted out on ' || to_char(l.opted_out_at, 'YYYY-MM-DD') || ' and is not suppressed.' as says from leads l
   where l.workspace_id = ${tx.workspaceId} and l.opted_out_at is not null and l.deleted_at is null
     and not exists (select from suppressions s where s.workspace_id = l.workspace_id
       and (s.kind = 'address' and s.value = l.email or s.kind = 'hash' and s.value = address_hash(l.email) or s.kind = 'company' and s.value = l.company_id::text
         or s.kind in ('domain', 'company_domain') and s.value = any(email_domains(l.email)))) limit ${most}`

export const factsNotDealtWith: Question = (tx) => sql`
  select f.event_id::text as id, f.reader || ' failed ' || f.attempts || ' times: ' || left(f.error, 160) as says from event_failures f
   where f.workspace_id = ${tx.workspaceId} and f.resolved_at is null and f.at < ${tx.now}::timestamptz - interval '1 hour' limit ${most}`

export const stuckJobs: Question = (tx) => sql`
  select j.id::text as id, j.name || ' runs since ' || to_char(j.started_on, 'YYYY-MM-DD HH24:MI') || '.' as says from pgboss.job j
   where j.state = 'active' and j.data ->> 'workspaceId' = ${tx.workspaceId} and j.started_on < ${tx.now}::timestamptz - make_interval(secs => 2 * j.expire_seconds) limit ${most}`

export const openWalls: Question = () => sql`select name as id, 'The table ' || name || ' has no wall.' as says from tables_without_wall() as name`

/** Everything sealed in this workspace: where it belongs and what must open. */
export const sealedValues = (tx: Tx): Promise<{ place: string; row: string; sealed: string }[]> => tx.many(sql`
  select 'mailboxes.secret' as place, id::text as row, secret as sealed from mailboxes where workspace_id = ${tx.workspaceId} and secret is not null
  union all
  select 'ai_settings.secret', workspace_id::text, secret from ai_settings where workspace_id = ${tx.workspaceId} and secret is not null`)

export const databaseClock = async (tx: Tx): Promise<Date> => (await tx.one<{ at: Date }>(sql`select clock_timestamp() as at`)).at

export interface Finding { name: string; holds: string; count: number; examples: Violation[] }
export interface SelfCheck { id: string; at: Date; by: string; tookMs: number; checked: number; findings: Finding[] }

export const insertSelfCheck = async (tx: Tx, found: Omit<SelfCheck, 'id' | 'at'>): Promise<SelfCheck> => {
  const row = await tx.one<SelfCheck>(sql`
    insert into self_checks (workspace_id, at, by, took_ms, checked, findings)
    values (${tx.workspaceId}, ${tx.now}, ${found.by}, ${found.tookMs}, ${found.checked}, ${JSON.stringify(found.findings)})
    returning id, at, by, took_ms as "tookMs", checked, findings`)
  await tx.run(sql`delete from self_checks where workspace_id = ${tx.workspaceId}
    and id not in (select id from self_checks where workspace_id = ${tx.workspaceId} order by at desc limit 100)`)
  return row
}

export const newestSelfCheck = (tx: Tx): Promise<SelfCheck | undefined> => tx.maybe(sql`
  select id, at, by, took_ms as "tookMs", checked, findings from self_checks where workspace_id = ${tx.workspaceId} order by at desc limit 1`)
