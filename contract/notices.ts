// Notices: what happened that a person should know of, in the app and as a digest by mail.
import { z } from 'zod'
import { Done, endpoint, Id, page, Paging } from './contract.ts'

export const noticeKinds = ['reply', 'assigned', 'mention', 'unmatched', 'complaint', 'mailbox', 'missing', 'campaign', 'sending', 'task', 'meeting'] as const
export const NoticeKind = z.enum(noticeKinds)
export type NoticeKind = z.infer<typeof NoticeKind>

export const NoticeView = z.object({
  id: Id,
  kind: NoticeKind,
  title: z.string(),
  body: z.string(),
  link: z.string().describe('Where it leads: a path in the web app'),
  count: z.int().describe('How often, while it was unread'),
  at: z.string(),
  read: z.boolean(),
}).meta({ id: 'Notice' })
export type NoticeView = z.infer<typeof NoticeView>

const Channels = z.object({ app: z.boolean(), mail: z.boolean() })
const Wall = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'A time such as 18:30.')
export const NoticeSettings = z.object({
  channels: z.record(NoticeKind, Channels),
  quietFrom: Wall.nullable().describe("In the workspace's time zone. In quiet hours nothing is mailed and the bell keeps still, but for a broken mailbox."),
  quietTo: Wall.nullable(),
  digest: z.enum(['off', 'hourly', 'daily']),
  digestAt: Wall.describe('Daily: at this time'),
  mailboxId: Id.nullable().describe('The mailbox through which the digest leaves'),
}).meta({ id: 'NoticeSettings' })
export type NoticeSettings = z.infer<typeof NoticeSettings>
export const NoticeSettingsView = NoticeSettings.extend({ sentence: z.string().describe('What these settings mean now'), mailboxes: z.array(z.object({ id: Id, address: z.string() })) }).meta({ id: 'NoticeSettingsView' })

export const listNotices = endpoint('GET', '/notices', { summary: 'Your notices, newest first', can: 'signed-in', query: Paging.extend({ unread: z.enum(['true', 'false']).optional() }), returns: page(NoticeView) })
export const countNotices = endpoint('GET', '/notices/count', { summary: 'How many of your notices are unread', can: 'signed-in', returns: z.object({ unread: z.int(), quiet: z.boolean().describe('It is quiet now: the bell keeps still') }) })
export const readNotices = endpoint('POST', '/notices/read', { summary: 'Mark as read: some, or all', can: 'signed-in', repeat: 'safe', body: z.object({ ids: z.array(Id).max(500).optional(), read: z.boolean().default(true) }), returns: Done })
export const noticeSettings = endpoint('GET', '/notices/settings', { summary: 'What you are told, how and when', can: 'signed-in', returns: NoticeSettingsView })
export const setNoticeSettings = endpoint('PUT', '/notices/settings', { summary: 'Choose what you are told, how and when', can: 'signed-in', repeat: 'safe', body: NoticeSettings, returns: NoticeSettingsView })
