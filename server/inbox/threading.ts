// Threads: mails that answer each other, by their headers. A change of subject begins a new thread that follows the old one.
// Many mails at once, of which no two belong to the same lead: what they share is looked up once.
import type { Tx } from '#platform/db'
import { markThreads, messagesOfThreads, type Message } from '#sending'
import type { Match } from './matching.ts'
import { findThreads, insertThreads, threadsAnswering, threadsOfLeads, type NewThread, type Thread } from './store.ts'
import { bareSubject } from './subject.ts'

export interface ToThread { match: Match; subject: string; receivedAt: Date; report: boolean }

const agoOf = (at: Date): Date => new Date(at.getTime() - 60 * 86_400_000)

export const threadFor = async (tx: Tx, mailboxId: string, mail: ToThread): Promise<string> => (await threadsFor(tx, mailboxId, [mail]))[0]!

/** The thread of each mail, in the same order; those that are missing are made. */
export async function threadsFor(tx: Tx, mailboxId: string, mails: readonly ToThread[]): Promise<string[]> {
  const { known, chainOf } = await knownThreads(tx, mailboxId, mails)
  const found: (string | undefined)[] = [], begun: { nth: number; thread: NewThread; ours: string[] }[] = []
  for (const [nth, mail] of mails.entries()) {
    const { match } = mail, before = known[nth]
    // A report's own subject ("Undelivered Mail …") says nothing about the talk.
    const subject = mail.report ? (match.message?.subject ?? mail.subject) : mail.subject
    const same = (it: { subject: string }) => bareSubject(it.subject) === bareSubject(subject)
    const thread = before && (mail.report || same(before) ? before : (await siblings(tx, before, match)).find(same))
    found[nth] = thread?.id
    if (thread) continue
    const ours = match.message && !before ? chainOf(match.message).filter((m) => same(m) || m.id === match.message!.id).map((m) => m.id) : []
    begun.push({ nth, thread: { mailboxId, leadId: match.leadId, campaignId: match.campaignId, subject, lastAt: mail.receivedAt, follows: before?.id ?? null }, ours })
  }
  const ids = await insertThreads(tx, begun.map((b) => b.thread))
  for (const [i, { nth }] of begun.entries()) found[nth] = ids[i]
  const moved = begun.flatMap(({ ours }, i) => ours.map((id) => ({ id, threadId: ids[i]! })))
  if (moved.length) await markThreads(tx, moved)
  return found as string[]
}

async function knownThreads(tx: Tx, mailboxId: string, mails: readonly ToThread[]): Promise<{ known: (Thread | undefined)[]; chainOf: (message: Message) => Message[] }> {
  const named = await findThreads(tx, mails.flatMap(({ match }) => match.threadId ?? match.message?.threadId ?? []))
  // Ours that are in no thread yet: it may be known by another mail of the same conversation.
  const loose = mails.flatMap(({ match }) => (!match.threadId && match.message && !named.has(match.message.threadId ?? '') ? [match.message] : []))
  const conversations = loose.length ? await messagesOfThreads(tx, loose) : []
  const chainOf = (of: Message): Message[] => conversations.filter((m) => m.id === of.id || (of.threadId !== null && m.threadId === of.threadId) || (of.enrollmentId !== null && m.enrollmentId === of.enrollmentId))
  const answering = await threadsAnswering(tx, conversations.map((m) => m.id))
  // Without a header to go by: the same person, the same subject, not long ago.
  const headless = mails.filter(({ match }) => !match.threadId && !match.message && match.leadId)
  const recent = await threadsOfLeads(tx, headless.map(({ match }) => match.leadId!), mailboxId, agoOf(new Date(Math.min(...headless.map((mail) => mail.receivedAt.getTime())))))
  return {
    chainOf,
    known: mails.map(({ match, subject, receivedAt }): Thread | undefined => {
      const same = (t: Thread) => bareSubject(t.subject) === bareSubject(subject)
      if (match.threadId) return named.get(match.threadId)
      if (match.message) {
        const thread = named.get(match.message.threadId ?? '')
        if (thread) return thread
        const chain = new Set(chainOf(match.message).map((m) => m.id)), threads = answering.filter((t) => chain.has(t.answers))
        return threads.find(same) ?? threads[0]
      }
      return recent.find((t) => t.leadId === match.leadId && t.lastAt >= agoOf(receivedAt) && same(t))
    }),
  }
}

const siblings = async (tx: Tx, known: Thread, match: Match): Promise<Thread[]> =>
  match.leadId ? threadsOfLeads(tx, [match.leadId], known.mailboxId, new Date(0)) : []
