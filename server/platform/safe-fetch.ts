// The only way out to addresses that somebody else chose: websites of leads, model servers, webhooks.
//
// An address is vetted where the connection is made, not before: the connector below resolves the name once, refuses if ANY
// answer is not a public address, and connects to that very answer, so a name server that changes its mind between check
// and use (rebinding) changes nothing. Literal addresses never reach a resolver, so the connector checks them too. Redirects are
// followed by hand and vetted anew; proxies named in the environment are not used (an explicit dispatcher ignores them).
// The operator's SSRF_ALLOW list (hosts, CIDRs, host:port) is the only exception, for servers on the own network.
import { isIP } from 'node:net'
import robotsModule from 'robots-parser'
import { Agent, buildConnector, request, fetch as undiciFetch } from 'undici'
import { isListed, isPublicAddress, parseAllow, publicAddressesOf, type Allow } from './public-address.ts'
import { limited, readBody, TooLarge, UnknownEncoding, textIn } from './safe-fetch-body.ts'
import type { Clock } from './clock.ts'
import type { Logger } from './log.ts'

export const userAgent = 'Overture/0.1 (company research; respects robots.txt)'
const robotName = 'Overture'
// The package's types describe an ES module; what Node hands over is the function itself.
const robotsParser = robotsModule as unknown as (url: string, text: string) => { isAllowed(url: string, robot: string): boolean | undefined }
const connectMs = 5_000, totalMs = 15_000, mostRedirects = 3
const wireBytes = 2_000_000, decodedBytes = 5_000_000, apiBytes = 10_000_000, fileBytes = 50_000_000, fileMs = 90_000
const readable = ['text/html', 'application/xhtml+xml', 'text/plain', 'application/json', 'application/xml', 'text/xml', 'application/rss+xml', 'application/atom+xml']

export type FetchTrouble =
  | 'bad_url' | 'not_public' | 'port' | 'not_found' | 'robots' | 'timeout' | 'unreachable' | 'tls' | 'too_large' | 'redirects' | 'content_type' | 'encoding' | 'broken'

export type Fetched =
  | { ok: true; url: string; status: number; contentType: string; text: string; /** Only when asked for as `binary`; `text` is empty then */ bytes?: Buffer; headers: Record<string, string> }
  | { ok: false; reason: FetchTrouble; sentence: string }

export interface GetOptions {
  /** Most bytes over the wire (default and ceiling 2 MB). Decoded: 5 MB. */
  maxBytes?: number
  /** Content types taken, as prefixes. Default: pages, plain text, JSON, feeds. */
  accept?: string[]
  /** A file somebody asked for by its link, not a page: up to 50 MB, packed and unpacked, within 90 seconds. */
  file?: boolean
  /** The bytes as they are, not as text. */
  binary?: boolean
  /** Ask robots.txt first and refuse what it forbids. */
  robots?: boolean
  signal?: AbortSignal
}

export interface SafeFetch {
  /** Any HTTP status is `ok: true`; only what could not be had is a trouble. Never throws. */
  get(url: string, options?: GetOptions): Promise<Fetched>
  /** The platform's `fetch` behind the same wall, for APIs (model servers): no redirects, 10 MB; throws as fetch does. */
  guarded: typeof globalThis.fetch
  /** Why this address may not be reached, judged without connecting; null when nothing speaks against it yet. */
  objection(url: string): { reason: FetchTrouble; sentence: string } | null
  close(): Promise<void>
}

export type Lookup = (host: string) => Promise<{ address: string; family: number }[]>

interface Settings {
  /** SSRF_ALLOW: hosts, CIDRs or host:port. */
  allow: readonly string[]
  clock: Clock
  log: Logger
  lookup?: Lookup
  totalMs?: number
}

class Refused extends Error {
  readonly reason: FetchTrouble
  constructor(reason: FetchTrouble, sentence: string) { super(sentence); this.reason = reason }
}

export function createSafeFetch(settings: Settings): SafeFetch {
  const allow = parseAllow(settings.allow)
  const limitMs = settings.totalMs ?? totalMs
  const agent = new Agent({
    connect: vettingConnector(allow, settings.lookup),
    headersTimeout: limitMs, bodyTimeout: limitMs, keepAliveTimeout: 2_000, maxHeaderSize: 32_768, pipelining: 1,
  })
  const robots = new Map<string, { until: number; allowed: (url: string) => boolean }>()

  async function get(url: string, options: GetOptions = {}): Promise<Fetched> {
    const patience = AbortSignal.timeout(options.file ? fileMs : limitMs)
    const signal = options.signal ? AbortSignal.any([patience, options.signal]) : patience
    try {
      return await follow(url, options, signal)
    } catch (error) {
      const trouble = asTrouble(error, signal)
      settings.log.debug({ host: hostOf(url), reason: trouble.reason }, 'A page could not be fetched.')
      return { ok: false, ...trouble }
    }
  }

  async function follow(start: string, options: GetOptions, signal: AbortSignal): Promise<Fetched> {
    let url = vetUrl(start, allow)
    for (let hop = 0; ; hop++) {
      if (options.robots && !(await robotsAllow(url, signal)))
        throw new Refused('robots', `${url.hostname} asks robots not to read this page (robots.txt).`)
      const answer = await once(url, options, signal)
      if (!('location' in answer)) return answer
      if (hop === mostRedirects) throw new Refused('redirects', `${hostOf(start)} redirects more than ${mostRedirects} times.`)
      url = vetUrl(answer.location, allow, url)
    }
  }

  async function once(url: URL, options: GetOptions, signal: AbortSignal): Promise<Extract<Fetched, { ok: true }> | { location: string }> {
    const response = await request(url, {
      dispatcher: agent, method: 'GET', signal, ...(options.file && { headersTimeout: fileMs, bodyTimeout: fileMs }),
      headers: { 'user-agent': userAgent, accept: (options.accept ?? readable).map((type) => (type.includes('/') && !type.endsWith('/') ? type : `${type}*`)).join(', ') + ', */*;q=0.1', 'accept-encoding': 'gzip, br, deflate', 'accept-language': 'en, *;q=0.5' },
    })
    const headers = flat(response.headers)
    try {
      if ([301, 302, 303, 307, 308].includes(response.statusCode) && headers.location) return { location: headers.location }
      const contentType = headers['content-type'] ?? 'text/html'
      const taken = options.accept ?? readable
      if (response.statusCode < 400 && !taken.some((type) => contentType.toLowerCase().startsWith(type)))
        throw new Refused('content_type', `${url.hostname} answered with ${contentType.split(';')[0]}, which is not a page of text.`)
      const [wire, decoded] = options.file ? [fileBytes, fileBytes] : [wireBytes, decodedBytes]
      const bytes = await readBody(response.body, headers, Math.min(options.maxBytes ?? wire, wire), decoded)
      return { ok: true, url: url.href, status: response.statusCode, contentType, ...(options.binary ? { text: '', bytes } : { text: textIn(bytes, headers) }), headers }
    } finally {
      response.body.on('error', () => undefined)
      response.body.destroy()
    }
  }

  /** Kept an hour. A missing robots.txt forbids nothing; one that answers 5xx forbids everything for now (RFC 9309). */
  async function robotsAllow(url: URL, signal: AbortSignal): Promise<boolean> {
    const now = settings.clock.now().getTime()
    const known = robots.get(url.origin)
    if (known && known.until > now) return known.allowed(url.href)
    let at = new URL('/robots.txt', url), text = '', closed = false
    for (let hop = 0; hop <= mostRedirects; hop++) {
      const answer = await once(at, { accept: ['text/', 'application/'], maxBytes: 500_000 }, signal)
      if ('location' in answer) { at = vetUrl(answer.location, allow, at); continue }
      if (answer.status < 300 && !answer.contentType.includes('html')) text = answer.text
      closed = answer.status >= 500
      break
    }
    const rules = robotsParser(new URL('/robots.txt', url).href, text)
    const allowed = (page: string) => !closed && rules.isAllowed(page, robotName) !== false
    if (robots.size > 2_000) robots.clear()
    robots.set(url.origin, { until: now + 3_600_000, allowed })
    return allowed(url.href)
  }

  const guarded = (async (input: string | URL | Request, init?: RequestInit) => {
    const url = vetUrl(input instanceof Request ? input.url : String(input), allow)
    const response = await undiciFetch(url, { ...(init as object), dispatcher: agent, redirect: 'error' })
    if (!response.body) return response as unknown as Response
    const { status, statusText, headers } = response
    return new Response(limited(response.body as unknown as ReadableStream<Uint8Array>, apiBytes), { status, statusText, headers: [...headers] })
  }) as typeof globalThis.fetch

  return {
    get,
    guarded,
    objection(url) {
      try { vetUrl(url, allow); return null }
      catch (error) { return error instanceof Refused ? { reason: error.reason, sentence: error.message } : { reason: 'bad_url', sentence: 'This is not a web address.' } }
    },
    close: () => agent.destroy(),
  }
}

/** What the text of an address already tells: scheme, sign-in data, port, and literal addresses. */
function vetUrl(text: string, allow: Allow, base?: URL): URL {
  // Browsers and servers disagree on what these mean inside an address; nobody honest writes them.
  if (/[\\\s\u0000-\u001f\u007f]/.test(text.trim())) throw new Refused('bad_url', 'This web address holds characters that an address may not hold.')
  let url: URL
  try { url = new URL(text.trim(), base) } catch { throw new Refused('bad_url', 'This is not a web address.') }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') throw new Refused('bad_url', 'Only http and https addresses can be read.')
  if (url.username || url.password) throw new Refused('bad_url', 'This web address carries a user name or password. Leave that out.')
  url.hash = ''
  const host = bare(url.hostname)
  const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80))
  const listed = isListed({ host, address: host, port }, allow)
  // A name may still stand for a network that the operator listed; the connector, which knows the addresses, has the last word.
  if (port !== 80 && port !== 443 && !listed && (isIP(host) || !allow.some((entry) => entry.range))) throw notWebPort(port)
  if (!listed && (isIP(host) ? !isPublicAddress(host) : /(^|\.)localhost$/.test(host) && !allow.some((entry) => entry.range))) throw notPublic(host)
  return url
}

/** Resolves once, vets every answer, connects to one of those very addresses (IPv4 first; a second one if the first fails). */
function vettingConnector(allow: Allow, lookup?: Lookup): buildConnector.connector {
  const base = buildConnector({ timeout: connectMs, allowH2: false })
  return (target, callback) => {
    const host = bare(target.hostname)
    const port = Number(target.port) || (target.protocol === 'https:' ? 443 : 80)
    const connectTo = (address: string, done: buildConnector.Callback) =>
      base({ ...target, hostname: address, ...(isIP(host) ? {} : { servername: host }) }, done)
    vettedAddresses(host, port).then(
      ([first, second]) => connectTo(first!, (...outcome) => (outcome[0] && second ? connectTo(second, callback) : callback(...outcome))),
      (error: Error) => callback(error, null),
    )
  }

  async function vettedAddresses(host: string, port: number): Promise<string[]> {
    const found = await within(connectMs, publicAddressesOf(host, port, allow, lookup))
    if (!found.ok) throw found.reason === 'not_public' ? notPublic(host) : new Refused('not_found', found.sentence)
    if (port !== 80 && port !== 443 && !found.addresses.every(({ address }) => isListed({ host, address, port }, allow))) throw notWebPort(port)
    return found.addresses.toSorted((a, b) => a.family - b.family).map(({ address }) => address)
  }
}

const notWebPort = (port: number) => new Refused('port', `Port ${port} is not a web port (80 or 443). Whoever runs Overture can allow it with SSRF_ALLOW.`)
const notPublic = (host: string) => new Refused('not_public', `${host} is not on the public internet. Whoever runs Overture can allow it with SSRF_ALLOW.`)

function asTrouble(error: unknown, signal: AbortSignal): { reason: FetchTrouble; sentence: string } {
  const refused = causeOf(error, Refused)
  if (refused) return { reason: refused.reason, sentence: refused.message }
  if (error instanceof TooLarge) return { reason: 'too_large', sentence: 'The page is too large to read.' }
  if (error instanceof UnknownEncoding) return { reason: 'encoding', sentence: 'The page is packed in a way that cannot be read.' }
  const code = String((error as { code?: unknown }).code ?? '')
  if (signal.aborted || /TIMEOUT|ETIMEDOUT/.test(code)) return { reason: 'timeout', sentence: 'The website did not answer in time.' }
  if (/CERT|TLS|SSL|SELF_SIGNED/.test(code)) return { reason: 'tls', sentence: 'The website has no valid certificate.' }
  if (/ECONN|EHOST|ENET|EPIPE|UND_ERR_SOCKET/.test(code)) return { reason: 'unreachable', sentence: 'The website refused or dropped the connection.' }
  return { reason: 'broken', sentence: 'The website sent an answer that cannot be read.' }
}

function causeOf<T extends Error>(error: unknown, type: new (...args: never[]) => T): T | undefined {
  for (let at = error; at instanceof Error; at = at.cause) if (at instanceof type) return at
  return undefined
}

/** Lower case, no brackets, no final dot: 'localhost.' is localhost. */
const bare = (host: string): string => host.replace(/^\[|\]$/g, '').replace(/\.$/, '').toLowerCase()

const hostOf = (url: string): string => { try { return new URL(url).hostname } catch { return 'not an address' } }

const flat = (headers: Record<string, string | string[] | undefined>): Record<string, string> =>
  Object.fromEntries(Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [[name.toLowerCase(), Array.isArray(value) ? value[0]! : value]])))

function within<T>(ms: number, promise: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout
  const late = new Promise<never>((_, reject) => { timer = setTimeout(() => reject(new Refused('timeout', 'The name of the website could not be resolved in time.')), ms) })
  return Promise.race([promise, late]).finally(() => clearTimeout(timer))
}
