// The questions of the pages: lists, one mail in detail, the state of the queue.
import { messageLevel, type Level } from '#mailboxes'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Message, MessageState, Origin } from './message.ts'
import { messageColumns } from './store.ts'

export interface MessageQuestion {
  state?: MessageState | MessageState[] | undefined
  leadId?: string | undefined; mailboxId?: string | undefined; campaignId?: string | undefined; enrollmentId?: string | undefined; stepId?: string | undefined
  origin?: Origin | undefined
  inDoubt?: 'true' | 'false' | undefined
}
export type Listed = Message & { leadName: string | null; level: Level }

const named = sql`nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), '') as "leadName"`

/** The last planned first: ids are sorted by time. `after`: the last one seen. */
export const messagePage = (tx: Tx, q: MessageQuestion, after: string | undefined, limit: number): Promise<Listed[]> =>
  tx.many<Listed>(sql`
    select ${messageColumns}, ${named}, ${messageLevel(tx)} as level from messages m
      left join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id
     where m.workspace_id = ${tx.workspaceId} and ${messageLevel(tx)} <> 'none'
       ${q.state ? sql`and m.state = any(${[q.state].flat()}::text[])` : sql``}
       ${q.leadId ? sql`and m.lead_id = ${q.leadId}` : sql``} ${q.mailboxId ? sql`and m.mailbox_id = ${q.mailboxId}` : sql``}
       ${q.campaignId ? sql`and m.campaign_id = ${q.campaignId}` : sql``} ${q.enrollmentId ? sql`and m.enrollment_id = ${q.enrollmentId}` : sql``}
       ${q.stepId ? sql`and m.step_id = ${q.stepId}` : sql``} ${q.origin ? sql`and m.origin = ${q.origin}` : sql``}
       ${q.inDoubt === 'true' ? sql`and m.state = 'unconfirmed' and m.resent_as is null` : sql``}
       ${after ? sql`and m.id < ${after}::uuid` : sql``}
     order by m.id desc limit ${limit}`)

/** Undefined: it is not there, or not for this reader. */
export const listedMessage = (tx: Tx, id: string): Promise<Listed | undefined> =>
  tx.maybe<Listed>(sql`
    select ${messageColumns}, ${named}, ${messageLevel(tx)} as level from messages m left join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id
     where m.workspace_id = ${tx.workspaceId} and m.id = ${id} and ${messageLevel(tx)} <> 'none'`)

/** Of these, those that this person may decide about: whoever may read a mail whole. */
export const decidable = async (tx: Tx, ids: readonly string[]): Promise<Set<string>> =>
  new Set((await tx.many<{ id: string }>(sql`select m.id from messages m where m.workspace_id = ${tx.workspaceId} and m.id = any(${[...ids]}::uuid[]) and ${messageLevel(tx)} = 'full'`)).map((row) => row.id))

export interface Attempt { no: number; startedAt: Date; endedAt: Date | null; outcome: string | null; reply: string | null }

/** The one under way, and the one that was accepted, are in the mail's own row. */
export const attemptsOf = (tx: Tx, messageId: string): Promise<Attempt[]> =>
  tx.many<Attempt>(sql`
    select no, started_at as "startedAt", ended_at as "endedAt", outcome, reply from attempts
     where workspace_id = ${tx.workspaceId} and message_id = ${messageId}
    union all
    select fence, counted_at, accepted_at, case when state = 'accepted' then state end, case when state = 'accepted' then smtp_reply end from messages m
     where workspace_id = ${tx.workspaceId} and id = ${messageId} and state in ('claimed', 'handed', 'accepted') and fence > 0 and counted_at is not null
       and not exists (select from attempts a where a.workspace_id = m.workspace_id and a.message_id = m.id and (a.no = m.fence or (m.state = 'accepted' and a.outcome = 'accepted')))
     order by no`)

export interface Stop { at: Date; by: string; reason: string | null }

export const currentStop = (tx: Tx): Promise<Stop | undefined> =>
  tx.maybe<Stop>(sql`select stopped_at as at, stopped_by as by, reason from sending_stops where workspace_id = ${tx.workspaceId}`)

export const insertStop = (tx: Tx, reason: string | null): Promise<number> =>
  tx.run(sql`insert into sending_stops (workspace_id, stopped_at, stopped_by, reason) values (${tx.workspaceId}, ${tx.now}, ${tx.actor.name}, ${reason}) on conflict do nothing`)

export const deleteStop = (tx: Tx): Promise<number> => tx.run(sql`delete from sending_stops where workspace_id = ${tx.workspaceId}`)

export interface Emptied { id: string; mailboxId: string; capDay: string | null }

/** Everything that has not left: of campaigns frozen, of persons held, each with the reason. A body leaves only after the gate has found its row still claimed. */
export const emptyQueue = (tx: Tx, by: string): Promise<Emptied[]> =>
  tx.many<Emptied>(sql`
    with hit as (
      select id, cap_day from messages m
       where m.workspace_id = ${tx.workspaceId} and m.stage = 'open' and (m.state in ('due', 'claimed') or (m.state = 'planned' and m.reason_code is null)) order by id for update)
    update messages m set state = case when m.origin = 'campaign' then 'planned' else 'held' end, reason_code = 'sending_stopped', lease_until = null, leased_by = null, cap_day = null, looked_at = null,
           reason = case when m.origin = 'campaign' then ${`It was taken out of the queue when ${by} stopped all sending. It gets a new time when sending is resumed.`}
                         else ${`It was taken out of the queue when ${by} stopped all sending.`} end
      from hit where m.workspace_id = ${tx.workspaceId} and m.id = hit.id
    returning m.id, m.mailbox_id as "mailboxId", hit.cap_day as "capDay"`)

/** Written by hand, held by a stop. */
export const releaseAnswers = (tx: Tx): Promise<number> => release(tx, sql`h.stage = 'held' and h.state = 'held'`)

/** Of a campaign, and yet nobody's turn in it (a correction): no campaign gives it a new time. */
export const releaseCorrections = (tx: Tx): Promise<number> => release(tx, sql`h.stage = 'open' and h.state = 'planned' and h.enrollment_id is null`)

/** What a stop had taken out: the first of each mailbox is due at once, the others at its usual pace behind it. */
const release = (tx: Tx, which: RawBuilder<unknown>): Promise<number> =>
  tx.run(sql`
    update messages m set state = 'due', reason = null, reason_code = null, due_at = ${tx.now}::timestamptz + waiting.place * waiting.gap
      from (select h.id, row_number() over (partition by h.mailbox_id order by h.due_at, h.id) - 1 as place, make_interval(secs => b.gap_max_s) as gap
              from messages h join mailboxes b on b.workspace_id = h.workspace_id and b.id = h.mailbox_id
             where h.workspace_id = ${tx.workspaceId} and h.reason_code = 'sending_stopped' and ${which}) waiting
     where m.workspace_id = ${tx.workspaceId} and m.id = waiting.id`)

/** What a stop took out of the queue and nobody has brought back yet. */
export const frozenCounts = (tx: Tx): Promise<{ mails: number; answers: number }> =>
  tx.one(sql`
    select count(*) filter (where state = 'planned')::int as mails, count(*) filter (where state = 'held')::int as answers from messages
     where workspace_id = ${tx.workspaceId} and state in ('planned', 'held') and reason_code = 'sending_stopped'`)

export const queueCounts = (tx: Tx): Promise<{ waiting: number; sendingNow: number; inDoubt: number; held: number; sentToday: number }> =>
  tx.one(sql`
    select count(*) filter (where m.state in ('planned', 'due')) as waiting,
           count(*) filter (where m.state in ('claimed', 'handed')) as "sendingNow",
           count(*) filter (where m.state = 'unconfirmed' and m.resent_as is null) as "inDoubt",
           count(*) filter (where m.state = 'held') as held,
           (select coalesce(sum(d.sent), 0) from mailbox_days d join workspaces w on w.id = d.workspace_id
             where d.workspace_id = ${tx.workspaceId} and d.day = (${tx.now}::timestamptz at time zone w.time_zone)::date) as "sentToday"
      from messages m
     where m.workspace_id = ${tx.workspaceId} and m.stage in ('open', 'unconfirmed', 'held')`)

/** What stands round a waiting mail: its mailbox and the day's count. For explaining. */
export interface Surroundings {
  mailboxStatus: string; statusReason: string | null; pausedUntil: Date | null; nextSendAt: Date; address: string; ahead: number; timeZone: string
}
export const surroundingsOf = (tx: Tx, m: Pick<Message, 'mailboxId' | 'dueAt' | 'id'>): Promise<Surroundings | undefined> =>
  tx.maybe<Surroundings>(sql`
    select b.status as "mailboxStatus", b.status_reason as "statusReason", b.paused_until as "pausedUntil", b.next_send_at as "nextSendAt",
           b.address, w.time_zone as "timeZone",
           (select count(*) from messages o where o.workspace_id = b.workspace_id and o.mailbox_id = b.id and o.due_at < ${m.dueAt}
             and o.stage = 'open' and o.reason_code is null and (not o.needs_look or o.looked_at is not null) and (o.state = 'due' or (o.state = 'planned' and not o.needs_look and o.reason_code is null))) as ahead
      from mailboxes b join workspaces w on w.id = b.workspace_id
     where b.workspace_id = ${tx.workspaceId} and b.id = ${m.mailboxId}`)
