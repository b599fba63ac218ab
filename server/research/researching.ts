// One company's brief: read its own site, let a model pick facts out of it where there is one, search the web where the provider
// can, and write down what stands on a source. Whatever fails on the way, the rest goes on, and the brief says so.
import { findCompany, type Company } from '#companies'
import { modelInForce, searchWeb } from '#ai'
import { announce, announceMany, liveChanged } from '#platform/events'
import { visibleText } from '#platform/reading-html'
import { readSite, type SitePage } from '#platform/reading-site'
import type { Fetched } from '#platform/safe-fetch'
import type { World } from '#platform/world'
import { spokenName, type BriefStatus } from './brief.ts'
import { briefReady } from './events.ts'
import { factsOfSite, wantedPages } from './extracting.ts'
import { withoutOrders, worthKeeping, type FoundFact } from './fact.ts'
import { localPage } from './local-sites.ts'
import { findNews } from './prompts/find-news.ts'
import { claimBrief, endBrief, factsOf, replaceFound, settleWaitingLeads } from './store.ts'
import { factsByModel, type SourcePage } from './structuring.ts'
import { summaryOf } from './summarising.ts'

export interface SearchFor { name: string; domain: string | null; city: string | null; country: string | null; industry: string | null }
interface Gathered { facts: FoundFact[]; pages: SitePage[]; searched: boolean; problem: string | null; transient: boolean }

const pagesBesideHome = 5, searchSources = 4
/** Troubles that may be over tomorrow; the others are the company's last word. */
const passing = new Set(['timeout', 'unreachable', 'tls', 'broken', 'status', 'too_large'])

export async function research(world: World, briefId: string, options: { again?: boolean; signal?: AbortSignal } = {}): Promise<void> {
  const claimed = await world.write(async (tx) => {
    const claim = await claimBrief(tx, briefId, options.again ?? false)
    if (claim) await liveChanged(tx, 'research')
    return claim && { ...claim, company: await findCompany(tx, claim.companyId) }
  })
  if (!claimed?.company) return
  const gathered = await gather(world, claimed.company, options.signal)
  await finish(world, briefId, claimed.company, gathered)
}

/** The job's last try has failed for a reason of our own: the brief must not wait for ever. */
export const giveUp = (world: World, briefId: string): Promise<void> => world.write(async (tx) => {
  const claim = await claimBrief(tx, briefId, true)
  if (claim) await settle(tx, briefId, claim.companyId, 'failed', 'Something went wrong on our side. It can be tried again.', [], null, null)
})

export const readable = (world: World, signal?: AbortSignal) => async (url: string): Promise<Fetched> =>
  localPage(url) ?? await world.fetch.get(url, { robots: true, ...(signal && { signal }) })

async function gather(world: World, company: Company, signal?: AbortSignal): Promise<Gathered> {
  const subject = { name: spokenName(company.name) }
  const home = company.website ?? (company.domain ? `https://${company.domain}/` : null)
  const site = home ? await readSite({ get: readable(world, signal), clock: world.clock, home, wanted: wantedPages, most: pagesBesideHome, pauseMs: localPage(home) ? 0 : 400, ...(signal && { signal }) }) : null
  const pages = site?.ok ? site.pages : []
  const problems: string[] = []
  if (!home) problems.push('No website is known for this company.')
  else if (site && !site.ok) problems.push(site.sentence)

  const texts: SourcePage[] = pages.map((page) => ({ url: page.url, text: withoutOrders(visibleText(page)), source: 'website' }))
  const byRule = factsOfSite(pages, subject)
  const model = await modelInForce(world)
  const searched = model?.searchesTheWeb ? await search(world, company, signal) : { pages: [], problem: null }
  const sources = [...texts, ...searched.pages.filter((page) => mentions(page.text, subject.name, company.domain))].slice(0, 10)
  const byModel = model ? await factsByModel(world, subject, sources, signal) : { facts: [], problem: null }
  for (const problem of [searched.problem, byModel.problem]) if (problem) problems.push(`The model did not help: ${problem}`)

  const now = world.clock.now()
  const kept = worthKeeping([...byModel.facts, ...worthKeeping(byRule, textOf(texts), now)], textOf(sources), now)
  return { facts: kept, pages, searched: searched.pages.length > 0, problem: problems[0] ?? null, transient: !kept.length && site !== null && !site.ok && passing.has(site.reason) }
}

/** A grounded search, whose pages are then read by us: only what they say themselves may become a fact. */
async function search(world: World, company: Company, signal?: AbortSignal): Promise<{ pages: SourcePage[]; problem: string | null }> {
  const about: SearchFor = { name: company.name, domain: company.domain, city: company.city, country: company.country, industry: company.industry }
  const found = await searchWeb(world, { purpose: 'research.search', maxOutputTokens: 1_200, ...findNews(about, world.clock.now().toISOString().slice(0, 10)), ...(signal && { signal }) })
  if (!found.ok) return { pages: [], problem: found.reason === 'ungrounded' ? null : found.sentence }
  const pages: SourcePage[] = []
  for (const source of found.value.sources.slice(0, searchSources)) {
    const site = await readSite({ get: readable(world, signal), clock: world.clock, home: source.url, wanted: [], most: 0, ...(signal && { signal }) })
    if (site.ok) pages.push({ url: site.pages[0]!.url, text: withoutOrders(visibleText(site.pages[0]!)), source: 'search' })
  }
  return { pages, problem: null }
}

async function finish(world: World, briefId: string, company: Company, { facts, pages, searched, problem, transient }: Gathered): Promise<void> {
  await world.write(async (tx) => {
    // A site that is down today does not take back what it said yesterday.
    if (facts.length || !transient) await replaceFound(tx, briefId, facts)
    const all = await factsOf(tx, briefId)
    const usable = all.filter((fact) => !fact.excludedAt)
    const status: BriefStatus = usable.length ? 'ready' : transient ? 'failed' : 'nothing_found'
    const method = searched && facts.some((f) => f.source === 'search') ? 'search' : facts.length ? 'website' : usable.length ? 'notes' : null
    await settle(tx, briefId, company.id, status, problem, pages, method, summaryOf(usable))
  })
}

async function settle(tx: Parameters<Parameters<World['write']>[0]>[0], briefId: string, companyId: string, status: BriefStatus, problem: string | null, pages: SitePage[], method: 'website' | 'search' | 'notes' | null, summary: string | null): Promise<void> {
  await endBrief(tx, briefId, { status, method, summary, problem, pages: pages.map((p) => ({ url: p.url, title: p.title })) })
  await announce(tx, briefReady, { subject: 'company', subjectId: companyId, found: status === 'ready', companyId })
  const waiting = await settleWaitingLeads(tx, companyId, status, problem)
  await announceMany(tx, briefReady, waiting.map(({ leadId, found }) => ({ subject: 'lead' as const, subjectId: leadId, found, leadId, companyId })))
  await liveChanged(tx, 'research')
}

const textOf = (pages: SourcePage[]) => (url: string): string | undefined => pages.find((page) => page.url === url)?.text

/** A page that a search found speaks of this company only if it names it, or its site. */
const mentions = (text: string, name: string, domain: string | null): boolean =>
  text.toLowerCase().includes(name.toLowerCase()) || (domain !== null && text.toLowerCase().includes(domain))
