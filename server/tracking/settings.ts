// What a workspace decides about links, pictures and the foot of its mails; the hosts its links lead over; and how much of
// what came back was machines.
import type { Output } from '#contract/contract'
import type { TrackingSettings, trackingDomains, trackingNoise } from '#contract/tracking'
import { registrableDomain } from '#companies'
import type { Tx } from '#platform/db'
import { cnamesOf } from '#platform/public-address'
import { refuse } from '#platform/refuse'
import { loop } from '#platform/room'
import type { Ground, World } from '#platform/world'
import { pixel } from './pixel.ts'
import { domainRows, dropDomain, hitCounts, linkCounts, noteCheck, saveDomain, saveSettings, settingsOf } from './settings-store.ts'

export async function changeSettings(tx: Tx, change: { [K in keyof TrackingSettings]?: TrackingSettings[K] | undefined }): Promise<TrackingSettings> {
  const before = await settingsOf(tx)
  const next: TrackingSettings = {
    quietCountries: change.quietCountries ? [...new Set(change.quietCountries)].sort() : before.quietCountries,
    utm: change.utm ?? before.utm, postalAddress: change.postalAddress ?? before.postalAddress, wayOutLine: change.wayOutLine ?? before.wayOutLine,
  }
  await saveSettings(tx, next)
  return next
}

// ── Link hosts ──

type Domains = Output<typeof trackingDomains>

export async function listDomains(tx: Tx, home: string): Promise<Domains> {
  return { items: (await domainRows(tx)).map(({ nextCheckAt: _, ...d }) => ({ ...d, checkedAt: d.checkedAt?.toISOString() ?? null, record: { name: d.host, type: 'CNAME' as const, value: new URL(home).hostname } })) }
}

const isHost = (text: string): boolean => text.length <= 253 && /^(?=.{4,})(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]{1,62}$/.test(text)

/** The host must be of the sender's own registrable domain: a link that leads elsewhere is what filters look for. */
export async function setDomain(tx: Tx, domain: string, host: string | null): Promise<void> {
  if (!isHost(domain)) throw refuse('bad_domain', `“${domain}” is not a domain.`, { field: 'domain' })
  if (!host) return void (await dropDomain(tx, domain))
  if (!isHost(host)) throw refuse('bad_host', `“${host}” is not a host name, such as links.${domain}.`, { field: 'host' })
  if (registrableDomain(host) !== registrableDomain(domain)) throw refuse('other_domain', `Take a host of your own domain, such as links.${domain}: mail filters distrust links to somewhere else.`, { field: 'host' })
  if (host === domain) throw refuse('bare_domain', `Your own site lives at ${domain}. Take a name below it, such as links.${domain}.`, { field: 'host' })
  await saveDomain(tx, domain, host)
}

type Resolve = (host: string) => Promise<string[]>
interface Found { works: boolean | null; problem: string | null }
type Probe = (host: string) => Promise<Found>

const dayMs = 86_400_000, hourMs = 3_600_000

export const lookingUp = loop('tracking.hosts', { roles: ['worker'] }, async (ground, signal) => {
  while (!signal.aborted) {
    await checkDueDomains(ground)
    await ground.clock.sleep(60_000, signal)
  }
})

/** Those that work daily, so that a record that went away takes no link with it; the others hourly. Answers in how many workspaces. */
export async function checkDueDomains(ground: Ground, resolve?: Resolve, probe?: Probe): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string }>('select workspace_id from tracking_domains_due($1, 20)', [ground.clock.now()])
  for (const { workspace_id } of due) await checkDomains(ground.world(workspace_id), ground.config.baseUrl, resolve, probe, true)
  return due.length
}

/** Looks each host up, asks it over https, and writes down whether links may lead over it. */
export async function checkDomains(world: World, home: string, resolve: Resolve = (host) => cnamesOf(host, world.config.DNS_SERVERS), probe: Probe = (host) => askForPixel(world, host), dueOnly = false): Promise<void> {
  const here = new URL(home).hostname
  const hosts = await world.read(async (tx) => (await domainRows(tx)).filter((d) => !dueOnly || d.nextCheckAt <= tx.now))
  for (const { domain, host } of hosts) {
    const pointing = await lookUp(host, here, resolve), found = pointing.works ? await tryOut(host, here, probe) : pointing
    await world.write((tx) => noteCheck(tx, domain, host, found, new Date(tx.now.getTime() + (found.works ? dayMs : hourMs))))
  }
}

async function lookUp(host: string, here: string, resolve: Resolve): Promise<Found> {
  try {
    const names = (await resolve(host)).map((name) => name.replace(/\.$/, '').toLowerCase())
    return names.includes(here) ? { works: true, problem: null } : { works: false, problem: `${host} points to ${names[0] ?? 'nothing'}, not to ${here}.` }
  } catch (error) {
    const { code = '' } = error as { code?: string }
    return ['ENOTFOUND', 'ENODATA', 'NXDOMAIN'].includes(code) ? { works: false, problem: `There is no CNAME record for ${host} yet. New records may take an hour to be seen.` } : { works: null, problem: `${host} could not be looked up just now.` }
  }
}

/** The way out leads over this host, too, always by https: a certificate that nobody tried would be found out by those who want to leave. */
async function tryOut(host: string, here: string, probe: Probe): Promise<Found> {
  const found = await probe(host)
  return found.works !== false ? found : {
    works: false,
    problem: `${host} points here, but https://${host} cannot be used: ${found.problem} Whoever runs Overture gives the web server before it a certificate for ${host} and has it pass its requests on; until then links lead over ${here}.`,
  }
}

/** Signed by nobody: such a picture is answered like any other, and nothing is written down. */
const forged = 'A'.repeat(32)

/** As a mail program will ask. No redirect: the one-click way out is a POST, which would end there. */
async function askForPixel(world: World, host: string): Promise<Found> {
  const url = `https://${host}/t/o/${forged}`
  const answer = await world.fetch.get(url, { accept: ['image/gif'], binary: true, maxBytes: 10_000 })
  if (answer.ok && answer.url === url && answer.status === 200 && answer.bytes?.equals(pixel)) return { works: true, problem: null }
  // Our own guard against forgers, which says nothing about the host.
  if (answer.ok && answer.status === 429) return { works: null, problem: `${host} was asked too often just now.` }
  return { works: false, problem: answer.ok || answer.reason === 'content_type' ? 'something else than Overture answers there.' : answer.sentence }
}

// ── People and machines ──

export async function noiseOf(tx: Tx, q: { campaignId?: string | undefined; days: number }): Promise<Output<typeof trackingNoise>> {
  const since = new Date(tx.now.getTime() - q.days * 86_400_000)
  const counts = await hitCounts(tx, { campaignId: q.campaignId, since })
  const sum = (kind: string, machine: boolean) => counts.filter((c) => c.kind === kind && c.machine === machine).reduce((n, c) => n + c.n, 0)
  const signals = new Map<string, { signal: string; sentence: string; n: number }>()
  for (const c of counts) {
    if (!c.machine) continue
    const key = c.signal ?? 'unknown', one = signals.get(key) ?? { signal: key, sentence: c.why ?? 'A machine.', n: 0 }
    signals.set(key, { ...one, n: one.n + c.n })
  }
  return {
    opens: { people: sum('open', false), machines: sum('open', true) }, clicks: { people: sum('click', false), machines: sum('click', true) },
    signals: [...signals.values()].sort((a, b) => b.n - a.n), links: await linkCounts(tx, { campaignId: q.campaignId, since }),
  }
}
