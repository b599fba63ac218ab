// The questions about mailboxes, one function each.
import { sql, type Tx } from '#platform/db'
import type { Mailbox, MailboxStatus } from './mailbox.ts'

const columns = sql`b.id, b.kind, b.address, b.from_name as "fromName", b.owner_id as "ownerId", b.preset,
  nullif(b.smtp, '{}'::jsonb) as smtp, nullif(b.imap, '{}'::jsonb) as imap, b.secret, b.secret_hint as "secretHint",
  b.status, b.status_reason as "statusReason", b.paused_until as "pausedUntil", b.signature, b.reply_to as "replyTo",
  b.daily_limit as "dailyLimit", b.ramp_level as "rampLevel", b.ramp_step as "rampStep", b.ramp_day as "rampDay", b.ramp_why as "rampWhy", b.limited_until as "limitedUntil", b.gap_min_s as "gapMinS", b.gap_max_s as "gapMaxS", b.next_send_at as "nextSendAt", b.keeps_sent as "keepsSent",
  b.practice, b.created_at as "createdAt", b.last_sync_at as "lastSyncAt", b.sync_error as "syncError", b.sync_failures as "syncFailures",
  b.next_sync_at as "nextSyncAt", b.deleted_at as "deletedAt"`

/** Removed ones too: mails point to them. See `deletedAt`. */
export const findMailbox = (tx: Tx, id: string): Promise<Mailbox | undefined> =>
  tx.many<Mailbox>(sql`select ${columns} from mailboxes b where b.workspace_id = ${tx.workspaceId} and b.id = ${id}`).then((rows) => rows[0])

export const lockMailbox = (tx: Tx, id: string): Promise<Mailbox | undefined> =>
  tx.maybe<Mailbox>(sql`select ${columns} from mailboxes b where b.workspace_id = ${tx.workspaceId} and b.id = ${id} and b.deleted_at is null for update`)

export const mailboxesByIds = (tx: Tx, ids: readonly string[]): Promise<Mailbox[]> =>
  tx.many<Mailbox>(sql`select ${columns} from mailboxes b where b.workspace_id = ${tx.workspaceId} and b.id = any(${[...ids]}::uuid[]) and b.deleted_at is null`)

/** Removed ones too: what they received stays readable. */
export const everyMailbox = (tx: Tx): Promise<Mailbox[]> =>
  tx.many<Mailbox>(sql`select ${columns} from mailboxes b where b.workspace_id = ${tx.workspaceId} order by b.created_at, b.id`)

/** All, or those of one campaign. */
export const mailboxesOf = (tx: Tx, campaignId?: string): Promise<Mailbox[]> =>
  tx.many<Mailbox>(sql`
    select ${columns} from mailboxes b
     where b.workspace_id = ${tx.workspaceId} and b.deleted_at is null
       and (${campaignId ?? null}::uuid is null or exists (
             select from campaign_mailboxes c where c.workspace_id = b.workspace_id and c.mailbox_id = b.id and c.campaign_id = ${campaignId ?? null}::uuid))
     order by b.created_at, b.id`)

export const mailboxByAddress = (tx: Tx, address: string): Promise<Mailbox | undefined> =>
  tx.maybe<Mailbox>(sql`select ${columns} from mailboxes b where b.workspace_id = ${tx.workspaceId} and b.address = ${address.toLowerCase()} and b.deleted_at is null`)

/** Addresses of the mailboxes that ask to be answered at this one. */
export const answersGoTo = async (tx: Tx, address: string, but: string): Promise<string[]> =>
  (await tx.many<{ address: string }>(sql`select address from mailboxes where workspace_id = ${tx.workspaceId} and lower(reply_to) = ${address} and id <> ${but} and deleted_at is null order by address`)).map((row) => row.address)

/** Addresses of all mailboxes of the workspace: never written to by ourselves. */
export const ownAddresses = async (tx: Tx): Promise<string[]> =>
  (await tx.many<{ address: string }>(sql`select address from mailboxes where workspace_id = ${tx.workspaceId} and deleted_at is null`)).map((row) => row.address)

/** Sent today by mailbox, in the workspace's time zone; mailboxes that sent nothing are missing. */
export const sentTodayOf = async (tx: Tx, ids: readonly string[]): Promise<Map<string, number>> =>
  new Map((await tx.many<{ id: string; sent: number }>(sql`
    select d.mailbox_id as id, d.sent from mailbox_days d join workspaces w on w.id = d.workspace_id
     where d.workspace_id = ${tx.workspaceId} and d.mailbox_id = any(${[...ids]}::uuid[]) and d.day = (${tx.now}::timestamptz at time zone w.time_zone)::date`)).map((row) => [row.id, row.sent]))

export type NewMailbox = Pick<Mailbox, 'kind' | 'address' | 'fromName' | 'ownerId' | 'preset' | 'smtp' | 'imap' | 'signature' | 'replyTo' | 'dailyLimit' | 'gapMinS' | 'gapMaxS' | 'keepsSent' | 'practice'>

/** Undefined when the workspace has this address already. */
export const insertMailbox = (tx: Tx, m: NewMailbox): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`
    insert into mailboxes (workspace_id, kind, address, from_name, owner_id, preset, smtp, imap, signature, reply_to, daily_limit, gap_min_s, gap_max_s,
                           keeps_sent, practice, next_send_at, next_sync_at, created_at)
    values (${tx.workspaceId}, ${m.kind}, ${m.address}, ${m.fromName}, ${m.ownerId}, ${m.preset}, ${JSON.stringify(m.smtp ?? {})}, ${JSON.stringify(m.imap ?? {})},
            ${m.signature}, ${m.replyTo}, ${m.dailyLimit}, ${m.gapMinS}, ${m.gapMaxS}, ${m.keepsSent}, ${JSON.stringify(m.practice)}, ${tx.now}, ${tx.now}, ${tx.now})
    on conflict (workspace_id, address) where deleted_at is null do nothing returning id`)

export const saveMailbox = (tx: Tx, m: Mailbox): Promise<number> =>
  tx.run(sql`
    update mailboxes set from_name = ${m.fromName}, owner_id = ${m.ownerId}, preset = ${m.preset}, smtp = ${JSON.stringify(m.smtp ?? {})}, imap = ${JSON.stringify(m.imap ?? {})},
           signature = ${m.signature}, reply_to = ${m.replyTo}, daily_limit = ${m.dailyLimit}, gap_min_s = ${m.gapMinS}, gap_max_s = ${m.gapMaxS}, practice = ${JSON.stringify(m.practice)}
     where workspace_id = ${tx.workspaceId} and id = ${m.id}`)

export const saveSecret = (tx: Tx, id: string, sealed: string, hint: string): Promise<number> =>
  tx.run(sql`update mailboxes set secret = ${sealed}, secret_hint = ${hint} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const saveStatus = (tx: Tx, id: string, s: { status: MailboxStatus; reason: string | null; until: Date | null }): Promise<number> =>
  tx.run(sql`update mailboxes set status = ${s.status}, status_reason = ${s.reason}, paused_until = ${s.until} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const forgetRefusals = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update mailboxes set refusals_in_a_row = 0 where workspace_id = ${tx.workspaceId} and id = ${id} and refusals_in_a_row > 0`)

/** What a new login mends: the next look into the letterbox is at once, and a broken sync may be told of again. */
export const syncSoon = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update mailboxes set next_sync_at = ${tx.now}, sync_failures = 0, sync_error = null, sync_told_at = null where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const forgetMailbox = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`
    update mailboxes set deleted_at = ${tx.now}, secret = null, secret_hint = null, smtp = '{}', imap = '{}', status = 'paused', status_reason = 'The mailbox was removed.', paused_until = null
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** What a look has found out, unless it is known by now or the mailbox has moved to other servers while it looked. */
export const learnKeepsSent = (tx: Tx, m: Pick<Mailbox, 'id' | 'smtp' | 'imap'>, keeps: boolean): Promise<number> =>
  tx.run(sql`
    update mailboxes set keeps_sent = ${keeps}
     where workspace_id = ${tx.workspaceId} and id = ${m.id} and keeps_sent is null
       and smtp->>'host' is not distinct from ${m.smtp?.host ?? null}::text and imap->>'host' is not distinct from ${m.imap?.host ?? null}::text`)

export const saveKeepsSent = (tx: Tx, id: string, keeps: boolean | null): Promise<number> =>
  tx.run(sql`update mailboxes set keeps_sent = ${keeps} where workspace_id = ${tx.workspaceId} and id = ${id} and keeps_sent is distinct from ${keeps}`)
