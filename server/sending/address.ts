// The only addresses we ever put on the wire. Deliberately far narrower than RFC 5321: no comments, no
// groups, no quoted local parts, no address literals, one @. What is not in here cannot smuggle a second
// recipient or a second command past us, whatever a mail server makes of it.
import { domainToASCII } from 'node:url'

const atom = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/

/** `local@domain` with the domain in lower-case A-labels (`müller.de` → `xn--mller-kva.de`), or undefined. */
export function addressOf(text: string): string | undefined {
  const at = text.indexOf('@')
  if (at < 1 || at !== text.lastIndexOf('@') || text.length > 254) return undefined
  const local = text.slice(0, at)
  const domain = asciiDomain(text.slice(at + 1))
  if (local.length > 64 || !atom.test(local) || !domain) return undefined
  const address = `${local}@${domain}`
  return address.length > 254 ? undefined : address
}

export function domainOf(address: string): string {
  return address.slice(address.lastIndexOf('@') + 1).toLowerCase()
}

function asciiDomain(text: string): string | undefined {
  // domainToASCII quietly drops tabs, newlines and the like, and reads percent signs: none may reach it.
  if (/[\p{Cc}\p{Cf}\p{Z}%[\]:/\\?#@<>^|"'`(),;!$&*+={}~_]/u.test(text)) return undefined
  const domain = domainToASCII(text).toLowerCase()
  const labels = domain.split('.')
  if (domain.length > 253 || labels.length < 2 || !labels.every((l) => label.test(l))) return undefined
  return /^\d+$/.test(labels.at(-1) ?? '') ? undefined : domain
}
