// One mail comes in: read, matched, put into its thread, and everything it means done in the same transaction. If what it
// means cannot be done, it has not come in: the next look tries again.
import type { ThreadClass } from '#contract/inbox'
import { lockLead, parseAddress, suppress } from '#leads'
import { learnSelectors } from '#mailboxes'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { confirmByEvidence, messagesByHeader } from '#sending'
import { actOn } from './effects.ts'
import { unmatchedReceived } from './events.ts'
import type { Reading } from './kind.ts'
import { domainOf, hasHeader, header, isFile, type Mail } from './mail.ts'
import { isPrivate } from './privacy.ts'
import { matchByHeaders, matchMail, recipientFor, type Match } from './matching.ts'
import { newText } from './reply-text.ts'
import { signersOf } from './signers.ts'
import { bumpThread, insertInboxMessage, type NewInboxMessage } from './store.ts'
import { threadFor } from './threading.ts'

export interface Arrival {
  mailboxId: string
  /** Of the mailbox itself: its own mails are no answers */
  ownAddresses: readonly string[]
  folder: string
  uid: number | null
  identity: string
  receivedAt: Date
}

/** 'passed_over': ours, or it belongs to no thread; nothing is kept of it. */
export type TakenIn = 'taken' | 'known' | 'passed_over'

export async function takeIn(tx: Tx, mail: Mail, reading: Reading, at: Arrival): Promise<TakenIn> {
  const own = at.ownAddresses.includes(mail.from.address) && !reading.bounce
  const match = own ? undefined : await matchMail(tx, at.mailboxId, mail, reading, at.receivedAt)
  if (!match && !own && reading.kind !== 'opt_out' && !reading.bounce && (await isPrivate(tx, mail))) return 'passed_over'
  // Held before anything is written: from here to the commit no mail to this lead passes the gate.
  const lead = match?.leadId ? await lockLead(tx, match.leadId) : undefined
  const matched = match && { ...match, leadId: lead?.id ?? null }
  const threadId = matched?.leadId ? await threadFor(tx, at.mailboxId, matched, { subject: mail.subject, receivedAt: at.receivedAt, report: Boolean(reading.bounce ?? reading.complaint) }) : null
  const row = rowOf(mail, reading, at, matched, threadId, own)
  const inserted = await insertInboxMessage(tx, row)
  if (!inserted) return 'known'
  if (matched?.message) await confirmByEvidence(tx, matched.message.id)
  // Others sign with keys of their own; ours are seen in what comes back and in what colleagues send.
  const ours = at.ownAddresses.map(domainOf)
  if (reading.bounce || reading.complaint || ours.includes(domainOf(mail.from.address))) await learnSelectors(tx, signersOf(mail).filter((s) => ours.includes(s.domain)))
  if (matched?.leadId && threadId) {
    await bump(tx, threadId, reading, row)
    await actOn(tx, { lead: lead!, match: matched, reading, mail, row, inboxMessageId: inserted.id, threadId })
  } else if (reading.kind === 'opt_out' && mail.from.address && !own) {
    // Nobody was found, and yet somebody asks for silence: the address is silenced, and a person sees the mail in the tray.
    if (parseAddress(mail.from.address).ok) await suppress(tx, { kind: 'address', value: mail.from.address, reason: 'opted_out', source: 'reply' })
    await announce(tx, unmatchedReceived, { inboxMessageId: inserted.id, mailboxId: at.mailboxId, from: mail.from.address })
  } else if (row.matchReason === null) await announce(tx, unmatchedReceived, { inboxMessageId: inserted.id, mailboxId: at.mailboxId, from: mail.from.address })
  await liveChanged(tx, 'inbox')
  return 'taken'
}

/** From the Sent folder: an answer written by hand in another program, shown in its thread. Ours, and what belongs to no thread, is passed over. */
export async function takeOutgoing(tx: Tx, mail: Mail, at: Arrival): Promise<TakenIn> {
  const ids = [mail.messageId, ...mail.references, ...mail.inReplyTo].filter((id) => id !== null)
  if (header(mail, 'x-send-id') || (mail.messageId && (await messagesByHeader(tx, [mail.messageId])).length)) return 'passed_over'
  const match = ids.length > 1 || mail.inReplyTo.length ? await matchByHeaders(tx, at.mailboxId, mail) : undefined
  if (!match?.leadId) return 'passed_over'
  await lockLead(tx, match.leadId)
  const threadId = await threadFor(tx, at.mailboxId, match, { subject: mail.subject, receivedAt: at.receivedAt, report: false })
  const text = newText(mail.text)
  const row = rowOf(mail, { kind: 'other', reason: 'It was written in another mail program.', class: 'other', text }, at, match, threadId, true)
  const inserted = await insertInboxMessage(tx, { ...row, outgoing: true, matchReason: match.reason })
  if (!inserted) return 'known'
  await bumpThread(tx, threadId, { class: 'other', byPerson: false, unread: false, at: at.receivedAt, snippet: snippetOf(text) })
  await liveChanged(tx, 'inbox')
  return 'taken'
}

export async function bump(tx: Tx, threadId: string, reading: Pick<Reading, 'kind' | 'class' | 'text'>, row: { receivedAt: Date; subject: string }): Promise<void> {
  const byPerson = reading.kind === 'reply' || reading.kind === 'opt_out'
  await bumpThread(tx, threadId, { class: reading.class as ThreadClass, byPerson, unread: byPerson, at: row.receivedAt, snippet: snippetOf(reading.text || row.subject) })
}

export const snippetOf = (text: string): string => text.replace(/\s+/g, ' ').trim().slice(0, 200)

function rowOf(mail: Mail, reading: Reading, at: Arrival, match: Match | undefined, threadId: string | null, own: boolean): NewInboxMessage {
  const bounced = reading.bounce && recipientFor(reading.bounce.recipients, match?.message)
  return {
    mailboxId: at.mailboxId, folder: at.folder, uid: at.uid, threadId, identity: at.identity,
    messageId: mail.messageId, inReplyTo: mail.inReplyTo[0] ?? null, refs: mail.references,
    fromAddress: mail.from.address, fromName: mail.from.name, replyTo: mail.replyTo?.address ?? null, toAddresses: [...mail.to, ...mail.cc].map((a) => a.address).filter(Boolean).slice(0, 50),
    subject: mail.subject, bodyText: reading.text, fullText: mail.text, bodyHtml: mail.html, kind: own ? 'other' : reading.kind, kindReason: reading.reason, class: own ? null : reading.class,
    autoKind: reading.auto ?? null, returnDate: reading.returnDate ?? null, receivedAt: at.receivedAt, leadId: match?.leadId ?? null, answers: match?.message?.id ?? null, campaignId: match?.campaignId ?? null,
    matchReason: match?.leadId ? match.reason : whyNotForTheTray(mail, reading, own), size: mail.size, problem: mail.problem, outgoing: false, judged: own ? null : (reading.judged ?? null),
    attachments: mail.parts.filter(isFile).map(({ name, type, size }) => ({ name: name || type, type, size })).slice(0, 100),
    report: reading.bounce
      ? { recipients: reading.bounce.recipients.slice(0, 20), counts: bounced?.verdict === 'soft' && (bounced.reason === 'full' || bounced.reason === 'expired') }
      : reading.complaint ? { feedback: reading.complaint.feedback, addresses: reading.complaint.addresses } : null,
  }
}

/** The tray is for people's mails that nobody could be found for; newsletters and our own are stored beside it. Null: into the tray. */
function whyNotForTheTray(mail: Mail, reading: Reading, own: boolean): string | null {
  if (own) return 'It comes from one of our own mailboxes.'
  if (mail.problem) return null
  if (reading.kind === 'reply' && (hasHeader(mail, 'list-id') || hasHeader(mail, 'list-unsubscribe') || /^(?:bulk|list|junk)/i.test(header(mail, 'precedence')))) return 'It is a newsletter or a list.'
  if (reading.kind === 'other') return reading.reason
  return null
}
