// The mail server of the practice world: on an ephemeral port of the loopback, one a process, opened when first needed. It
// takes mail from practice mailboxes only (a password made at this start, which never leaves the process), relays nothing,
// and says 250 after the commit, like a real one.
import { randomBytes, timingSafeEqual } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { SMTPServer } from 'smtp-server'
import { findMailbox, type Mailbox, type SmtpSettings } from '#mailboxes'
import type { Ground } from '#platform/world'
import { isRefused, receive } from './receiving.ts'

const largest = 30 * 1024 * 1024

interface Open { server: SMTPServer; port: number; password: string }
const servers = new WeakMap<Ground, Promise<Open>>()

export async function settingsFor(ground: Ground, workspaceId: string, mailboxId: string): Promise<SmtpSettings> {
  let opening = servers.get(ground)
  if (!opening) servers.set(ground, (opening = open(ground)))
  const { port, password } = await opening
  return { host: '127.0.0.1', address: '127.0.0.1', port, security: 'none', user: `${workspaceId}.${mailboxId}`, password }
}

export async function closeServer(ground: Ground): Promise<void> {
  const opening = servers.get(ground)
  servers.delete(ground)
  const opened = await opening?.catch(() => undefined)
  if (opened) await new Promise<void>((resolve) => opened.server.close(() => resolve()))
}

const refusal = (code: number, text: string) => Object.assign(new Error(text), { responseCode: code })

async function open(ground: Ground): Promise<Open> {
  const password = randomBytes(24).toString('base64url')
  const server = new SMTPServer({
    name: 'practice.example', banner: 'The practice world', size: largest,
    disabledCommands: ['STARTTLS'], allowInsecureAuth: true, authMethods: ['PLAIN', 'LOGIN'], disableReverseLookup: true, logger: false, closeTimeout: 1000,
    onAuth(auth, _session, done) {
      if (!sameSecret(auth.password ?? '', password)) return done(refusal(535, '5.7.8 This is not a practice mailbox of this process'))
      mailboxOf(ground, auth.username ?? '').then((found) => (found ? done(null, { user: auth.username }) : done(refusal(535, '5.7.8 No such practice mailbox'))), () => done(refusal(454, '4.7.0 Please try again')))
    },
    onMailFrom(address, session, done) {
      mailboxOf(ground, session.user ?? '').then(
        (found) => (found?.mailbox.address === address.address.toLowerCase() ? done() : done(refusal(553, '5.7.1 A practice mailbox sends in its own name only'))),
        () => done(refusal(451, '4.3.0 Please try again')),
      )
    },
    onRcptTo(address, session, done) {
      mailboxOf(ground, session.user ?? '').then(
        (found) => (found && !isRefused(found.mailbox, address.address) ? done() : done(refusal(550, `5.1.1 <${address.address}>: Recipient address rejected: User unknown in local recipient table`))),
        () => done(refusal(451, '4.3.0 Please try again')),
      )
    },
    onData(stream, session, done) {
      const parts: Buffer[] = []
      stream.on('data', (part: Buffer) => parts.push(part))
      stream.on('error', () => done(refusal(451, '4.3.0 The connection broke')))
      stream.on('end', () => {
        if (stream.sizeExceeded) return done(refusal(552, '5.3.4 Message size exceeds fixed limit'))
        take(ground, session.user ?? '', session.envelope.rcptTo.map((one) => one.address), Buffer.concat(parts)).then(
          () => done(null, '2.0.0 Ok: taken into the practice world'),
          (error: unknown) => { ground.log.warn({ err: error }, 'A practice mail could not be taken.'); done(refusal(451, '4.3.0 Please try again')) },
        )
      })
    },
  })
  server.on('error', (error) => ground.log.debug({ err: error }, 'A practice connection broke.'))
  await new Promise<void>((resolve, reject) => { server.once('error', reject); server.listen(0, '127.0.0.1', resolve) })
  return { server, port: (server.server.address() as AddressInfo).port, password }
}

async function take(ground: Ground, user: string, recipients: string[], raw: Buffer): Promise<void> {
  const found = await mailboxOf(ground, user)
  if (!found) throw new Error('The practice mailbox is gone.')
  await receive(ground.world(found.workspaceId, { kind: 'system', name: 'practice' }), found.mailbox, recipients, raw)
}

async function mailboxOf(ground: Ground, user: string): Promise<{ workspaceId: string; mailbox: Mailbox } | undefined> {
  const [workspaceId, mailboxId] = user.split('.')
  if (!isUuid(workspaceId) || !isUuid(mailboxId)) return undefined
  const mailbox = await ground.world(workspaceId).read((tx) => findMailbox(tx, mailboxId))
  return mailbox?.kind === 'practice' && !mailbox.deletedAt ? { workspaceId, mailbox } : undefined
}

const isUuid = (text: string | undefined): text is string => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text ?? '')

function sameSecret(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)]
  return left.length === right.length && timingSafeEqual(left, right)
}
