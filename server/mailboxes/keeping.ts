// Adding, changing and removing mailboxes. A password goes only to the servers it was typed in for:
// whoever changes a server types it again.
import type { MailboxChange, MailboxInput } from '#contract/mailboxes'
import { parseAddress } from '#leads'
import { may } from '#contract/roles'
import type { Actor, Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { parseAllow, plainHost, isPublicAddress, isListed } from '#platform/public-address'
import { notFound, refuse } from '#platform/refuse'
import type { Secrets } from '#platform/secrets'
import { isIP } from 'node:net'
import { inheritBrake } from './brake-store.ts'
import { mailboxAdded, mailboxChanged, mailboxRemoved } from './events.ts'
import { mailPorts } from './mail-hosts.ts'
import { mayUse, type HostSettings, type Mailbox } from './mailbox.ts'
import { keepPasswords, openSealed } from './passwords.ts'
import { dayLimit } from './limits.ts'
import { forgetLimited, inheritPlaces } from './places-store.ts'
import { rampStart } from './ramp.ts'
import { saveRamp, todayOf } from './ramp-store.ts'
import { noteDomain } from './domain-store.ts'
import { keepsSentAt, presetOf } from './presets.ts'
import { domainOf } from './provider.ts'
import { restUnderBrake, resumeMailbox } from './resting.ts'
import { answersGoTo, findMailbox, forgetMailbox, insertMailbox, lockMailbox, mailboxByAddress, saveKeepsSent, saveMailbox, syncSoon, type NewMailbox } from './store.ts'

export interface Keeper { secrets: Secrets; allowed: readonly string[] }

/** A mailbox of any kind, without a password: for rooms that bring their own kind. Where its domain, or this address before it was removed, has a brake on, it rests. */
export async function addMailbox(tx: Tx, input: Pick<NewMailbox, 'kind' | 'address'> & Partial<NewMailbox>): Promise<Mailbox> {
  const created = await insertMailbox(tx, {
    fromName: '', ownerId: null, preset: null, smtp: null, imap: null, signature: '', replyTo: null, dailyLimit: 40, gapMinS: 60, gapMaxS: 180, keepsSent: null, practice: {},
    ...input, address: goodAddress('address', input.address),
  })
  if (!created) throw refuse('mailbox_exists', `${input.address} is connected already.`, { field: 'address', status: 409 })
  if (input.kind !== 'practice') {
    await noteDomain(tx, domainOf(input.address))
    await inheritBrake(tx, created.id)
    await inheritPlaces(tx, created.id)
  }
  await announce(tx, mailboxAdded, { mailboxId: created.id, address: input.address, kind: input.kind })
  await restUnderBrake(tx, created.id)
  await liveChanged(tx, 'mailboxes')
  return (await findMailbox(tx, created.id))!
}

export async function createMailbox(tx: Tx, keeper: Keeper, input: MailboxInput): Promise<Mailbox> {
  const { smtp, imap, password, imapPassword, ownerId, ramp, ...rest } = input
  const owner = ownerFor(tx.actor, ownerId)
  const preset = presetOf(input.preset)
  const hosts = { smtp: goodHost('smtp', smtp, keeper), imap: goodHost('imap', imap, keeper) }
  const mailbox = await addMailbox(tx, {
    ...rest, ...hosts, kind: 'smtp', ownerId: owner, preset: preset?.id ?? null, keepsSent: keepsSentAt(preset, hosts),
    replyTo: input.replyTo ? await goodReplyTo(tx, input.replyTo, input.address) : null, ...goodGaps(input),
  })
  await keepPasswords(tx, keeper.secrets, mailbox.id, { smtpPassword: password, imapPassword: imapPassword ?? password })
  if (ramp && dayLimit(mailbox).most > rampStart) await saveRamp(tx, mailbox.id, await todayOf(tx), { level: rampStart, why: 'It is new here: providers trust a sender who begins slowly.' })
  return (await findMailbox(tx, mailbox.id))!
}

export async function changeMailbox(tx: Tx, keeper: Keeper, id: string, change: MailboxChange): Promise<Mailbox> {
  const before = await editable(tx, id)
  const { password, imapPassword, smtp, imap, ownerId, ...rest } = change
  const next: Mailbox = {
    ...before, ...rest,
    ...(ownerId !== undefined ? { ownerId: ownerId === null ? disowned(tx.actor) : ownerFor(tx.actor, ownerId) } : {}),
    ...(smtp ? { smtp: goodHost('smtp', smtp, keeper) } : {}), ...(imap ? { imap: goodHost('imap', imap, keeper) } : {}),
    ...(change.replyTo && change.replyTo !== before.replyTo ? { replyTo: await goodReplyTo(tx, change.replyTo, before.address) } : {}),
  }
  Object.assign(next, goodGaps(next))
  if (before.kind === 'smtp') await changePasswords(tx, keeper, before, next, { password, imapPassword })
  await saveMailbox(tx, next)
  // What was learnt of one server says nothing about another, and a wrong yes would prove an absence that is none.
  if (before.kind === 'smtp' && (serverOf(next.smtp) !== serverOf(before.smtp) || serverOf(next.imap) !== serverOf(before.imap))) await saveKeepsSent(tx, id, keepsSentAt(presetOf(next.preset), next))
  if (next.dailyLimit !== before.dailyLimit) await forgetLimited(tx, id)
  const changed = Object.keys(change)
  if (changed.some((key) => ['smtp', 'imap', 'password', 'imapPassword'].includes(key))) {
    await syncSoon(tx, id)
    if (before.status === 'needs_reconnect' || before.status === 'error') await resumeMailbox(tx, id)
  }
  await announce(tx, mailboxChanged, { mailboxId: id, changed })
  await liveChanged(tx, 'mailboxes')
  return (await findMailbox(tx, id))!
}

async function changePasswords(tx: Tx, keeper: Keeper, before: Mailbox, next: Mailbox, given: { password?: string | undefined; imapPassword?: string | null | undefined }): Promise<void> {
  const moved = (side: 'smtp' | 'imap') => JSON.stringify(pick(before[side])) !== JSON.stringify(pick(next[side]))
  if (!given.password && !given.imapPassword) {
    if (moved('smtp') || moved('imap')) throw refuse('password_again', 'Type the password again: it is only ever sent to the servers it was typed in for.', { field: 'password' })
    return
  }
  const old = await openSealed(keeper.secrets, tx.workspaceId, before)
  const smtpPassword = given.password ?? (moved('smtp') ? undefined : old?.smtpPassword)
  if (!smtpPassword) throw refuse('password_again', 'Type the password again: it is only ever sent to the servers it was typed in for.', { field: 'password' })
  await keepPasswords(tx, keeper.secrets, before.id, { smtpPassword, imapPassword: given.imapPassword ?? given.password ?? smtpPassword })
}

export async function removeMailbox(tx: Tx, id: string): Promise<void> {
  const mailbox = await editable(tx, id)
  const [other] = await answersGoTo(tx, mailbox.address, id)
  if (other) throw refuse('answers_come_here', `Answers to the mails of ${other} come here, and would not be seen any more. Let them go elsewhere first.`, { status: 409 })
  await forgetMailbox(tx, id)
  await announce(tx, mailboxRemoved, { mailboxId: id, address: mailbox.address })
  await liveChanged(tx, 'mailboxes')
}

/** The mailbox, if the actor may use it; else it does not exist for them. */
export async function usable(tx: Tx, id: string): Promise<Mailbox> {
  const mailbox = await findMailbox(tx, id)
  if (!mailbox || mailbox.deletedAt || !mayUse(tx.actor, mailbox)) throw notFound('mailbox')
  return mailbox
}

/** Held, and the actor may change it. */
export async function editable(tx: Tx, id: string): Promise<Mailbox> {
  const mailbox = await lockMailbox(tx, id)
  const { actor } = tx
  if (!mailbox || !mayUse(actor, mailbox)) throw notFound('mailbox')
  if (actor.kind === 'user' && mailbox.ownerId !== actor.userId && !may(actor.role, 'mailboxes.manage'))
    throw refuse('not_yours', 'This mailbox belongs to somebody else. A manager can change it.', { status: 403 })
  return mailbox
}

// ── Rules for what is typed in ──

function ownerFor(actor: Actor, asked: string | null | undefined): string | null {
  if (actor.kind === 'system') return asked ?? null
  if (!asked || asked === actor.userId) return actor.userId
  if (!may(actor.role, 'mailboxes.manage')) throw refuse('not_yours', 'Only a manager may connect a mailbox for somebody else.', { field: 'ownerId', status: 403 })
  return asked
}

function disowned(actor: Actor): null {
  if (actor.kind === 'user' && !may(actor.role, 'mailboxes.manage')) throw refuse('not_yours', 'Only a manager may make a mailbox everybody’s.', { field: 'ownerId', status: 403 })
  return null
}

function goodAddress(field: string, text: string): string {
  const parsed = parseAddress(text)
  if (!parsed.ok) throw refuse('bad_address', parsed.sentence, { field })
  return parsed.address
}

/** Only where we read: an answer, or a no, that comes anywhere else would stop nothing. */
async function goodReplyTo(tx: Tx, text: string, own: string): Promise<string> {
  const address = goodAddress('replyTo', text)
  const there = address === own.toLowerCase() ? undefined : await mailboxByAddress(tx, address)
  if (address !== own.toLowerCase() && (!there || there.kind === 'practice')) throw refuse('reply_to_unread', `Answers to ${address} would not be seen here, and the next mails would go on. Connect ${address} as a mailbox first.`, { field: 'replyTo' })
  return address
}

function goodGaps<T extends { gapMinS: number; gapMaxS: number }>(it: T): Pick<T, 'gapMinS' | 'gapMaxS'> {
  if (it.gapMaxS < it.gapMinS) throw refuse('bad_gaps', 'The longest pause between two mails is shorter than the shortest.', { field: 'gapMaxS' })
  return { gapMinS: it.gapMinS, gapMaxS: it.gapMaxS }
}

/** What can be told without the network; the rest is judged where the connection is made. */
function goodHost(side: 'smtp' | 'imap', it: HostSettings, keeper: Keeper): HostSettings {
  const host = plainHost(it.host)
  if (!host) throw refuse('bad_host', `“${it.host.replace(/\p{C}/gu, '').slice(0, 80)}” is not a server name. Write only the name, such as ${side}.example.com.`, { field: `${side}.host` })
  const allow = parseAllow(keeper.allowed)
  const to = { host, address: host, port: it.port }
  if (!mailPorts.includes(it.port) && !isListed(to, allow, true)) throw refuse('bad_port', `Port ${it.port} is not a mail port. Usual are ${side === 'smtp' ? '465 and 587' : '993 and 143'}.`, { field: `${side}.port` })
  if (isIP(host) && !isPublicAddress(host) && !isListed(to, allow)) throw refuse('host_not_public', `${host} is not on the public internet. Whoever runs Overture can allow it with SSRF_ALLOW.`, { field: `${side}.host` })
  if (/[\p{Cc}]/u.test(it.user)) throw refuse('bad_user', 'The login name holds a control character.', { field: `${side}.user` })
  return { host, port: it.port, security: it.security, user: it.user }
}

const pick = (it: HostSettings | null): unknown => it && [it.host, it.port, it.security, it.user]
const serverOf = (it: HostSettings | null): string => (it ? `${it.host}:${it.port}` : '')
