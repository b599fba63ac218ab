// The questions about putting threads together and taking them apart.
import { sql, type Tx } from '#platform/db'

export const moveMails = (tx: Tx, ids: readonly string[], threadId: string): Promise<number> =>
  tx.run(sql`update inbox_messages set thread_id = ${threadId} where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[])`)

export const markMerged = (tx: Tx, id: string, into: string): Promise<number> =>
  tx.run(sql`update threads set merged_into = ${into}, status = 'done', unread = false, snoozed_until = null where workspace_id = ${tx.workspaceId} and id = ${id}`)

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
