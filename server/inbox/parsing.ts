// From bytes to a Mail, bounded: broken or hostile MIME costs a `problem`, never the sync.
// Attachments are counted, not kept. Text beyond 1 MB is cut. What postal-mime cannot read is read as headers and plain text.
import { convert } from 'html-to-text'
import PostalMime, { type Address as PostalAddress, type Email } from 'postal-mime'
import { shallow } from './nesting.ts'
import { withoutQuotes } from './html-quotes.ts'
import { idsIn, plainAddress, type Address, type Mail, type Part } from './mail.ts'

export const parserLimits = { forceRfc822Attachments: true, maxNestingDepth: 60, maxHeadersSize: 512 * 1024 }
const MOST_TEXT = 1_000_000
const MOST_HTML = 2_000_000
const MOST_REPORT = 200_000
const readable = /^(message\/(delivery-status|global-delivery-status|feedback-report|disposition-notification|rfc822|global|global-headers|rfc822-headers)|text\/rfc822-headers|text\/plain)\b/

/** `size`: bytes on the server, when only a part of the mail was fetched; `problem`: what the fetching left out. */
export async function parseMail(raw: Uint8Array, about: { size?: number; problem?: string | null } = {}): Promise<Mail> {
  const size = about.size ?? raw.length
  let email: Email
  try {
    email = await PostalMime.parse(raw, parserLimits)
  } catch (error) {
    return parseRoughly(raw, size, `The mail's structure could not be read (${(error as Error).message.slice(0, 120)}), only its headers and raw text.`)
  }
  // A broken boundary hides everything from the parser; the raw text still tells what it says.
  if (!email.text && !email.html && email.attachments.length === 0 && raw.length > 0) {
    const rough = parseRoughly(raw, size, '')
    if (rough.text.trim()) email.text = rough.text
  }
  const headers = email.headers.slice(0, 500).map((h): [string, string] => [h.key, h.value.slice(0, 20_000)])
  const problems = [about.problem, email.text && email.text.length > MOST_TEXT ? 'The text is longer than 1 MB and was cut.' : null].filter(Boolean)
  const html = email.html ? shallow(clean(email.html.slice(0, MOST_HTML))) : null
  const plain = clean((email.text ?? '').slice(0, MOST_TEXT))
  const fresh = html && !plain.trim() ? withoutQuotes(html) : undefined
  return {
    messageId: idsIn(email.messageId)[0] ?? bareId(email.messageId),
    inReplyTo: idsIn(email.inReplyTo),
    references: idsIn(email.references),
    from: addresses(email.from ? [email.from] : [])[0] ?? addresses(email.sender ? [email.sender] : [])[0] ?? { name: '', address: '' },
    replyTo: addresses(email.replyTo)[0] ?? null,
    to: addresses(email.to),
    cc: addresses(email.cc),
    subject: oneLine(email.subject ?? '').slice(0, 1000),
    date: isoDate(email.date),
    headers,
    text: plain || (html ? textOf(html) : ''),
    ...(fresh !== undefined && fresh !== html && { fresh: textOf(fresh) }),
    html,
    parts: email.attachments.slice(0, 200).map(part),
    size,
    problem: problems.length ? problems.join(' ') : null,
  }
}

/** Headers by hand and the rest as text: for mails that no parser takes. */
export function parseRoughly(raw: Uint8Array, size: number, problem: string): Mail {
  const text = Buffer.from(raw.buffer, raw.byteOffset, Math.min(raw.length, MOST_TEXT)).toString('utf8').replace(/\r\n?/g, '\n')
  const end = text.indexOf('\n\n')
  const head = (end < 0 ? text.slice(0, 100_000) : text.slice(0, Math.min(end, 100_000))).replace(/\n[ \t]+/g, ' ')
  const headers = head.split('\n').slice(0, 500).flatMap((line): [string, string][] => {
    const colon = line.indexOf(':')
    return colon > 0 && colon < 80 && !/\s/.test(line.slice(0, colon)) ? [[line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim().slice(0, 20_000)]] : []
  })
  const get = (name: string) => headers.find(([k]) => k === name)?.[1] ?? ''
  const list = (name: string) => get(name).split(',').slice(0, 100).map((one) => ({ name: '', address: plainAddress(one) })).filter((a) => a.address)
  return {
    messageId: idsIn(get('message-id'))[0] ?? null,
    inReplyTo: idsIn(get('in-reply-to')),
    references: idsIn(get('references')),
    from: { name: '', address: plainAddress(get('from')) },
    replyTo: list('reply-to')[0] ?? null,
    to: list('to'),
    cc: list('cc'),
    subject: oneLine(get('subject')).slice(0, 1000),
    date: isoDate(get('date')),
    headers,
    text: clean(end < 0 ? '' : text.slice(end + 2, end + 2 + 100_000)),
    html: null,
    parts: [],
    size,
    problem,
  }
}

/** HTML as text, links without their addresses, quotes kept as lines with '>'. */
export function textOf(html: string): string {
  try {
    return clean(convert(html, {
      wordwrap: false,
      limits: { maxInputLength: MOST_HTML, maxDepth: 200, maxChildNodes: 5000 },
      selectors: [
        { selector: 'a', options: { ignoreHref: true } },
        { selector: 'img', format: 'skip' },
        ...['h1', 'h2', 'h3', 'h4'].map((selector) => ({ selector, options: { uppercase: false } })),
      ],
    })).trim()
  } catch {
    return clean(html.replace(/<(style|script)[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' ').replace(/[ \t]+/g, ' ')).trim()
  }
}

function part(a: Email['attachments'][number]): Part {
  const bytes = typeof a.content === 'string' ? Buffer.from(a.content) : new Uint8Array(a.content as ArrayBuffer)
  const type = (a.mimeType || 'application/octet-stream').slice(0, 100)
  return { type, name: oneLine(a.filename ?? '').slice(0, 200), size: bytes.length, text: readable.test(type) ? decoded(bytes) : null }
}

const decoded = (bytes: Uint8Array): string => clean(Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, MOST_REPORT)).toString('utf8'))

function addresses(list: PostalAddress | PostalAddress[] | undefined): Address[] {
  const flat = (Array.isArray(list) ? list : list ? [list] : []).flatMap((a) => a.group ?? [a])
  return flat.slice(0, 200).map((a) => ({ name: oneLine(a.name ?? '').slice(0, 200), address: plainAddress(a.address) })).filter((a) => a.address || a.name)
}

const bareId = (value: string | undefined): string | null => (value && /^[^\s<>\0]{3,995}$/.test(value.trim()) ? value.trim() : null)

function isoDate(value: string | undefined): string | null {
  const at = value ? new Date(value) : undefined
  return at && !Number.isNaN(at.getTime()) && at.getUTCFullYear() > 1980 && at.getUTCFullYear() < 2200 ? at.toISOString() : null
}

// PostgreSQL text takes neither NUL nor lone surrogates.
const clean = (text: string): string => text.replaceAll('\0', '').toWellFormed().replace(/\r\n?/g, '\n')
const oneLine = (text: string): string => clean(text).replace(/[\p{Cc}\s]+/gu, ' ').trim()
