// The questions of the outbox page.
import type { OutboxBox } from '#contract/sending'
import { messageLevel } from '#mailboxes'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Listed, Surroundings } from './list-store.ts'
import type { Origin } from './message.ts'
import { messageColumns } from './store.ts'

export interface OutboxQuestion { box?: OutboxBox | undefined; mailboxId?: string | undefined; campaignId?: string | undefined; origin?: Origin | undefined; search?: string | undefined }

/** Where a reader stands: the last row's time and id. */
export type After = readonly [at: string, id: string]

const inBox = (box: OutboxBox, now: Date): RawBuilder<unknown> => ({
  planned: sql`m.stage = 'open' and m.state in ('planned', 'due') and m.due_at > ${now}`,
  due: sql`m.stage = 'open' and m.state in ('planned', 'due') and m.due_at <= ${now}`,
  now: sql`m.stage = 'open' and m.state in ('claimed', 'handed')`,
  held: sql`m.stage = 'held'`,
  doubt: sql`m.stage = 'unconfirmed' and m.resent_as is null`,
  failed: sql`m.stage = 'failed' and m.resent_as is null`,
  cancelled: sql`m.stage = 'cancelled'`,
  sent: sql`m.accepted_at is not null and m.state = 'accepted'`,
})[box]

/** What is still to come reads forward in time, what is over reads backward. */
export const readsForward = (box: OutboxBox | undefined): boolean => box === 'planned' || box === 'due' || box === 'now'
const timeOf = (box: OutboxBox | undefined): RawBuilder<unknown> =>
  readsForward(box) ? sql`m.due_at` : box === 'sent' ? sql`m.accepted_at` : sql`m.planned_at`

export const outboxPage = (tx: Tx, q: OutboxQuestion, after: After | undefined, limit: number): Promise<(Listed & { sortAt: Date })[]> => {
  const at = timeOf(q.box), forward = readsForward(q.box)
  return tx.many(sql`
    select ${messageColumns}, nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), '') as "leadName", ${at} as "sortAt", ${messageLevel(tx)} as level
      from messages m left join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id
     where m.workspace_id = ${tx.workspaceId} and ${messageLevel(tx)} <> 'none'
       ${q.box ? sql`and ${inBox(q.box, tx.now)}` : sql``}
       ${q.mailboxId ? sql`and m.mailbox_id = ${q.mailboxId}` : sql``} ${q.campaignId ? sql`and m.campaign_id = ${q.campaignId}` : sql``} ${q.origin ? sql`and m.origin = ${q.origin}` : sql``}
       ${q.search ? sql`and (m.to_address ilike ${part(q.search)} or (m.subject ilike ${part(q.search)} and ${messageLevel(tx)} <> 'metadata') or (coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')) ilike ${part(q.search)})` : sql``}
       ${after ? (forward ? sql`and (${at}, m.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)` : sql`and (${at}, m.id) < (${after[0]}::timestamptz, ${after[1]}::uuid)`) : sql``}
     order by ${at} ${forward ? sql`asc` : sql`desc`}, m.id ${forward ? sql`asc` : sql`desc`} limit ${limit}`)
}

const part = (search: string): string => `%${search.replace(/[\\%_]/g, (c) => `\\${c}`)}%`

export interface Counts { planned: number; due: number; now: number; held: number; doubt: number; failed: number; cancelled: number; sent: number; overdue: number }

/** Of all mails, whoever may read them. Three short counts over partial indexes, instead of one over all that was ever sent. */
export async function boxCounts(tx: Tx, since: Date): Promise<Counts> {
  const going = await tx.one<Omit<Counts, 'failed' | 'cancelled' | 'sent'>>(sql`
    select count(*) filter (where m.state in ('planned', 'due') and m.due_at > ${tx.now}) as planned,
           count(*) filter (where m.state in ('planned', 'due') and m.due_at <= ${tx.now}) as due,
           count(*) filter (where m.state in ('planned', 'due') and m.due_at <= ${tx.now}::timestamptz - interval '1 hour') as overdue,
           count(*) filter (where m.state in ('claimed', 'handed')) as now,
           count(*) filter (where m.state = 'held') as held,
           count(*) filter (where m.state = 'unconfirmed' and m.resent_as is null) as doubt
      from messages m
     where m.workspace_id = ${tx.workspaceId} and m.stage in ('open', 'unconfirmed', 'held')`)
  const over = await tx.one<Pick<Counts, 'failed' | 'cancelled'>>(sql`
    select count(*) filter (where m.state = 'failed' and m.resent_as is null) as failed, count(*) filter (where m.state = 'cancelled') as cancelled
      from messages m
     where m.workspace_id = ${tx.workspaceId} and m.stage in ('failed', 'cancelled') and m.planned_at >= ${since}`)
  const { sent } = await tx.one<{ sent: number }>(sql`
    select count(*) as sent from messages m
     where m.workspace_id = ${tx.workspaceId} and m.accepted_at >= ${since} and m.state = 'accepted'`)
  return { ...going, ...over, sent }
}

/** What stands round the mails of these mailboxes, without the length of each one's queue. */
export const surroundingsOfMailboxes = (tx: Tx, ids: readonly string[]): Promise<(Surroundings & { mailboxId: string })[]> =>
  tx.many(sql`
    select b.id as "mailboxId", b.status as "mailboxStatus", b.status_reason as "statusReason", b.paused_until as "pausedUntil", b.next_send_at as "nextSendAt", b.daily_limit as "dailyLimit",
           b.address, w.time_zone as "timeZone", 0 as ahead,
           coalesce((select d.sent from mailbox_days d where d.workspace_id = b.workspace_id and d.mailbox_id = b.id
                      and d.day = (${tx.now}::timestamptz at time zone w.time_zone)::date), 0) as "sentToday"
      from mailboxes b join workspaces w on w.id = b.workspace_id
     where b.workspace_id = ${tx.workspaceId} and b.id = any(${[...new Set(ids)]}::uuid[])`)

export interface Looked { at: Date; seen: 'found' | 'absent' | 'unknown'; by: string }

export const looksFor = (tx: Tx, messageId: string): Promise<Looked[]> =>
  tx.many<Looked>(sql`select at, seen, looked_by as by from evidence_looks where workspace_id = ${tx.workspaceId} and message_id = ${messageId} order by at, id`)

export const insertLook = (tx: Tx, messageId: string, seen: Looked['seen']): Promise<number> =>
  tx.run(sql`insert into evidence_looks (workspace_id, message_id, at, seen, looked_by) values (${tx.workspaceId}, ${messageId}, ${tx.now}, ${seen}, ${tx.actor.name})`)

/** Facts of one mail, told in order. A mail to a lead is found by the lead, which has an index; others are few and young. */
export const factsOf = (tx: Tx, m: { id: string; leadId: string | null; plannedAt: Date }): Promise<{ type: string; at: Date; actor: string; payload: Record<string, unknown> }[]> =>
  tx.many(sql`
    select type, at, actor, payload from events
     where workspace_id = ${tx.workspaceId} and message_id = ${m.id}
       and ${m.leadId ? sql`lead_id = ${m.leadId}` : sql`type like 'message.%' and at >= ${m.plannedAt}`}
     order by id limit 200`)

export const undoSecondsOf = async (tx: Tx, userId: string): Promise<number> =>
  (await tx.maybe<{ undoS: number }>(sql`select undo_s as "undoS" from sending_preferences where workspace_id = ${tx.workspaceId} and user_id = ${userId}`))?.undoS ?? 10

export const saveUndoSeconds = (tx: Tx, userId: string, undoS: number): Promise<number> =>
  tx.run(sql`
    insert into sending_preferences (workspace_id, user_id, undo_s) values (${tx.workspaceId}, ${userId}, ${undoS})
    on conflict (workspace_id, user_id) do update set undo_s = excluded.undo_s`)
