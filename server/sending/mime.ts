// The bytes of a mail. Rendered once, when it is planned, and stored (as text: they are ASCII): whatever is retried later is the same
// mail. Only the Date line is missing there; it is put in front when the mail is first claimed (a mail planned
// on Monday for Thursday must not carry Monday's date), stored beside the row, and kept once bytes have left.
import { encodeBody, headerAddress, headerAddresses, headerText, headerTokens } from './encoding.ts'

export interface Mail {
  from: { name: string; address: string }
  to: { name: string; address: string }
  cc?: readonly { name: string; address: string }[]
  replyTo?: string | null
  subject: string
  bodyText: string
  /** Only when given: a mail to one person is plain text unless somebody wanted otherwise. */
  html?: string | null
  messageId: string
  sendId: string
  inReplyTo?: string | null
  references?: readonly string[]
  unsubscribeUrl?: string | null
}

/** Headers and body with CRLF, without the Date line. Addresses must have passed `addressOf`. */
export function renderMail(mail: Mail): string {
  const headers = [
    headerAddress('From', mail.from.name, mail.from.address),
    headerAddress('To', mail.to.name, mail.to.address),
    // Who gets a hidden copy stands in the envelope alone.
    ...(mail.cc?.length ? [headerAddresses('Cc', mail.cc)] : []),
    ...(mail.replyTo ? [headerAddress('Reply-To', '', mail.replyTo)] : []),
    headerText('Subject', mail.subject),
    `Message-ID: <${mail.messageId}>`,
    `X-Send-Id: ${mail.sendId}`,
    ...(mail.inReplyTo ? [headerTokens('In-Reply-To', [`<${mail.inReplyTo}>`])] : []),
    ...(mail.references?.length ? [headerTokens('References', mail.references.map((id) => `<${id}>`))] : []),
    ...(mail.unsubscribeUrl ? unsubscribeHeaders(mail.unsubscribeUrl, mail.from.address) : []),
    'MIME-Version: 1.0',
  ]
  return [...headers, ...content(mail)].join('\r\n')
}

/** The stored bytes with their Date in front: what goes over the wire. */
export function dated(mime: string, at: Date): string {
  return `Date: ${at.toUTCString().replace('GMT', '+0000')}\r\n${mime}`
}

/** RFC 5322 asks for the parent's references and the parent; the first and the last ten keep every client's thread. */
export function referencesAfter(parent: { refs: readonly string[]; ids: readonly string[] }): string[] {
  const all = [...new Set([...parent.refs, ...parent.ids])]
  return all.length <= 11 ? all : [all[0] as string, ...all.slice(-10)]
}

/** One click (RFC 8058) and, for programs that only write mails, a letter to us: its subject is an order by itself. */
function unsubscribeHeaders(url: string, address: string): string[] {
  return [headerTokens('List-Unsubscribe', [`<${url}>,`, `<mailto:${address}?subject=unsubscribe>`]), 'List-Unsubscribe-Post: List-Unsubscribe=One-Click']
}

function content(mail: Mail): string[] {
  if (!mail.html) return [...part('text/plain', mail.bodyText), '']
  // The id is ours and unguessable, so no body can contain the boundary.
  const boundary = `=_${mail.messageId.slice(0, 26)}`
  return [
    `Content-Type: multipart/alternative; boundary="${boundary}"`, '',
    `--${boundary}`, ...part('text/plain', mail.bodyText),
    `--${boundary}`, ...part('text/html', mail.html),
    `--${boundary}--`, '',
  ]
}

function part(type: string, text: string): string[] {
  const body = encodeBody(text)
  return [`Content-Type: ${type}; charset=utf-8`, `Content-Transfer-Encoding: ${body.encoding}`, '', body.text]
}
