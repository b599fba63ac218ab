// Whose eyes a mail is for: how much of a mailbox others may read, and what is never stored at all.
import type { MailLevel, Sharing } from '#contract/inbox'
import { may } from '#contract/roles'
import { members } from '#accounts'
import { isFreeMail } from '#companies'
import { everyMailbox, ownAddresses, usableMailbox, type Mailbox } from '#mailboxes'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { mailboxShared } from './events.ts'
import { levelOfMail } from './list-store.ts'
import { domainOf, plainAddress, type Mail } from './mail.ts'
import { blockedAmong, blockRows, deleteBlock, insertBlock, sharingOf, writeSharing } from './privacy-store.ts'

const said: Record<Sharing, string> = {
  participants: 'Only its owner reads this mail, and whoever is given or mentioned in a thread.',
  managers: 'Its owner and managers read this mail.',
  metadata: 'Everybody in the workspace sees who wrote and when; only its owner reads subjects and texts.',
  subject: 'Everybody in the workspace sees who wrote, when and the subject; only its owner reads the texts.',
  full: 'Everybody in the workspace reads and answers this mail.',
}

export async function privacyOf(tx: Tx, mailboxId: string) {
  const mailbox = await usableMailbox(tx, mailboxId)
  const sharing = await sharingOf(tx, mailboxId)
  return { sharing, mayChange: maySet(tx, mailbox), sentence: mailbox.ownerId === null ? 'It has no owner, so everybody in the workspace reads this mail.' : said[sharing] }
}

export async function share(tx: Tx, mailboxId: string, sharing: Sharing) {
  const mailbox = await usableMailbox(tx, mailboxId)
  if (!maySet(tx, mailbox)) throw refuse('not_the_owner', 'Only the owner of a mailbox decides who else reads its mail.', { status: 403 })
  await writeSharing(tx, mailboxId, sharing)
  await announce(tx, mailboxShared, { mailboxId, sharing })
  await liveChanged(tx, 'inbox')
  await liveChanged(tx, 'mailboxes')
  return privacyOf(tx, mailboxId)
}

const maySet = ({ actor }: Tx, mailbox: Pick<Mailbox, 'ownerId'>): boolean =>
  actor.kind === 'user' && (mailbox.ownerId === null ? may(actor.role, 'mailboxes.manage') : mailbox.ownerId === actor.userId)

/** How much of a mail somebody may see; a mail they may not know of is not there. */
export async function levelFor(tx: Tx, inboxMessageId: string): Promise<MailLevel> {
  const found = await levelOfMail(tx, inboxMessageId)
  if (!found || found.level === 'none') throw notFound('mail')
  return found.level
}

// ── Never stored ──

export const blocks = async (tx: Tx) => ({ items: (await blockRows(tx)).map((row) => ({ ...row, createdAt: row.createdAt.toISOString() })), internal: [...(await internalDomains(tx))].sort() })

export async function block(tx: Tx, text: string) {
  const value = text.replace(/^@/, '')
  const kind = value.includes('@') ? 'address' : 'domain'
  if (kind === 'address' ? plainAddress(value) !== value : !/^(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+[\p{L}\p{N}-]{2,}$/u.test(value)) throw refuse('no_address', `“${value}” is neither an address nor a domain.`, { field: 'value' })
  if (kind === 'domain' && isFreeMail(value)) throw refuse('free_mail', `Half the world writes from ${value}. Block single addresses instead.`, { field: 'value' })
  const row = await insertBlock(tx, kind, value)
  return { ...row, createdAt: row.createdAt.toISOString() }
}

export async function unblock(tx: Tx, id: string): Promise<void> {
  if (!(await deleteBlock(tx, id))) throw notFound('entry')
}

/**
 * Nobody's business here: from a blocked sender, or among colleagues only. Asked after matching, and only for what matched
 * nothing: an answer to a mail of ours is never hidden, for it must stop what is planned.
 */
export async function arePrivate(tx: Tx, mails: readonly Pick<Mail, 'from' | 'to' | 'cc'>[]): Promise<boolean[]> {
  const senders = mails.map((mail) => mail.from.address).filter(Boolean)
  if (!senders.length) return mails.map(() => false)
  const blocked = await blockedAmong(tx, senders), inside = await internalDomains(tx)
  return mails.map(({ from, to, cc }) => {
    if (!from.address) return false
    if (blocked.has(from.address)) return true
    const others = [...to, ...cc].filter((one) => one.address)
    return inside.has(domainOf(from.address)) && others.length > 0 && others.every((one) => inside.has(domainOf(one.address)))
  })
}

/** Domains of our mailboxes and people, without those that everybody uses. */
export async function internalDomains(tx: Tx): Promise<Set<string>> {
  const practice = new Set((await everyMailbox(tx)).filter((m) => m.kind === 'practice').map((m) => m.address))
  const addresses = [...(await ownAddresses(tx)).filter((address) => !practice.has(address)), ...(await members(tx)).map((m) => m.email)]
  return new Set(addresses.map(domainOf).filter((domain) => domain.includes('.') && !isFreeMail(domain)))
}
