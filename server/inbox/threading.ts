// Threads: mails that answer each other, by their headers. A change of subject begins a new thread that follows the old one.
import type { Tx } from '#platform/db'
import { markThread, messagesOfThread, type Message } from '#sending'
import type { Match } from './matching.ts'
import { findThread, insertThread, threadsAnswering, threadsOfLead, type Thread } from './store.ts'
import { bareSubject } from './subject.ts'

export async function threadFor(tx: Tx, mailboxId: string, match: Match, mail: { subject: string; receivedAt: Date; report: boolean }): Promise<string> {
  const known = await knownThread(tx, mailboxId, match, mail)
  // A report's own subject ("Undelivered Mail …") says nothing about the talk.
  const subject = mail.report ? (match.message?.subject ?? mail.subject) : mail.subject
  if (known && (mail.report || bareSubject(known.subject) === bareSubject(subject))) return known.id
  const sibling = known ? (await siblings(tx, known, match)).find((t) => bareSubject(t.subject) === bareSubject(subject)) : undefined
  if (sibling) return sibling.id
  const { id } = await insertThread(tx, { mailboxId, leadId: match.leadId, campaignId: match.campaignId, subject, lastAt: mail.receivedAt, follows: known?.id ?? null })
  const ours = match.message && !known ? (await chainOf(tx, match.message)).filter((m) => bareSubject(m.subject) === bareSubject(subject) || m.id === match.message!.id) : []
  if (ours.length) await markThread(tx, ours.map((m) => m.id), id)
  return id
}

async function knownThread(tx: Tx, mailboxId: string, match: Match, mail: { subject: string; receivedAt: Date }): Promise<Thread | undefined> {
  if (match.threadId) return findThread(tx, match.threadId)
  if (match.message) {
    if (match.message.threadId) {
      const thread = await findThread(tx, match.message.threadId)
      if (thread) return thread
    }
    const threads = await threadsAnswering(tx, (await chainOf(tx, match.message)).map((m) => m.id))
    return threads.find((t) => bareSubject(t.subject) === bareSubject(mail.subject)) ?? threads[0]
  }
  // Without a header to go by: the same person, the same subject, not long ago.
  const recent = match.leadId ? await threadsOfLead(tx, match.leadId, mailboxId, new Date(mail.receivedAt.getTime() - 60 * 86_400_000)) : []
  return recent.find((t) => bareSubject(t.subject) === bareSubject(mail.subject))
}

const siblings = async (tx: Tx, known: Thread, match: Match): Promise<Thread[]> =>
  match.leadId ? threadsOfLead(tx, match.leadId, known.mailboxId, new Date(0)) : []

const chainOf = (tx: Tx, message: Message): Promise<Message[]> => messagesOfThread(tx, message)
