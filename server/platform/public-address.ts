// Which addresses may be connected to on a user's word. Whatever is not global unicast is refused (loopback, private,
// link-local, cloud metadata, documentation, translation prefixes …), unless the operator names it in SSRF_ALLOW.
// The rule is asked for the very address that will be connected to, never for the name: a name may answer differently next time.
import { lookup as dnsLookup, Resolver } from 'node:dns/promises'
import ipaddr from 'ipaddr.js'

type Range = readonly [ipaddr.IPv4 | ipaddr.IPv6, number]

/** One entry of SSRF_ALLOW: a host name, an address or a network, each for one port or for all. */
export interface AllowEntry {
  host?: string
  range?: Range
  port?: number
}
export type Allow = readonly AllowEntry[]

export type Resolved =
  | { ok: true; host: string; addresses: { address: string; family: 4 | 6 }[] }
  | { ok: false; reason: 'bad_host' | 'not_found' | 'no_answer' | 'not_public'; sentence: string }

type Lookup = (host: string) => Promise<{ address: string; family: number }[]>
const systemLookup: Lookup = (host) => dnsLookup(host, { all: true, verbatim: true })

/** Reads SSRF_ALLOW: entries separated by commas or blanks. Throws an Error that names the bad entry. */
export function parseAllow(text: string | readonly string[] | undefined): Allow {
  const entries = typeof text === 'string' ? text.split(/[\s,]+/) : (text ?? [])
  return entries.filter(Boolean).map(parseEntry)
}

/** Is this a plain address of the public internet? Takes addresses only; a name is never public. */
export function isPublicAddress(address: string): boolean {
  const ip = parseIp(address)
  if (!ip) return false
  return !refused.some((range) => inRange(ip, range))
}

/** May this address be connected to, having been asked for as `host`? */
export function mayConnect(to: { host: string; address: string; port: number }, allow: Allow = []): boolean {
  return isPublicAddress(to.address) || isListed(to, allow)
}

/** Did the operator name this very host or address, with this port or with none? `withPort` asks for an entry that names the port. */
export function isListed(to: { host: string; address: string; port: number }, allow: Allow, withPort = false): boolean {
  const ip = parseIp(to.address)
  const host = to.host.toLowerCase().replace(/\.$/, '')
  return allow.some((entry) => {
    if (entry.port === undefined ? withPort : entry.port !== to.port) return false
    if (entry.host !== undefined) return entry.host === host
    return ip !== undefined && entry.range !== undefined && inRange(ip, entry.range)
  })
}

/**
 * Looks a host up once and hands back the addresses to connect to; one refused address among them refuses all.
 * Accepts every way of writing an address that a resolver would accept (2130706433, 0x7f.1, full-width digits) and judges what it means.
 */
export async function publicAddressesOf(host: string, port: number, allow: Allow = [], lookup: Lookup = systemLookup): Promise<Resolved> {
  const name = plainHost(host)
  if (!name) return { ok: false, reason: 'bad_host', sentence: `“${shown(host)}” is not a host name.` }
  let addresses: { address: string; family: number }[]
  const literal = parseIp(name)
  if (literal) addresses = [{ address: name, family: literal.kind() === 'ipv4' ? 4 : 6 }]
  else {
    try {
      addresses = await lookup(name)
    } catch (error) {
      const code = (error as NodeJS.ErrnoException).code
      return code === 'EAI_AGAIN' || code === 'ETIMEOUT'
        ? { ok: false, reason: 'no_answer', sentence: `The name service did not answer for ${name}.` }
        : { ok: false, reason: 'not_found', sentence: `There is no server called ${name}.` }
    }
  }
  if (addresses.length === 0) return { ok: false, reason: 'not_found', sentence: `There is no server called ${name}.` }
  // Which address was refused, and why, stays unsaid: the answer must not serve as a map of the inner network.
  if (!addresses.every((a) => mayConnect({ host: name, address: a.address, port }, allow)))
    return { ok: false, reason: 'not_public', sentence: `${name} is not on the public internet. Whoever runs Overture can allow it with SSRF_ALLOW.` }
  return { ok: true, host: name, addresses: addresses.map((a) => ({ address: a.address, family: a.family === 6 ? 6 : 4 })) }
}

/** The host as the network would understand it: lower case, A-labels, addresses in their plain form; undefined if it is none. */
export function plainHost(host: string): string | undefined {
  const bare = host.trim()
  if (bare === '' || bare.length > 253 || /[\s/\\@?#%"'<>]/.test(bare)) return undefined
  const v6 = /^\[(.+)\]$/.exec(bare)?.[1] ?? (bare.includes(':') ? bare : undefined)
  try {
    const hostname = new URL(`http://${v6 ? `[${v6}]` : bare}/`).hostname
    const name = hostname.replace(/^\[|\]$/g, '').replace(/\.$/, '')
    return name === '' ? undefined : name
  } catch {
    return undefined
  }
}

const refused: readonly Range[] = [
  '0.0.0.0/8', '10.0.0.0/8', '100.64.0.0/10', '127.0.0.0/8', '169.254.0.0/16', '172.16.0.0/12', '192.0.0.0/24', '192.0.2.0/24',
  '192.88.99.0/24', '192.168.0.0/16', '198.18.0.0/15', '198.51.100.0/24', '203.0.113.0/24', '224.0.0.0/4', '240.0.0.0/4',
  '::/128', '::1/128', '::ffff:0:0/96', '64:ff9b::/96', '100::/64', '2001::/23', '2002::/16', 'fc00::/7', 'fe80::/10', 'ff00::/8',
  // Beyond the list, and no public address either: IPv4-compatible, local-use translation, site-local, documentation, segment routing.
  '::/96', '64:ff9b:1::/48', 'fec0::/10', '2001:db8::/32', '3fff::/20', '5f00::/16',
].map((cidr) => ipaddr.parseCIDR(cidr))

function parseIp(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (ipaddr.IPv4.isValidFourPartDecimal(text)) return ipaddr.IPv4.parse(text)
  if (text.includes('%')) return undefined
  return ipaddr.IPv6.isValid(text) ? ipaddr.IPv6.parse(text) : undefined
}

const inRange = (ip: ipaddr.IPv4 | ipaddr.IPv6, [net, bits]: Range): boolean => ip.kind() === net.kind() && ip.match(net as never, bits)

function parseEntry(entry: string): AllowEntry {
  const fail = () => new Error(`“${shown(entry)}” in SSRF_ALLOW is neither a host, an address, a network (10.0.0.0/8) nor host:port.`)
  if (entry.includes('/')) {
    try {
      return { range: ipaddr.parseCIDR(entry) }
    } catch {
      throw fail()
    }
  }
  const split = /^(\[[^\]]+\]|[^:]+):(\d{1,5})$/.exec(entry)
  const port = split ? Number(split[2]) : undefined
  const host = plainHost(split?.[1] ?? entry)
  if (!host || (port !== undefined && (port < 1 || port > 65535))) throw fail()
  const ip = parseIp(host)
  return { ...(ip ? { range: [ip, ip.kind() === 'ipv4' ? 32 : 128] as const } : { host }), ...(port === undefined ? {} : { port }) }
}

const shown = (text: string): string => text.replace(/\p{C}/gu, '').slice(0, 80)

/** The names a name stands for, in lower case; throws with the resolver's `code` when there are none. `servers`: whom to ask; empty: those of the machine. */
export async function cnamesOf(host: string, servers: readonly string[] = []): Promise<string[]> {
  const resolver = new Resolver({ timeout: 2500, tries: 2 })
  if (servers.length) resolver.setServers([...servers])
  return (await resolver.resolveCname(host)).map((name) => name.replace(/\.$/, '').toLowerCase())
}
