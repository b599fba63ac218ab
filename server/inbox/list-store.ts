// Threads and mails as people look at them: lists, counts, the tray.
import { sql, type Tx } from '#platform/db'
import { threadColumns, type InboxMessage, type Thread } from './store.ts'

export interface Seen {
  /** Mailboxes this person may read */
  mailboxIds: string[]
  classes?: string[] | undefined
  status: 'open' | 'done' | 'snoozed' | 'all'
  unread?: boolean | undefined
  campaignId?: string | undefined
  leadId?: string | undefined
  search?: string | undefined
}

const like = (text: string): string => `%${text.toLowerCase().replace(/[\\%_]/g, (c) => `\\${c}`)}%`

const where = (tx: Tx, it: Seen) => sql`
  t.workspace_id = ${tx.workspaceId} and t.mailbox_id = any(${it.mailboxIds}::uuid[])
  and (${it.status} = 'all' or t.status = ${it.status} or (${it.status} = 'open' and t.status = 'snoozed' and t.snoozed_until <= ${tx.now}))
  and (${it.classes ?? null}::text[] is null or t.class = any(${it.classes ?? null}::text[]))
  and (${it.unread ?? null}::boolean is null or t.unread = ${it.unread ?? null}::boolean)
  and (${it.campaignId ?? null}::uuid is null or t.campaign_id = ${it.campaignId ?? null}::uuid)
  and (${it.leadId ?? null}::uuid is null or t.lead_id = ${it.leadId ?? null}::uuid)
  ${it.search ? sql`and t.id in (select i.thread_id from inbox_messages i where i.workspace_id = ${tx.workspaceId} and i.searchable like ${like(it.search)})` : sql``}`

/** Newest first, after a place (last_at, id). */
export const listThreadRows = (tx: Tx, it: Seen, after: { at: string; id: string } | undefined, most: number): Promise<(Thread & { lastAtExact: string })[]> =>
  tx.many(sql`
    select ${threadColumns}, t.last_at::text as "lastAtExact" from threads t
     where ${where(tx, it)} ${after ? sql`and (t.last_at, t.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
     order by t.last_at desc, t.id desc limit ${most}`)

/** Who wrote last from outside, by thread. */
export const lastFrom = async (tx: Tx, threadIds: readonly string[]): Promise<Map<string, { name: string; address: string }>> =>
  new Map((await tx.many<{ threadId: string; name: string; address: string }>(sql`
    select distinct on (i.thread_id) i.thread_id as "threadId", i.from_name as name, i.from_address as address from inbox_messages i
     where i.workspace_id = ${tx.workspaceId} and i.thread_id = any(${[...threadIds]}::uuid[]) and not i.outgoing
     order by i.thread_id, (i.kind = 'bounce'), i.received_at desc`)).map(({ threadId, name, address }) => [threadId, { name, address }]))

export const countThreads = (tx: Tx, mailboxIds: string[]): Promise<{ class: string; open: number; unread: number }[]> =>
  tx.many(sql`
    select t.class, count(*) as open, count(*) filter (where t.unread) as unread from threads t
     where t.workspace_id = ${tx.workspaceId} and t.mailbox_id = any(${mailboxIds}::uuid[])
       and (t.status = 'open' or (t.status = 'snoozed' and t.snoozed_until <= ${tx.now})) group by t.class`)

export const countUnmatched = async (tx: Tx, mailboxIds: string[]): Promise<number> =>
  (await tx.one<{ n: number }>(sql`
    select count(*) as n from (select 1 from inbox_messages where workspace_id = ${tx.workspaceId} and match_reason is null and mailbox_id = any(${mailboxIds}::uuid[]) limit 1000) x`)).n

export const unmatchedRows = (tx: Tx, mailboxIds: string[], after: { at: string; id: string } | undefined, most: number): Promise<(InboxMessage & { receivedExact: string })[]> =>
  tx.many(sql`
    select i.id, i.mailbox_id as "mailboxId", i.from_address as "fromAddress", i.from_name as "fromName", i.subject, i.body_text as "bodyText", i.body_html is not null as "hasHtml",
           i.kind, i.kind_reason as "kindReason", i.problem, i.received_at as "receivedAt", i.received_at::text as "receivedExact"
      from inbox_messages i
     where i.workspace_id = ${tx.workspaceId} and i.match_reason is null and i.mailbox_id = any(${mailboxIds}::uuid[])
       ${after ? sql`and (i.received_at, i.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
     order by i.received_at desc, i.id desc limit ${most}`)


export const syncCounts = (tx: Tx, mailboxId: string): Promise<{ stored: number; unreadable: number }> =>
  tx.one(sql`select count(*) as stored, count(*) filter (where problem is not null) as unreadable from inbox_messages where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId}`)

export const foldersOf = (tx: Tx, mailboxId: string): Promise<{ folder: string; uidValidity: number; uidNext: number }[]> =>
  tx.many(sql`select folder, uid_validity as "uidValidity", uid_next as "uidNext" from mailbox_folders where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} order by folder`)
