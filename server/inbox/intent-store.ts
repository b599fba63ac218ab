// The questions about what replies want: corrections, and how often the machine was right.
import type { MailKind, ThreadClass } from '#contract/inbox'
import { sql, type Tx } from '#platform/db'
import { levelOf } from './access.ts'
import type { AutoKind } from './auto-reply.ts'
import type { Intent, Judgement } from './intent.ts'

export interface Correction { id: string; inboxMessageId: string; at: Date; byUser: string | null; text: string; before: Intent; after: Intent; confidence: number | null }

export const insertCorrection = (tx: Tx, c: Omit<Correction, 'id' | 'at' | 'byUser'>): Promise<number> =>
  tx.run(sql`
    insert into intent_corrections (workspace_id, inbox_message_id, at, by_user, text, before, after, confidence)
    values (${tx.workspaceId}, ${c.inboxMessageId}, ${tx.now}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${c.text.slice(0, 2000)}, ${c.before}, ${c.after}, ${c.confidence})`)

/** The text only for whoever may read the mail it was in. */
export const newestCorrections = (tx: Tx, most: number): Promise<Correction[]> =>
  tx.many(sql`
    select c.id, c.inbox_message_id as "inboxMessageId", c.at, c.by_user as "byUser", case when ${levelOf(tx)} = 'full' then c.text else '' end as text, c.before, c.after, c.confidence
      from intent_corrections c join inbox_messages i on i.workspace_id = c.workspace_id and i.id = c.inbox_message_id
      join mailboxes b on b.workspace_id = i.workspace_id and b.id = i.mailbox_id left join threads t on t.workspace_id = i.workspace_id and t.id = i.thread_id
     where c.workspace_id = ${tx.workspaceId} order by c.at desc, c.id desc limit ${most}`)

/** What is learnt from: the last word on each mail, the newest first. */
export const lessons = (tx: Tx, most: number): Promise<{ text: string; after: Intent }[]> =>
  tx.many(sql`
    select text, after from (
      select distinct on (inbox_message_id) text, after, at, id from intent_corrections where workspace_id = ${tx.workspaceId} order by inbox_message_id, at desc, id desc) c
     order by at desc, id desc limit ${most}`)

/** Changes with every correction. */
export const lessonMark = async (tx: Tx): Promise<string> =>
  (await tx.one<{ mark: string }>(sql`select count(*) || ':' || coalesce(max(id::text), '') as mark from intent_corrections where workspace_id = ${tx.workspaceId}`)).mark

export const saveIntent = (tx: Tx, id: string, j: Pick<Judgement, 'intent' | 'sentiment' | 'confidence' | 'by' | 'reason'> & { class: string }): Promise<number> =>
  tx.run(sql`
    update inbox_messages set intent = ${j.intent}, sentiment = ${j.sentiment}, confidence = ${j.confidence}, intent_by = ${j.by}, intent_reason = ${j.reason}, class = ${j.class}
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** A mail is of another kind than it was taken for; whose turn it is in its thread follows from that. */
export async function saveKind(tx: Tx, id: string, threadId: string | null, to: { kind: MailKind; reason: string; class: ThreadClass; auto: AutoKind | null; returnDate: string | null }): Promise<void> {
  await tx.run(sql`
    update inbox_messages set kind = ${to.kind}, kind_reason = ${to.reason}, class = ${to.class}, auto_kind = ${to.auto}, return_date = ${to.returnDate}::date
     where workspace_id = ${tx.workspaceId} and id = ${id}`)
  if (threadId) await tx.many(sql`select thread_turns(${tx.workspaceId}::uuid, ${threadId}::uuid)`)
}

/** The machine's judgement against what it is held to be now, of replies and opt-outs. */
export const matrixSince = (tx: Tx, since: Date): Promise<{ machine: Intent; now: Intent; byPerson: boolean; n: number }[]> =>
  tx.many(sql`
    select intent_first as machine, intent as now, intent_by = 'person' as "byPerson", count(*) as n from inbox_messages
     where workspace_id = ${tx.workspaceId} and received_at >= ${since} and intent_first is not null and intent is not null and kind in ('reply', 'opt_out') and not outgoing
     group by 1, 2, 3`)
