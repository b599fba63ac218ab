// Threads and mails as the page wants them.
import type { Person, ThreadDetail, ThreadFilter, ThreadMail, ThreadView, UnmatchedView } from '#contract/inbox'
import { findLeads, nameOf, type Lead } from '#leads'
import { findMailbox } from '#mailboxes'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { findMessage, messagesOfThread, type Message } from '#sending'
import { countAside, countThreads, countUnmatched, lastFrom, listThreadRows, seenThread, unmatchedRows, type Seen, type SeenThread } from './list-store.ts'
import { everybodyIn } from './answering-all.ts'
import { suggestionsFor } from './tray-suggesting.ts'
import { namedDay } from './named-day.ts'
import { newText } from './reply-text.ts'
import { soughtIn } from './search-words.ts'
import { mailsOfThread, mayBeAnswered, type InboxMessage, type Thread } from './store.ts'
import { notesOf, othersAnswering, peopleHere } from './team.ts'

/** The thread as far as this person may see it. */
export async function readableThread(tx: Tx, id: string): Promise<SeenThread> {
  const thread = await seenThread(tx, id)
  if (!thread) throw notFound('thread')
  return thread
}

export interface Paged<T> { items: T[]; next: string | null }
type Filter = Partial<Omit<ThreadFilter, 'limit' | 'cursor'>>

const listed = (text: string | undefined): string[] | undefined => (text ? text.split(',').map((name) => name.trim()).filter(Boolean) : undefined)

/** What a filter of the contract asks for, in the words of the store. */
export function seenFor(tx: Tx, { class: classes, search, assignee, status, ...rest }: Filter): Seen {
  const me = tx.actor.kind === 'user' ? tx.actor.userId : 'nobody'
  return { ...rest, status: status ?? 'open', classes: listed(classes), ...(assignee && { assignee: assignee === 'me' ? me : assignee }), ...(search?.trim() && { sought: soughtIn(search) }) }
}

export async function threadPage(tx: Tx, { cursor, limit, ...filter }: Filter & { cursor?: string | undefined; limit: number }): Promise<Paged<ThreadView>> {
  const rows = await listThreadRows(tx, seenFor(tx, filter), placeIn(cursor), limit + 1)
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  return { items: await views(tx, shown), next: rows.length > limit && last ? cursorOf(last.lastAtExact, last.id) : null }
}

export async function threadView(tx: Tx, id: string): Promise<ThreadView> {
  return (await views(tx, [await readableThread(tx, id)]))[0]!
}

/** All there is to a thread, at the level of its reader: without 'full' there are no texts, no notes and no answers. */
export async function threadDetail(tx: Tx, id: string): Promise<ThreadDetail> {
  const thread = await readableThread(tx, id)
  const view = (await views(tx, [thread]))[0]!
  const { firstInAt, firstAnswerAt } = thread
  const full = thread.level === 'full'
  const mailbox = await findMailbox(tx, thread.mailboxId)
  const newest = full ? (await mailsOfThread(tx, id)).findLast(mayBeAnswered) : undefined
  return {
    ...view, mails: (await threadMails(tx, thread)).map((mail) => (thread.level === 'full' ? mail : veiled(mail, thread.level))),
    notes: full ? await notesOf(tx, id) : [], answering: full ? await othersAnswering(tx, id) : [],
    firstAnswerMinutes: firstInAt && firstAnswerAt ? Math.round((firstAnswerAt.getTime() - firstInAt.getTime()) / 6000) / 10 : null,
    mayAnswer: full && mailbox !== undefined && mailbox.deletedAt === null,
    everybody: newest ? await everybodyIn(tx, thread.mailboxAddress, newest) : { cc: [], left: [] },
  }
}

const veiled = (mail: ThreadMail, level: 'subject' | 'metadata'): ThreadMail =>
  ({ ...mail, intent: null, sentiment: null, confidence: null, intentReason: null, text: '', fullText: '', hasHtml: false, mayHavePictures: false, attachments: [], bcc: [], kindReason: null, returnDate: null, namedDay: null, problem: null, stateReason: null, subject: level === 'subject' ? mail.subject : '', class: level === 'subject' ? mail.class : null, kind: level === 'subject' ? mail.kind : null })

async function views(tx: Tx, threads: SeenThread[]): Promise<ThreadView[]> {
  const leads = new Map((await findLeads(tx, threads.flatMap((t) => (t.leadId ? [t.leadId] : [])))).map((lead) => [lead.id, lead]))
  const from = await lastFrom(tx, threads.map((t) => t.id))
  const people = threads.some((t) => t.assigneeId) ? await peopleHere(tx) : new Map<string, Person>()
  return threads.map(({ leadId, snoozedUntil, lastAt, lastInAt, lastOutAt, assigneeId, firstInAt: _f, firstAnswerAt: _a, lastAtExact: _e, ...t }) => {
    const lead = leadId ? leads.get(leadId) : undefined
    return {
      ...t, lead: lead ? leadView(lead) : null, snoozedUntil: snoozedUntil?.toISOString() ?? null, lastAt: lastAt.toISOString(),
      from: from.get(t.id) ?? { name: lead ? nameOf(lead) : '', address: lead?.email ?? '' },
      assignee: assigneeId ? (people.get(assigneeId) ?? { id: assigneeId, name: 'A former colleague' }) : null,
      turn: lastInAt && (!lastOutAt || lastOutAt < lastInAt) ? 'ours' : lastOutAt ? 'theirs' : null,
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
    id: m.id, direction: out ? 'out' : 'in', replyTo: m.replyTo, at: m.receivedAt.toISOString(), from: { name: m.fromName, address: m.fromAddress }, to: m.toAddresses, cc: [], bcc: [], subject: m.subject,
    text: m.bodyText, fullText: m.fullText, hasHtml: m.hasHtml, mayHavePictures: m.mayHavePictures, attachments: m.attachments, kind: out ? null : m.kind, kindReason: out ? m.kindReason : m.kindReason, class: m.class,
    intent: out ? null : m.intent, sentiment: out ? null : m.sentiment, confidence: out ? null : m.confidence, intentReason: out ? null : m.intentReason,
    returnDate: m.returnDate, namedDay: !out && m.class === 'not_now' ? namedDay(m.bodyText, m.receivedAt) : null, problem: m.problem, state: out ? 'accepted' : null, stateReason: null, undoUntil: null,
  }
}

function sentView(m: Message, now: Date): ThreadMail {
  const mayUndo = m.origin === 'reply' && ['planned', 'due'].includes(m.state) && m.dueAt > now
  return {
    id: m.id, direction: 'out', replyTo: null, at: (m.acceptedAt ?? m.handedAt ?? m.dueAt).toISOString(), from: { name: '', address: m.fromAddress }, to: [m.toAddress], cc: inCopy(m, 'cc'), bcc: inCopy(m, 'bcc'), subject: m.subject,
    text: m.origin === 'reply' ? newText(m.bodyText) : m.bodyText, fullText: m.bodyText, hasHtml: false, mayHavePictures: false, attachments: [], kind: null, kindReason: null, class: null, intent: null, sentiment: null, confidence: null, intentReason: null, returnDate: null, namedDay: null, problem: null,
    state: m.state, stateReason: m.reason ?? refusedCopies(m), undoUntil: mayUndo ? m.dueAt.toISOString() : null,
  }
}

const inCopy = (m: Message, kind: 'cc' | 'bcc'): string[] => (m.copies ?? []).flatMap((c) => (c.kind === kind ? [c.address] : []))
const refusedCopies = (m: Message): string | null => (m.copies ?? []).flatMap((c) => (c.refused ? [`${c.address} did not get it: ${c.refused}`] : [])).join(' ') || null

export async function counts(tx: Tx) {
  const rows = await countThreads(tx)
  const aside = await countAside(tx)
  const sum = (of: 'open' | 'unread' | 'ours' | 'mine') => rows.reduce((n, r) => n + r[of], 0)
  return {
    open: sum('open'), unread: sum('unread'), needsReply: sum('ours'), mine: sum('mine'), awaitingReply: aside.theirs, snoozed: aside.snoozed,
    firstAnswerMinutes: aside.firstAnswerMinutes === null ? null : Math.round(aside.firstAnswerMinutes), unmatched: await countUnmatched(tx),
    byClass: Object.fromEntries(rows.map((r) => [r.class, { open: r.open, unread: r.unread }])),
  }
}

export async function unmatchedPage(tx: Tx, query: { cursor?: string | undefined; limit: number }): Promise<Paged<UnmatchedView>> {
  const rows = await unmatchedRows(tx, placeIn(query.cursor), query.limit + 1)
  const shown = rows.slice(0, query.limit)
  const items: UnmatchedView[] = []
  for (const m of shown) {
    const suggested = await suggestionsFor(tx, m.mailboxId, { ...m, text: m.bodyText })
    const leads = new Map((await findLeads(tx, suggested.map((s) => s.leadId))).map((lead) => [lead.id, lead]))
    items.push({
      id: m.id, mailboxId: m.mailboxId, mailboxAddress: m.mailboxAddress, from: { name: m.fromName, address: m.fromAddress }, subject: m.subject, text: m.bodyText, hasHtml: m.hasHtml,
      kind: m.kind, kindReason: m.kindReason, problem: m.problem, receivedAt: m.receivedAt.toISOString(),
      suggestions: suggested.flatMap(({ leadId, why, score }) => (leads.get(leadId) ? [{ lead: leadView(leads.get(leadId)!), why, score }] : [])),
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
