// Whose mail is this? Asked from the strongest evidence to the weakest: ids that only we can have made, then mails of the same
// thread, then the sender's address, then a colleague who answers with our own subject. What is left goes to the tray.
import { companyMailDomain, findLeadsByAnyAddress, type Lead } from '#leads'
import type { Tx } from '#platform/db'
import { findMessage, findMessages, messagesByHeader, sentTo, sentToDomains, sentToEach, type Message } from '#sending'
import type { BouncedRecipient, Returned } from './bounce.ts'
import type { Reading } from './kind.ts'
import { domainOf, type Mail } from './mail.ts'
import { internalDomains } from './privacy.ts'
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

export interface Arrived { mail: Mail; reading: Reading; receivedAt: Date }
type Way = (tx: Tx, mailboxId: string, mails: readonly Arrived[]) => Promise<(Match | undefined)[]>

/** In the same order; undefined: nobody was found. Each way is asked once for all mails that those before it left open. */
export async function matchMails(tx: Tx, mailboxId: string, mails: readonly Arrived[]): Promise<(Match | undefined)[]> {
  const found: (Match | undefined)[] = [], open: number[] = []
  for (const [i, { reading, receivedAt }] of mails.entries()) {
    const returned = reading.bounce?.returned ?? reading.complaint?.returned
    if (returned) found[i] = await matchReport(tx, mailboxId, returned, reading, receivedAt)
    else open.push(i)
  }
  const ways: Way[] = [(t, id, some) => matchByHeaders(t, id, some.map((it) => it.mail)), bySender, byCopy, byColleague]
  for (const way of ways) {
    const left = open.filter((i) => !found[i])
    if (!left.length) break
    const matches = await way(tx, mailboxId, left.map((i) => mails[i]!))
    for (const [n, i] of left.entries()) found[i] = matches[n]
  }
  return mails.map((_, i) => found[i])
}

const chainOf = (mail: Mail): string[] => [...mail.inReplyTo, ...mail.references.toReversed()]

export async function matchByHeaders(tx: Tx, mailboxId: string, mails: readonly Mail[]): Promise<(Match | undefined)[]> {
  const chains = mails.map(chainOf), all = [...new Set(chains.flat())]
  if (!all.length) return mails.map(() => undefined)
  const ours = new Map<string, Message>()
  // The newest first: of two mails that carry one id, it is the newer that is answered.
  for (const m of await messagesByHeader(tx, all)) for (const id of [m.messageId, m.wireMessageId]) if (id && !ours.has(id)) ours.set(id, m)
  const found = chains.map((chain): Match | undefined => {
    const message = chain.map((id) => ours.get(id)).find(Boolean)
    return message && { leadId: message.leadId, message, campaignId: message.campaignId, threadId: null, reason: 'It answers a mail of ours.' }
  })
  const rest = [...new Set(chains.filter((_, i) => !found[i]).flat())]
  const known = rest.length ? await inThreads(tx, mailboxId, rest) : []
  const answered = new Map(known.some((k) => k.answers) ? (await findMessages(tx, known.flatMap((k) => k.answers ?? []))).map((m) => [m.id, m]) : [])
  return found.map((match, i) => {
    if (match) return match
    const [newest] = known.filter((k) => chains[i]!.includes(k.messageId)).toSorted((a, b) => b.receivedAt.getTime() - a.receivedAt.getTime())
    return newest && { leadId: newest.leadId, message: answered.get(newest.answers ?? ''), campaignId: newest.campaignId, threadId: newest.threadId, reason: 'It belongs to a thread we know.' }
  })
}

/** Leads by these addresses, and what this mailbox has written to each of them, the newest first. */
async function writtenTo(tx: Tx, mailboxId: string, mails: readonly Arrived[], addresses: readonly string[]) {
  const leads = await findLeadsByAnyAddress(tx, [...new Set(addresses)])
  const all = leads.size ? await sentToEach(tx, [...new Set([...leads.values()].map((lead) => lead.email))], { mailboxId, since: earliest(mails) }) : []
  return { leads, sent: (lead: Lead, receivedAt: Date) => all.filter((m) => m.toAddress === lead.email && m.handedAt! >= ago(receivedAt, rememberDays)) }
}
const earliest = (mails: readonly Arrived[]): Date => ago(new Date(Math.min(...mails.map((it) => it.receivedAt.getTime()))), rememberDays)

async function bySender(tx: Tx, mailboxId: string, mails: readonly Arrived[]): Promise<(Match | undefined)[]> {
  const from = mails.map(({ mail }) => [...new Set([mail.from.address, mail.replyTo?.address ?? '', withoutTag(mail.from.address)])].filter(Boolean))
  const { leads, sent } = await writtenTo(tx, mailboxId, mails, from.flat())
  return mails.map(({ mail, receivedAt }, i): Match | undefined => {
    const lead = from[i]!.map((address) => leads.get(address)).find(Boolean)
    if (!lead) return undefined
    const written = sent(lead, receivedAt), message = written.find((m) => bareSubject(m.subject) === bareSubject(mail.subject)) ?? written[0]
    return { leadId: lead.id, message, campaignId: message?.campaignId ?? null, threadId: null, reason: `It comes from the address of a lead (${lead.email}).` }
  })
}

/**
 * Somebody else writes and has a lead we wrote to in copy: the talk goes on, with one more person in it. A colleague of ours who writes to
 * the lead, with us in copy, is no answer of theirs: not everybody's mailbox is connected, so it is the domain that tells.
 */
async function byCopy(tx: Tx, mailboxId: string, mails: readonly Arrived[]): Promise<(Match | undefined)[]> {
  const around = mails.map(({ mail }) => [...mail.to, ...mail.cc].slice(0, 50).map((one) => one.address).filter(Boolean))
  const { leads, sent } = await writtenTo(tx, mailboxId, mails, around.flat())
  const inside = leads.size ? await internalDomains(tx) : new Set<string>()
  return mails.map(({ mail, receivedAt }, i): Match | undefined => {
    if (inside.has(domainOf(mail.from.address))) return undefined
    for (const address of around[i]!) {
      const lead = leads.get(address), message = lead && sent(lead, receivedAt)[0]
      if (message) return { leadId: lead.id, message, campaignId: message.campaignId, threadId: null, reason: `${lead.email}, to whom this mailbox wrote, is in copy.` }
    }
    return undefined
  })
}

/** Somebody at the same company answers with our subject: a colleague, an assistant, a second address. */
async function byColleague(tx: Tx, mailboxId: string, mails: readonly Arrived[]): Promise<(Match | undefined)[]> {
  const domains = mails.map(({ mail }) => (bareSubject(mail.subject) ? companyMailDomain(mail.from.address) : null)), asked = [...new Set(domains.filter((d) => d !== null))]
  const all = asked.length ? await sentToDomains(tx, asked, { mailboxId, since: earliest(mails) }) : []
  return mails.map(({ mail, receivedAt }, i): Match | undefined => {
    const domain = domains[i], subject = bareSubject(mail.subject)
    if (!domain) return undefined
    const under = (host: string) => host === domain || host.endsWith(`.${domain}`)
    const sent = all.filter((m) => m.leadId && under(m.toAddress.split('@')[1] ?? '') && m.handedAt! >= ago(receivedAt, rememberDays) && bareSubject(m.subject) === subject)
    const [message] = sent
    if (!message || new Set(sent.map((m) => m.leadId)).size !== 1) return undefined
    return { leadId: message.leadId, message, campaignId: message.campaignId, threadId: null, reason: `It comes from the same company as ${message.toAddress}, with the subject of our mail.` }
  })
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
