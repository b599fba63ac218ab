// What a mail that came in means. Runs with the lead held, in the transaction that stores the mail.
import { markBounced, markReplied, moveByRule, parseAddress, suppress, type Lead } from '#leads'
import { noteFault } from '#mailboxes'
import type { Tx } from '#platform/db'
import { announce } from '#platform/events'
import { autoReplyReceived, bounceReceived, complaintReceived, optOutReceived, replyReceived, type AboutMail } from './events.ts'
import type { Reading } from './kind.ts'
import type { Mail } from './mail.ts'
import { isCopy, recipientFor, type Match } from './matching.ts'
import { softBouncesSince, type NewInboxMessage } from './store.ts'

export interface CameIn {
  lead: Lead
  match: Match
  reading: Reading
  mail: Pick<Mail, 'from'>
  row: Pick<NewInboxMessage, 'receivedAt' | 'mailboxId'>
  inboxMessageId: string
  threadId: string
}

export async function actOn(tx: Tx, it: CameIn): Promise<void> {
  const { kind } = it.reading
  if (kind === 'reply') return replied(tx, it)
  if (kind === 'opt_out') return optedOut(tx, it)
  if (kind === 'bounce') return bounced(tx, it)
  if (kind === 'complaint') return complained(tx, it)
  if (kind === 'auto_reply' || kind === 'out_of_office') await announce(tx, autoReplyReceived, { ...about(it), kind: it.reading.auto ?? 'automatic', ...(it.reading.returnDate && { returnDate: it.reading.returnDate }) })
}

async function replied(tx: Tx, it: CameIn): Promise<void> {
  await markReplied(tx, it.lead.id, it.row.receivedAt)
  if (it.reading.class === 'interested') await moveByRule(tx, [it.lead.id], 'interested')
  await announce(tx, replyReceived, { ...about(it), class: it.reading.class, from: it.mail.from.address })
}

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

/** What speaks against the mailbox it left from. */
async function against(tx: Tx, it: CameIn, kind: 'hard_bounce' | 'complaint' | 'policy', text: string): Promise<void> {
  const m = it.match.message
  await noteFault(tx, { mailboxId: m?.mailboxId ?? it.row.mailboxId, campaignId: it.match.campaignId ?? null, messageId: m?.id ?? null, kind, sentAt: m?.handedAt ?? it.row.receivedAt, refusedAtOnce: false, text })
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
