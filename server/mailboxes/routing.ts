// Which way mail goes for a mailbox: one adapter per kind. 'smtp' is here; the practice room plugs in its own.
import type { World } from '#platform/world'
import { letterbox, openImap, searchSent, watchInbox } from './imap.ts'
import { vetHost } from './mail-hosts.ts'
import type { Mailbox } from './mailbox.ts'
import type { Letterbox, MailRoute, SentQuery, SmtpSettings, Trouble } from './port.ts'
import { openPasswords } from './passwords.ts'
import { findMailbox, learnKeepsSent } from './store.ts'
import { trouble, troubleOf } from './troubles.ts'

export type RouteMaker = (world: World, mailbox: Mailbox) => MailRoute

const kinds = new Map<string, RouteMaker>()

/** Plugs in a kind of mailbox. Called at start by the room that brings it. */
export const offerKind = (kind: Mailbox['kind'], make: RouteMaker): void => void kinds.set(kind, make)

/** The way for this mailbox as it is now: ask again after its settings may have changed. */
export async function routeFor(world: World, mailboxId: string): Promise<MailRoute> {
  const mailbox = await world.read((tx) => findMailbox(tx, mailboxId))
  if (!mailbox || mailbox.deletedAt) return nowhere
  const make = kinds.get(mailbox.kind) ?? (mailbox.kind === 'smtp' ? smtpAndImap : undefined)
  return make ? make(world, mailbox) : nowhere
}

const gone = trouble('gone', 'This mailbox was removed.')
const nowhere: MailRoute = { kind: 'none', smtp: async () => gone, findSent: async () => 'unknown', appendSent: async () => 'unknown', read: async () => gone }

function smtpAndImap(world: World, mailbox: Mailbox): MailRoute {
  const settings = async (side: 'smtp' | 'imap'): Promise<{ ok: true; settings: SmtpSettings } | Trouble> => {
    const host = mailbox[side]
    const passwords = await openPasswords(world, mailbox)
    if (!host || !passwords) return trouble('login', 'This mailbox has no password stored.', { mend: 'Open the mailbox and type its password again.' })
    const vetted = await vetHost(host, world.config.SSRF_ALLOW)
    if (!vetted.ok) return vetted
    return { ok: true, settings: { host: vetted.host, address: vetted.address, port: host.port, security: host.security, user: host.user || mailbox.address, password: side === 'smtp' ? passwords.smtpPassword : passwords.imapPassword } }
  }

  const withImap = async <T>(fn: (client: Extract<Awaited<ReturnType<typeof openImap>>, { ok: true }>['client']) => Promise<T>, options: { signal?: AbortSignal | undefined; timeoutMs?: number | undefined } = {}): Promise<{ ok: true; value: T } | Trouble> => {
    const to = await settings('imap')
    if (!to.ok) return to
    const limit = options.timeoutMs ? AbortSignal.timeout(options.timeoutMs) : undefined
    const signal = limit && options.signal ? AbortSignal.any([limit, options.signal]) : (limit ?? options.signal)
    const opened = await openImap(to.settings, { signal, preset: mailbox.preset, ...(options.timeoutMs ? { timeoutMs: Math.min(15_000, options.timeoutMs) } : {}) })
    if (!opened.ok) return opened
    const { client } = opened
    const cut = () => client.close()
    signal?.addEventListener('abort', cut, { once: true })
    try {
      return { ok: true, value: await fn(client) }
    } catch (error) {
      // What the reader itself did wrong rises; what the connection did is a value.
      if (client.usable && !isConnectionError(error)) throw error
      return troubleOf(signal?.aborted ? { code: 'CONNECT_TIMEOUT' } : error, { side: 'imap', settings: to.settings, preset: mailbox.preset })
    } finally {
      signal?.removeEventListener('abort', cut)
      await Promise.race([client.logout().catch(() => undefined), world.clock.sleep(1000)])
      client.close()
    }
  }

  const findSent = async (query: SentQuery): Promise<'found' | 'absent' | 'unknown'> => {
    const found = await withImap((client) => searchSent(client, query), { timeoutMs: 30_000 })
    if (!found.ok) return 'unknown'
    // Nothing of ours is appended before this is known, so a copy that is there was put there by the server.
    if (found.value === 'found' && mailbox.keepsSent === null) await world.write((tx) => learnKeepsSent(tx, mailbox, true))
    return found.value
  }

  return {
    kind: 'smtp',
    smtp: () => settings('smtp'),
    findSent,
    async appendSent(raw, query) {
      if (mailbox.keepsSent === true) return 'there'
      const done = await withImap(async (client) => {
        let found = await searchSent(client, query)
        if (found === 'absent' && mailbox.keepsSent === null) {
          // A server that keeps copies may take a moment to do so.
          await world.clock.sleep(3000)
          found = await searchSent(client, query)
        }
        if (found !== 'absent') return found === 'found' ? 'there' as const : 'unknown' as const
        const folder = client.mailbox ? client.mailbox.path : undefined
        if (!folder) return 'unknown' as const
        return (await client.append(folder, raw, ['\\Seen'])) ? 'appended' as const : 'unknown' as const
      }, { timeoutMs: 60_000 })
      if (!done.ok) return 'unknown'
      if (mailbox.keepsSent === null && done.value !== 'unknown') await world.write((tx) => learnKeepsSent(tx, mailbox, done.value === 'there'))
      return done.value
    },
    async watch(heard, { signal, aliveEveryMs, opened }) {
      const to = await settings('imap')
      if (!to.ok) return to
      const about = { side: 'imap' as const, settings: to.settings, preset: mailbox.preset }
      const open = await openImap(to.settings, { signal, preset: mailbox.preset, quietForMs: aliveEveryMs + 60_000 })
      if (!open.ok) return open
      opened?.()
      try {
        const why = await watchInbox(open.client, heard, { signal, aliveEveryMs })
        return trouble(why === 'stopped' ? 'stopped' : 'unreachable', why)
      } catch (error) {
        open.client.close()
        return troubleOf(error, about)
      }
    },
    read: <T>(fn: (box: Letterbox) => Promise<T>, options: { signal?: AbortSignal; timeoutMs?: number } = {}) => withImap((client) => fn(letterbox(client)), options),
  }
}

const isConnectionError = (error: unknown): boolean => {
  const { code = '', message = '', responseStatus } = error as { code?: string; message?: string; responseStatus?: string }
  return responseStatus !== undefined || /NoConnection|EConnectionClosed|ECONN|EPIPE|ETIMEDOUT|Timeout|TIMEOUT/.test(code) || /Connection not available|Unexpected close|Command failed/i.test(message)
}
