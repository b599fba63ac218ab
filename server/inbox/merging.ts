// Two threads that are one talk, and one thread that holds two: a person puts together and takes apart, and what was moved is
// written down, with by whom. Mails keep everything but their thread. The lead is held first, as by whoever takes mails in: none comes
// into a thread that is just going.
import { members } from '#accounts'
import { may } from '#contract/roles'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { markThread, messagesOfThread } from '#sending'
import { holdLeads } from './changing.ts'
import { carryOver, insertMove, lockToMerge, markMerged, moveMails, refreshThread } from './merging-store.ts'
import { insertThreads, lockThread, mailsOfThread, type InboxMessage } from './store.ts'

/** All of `from` goes into `into`, with what is open about it; `from` stays behind, empty and out of every list. */
export async function mergeThreads(tx: Tx, from: string, into: string): Promise<void> {
  if (from === into) throw refuse('same_thread', 'These are the same thread.', { field: 'into' })
  await holdLeads(tx, [from, into])
  const threads = await lockToMerge(tx, [from, into]), a = threads.get(from), b = threads.get(into)
  if (!a || !b) throw notFound('thread')
  // Somebody else was faster: what came into a thread that is in no list would be in none either.
  if (a.mergedInto || b.mergedInto) throw refuse('merged_already', 'One of these threads has become part of another one meanwhile. Load the page again and choose that one.', { status: 409 })
  if (a.leadId && b.leadId && a.leadId !== b.leadId) throw refuse('other_lead', 'These threads are with two leads. Put them under one lead first, then put the threads together.')
  if (a.mailboxId !== b.mailboxId) throw refuse('other_mailbox', 'These threads came through two mailboxes; an answer can leave from one only. Answer in the newer one.')
  const mails = await mailsOfThread(tx, from)
  if (!mails.length) throw refuse('empty_thread', 'There is nothing left in this thread.')
  const ours = await oursIn(tx, from)
  // Ours first: whose turn it is follows from the mails that are moved after them.
  if (ours.length) await markThread(tx, ours, into)
  await moveMails(tx, mails.map((m) => m.id), into)
  await carryOver(tx, from, into, await manages(tx, a.assigneeId))
  await markMerged(tx, from, into)
  await refreshThread(tx, into)
  await insertMove(tx, { kind: 'merge', fromThread: from, toThread: into, mails: mails.map((m) => m.id), messages: ours })
  await liveChanged(tx, 'inbox')
}

/** These mails become a thread of their own that follows the old one; ours that they answer go with them. */
export async function splitThread(tx: Tx, id: string, mailIds: readonly string[]): Promise<{ threadId: string }> {
  await holdLeads(tx, [id])
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
  if (ours.length) await markThread(tx, ours, threadId)
  await moveMails(tx, gone.map((m) => m.id), threadId)
  await refreshThread(tx, id)
  await refreshThread(tx, threadId)
  await insertMove(tx, { kind: 'split', fromThread: id, toThread: threadId, mails: gone.map((m) => m.id), messages: ours })
  await liveChanged(tx, 'inbox')
  return { threadId }
}

const manages = async (tx: Tx, userId: string | null): Promise<boolean> =>
  userId !== null && (await members(tx)).some((m) => m.user_id === userId && m.disabled_at === null && may(m.role, 'mailboxes.manage'))

const campaignOf = (mails: readonly InboxMessage[]): string | null => mails.find((m) => m.campaignId)?.campaignId ?? null
const nobody = '00000000-0000-0000-0000-000000000000'
const oursIn = async (tx: Tx, threadId: string): Promise<string[]> => (await messagesOfThread(tx, { id: nobody, threadId, enrollmentId: null })).map((m) => m.id)
