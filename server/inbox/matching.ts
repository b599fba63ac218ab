// Whose mail is this? Asked from the strongest evidence to the weakest: ids that only we can have made, then mails of the same
// thread, then the sender's address, then a colleague who answers with our own subject. What is left goes to the tray.
import { companyMailDomain, findLeadByAnyAddress } from '#leads'
import type { Tx } from '#platform/db'
import { findMessage, messagesByHeader, sentTo, sentToDomain, type Message } from '#sending'
import type { BouncedRecipient, Returned } from './bounce.ts'
import type { Reading } from './kind.ts'
import type { Mail } from './mail.ts'
import { inThreads } from './store.ts'
import { bareSubject } from './subject.ts'

export interface Match {
  leadId: string | null
  /** Our mail it answers or reports on */
  message: Message | undefined
  campaignId: string | null
  /** Only for replies within a thread we know from mails other than ours */
  threadId: string | null
  /** How we know, in a sentence */
  reason: string
}

/** Mails of ours older than this are not looked for by address. */
const rememberDays = 120
const ago = (at: Date, days: number): Date => new Date(at.getTime() - days * 86_400_000)

/** undefined: nobody was found. */
export async function matchMail(tx: Tx, mailboxId: string, mail: Mail, reading: Reading, receivedAt: Date): Promise<Match | undefined> {
  const returned = reading.bounce?.returned ?? reading.complaint?.returned
  if (returned) return matchReport(tx, mailboxId, returned, reading, receivedAt)
  return (await matchByHeaders(tx, mailboxId, mail)) ?? (await bySender(tx, mailboxId, mail, receivedAt)) ?? (await byCopy(tx, mailboxId, mail, receivedAt)) ?? (await byColleague(tx, mailboxId, mail, receivedAt))
}

export async function matchByHeaders(tx: Tx, mailboxId: string, mail: Mail): Promise<Match | undefined> {
  const chain = [...mail.inReplyTo, ...mail.references.toReversed()]
  if (chain.length === 0) return undefined
  const ours = await messagesByHeader(tx, chain)
  const message = chain.map((id) => ours.find((m) => m.messageId === id || m.wireMessageId === id)).find(Boolean)
  if (message) return { leadId: message.leadId, message, campaignId: message.campaignId, threadId: null, reason: 'It answers a mail of ours.' }
  const [known] = await inThreads(tx, mailboxId, chain)
  if (!known) return undefined
  return { leadId: known.leadId, message: known.answers ? await findMessage(tx, known.answers) : undefined, campaignId: known.campaignId, threadId: known.threadId, reason: 'It belongs to a thread we know.' }
}

async function bySender(tx: Tx, mailboxId: string, mail: Mail, receivedAt: Date): Promise<Match | undefined> {
  for (const address of new Set([mail.from.address, mail.replyTo?.address ?? '', withoutTag(mail.from.address)])) {
    const lead = address ? await findLeadByAnyAddress(tx, address) : undefined
    if (!lead) continue
    const sent = await sentTo(tx, [lead.email], { mailboxId, since: ago(receivedAt, rememberDays) })
    const message = sent.find((m) => bareSubject(m.subject) === bareSubject(mail.subject)) ?? sent[0]
    return { leadId: lead.id, message, campaignId: message?.campaignId ?? null, threadId: null, reason: `It comes from the address of a lead (${lead.email}).` }
  }
  return undefined
}

/** Somebody else writes and has a lead we wrote to in copy: the talk goes on, with one more person in it. */
async function byCopy(tx: Tx, mailboxId: string, mail: Mail, receivedAt: Date): Promise<Match | undefined> {
  for (const { address } of [...mail.to, ...mail.cc].slice(0, 50)) {
    const lead = address ? await findLeadByAnyAddress(tx, address) : undefined
    const [message] = lead ? await sentTo(tx, [lead.email], { mailboxId, since: ago(receivedAt, rememberDays) }) : []
    if (lead && message) return { leadId: lead.id, message, campaignId: message.campaignId, threadId: null, reason: `${lead.email}, to whom this mailbox wrote, is in copy.` }
  }
  return undefined
}

/** Somebody at the same company answers with our subject: a colleague, an assistant, a second address. */
async function byColleague(tx: Tx, mailboxId: string, mail: Mail, receivedAt: Date): Promise<Match | undefined> {
  const domain = companyMailDomain(mail.from.address)
  const subject = bareSubject(mail.subject)
  if (!domain || !subject) return undefined
  const sent = (await sentToDomain(tx, domain, { mailboxId, since: ago(receivedAt, rememberDays) })).filter((m) => m.leadId && bareSubject(m.subject) === subject)
  const [message] = sent
  if (!message || new Set(sent.map((m) => m.leadId)).size !== 1) return undefined
  return { leadId: message.leadId, message, campaignId: message.campaignId, threadId: null, reason: `It comes from the same company as ${message.toAddress}, with the subject of our mail.` }
}

// ── Reports about our mails ──

/** By the id of the returned mail; then by the recipient, and then only if this mailbox wrote to that address. */
async function matchReport(tx: Tx, mailboxId: string, returned: Returned, reading: Reading, receivedAt: Date): Promise<Match | undefined> {
  const found = await ownMessage(tx, returned)
  if (found) return { leadId: found.leadId, message: found, campaignId: found.campaignId, threadId: null, reason: 'It returns a mail of ours.' }
  const addresses = [...(reading.bounce?.recipients.map((r) => r.address) ?? []), ...(reading.complaint?.addresses ?? []), ...returned.to].filter(Boolean)
  const [sent] = addresses.length ? await sentTo(tx, [...new Set(addresses)], { mailboxId, since: ago(receivedAt, 14) }) : []
  return sent ? { leadId: sent.leadId, message: sent, campaignId: sent.campaignId, threadId: null, reason: `It is about ${sent.toAddress}, to whom this mailbox wrote lately.` } : undefined
}

async function ownMessage(tx: Tx, returned: Returned): Promise<Message | undefined> {
  for (const id of [returned.sendId, returned.envelopeId]) {
    const uuid = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?:\.\d+)?$/i.exec(id ?? '')?.[1]
    const message = uuid ? await findMessage(tx, uuid) : undefined
    if (message) return message
  }
  const ids = [...returned.messageIds, ...(returned.envelopeId?.includes('@') ? [returned.envelopeId.replace(/^<|>$/g, '')] : [])]
  return ids.length ? (await messagesByHeader(tx, ids))[0] : undefined
}

/** The recipient of a report that is about our mail: ours by address, or the first that was not only in copy. */
export function recipientFor(recipients: readonly BouncedRecipient[], message: Message | undefined): BouncedRecipient | undefined {
  const failed = recipients.filter((r) => r.action === 'failed')
  return failed.find((r) => r.address === message?.toAddress) ?? failed.find((r) => !isCopy(message, r.address))
}

export const isCopy = (message: Message | undefined, address: string): boolean => message?.copies?.some((c) => c.address.toLowerCase() === address.toLowerCase()) ?? false

const withoutTag = (address: string): string => address.replace(/\+[^@]*@/, '@')
