// Two threads that are one talk, and one thread that holds two: a person puts together and takes apart, and what was moved is
// written down, with by whom. Mails keep everything but their thread.
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { markThread, messagesOfThread } from '#sending'
import { insertMove, markMerged, moveMails, refreshThread } from './merging-store.ts'
import { insertThreads, lockThread, mailsOfThread, type InboxMessage, type Thread } from './store.ts'

/** All of `from` goes into `into`; `from` stays behind, empty and out of every list. */
export async function mergeThreads(tx: Tx, from: string, into: string): Promise<void> {
  if (from === into) throw refuse('same_thread', 'These are the same thread.', { field: 'into' })
  // In the order of ids, so that two who merge the same threads never wait for each other in a circle.
  const locked = new Map<string, Thread | undefined>()
  for (const id of [from, into].sort()) locked.set(id, await lockThread(tx, id))
  const [a, b] = [locked.get(from), locked.get(into)]
  if (!a || !b) throw notFound('thread')
  if (a.leadId && b.leadId && a.leadId !== b.leadId) throw refuse('other_lead', 'These threads are with two leads. Put them under one lead first, then put the threads together.')
  if (a.mailboxId !== b.mailboxId) throw refuse('other_mailbox', 'These threads came through two mailboxes; an answer can leave from one only. Answer in the newer one.')
  const mails = await mailsOfThread(tx, from)
  if (!mails.length) throw refuse('empty_thread', 'There is nothing left in this thread.')
  const ours = await oursIn(tx, from)
  await moveMails(tx, mails.map((m) => m.id), into)
  if (ours.length) await markThread(tx, ours, into)
  await markMerged(tx, from, into)
  await refreshThread(tx, into)
  await insertMove(tx, { kind: 'merge', fromThread: from, toThread: into, mails: mails.map((m) => m.id), messages: ours })
  await liveChanged(tx, 'inbox')
}

/** These mails become a thread of their own that follows the old one; ours that they answer go with them. */
export async function splitThread(tx: Tx, id: string, mailIds: readonly string[]): Promise<{ threadId: string }> {
  const thread = await lockThread(tx, id)
  if (!thread) throw notFound('thread')
  const all = await mailsOfThread(tx, id)
  const gone = all.filter((m) => mailIds.includes(m.id))
  if (!gone.length) throw refuse('no_mails', 'None of these mails is in this thread.', { field: 'mailIds' })
  if (gone.length === all.length) throw refuse('all_mails', 'Something has to stay: choose fewer mails.', { field: 'mailIds' })
  const first = gone[0]!
  const threadId = (await insertThreads(tx, [{ mailboxId: thread.mailboxId, leadId: thread.leadId, campaignId: campaignOf(gone) ?? thread.campaignId, subject: first.subject || thread.subject, lastAt: gone.at(-1)!.receivedAt, follows: id }]))[0]!
  const stays = new Set(all.filter((m) => !mailIds.includes(m.id)).map((m) => m.answers))
  const ours = (await oursIn(tx, id)).filter((message) => gone.some((m) => m.answers === message) && !stays.has(message))
  await moveMails(tx, gone.map((m) => m.id), threadId)
  if (ours.length) await markThread(tx, ours, threadId)
  await refreshThread(tx, id)
  await refreshThread(tx, threadId)
  await insertMove(tx, { kind: 'split', fromThread: id, toThread: threadId, mails: gone.map((m) => m.id), messages: ours })
  await liveChanged(tx, 'inbox')
  return { threadId }
}

const campaignOf = (mails: readonly InboxMessage[]): string | null => mails.find((m) => m.campaignId)?.campaignId ?? null
const nobody = '00000000-0000-0000-0000-000000000000'
const oursIn = async (tx: Tx, threadId: string): Promise<string[]> => (await messagesOfThread(tx, { id: nobody, threadId, enrollmentId: null })).map((m) => m.id)
