// The tray of mails for which no lead was found. A person says whose they are, or that they are nobody's; nothing is thrown away.
import type { MailKind, ThreadClass } from '#contract/inbox'
import { lockLead } from '#leads'
import { findMailbox, mayUse } from '#mailboxes'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { sentTo } from '#sending'
import type { AutoKind } from './auto-reply.ts'
import type { Bounce, BouncedRecipient } from './bounce.ts'
import { actOn } from './effects.ts'
import type { Reading } from './kind.ts'
import type { Match } from './matching.ts'
import { assignMessage, bumpThreads, lockInboxMessage, type InboxMessage } from './store.ts'
import { bumpOf } from './taking-in.ts'
import { threadFor } from './threading.ts'

/** The mail counts as if it had been matched when it came: a reply stops the campaign, an opt-out silences the lead. */
export async function assign(tx: Tx, id: string, leadId: string): Promise<{ threadId: string }> {
  // The lead first, as everywhere: two who wait for each other's rows would wait for ever.
  const lead = await lockLead(tx, leadId)
  if (!lead || lead.deletedAt) throw notFound('lead')
  const mail = await held(tx, id)
  if (mail.threadId && mail.leadId) {
    if (mail.leadId === leadId) return { threadId: mail.threadId }
    throw refuse('assigned_already', 'This mail belongs to another lead already.', { status: 409 })
  }
  const [message] = await sentTo(tx, [lead.email], { mailboxId: mail.mailboxId, since: new Date(mail.receivedAt.getTime() - 180 * 86_400_000) })
  const match: Match = { leadId, message, campaignId: message?.campaignId ?? null, threadId: null, reason: `${tx.actor.name} assigned it.` }
  const threadId = await threadFor(tx, mail.mailboxId, { match, subject: mail.subject, receivedAt: mail.receivedAt, report: mail.kind === 'bounce' || mail.kind === 'complaint' })
  await assignMessage(tx, id, { leadId, threadId, answers: message?.id ?? null, campaignId: match.campaignId, matchReason: match.reason })
  const reading = readingOf(mail)
  await bumpThreads(tx, [bumpOf(threadId, reading, mail)])
  await actOn(tx, { lead, match, reading, mail: { from: { name: mail.fromName, address: mail.fromAddress } }, row: mail, inboxMessageId: id, threadId })
  await liveChanged(tx, 'inbox')
  return { threadId }
}

export async function dismiss(tx: Tx, id: string): Promise<void> {
  const mail = await held(tx, id)
  if (mail.matchReason !== null) return
  await assignMessage(tx, id, { leadId: null, threadId: null, answers: null, campaignId: null, matchReason: `${tx.actor.name} said that it is about no lead.` })
  await liveChanged(tx, 'inbox')
}

async function held(tx: Tx, id: string): Promise<InboxMessage> {
  const mail = await lockInboxMessage(tx, id)
  const mailbox = mail && (await findMailbox(tx, mail.mailboxId))
  if (!mail || !mailbox || !mayUse(tx.actor, mailbox)) throw notFound('mail')
  return mail
}

/** What was read when it came in, from what was stored of it. */
function readingOf(mail: InboxMessage): Reading {
  const report = mail.report as { recipients?: BouncedRecipient[]; feedback?: string; addresses?: string[] } | null
  const returned: Bounce['returned'] = { envelopeId: null, messageIds: [], sendId: null, to: [], subject: '' }
  return {
    kind: mail.kind as MailKind, reason: mail.kindReason, class: (mail.class ?? 'other') as ThreadClass, text: mail.bodyText,
    ...(report?.recipients && { bounce: { recipients: report.recipients, returned } }),
    ...(report?.feedback && { complaint: { feedback: report.feedback, unwanted: !/^(?:auth-failure|dmarc)/.test(report.feedback), addresses: report.addresses ?? [], returned } }),
    ...(mail.autoKind && { auto: mail.autoKind as AutoKind }), returnDate: mail.returnDate,
  }
}
