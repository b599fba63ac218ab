// Reads a website as a polite visitor: the home page, then a few pages of the same site that it links to, one request at a time
// per host with a pause between, robots.txt asked.
import type { Fetched } from './safe-fetch.ts'
import { readHtml, type PageText } from './reading-html.ts'
import type { Clock } from './clock.ts'

export interface SitePage extends PageText { url: string; /** Which of the wanted kinds it is; 'home' for the first. */ kind: string }
export type SiteRead = { ok: true; pages: SitePage[] } | { ok: false; reason: string; sentence: string }

export interface ReadSite {
  get: (url: string) => Promise<Fetched>
  clock: Clock
  home: string
  /** Kinds of pages worth reading, in order of worth, each known by its address or the words of a link to it. */
  wanted: readonly { kind: string; pattern: RegExp }[]
  /** Pages beside the home page. */
  most: number
  pauseMs?: number
  signal?: AbortSignal
}

export async function readSite(options: ReadSite): Promise<SiteRead> {
  const start = await politely(options, options.home)
  if (!start.ok) return start
  if (start.status >= 400) return { ok: false, reason: 'status', sentence: start.status === 404 ? 'The website has no such page.' : `The website answered with an error (${start.status}).` }
  const home = readHtml(start.text)
  const pages: SitePage[] = [{ ...home, url: start.url, kind: 'home' }]
  for (const { url, kind } of pagesWorthReading(home, start.url, options.wanted).slice(0, options.most)) {
    if (options.signal?.aborted) break
    const got = await politely(options, url)
    if (got.ok && got.status < 400 && sameSite(got.url, start.url)) pages.push({ ...readHtml(got.text), url: got.url, kind })
  }
  return { ok: true, pages }
}

/** One link per kind first, then a second of each, so that five news items do not crowd out the careers page. */
export function pagesWorthReading(home: PageText, homeUrl: string, wanted: ReadSite['wanted']): { url: string; kind: string }[] {
  const seen = new Set([plain(homeUrl)])
  const found: { url: string; kind: string; worth: number; turn: number }[] = []
  const turns = new Map<string, number>()
  for (const link of home.links) {
    const url = resolve(link.href, homeUrl)
    if (!url || seen.has(plain(url)) || !sameSite(url, homeUrl) || /\.(pdf|jpe?g|png|gif|zip|docx?|xlsx?|mp4|ics)$/i.test(new URL(url).pathname)) continue
    const worth = wanted.findIndex(({ pattern }) => pattern.test(new URL(url).pathname) || pattern.test(link.text))
    if (worth < 0) continue
    seen.add(plain(url))
    const kind = wanted[worth]!.kind
    const turn = turns.get(kind) ?? 0
    turns.set(kind, turn + 1)
    found.push({ url, kind, worth, turn })
  }
  return found.toSorted((a, b) => a.turn - b.turn || a.worth - b.worth || a.url.length - b.url.length)
}

const queues = new Map<string, Promise<unknown>>()

/** One at a time per host within this process. */
async function politely(options: ReadSite, url: string): Promise<Fetched> {
  const host = URL.parse(url)?.host ?? url
  const before = queues.get(host)
  const turn = (async () => {
    if (before) { await before.catch(() => undefined); await options.clock.sleep(options.pauseMs ?? 400, options.signal) }
    return await options.get(url)
  })()
  queues.set(host, turn)
  void turn.catch(() => undefined).finally(() => { if (queues.get(host) === turn) queues.delete(host) })
  return await turn
}

function resolve(href: string, base: string): string | null {
  const url = URL.parse(href, base)
  if (!url || !/^https?:$/.test(url.protocol)) return null
  url.hash = ''
  return url.href
}

const bareHost = (url: string): string => (URL.parse(url)?.hostname ?? '').replace(/^www\./, '')
/** The same host, or one below or above it (careers.acme.com beside www.acme.com). */
const sameSite = (a: string, b: string): boolean => {
  const [x, y] = [bareHost(a), bareHost(b)]
  return x !== '' && (x === y || x.endsWith(`.${y}`) || y.endsWith(`.${x}`))
}
const plain = (url: string): string => { const u = new URL(url); return `${bareHost(url)}${u.pathname.replace(/\/$/, '')}${u.search}` }
