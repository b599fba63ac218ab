// The domains we send from, and what the doctor found: when a mailbox comes, weekly, and on demand.
import { mayUse } from './mailbox.ts'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound } from '#platform/refuse'
import { loop } from '#platform/room'
import type { Ground, World } from '#platform/world'
import { askDns } from './dns.ts'
import { examine, type DnsReport } from './doctor.ts'
import { domainRows, noteDomain, nextDomainCheck, saveDomainReport, saveLearnt, saveSelectors, type DomainRow } from './domain-store.ts'
import { domainOf, providerOf } from './provider.ts'
import { mailboxesOf } from './store.ts'

const weekMs = 7 * 86_400_000, soonMs = 3_600_000

export const checking = loop('mailboxes.dns', { roles: ['worker'] }, async (ground, signal) => {
  while (!signal.aborted) {
    await checkDue(ground)
    await ground.clock.sleep(15_000, signal)
  }
})

/** Answers how many domains were looked at. */
export async function checkDue(ground: Ground): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string; domain: string }>('select workspace_id, domain from sender_domains_due($1, 20)', [ground.clock.now()])
  for (const { workspace_id, domain } of due) {
    const world = ground.world(workspace_id)
    // Taken first: another process does not ask the same, and one that hangs is asked again in an hour.
    if (!(await world.write((tx) => nextDomainCheck(tx, domain, new Date(tx.now.getTime() + soonMs))))) continue
    await checkDomain(world, domain).catch((error: unknown) => ground.log.warn({ err: error, domain }, 'A domain could not be checked.'))
  }
  return due.length
}

export async function checkDomain(world: World, domain: string): Promise<void> {
  const it = await world.read(async (tx) => {
    const mailbox = (await mailboxesOf(tx)).find((m) => m.kind !== 'practice' && domainOf(m.address) === domain)
    const row = (await domainRows(tx)).find((d) => d.domain === domain)
    return mailbox && { provider: providerOf(mailbox), selectors: [...(row?.selectors ?? []), ...(row?.learnt ?? [])], before: row?.report?.dmarc }
  })
  if (!it) return
  const { before, ...about } = it
  const found = await examine(askDns(world.config.DNS_SERVERS), { domain, ...about, baseUrl: world.config.baseUrl })
  // A question that nobody answered takes nothing back: what was known stands until it is asked again.
  const report: DnsReport = found.dmarc === 'unknown' && before ? { ...found, dmarc: before } : found
  const whole = found.reachable && found.findings.every((f) => f.colour !== 'grey' || f.id === 'tracking')
  await world.write(async (tx) => {
    await saveDomainReport(tx, domain, report, new Date(tx.now.getTime() + (whole ? weekMs : soonMs)))
    await liveChanged(tx, 'mailboxes')
  })
}

/** Of the mailboxes the actor may use; those never looked at have no report yet. */
export async function senderDomains(tx: Tx): Promise<(DomainRow & { mailboxes: number })[]> {
  const mine = (await mailboxesOf(tx)).filter((m) => m.kind !== 'practice' && mayUse(tx.actor, m))
  const rows = new Map((await domainRows(tx)).map((d) => [d.domain, d]))
  return [...Map.groupBy(mine, (m) => domainOf(m.address))].map(([domain, boxes]) => ({ domain, selectors: [], learnt: [], report: null, checkedAt: null, ...rows.get(domain), mailboxes: boxes.length }))
}

export async function mustHaveDomain(tx: Tx, domain: string): Promise<void> {
  if (!(await senderDomains(tx)).some((d) => d.domain === domain)) throw notFound('sending domain')
}

export async function nameSelectors(tx: Tx, domain: string, selectors: readonly string[]): Promise<void> {
  await mustHaveDomain(tx, domain)
  await noteDomain(tx, domain)
  await saveSelectors(tx, domain, selectors)
}

/** Seen in signatures of our own mails; one that is new is looked up at once. */
export async function learnSelectors(tx: Tx, seen: readonly { domain: string; selector: string }[]): Promise<void> {
  for (const { domain, selector } of seen) await saveLearnt(tx, domain, selector)
}

export interface SenderDomain { domain: string; report: DnsReport | null }

/** For a launch: what is known of the domains of these mailboxes. Practice mailboxes are not asked about. */
export async function domainsOf(tx: Tx, mailboxes: readonly { kind: string; address: string }[]): Promise<SenderDomain[]> {
  const rows = new Map((await domainRows(tx)).map((d) => [d.domain, d]))
  return [...new Set(mailboxes.filter((m) => m.kind !== 'practice').map((m) => domainOf(m.address)))].map((domain) => ({ domain, report: rows.get(domain)?.report ?? null }))
}
