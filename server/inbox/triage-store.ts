// The questions behind triage: changing many threads in one stroke and taking it back, notes, who answers, texts at hand, drafts.
import { sql, type Tx } from '#platform/db'
import type { Fields } from './changing.ts'

export interface Before { id: string; before: Fields; after: Fields }

/** The rows, held, in the order of ids, so that two who change the same threads never wait for each other in a circle. */
export const lockFields = (tx: Tx, ids: readonly string[]): Promise<(Fields & { id: string; leadId: string | null; campaignId: string | null; mailboxId: string; broughtIn: string[] })[]> =>
  tx.many(sql`
    select id, class, class_by as "classBy", status, unread, snoozed_until as "snoozedUntil", assignee_id as "assigneeId", labels, next_step as "nextStep",
           lead_id as "leadId", campaign_id as "campaignId", mailbox_id as "mailboxId", brought_in as "broughtIn"
      from threads where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[]) order by id for update`)

export const writeFields = (tx: Tx, changes: { id: string; to: Fields; broughtIn: readonly string[] }[]): Promise<number> =>
  tx.run(sql`
    update threads t set class = x.class, class_by = x."classBy", status = x.status, unread = x.unread, snoozed_until = x."snoozedUntil", assignee_id = x."assigneeId",
           labels = array(select jsonb_array_elements_text(x.labels)), next_step = x."nextStep", brought_in = array(select value::uuid from jsonb_array_elements_text(x."broughtIn"))
      from jsonb_to_recordset(${JSON.stringify(changes.map(({ id, to, broughtIn }) => ({ id, ...to, broughtIn })))}::jsonb)
        as x (id uuid, class text, "classBy" text, status text, unread boolean, "snoozedUntil" timestamptz, "assigneeId" uuid, labels jsonb, "nextStep" text, "broughtIn" jsonb)
     where t.workspace_id = ${tx.workspaceId} and t.id = x.id`)

export const insertChange = (tx: Tx, was: readonly Before[]): Promise<{ id: string }> =>
  tx.one(sql`insert into thread_changes (workspace_id, by_user, at, was) values (${tx.workspaceId}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now}, ${JSON.stringify(was)}::jsonb) returning id`)

export const lockChange = (tx: Tx, id: string): Promise<{ byUser: string | null; at: Date; was: Before[]; undoneAt: Date | null } | undefined> =>
  tx.maybe(sql`select by_user as "byUser", at, was, undone_at as "undoneAt" from thread_changes where workspace_id = ${tx.workspaceId} and id = ${id} for update`)

export const endChange = (tx: Tx, id: string): Promise<number> => tx.run(sql`update thread_changes set undone_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** What can no longer be taken back is forgotten. */
export const forgetChanges = (tx: Tx, before: Date): Promise<number> => tx.run(sql`delete from thread_changes where workspace_id = ${tx.workspaceId} and at < ${before}`)

export const labelsInUse = async (tx: Tx): Promise<string[]> =>
  (await tx.many<{ label: string }>(sql`select distinct label from threads t, unnest(t.labels) label where t.workspace_id = ${tx.workspaceId} order by 1 limit 200`)).map((row) => row.label)

// ── Notes and presence ──

export interface NoteRow { id: string; threadId: string; authorId: string; text: string; mentions: string[]; createdAt: Date }
const note = sql`id, thread_id as "threadId", author_id as "authorId", text, mentions, created_at as "createdAt"`

export const noteRows = (tx: Tx, threadId: string): Promise<NoteRow[]> =>
  tx.many(sql`select ${note} from thread_notes where workspace_id = ${tx.workspaceId} and thread_id = ${threadId} order by created_at, id limit 500`)
export const insertNote = (tx: Tx, n: Pick<NoteRow, 'threadId' | 'authorId' | 'text' | 'mentions'>): Promise<NoteRow> =>
  tx.one(sql`insert into thread_notes (workspace_id, thread_id, author_id, text, mentions, created_at) values (${tx.workspaceId}, ${n.threadId}, ${n.authorId}, ${n.text}, ${n.mentions}::uuid[], ${tx.now}) returning ${note}`)
export const deleteNote = (tx: Tx, id: string, authorId: string): Promise<number> =>
  tx.run(sql`delete from thread_notes where workspace_id = ${tx.workspaceId} and id = ${id} and author_id = ${authorId}`)
export const bringIn = (tx: Tx, threadId: string, people: readonly string[]): Promise<number> =>
  tx.run(sql`update threads set brought_in = array(select distinct unnest(brought_in || ${[...people]}::uuid[])) where workspace_id = ${tx.workspaceId} and id = ${threadId}`)

/** True when nobody knew it yet: then others are told. */
export const setPresence = async (tx: Tx, threadId: string, userId: string, until: Date): Promise<boolean> =>
  (await tx.one<{ news: boolean }>(sql`
    with before as (select until from thread_presence where workspace_id = ${tx.workspaceId} and thread_id = ${threadId} and user_id = ${userId}),
    written as (insert into thread_presence (workspace_id, thread_id, user_id, until) values (${tx.workspaceId}, ${threadId}, ${userId}, ${until})
      on conflict (workspace_id, thread_id, user_id) do update set until = excluded.until returning 1)
    select not exists (select from before where until > ${tx.now}) as news from written`)).news
export const dropPresence = (tx: Tx, threadId: string, userId: string): Promise<number> =>
  tx.run(sql`delete from thread_presence where workspace_id = ${tx.workspaceId} and thread_id = ${threadId} and user_id = ${userId}`)
export const presentIn = async (tx: Tx, threadId: string): Promise<string[]> =>
  (await tx.many<{ userId: string }>(sql`select user_id as "userId" from thread_presence where workspace_id = ${tx.workspaceId} and thread_id = ${threadId} and until > ${tx.now} order by user_id`)).map((row) => row.userId)

// ── Texts at hand, drafts ──

export interface SnippetRow { id: string; shortcut: string; title: string; text: string }
export const snippetRows = (tx: Tx): Promise<SnippetRow[]> => tx.many(sql`select id, shortcut, title, text from snippets where workspace_id = ${tx.workspaceId} order by shortcut limit 500`)
export const upsertSnippet = (tx: Tx, s: Omit<SnippetRow, 'id'>): Promise<SnippetRow> =>
  tx.one(sql`
    insert into snippets (workspace_id, shortcut, title, text, created_by, updated_at) values (${tx.workspaceId}, ${s.shortcut}, ${s.title}, ${s.text}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${tx.now})
    on conflict (workspace_id, shortcut) do update set title = excluded.title, text = excluded.text, updated_at = excluded.updated_at returning id, shortcut, title, text`)
export const deleteSnippet = (tx: Tx, id: string): Promise<number> => tx.run(sql`delete from snippets where workspace_id = ${tx.workspaceId} and id = ${id}`)

export interface DraftRow { variant: number; text: string; sources: { label: string; quote: string; url: string | null }[]; by: 'built_in' | 'model'; sentence: string }
const draft = sql`variant, text, sources, written_by as "by", sentence`
export const newestDraft = (tx: Tx, threadId: string, answers: string): Promise<DraftRow | undefined> =>
  tx.maybe(sql`select ${draft} from reply_drafts where workspace_id = ${tx.workspaceId} and thread_id = ${threadId} and answers = ${answers} order by variant desc limit 1`)
export const draftNumber = (tx: Tx, threadId: string, answers: string, variant: number): Promise<DraftRow | undefined> =>
  tx.maybe(sql`select ${draft} from reply_drafts where workspace_id = ${tx.workspaceId} and thread_id = ${threadId} and answers = ${answers} and variant = ${variant}`)

/** Answers the wording that stands: this one, or what somebody else has written under its number. */
export async function saveDraft(tx: Tx, threadId: string, answers: string, d: DraftRow): Promise<DraftRow> {
  const saved = await tx.maybe<DraftRow>(sql`
    insert into reply_drafts (workspace_id, thread_id, answers, variant, text, sources, written_by, sentence, created_at)
    values (${tx.workspaceId}, ${threadId}, ${answers}, ${d.variant}, ${d.text}, ${JSON.stringify(d.sources)}::jsonb, ${d.by}, ${d.sentence}, ${tx.now}) on conflict do nothing returning ${draft}`)
  return saved ?? (await draftNumber(tx, threadId, answers, d.variant))!
}
