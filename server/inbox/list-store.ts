// Threads and mails as people look at them: lists, counts, the tray. Every question asks how much its reader may see.
import type { MailLevel } from '#contract/inbox'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import { fold } from '#platform/folding'
import { levelOf, levelOfLoose } from './access.ts'
import { senderQueryOf, tsqueryOf, type Sought } from './search-words.ts'
import type { InboxMessage, Thread } from './store.ts'

export interface Seen {
  classes?: string[] | undefined
  status: 'open' | 'done' | 'snoozed' | 'all'
  unread?: boolean | undefined
  mailboxId?: string | undefined
  ownerId?: string | undefined
  campaignId?: string | undefined
  leadId?: string | undefined
  /** A person's id, or 'nobody' */
  assignee?: string | undefined
  turn?: 'ours' | 'theirs' | undefined
  label?: string | undefined
  sought?: Sought | undefined
}

export interface SeenThread extends Thread {
  level: MailLevel
  mailboxAddress: string
  assigneeId: string | null
  labels: string[]
  nextStep: string | null
  lastInAt: Date | null
  lastOutAt: Date | null
  firstInAt: Date | null
  firstAnswerAt: Date | null
  hasAttachments: boolean
  lastAtExact: string
}

const like = (text: string): string => `%${fold(text).replace(/[\\%_]/g, (c) => `\\${c}`)}%`
const ours = sql`(t.last_in_at is not null and (t.last_out_at is null or t.last_out_at < t.last_in_at))`
const theirs = sql`(t.last_out_at is not null and (t.last_in_at is null or t.last_out_at >= t.last_in_at))`
const openNow = (tx: Tx) => sql`(t.status = 'open' or (t.status = 'snoozed' and t.snoozed_until <= ${tx.now}))`

const columns = sql`t.id, v.level, t.mailbox_id as "mailboxId", b.address as "mailboxAddress", t.lead_id as "leadId", t.campaign_id as "campaignId",
  case when v.level = 'metadata' then '' else t.subject end as subject, case when v.level = 'full' then t.snippet else '' end as snippet,
  case when v.level = 'metadata' then 'other' else t.class end as class, t.class_by as "classBy", t.status, t.unread, t.snoozed_until as "snoozedUntil", t.last_at as "lastAt", t.last_at::text as "lastAtExact",
  t.assignee_id as "assigneeId", t.labels, case when v.level = 'full' then t.next_step end as "nextStep", t.last_in_at as "lastInAt", t.last_out_at as "lastOutAt", t.first_in_at as "firstInAt", t.first_answer_at as "firstAnswerAt",
  exists (select from inbox_messages a where a.workspace_id = t.workspace_id and a.thread_id = t.id and jsonb_array_length(a.attachments) > 0) as "hasAttachments"`

const from = (tx: Tx) => sql`threads t join mailboxes b on b.workspace_id = t.workspace_id and b.id = t.mailbox_id cross join lateral (select ${levelOf(tx)} as level) v`

const mailsWith = (tx: Tx, condition: RawBuilder<unknown>) => sql`t.id in (select i.thread_id from inbox_messages i where i.workspace_id = ${tx.workspaceId} and i.thread_id is not null and ${condition})`

/** Who asks whether the words occur: the index of words, or whoever walks these threads. */
type WordsBy = 'index' | 'walk'

/** What is hidden from a reader is not found by them either: text only at 'full', subjects not at 'metadata'. */
function found(tx: Tx, it: Sought, words: WordsBy): RawBuilder<unknown>[] {
  const query = tsqueryOf(it)
  const conditions: RawBuilder<unknown>[] = []
  // A subject stands among the words of its mails, too: what is not found there is not found by the subject alone.
  if (query && words === 'index') conditions.push(sql`t.id in (select threads_with_words(${query}))`)
  if (query) conditions.push(sql`case v.level when 'full' then true
    when 'subject' then to_tsvector('simple', folded(t.subject)) @@ to_tsquery('simple', ${query}) else false end`)
  for (const one of it.from) {
    const sender = senderQueryOf(one)
    conditions.push(sender ? sql`t.id in (select threads_from(${sender}, ${like(one)}))` : sql`false`)
  }
  for (const one of it.to) conditions.push(mailsWith(tx, sql`folded(array_to_string(i.to_addresses, ' ')) like ${like(one)}`))
  for (const one of it.subject) conditions.push(sql`v.level <> 'metadata' and folded(t.subject) like ${like(one)}`)
  for (const one of it.mailbox) conditions.push(sql`folded(b.address) like ${like(one)}`)
  for (const one of it.labels) conditions.push(sql`exists (select from unnest(t.labels) label where folded(label) = ${one})`)
  if (it.classes.length) conditions.push(sql`v.level <> 'metadata' and t.class = any(${it.classes}::text[])`)
  if (it.attachment) conditions.push(mailsWith(tx, sql`jsonb_array_length(i.attachments) > 0`))
  if (it.note) conditions.push(sql`v.level = 'full' and exists (select from thread_notes n where n.workspace_id = t.workspace_id and n.thread_id = t.id)`)
  if (it.before) conditions.push(mailsWith(tx, sql`i.received_at < ${it.before}::timestamptz`))
  if (it.after) conditions.push(mailsWith(tx, sql`i.received_at >= ${it.after}::timestamptz`))
  return conditions
}

function where(tx: Tx, it: Seen, words: WordsBy = 'index'): RawBuilder<unknown> {
  const turn = it.turn ?? it.sought?.turn, unread = it.unread ?? it.sought?.unread
  // A search looks everywhere unless it says where.
  const status = it.sought?.status ?? (it.sought && it.status === 'open' ? 'all' : it.status)
  const conditions = [
    sql`t.workspace_id = ${tx.workspaceId} and v.level <> 'none' and t.merged_into is null`,
    status === 'open' ? openNow(tx) : status === 'snoozed' ? sql`t.status = 'snoozed' and t.snoozed_until > ${tx.now}` : status === 'done' ? sql`t.status = 'done'` : sql`true`,
    ...(it.classes?.length ? [sql`v.level <> 'metadata' and t.class = any(${it.classes}::text[])`] : []),
    ...(unread === undefined ? [] : [sql`t.unread = ${unread}`]),
    ...(it.mailboxId ? [sql`t.mailbox_id = ${it.mailboxId}`] : []),
    ...(it.ownerId ? [sql`b.owner_id = ${it.ownerId}`] : []),
    ...(it.campaignId ? [sql`t.campaign_id = ${it.campaignId}`] : []),
    ...(it.leadId ? [sql`t.lead_id = ${it.leadId}`] : []),
    ...(it.assignee ? [it.assignee === 'nobody' ? sql`t.assignee_id is null` : sql`t.assignee_id = ${it.assignee}::uuid`] : []),
    ...(turn ? [turn === 'ours' ? sql`${ours} and t.class <> 'opt_out'` : theirs] : []),
    ...(it.label ? [sql`${it.label} = any(t.labels)`] : []),
    ...(it.sought ? found(tx, it.sought, words) : []),
  ]
  return sql.join(conditions, sql` and `)
}

type Place = { at: string; id: string } | undefined
const behind = (after: Place) => (after ? sql`and (t.last_at, t.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``)

/** Newest first, after a place (last_at, id). */
export async function listThreadRows(tx: Tx, it: Seen, after: Place, most: number): Promise<SeenThread[]> {
  const ids = await newestWithCommonWords(tx, it, after, most)
  return tx.many(sql`
    select ${columns} from ${from(tx)}
     where ${ids ? sql`t.workspace_id = ${tx.workspaceId} and v.level <> 'none' and t.id = any(${ids}::uuid[])` : sql`${where(tx, it)} ${behind(after)}`}
     order by t.last_at desc, t.id desc limit ${most}`)
}

/** Threads that are looked at before the index of words is asked, and the most that are looked at where that promises a page. */
const firstWalk = 300, longestWalk = 3000

/**
 * A word that stands in many mails fills a page from the newest threads alone, while the index would name all of them. So the
 * newest that fit otherwise are asked first. Undefined: the words are rare, or what else is asked costs as much as the words.
 */
async function newestWithCommonWords(tx: Tx, it: Seen, after: Place, most: number): Promise<string[] | undefined> {
  const { sought } = it, query = sought && tsqueryOf(sought)
  if (!query || sought.to.length || sought.attachment || sought.before || sought.after) return undefined
  const hits: string[] = []
  for (let from = after, among = firstWalk; ; ) {
    const walked = await threadsAfter(tx, it, from, among)
    hits.push(...(await withWordsAmong(tx, query, walked.map((t) => t.id))))
    if (hits.length >= most || walked.length < among) return hits.slice(0, most)
    if (among > firstWalk || hits.length * longestWalk < most * firstWalk) return undefined
    from = walked.at(-1)!
    among = longestWalk - firstWalk
  }
}

/** Those that fit but for their words, the newest first. */
const threadsAfter = (tx: Tx, it: Seen, after: Place, most: number): Promise<{ id: string; at: string }[]> =>
  tx.many(sql`
    select t.id, t.last_at::text as at from ${from(tx)} where ${where(tx, it, 'walk')} ${behind(after)} order by t.last_at desc, t.id desc limit ${most}`)

/** Which of them have a mail with the words, in the order given. */
async function withWordsAmong(tx: Tx, query: string, ids: readonly string[]): Promise<string[]> {
  const hit = new Set((await tx.many<{ id: string }>(sql`select threads_with_words_among(${query}, ${[...ids]}::uuid[]) as id`)).map((row) => row.id))
  return ids.filter((id) => hit.has(id))
}

/** Undefined: it is not there, or not for this reader. */
export const seenThread = (tx: Tx, id: string): Promise<SeenThread | undefined> =>
  tx.maybe(sql`select ${columns} from ${from(tx)} where t.workspace_id = ${tx.workspaceId} and t.id = ${id} and v.level <> 'none'`)

/** Those that fit and may be changed by this reader, by id. */
export const threadIdsFor = async (tx: Tx, it: Seen & { ids?: readonly string[] | undefined }, most: number): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select t.id from ${from(tx)} where ${where(tx, it)} and v.level = 'full' ${it.ids ? sql`and t.id = any(${[...it.ids]}::uuid[])` : sql``} order by t.id limit ${most}`)).map((row) => row.id)

/** Of all members of a list of mails: how much this reader may see of each. */
export const levelOfMail = (tx: Tx, id: string): Promise<{ level: MailLevel | 'none'; mailboxId: string } | undefined> =>
  tx.maybe(sql`
    select ${levelOf(tx)} as level, i.mailbox_id as "mailboxId" from inbox_messages i
      join mailboxes b on b.workspace_id = i.workspace_id and b.id = i.mailbox_id left join threads t on t.workspace_id = i.workspace_id and t.id = i.thread_id
     where i.workspace_id = ${tx.workspaceId} and i.id = ${id}`)

/** Who wrote last from outside, by thread. */
export const lastFrom = async (tx: Tx, threadIds: readonly string[]): Promise<Map<string, { name: string; address: string }>> =>
  new Map((await tx.many<{ threadId: string; name: string; address: string }>(sql`
    select distinct on (i.thread_id) i.thread_id as "threadId", i.from_name as name, i.from_address as address from inbox_messages i
     where i.workspace_id = ${tx.workspaceId} and i.thread_id = any(${[...threadIds]}::uuid[]) and not i.outgoing
     order by i.thread_id, (i.kind = 'bounce'), i.received_at desc`)).map(({ threadId, name, address }) => [threadId, { name, address }]))

export const countThreads = (tx: Tx): Promise<{ class: string; open: number; unread: number; ours: number; theirs: number; mine: number }[]> =>
  tx.many(sql`
    select case when v.level = 'metadata' then 'other' else t.class end as class, count(*) as open, count(*) filter (where t.unread) as unread, count(*) filter (where ${ours} and t.class <> 'opt_out') as ours,
           count(*) filter (where ${theirs}) as theirs, count(*) filter (where t.assignee_id = ${tx.actor.kind === 'user' ? tx.actor.userId : null}::uuid) as mine
      from ${from(tx)} where t.workspace_id = ${tx.workspaceId} and v.level <> 'none' and ${openNow(tx)} group by 1`)

/** Snoozed threads, all threads that await an answer (put away or not), and the median minutes to a first answer. */
export const countAside = (tx: Tx): Promise<{ snoozed: number; theirs: number; firstAnswerMinutes: number | null }> =>
  tx.one(sql`
    select count(*) filter (where t.status = 'snoozed' and t.snoozed_until > ${tx.now}) as snoozed, count(*) filter (where ${theirs} and t.last_out_at > ${tx.now}::timestamptz - interval '60 days') as theirs,
           percentile_cont(0.5) within group (order by extract(epoch from t.first_answer_at - t.first_in_at) / 60) filter (where t.first_answer_at > t.first_in_at and t.first_in_at > ${tx.now}::timestamptz - interval '30 days') as "firstAnswerMinutes"
      from ${from(tx)} where t.workspace_id = ${tx.workspaceId} and v.level <> 'none'`)

export const labelCounts = (tx: Tx): Promise<{ label: string; threads: number; open: number }[]> =>
  tx.many(sql`
    select label, count(*) as threads, count(*) filter (where ${openNow(tx)}) as open
      from ${from(tx)}, unnest(t.labels) label where t.workspace_id = ${tx.workspaceId} and v.level <> 'none' and t.merged_into is null group by label order by label limit 500`)

export const countUnmatched = async (tx: Tx): Promise<number> =>
  (await tx.one<{ n: number }>(sql`
    select count(*) as n from (select 1 from inbox_messages i join mailboxes b on b.workspace_id = i.workspace_id and b.id = i.mailbox_id
      where i.workspace_id = ${tx.workspaceId} and i.match_reason is null and ${levelOfLoose(tx)} = 'full' limit 1000) x`)).n

export const unmatchedRows = (tx: Tx, after: { at: string; id: string } | undefined, most: number): Promise<(InboxMessage & { receivedExact: string; mailboxAddress: string })[]> =>
  tx.many(sql`
    select i.id, i.mailbox_id as "mailboxId", b.address as "mailboxAddress", i.from_address as "fromAddress", i.from_name as "fromName", i.subject, i.body_text as "bodyText", i.body_html is not null as "hasHtml",
           i.kind, i.kind_reason as "kindReason", i.problem, i.received_at as "receivedAt", i.received_at::text as "receivedExact"
      from inbox_messages i join mailboxes b on b.workspace_id = i.workspace_id and b.id = i.mailbox_id
     where i.workspace_id = ${tx.workspaceId} and i.match_reason is null and ${levelOfLoose(tx)} = 'full'
       ${after ? sql`and (i.received_at, i.id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``}
     order by i.received_at desc, i.id desc limit ${most}`)

export const syncCounts = (tx: Tx, mailboxId: string): Promise<{ stored: number; unreadable: number }> =>
  tx.one(sql`select count(*) as stored, count(*) filter (where problem is not null) as unreadable from inbox_messages where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId}`)

export const foldersOf = (tx: Tx, mailboxId: string): Promise<{ folder: string; uidValidity: number; uidNext: number }[]> =>
  tx.many(sql`select folder, uid_validity as "uidValidity", uid_next as "uidNext" from mailbox_folders where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} order by folder`)
