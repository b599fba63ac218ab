// Threads and mails as the page wants them.
import type { ThreadMail, ThreadView, UnmatchedView } from '#contract/inbox'
import { findLeads, nameOf, type Lead } from '#leads'
import { everyMailbox, mayUse } from '#mailboxes'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { findMessage, messagesOfThread, type Message } from '#sending'
import { countThreads, countUnmatched, lastFrom, listThreadRows, unmatchedRows, type Seen } from './list-store.ts'
import { suggestionsFor } from './matching.ts'
import { findThread, mailsOfThread, type InboxMessage, type Thread } from './store.ts'

/** Mailboxes this person may read, with their addresses; removed ones too, for what they received stays. */
export async function readable(tx: Tx): Promise<Map<string, string>> {
  return new Map((await everyMailbox(tx)).filter((mailbox) => mayUse(tx.actor, mailbox)).map((mailbox) => [mailbox.id, mailbox.address]))
}

/** The thread, if this person may read its mailbox. */
export async function readableThread(tx: Tx, id: string): Promise<Thread> {
  const thread = await findThread(tx, id)
  if (!thread || !(await readable(tx)).has(thread.mailboxId)) throw notFound('thread')
  return thread
}

export interface Paged<T> { items: T[]; next: string | null }

export async function threadPage(tx: Tx, filter: Omit<Seen, 'mailboxIds'> & { mailboxId?: string | undefined; cursor?: string | undefined; limit: number }): Promise<Paged<ThreadView>> {
  const boxes = await readable(tx)
  const mailboxIds = [...boxes.keys()].filter((id) => !filter.mailboxId || id === filter.mailboxId)
  const rows = await listThreadRows(tx, { ...filter, mailboxIds }, placeIn(filter.cursor), filter.limit + 1)
  const shown = rows.slice(0, filter.limit)
  const last = shown.at(-1)
  return { items: await views(tx, shown, boxes), next: rows.length > filter.limit && last ? cursorOf(last.lastAtExact, last.id) : null }
}

export async function threadView(tx: Tx, thread: Thread): Promise<ThreadView> {
  return (await views(tx, [thread], await readable(tx)))[0]!
}

async function views(tx: Tx, threads: Thread[], boxes: Map<string, string>): Promise<ThreadView[]> {
  const leads = new Map((await findLeads(tx, threads.flatMap((t) => (t.leadId ? [t.leadId] : [])))).map((lead) => [lead.id, lead]))
  const from = await lastFrom(tx, threads.map((t) => t.id))
  return threads.map(({ leadId, snoozedUntil, lastAt, ...t }) => {
    const lead = leadId ? leads.get(leadId) : undefined
    return {
      ...t, status: t.status, lead: lead ? leadView(lead) : null, mailboxAddress: boxes.get(t.mailboxId) ?? '', snoozedUntil: snoozedUntil?.toISOString() ?? null, lastAt: lastAt.toISOString(),
      from: from.get(t.id) ?? { name: lead ? nameOf(lead) : '', address: lead?.email ?? '' },
    }
  })
}

export const leadView = (lead: Lead): NonNullable<ThreadView['lead']> => ({ id: lead.id, name: nameOf(lead), email: lead.email, title: lead.title, companyName: lead.companyName })

/** All mails of a thread, both ways, by time. Cancelled mails of ours are left out, but for answers written here. */
export async function threadMails(tx: Tx, thread: Thread): Promise<ThreadMail[]> {
  const received = await mailsOfThread(tx, thread.id)
  const sent = new Map<string, Message>()
  const answered = [...new Set(received.flatMap((m) => (m.answers ? [m.answers] : [])))]
  const nobody = '00000000-0000-0000-0000-000000000000'
  for (const m of await messagesOfThread(tx, { id: nobody, threadId: thread.id, enrollmentId: null })) sent.set(m.id, m)
  for (const id of answered) {
    const message = sent.get(id) ?? (await findMessage(tx, id))
    if (message) for (const m of await messagesOfThread(tx, { id, threadId: null, enrollmentId: message.enrollmentId })) sent.set(m.id, m)
  }
  const shown = [...sent.values()].filter((m) => ['handed', 'accepted', 'unconfirmed'].includes(m.state) || m.origin === 'reply')
  return [...received.map(receivedView), ...shown.map((m) => sentView(m, tx.now))].sort((a, b) => a.at.localeCompare(b.at) || b.direction.localeCompare(a.direction))
}

function receivedView(m: InboxMessage): ThreadMail {
  const out = m.outgoing
  return {
    id: m.id, direction: out ? 'out' : 'in', at: m.receivedAt.toISOString(), from: { name: m.fromName, address: m.fromAddress }, to: m.toAddresses, subject: m.subject,
    text: m.bodyText, fullText: m.fullText, hasHtml: m.hasHtml, attachments: m.attachments, kind: out ? null : m.kind, kindReason: out ? m.kindReason : m.kindReason, class: m.class,
    returnDate: m.returnDate, problem: m.problem, state: out ? 'accepted' : null, stateReason: null, undoUntil: null,
  }
}

function sentView(m: Message, now: Date): ThreadMail {
  const mayUndo = m.origin === 'reply' && ['planned', 'due'].includes(m.state) && m.dueAt > now
  return {
    id: m.id, direction: 'out', at: (m.acceptedAt ?? m.handedAt ?? m.dueAt).toISOString(), from: { name: '', address: m.fromAddress }, to: [m.toAddress], subject: m.subject,
    text: m.bodyText, fullText: m.bodyText, hasHtml: false, attachments: [], kind: null, kindReason: null, class: null, returnDate: null, problem: null,
    state: m.state, stateReason: m.reason, undoUntil: mayUndo ? m.dueAt.toISOString() : null,
  }
}

export async function counts(tx: Tx): Promise<{ open: number; unread: number; unmatched: number; byClass: Record<string, { open: number; unread: number }> }> {
  const ids = [...(await readable(tx)).keys()]
  const rows = await countThreads(tx, ids)
  return {
    open: rows.reduce((sum, r) => sum + r.open, 0), unread: rows.reduce((sum, r) => sum + r.unread, 0), unmatched: await countUnmatched(tx, ids),
    byClass: Object.fromEntries(rows.map((r) => [r.class, { open: r.open, unread: r.unread }])),
  }
}

export async function unmatchedPage(tx: Tx, query: { cursor?: string | undefined; limit: number }): Promise<Paged<UnmatchedView>> {
  const boxes = await readable(tx)
  const rows = await unmatchedRows(tx, [...boxes.keys()], placeIn(query.cursor), query.limit + 1)
  const shown = rows.slice(0, query.limit)
  const items: UnmatchedView[] = []
  for (const m of shown) {
    const suggested = await suggestionsFor(tx, m.mailboxId, m)
    const leads = new Map((await findLeads(tx, suggested.map((s) => s.leadId))).map((lead) => [lead.id, lead]))
    items.push({
      id: m.id, mailboxId: m.mailboxId, mailboxAddress: boxes.get(m.mailboxId) ?? '', from: { name: m.fromName, address: m.fromAddress }, subject: m.subject, text: m.bodyText, hasHtml: m.hasHtml,
      kind: m.kind, kindReason: m.kindReason, problem: m.problem, receivedAt: m.receivedAt.toISOString(),
      suggestions: suggested.flatMap(({ leadId, why }) => (leads.get(leadId) ? [{ lead: leadView(leads.get(leadId)!), why }] : [])),
    })
  }
  const last = shown.at(-1)
  return { items, next: rows.length > query.limit && last ? cursorOf(last.receivedExact, last.id) : null }
}

// A place in a list: the exact time and the id, so that rows of the same instant are neither skipped nor repeated.
const cursorOf = (at: string, id: string): string => Buffer.from(`${at}|${id}`).toString('base64url')
function placeIn(cursor: string | undefined): { at: string; id: string } | undefined {
  const [at, id] = cursor ? Buffer.from(cursor, 'base64url').toString().split('|') : []
  return at && id && !Number.isNaN(Date.parse(at.replace(' ', 'T').replace(/\+(\d\d)$/, '+$1:00'))) && /^[0-9a-f-]{36}$/.test(id) ? { at, id } : undefined
}
