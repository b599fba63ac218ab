// The questions about where mails lie in a letterbox, which of them are missing here, and how the comparisons went.
import { sql, type Tx } from '#platform/db'
import type { FolderRole, FolderState } from '#mailboxes'

export interface KnownFolder { path: string; role: FolderRole; uidValidity: number; uidNext: number; chosen: boolean; chosenBy: 'rules' | 'person' }

export const knownFolders = (tx: Tx, mailboxId: string): Promise<KnownFolder[]> =>
  tx.many(sql`
    select folder as path, role, uid_validity as "uidValidity", uid_next as "uidNext", chosen, chosen_by as "chosenBy" from mailbox_folders
     where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} order by folder`)

/** Notes folders that are not read as well, so that a person can choose them. Their place stays where it was. */
export const noteFolders = (tx: Tx, mailboxId: string, folders: readonly (Pick<FolderState, 'role' | 'path'> & { chosen: boolean })[]): Promise<number> =>
  tx.run(sql`
    insert into mailbox_folders (workspace_id, mailbox_id, folder, role, uid_validity, uid_next, chosen)
    select ${tx.workspaceId}, ${mailboxId}, f.path, f.role, 0, 0, f.chosen
      from unnest(${folders.map((f) => f.path)}::text[], ${folders.map((f) => f.role)}::text[], ${folders.map((f) => f.chosen)}::boolean[]) as f (path, role, chosen)
    on conflict (workspace_id, mailbox_id, folder) do update set role = excluded.role,
       chosen = case when mailbox_folders.chosen_by = 'person' then mailbox_folders.chosen else excluded.chosen end`)

export const chooseFolder = (tx: Tx, mailboxId: string, path: string, chosen: boolean): Promise<number> =>
  tx.run(sql`
    update mailbox_folders set chosen = ${chosen}, chosen_by = 'person'
     where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${path} and role <> 'inbox'`)

// ── Places ──

export interface Lying { folder: string; uid: number; identity: string }

/** Every place a mail was seen in, where it came in first. */
export const whereLies = (tx: Tx, inboxMessageId: string): Promise<Lying[]> =>
  tx.many(sql`
    select p.folder, p.uid::int as uid, p.identity from inbox_messages i
      join mail_places p on p.workspace_id = i.workspace_id and p.mailbox_id = i.mailbox_id and p.identity = i.identity
     where i.workspace_id = ${tx.workspaceId} and i.id = ${inboxMessageId} order by (p.folder = i.folder) desc, p.folder, p.uid desc limit 20`)

export interface Place { uid: number; messageId: string | null; identity: string; outcome: 'kept' | 'passed_over' }

/** Sets where mails lie, and what was missing there is found. */
export async function savePlaces(tx: Tx, mailboxId: string, folder: string, places: readonly Place[]): Promise<void> {
  if (!places.length) return
  const uids = places.map((p) => p.uid)
  await tx.many(sql`
    insert into mail_places (workspace_id, mailbox_id, folder, uid, message_id, identity, outcome)
    select ${tx.workspaceId}, ${mailboxId}, ${folder}, p.uid, p.message_id, p.identity, p.outcome
      from unnest(${uids}::bigint[], ${places.map((p) => p.messageId)}::text[], ${places.map((p) => p.identity)}::text[], ${places.map((p) => p.outcome)}::text[]) as p (uid, message_id, identity, outcome)
    on conflict (workspace_id, mailbox_id, folder, uid) do update set message_id = excluded.message_id, identity = excluded.identity, outcome = excluded.outcome`)
  await tx.many(sql`delete from missing_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${folder} and uid = any(${uids}::bigint[])`)
}

/** The server numbers this folder anew. */
export async function forgetPlaces(tx: Tx, mailboxId: string, folder: string): Promise<void> {
  await tx.run(sql`delete from mail_places where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${folder}`)
  await tx.run(sql`delete from missing_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${folder}`)
}

/** `here`: false when the mail should be kept and its row is gone. */
export const placesOf = (tx: Tx, mailboxId: string, folder: string): Promise<{ uid: number; messageId: string | null; here: boolean }[]> =>
  tx.many(sql`
    select p.uid, p.message_id as "messageId", p.outcome = 'passed_over' or i.identity is not null as here
      from mail_places p
      left join inbox_messages i on i.workspace_id = p.workspace_id and i.mailbox_id = p.mailbox_id and i.identity = p.identity
     where p.workspace_id = ${tx.workspaceId} and p.mailbox_id = ${mailboxId} and p.folder = ${folder}`)

// ── What is missing ──

export type Why = 'not_read_yet' | 'skipped' | 'another_mail' | 'lost_here' | 'not_handed_over' | 'not_dealt_with'
export interface Missing { uid: number; messageId: string | null; why: Why; sentence: string }

export const noteMissing = (tx: Tx, mailboxId: string, folder: string, missing: readonly Missing[]): Promise<number> =>
  tx.run(sql`
    insert into missing_mails (workspace_id, mailbox_id, folder, uid, message_id, why, sentence, first_at)
    select ${tx.workspaceId}, ${mailboxId}, ${folder}, m.uid, m.message_id, m.why, m.sentence, ${tx.now}
      from unnest(${missing.map((m) => m.uid)}::bigint[], ${missing.map((m) => m.messageId)}::text[], ${missing.map((m) => m.why)}::text[], ${missing.map((m) => m.sentence)}::text[]) as m (uid, message_id, why, sentence)
    on conflict (workspace_id, mailbox_id, folder, uid) do update set tries = missing_mails.tries + 1, why = excluded.why, sentence = excluded.sentence, message_id = coalesce(excluded.message_id, missing_mails.message_id)`)

export const triesOf = async (tx: Tx, mailboxId: string, folder: string, uids: readonly number[]): Promise<Map<number, number>> =>
  new Map((await tx.many<{ uid: number; tries: number }>(sql`
    select uid, tries from missing_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${folder} and uid = any(${[...uids]}::bigint[])`)).map((m) => [m.uid, m.tries]))

/** What the server does not list any more cannot be missing. */
export const keepMissing = (tx: Tx, mailboxId: string, folder: string, uids: readonly number[]): Promise<number> =>
  tx.run(sql`delete from missing_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${folder} and not uid = any(${[...uids]}::bigint[])`)

/** Folders that are gone or not read any more. */
export const keepMissingFolders = (tx: Tx, mailboxId: string, folders: readonly string[]): Promise<number> =>
  tx.run(sql`delete from missing_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and not folder = any(${[...folders]}::text[])`)

export interface MissingMail { folder: string; uid: number; messageId: string | null; why: Why; sentence: string; firstAt: Date; tries: number }

export const missingOf = (tx: Tx, mailboxId: string, most: number): Promise<MissingMail[]> =>
  tx.many(sql`
    select folder, uid, message_id as "messageId", why, sentence, first_at as "firstAt", tries from missing_mails
     where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} order by first_at, folder, uid limit ${most}`)

export const missingRowsIn = (tx: Tx, mailboxId: string, folder: string): Promise<{ uid: number; why: Why; sentence: string }[]> =>
  tx.many(sql`select uid, why, sentence from missing_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${folder}`)

export const countMissing = async (tx: Tx, mailboxIds: readonly string[]): Promise<Map<string, { why: Why; n: number }[]>> => {
  const rows = await tx.many<{ id: string; why: Why; n: number }>(sql`
    select mailbox_id as id, why, count(*) as n from missing_mails where workspace_id = ${tx.workspaceId} and mailbox_id = any(${[...mailboxIds]}::uuid[]) group by 1, 2`)
  return Map.groupBy(rows, (r) => r.id)
}

// ── Comparisons ──

export interface Comparison { mailboxId: string; at: Date; inMailbox: number; inApp: number; found: number; healed: number; missing: number; reasons: Partial<Record<Why, number>>; trouble: string | null; tookMs: number }

export async function insertComparison(tx: Tx, c: Comparison): Promise<void> {
  await tx.run(sql`
    insert into reconciliations (workspace_id, mailbox_id, at, in_mailbox, in_app, found, healed, missing, reasons, trouble, took_ms)
    values (${tx.workspaceId}, ${c.mailboxId}, ${c.at}, ${c.inMailbox}, ${c.inApp}, ${c.found}, ${c.healed}, ${c.missing}, ${JSON.stringify(c.reasons)}::jsonb, ${c.trouble}, ${c.tookMs})`)
  await tx.run(sql`delete from reconciliations where workspace_id = ${tx.workspaceId} and mailbox_id = ${c.mailboxId} and at < ${c.at}::timestamptz - interval '30 days'`)
}

const comparisonColumns = sql`mailbox_id as "mailboxId", at, in_mailbox as "inMailbox", in_app as "inApp", found, healed, missing, reasons, trouble, took_ms as "tookMs"`

export const comparisonsOf = (tx: Tx, mailboxId: string, most: number): Promise<Comparison[]> =>
  tx.many(sql`select ${comparisonColumns} from reconciliations where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} order by at desc, id desc limit ${most}`)

/** The newest that came to an end, by mailbox. */
export const lastComparisons = async (tx: Tx, mailboxIds: readonly string[]): Promise<Map<string, Comparison>> =>
  new Map((await tx.many<Comparison>(sql`
    select distinct on (mailbox_id) ${comparisonColumns} from reconciliations
     where workspace_id = ${tx.workspaceId} and mailbox_id = any(${[...mailboxIds]}::uuid[]) and trouble is null order by mailbox_id, at desc, id desc`)).map((c) => [c.mailboxId, c]))
