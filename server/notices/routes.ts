import * as say from '#contract/notices'
import { done } from '#contract/contract'
import { findWorkspace } from '#accounts'
import { findMailbox, mailboxesOf, mayUse } from '#mailboxes'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { route } from '#platform/route'
import { breaksQuiet, channelsOf, isQuiet, nextDigest, usual, wallTime } from './notice.ts'
import { markRead, noticesAfter, saveSettings, settingsOf, unreadByKind, type SettingsRow } from './store.ts'

export const routes = [
  route(say.listNotices, async ({ tx, user, query }) => {
    const rows = await noticesAfter(tx, user.id, query.unread === 'true', placeIn(query.cursor), query.limit + 1)
    const shown = rows.slice(0, query.limit), last = shown.at(-1)
    return { items: shown.map(({ readAt, at, atExact: _, ...row }) => ({ ...row, at: at.toISOString(), read: readAt !== null })), next: rows.length > query.limit && last ? Buffer.from(`${last.atExact}|${last.id}`).toString('base64url') : null }
  }),
  route(say.countNotices, async ({ tx, user }) => {
    const mine = (await settingsOf(tx, [user.id])).get(user.id)
    const { timeZone } = await findWorkspace(tx)
    const unread = await unreadByKind(tx, user.id)
    return { unread: unread.reduce((sum, one) => sum + one.n, 0), quiet: !unread.some((one) => breaksQuiet(one.kind)) && isQuiet(wallTime(tx.now, timeZone), mine?.quietFrom ?? null, mine?.quietTo ?? null) }
  }),
  route(say.readNotices, async ({ tx, user, body }) => {
    await markRead(tx, user.id, body.ids, body.read)
    await liveChanged(tx, 'notices')
    return done
  }),
  route(say.noticeSettings, async ({ tx, user }) => viewOf(tx, (await settingsOf(tx, [user.id])).get(user.id))),
  route(say.setNoticeSettings, async ({ tx, user, body }) => {
    const { timeZone } = await findWorkspace(tx)
    if (Boolean(body.quietFrom) !== Boolean(body.quietTo)) throw refuse('half_quiet', 'Quiet hours need a beginning and an end.', { field: body.quietFrom ? 'quietTo' : 'quietFrom' })
    const mailbox = body.mailboxId ? await findMailbox(tx, body.mailboxId) : undefined
    if (body.mailboxId && (!mailbox || mailbox.deletedAt || !mayUse(tx.actor, mailbox))) throw notFound('mailbox')
    if (body.digest !== 'off' && !mailbox) throw refuse('no_mailbox', 'Choose the mailbox through which the digest leaves.', { field: 'mailboxId' })
    if (mailbox?.kind === 'practice') throw refuse('practice_mailbox', 'A practice mailbox sends nothing outside, so no digest can leave through it.', { field: 'mailboxId' })
    const channels = Object.fromEntries(Object.entries(body.channels).filter(([kind, c]) => c.app !== usual[kind as say.NoticeKind].app || c.mail !== usual[kind as say.NoticeKind].mail)) as SettingsRow['channels']
    await saveSettings(tx, user.id, { ...body, channels }, nextDigest(tx.now, body.digest, body.digestAt, timeZone))
    return viewOf(tx, (await settingsOf(tx, [user.id])).get(user.id))
  }),
]

async function viewOf(tx: Tx, row: SettingsRow | undefined) {
  const mine = row ?? { channels: {}, quietFrom: null, quietTo: null, digest: 'off' as const, digestAt: '08:00', mailboxId: null }
  const mailboxes = (await mailboxesOf(tx)).filter((m) => m.kind !== 'practice' && mayUse(tx.actor, m)).map(({ id, address }) => ({ id, address }))
  const through = mailboxes.find((m) => m.id === mine.mailboxId)?.address
  const sentence = mine.digest === 'off' ? 'Notices wait under the bell; nothing is mailed.'
    : !through ? 'No digest can leave: its mailbox is gone. Choose another.'
    : `A digest of what is unread leaves ${mine.digest === 'daily' ? `every day at ${mine.digestAt}` : 'every hour'} through ${through}.`
  return { ...mine, channels: channelsOf(mine.channels), sentence, mailboxes }
}

function placeIn(cursor: string | undefined): { at: string; id: string } | undefined {
  const [at, id] = cursor ? Buffer.from(cursor, 'base64url').toString().split('|') : []
  return at && id && /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(?:\.\d+)?\+\d\d(?::\d\d)?$/.test(at) && /^[0-9a-f-]{36}$/.test(id) ? { at, id } : undefined
}
