// Where those we write to keep their mail, and whether one of our mailboxes is there too. Told by the first mail server of a domain;
// a filter that stands before it (Mimecast, Proofpoint) hides what is behind, and then it is 'other'.
import type { Tx } from '#platform/db'
import { loop } from '#platform/room'
import type { Ground, World } from '#platform/world'
import { askDns } from './dns.ts'
import type { Mailbox } from './mailbox.ts'
import { domainOf, freeGoogle, freeMicrosoft, providerOf } from './provider.ts'
import { hostRows, saveHosts, type RecipientHost } from './recipient-host-store.ts'

export type { RecipientHost } from './recipient-host-store.ts'

const knownForMs = 30 * 86_400_000, atOnce = 8

/** Of everybody who was written to lately; a domain whose servers do not answer is asked again the next hour. */
export const learning = loop('mailboxes.recipient_hosts', { roles: ['worker'] }, async (ground, signal) => {
  while (!signal.aborted) {
    await learnWhereRecipientsRead(ground, signal)
    await ground.clock.sleep(3_600_000, signal)
  }
})

/** Answers how many domains it asked about. */
export async function learnWhereRecipientsRead(ground: Ground, signal?: AbortSignal): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string; domain: string }>('select workspace_id, domain from recipient_hosts_to_learn($1, 500)', [ground.clock.now()])
  for (const [workspaceId, all] of Map.groupBy(due, (d) => d.workspace_id)) {
    await learnRecipientHosts(ground.world(workspaceId), all.map((d) => `x@${d.domain}`), signal)
      .catch((error: unknown) => ground.log.warn({ err: error }, 'Where recipients read their mail could not be asked.'))
  }
  return due.length
}

export function hostOfMailbox(mailbox: Pick<Mailbox, 'kind' | 'address' | 'preset' | 'smtp'>): RecipientHost {
  const { id } = providerOf(mailbox)
  return id === 'gmail' || id === 'workspace' ? 'google' : id === 'outlook' || id === 'microsoft365' ? 'microsoft' : 'other'
}

/** `servers`: of its MX records, the one asked first in front. */
export function hostOfServers(servers: readonly string[]): RecipientHost {
  const first = (servers[0] ?? '').toLowerCase().replace(/\.$/, '')
  if (/(^|\.)(google|googlemail)\.com$/.test(first)) return 'google'
  return /(^|\.)(outlook\.com|mx\.microsoft)$/.test(first) ? 'microsoft' : 'other'
}

/** What is known of the domains of these addresses, without asking anybody. */
export async function recipientHosts(tx: Tx, addresses: readonly string[]): Promise<Map<string, RecipientHost>> {
  const domains = [...new Set(addresses.map(domainOf))]
  const known = new Map((await hostRows(tx, domains)).map((r) => [r.domain, r.host]))
  for (const domain of domains) { const host = free(domain); if (host) known.set(domain, host) }
  return known
}

/** Asks the DNS about domains not asked about for a month. Who does not answer is asked again the next time. */
export async function learnRecipientHosts(world: World, addresses: readonly string[], signal?: AbortSignal): Promise<void> {
  const domains = [...new Set(addresses.map(domainOf))].filter((d) => !free(d))
  const fresh = await world.read(async (tx) => new Set((await hostRows(tx, domains)).filter((r) => r.askedAt.getTime() > tx.now.getTime() - knownForMs).map((r) => r.domain)))
  const names = askDns(world.config.DNS_SERVERS), asking = domains.filter((d) => !fresh.has(d)).values()
  const learnt: { domain: string; host: RecipientHost }[] = []
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (const domain of asking) {
      if (signal?.aborted) return
      const answer = await names.mx(domain)
      if (answer.ok || answer.why === 'none') learnt.push({ domain, host: answer.ok ? hostOfServers(answer.records) : 'other' })
    }
  }))
  // In one order, so that two who learn the same do not wait for each other.
  if (learnt.length) await world.write((tx) => saveHosts(tx, learnt.toSorted((a, b) => (a.domain < b.domain ? -1 : 1))))
}

const free = (domain: string): RecipientHost | null => (freeGoogle.has(domain) ? 'google' : freeMicrosoft.test(domain) ? 'microsoft' : null)
