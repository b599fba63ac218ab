// What mails that came in mean. Runs with their leads held, in the transaction that stores the mails.
import { markBounced, markReplied, moveByRule, parseAddress, suppress, type Lead } from '#leads'
import { noteFault } from '#mailboxes'
import type { Tx } from '#platform/db'
import { announce, announceInOrder, told, type Told } from '#platform/events'
import { autoReplyReceived, bounceReceived, complaintReceived, optOutReceived, replyReceived, unmatchedReceived, type AboutMail } from './events.ts'
import type { Reading } from './kind.ts'
import { domainOf, type Mail } from './mail.ts'
import { isCopy, recipientFor, type Match } from './matching.ts'
import { softBouncesSince, type NewInboxMessage } from './store.ts'

export interface CameIn {
  lead: Lead
  match: Match
  reading: Reading
  mail: Pick<Mail, 'from'>
  row: Pick<NewInboxMessage, 'receivedAt' | 'mailboxId' | 'toAddresses'>
  inboxMessageId: string
  threadId: string
}

/** Nobody was found whose it is. `silence`: and yet somebody asks for no more mails, so their address is silenced and a person sees it in the tray. */
export interface Unmatched { unmatched: { inboxMessageId: string; mailboxId: string; from: string }; silence: boolean }

export const actOn = (tx: Tx, it: CameIn): Promise<void> => actOnAll(tx, [it])

/** In their order, each lead at most once. What is only told goes out in one statement with its neighbours. */
export async function actOnAll(tx: Tx, all: readonly (CameIn | Unmatched)[]): Promise<void> {
  let replies: { leadId: string; at: Date; interested: boolean }[] = [], facts: Told[] = []
  const tell = async () => {
    if (replies.length) await markReplied(tx, replies)
    const interested = replies.filter((r) => r.interested).map((r) => r.leadId)
    if (interested.length) await moveByRule(tx, interested, 'interested')
    await announceInOrder(tx, facts)
    replies = []
    facts = []
  }
  for (const it of all) {
    if ('unmatched' in it) {
      if (it.silence) await tell()
      if (it.silence && parseAddress(it.unmatched.from).ok) await suppress(tx, { kind: 'address', value: it.unmatched.from, reason: 'opted_out', source: 'reply' })
      facts.push(told(unmatchedReceived, it.unmatched))
      continue
    }
    const { kind } = it.reading, another = (kind === 'opt_out' || kind === 'auto_reply' || kind === 'out_of_office') && ofAnother(it)
    // What somebody else in the talk asks for themselves is, to the lead, an answer like any other: it stops, and silences nobody but them.
    if (kind === 'opt_out' && another) {
      await tell()
      if (parseAddress(it.mail.from.address).ok) await suppress(tx, { kind: 'address', value: it.mail.from.address, reason: 'opted_out', source: 'reply' })
    }
    if (kind === 'reply' || (kind === 'opt_out' && another)) {
      const meant = kind === 'reply' ? it.reading.class : 'other'
      replies.push({ leadId: it.lead.id, at: it.row.receivedAt, interested: meant === 'interested' })
      facts.push(told(replyReceived, { ...about(it), class: meant, from: it.mail.from.address }))
    } else if (kind === 'auto_reply' || kind === 'out_of_office') {
      // Their holiday is not the lead's.
      if (!another) facts.push(told(autoReplyReceived, { ...about(it), kind: it.reading.auto ?? 'automatic', ...(it.reading.returnDate && { returnDate: it.reading.returnDate }) }))
    } else if (kind !== 'other') {
      await tell()
      await (kind === 'opt_out' ? optedOut : kind === 'bounce' ? bounced : complained)(tx, it)
    }
  }
  await tell()
}

/** Somebody else in the talk: in copy of our mail, or writing to the lead as well as to us. What they say of themselves says nothing of the lead. */
function ofAnother({ lead, match, mail, row, reading }: CameIn): boolean {
  const from = mail.from.address.toLowerCase(), theirs = [lead.email, match.message?.toAddress ?? lead.email].map((address) => address.toLowerCase())
  // The lead from a second address, with the first in copy.
  const name = mail.from.name.toLowerCase(), [first, last] = [(lead.firstName ?? '').toLowerCase(), (lead.lastName ?? '').toLowerCase()] as const
  const sameName = first !== '' && last !== '' && name.includes(first) && name.includes(last)
  // Whoever asks for all of them, or answers for a letterbox that is nobody's own, asks for the lead, too.
  const forAll = reading.kind === 'opt_out' && domainOf(from) === domainOf(lead.email) && (nobodys.test(lead.email) || ofUs.test(reading.reason))
  return !theirs.includes(from) && !sameName && !forAll && (isCopy(match.message, from) || row.toAddresses.some((address) => theirs.includes(address.toLowerCase())))
}

const nobodys = /^(?:info|office|contact|kontakt|hello|hallo|mail|post|sales|vertrieb|verkauf|einkauf|team|support|service|admin|sekretariat|empfang|reception|en?quiries|inquiries|contacto|contatto|accueil|bonjour|buero)(?:[._+-][^@]*|\d*)@/i
const ofUs = /(?<!\p{L})(?:us|our|uns|unser\p{L}*|nous|nos|notre|nosotros|noi|nostr\p{L}|ons|onze|oss|nas|нас|нам)(?!\p{L})/iu

/** Both the address that asks and the one we wrote to: whoever asks does not want to be found again under the other. */
async function optedOut(tx: Tx, it: CameIn): Promise<void> {
  for (const value of addressesOf(it)) await suppress(tx, { kind: 'address', value, reason: 'opted_out', source: 'reply', leadId: it.lead.id })
  await announce(tx, optOutReceived, { ...about(it), via: 'reply', phrase: it.reading.reason })
}

async function complained(tx: Tx, it: CameIn): Promise<void> {
  if (!it.reading.complaint?.unwanted) return
  await suppress(tx, { kind: 'address', value: it.match.message?.toAddress ?? it.lead.email, reason: 'complained', source: 'complaint', leadId: it.lead.id })
  await against(tx, it, 'complaint', it.reading.complaint.feedback)
  await announce(tx, complaintReceived, { ...about(it), feedback: it.reading.complaint.feedback })
}

/** A third delivery given up or mailbox full within thirty days counts as hard: nobody empties that mailbox any more. */
async function bounced(tx: Tx, it: CameIn): Promise<void> {
  const recipient = recipientFor(it.reading.bounce!.recipients, it.match.message)
  // Whoever was only in copy says nothing about the lead, but is not written to again either.
  for (const one of it.reading.bounce!.recipients) if (one.action === 'failed' && one.verdict === 'hard' && isCopy(it.match.message, one.address) && parseAddress(one.address).ok) await suppress(tx, { kind: 'address', value: one.address, reason: 'bounced', source: 'bounce', note: one.text.slice(0, 300) })
  if (!recipient) return // delayed only: the server is still trying
  const month = new Date(it.row.receivedAt.getTime() - 30 * 86_400_000)
  const addsUp = recipient.verdict === 'soft' && (recipient.reason === 'full' || recipient.reason === 'expired') && (await softBouncesSince(tx, it.lead.id, month)) >= 3
  const hard = recipient.verdict === 'hard' || addsUp
  const address = it.match.message?.toAddress ?? recipient.address
  if (hard) {
    await markBounced(tx, it.lead.id, it.row.receivedAt)
    await suppress(tx, { kind: 'address', value: address, reason: 'bounced', source: 'bounce', note: recipient.text.slice(0, 300), leadId: it.lead.id })
  }
  if (hard || recipient.verdict === 'block') await against(tx, it, hard ? 'hard_bounce' : 'policy', recipient.text)
  await announce(tx, bounceReceived, { ...about(it), address, hard, verdict: hard ? 'hard' : recipient.verdict, reason: recipient.reason, status: recipient.status, text: recipient.text.slice(0, 500) })
}

/** What speaks against the mailbox it left from, and against its campaign where it was one of its mails: an answer by hand takes no place of a campaign's. */
async function against(tx: Tx, it: CameIn, kind: 'hard_bounce' | 'complaint' | 'policy', text: string): Promise<void> {
  const m = it.match.message
  await noteFault(tx, { mailboxId: m?.mailboxId ?? it.row.mailboxId, campaignId: m && m.origin !== 'campaign' ? null : (it.match.campaignId ?? null), messageId: m?.id ?? null, kind, sentAt: m?.handedAt ?? it.row.receivedAt, refusedAtOnce: false, text })
}

const addressesOf = (it: CameIn): string[] => [...new Set([it.match.message?.toAddress ?? it.lead.email, it.lead.email, it.mail.from.address].filter((a) => a.includes('@')))]

export function about(it: Pick<CameIn, 'lead' | 'match' | 'row' | 'inboxMessageId' | 'threadId'>): AboutMail {
  const m = it.match.message
  return {
    leadId: it.lead.id, inboxMessageId: it.inboxMessageId, threadId: it.threadId, mailboxId: it.row.mailboxId,
    ...(m && { messageId: m.id }), ...(it.match.campaignId && { campaignId: it.match.campaignId }),
    ...(m?.enrollmentId && { enrollmentId: m.enrollmentId }), ...(m?.stepId && { stepId: m.stepId }),
  }
}
