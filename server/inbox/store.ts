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

/** What an answer goes to: a mail from outside that is no report of a machine. */
export const mayBeAnswered = (m: Pick<InboxMessage, 'outgoing' | 'kind'>): boolean => !m.outgoing && m.kind !== 'bounce' && m.kind !== 'complaint'

export const htmlOf = (tx: Tx, id: string): Promise<{ html: string | null; mailboxId: string } | undefined> =>
  tx.maybe(sql`select body_html as html, mailbox_id as "mailboxId" from inbox_messages where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const knownIdentities = async (tx: Tx, mailboxId: string, identities: readonly string[]): Promise<Set<string>> =>
  new Set((await tx.many<{ identity: string }>(sql`
    select identity from inbox_messages where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and identity = any(${[...identities]}::text[])`)).map((row) => row.identity))

/** Mails already in threads that carry one of these Message-IDs, the newest first. */
export const inThreads = (tx: Tx, mailboxId: string, ids: readonly string[]): Promise<{ threadId: string; leadId: string | null; messageId: string; answers: string | null; campaignId: string | null }[]> =>
  tx.many(sql`
    select thread_id as "threadId", lead_id as "leadId", message_id as "messageId", answers, campaign_id as "campaignId" from inbox_messages
     where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and message_id = any(${[...ids]}::text[]) and thread_id is not null
     order by received_at desc limit 20`)

export interface NewInboxMessage {
  mailboxId: string; folder: string; uid: number | null; messageId: string | null; identity: string; inReplyTo: string | null; refs: string[]
  fromAddress: string; fromName: string; replyTo: string | null; toAddresses: string[]; subject: string; bodyText: string; fullText: string; bodyHtml: string | null
  kind: MailKind; kindReason: string; class: ThreadClass | null; autoKind: string | null; returnDate: string | null; report: unknown; receivedAt: Date
  leadId: string | null; answers: string | null; campaignId: string | null; matchReason: string | null; size: number; problem: string | null; outgoing: boolean
  attachments: { name: string; type: string; size: number }[]; threadId: string | null; judged: Judgement | null
}

/** Undefined when this very mail is here already. */
export const insertInboxMessage = (tx: Tx, m: NewInboxMessage): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`
    insert into inbox_messages (workspace_id, mailbox_id, thread_id, folder, uid, message_id, identity, in_reply_to, refs, from_address, from_name, reply_to, to_addresses,
                                subject, body_text, full_text, body_html, kind, kind_reason, class, auto_kind, return_date, report, received_at, synced_at, lead_id, answers,
                                campaign_id, match_reason, size, problem, outgoing, attachments, intent, intent_first, sentiment, confidence, intent_by, intent_reason)
    values (${tx.workspaceId}, ${m.mailboxId}, ${m.threadId}, ${m.folder}, ${m.uid}, ${m.messageId}, ${m.identity}, ${m.inReplyTo}, ${m.refs}::text[], ${m.fromAddress}, ${m.fromName},
            ${m.replyTo}, ${m.toAddresses}::text[], ${m.subject}, ${m.bodyText}, ${m.fullText}, ${m.bodyHtml}, ${m.kind}, ${m.kindReason}, ${m.class}, ${m.autoKind}, ${m.returnDate}::date,
            ${m.report ? JSON.stringify(m.report) : null}::jsonb, ${m.receivedAt}, ${tx.now}, ${m.leadId}, ${m.answers}, ${m.campaignId}, ${m.matchReason}, ${m.size}, ${m.problem}, ${m.outgoing},
            ${JSON.stringify(m.attachments)}::jsonb, ${m.judged?.intent ?? null}, ${m.judged?.intent ?? null}, ${m.judged?.sentiment ?? null}, ${m.judged?.confidence ?? null}, ${m.judged?.by ?? null}, ${m.judged?.reason ?? null})
    on conflict (workspace_id, mailbox_id, identity) do nothing returning id`)

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

/** Threads of mails that answer one of ours, the newest first. */
export const threadsAnswering = (tx: Tx, messageIds: readonly string[]): Promise<Thread[]> =>
  tx.many<Thread>(sql`
    select ${threadColumns} from threads t
     where t.workspace_id = ${tx.workspaceId}
       and t.id in (select i.thread_id from inbox_messages i where i.workspace_id = ${tx.workspaceId} and i.answers = any(${[...messageIds]}::uuid[]) and i.thread_id is not null)
     order by t.last_at desc limit 20`)

export const threadsOfLead = (tx: Tx, leadId: string, mailboxId: string, since: Date): Promise<Thread[]> =>
  tx.many<Thread>(sql`
    select ${threadColumns} from threads t
     where t.workspace_id = ${tx.workspaceId} and t.lead_id = ${leadId} and t.mailbox_id = ${mailboxId} and t.merged_into is null and t.last_at >= ${since} order by t.last_at desc limit 20`)

export const insertThread = (tx: Tx, t: { mailboxId: string; leadId: string | null; campaignId: string | null; subject: string; lastAt: Date; follows: string | null }): Promise<{ id: string }> =>
  tx.one(sql`
    insert into threads (workspace_id, mailbox_id, lead_id, campaign_id, subject, last_at, follows, unread)
    values (${tx.workspaceId}, ${t.mailboxId}, ${t.leadId}, ${t.campaignId}, ${t.subject}, ${t.lastAt}, ${t.follows}, false) returning id`)

/** A new mail came in: the thread is open again and shows it. A person's class stays when only a machine answered. */
export const bumpThread = (tx: Tx, id: string, mail: { class: ThreadClass; byPerson: boolean; at: Date; snippet: string; unread: boolean }): Promise<number> =>
  tx.run(sql`
    update threads set last_at = greatest(last_at, ${mail.at}),
           snippet = case when ${mail.at} >= last_at then ${mail.snippet} else snippet end,
           class = case when ${mail.byPerson} or class in ('other', 'auto_reply', 'out_of_office', 'bounce') then ${mail.class} else class end,
           class_by = case when ${mail.byPerson} then 'rules' else class_by end,
           unread = unread or ${mail.unread}, status = case when ${mail.unread} then 'open' else status end,
           snoozed_until = case when ${mail.unread} then null else snoozed_until end
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const changeThread = (tx: Tx, id: string, to: Partial<Pick<Thread, 'class' | 'classBy' | 'status' | 'unread' | 'snoozedUntil'>>): Promise<number> =>
  tx.run(sql`
    update threads set class = coalesce(${to.class ?? null}, class), class_by = coalesce(${to.classBy ?? null}, class_by), status = coalesce(${to.status ?? null}, status),
           unread = coalesce(${to.unread ?? null}::boolean, unread),
           snoozed_until = case when ${to.snoozedUntil !== undefined} then ${to.snoozedUntil ?? null}::timestamptz else snoozed_until end
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

// ── Where we are in a folder ──

export const saveFolderPlace = (tx: Tx, mailboxId: string, folder: string, role: string, place: { uidValidity: number; uidNext: number }): Promise<number> =>
  tx.run(sql`
    insert into mailbox_folders (workspace_id, mailbox_id, folder, role, uid_validity, uid_next) values (${tx.workspaceId}, ${mailboxId}, ${folder}, ${role}, ${place.uidValidity}, ${place.uidNext})
    on conflict (workspace_id, mailbox_id, folder) do update set role = excluded.role, uid_validity = excluded.uid_validity, uid_next = excluded.uid_next`)

export const rewindFolders = (tx: Tx, mailboxId: string): Promise<number> =>
  tx.run(sql`update mailbox_folders set uid_validity = 0 where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId}`)

/** Mails written to these leads in another mail program since then, as far as they were seen in Sent. */
export const writtenByHand = (tx: Tx, leadIds: readonly string[], since: Date): Promise<{ leadId: string; at: Date }[]> =>
  tx.many(sql`select lead_id as "leadId", max(received_at) as at from inbox_messages where workspace_id = ${tx.workspaceId} and lead_id = any(${[...leadIds]}::uuid[]) and outgoing and received_at >= ${since} group by 1`)
