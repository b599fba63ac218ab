// The questions about mails as rows: planned, found, listed, decided about. The queue's own are in queue-store.ts.
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Copy } from './copies.ts'
import type { Message, MessageState, Origin, Reason } from './message.ts'

export const messageColumns = sql`m.id, m.lead_id as "leadId", m.mailbox_id as "mailboxId", m.campaign_id as "campaignId", m.enrollment_id as "enrollmentId",
  m.step_id as "stepId", m.step_no as "stepNo", m.generation, m.draft_id as "draftId", m.tone, m.thread_id as "threadId", m.state, m.reason,
  m.reason_code as "reasonCode", m.due_at as "dueAt", m.window_end as "windowEnd", m.needs_look as "needsLook", m.looked_at as "lookedAt",
  m.to_address as "toAddress", m.from_address as "fromAddress", m.subject, m.body_text as "bodyText", m.message_id as "messageId",
  m.wire_message_id as "wireMessageId", m.in_reply_to as "inReplyTo", m.refs, m.attempts, m.looks, m.planned_at as "plannedAt",
  m.next_attempt_at as "nextAttemptAt", m.handed_at as "handedAt", m.accepted_at as "acceptedAt", m.dated_at as "datedAt",
  m.smtp_reply as "smtpReply", m.origin, m.resent_as as "resentAs", m.copies`

export const findMessage = (tx: Tx, id: string): Promise<Message | undefined> =>
  tx.maybe<Message>(sql`select ${messageColumns} from messages m where m.workspace_id = ${tx.workspaceId} and m.id = ${id}`)

export const lockMessage = (tx: Tx, id: string): Promise<Message | undefined> =>
  tx.maybe<Message>(sql`select ${messageColumns} from messages m where m.workspace_id = ${tx.workspaceId} and m.id = ${id} for update`)

export const findMessages = (tx: Tx, ids: readonly string[]): Promise<Message[]> =>
  tx.many<Message>(sql`select ${messageColumns} from messages m where m.workspace_id = ${tx.workspaceId} and m.id = any(${[...ids]}::uuid[])`)

/** The mails of these steps of these enrollments (pairs), each in its newest generation. Held, in the order of ids. */
export const findStepMessages = async (tx: Tx, enrollmentIds: readonly string[], stepIds: readonly string[]): Promise<Message[]> =>
  !enrollmentIds.length ? [] : tx.many<Message>(sql`
    select ${messageColumns} from messages m
     where m.workspace_id = ${tx.workspaceId}
       and m.id in (select distinct on (o.enrollment_id, o.step_id) o.id
                      from unnest(${[...enrollmentIds]}::uuid[], ${[...stepIds]}::uuid[]) as q (enrollment_id, step_id)
                      join messages o on o.workspace_id = ${tx.workspaceId} and o.enrollment_id = q.enrollment_id and o.step_id = q.step_id
                     order by o.enrollment_id, o.step_id, o.generation desc)
     order by m.id for update of m`)

/** By Message-ID headers (without brackets), ours or those a server put in their place. */
export const messagesByHeader = (tx: Tx, ids: readonly string[]): Promise<Message[]> =>
  tx.many<Message>(sql`
    select ${messageColumns} from messages m
     where m.workspace_id = ${tx.workspaceId} and (m.message_id = any(${[...ids]}::text[]) or m.wire_message_id = any(${[...ids]}::text[]))
     order by m.planned_at desc`)

/** Mails of the same conversation, oldest first: of its thread, or of its enrollment. */
export const messagesOfThread = (tx: Tx, m: Pick<Message, 'id' | 'threadId' | 'enrollmentId'>): Promise<Message[]> =>
  tx.many<Message>(sql`
    select ${messageColumns} from messages m
     where m.workspace_id = ${tx.workspaceId}
       and (m.id = ${m.id} or m.thread_id = ${m.threadId}::uuid or m.enrollment_id = ${m.enrollmentId}::uuid)
     order by m.planned_at, m.id`)

/** `messagesOfThread` for many mails: those of any of their conversations, oldest first. */
export function messagesOfThreads(tx: Tx, all: readonly Pick<Message, 'id' | 'threadId' | 'enrollmentId'>[]): Promise<Message[]> {
  const threads = all.flatMap((m) => m.threadId ?? []), enrollments = all.flatMap((m) => m.enrollmentId ?? [])
  return tx.many<Message>(sql`
    select ${messageColumns} from messages m
     where m.workspace_id = ${tx.workspaceId}
       and (m.id = any(${all.map((m) => m.id)}::uuid[]) ${threads.length ? sql`or m.thread_id = any(${threads}::uuid[])` : sql``} ${enrollments.length ? sql`or m.enrollment_id = any(${enrollments}::uuid[])` : sql``})
     order by m.planned_at, m.id`)
}

/** What a conductor has to know of its mails; of a step that was sent again, the newest. */
export type LedgerMail = Pick<Message, 'id' | 'state' | 'reason' | 'reasonCode' | 'dueAt' | 'windowEnd' | 'mailboxId' | 'subject' | 'generation'> & { enrollmentId: string; stepId: string; sentAt: Date | null }

export const mailsOfEnrollments = (tx: Tx, enrollmentIds: readonly string[]): Promise<LedgerMail[]> =>
  tx.named<LedgerMail>('sending.of_enrollments', `
    select id, enrollment_id as "enrollmentId", step_id as "stepId", state, reason, reason_code as "reasonCode", due_at as "dueAt", window_end as "windowEnd",
           mailbox_id as "mailboxId", subject, generation, coalesce(accepted_at, case when state = 'unconfirmed' then handed_at end) as "sentAt"
      from messages where workspace_id = $1 and enrollment_id = any($2) and step_id is not null and resent_as is null
     order by enrollment_id, planned_at, id`, [tx.workspaceId, [...enrollmentIds]])

/** Every mail of a campaign, as little of each as tells where its leads stand; one that was sent again in another's place is not in it. */
export const mailsOfCampaign = (tx: Tx, campaignId: string): Promise<{ enrollmentId: string; stepId: string; state: MessageState; reasonCode: string | null; dueAt: Date; sentAt: Date | null }[]> =>
  tx.many(sql`
    select enrollment_id as "enrollmentId", step_id as "stepId", state, reason_code as "reasonCode", due_at as "dueAt", coalesce(accepted_at, case when state = 'unconfirmed' then handed_at end) as "sentAt"
      from messages where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and enrollment_id is not null and step_id is not null and resent_as is null
     order by enrollment_id, planned_at, id`)

/** How many mails of these campaigns stand where, by step. Mails sent again in another's place are not counted twice. */
export const countsOfCampaigns = (tx: Tx, campaignIds: readonly string[]): Promise<{ campaignId: string; stepId: string | null; state: MessageState; n: number }[]> =>
  tx.many(sql`
    select campaign_id as "campaignId", step_id as "stepId", state, count(*) as n from messages
     where workspace_id = ${tx.workspaceId} and campaign_id = any(${[...campaignIds]}::uuid[]) and origin = 'campaign' and resent_as is null
     group by campaign_id, step_id, state`)

/** Follow-ups of a mailbox that are due and wait for a look into the letterbox, oldest first. */
export const followUpsDue = (tx: Tx, mailboxId: string, most: number): Promise<{ id: string; enrollmentId: string; leadId: string; campaignId: string }[]> =>
  tx.many(sql`
    select id, enrollment_id as "enrollmentId", lead_id as "leadId", campaign_id as "campaignId" from messages
     where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and stage = 'open' and state = 'planned' and needs_look and reason_code is null and due_at <= ${tx.now}
     order by due_at, id limit ${most}`)

export interface NewMessage {
  id: string; leadId: string | null; mailboxId: string; campaignId: string | null; enrollmentId: string | null; stepId: string | null; stepNo: number | null
  generation: number; draftId: string | null; tone: string | null; threadId: string | null; state: MessageState; dueAt: Date; windowEnd: Date | null; needsLook: boolean
  toAddress: string; fromAddress: string; subject: string; bodyText: string; messageId: string; inReplyTo: string | null; refs: readonly string[]; mime: string
  origin: Origin; unsubscribeHeader: boolean; copies: readonly Copy[] | null
}

const newColumns: readonly [column: string, type: string, of: (m: NewMessage) => unknown][] = [
  ['id', 'uuid', (m) => m.id], ['lead_id', 'uuid', (m) => m.leadId], ['mailbox_id', 'uuid', (m) => m.mailboxId], ['campaign_id', 'uuid', (m) => m.campaignId],
  ['enrollment_id', 'uuid', (m) => m.enrollmentId], ['step_id', 'uuid', (m) => m.stepId], ['step_no', 'int', (m) => m.stepNo], ['generation', 'int', (m) => m.generation],
  ['draft_id', 'uuid', (m) => m.draftId], ['tone', 'text', (m) => m.tone], ['thread_id', 'uuid', (m) => m.threadId], ['state', 'text', (m) => m.state],
  ['due_at', 'timestamptz', (m) => m.dueAt], ['window_end', 'timestamptz', (m) => m.windowEnd], ['needs_look', 'boolean', (m) => m.needsLook],
  ['to_address', 'text', (m) => m.toAddress], ['from_address', 'text', (m) => m.fromAddress], ['subject', 'text', (m) => m.subject], ['body_text', 'text', (m) => m.bodyText],
  ['message_id', 'text', (m) => m.messageId], ['in_reply_to', 'text', (m) => m.inReplyTo], ['origin', 'text', (m) => m.origin], ['unsubscribe_header', 'boolean', (m) => m.unsubscribeHeader],
  ['copies', 'jsonb', (m) => m.copies && JSON.stringify(m.copies)],
]
const newNames = newColumns.map(([column]) => column).join(', ')

/** Many rows in one statement, and their bytes beside them. References (a list of lists) travel as JSON. */
export async function insertMessages(tx: Tx, all: readonly NewMessage[]): Promise<void> {
  if (!all.length) return
  await tx.named('sending.insert', `
    with n as (select * from unnest(${newColumns.map(([, type], i) => `$${i + 3}::${type}[]`).join(', ')}, $${newColumns.length + 3}::text[], $${newColumns.length + 4}::text[]) as n (${newNames}, refs, mime)),
    bytes as (insert into message_bytes (workspace_id, message_id, mime) select $1, id, mime from n)
    insert into messages (workspace_id, planned_at, ${newNames}, refs)
    select $1, $2, ${newNames}, case when refs = '[]' then '{}' else array(select jsonb_array_elements_text(refs::jsonb)) end from n`,
    [tx.workspaceId, tx.now, ...newColumns.map(([, , of]) => all.map(of)), all.map((m) => JSON.stringify(m.refs)), all.map((m) => m.mime)])
}

/** A cancelled mail of which nothing has left is planned anew: same id, same Message-ID, new content. */
export async function rewriteMessage(tx: Tx, m: NewMessage): Promise<void> {
  const written = await tx.run(sql`
    update messages set mailbox_id = ${m.mailboxId}, draft_id = ${m.draftId}, tone = ${m.tone}, state = ${m.state}, due_at = ${m.dueAt}, window_end = ${m.windowEnd},
           needs_look = ${m.needsLook}, looked_at = null, to_address = ${m.toAddress}, from_address = ${m.fromAddress}, subject = ${m.subject}, body_text = ${m.bodyText},
           message_id = ${m.messageId}, in_reply_to = ${m.inReplyTo}, refs = ${[...m.refs]}, reason = null, reason_code = null, planned_at = ${tx.now},
           unsubscribe_header = ${m.unsubscribeHeader}, next_attempt_at = null, first_attempt_at = null, attempts = 0
     where workspace_id = ${tx.workspaceId} and id = ${m.id} and state = 'cancelled' and handed_at is null`)
  if (written) await tx.run(sql`update message_bytes set mime = ${m.mime} where workspace_id = ${tx.workspaceId} and message_id = ${m.id}`)
}

/** Their place is taken by another mail; what is counted or shown by step is the new one. */
export const replaceMessages = (tx: Tx, pairs: readonly [old: string, by: string][]): Promise<number> =>
  tx.run(sql`
    update messages m set resent_as = r.by from unnest(${pairs.map(([old]) => old)}::uuid[], ${pairs.map(([, by]) => by)}::uuid[]) as r (old, by)
     where m.workspace_id = ${tx.workspaceId} and m.id = r.old and m.state in ('cancelled', 'failed')`)

export interface Which { leadId?: string | undefined; enrollmentId?: string | undefined; campaignId?: string | undefined; mailboxId?: string | undefined; ids?: readonly string[] | undefined }

export const matching = (w: Which): RawBuilder<unknown> => sql.join([
  ...(w.leadId ? [sql`m.lead_id = ${w.leadId}`] : []), ...(w.enrollmentId ? [sql`m.enrollment_id = ${w.enrollmentId}`] : []),
  // An answer written by hand in a thread of the campaign is a person's: what becomes of the campaign does not touch it.
  ...(w.campaignId ? [sql`m.campaign_id = ${w.campaignId} and m.origin = 'campaign'`] : []), ...(w.mailboxId ? [sql`m.mailbox_id = ${w.mailboxId}`] : []),
  ...(w.ids ? [sql`m.id = any(${[...w.ids]}::uuid[])`] : []),
], sql` and `)

/**
 * Cancelled, or frozen (planned, with a reason to wait for). Rows are locked in the order of their ids, as the gate does
 * it: the two never wait for each other in a circle.
 */
export const stopWhere = (tx: Tx, which: Which, to: 'cancelled' | 'planned', why: Reason): Promise<(Message & { capDay: string | null })[]> =>
  tx.many(sql`
    with hit as (
      select id, cap_day from messages m
       where m.workspace_id = ${tx.workspaceId} and ${matching(which)} and m.state = any(${to === 'cancelled' ? ['planned', 'due', 'claimed', 'held'] : ['planned', 'due', 'claimed']}::text[])
       order by id for update)
    update messages m set state = ${to}, looked_at = null, reason = ${why.sentence}, reason_code = ${why.code}, lease_until = null, leased_by = null, cap_day = null
      from hit where m.workspace_id = ${tx.workspaceId} and m.id = hit.id
    returning ${messageColumns}, hit.cap_day as "capDay"`)

export const rescheduleRow = (tx: Tx, id: string, at: { dueAt: Date; windowEnd: Date | null }): Promise<number> =>
  tx.run(sql`
    update messages set state = case when state = 'held' then 'planned' when needs_look then 'planned' else state end, due_at = ${at.dueAt}, window_end = ${at.windowEnd},
           reason = null, reason_code = null, next_attempt_at = null
     where workspace_id = ${tx.workspaceId} and id = ${id} and state in ('planned', 'due', 'held')`)

export const releaseRow = (tx: Tx, id: string, lookedAt: Date): Promise<number> =>
  tx.run(sql`
    update messages set state = 'due', looked_at = ${lookedAt}, reason = null, reason_code = null
     where workspace_id = ${tx.workspaceId} and id = ${id} and state in ('planned', 'due') and needs_look`)

export const markThread = (tx: Tx, ids: readonly string[], threadId: string): Promise<number> =>
  tx.run(sql`update messages set thread_id = ${threadId} where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[]) and thread_id is distinct from ${threadId}::uuid`)

/** Many mails into many threads. Held in the order of ids, as everywhere. */
export const markThreads = (tx: Tx, mails: readonly { id: string; threadId: string }[]): Promise<unknown> =>
  tx.many(sql`
    with into_ as (select * from unnest(${mails.map((m) => m.id)}::uuid[], ${mails.map((m) => m.threadId)}::uuid[]) as v (id, thread_id)),
    held as (select m.id from messages m where m.workspace_id = ${tx.workspaceId} and m.id in (select id from into_) order by m.id for update)
    update messages m set thread_id = v.thread_id from into_ v join held on held.id = v.id
     where m.workspace_id = ${tx.workspaceId} and m.id = v.id and m.thread_id is distinct from v.thread_id`)

/** From doubt, a hold or failure to another state, by somebody's decision or by evidence. `anyTime`: its sending hours do not bind it any more. */
export const settleRow = (tx: Tx, id: string, to: { state: MessageState; reason: Reason | null; dueAt?: Date; acceptedAt?: Date; resentAs?: string; anyTime?: true }): Promise<number> =>
  tx.run(sql`
    update messages set state = ${to.state}, reason = ${to.reason?.sentence ?? null}, reason_code = ${to.reason?.code ?? null}, next_attempt_at = null,
           window_end = case when ${to.anyTime ?? false} then null else window_end end,
           due_at = coalesce(${to.dueAt ?? null}::timestamptz, due_at), accepted_at = coalesce(${to.acceptedAt ?? null}::timestamptz, accepted_at),
           resent_as = coalesce(${to.resentAs ?? null}::uuid, resent_as),
           first_attempt_at = case when ${to.state} in ('planned', 'due') then null else first_attempt_at end, attempts = case when ${to.state} in ('planned', 'due') then 0 else attempts end
     where workspace_id = ${tx.workspaceId} and id = ${id} and state in ('unconfirmed', 'held', 'failed')`)

/** The stored bytes, without the Date line. */
export const mimeOf = async (tx: Tx, id: string): Promise<string> =>
  (await tx.one<{ mime: string }>(sql`select mime from message_bytes where workspace_id = ${tx.workspaceId} and message_id = ${id}`)).mime
