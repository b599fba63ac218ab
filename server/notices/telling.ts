// Facts become notices: whom it concerns, in which words, where it leads. Nobody is told what they did themselves.
import type { NoticeKind } from '#contract/notices'
import { may, type Permission } from '#contract/roles'
import { members } from '#accounts'
import { findLead, nameOf } from '#leads'
import { findMailbox } from '#mailboxes'
import type { Tx } from '#platform/db'
import { liveChanged, type Heard } from '#platform/events'
import { channelsOf } from './notice.ts'
import { putNotices, settingsOf, type NewNotice } from './store.ts'

export interface Telling { kind: NoticeKind; group: string; title: string; body?: string; link: string }

export const tell = (tx: Tx, to: readonly string[], about: Heard, it: Telling): Promise<void> => tellAll(tx, [{ to, about, it }])

/** Many facts at once, in their order. */
export async function tellAll(tx: Tx, all: readonly { to: readonly string[]; about: Heard; it: Telling }[]): Promise<void> {
  const told = all.flatMap(({ to, about, it }) => [...new Set(to)].filter((id) => about.by !== `user:${id}`).map((userId) => ({ userId, about, it })))
  if (!told.length) return
  const chosen = await settingsOf(tx, [...new Set(told.map((one) => one.userId))])
  const notices = told.flatMap(({ userId, about, it }): NewNotice[] => {
    const channel = channelsOf(chosen.get(userId)?.channels ?? {})[it.kind]
    if (!channel.app && !channel.mail) return []
    return [{ userId, kind: it.kind, groupKey: it.group, title: it.title.slice(0, 200), body: (it.body ?? '').slice(0, 300), link: it.link, eventId: about.eventId, at: about.at, inApp: channel.app, toMail: channel.mail }]
  })
  if (notices.length && (await putNotices(tx, notices))) await liveChanged(tx, 'notices')
}

/** Its owner; a mailbox without one concerns everybody who manages mailboxes. */
export async function peopleOf(tx: Tx, mailboxId: string): Promise<string[]> {
  const mailbox = await findMailbox(tx, mailboxId)
  return mailbox?.ownerId ? [mailbox.ownerId] : peopleWho(tx, 'mailboxes.manage')
}

export const peopleWho = async (tx: Tx, permission: Permission): Promise<string[]> =>
  (await members(tx)).filter((m) => m.disabled_at === null && may(m.role, permission)).map((m) => m.user_id)

export async function nameOfLead(tx: Tx, leadId: string | undefined): Promise<string> {
  const lead = leadId ? await findLead(tx, leadId) : undefined
  return lead ? nameOf(lead) : 'Somebody'
}

export const addressOf = async (tx: Tx, mailboxId: string): Promise<string> => (await findMailbox(tx, mailboxId))?.address ?? 'A mailbox'
export const nameOfMember = async (tx: Tx, by: string): Promise<string> => (await members(tx)).find((m) => `user:${m.user_id}` === by)?.name ?? 'Overture'
