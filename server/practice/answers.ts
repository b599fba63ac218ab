// The answer of a simulated prospect as raw MIME, the way mail programs write it: threaded by header, quoted, signed, marked
// when automatic, and a delivery report (RFC 3464) when it bounces. The same person and the same mail give the same bytes.
import MailComposer from 'nodemailer/lib/mail-composer/index.js'
import { chanceOf } from './chance.ts'
import type { Person, Reaction } from './people.ts'
import { awaySubject, letterhead, phrases, re, regards, wrote, type Spoken } from './phrases.ts'

/** What the answer needs to know of our mail. */
export interface OurMail { messageId: string; references: string[]; fromName: string; fromAddress: string; to: string; subject: string; text: string; at: Date; headers: string }
export interface Prospect { address: string; name: string; title: string | null; company: string | null }
/** `said`: the new text only; `text`: with signature and quote, as it stands in the mail. */
export interface Answer { messageId: string; raw: Buffer; subject: string; said: string; text: string }

export async function answer(seed: string, person: Person, reaction: Exclude<Reaction, 'nothing'>, prospect: Prospect, ours: OurMail, at: Date): Promise<Answer> {
  const chance = chanceOf('answer', seed, prospect.address, ours.messageId, reaction)
  const domain = prospect.address.slice(prospect.address.lastIndexOf('@') + 1)
  const messageId = `${chance.between(0x10000000, 0x7fffffff).toString(36)}.${chance.between(0x10000000, 0x7fffffff).toString(36)}@${domain}`
  if (reaction === 'late_bounce') {
    const said = bounceText(domain, prospect.address)
    return { messageId, raw: bounce(messageId, domain, prospect.address, ours, at, said), subject: 'Undelivered Mail Returned to Sender', said, text: said }
  }

  const { language } = person
  const automatic = reaction === 'out_of_office'
  const said = fill(chance.pick(phrases[language][reaction satisfies Spoken]), ours, language, at, chance, domain)
  const signature = sign(chance.pick(regards[language]), prospect, chance)
  const text = [said, signature, automatic || person.quotes === 'not' ? '' : quote(person, prospect, ours)].filter(Boolean).join('\n\n')
  const bare = ours.subject.replace(/^((re|aw|sv|antw)\s*:\s*)+/i, '')
  const subject = automatic ? `${awaySubject[language]}: ${bare}` : `${re[language]}: ${bare}`
  const mail = new MailComposer({
    from: { name: prospect.name, address: prospect.address },
    to: { name: ours.fromName, address: ours.fromAddress },
    subject,
    date: at,
    messageId: `<${messageId}>`,
    inReplyTo: `<${ours.messageId}>`,
    references: [...ours.references, ours.messageId].map((id) => `<${id}>`),
    text,
    headers: automatic ? { 'Auto-Submitted': 'auto-replied', 'X-Auto-Response-Suppress': 'All', Precedence: 'auto_reply' } : { 'X-Mailer': 'Practice Mail 4.2' },
    textEncoding: 'quoted-printable',
  })
  return { messageId, raw: await mail.compile().build(), subject, said, text }
}

function fill(phrase: string, ours: OurMail, language: Person['language'], at: Date, chance: ReturnType<typeof chanceOf>, domain: string): string {
  const first = ours.fromName.split(' ')[0] || 'there'
  const colleague = chance.pick(['Robin Vale', 'Kim Aldous', 'Noor Haddad', 'Alex Sundgren'])
  return phrase
    .replace('{first}', first)
    .replace('{colleague}', `${colleague} (${colleague.toLowerCase().replace(' ', '.')}@${domain})`)
    .replace('{day}', new Intl.DateTimeFormat(locales[language], { day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }).format(backOn(at, chance.between(3, 12))))
}

const locales = { en: 'en-GB', de: 'de-DE', fr: 'fr-FR', es: 'es-ES' } as const

/** So many days later, or the Monday after when that is a weekend. */
export function backOn(at: Date, days: number): Date {
  const day = new Date(at.getTime() + days * 86_400_000)
  const over = { 6: 2, 0: 1 }[day.getUTCDay()] ?? 0
  return new Date(day.getTime() + over * 86_400_000)
}

function sign(regards: string, { name, title, company }: Prospect, chance: ReturnType<typeof chanceOf>): string {
  return [regards, name, '', '-- ', name, [title, company].filter(Boolean).join(', '), `Tel. +44 20 7946 0${chance.between(100, 999)}`].filter((line, i) => line || i === 2).join('\n')
}

function quote(person: Person, prospect: Prospect, ours: OurMail): string {
  const when = new Intl.DateTimeFormat(locales[person.language], { dateStyle: 'medium', timeStyle: 'short', timeZone: 'UTC' }).format(ours.at)
  const who = `${ours.fromName} <${ours.fromAddress}>`
  if (person.quotes === 'below') return `${wrote[person.language].replace('{when}', when).replace('{who}', who)}\n\n${ours.text.trim().split('\n').map((line) => `> ${line.trimEnd()}`).join('\n')}`
  const [from, sent, to, subject, above] = letterhead[person.language]
  return `${above}\n${from}: ${who}\n${sent}: ${when}\n${to}: ${prospect.name} <${prospect.address}>\n${subject}: ${ours.subject}\n\n${ours.text.trim()}`
}

const bounceText = (domain: string, address: string): string =>
  `This is the mail system at host mx.${domain}.\n\nI'm sorry to have to inform you that your message could not\nbe delivered to one or more recipients.\n\n<${address}>: host mx.${domain} said: 550 5.1.1 <${address}>:\n    Recipient address rejected: User unknown (in reply to RCPT TO command)`

/** A report as Postfix writes it: three parts, the last with our own headers, by which it is matched. */
function bounce(messageId: string, domain: string, address: string, ours: OurMail, at: Date, said: string): Buffer {
  const boundary = `bounce-${messageId.split('@')[0]}`
  const host = `mx.${domain}`
  const date = at.toUTCString().replace('GMT', '+0000')
  return Buffer.from([
    `Date: ${date}`, `From: Mail Delivery System <MAILER-DAEMON@${host}>`, `To: ${ours.fromAddress}`, 'Subject: Undelivered Mail Returned to Sender',
    'Auto-Submitted: auto-replied', `Message-ID: <${messageId}>`, 'MIME-Version: 1.0',
    `Content-Type: multipart/report; report-type=delivery-status; boundary="${boundary}"`, '', 'This is a MIME-encapsulated message.', '',
    `--${boundary}`, 'Content-Description: Notification', 'Content-Type: text/plain; charset=us-ascii', '',
    ...said.split('\n'), '',
    `--${boundary}`, 'Content-Description: Delivery report', 'Content-Type: message/delivery-status', '',
    `Reporting-MTA: dns; ${host}`, `X-Postfix-Sender: rfc822; ${ours.fromAddress}`, `Arrival-Date: ${ours.at.toUTCString().replace('GMT', '+0000')}`, '',
    `Final-Recipient: rfc822; ${address}`, `Original-Recipient: rfc822;${address}`, 'Action: failed', 'Status: 5.1.1', `Remote-MTA: dns; ${host}`,
    'Diagnostic-Code: smtp; 550 5.1.1 Recipient address rejected: User unknown', '',
    `--${boundary}`, 'Content-Description: Undelivered Message Headers', 'Content-Type: text/rfc822-headers', '', ours.headers.trimEnd(), '',
    `--${boundary}--`, '',
  ].join('\r\n'))
}
