// Addresses: are they good? Checked after an import and when somebody asks, by what they say and by the DNS of their domain.
import { isFreeMail } from '#companies'
import { importedLeads } from '#leads'
import { askDns } from '#mailboxes'
import { liveChanged } from '#platform/events'
import type { World } from '#platform/world'
import { addressesToCheck, saveChecks, unchecked } from './store.ts'
import { judge, type DomainMail } from './verdict.ts'

const atOnce = 1000, domainsAtOnce = 8
/** So many domains in a row without any answer: it is our name server that is away, and the rest need not wait for it. */
const givesUpAfter = 5

export async function checkThese(world: World, leadIds: readonly string[], signal?: AbortSignal): Promise<void> {
  for (let at = 0; at < leadIds.length; at += atOnce) await check(world, await world.read((tx) => addressesToCheck(tx, leadIds.slice(at, at + atOnce))), signal)
  await world.write((tx) => liveChanged(tx, 'leads'))
}

export async function checkUnchecked(world: World, signal?: AbortSignal): Promise<void> {
  for (let after: string | null = null; ;) {
    const page: { leadId: string; address: string }[] = await world.read((tx) => unchecked(tx, after, atOnce))
    await check(world, page, signal)
    if (page.length < atOnce) break
    after = page.at(-1)!.leadId
  }
  await world.write((tx) => liveChanged(tx, 'leads'))
}

export async function checkImported(world: World, importId: string, signal?: AbortSignal): Promise<void> {
  for (let after: string | undefined; ;) {
    const page: string[] = await world.read((tx) => importedLeads(tx, importId, after, atOnce))
    if (page.length) await checkThese(world, page, signal)
    if (page.length < atOnce) return
    after = page.at(-1)
  }
}

async function check(world: World, people: { leadId: string; address: string }[], signal: AbortSignal | undefined): Promise<void> {
  if (!people.length) return
  if (signal?.aborted) throw new Error('The process is stopping; checking goes on after the next start.')
  const mail = await domainMail(world, people.map((p) => p.address.split('@')[1] ?? ''))
  await world.write((tx) => saveChecks(tx, people.map((p) => ({ ...p, ...judge(p.address, mail.get(p.address.split('@')[1] ?? '') ?? 'unreachable') }))))
}

/** Each domain is asked once. Without MX records its own address counts (RFC 5321, 5.1); a single empty one says that it takes none (RFC 7505). */
async function domainMail(world: World, domains: string[]): Promise<Map<string, DomainMail>> {
  const names = askDns(world.config.DNS_SERVERS), found = new Map<string, DomainMail>(), asking = new Set(domains).values()
  let silent = 0
  await Promise.all(Array.from({ length: domainsAtOnce }, async () => {
    for (const domain of asking) {
      if (isFreeMail(domain)) { found.set(domain, 'servers'); continue }
      if (silent >= givesUpAfter) { found.set(domain, 'unreachable'); continue }
      const mx = await names.mx(domain)
      const answer: DomainMail = mx.ok ? (mx.records.some((host) => host && host !== '.') ? 'servers' : 'none')
        : mx.why === 'unreachable' ? 'unreachable' : ((a) => (a.ok ? 'servers' : a.why))(await names.addresses(domain))
      silent = answer === 'unreachable' ? silent + 1 : 0
      found.set(domain, answer)
    }
  }))
  return found
}
