// What a person does with a thread: judge it, put it away, answer it.
import type { ThreadClass } from '#contract/inbox'
import { findLead, lockLead, suppress } from '#leads'
import { mayUse, findMailbox } from '#mailboxes'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { cancelMessages, findMessage, planMessage } from '#sending'
import { optOutReceived, threadClassified } from './events.ts'
import { changeThread, lockThread, mailsOfThread, type Thread } from './store.ts'
import { asAnswer, bareSubject } from './subject.ts'

const undoMs = 10_000

export interface Change { class?: ThreadClass | undefined; status?: 'open' | 'done' | 'snoozed' | undefined; unread?: boolean | undefined; snoozedUntil?: string | null | undefined }

export async function changeThreadBy(tx: Tx, id: string, change: Change): Promise<Thread> {
  const thread = await held(tx, id)
  const snoozed = change.snoozedUntil ? new Date(change.snoozedUntil) : undefined
  if (change.status === 'snoozed' && (!snoozed || snoozed <= tx.now)) throw refuse('no_snooze_time', 'Say until when, in the future.', { field: 'snoozedUntil' })
  await changeThread(tx, id, {
    ...(change.class && { class: change.class, classBy: 'person' }), ...(change.unread !== undefined && { unread: change.unread }),
    ...(change.status && { status: change.status, snoozedUntil: change.status === 'snoozed' ? snoozed! : null }),
  })
  if (change.class && change.class !== thread.class) await classified(tx, thread, change.class)
  await liveChanged(tx, 'inbox')
  return { ...thread, ...(change.class && { class: change.class, classBy: 'person' }), ...(change.status && { status: change.status, snoozedUntil: snoozed ?? null }), ...(change.unread !== undefined && { unread: change.unread }) }
}

/** A person sees an opt-out that the rules did not: it counts as one. */
async function classified(tx: Tx, thread: Thread, to: ThreadClass): Promise<void> {
  const { leadId, campaignId } = thread
  if (to === 'opt_out' && leadId) {
    const lead = await lockLead(tx, leadId)
    const [mail] = (await mailsOfThread(tx, thread.id)).filter((m) => !m.outgoing && m.kind !== 'bounce').toReversed()
    if (lead && mail) {
      await suppress(tx, { kind: 'address', value: lead.email, reason: 'opted_out', source: 'inbox', leadId })
      await announce(tx, optOutReceived, { leadId, inboxMessageId: mail.id, threadId: thread.id, mailboxId: thread.mailboxId, via: 'person', phrase: '', ...(mail.answers && { messageId: mail.answers }), ...(campaignId && { campaignId }) })
    }
  }
  await announce(tx, threadClassified, { threadId: thread.id, class: to, before: thread.class, ...(leadId && { leadId }), ...(campaignId && { campaignId }) })
}

/** Answers the newest mail from outside, to whoever wrote it. Leaves in ten seconds unless taken back. */
export async function answerThread(tx: Tx, id: string, answer: { text: string; subject?: string | undefined }): Promise<{ messageId: string; sendsAt: string }> {
  const thread = await held(tx, id)
  if ((await findMailbox(tx, thread.mailboxId))?.deletedAt) throw refuse('mailbox_removed', 'The mailbox of this thread was removed, so nothing can be sent from it.')
  const mails = await mailsOfThread(tx, id)
  const theirs = mails.filter((m) => !m.outgoing && m.kind !== 'bounce' && m.kind !== 'complaint')
  const last = theirs.at(-1)
  const lead = thread.leadId ? await findLead(tx, thread.leadId) : undefined
  if (!last || !lead) throw refuse('nobody_to_answer', 'In this thread nobody has written whom one could answer.')
  const subject = answer.subject ?? asAnswer(last.subject || thread.subject)
  const dueAt = new Date(tx.now.getTime() + undoMs)
  const { id: messageId } = await planMessage(tx, {
    leadId: lead.id, to: { name: last.fromName, address: last.replyTo || last.fromAddress || lead.email }, mailboxId: thread.mailboxId, campaignId: thread.campaignId, subject, bodyText: answer.text, dueAt,
    ...(last.messageId && bareSubject(subject) === bareSubject(thread.subject) && { inReplyTo: last.messageId, references: [...last.refs, last.messageId] }),
    threadId: id, track: { opens: false, clicks: false }, unsubscribeHeader: false, origin: 'reply',
  })
  await changeThread(tx, id, { unread: false })
  await liveChanged(tx, 'inbox')
  return { messageId, sendsAt: dueAt.toISOString() }
}

/** False: it was too late, or there is nothing to take back. */
export async function takeBackAnswer(tx: Tx, messageId: string): Promise<boolean> {
  const message = await findMessage(tx, messageId)
  const mailbox = message && (await findMailbox(tx, message.mailboxId))
  if (!message || message.origin !== 'reply' || !mailbox || !mayUse(tx.actor, mailbox)) throw notFound('answer')
  const undone = (await cancelMessages(tx, { ids: [messageId] }, { code: 'taken_back', sentence: `${tx.actor.name} took it back.` })) > 0
  await liveChanged(tx, 'inbox')
  return undone
}

async function held(tx: Tx, id: string): Promise<Thread> {
  const thread = await lockThread(tx, id)
  const mailbox = thread && (await findMailbox(tx, thread.mailboxId))
  if (!thread || !mailbox || !mayUse(tx.actor, mailbox)) throw notFound('thread')
  return thread
}
