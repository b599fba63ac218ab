// Mails come in: read, matched, put into their threads, and everything they mean done in the same transaction. If what one of
// them means cannot be done, none has come in: each is tried by itself, and what fails then is tried again at the next look.
import type { ThreadClass } from '#contract/inbox'
import { lockLead, lockLeads } from '#leads'
import { learnSelectors } from '#mailboxes'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { confirmByEvidence, messagesByHeader } from '#sending'
import { actOnAll, type CameIn, type Unmatched } from './effects.ts'
import type { Reading } from './kind.ts'
import { domainOf, hasHeader, header, isFile, type Mail } from './mail.ts'
import { arePrivate } from './privacy.ts'
import { matchByHeaders, matchMails, recipientFor, type Match } from './matching.ts'
import { newText } from './reply-text.ts'
import { signersOf } from './signers.ts'
import { bumpThreads, holdThreads, insertInboxMessages, type Bump, type NewInboxMessage } from './store.ts'
import { threadFor, threadsFor } from './threading.ts'

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

export interface Incoming { mail: Mail; reading: Reading; at: Arrival }

/**
 * Mails of one mailbox, in their order, all or none. Those that stand for themselves are taken in together; one that follows
 * from another (the same lead, an answer to it, the very same mail) begins the next group.
 */
export async function takeInAll(tx: Tx, all: readonly Incoming[]): Promise<TakenIn[]> {
  const outcomes: TakenIn[] = []
  while (outcomes.length < all.length) outcomes.push(...(await takeInTogether(tx, beforeTheFirstThatFollows(all.slice(outcomes.length)))))
  if (outcomes.includes('taken')) await liveChanged(tx, 'inbox')
  return outcomes
}

/** Pure: as far as their headers tell. Whose they are is known later. */
export function beforeTheFirstThatFollows<T extends Pick<Incoming, 'mail' | 'at'>>(all: readonly T[]): T[] {
  const seen = new Set<string>()
  const end = all.findIndex(({ mail, at }) => {
    const answers = [...mail.inReplyTo, ...mail.references], follows = seen.has(`is ${at.identity}`) || answers.some((id) => seen.has(id))
    for (const one of [`is ${at.identity}`, ...answers, ...(mail.messageId ? [mail.messageId] : [])]) seen.add(one)
    return follows
  })
  return end < 0 ? [...all] : all.slice(0, end)
}

/** As many from the beginning as belong to different leads; at least one. */
async function takeInTogether(tx: Tx, given: readonly Incoming[]): Promise<TakenIn[]> {
  const mailboxId = given[0]!.at.mailboxId
  const theirs = given.filter((it) => !isOwn(it))
  const found = await matchMails(tx, mailboxId, theirs.map((it) => ({ mail: it.mail, reading: it.reading, receivedAt: it.at.receivedAt })))
  const matches = new Map(theirs.map((it, i) => [it, found[i]]))
  const leadIds = new Set<string>()
  const end = given.findIndex((it) => {
    const leadId = matches.get(it)?.leadId, again = Boolean(leadId && leadIds.has(leadId))
    if (leadId && !again) leadIds.add(leadId)
    return again
  })
  const mails = end < 0 ? given : given.slice(0, end)

  const asked = mails.filter((it) => !matches.get(it) && !isOwn(it) && it.reading.kind !== 'opt_out' && !it.reading.bounce)
  const hidden = asked.length ? await arePrivate(tx, asked.map((it) => it.mail)) : []
  const passedOver = new Set(asked.filter((_, i) => hidden[i]))
  // Held before anything is written: from here to the commit no mail to these leads passes the gate.
  const leads = new Map(leadIds.size ? (await lockLeads(tx, mails.flatMap((it) => matches.get(it)?.leadId ?? []))).map((lead) => [lead.id, lead]) : [])
  const kept = mails.filter((it) => !passedOver.has(it)).map((it) => {
    const match = matches.get(it), lead = leads.get(match?.leadId ?? '')
    return { ...it, it, lead, match: match && { ...match, leadId: lead?.id ?? null } }
  })
  const matched = kept.filter((k) => k.lead)
  const ids = matched.length ? await threadsFor(tx, mailboxId, matched.map((k) => ({ match: k.match!, subject: k.mail.subject, receivedAt: k.at.receivedAt, report: Boolean(k.reading.bounce ?? k.reading.complaint) }))) : []
  const threads = new Map(matched.map((k, i) => [k.it, ids[i]!]))
  if (new Set(ids).size > 1) await holdThreads(tx, ids)
  const rows = new Map(kept.map((k) => [k.it, rowOf(k.mail, k.reading, k.at, k.match, threads.get(k.it) ?? null, isOwn(k.it))]))
  const inserted = await insertInboxMessages(tx, [...rows.values()])
  const taken = kept.flatMap((k) => { const id = inserted.get(k.at.identity); return id ? [{ ...k, id, row: rows.get(k.it)!, threadId: threads.get(k.it) ?? null }] : [] })

  for (const { match } of taken) if (match?.message && match.message.state !== 'accepted') await confirmByEvidence(tx, match.message.id)
  for (const { mail, reading, at } of taken) {
    // Others sign with keys of their own; ours are seen in what comes back and in what colleagues send.
    const ours = at.ownAddresses.map(domainOf)
    if (reading.bounce || reading.complaint || ours.includes(domainOf(mail.from.address))) await learnSelectors(tx, signersOf(mail).filter((s) => ours.includes(s.domain)))
  }
  const bumps = taken.flatMap((k) => (k.threadId ? [bumpOf(k.threadId, k.reading, k.row)] : []))
  for (let left = bumps; left.length; ) {
    const now = new Map(left.toReversed().map((b) => [b.id, b]))
    await bumpThreads(tx, [...now.values()])
    left = left.filter((b) => now.get(b.id) !== b)
  }
  await actOnAll(tx, taken.flatMap((k): (CameIn | Unmatched)[] => {
    if (k.lead && k.threadId) return [{ lead: k.lead, match: k.match!, reading: k.reading, mail: k.mail, row: k.row, inboxMessageId: k.id, threadId: k.threadId }]
    const silence = k.reading.kind === 'opt_out' && k.mail.from.address !== '' && !isOwn(k.it)
    return silence || k.row.matchReason === null ? [{ unmatched: { inboxMessageId: k.id, mailboxId, from: k.mail.from.address }, silence }] : []
  }))
  return mails.map((it) => (passedOver.has(it) ? 'passed_over' : inserted.has(it.at.identity) ? 'taken' : 'known'))
}

const isOwn = ({ mail, reading, at }: Incoming): boolean => at.ownAddresses.includes(mail.from.address) && !reading.bounce

/** From the Sent folder: an answer written by hand in another program, shown in its thread. Ours, and what belongs to no thread, is passed over. */
export async function takeOutgoing(tx: Tx, mail: Mail, at: Arrival): Promise<TakenIn> {
  const ids = [mail.messageId, ...mail.references, ...mail.inReplyTo].filter((id) => id !== null)
  if (header(mail, 'x-send-id') || (mail.messageId && (await messagesByHeader(tx, [mail.messageId])).length)) return 'passed_over'
  const [match] = ids.length > 1 || mail.inReplyTo.length ? await matchByHeaders(tx, at.mailboxId, [mail]) : []
  if (!match?.leadId) return 'passed_over'
  await lockLead(tx, match.leadId)
  const threadId = await threadFor(tx, at.mailboxId, { match, subject: mail.subject, receivedAt: at.receivedAt, report: false })
  const text = newText(mail.text)
  const row = rowOf(mail, { kind: 'other', reason: 'It was written in another mail program.', class: 'other', text }, at, match, threadId, true)
  const inserted = await insertInboxMessages(tx, [{ ...row, outgoing: true, matchReason: match.reason }])
  if (!inserted.size) return 'known'
  await bumpThreads(tx, [{ id: threadId, class: 'other', byPerson: false, unread: false, at: at.receivedAt, snippet: snippetOf(text) }])
  await liveChanged(tx, 'inbox')
  return 'taken'
}

export function bumpOf(threadId: string, reading: Pick<Reading, 'kind' | 'class' | 'text'>, row: { receivedAt: Date; subject: string }): Bump {
  const byPerson = reading.kind === 'reply' || reading.kind === 'opt_out'
  return { id: threadId, class: reading.class as ThreadClass, byPerson, unread: byPerson, at: row.receivedAt, snippet: snippetOf(reading.text || row.subject) }
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
