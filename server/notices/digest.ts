// The digest: what is unread and wanted by mail, in one mail to oneself, through a mailbox of the workspace. It goes through the
// ledger like every mail, under the same limits; nothing leaves in quiet hours, and nothing leaves when there is nothing to say.
import { members, findWorkspace } from '#accounts'
import { findMailbox, isActive } from '#mailboxes'
import { planMessage } from '#sending'
import type { Ground, World } from '#platform/world'
import { isQuiet, nextDigest, wallTime } from './notice.ts'
import { forMail, lockDueSettings, markMailed, setNextDigest, type NoticeRow } from './store.ts'

const pauseMs = 20_000

export async function keepDigesting(ground: Ground, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const due = await ground.sweep<{ workspace_id: string; user_id: string }>('select workspace_id, user_id from notice_digests_due($1, $2)', [ground.clock.now(), 100])
    for (const { workspace_id, user_id } of due) {
      if (signal.aborted) return
      await digestFor(ground.world(workspace_id, { kind: 'system', name: 'notices' }), user_id)
    }
    await ground.clock.sleep(pauseMs, signal)
  }
}

/** True when a mail was planned. The time of the next one is set in the same transaction, so no digest is sent twice. */
export async function digestFor(world: World, userId: string): Promise<boolean> {
  return world.write(async (tx) => {
    const settings = await lockDueSettings(tx, userId)
    if (!settings) return false
    const { timeZone, name: workspace } = await findWorkspace(tx)
    await setNextDigest(tx, userId, nextDigest(tx.now, settings.digest, settings.digestAt, timeZone))
    const person = (await members(tx)).find((m) => m.user_id === userId && m.disabled_at === null)
    const mailbox = settings.mailboxId ? await findMailbox(tx, settings.mailboxId) : undefined
    if (!person || !mailbox || !isActive(mailbox, tx.now) || isQuiet(wallTime(tx.now, timeZone), settings.quietFrom, settings.quietTo)) return false
    const rows = await forMail(tx, userId)
    if (!rows.length) return false
    const { baseUrl } = world.config
    await planMessage(tx, { leadId: null, to: { name: person.name.replace(/[\p{Cc}\p{Cf}]/gu, ' '), address: person.email }, mailboxId: mailbox.id, subject: subjectOf(rows, workspace), bodyText: textOf(rows, baseUrl), dueAt: tx.now, origin: 'test', unsubscribeHeader: false, track: { opens: false, clicks: false } })
    await markMailed(tx, rows.map((row) => row.id))
    return true
  })
}

const clean = (text: string): string => text.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()
const subjectOf = (rows: readonly NoticeRow[], workspace: string): string => clean(rows.length === 1 ? `${workspace}: ${rows[0]!.title}` : `${workspace}: ${rows.length} notices`).slice(0, 180)

export const textOf = (rows: readonly NoticeRow[], baseUrl: string): string =>
  [...rows.map((row) => [`${clean(row.title)}${row.count > 1 ? ` (${row.count})` : ''}`, clean(row.body), `${baseUrl}${row.link}`].filter(Boolean).join('\n')),
    `You get this because you asked for a digest. Change it under ${baseUrl}/settings/notices`].join('\n\n')
