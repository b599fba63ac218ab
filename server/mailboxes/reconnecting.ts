// A link by which the owner of a mailbox types its new password, without signing in and without seeing anything else. It works
// once, within seven days, and only for the servers the mailbox has; the password is tried there before it is kept.
import type { FastifyRequest } from 'fastify'
import { createHash, randomBytes } from 'node:crypto'
import type { Output } from '#contract/contract'
import type * as say from '#contract/mailboxes'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { takeToken } from '#platform/rate-limit'
import { refuse } from '#platform/refuse'
import type { Ground, World } from '#platform/world'
import { mailboxChanged } from './events.ts'
import { editable } from './keeping.ts'
import type { HostSettings, Mailbox } from './mailbox.ts'
import { keepPasswords } from './passwords.ts'
import { presetOf } from './presets.ts'
import { countTry, endLinks, findLink, insertLink, useLink } from './reconnect-store.ts'
import { resumeMailbox } from './resting.ts'
import { findMailbox, lockMailbox, syncSoon } from './store.ts'
import { testConnection } from './testing.ts'

const livesMs = 7 * 24 * 3_600_000
/** Of one link, and of one place a minute: a link is no way to try passwords out. */
const mostTries = 10, triesAMinute = 6

type Reachable = Mailbox & { smtp: HostSettings; imap: HostSettings }
type Report = Output<typeof say.reconnectByLink>

export async function makeReconnectLink(tx: Tx, ground: Ground, mailboxId: string): Promise<{ link: string; expiresAt: string }> {
  const mailbox = await editable(tx, mailboxId)
  if (!reachable(mailbox)) throw refuse('practice', 'A practice mailbox has no password.', { status: 409 })
  const token = randomBytes(32).toString('base64url'), expiresAt = new Date(tx.now.getTime() + livesMs)
  await endLinks(tx, mailbox.id)
  await insertLink(tx, { hash: hashOf(token), mailboxId: mailbox.id, createdBy: tx.actor.name, expiresAt })
  return { link: `${ground.config.baseUrl}/reconnect/${token}`, expiresAt: expiresAt.toISOString() }
}

export async function readLink(ground: Ground, request: FastifyRequest, token: string): Promise<Output<typeof say.readReconnectLink>> {
  await notTooOften(ground, request, 'read', 30)
  const world = await worldOf(ground, token)
  const { mailbox, expiresAt } = await world.read((tx) => open(tx, token))
  const preset = presetOf(mailbox.preset)
  return {
    address: mailbox.address, smtpHost: mailbox.smtp.host, imapHost: mailbox.imap.host, passwordLabel: preset?.passwordLabel ?? 'Password', help: preset?.help ?? '',
    expiresAt: expiresAt.toISOString(),
  }
}

export async function tryLink(ground: Ground, request: FastifyRequest, token: string, given: { password: string; imapPassword?: string | null | undefined }): Promise<Report> {
  await notTooOften(ground, request, 'try', triesAMinute)
  const world = await worldOf(ground, token)
  const { mailbox } = await world.write(async (tx) => {
    const found = await open(tx, token)
    if (!(await countTry(tx, hashOf(token), mostTries))) throw refuse('too_many_tries', 'This link was tried too often and has ended. Ask for a new one.', { status: 410 })
    return found
  })
  const passwords = { smtpPassword: given.password, imapPassword: given.imapPassword || given.password }
  const report = await testConnection({ address: mailbox.address, smtp: mailbox.smtp, imap: mailbox.imap, preset: mailbox.preset, ...passwords }, ground.config.SSRF_ALLOW)
  if (report.ok) await world.write((tx) => keep(tx, ground, token, mailbox, passwords))
  return report
}

async function keep(tx: Tx, ground: Ground, token: string, tried: Reachable, passwords: { smtpPassword: string; imapPassword: string }): Promise<void> {
  const mailbox = await lockMailbox(tx, tried.id)
  if (!(await useLink(tx, hashOf(token))) || !mailbox || mailbox.deletedAt) throw over()
  if (!(['smtp', 'imap'] as const).every((side) => JSON.stringify(mailbox[side]) === JSON.stringify(tried[side])))
    throw refuse('changed_meanwhile', 'The servers of this mailbox were changed meanwhile. Ask for a new link.', { status: 409 })
  await keepPasswords(tx, ground.secrets, mailbox.id, passwords)
  await syncSoon(tx, mailbox.id)
  if (mailbox.status === 'needs_reconnect' || mailbox.status === 'error') await resumeMailbox(tx, mailbox.id)
  await announce(tx, mailboxChanged, { mailboxId: mailbox.id, changed: ['password'] })
  await liveChanged(tx, 'mailboxes')
}

async function open(tx: Tx, token: string): Promise<{ mailbox: Reachable; expiresAt: Date }> {
  const link = await findLink(tx, hashOf(token))
  if (!link || link.usedAt || link.expiresAt <= tx.now) throw over()
  const mailbox = await findMailbox(tx, link.mailboxId)
  if (!mailbox || mailbox.deletedAt || !reachable(mailbox)) throw over()
  return { mailbox, expiresAt: link.expiresAt }
}

async function worldOf(ground: Ground, token: string): Promise<World> {
  const [found] = await ground.sweep<{ workspace_id: string }>('select workspace_id from reconnect_link_of($1)', [hashOf(token)])
  if (!found) throw over()
  return ground.world(found.workspace_id)
}

async function notTooOften(ground: Ground, request: FastifyRequest, what: string, aMinute: number): Promise<void> {
  if (await takeToken(ground.db, `reconnect-${what}:${request.ip}`, aMinute, 60)) throw refuse('too_many_tries', 'Too many tries. Please wait a minute.', { status: 429 })
}

/** One sentence for forged, used, ended and replaced links: it tells nobody which. */
const over = () => refuse('link_over', 'This link does not open any more: it was used, replaced or has ended. Ask for a new one.', { status: 404 })
const reachable = (mailbox: Mailbox): mailbox is Reachable => mailbox.kind === 'smtp' && mailbox.smtp !== null && mailbox.imap !== null
const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest()
