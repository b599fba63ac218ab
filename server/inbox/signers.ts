// Under which key our own mails are signed: the selector in the DKIM signature of a mail of ours that came back, or that a
// colleague sent. Only servers that sign know it, and receivers see it; our own Sent copies carry no signature.
import type { Mail } from './mail.ts'

export interface Signer { domain: string; selector: string }

/** Of the mail itself, and of the mail of ours that a report returns. Whatever is no domain or selector is passed over. */
export function signersOf(mail: Pick<Mail, 'headers' | 'parts'>): Signer[] {
  const own = mail.headers.filter(([name]) => name === 'dkim-signature').map(([, value]) => value)
  const returned = mail.parts.filter((p) => p.text && /^(?:message\/(?:rfc822|global|global-headers|rfc822-headers)|text\/rfc822-headers)\b/.test(p.type))
    .flatMap((p) => [...headOf(p.text!).matchAll(/^dkim-signature:[ \t]*(.+)$/gim)].map((m) => m[1]!))
  const found = [...own, ...returned].slice(0, 20).flatMap((value): Signer[] => {
    const domain = tag(value, 'd'), selector = tag(value, 's')
    return /^(?=.{3,253}$)[a-z0-9-]+(\.[a-z0-9-]+)+$/.test(domain) && /^[a-z0-9]([a-z0-9._-]{0,61}[a-z0-9])?$/.test(selector) ? [{ domain, selector }] : []
  })
  return [...new Map(found.map((s) => [`${s.selector} ${s.domain}`, s])).values()]
}

const headOf = (copy: string): string => copy.slice(0, 20_000).replace(/\r/g, '').replace(/\n[ \t]+/g, ' ').split('\n\n')[0]!
const tag = (value: string, name: string): string => new RegExp(`(?:^|;)\\s*${name}\\s*=\\s*([^;]{1,260})`, 'i').exec(value)?.[1]?.replace(/\s+/g, '').toLowerCase() ?? ''
