import { sql, type Tx } from '#platform/db'

/** Every change of a practice letterbox holds it, so that uids become visible in their order. */
const holdBox = (tx: Tx, mailboxId: string) => tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`practice:${mailboxId}`}, 0))`)

export async function insertSent(tx: Tx, mail: { mailboxId: string; messageId: string; address: string; subject: string; raw: Buffer }): Promise<void> {
  await holdBox(tx, mail.mailboxId)
  await tx.run(sql`
    insert into practice_mails (workspace_id, mailbox_id, folder, message_id, address, subject, raw, arrives_at, created_at, uid)
    select ${tx.workspaceId}, ${mail.mailboxId}, 'Sent', ${mail.messageId}, ${mail.address}, ${mail.subject}, ${mail.raw}, ${tx.now}, ${tx.now}, coalesce(max(uid), 0) + 1
      from practice_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mail.mailboxId} and folder = 'Sent'`)
}

/** An answer on its way. It has no uid until it arrives. */
export const insertAnswer = (tx: Tx, mail: { mailboxId: string; messageId: string; address: string; subject: string; raw: Buffer; arrivesAt: Date }) => tx.run(sql`
  insert into practice_mails (workspace_id, mailbox_id, folder, message_id, address, subject, raw, arrives_at, created_at)
  values (${tx.workspaceId}, ${mail.mailboxId}, 'INBOX', ${mail.messageId}, ${mail.address}, ${mail.subject}, ${mail.raw}, ${mail.arrivesAt}, ${tx.now})`)

export const insertVisits = (tx: Tx, mailboxId: string, visits: { url: string; userAgent: string; dueAt: Date }[]) => tx.run(sql`
  insert into practice_visits (workspace_id, mailbox_id, url, user_agent, due_at)
  select ${tx.workspaceId}, ${mailboxId}, url, user_agent, due_at
    from unnest(${visits.map((v) => v.url)}::text[], ${visits.map((v) => v.userAgent)}::text[], ${visits.map((v) => v.dueAt)}::timestamptz[]) as v (url, user_agent, due_at)`)

/** How often this mailbox wrote to them, how often they wrote, and whether our mail answers one of theirs. */
export const talkWith = (tx: Tx, mailboxId: string, address: string, inReplyTo: string | null) => tx.one<{ ours: number; theirs: number; in_talk: boolean }>(sql`
  select count(distinct message_id) filter (where folder = 'Sent') as ours, count(*) filter (where folder = 'INBOX') as theirs,
         coalesce(bool_or(folder = 'INBOX' and message_id = ${inReplyTo}), false) as in_talk
    from practice_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and address = ${address}`)

/** Gives a uid to every answer of this letterbox whose time has come. */
export async function arrive(tx: Tx, mailboxId: string): Promise<number> {
  await holdBox(tx, mailboxId)
  return tx.run(sql`
    update practice_mails p set uid = due.uid
      from (select id, (select coalesce(max(uid), 0) from practice_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = 'INBOX')
                       + row_number() over (order by arrives_at, id) as uid
              from practice_mails
             where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = 'INBOX' and uid is null and arrives_at <= ${tx.now}) due
     where p.workspace_id = ${tx.workspaceId} and p.id = due.id`)
}

export const waitingAnswers = (tx: Tx, mailboxId: string) => tx.many<{ id: number; raw: Buffer; arrives_at: Date; created_at: Date }>(sql`
  select id, raw, arrives_at, created_at from practice_mails
   where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = 'INBOX' and uid is null order by arrives_at, id for update`)

export const moveAnswer = (tx: Tx, id: number, arrivesAt: Date, raw: Buffer) => tx.run(sql`
  update practice_mails set arrives_at = ${arrivesAt}, raw = ${raw} where workspace_id = ${tx.workspaceId} and id = ${id} and uid is null`)

/** Takes the visits that are due (or all of them) out of the list, to be made now. */
export const takeVisits = (tx: Tx, mailboxId: string, all: boolean) => tx.many<{ url: string; user_agent: string; due_at: Date }>(sql`
  delete from practice_visits where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and (${all} or due_at <= ${tx.now}) returning url, user_agent, due_at`)

export const folderState = (tx: Tx, mailboxId: string, folder: string) => tx.one<{ next: number }>(sql`
  select coalesce(max(uid), 0) + 1 as next from practice_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${folder}`)

export const mailsFrom = (tx: Tx, mailboxId: string, folder: string, fromUid: number, most: number) => tx.many<{ uid: number; raw: Buffer; arrives_at: Date }>(sql`
  select uid, raw, arrives_at from practice_mails
   where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = ${folder} and uid >= ${fromUid} order by uid limit ${most}`)

export const hasSent = async (tx: Tx, mailboxId: string, messageId: string): Promise<boolean> =>
  !!(await tx.maybe(sql`select 1 from practice_mails where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and folder = 'Sent' and message_id = ${messageId} limit 1`))

export interface BoxCounts { mailbox_id: string; sent: number; arrived: number; waiting: number; next_at: Date | null }
export const countBoxes = (tx: Tx): Promise<BoxCounts[]> => tx.many(sql`
  select mailbox_id, count(*) filter (where folder = 'Sent') as sent, count(*) filter (where folder = 'INBOX' and uid is not null) as arrived,
         count(*) filter (where uid is null) as waiting, min(arrives_at) filter (where uid is null) as next_at
    from practice_mails where workspace_id = ${tx.workspaceId} group by mailbox_id`)

/** The rest of each waiting time is multiplied; 0 lets everything come now. */
export const delayAnswers = (tx: Tx, mailboxId: string, factor: number) => tx.run(sql`
  update practice_mails set arrives_at = ${tx.now}::timestamptz + greatest(arrives_at - ${tx.now}::timestamptz, interval '0') * ${factor}::float8
   where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and uid is null`)
