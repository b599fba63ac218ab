// "This is spam", said through a provider: Abuse Reporting Format (RFC 5965) and reports that only look like it.
import { header, idsIn, plainAddress, type Mail } from './mail.ts'
import type { Returned } from './bounce.ts'

export interface Complaint {
  /** abuse, fraud, virus, opt-out, auth-failure … as the report says */
  feedback: string
  /** Does a person want no more mail? A failed check of the sender's domain says nothing of the kind. */
  unwanted: boolean
  addresses: string[]
  returned: Returned
}

/** undefined: no complaint, or one that says the mail was no spam after all. */
export function readComplaint(mail: Mail): Complaint | undefined {
  const report = mail.parts.find((p) => p.type === 'message/feedback-report')?.text ?? ''
  const declared = /report-type="?feedback-report/i.test(header(mail, 'content-type'))
  const provider = /^(?:staff@hotmail\.com|complaints?@|abuse[-_.]?report\w*@|fbl[-_.\w]*@|scomp@|feedback(?:loop)?[-_.]?\w*@|arf@)/i.test(mail.from.address) || /complaint about message from|abuse report|e-?mail feedback report|spam (?:complaint|report)/i.test(mail.subject)
  const old = provider && mail.parts.some((p) => p.type === 'message/rfc822')
  if (!report && !declared && !old) return undefined
  const field = (name: string) => new RegExp(`^${name}:[ \\t]*(.+)$`, 'im').exec(report)?.[1]?.trim() ?? ''
  const feedback = field('Feedback-Type').toLowerCase() || 'abuse'
  if (feedback === 'not-spam') return undefined
  const copy = mail.parts.find((p) => /^(message\/rfc822|text\/rfc822-headers)$/.test(p.type))?.text ?? ''
  const head = copy.slice(0, 20_000).replace(/\r/g, '').replace(/\n[ \t]+/g, ' ')
  const all = (name: string) => [...head.matchAll(new RegExp(`^${name}:[ \\t]*(.+)$`, 'gim'))].map((m) => m[1]!)
  const to = [...all('To'), ...all('X-HmXmrOriginalRecipient')].flatMap((v) => v.split(',')).map(plainAddress).filter(Boolean)
  return {
    feedback,
    unwanted: !feedback.startsWith('auth-failure') && feedback !== 'dmarc',
    addresses: [...new Set([plainAddress(field('Original-Rcpt-To')), plainAddress(field('Removal-Recipient')), ...to].filter(Boolean))].slice(0, 10),
    returned: {
      envelopeId: field('Original-Envelope-Id') || null,
      messageIds: all('Message-ID').flatMap((v) => idsIn(v.includes('<') ? v : `<${v.trim()}>`)).slice(0, 10),
      sendId: all('X-Send-Id')[0]?.trim().slice(0, 100) ?? null,
      to: to.slice(0, 10),
      subject: all('Subject')[0]?.slice(0, 500) ?? '',
    },
  }
}
