// The questions about putting threads together and taking them apart.
import { sql, type Tx } from '#platform/db'
import { threadColumns, type Thread } from './store.ts'

/** With what became of them, held in the order of ids, so that two who merge the same threads never wait for each other in a circle. */
export const lockToMerge = async (tx: Tx, ids: readonly string[]): Promise<Map<string, Thread & { mergedInto: string | null; assigneeId: string | null }>> =>
  new Map((await tx.many<Thread & { mergedInto: string | null; assigneeId: string | null }>(sql`
    select ${threadColumns}, t.merged_into as "mergedInto", t.assignee_id as "assigneeId" from threads t
     where t.workspace_id = ${tx.workspaceId} and t.id = any(${[...ids]}::uuid[]) order by t.id for update`)).map((t) => [t.id, t]))

export const moveMails = (tx: Tx, ids: readonly string[], threadId: string): Promise<number> =>
  tx.run(sql`update inbox_messages set thread_id = ${threadId} where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[])`)

export const markMerged = (tx: Tx, id: string, into: string): Promise<number> =>
  tx.run(sql`update threads set merged_into = ${into}, status = 'done', unread = false, snoozed_until = null where workspace_id = ${tx.workspaceId} and id = ${id}`)

/**
 * What people made of the thread that goes: what waits in it goes on waiting, its labels, next step and notes come along. So does its
 * assignee, as far as they may read all of the other; nobody is brought in by the way. `manages`: they read what managers read.
 */
export async function carryOver(tx: Tx, from: string, into: string, manages: boolean): Promise<void> {
  await tx.run(sql`
    update threads b set unread = b.unread or a.unread,
           status = case when 'open' in (a.status, b.status) then 'open' when 'snoozed' in (a.status, b.status) then 'snoozed' else 'done' end,
           snoozed_until = case when 'open' in (a.status, b.status) then null else least(a.snoozed_until, b.snoozed_until) end,
           labels = array(select label from unnest(b.labels || a.labels) with ordinality u (label, nth) group by label order by min(nth) limit 20), next_step = coalesce(b.next_step, a.next_step),
           assignee_id = coalesce(b.assignee_id, case when mail_level(m.sharing, m.owner_id, b.brought_in, a.assignee_id, ${manages}::boolean) = 'full' then a.assignee_id end)
      from threads a join mailboxes m on m.workspace_id = a.workspace_id and m.id = a.mailbox_id
     where b.workspace_id = ${tx.workspaceId} and b.id = ${into} and a.workspace_id = ${tx.workspaceId} and a.id = ${from}`)
  await tx.run(sql`update thread_notes set thread_id = ${into} where workspace_id = ${tx.workspaceId} and thread_id = ${from}`)
}

/** Newest time, words and class of a thread, from the mails that are in it now. A person's class stays. */
export const refreshThread = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`
    update threads t set last_at = m.received_at, snippet = left(regexp_replace(m.body_text, '\\s+', ' ', 'g'), 200),
           class = case when t.class_by = 'person' then t.class else coalesce(p.class, m.class, t.class) end
      from (select received_at, body_text, class from inbox_messages where workspace_id = ${tx.workspaceId} and thread_id = ${id} order by received_at desc, id desc limit 1) m
      left join (select class from inbox_messages where workspace_id = ${tx.workspaceId} and thread_id = ${id} and not outgoing and kind in ('reply', 'opt_out') order by received_at desc, id desc limit 1) p on true
     where t.workspace_id = ${tx.workspaceId} and t.id = ${id}`)

export interface Move { kind: 'merge' | 'split'; fromThread: string; toThread: string; mails: string[]; messages: string[] }

export const insertMove = (tx: Tx, m: Move): Promise<number> =>
  tx.run(sql`
    insert into thread_moves (workspace_id, at, by_user, kind, from_thread, to_thread, mails, messages)
    values (${tx.workspaceId}, ${tx.now}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${m.kind}, ${m.fromThread}, ${m.toThread}, ${m.mails}::uuid[], ${m.messages}::uuid[])`)

export const movesOf = (tx: Tx, threadId: string): Promise<(Move & { at: Date; byUser: string | null })[]> =>
  tx.many(sql`
    select kind, from_thread as "fromThread", to_thread as "toThread", mails, messages, at, by_user as "byUser" from thread_moves
     where workspace_id = ${tx.workspaceId} and (from_thread = ${threadId} or to_thread = ${threadId}) order by at desc, id desc limit 100`)
