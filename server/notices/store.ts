// The questions about notices and their settings.
import type { NoticeKind, NoticeSettings } from '#contract/notices'
import { sql, type Tx } from '#platform/db'

export interface NoticeRow { id: string; kind: NoticeKind; title: string; body: string; link: string; count: number; at: Date; atExact: string; readAt: Date | null }
export interface NewNotice { userId: string; kind: NoticeKind; groupKey: string; title: string; body: string; link: string; eventId: number; at: Date; inApp: boolean; toMail: boolean }

const columns = sql`id, kind, title, body, link, count, at, at::text as "atExact", read_at as "readAt"`

/** Each joins what is unread of the same group, which then says the newest. A fact that was heard before changes nothing. */
export const putNotices = (tx: Tx, all: readonly NewNotice[]): Promise<number> =>
  tx.run(sql`
    with told as (
      select n.*, count(*) over (partition by n.user_id, n.group_key) as facts, row_number() over (partition by n.user_id, n.group_key order by n.event_id desc) as nth
        from json_to_recordset(${JSON.stringify(all.map(columnsOf))}::json) as n (user_id uuid, kind text, group_key text, title text, body text, link text, event_id bigint, at timestamptz, in_app boolean, to_mail boolean)
       where not exists (select from notices o where o.workspace_id = ${tx.workspaceId} and o.user_id = n.user_id and o.group_key = n.group_key and o.event_id >= n.event_id))
    insert into notices (workspace_id, user_id, kind, group_key, title, body, link, event_id, at, in_app, to_mail, count)
    select ${tx.workspaceId}, user_id, kind, group_key, title, body, link, event_id, at, in_app, to_mail, facts from told where nth = 1 order by user_id, group_key
    on conflict (workspace_id, user_id, group_key) where read_at is null do update
      set title = excluded.title, body = excluded.body, link = excluded.link, count = notices.count + excluded.count, event_id = excluded.event_id, at = excluded.at, in_app = excluded.in_app,
          to_mail = excluded.to_mail, mailed_at = null
    where notices.event_id < excluded.event_id`)
const columnsOf = (n: NewNotice) => ({ user_id: n.userId, kind: n.kind, group_key: n.groupKey, title: n.title, body: n.body, link: n.link, event_id: n.eventId, at: n.at, in_app: n.inApp, to_mail: n.toMail })

export const noticesAfter = (tx: Tx, userId: string, unread: boolean, after: { at: string; id: string } | undefined, most: number): Promise<NoticeRow[]> =>
  tx.many(sql`
    select ${columns} from notices where workspace_id = ${tx.workspaceId} and user_id = ${userId} and in_app ${unread ? sql`and read_at is null` : sql``}
       ${after ? sql`and (at, id) < (${after.at}::timestamptz, ${after.id}::uuid)` : sql``} order by at desc, id desc limit ${most}`)

export const unreadByKind = (tx: Tx, userId: string): Promise<{ kind: NoticeKind; n: number }[]> =>
  tx.many(sql`select kind, count(*) as n from notices where workspace_id = ${tx.workspaceId} and user_id = ${userId} and in_app and read_at is null group by kind`)

/** Unread again only where nothing newer of the same group is unread. Held in the order in which new ones join them. */
export const markRead = (tx: Tx, userId: string, ids: readonly string[] | undefined, read: boolean): Promise<number> =>
  tx.run(sql`
    with held as materialized (
      select h.id from notices h where h.workspace_id = ${tx.workspaceId} and h.user_id = ${userId} and (h.read_at is null) = ${read} ${ids ? sql`and h.id = any(${[...ids]}::uuid[])` : sql``}
       order by h.group_key, h.id for update)
    update notices n set read_at = ${read ? tx.now : null}::timestamptz
     where n.workspace_id = ${tx.workspaceId} and n.id in (select id from held)
       and (${read} or not exists (select from notices o where o.workspace_id = n.workspace_id and o.user_id = n.user_id and o.group_key = n.group_key and o.read_at is null))`)

/** What has mended itself needs nobody any more. */
export const settleGroup = (tx: Tx, groupKey: string): Promise<number> =>
  tx.run(sql`update notices set read_at = ${tx.now} where workspace_id = ${tx.workspaceId} and group_key = ${groupKey} and read_at is null`)

export interface SettingsRow { channels: Partial<NoticeSettings['channels']>; quietFrom: string | null; quietTo: string | null; digest: NoticeSettings['digest']; digestAt: string; mailboxId: string | null }
const settings = sql`channels, to_char(quiet_from, 'HH24:MI') as "quietFrom", to_char(quiet_to, 'HH24:MI') as "quietTo", digest, to_char(digest_at, 'HH24:MI') as "digestAt", mailbox_id as "mailboxId"`

export const settingsOf = async (tx: Tx, userIds: readonly string[]): Promise<Map<string, SettingsRow>> =>
  new Map((await tx.many<SettingsRow & { userId: string }>(sql`select user_id as "userId", ${settings} from notice_settings where workspace_id = ${tx.workspaceId} and user_id = any(${[...userIds]}::uuid[])`)).map((row) => [row.userId, row]))

export const saveSettings = (tx: Tx, userId: string, s: SettingsRow, next: Date | null): Promise<number> =>
  tx.run(sql`
    insert into notice_settings (workspace_id, user_id, channels, quiet_from, quiet_to, digest, digest_at, mailbox_id, next_digest_at)
    values (${tx.workspaceId}, ${userId}, ${JSON.stringify(s.channels)}::jsonb, ${s.quietFrom}::time, ${s.quietTo}::time, ${s.digest}, ${s.digestAt}::time, ${s.mailboxId}::uuid, ${next})
    on conflict (workspace_id, user_id) do update set channels = excluded.channels, quiet_from = excluded.quiet_from, quiet_to = excluded.quiet_to, digest = excluded.digest,
           digest_at = excluded.digest_at, mailbox_id = excluded.mailbox_id, next_digest_at = excluded.next_digest_at`)

/** Held, so that two processes do not send the same digest. Undefined: its time has not come, or somebody was faster. */
export const lockDueSettings = (tx: Tx, userId: string): Promise<SettingsRow | undefined> =>
  tx.maybe(sql`select ${settings} from notice_settings where workspace_id = ${tx.workspaceId} and user_id = ${userId} and digest <> 'off' and next_digest_at <= ${tx.now} for update skip locked`)
export const setNextDigest = (tx: Tx, userId: string, next: Date | null): Promise<number> =>
  tx.run(sql`update notice_settings set next_digest_at = ${next} where workspace_id = ${tx.workspaceId} and user_id = ${userId}`)
export const forMail = (tx: Tx, userId: string): Promise<NoticeRow[]> =>
  tx.many(sql`select ${columns} from notices where workspace_id = ${tx.workspaceId} and user_id = ${userId} and to_mail and mailed_at is null and read_at is null order by at desc limit 100`)
export const markMailed = (tx: Tx, ids: readonly string[]): Promise<number> =>
  tx.run(sql`update notices set mailed_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[])`)
