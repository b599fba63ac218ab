// Answers from here: to whoever wrote last, in the same thread, with the right subject; they wait a few seconds and can be taken back.
import { findLead } from '#leads'
import { findMailbox } from '#mailboxes'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { cancelMessages, findMessage, leavesAt, planMessage } from '#sending'
import { mayBeInCopy } from './answering-all.ts'
import { changeThreads } from './changing.ts'
import { threadAnswered } from './events.ts'
import { seenThread, type SeenThread } from './list-store.ts'
import { mailsOfThread, mayBeAnswered, type InboxMessage } from './store.ts'
import { asAnswer, bareSubject } from './subject.ts'
import { dropPresence } from './triage-store.ts'

export interface Answer { text: string; subject?: string | undefined; to?: string | undefined; cc?: readonly string[] | undefined; bcc?: readonly string[] | undefined; quote?: boolean | undefined; done?: boolean | undefined }

/** Answers the newest mail from outside. Leaves after the seconds its writer chose, unless taken back. */
export async function answerThread(tx: Tx, id: string, answer: Answer): Promise<{ messageId: string; sendsAt: string }> {
  const thread = await mine(tx, id)
  if ((await findMailbox(tx, thread.mailboxId))?.deletedAt) throw refuse('mailbox_removed', 'The mailbox of this thread was removed, so nothing can be sent from it.')
  const last = (await mailsOfThread(tx, id)).findLast(mayBeAnswered)
  const lead = thread.leadId ? await findLead(tx, thread.leadId) : undefined
  if (!last || !lead) throw refuse('nobody_to_answer', 'In this thread nobody has written whom one could answer.')
  const subject = answer.subject ?? asAnswer(last.subject || thread.subject)
  const dueAt = await leavesAt(tx)
  const to = answer.to ? { name: '', address: answer.to } : { name: last.fromName, address: last.replyTo || last.fromAddress || lead.email }
  const copies = await mayBeInCopy(tx, { cc: answer.cc ?? [], bcc: answer.bcc ?? [] })
  const { id: messageId } = await planMessage(tx, {
    leadId: lead.id, to, copies, mailboxId: thread.mailboxId, campaignId: thread.campaignId, subject, bodyText: answer.quote ? `${answer.text.trimEnd()}\n\n${quoted(last)}` : answer.text, dueAt,
    ...(last.messageId && bareSubject(subject) === bareSubject(last.subject || thread.subject) && { inReplyTo: last.messageId, references: [...last.refs, last.messageId] }),
    threadId: id, track: { opens: false, clicks: false }, unsubscribeHeader: false, origin: 'reply',
  })
  await changeThreads(tx, { ids: [id] }, { unread: false, ...(answer.done && { status: 'done' }) })
  if (tx.actor.kind === 'user') await dropPresence(tx, id, tx.actor.userId)
  await announce(tx, threadAnswered, { threadId: id, messageId, mailboxId: thread.mailboxId, leadId: lead.id, done: answer.done ?? false, ...(thread.campaignId && { campaignId: thread.campaignId }) })
  await liveChanged(tx, 'inbox')
  return { messageId, sendsAt: dueAt.toISOString() }
}

/** As every mail program quotes: who wrote when, then each line behind a bracket. */
export function quoted(mail: Pick<InboxMessage, 'fromName' | 'fromAddress' | 'receivedAt' | 'fullText'>): string {
  const who = mail.fromName ? `${mail.fromName} <${mail.fromAddress}>` : mail.fromAddress
  const text = mail.fullText.trim().slice(0, 20_000)
  return `On ${mail.receivedAt.toISOString().slice(0, 16).replace('T', ' ')} UTC, ${who} wrote:\n${text.split('\n').map((line) => `>${line.startsWith('>') ? '' : ' '}${line}`).join('\n')}`
}

/** False: it was too late, or there is nothing to take back. */
export async function takeBackAnswer(tx: Tx, messageId: string): Promise<boolean> {
  const message = await findMessage(tx, messageId)
  const thread = message?.threadId ? await seenThread(tx, message.threadId) : undefined
  if (!message || message.origin !== 'reply' || thread?.level !== 'full') throw notFound('answer')
  const undone = (await cancelMessages(tx, { ids: [messageId] }, { code: 'taken_back', sentence: `${tx.actor.name} took it back.` })) > 0
  await liveChanged(tx, 'inbox')
  return undone
}

/** An answer was taken back, here or in the outbox: the thread it was for waits again. */
export async function waitsAgain(tx: Tx, messageId: string): Promise<void> {
  const message = await findMessage(tx, messageId)
  const thread = message?.origin === 'reply' && message.threadId ? await seenThread(tx, message.threadId) : undefined
  if (thread?.level === 'full' && thread.status === 'done') await changeThreads(tx, { ids: [thread.id] }, { status: 'open' })
}

async function mine(tx: Tx, id: string): Promise<SeenThread> {
  const thread = await seenThread(tx, id)
  if (thread?.level !== 'full') throw notFound('thread')
  return thread
}
