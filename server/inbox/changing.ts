// What a person decides about threads: class, done, later, whose it is. One or thousands in one stroke, and all of it can be
// taken back for ten minutes; what somebody has changed again in the meantime stays as they left it.
import type { ThreadChange, ThreadClass } from '#contract/inbox'
import { lockLead, lockLeads, moveByRule, suppress } from '#leads'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { leadInterested, optOutReceived, threadAssigned, threadClassified } from './events.ts'
import { threadIdsFor, type Seen } from './list-store.ts'
import { readAnew } from './rereading.ts'
import { findThreads, mailsOfThread } from './store.ts'
import { peopleHere } from './team.ts'
import { endChange, forgetChanges, insertChange, lockChange, lockFields, writeFields } from './triage-store.ts'

/** What of a thread people change. */
export interface Fields {
  class: ThreadClass
  classBy: string
  status: 'open' | 'done' | 'snoozed'
  unread: boolean
  snoozedUntil: Date | string | null
  assigneeId: string | null
  labels: string[]
  nextStep: string | null
}

const mostLabels = 20
const labelsAfter = (had: readonly string[], { labels, addLabel, dropLabel }: ThreadChange): string[] =>
  [...new Set([...(labels ?? had), ...(addLabel ? [addLabel] : [])])].filter((label) => label !== dropLabel || label === addLabel).slice(0, mostLabels)

const mostAtOnce = 5000
const undoMs = 10 * 60_000

/** Changes those of the threads that this person may change. `undo`: the handle for taking it back. */
export async function changeThreads(tx: Tx, which: { ids: readonly string[] } | { seen: Seen }, change: ThreadChange): Promise<{ changed: number; undo: string | null; ids: string[] }> {
  const snoozed = change.snoozedUntil ? new Date(change.snoozedUntil) : null
  if (change.status === 'snoozed' && (!snoozed || snoozed <= tx.now)) throw refuse('no_snooze_time', 'Say until when, in the future.', { field: 'snoozedUntil' })
  const assignee = change.assigneeId ? (await peopleHere(tx)).get(change.assigneeId) : undefined
  if (change.assigneeId && !assignee) throw notFound('member')
  const ids = await threadIdsFor(tx, 'ids' in which ? { status: 'all', ids: which.ids } : which.seen, mostAtOnce)
  // What a class means is done with the lead held.
  if (change.class) await holdLeads(tx, ids)
  const rows = await lockFields(tx, ids)
  const changes = rows.map(({ id, leadId, campaignId, mailboxId, broughtIn, ...before }) => {
    const to: Fields = {
      ...before,
      ...(change.class && { class: change.class, classBy: 'person' }), ...(change.unread !== undefined && { unread: change.unread }),
      ...(change.status && { status: change.status, snoozedUntil: change.status === 'snoozed' ? snoozed : null }),
      ...(change.assigneeId !== undefined && { assigneeId: change.assigneeId }), labels: labelsAfter(before.labels, change), ...(change.nextStep !== undefined && { nextStep: change.nextStep || null }),
    }
    return { id, leadId, campaignId, mailboxId, before, to, broughtIn: change.assigneeId ? [...new Set([...broughtIn, change.assigneeId])] : broughtIn }
  })
  if (!changes.length) return { changed: 0, undo: null, ids: [] }
  await writeFields(tx, changes)
  for (const one of changes) {
    if (one.to.class !== one.before.class) await classified(tx, one, one.before.class, one.to.class)
    if (assignee && one.before.assigneeId !== assignee.id) await announce(tx, threadAssigned, { threadId: one.id, mailboxId: one.mailboxId, assigneeId: assignee.id, ...(one.leadId && { leadId: one.leadId }) })
  }
  const { id: undo } = await insertChange(tx, changes.map(({ id, before, to }) => ({ id, before, after: to })))
  await forgetChanges(tx, new Date(tx.now.getTime() - 6 * undoMs))
  await liveChanged(tx, 'inbox')
  return { changed: changes.length, undo, ids: changes.map((one) => one.id) }
}

export async function changeThreadBy(tx: Tx, id: string, change: ThreadChange): Promise<void> {
  if (!(await changeThreads(tx, { ids: [id] }, change)).changed) throw notFound('thread')
}

/** Field by field, where it still is what the change made of it. */
export async function undoChange(tx: Tx, id: string): Promise<{ changed: number }> {
  const change = await lockChange(tx, id)
  if (!change || (tx.actor.kind === 'user' && change.byUser !== tx.actor.userId)) throw notFound('change')
  if (change.undoneAt) return { changed: 0 }
  if (tx.now.getTime() - change.at.getTime() > undoMs) throw refuse('too_late', 'Ten minutes have passed, so this can no longer be taken back in one stroke.')
  const may = await threadIdsFor(tx, { status: 'all', ids: change.was.map((one) => one.id) }, mostAtOnce)
  const was = new Map(change.was.map((one) => [one.id, one]))
  if (change.was.some((one) => one.before.class !== one.after.class)) await holdLeads(tx, may)
  const back = (await lockFields(tx, may)).map(({ id: threadId, leadId, campaignId, mailboxId: _, broughtIn, ...now }) => {
    const { before, after } = was.get(threadId)!
    const to = { ...now } as Record<string, unknown>
    for (const key of Object.keys(before) as (keyof Fields)[]) if (same(now[key], after[key]) && !same(before[key], after[key])) to[key] = before[key]
    return { id: threadId, leadId, campaignId, now, to: to as unknown as Fields, broughtIn }
  })
  const changed = back.filter((one) => JSON.stringify(one.to) !== JSON.stringify(one.now))
  if (changed.length) await writeFields(tx, changed)
  for (const one of changed) {
    if (one.to.class === one.now.class) continue
    await readAnew(tx, one, one.now.class, one.to.class)
    await announce(tx, threadClassified, { threadId: one.id, class: one.to.class, before: one.now.class, ...(one.leadId && { leadId: one.leadId }), ...(one.campaignId && { campaignId: one.campaignId }) })
  }
  await endChange(tx, id)
  await liveChanged(tx, 'inbox')
  return { changed: changed.length }
}

/** Those of these threads, before the threads themselves, as whoever takes mails in does: none comes in and none leaves meanwhile. */
export async function holdLeads(tx: Tx, threadIds: readonly string[]): Promise<void> {
  const leadIds = [...(await findThreads(tx, threadIds)).values()].flatMap((thread) => thread.leadId ?? [])
  if (leadIds.length) await lockLeads(tx, [...new Set(leadIds)])
}

const plain = (value: unknown): string => JSON.stringify(value instanceof Date ? value.toISOString() : value)
const same = (a: unknown, b: unknown): boolean => plain(a) === plain(b)

/** A person sees an opt-out or an answer that the rules did not: it counts as one. Interest is announced for whoever makes deals of it. */
async function classified(tx: Tx, thread: { id: string; leadId: string | null; campaignId: string | null; mailboxId: string }, before: ThreadClass, to: ThreadClass): Promise<void> {
  const { leadId, campaignId } = thread
  await readAnew(tx, thread, before, to)
  if (to === 'opt_out' && leadId) {
    const lead = await lockLead(tx, leadId)
    const [mail] = (await mailsOfThread(tx, thread.id)).filter((m) => !m.outgoing && m.kind !== 'bounce').toReversed()
    if (lead && mail) {
      await suppress(tx, { kind: 'address', value: lead.email, reason: 'opted_out', source: 'inbox', leadId })
      await announce(tx, optOutReceived, { leadId, inboxMessageId: mail.id, threadId: thread.id, mailboxId: thread.mailboxId, via: 'person', phrase: '', ...(mail.answers && { messageId: mail.answers }), ...(campaignId && { campaignId }) })
    }
  }
  if (to === 'interested' && leadId) {
    await moveByRule(tx, [leadId], 'interested')
    await announce(tx, leadInterested, { leadId, threadId: thread.id, ...(campaignId && { campaignId }) })
  }
  await announce(tx, threadClassified, { threadId: thread.id, class: to, before, ...(leadId && { leadId }), ...(campaignId && { campaignId }) })
}
