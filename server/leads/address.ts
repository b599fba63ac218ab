// Our own strict grammar of an address (RFC 5321 Mailbox without its quoted and literal forms): what we store is what the
// SMTP envelope will say, so nothing may pass here that another parser could read differently. No comments, no groups, no
// display names, no quoted local parts, one @, domains as A-labels, everything lower case.
import { domainToASCII } from 'node:url'

export type ParsedAddress = { ok: true; address: string } | { ok: false; sentence: string }

const localPart = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/
const label = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/
// Before conversion: letters, digits, marks, hyphen and dot of any script. domainToASCII alone would also undo %-escapes.
const spokenDomain = /^[\p{L}\p{N}\p{M}.-]+$/u

/** Blanks round it are forgiven; everything else is said in a sentence. */
export function parseAddress(text: string): ParsedAddress {
  const trimmed = text.replace(/^[ \t\u00a0]+|[ \t\u00a0]+$/g, '')
  const no = (sentence: string): ParsedAddress => ({ ok: false, sentence })
  if (!trimmed) return no('The e-mail address is empty.')
  if (trimmed.length > 320) return no('The e-mail address is longer than 254 characters.')
  if (/[\u0000-\u001f\u007f-\u009f\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/.test(trimmed)) return no('The e-mail address holds a line break or another invisible character.')
  if (/[<>]/.test(trimmed)) return no('Please give only the address, without a name or < >.')
  if (/[,;]/.test(trimmed)) return no('There is more than one address here; please give one.')
  if (/\s/.test(trimmed)) return no('An e-mail address has no blanks.')
  const parts = trimmed.split('@')
  if (parts.length === 1) return no(`“${shorten(trimmed)}” has no @.`)
  if (parts.length > 2) return no(`“${shorten(trimmed)}” has more than one @.`)
  const [local, domain] = [parts[0]!.toLowerCase(), parts[1]!]
  if (!local) return no('There is nothing before the @.')
  if (!domain) return no('There is nothing after the @.')
  if (/^"/.test(local)) return no('Addresses with a quoted part before the @ are not supported.')
  if (/[^\u0000-\u007f]/.test(local)) return no('Letters with accents before the @ are not supported by most mail servers.')
  if (local.length > 64) return no('The part before the @ is longer than 64 characters.')
  if (/^\.|\.$|\.\./.test(local)) return no('The part before the @ has a dot at its beginning, at its end, or two in a row.')
  if (!localPart.test(local)) return no(`“${shorten(local)}” holds a character that is not allowed before the @.`)
  const host = asciiDomain(domain)
  if (!host.ok) return host
  const address = `${local}@${host.domain}`
  return address.length > 254 ? no('The e-mail address is longer than 254 characters.') : { ok: true, address }
}

/** 'Bräu.DE' → 'xn--….de'; a sentence where it is no domain that mail can go to. */
export function asciiDomain(text: string): { ok: true; domain: string } | { ok: false; sentence: string } {
  const no = (sentence: string) => ({ ok: false as const, sentence })
  if (/^\[/.test(text)) return no('Addresses at a bare IP number are not supported.')
  if (!spokenDomain.test(text)) return no(`“${shorten(text)}” is not a domain.`)
  const domain = /^[\u0000-\u007f]+$/.test(text) ? text.toLowerCase() : domainToASCII(text).toLowerCase()
  const labels = domain.split('.')
  if (labels.length < 2) return no(`“${shorten(text)}” is not a complete domain: an ending like .com is missing.`)
  if (domain.length > 253 || !labels.every((l) => label.test(l))) return no(`“${shorten(text)}” is not a valid domain.`)
  if (!/^(?:[a-z]{2,63}|xn--[a-z0-9-]+)$/.test(labels.at(-1)!)) return no(`“${shorten(text)}” does not end like a domain.`)
  return { ok: true, domain }
}

const shorten = (text: string): string => (text.length > 60 ? `${text.slice(0, 57)}…` : text)

// The domains people mistype most, because most people have their mailbox there.
const wellKnown = ['gmail.com', 'googlemail.com', 'yahoo.com', 'hotmail.com', 'outlook.com', 'icloud.com', 'aol.com', 'protonmail.com', 'gmx.de', 'gmx.net', 'web.de', 't-online.de', 'freenet.de', 'hotmail.de', 'yahoo.de', 'orange.fr', 'wanadoo.fr', 'laposte.net', 'libero.it', 'hotmail.fr', 'hotmail.co.uk', 'yahoo.co.uk', 'btinternet.com', 'comcast.net']
// Real domains one slip away from those.
const innocent = new Set(['mail.com', 'gmx.com', 'gmx.at', 'gmx.ch', 'ymail.com', 'email.com', 'hotmail.it', 'yahoo.fr', 'yahoo.es', 'yahoo.it', 'outlook.de', 'outlook.fr', 'me.com', 'mac.com', 'aon.at', 'gmail.de'])

/** 'dana@gmial.com' → 'dana@gmail.com'; null where nothing looks mistyped. */
export function suggestAddress(address: string): string | null {
  const at = address.lastIndexOf('@')
  const domain = address.slice(at + 1)
  if (at < 1 || wellKnown.includes(domain) || innocent.has(domain)) return null
  const ending = domain.replace(/\.(con|cmo|ocm|comm|vom|xom|cim|coom)$/, '.com')
  if (ending !== domain) return `${address.slice(0, at)}@${nearest(ending) ?? ending}`
  const near = nearest(domain)
  return near ? `${address.slice(0, at)}@${near}` : null
}

// Short names ('web.de') have many honest neighbours: there only swapped letters count as a slip.
function nearest(domain: string): string | undefined {
  return wellKnown.find((known) => known === domain)
    ?? wellKnown.find((known) => (known.length >= 9 ? distance(domain, known) === 1 : isSwap(domain, known)))
    ?? wellKnown.find((known) => known.length >= 10 && domain.slice(domain.indexOf('.')) === known.slice(known.indexOf('.')) && distance(domain, known) === 2)
}

const isSwap = (a: string, b: string): boolean => a !== b && a.length === b.length && [...a].sort().join('') === [...b].sort().join('') && distance(a, b) === 1

/** Edits between two short words; neighbouring letters swapped count as one (optimal string alignment). */
export function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, j) => j)]
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      let cost = Math.min(row[j - 1]! + 1, rows[i - 1]![j]! + 1, rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1))
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, rows[i - 2]![j - 2]! + 1)
      row[j] = cost
    }
    rows.push(row)
  }
  return rows[a.length]![b.length]!
}
