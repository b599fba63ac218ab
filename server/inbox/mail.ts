// An incoming mail as we think of it: plain values, read from bytes by parsing.ts. Nothing here knows where it came from.

export interface Address {
  name: string
  /** Lower case; '' when the header holds none */
  address: string
}

export interface Part {
  /** Lower case, such as 'message/delivery-status' */
  type: string
  name: string
  size: number
  /** Decoded text of report parts (delivery-status, feedback-report, returned headers); null for everything else */
  text: string | null
}

export interface Mail {
  /** Without brackets, as are all ids here; null when there is none */
  messageId: string | null
  inReplyTo: string[]
  references: string[]
  from: Address
  replyTo: Address | null
  to: Address[]
  cc: Address[]
  subject: string
  /** The Date header as an ISO string; null when it cannot be read */
  date: string | null
  /** Every header in order, names in lower case, values unfolded */
  headers: [string, string][]
  /** The text to read: the plain part, or the HTML part turned into text */
  text: string
  /** Where there is no plain part: the HTML without the mails it quotes, as text */
  fresh?: string
  html: string | null
  parts: Part[]
  /** Bytes of the raw mail as the server counts them */
  size: number
  /** What could not be read, in a sentence */
  problem: string | null
}

/** What a person would call an attachment: named, or no text and no report. */
export const isFile = (part: { name: string; type: string }): boolean => Boolean(part.name) || !/^(message|text)\//.test(part.type)

/** A name that is only a name: no folder, no control or direction characters, no dot in front. */
export const fileName = (name: string): string =>
  name.replace(/[\p{Cc}\p{Cf}]/gu, '').replace(/[/\\:*?"<>|]/g, '_').replace(/^[.\s]+/, '').trim().slice(-150) || 'attachment'

/** First value of a header, '' when it is missing. */
export function header(mail: Pick<Mail, 'headers'>, name: string): string {
  const key = name.toLowerCase()
  return mail.headers.find(([k]) => k === key)?.[1] ?? ''
}

export const hasHeader = (mail: Pick<Mail, 'headers'>, name: string): boolean => mail.headers.some(([k]) => k === name.toLowerCase())

/** The ids in an In-Reply-To or References header: in order, without brackets, each once, at most 50. */
export function idsIn(value: string | undefined | null): string[] {
  if (!value) return []
  const bracketed = value.slice(0, 20_000).match(/<[^<>\s\0]{1,995}>/g)
  const ids = bracketed ? bracketed.map((id) => id.slice(1, -1)) : value.trim().split(/\s+/).filter((id) => /^[^\s<>@\0]+@[^\s<>@\0]+$/.test(id))
  const once = [...new Set(ids)]
  return once.length <= 50 ? once : [...once.slice(0, 10), ...once.slice(-40)]
}

/** An address brought to the form it is compared in: lower case, no mailto:, no brackets; '' if it is none. */
export function plainAddress(text: string | undefined | null): string {
  const found = /[^\s<>"'(),:;[\]\\]{1,64}@[^\s<>"'(),:;\\@]{1,253}/.exec((text ?? '').replace(/^mailto:/i, ''))?.[0] ?? ''
  return found.toLowerCase().replace(/[.>\]]+$/, '')
}

export const domainOf = (address: string): string => address.slice(address.lastIndexOf('@') + 1).toLowerCase()
