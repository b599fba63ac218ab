// From a mailbox to a connection. The mailboxes room hands over settings with an address it has just vetted.
import { routeFor } from '#mailboxes'
import type { World } from '#platform/world'
import type { End, Trouble } from './reply.ts'
import { openSmtp, patience, type Patience, type SmtpConnection } from './smtp.ts'

export async function connectMailbox(world: World, mailboxId: string, times: Patience = patience): Promise<SmtpConnection | End> {
  const found = await (await routeFor(world, mailboxId)).smtp()
  if (!found.ok) return { phase: 'connect', trouble: troubles[found.reason], text: found.sentence }
  const { host, address, port, security, user, password } = found.settings
  return openSmtp({ host, address, port, security, ...(user && password && { user, password }), clientName: clientName(world) }, times)
}

const troubles: Record<'login' | 'host' | 'unreachable' | 'timeout' | 'tls' | 'protocol' | 'gone' | 'stopped', Trouble> = {
  login: 'not_allowed', host: 'not_allowed', gone: 'not_allowed', tls: 'tls', unreachable: 'unreachable', timeout: 'timeout', protocol: 'garbage', stopped: 'dropped',
}

/** EHLO wants a name with a dot; behind NAT nobody can do better than the host of our pages. */
function clientName(world: World): string {
  const host = new URL(world.config.baseUrl).hostname
  return /^[a-z0-9.-]+\.[a-z0-9-]+$/i.test(host) && !/^[\d.]+$/.test(host) ? host : '[127.0.0.1]'
}
