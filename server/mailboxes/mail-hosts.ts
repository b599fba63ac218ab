// Hosts of mail servers are named by users, so they are guarded: mail ports only, the public internet only.
// What the operator lists in SSRF_ALLOW is exempt; an entry with a port also frees that port.
import { isListed, parseAllow, publicAddressesOf, type Allow, type Resolved } from '#platform/public-address'
import type { HostSettings } from './mailbox.ts'
import type { Trouble } from './port.ts'

export const mailPorts: readonly number[] = [25, 465, 587, 2525, 143, 993]

/** The address to connect to, looked up now; or why not, in words that tell nothing about the inner network. */
export async function vetHost(settings: Pick<HostSettings, 'host' | 'port' | 'security'>, allowed: readonly string[], lookup?: Parameters<typeof publicAddressesOf>[3]): Promise<{ ok: true; host: string; address: string } | Trouble> {
  const allow = parseAllow(allowed)
  const found = await publicAddressesOf(settings.host, settings.port, allow, lookup)
  if (!found.ok) return hostTrouble(settings.host, found)
  const { host, addresses } = found
  if (!mailPorts.includes(settings.port) && !addresses.every((a) => isListed({ host, address: a.address, port: settings.port }, allow, true)))
    return { ok: false, reason: 'host', sentence: `Port ${settings.port} is not a mail port.`, why: 'Overture connects to mail servers on their usual ports only.', mend: 'Use 465 or 587 for sending and 993 or 143 for reading.', answer: null }
  if (settings.security === 'none' && !addresses.every((a) => listedAtAll(host, a.address, settings.port, allow)))
    return { ok: false, reason: 'tls', sentence: 'Without encryption the password could be read on its way.', why: null, mend: 'Choose TLS or STARTTLS. Unencrypted servers are allowed only where the operator of Overture lists them in SSRF_ALLOW.', answer: null }
  // IPv4 first: mail servers answer there, and many networks have no way out over IPv6.
  return { ok: true, host, address: (addresses.find((a) => a.family === 4) ?? addresses[0]!).address }
}

const listedAtAll = (host: string, address: string, port: number, allow: Allow): boolean => isListed({ host, address, port }, allow)

function hostTrouble(host: string, found: Extract<Resolved, { ok: false }>): Trouble {
  const words: Record<typeof found.reason, [why: string | null, mend: string | null]> = {
    bad_host: ['A server name has letters, digits, dots and hyphens, such as smtp.example.com.', 'Write only the name, without https:// and without a port.'],
    not_found: ['The name is misspelt, or the provider uses another one.', "Look up the server name on your provider's help page."],
    no_answer: ['The name service of the machine Overture runs on does not answer.', 'Try again in a minute; if it stays so, check the network of that machine.'],
    not_public: [null, null],
  }
  const [why, mend] = words[found.reason]
  return { ok: false, reason: 'host', sentence: found.sentence, why, mend, answer: null }
}
