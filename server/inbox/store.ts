// The questions about threads and incoming mails: what taking in and answering need. Lists for people are in list-store.ts.
import type { MailKind, ThreadClass } from '#contract/inbox'
import { sql, type Tx } from '#platform/db'
import type { Intent, Judgement, Sentiment } from './intent.ts'

export interface InboxMessage {
  id: string
  mailboxId: string
  threadId: string | null
  folder: string
  messageId: string | null
  refs: string[]
  fromAddress: string
  fromName: string
  replyTo: string | null
  toAddresses: string[]
  subject: string
  bodyText: string
  fullText: string
  hasHtml: boolean
  mayHavePictures: boolean
  kind: MailKind
  kindReason: string
  class: ThreadClass | null
  autoKind: string | null
  returnDate: string | null
  report: unknown
  receivedAt: Date
  leadId: string | null
  answers: string | null
  campaignId: string | null
  matchReason: string | null
  problem: string | null
  outgoing: boolean
  attachments: { name: string; type: string; size: number }[]
  intent: Intent | null
  sentiment: Sentiment | null
  confidence: number | null
  intentBy: Judgement['by'] | null
  intentReason: string | null
}

const columns = sql`i.id, i.mailbox_id as "mailboxId", i.thread_id as "threadId", i.folder, i.message_id as "messageId", i.refs, i.from_address as "fromAddress",
  i.from_name as "fromName", i.reply_to as "replyTo", i.to_addresses as "toAddresses", i.subject, i.body_text as "bodyText", i.full_text as "fullText",
  i.body_html is not null as "hasHtml", coalesce(i.body_html ~* '<img[^>]*src\s*=\s*.?https?://', false) as "mayHavePictures", i.kind, i.kind_reason as "kindReason", i.class, i.auto_kind as "autoKind", i.return_date as "returnDate", i.report,
  i.received_at as "receivedAt", i.lead_id as "leadId", i.answers, i.campaign_id as "campaignId", i.match_reason as "matchReason", i.problem, i.outgoing, i.attachments,
  i.intent, i.sentiment, i.confidence, i.intent_by as "intentBy", i.intent_reason as "intentReason"`

export const findInboxMessage = (tx: Tx, id: string): Promise<InboxMessage | undefined> =>
  tx.maybe<InboxMessage>(sql`select ${columns} from inbox_messages i where i.workspace_id = ${tx.workspaceId} and i.id = ${id}`)

export const lockInboxMessage = (tx: Tx, id: string): Promise<InboxMessage | undefined> =>
  tx.maybe<InboxMessage>(sql`select ${columns} from inbox_messages i where i.workspace_id = ${tx.workspaceId} and i.id = ${id} for update`)

export const mailsOfThread = (tx: Tx, threadId: string): Promise<InboxMessage[]> =>
  tx.many<InboxMessage>(sql`select ${columns} from inbox_messages i where i.workspace_id = ${tx.workspaceId} and i.thread_id = ${threadId} order by i.received_at, i.id limit 500`)

/** The newest answer of a person that is known to be this lead's, in one campaign. */
export const lastAnswerOf = (tx: Tx, leadId: string, campaignId: string): Promise<{ text: string; receivedAt: Date } | undefined> =>
  tx.maybe(sql`
    select body_text as text, received_at as "receivedAt" from inbox_messages
     where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and campaign_id = ${campaignId} and kind = 'reply' and not outgoing order by received_at desc, id desc limit 1`)

/** The newest note of absence of each of these leads. */
export const newestNotes = async (tx: Tx, leadIds: readonly string[]): Promise<Map<string, { returnDate: string | null; receivedAt: Date }>> =>
  new Map((await tx.many<{ leadId: string; returnDate: string | null; receivedAt: Date }>(sql`
    select distinct on (lead_id) lead_id as "leadId", return_date as "returnDate", received_at as "receivedAt" from inbox_messages
     where workspace_id = ${tx.workspaceId} and lead_id = any(${[...leadIds]}::uuid[]) and kind = 'out_of_office' and not outgoing
     order by lead_id, received_at desc, id desc`)).map(({ leadId, ...note }) => [leadId, note]))

/** What an answer goes to: a mail from outside that is no report of a machine. */
export const mayBeAnswered = (m: Pick<InboxMessage, 'outgoing' | 'kind'>): boolean => !m.outgoing && m.kind !== 'bounce' && m.kind !== 'complaint'

export const htmlOf = (tx: Tx, id: string): Promise<{ html: string | null; mailboxId: string } | undefined> =>
  tx.maybe(sql`select body_html as html, mailbox_id as "mailboxId" from inbox_messages where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const knownIdentities = async (tx: Tx, mailboxId: string, identities: readonly string[]): Promise<Set<string>> =>
  new Set((await tx.many<{ identity: string }>(sql`
    select identity from inbox_messages where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and identity = any(${[...identities]}::text[])`)).map((row) => row.identity))

/** Mails already in threads that carry one of these Message-IDs: the newest of each. */
export const inThreads = (tx: Tx, mailboxId: string, ids: readonly string[]): Promise<{ threadId: string; leadId: string | null; messageId: string; answers: string | null; campaignId: string | null; receivedAt: Date }[]> =>
  tx.many(sql`
    select distinct on (message_id) thread_id as "threadId", lead_id as "leadId", message_id as "messageId", answers, campaign_id as "campaignId", received_at as "receivedAt" from inbox_messages
     where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and message_id = any(${[...ids]}::text[]) and thread_id is not null
     order by message_id, received_at desc`)

export interface NewInboxMessage {
  mailboxId: string; folder: string; uid: number | null; messageId: string | null; identity: string; inReplyTo: string | null; refs: string[]
  fromAddress: string; fromName: string; replyTo: string | null; toAddresses: string[]; subject: string; bodyText: string; fullText: string; bodyHtml: string | null
  kind: MailKind; kindReason: string; class: ThreadClass | null; autoKind: string | null; returnDate: string | null; report: unknown; receivedAt: Date
  leadId: string | null; answers: string | null; campaignId: string | null; matchReason: string | null; size: number; problem: string | null; outgoing: boolean
  attachments: { name: string; type: string; size: number }[]; threadId: string | null; judged: Judgement | null
}

const newColumns: readonly [column: string, type: string, of: (m: NewInboxMessage) => unknown][] = [
  ['mailbox_id', 'uuid', (m) => m.mailboxId], ['thread_id', 'uuid', (m) => m.threadId], ['folder', 'text', (m) => m.folder], ['uid', 'bigint', (m) => m.uid], ['message_id', 'text', (m) => m.messageId], ['identity', 'text', (m) => m.identity],
  ['in_reply_to', 'text', (m) => m.inReplyTo], ['refs', 'text[]', (m) => m.refs], ['from_address', 'text', (m) => m.fromAddress], ['from_name', 'text', (m) => m.fromName], ['reply_to', 'text', (m) => m.replyTo],
  ['to_addresses', 'text[]', (m) => m.toAddresses], ['subject', 'text', (m) => m.subject], ['body_text', 'text', (m) => m.bodyText], ['full_text', 'text', (m) => m.fullText], ['body_html', 'text', (m) => m.bodyHtml],
  ['kind', 'text', (m) => m.kind], ['kind_reason', 'text', (m) => m.kindReason], ['class', 'text', (m) => m.class], ['auto_kind', 'text', (m) => m.autoKind], ['return_date', 'date', (m) => m.returnDate], ['report', 'jsonb', (m) => m.report],
  ['received_at', 'timestamptz', (m) => m.receivedAt], ['lead_id', 'uuid', (m) => m.leadId], ['answers', 'uuid', (m) => m.answers], ['campaign_id', 'uuid', (m) => m.campaignId], ['match_reason', 'text', (m) => m.matchReason],
  ['size', 'int', (m) => m.size], ['problem', 'text', (m) => m.problem], ['outgoing', 'boolean', (m) => m.outgoing], ['attachments', 'jsonb', (m) => m.attachments], ['intent', 'text', (m) => m.judged?.intent],
  ['intent_first', 'text', (m) => m.judged?.intent], ['sentiment', 'text', (m) => m.judged?.sentiment], ['confidence', 'real', (m) => m.judged?.confidence], ['intent_by', 'text', (m) => m.judged?.by], ['intent_reason', 'text', (m) => m.judged?.reason],
]
const newNames = newColumns.map(([column]) => column).join(', ')
const insertNew = `
  insert into inbox_messages (workspace_id, synced_at, ${newNames})
  select $1, $2, ${newNames} from json_to_recordset($3::json) as n (${newColumns.map(([column, type]) => `${column} ${type}`).join(', ')})
  on conflict (workspace_id, mailbox_id, identity) do nothing returning id, identity`

/** In one statement. Ids by identity; a mail that is here already has none. Lists and reports travel as JSON. */
export async function insertInboxMessages(tx: Tx, all: readonly NewInboxMessage[]): Promise<Map<string, string>> {
  if (!all.length) return new Map()
  const rows = all.map((m) => Object.fromEntries(newColumns.map(([column, , of]) => [column, of(m) ?? null])))
  return new Map((await tx.named<{ id: string; identity: string }>('inbox.insert', insertNew, [tx.workspaceId, tx.now, JSON.stringify(rows)])).map((row) => [row.identity, row.id]))
}

export const assignMessage = (tx: Tx, id: string, to: { leadId: string | null; threadId: string | null; answers: string | null; campaignId: string | null; matchReason: string }): Promise<number> =>
  tx.run(sql`
    update inbox_messages set lead_id = ${to.leadId}, thread_id = ${to.threadId}, answers = coalesce(${to.answers}::uuid, answers), campaign_id = coalesce(${to.campaignId}::uuid, campaign_id), match_reason = ${to.matchReason}
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Soft bounces of an address since then: expired deliveries and full mailboxes add up. */
export const softBouncesSince = async (tx: Tx, leadId: string, since: Date): Promise<number> =>
  (await tx.one<{ n: number }>(sql`
    select count(*) as n from inbox_messages
     where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and kind = 'bounce' and received_at >= ${since} and report->>'counts' = 'true'`)).n

// ── Threads ──

export interface Thread {
  id: string
  mailboxId: string
  leadId: string | null
  campaignId: string | null
  subject: string
  class: ThreadClass
  classBy: string
  status: 'open' | 'done' | 'snoozed'
  unread: boolean
  snoozedUntil: Date | null
  lastAt: Date
  snippet: string
}

export const threadColumns = sql`t.id, t.mailbox_id as "mailboxId", t.lead_id as "leadId", t.campaign_id as "campaignId", t.subject, t.class, t.class_by as "classBy",
  t.status, t.unread, t.snoozed_until as "snoozedUntil", t.last_at as "lastAt", t.snippet`

export const findThread = (tx: Tx, id: string): Promise<Thread | undefined> =>
  tx.maybe<Thread>(sql`select ${threadColumns} from threads t where t.workspace_id = ${tx.workspaceId} and t.id = ${id}`)

export const lockThread = (tx: Tx, id: string): Promise<Thread | undefined> =>
  tx.maybe<Thread>(sql`select ${threadColumns} from threads t where t.workspace_id = ${tx.workspaceId} and t.id = ${id} for update`)

export const findThreads = async (tx: Tx, ids: readonly string[]): Promise<Map<string, Thread>> =>
  new Map(!ids.length ? [] : (await tx.many<Thread>(sql`select ${threadColumns} from threads t where t.workspace_id = ${tx.workspaceId} and t.id = any(${[...ids]}::uuid[])`)).map((t) => [t.id, t]))

/** Threads of mails that answer one of ours, the newest first; each once for every mail of ours that is answered in it. */
export const threadsAnswering = async (tx: Tx, messageIds: readonly string[]): Promise<(Thread & { answers: string })[]> =>
  !messageIds.length ? [] : tx.many(sql`
    select ${threadColumns}, i.answers from threads t
      join (select distinct thread_id, answers from inbox_messages
             where workspace_id = ${tx.workspaceId} and answers = any(${[...messageIds]}::uuid[]) and thread_id is not null) i on i.thread_id = t.id
     where t.workspace_id = ${tx.workspaceId} order by t.last_at desc`)

/** Who has each of these and what it shows, by id: for those who tell people of it, not for a reader. */
export const threadsToTellOf = async (tx: Tx, ids: readonly string[]): Promise<Map<string, { assigneeId: string | null; snippet: string }>> =>
  new Map((await tx.many<{ id: string; assigneeId: string | null; snippet: string }>(sql`
    select id, assignee_id as "assigneeId", snippet from threads where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[])`)).map((t) => [t.id, t]))

/** Theirs in this mailbox since then, the newest first. */
export const threadsOfLeads = async (tx: Tx, leadIds: readonly string[], mailboxId: string, since: Date): Promise<Thread[]> =>
  !leadIds.length ? [] : tx.many<Thread>(sql`
    select ${threadColumns} from threads t
     where t.workspace_id = ${tx.workspaceId} and t.lead_id = any(${[...leadIds]}::uuid[]) and t.mailbox_id = ${mailboxId} and t.merged_into is null and t.last_at >= ${since} order by t.last_at desc`)

/** Held in the order of ids: whoever changes many threads at once does the same. */
export const holdThreads = (tx: Tx, ids: readonly string[]): Promise<unknown> =>
  tx.many(sql`select id from threads where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[]) order by id for update`)

export interface NewThread { mailboxId: string; leadId: string | null; campaignId: string | null; subject: string; lastAt: Date; follows: string | null }

/** Their ids, in the same order. */
export async function insertThreads(tx: Tx, all: readonly NewThread[]): Promise<string[]> {
  if (!all.length) return []
  const rows = await tx.many<{ nth: number; id: string }>(sql`
    with n as materialized (
      select new_id() as id, u.* from unnest(${all.map((t) => t.mailboxId)}::uuid[], ${all.map((t) => t.leadId)}::uuid[], ${all.map((t) => t.campaignId)}::uuid[], ${all.map((t) => t.subject)}::text[],
                                             ${all.map((t) => t.lastAt)}::timestamptz[], ${all.map((t) => t.follows)}::uuid[]) with ordinality as u (mailbox_id, lead_id, campaign_id, subject, last_at, follows, nth)),
    written as (
      insert into threads (id, workspace_id, mailbox_id, lead_id, campaign_id, subject, last_at, follows, unread)
      select id, ${tx.workspaceId}, mailbox_id, lead_id, campaign_id, subject, last_at, follows, false from n)
    select nth, id from n order by nth`)
  return rows.map((row) => row.id)
}

export interface Bump { id: string; class: ThreadClass; byPerson: boolean; at: Date; snippet: string; unread: boolean }

/** New mails came in, one a thread: it is open again and shows it. A person's class stays when only a machine answered. */
export const bumpThreads = (tx: Tx, all: readonly Bump[]): Promise<unknown> =>
  tx.many(sql`
    update threads t set last_at = greatest(t.last_at, b.at),
           snippet = case when b.at >= t.last_at then b.snippet else t.snippet end,
           class = case when b.by_person or t.class in ('other', 'auto_reply', 'out_of_office', 'bounce') then b.class else t.class end,
           class_by = case when b.by_person then 'rules' else t.class_by end,
           unread = t.unread or b.unread, status = case when b.unread then 'open' else t.status end,
           snoozed_until = case when b.unread then null else t.snoozed_until end
      from unnest(${all.map((b) => b.id)}::uuid[], ${all.map((b) => b.class)}::text[], ${all.map((b) => b.byPerson)}::boolean[], ${all.map((b) => b.at)}::timestamptz[], ${all.map((b) => b.snippet)}::text[], ${all.map((b) => b.unread)}::boolean[])
        as b (id, class, by_person, at, snippet, unread)
     where t.workspace_id = ${tx.workspaceId} and t.id = b.id`)

export const changeThread = (tx: Tx, id: string, to: Partial<Pick<Thread, 'class' | 'classBy' | 'status' | 'unread' | 'snoozedUntil'>>): Promise<number> =>
  tx.run(sql`
    update threads set class = coalesce(${to.class ?? null}, class), class_by = coalesce(${to.classBy ?? null}, class_by), status = coalesce(${to.status ?? null}, status),
           unread = coalesce(${to.unread ?? null}::boolean, unread),
           snoozed_until = case when ${to.snoozedUntil !== undefined} then ${to.snoozedUntil ?? null}::timestamptz else snoozed_until end
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

// ── Where we are in a folder ──

export const saveFolderPlace = (tx: Tx, mailboxId: string, folder: string, role: string, place: { uidValidity: number; uidNext: number }): Promise<unknown> =>
  tx.many(sql`
    insert into mailbox_folders (workspace_id, mailbox_id, folder, role, uid_validity, uid_next) values (${tx.workspaceId}, ${mailboxId}, ${folder}, ${role}, ${place.uidValidity}, ${place.uidNext})
    on conflict (workspace_id, mailbox_id, folder) do update set role = excluded.role, uid_validity = excluded.uid_validity, uid_next = excluded.uid_next`)

export const rewindFolders = (tx: Tx, mailboxId: string): Promise<number> =>
  tx.run(sql`update mailbox_folders set uid_validity = 0 where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId}`)

/** Whether a person answered as one of these leads since then. So has whoever is in copy and wants no more mails: for the lead that is an answer. */
export const answeredSince = async (tx: Tx, leadIds: readonly string[], since: Date): Promise<boolean> =>
  (await tx.one<{ so: boolean }>(sql`select exists (select from inbox_messages where workspace_id = ${tx.workspaceId} and lead_id = any(${[...leadIds]}::uuid[]) and kind in ('reply', 'opt_out') and received_at >= ${since}) as so`)).so

/** The same, each with a moment of their own: of these leads, those who did. */
export const whoAnsweredSince = async (tx: Tx, asked: readonly { leadId: string; since: Date }[]): Promise<Set<string>> =>
  new Set((await tx.many<{ id: string }>(sql`
    select distinct i.lead_id as id from unnest(${asked.map((a) => a.leadId)}::uuid[], ${asked.map((a) => a.since)}::timestamptz[]) as a (lead_id, since)
      join inbox_messages i on i.workspace_id = ${tx.workspaceId} and i.lead_id = a.lead_id and i.kind in ('reply', 'opt_out') and i.received_at >= a.since`)).map((row) => row.id))

/** Mails written to these leads in another mail program since then, as far as they were seen in Sent. */
export const writtenByHand = (tx: Tx, leadIds: readonly string[], since: Date): Promise<{ leadId: string; at: Date }[]> =>
  tx.many(sql`select lead_id as "leadId", max(received_at) as at from inbox_messages where workspace_id = ${tx.workspaceId} and lead_id = any(${[...leadIds]}::uuid[]) and outgoing and received_at >= ${since} group by 1`)
