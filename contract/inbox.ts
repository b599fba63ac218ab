// The inbox: what came back. Threads of replies, the tray of mails nobody could be found for, and answers from here.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging } from './contract.ts'

export const ThreadClass = z.enum(['interested', 'question', 'not_now', 'referral', 'not_interested', 'out_of_office', 'opt_out', 'bounce', 'auto_reply', 'other'])
export type ThreadClass = z.infer<typeof ThreadClass>
export const ThreadStatus = z.enum(['open', 'done', 'snoozed'])
export const MailKind = z.enum(['reply', 'bounce', 'auto_reply', 'out_of_office', 'opt_out', 'complaint', 'other'])
export type MailKind = z.infer<typeof MailKind>

export const ThreadLead = z.object({
  id: Id, name: z.string(), email: z.string(), title: z.string().nullable(), companyName: z.string().nullable(),
}).meta({ id: 'ThreadLead' })

export const ThreadView = z.object({
  id: Id,
  mailboxId: Id,
  mailboxAddress: z.string(),
  lead: ThreadLead.nullable(),
  from: z.object({ name: z.string(), address: z.string() }).describe('Who wrote last, from outside'),
  campaignId: Id.nullable(),
  subject: z.string(),
  class: ThreadClass,
  classBy: z.string().describe("'rules' or 'person'"),
  status: ThreadStatus,
  unread: z.boolean(),
  snoozedUntil: z.string().nullable(),
  lastAt: z.string(),
  snippet: z.string(),
}).meta({ id: 'Thread' })
export type ThreadView = z.infer<typeof ThreadView>

export const ThreadMail = z.object({
  id: Id,
  direction: z.enum(['in', 'out']),
  at: z.string().describe('Received; for our own: accepted, or due when it has not left yet'),
  from: z.object({ name: z.string(), address: z.string() }),
  to: z.array(z.string()),
  subject: z.string(),
  text: z.string().describe('The new text only: no quote, no signature'),
  fullText: z.string().describe('All of the text, quotes included'),
  hasHtml: z.boolean().describe('GET /inbox/messages/:id/html shows it'),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.int() })),
  kind: MailKind.nullable().describe('Incoming only'),
  kindReason: z.string().nullable().describe('How we know, in a sentence'),
  class: ThreadClass.nullable(),
  returnDate: z.string().nullable().describe('Out of office: back on this day (YYYY-MM-DD)'),
  problem: z.string().nullable().describe('What could not be read, and why'),
  state: z.string().nullable().describe('Outgoing only: planned, due, accepted, unconfirmed …'),
  stateReason: z.string().nullable(),
  undoUntil: z.string().nullable().describe('Outgoing only: may be taken back until then'),
}).meta({ id: 'ThreadMail' })
export type ThreadMail = z.infer<typeof ThreadMail>

export const ThreadDetail = ThreadView.extend({ mails: z.array(ThreadMail) }).meta({ id: 'ThreadDetail' })
export type ThreadDetail = z.infer<typeof ThreadDetail>

export const UnmatchedView = z.object({
  id: Id,
  mailboxId: Id,
  mailboxAddress: z.string(),
  from: z.object({ name: z.string(), address: z.string() }),
  subject: z.string(),
  text: z.string(),
  hasHtml: z.boolean(),
  kind: MailKind,
  kindReason: z.string(),
  problem: z.string().nullable(),
  receivedAt: z.string(),
  suggestions: z.array(z.object({ lead: ThreadLead, why: z.string() })),
}).meta({ id: 'UnmatchedMail' })
export type UnmatchedView = z.infer<typeof UnmatchedView>

const flag = z.enum(['true', 'false']).transform((v) => v === 'true')
export const ThreadFilter = Paging.extend({
  class: z.string().max(200).optional().describe('One class or several, separated by commas'),
  status: z.enum(['open', 'done', 'snoozed', 'all']).default('open'),
  unread: flag.optional(),
  mailboxId: Id.optional(),
  campaignId: Id.optional(),
  leadId: Id.optional(),
  search: z.string().trim().max(200).optional(),
})

const one = { params: ById }
const Change = z.object({
  class: ThreadClass,
  status: z.enum(['open', 'done', 'snoozed']),
  unread: z.boolean(),
  snoozedUntil: z.iso.datetime().nullable(),
}).partial()

export const listThreads = endpoint('GET', '/inbox/threads', { summary: 'Threads, newest first', can: 'inbox.read', query: ThreadFilter, returns: page(ThreadView) })
export const inboxCounts = endpoint('GET', '/inbox/counts', {
  summary: 'How much waits in the inbox', can: 'inbox.read',
  returns: z.object({ open: z.int(), unread: z.int(), unmatched: z.int(), byClass: z.record(z.string(), z.object({ open: z.int(), unread: z.int() })) }),
})
export const getThread = endpoint('GET', '/inbox/threads/:id', { summary: 'One thread with all its mails, both ways', can: 'inbox.read', ...one, returns: ThreadDetail })
export const updateThread = endpoint('PATCH', '/inbox/threads/:id', { summary: 'Class, done, reopen, snooze, read', can: 'inbox.write', repeat: 'safe', ...one, body: Change, returns: ThreadView })
export const updateThreads = endpoint('POST', '/inbox/threads/changes', { summary: 'The same change to many threads', can: 'inbox.write', repeat: 'safe', body: z.object({ ids: z.array(Id).min(1).max(200), change: Change }), returns: z.object({ changed: z.int() }) })
export const replyToThread = endpoint('POST', '/inbox/threads/:id/replies', {
  summary: 'Answer in the thread; leaves after ten seconds unless taken back', can: 'inbox.write', repeat: 'key', ...one,
  body: z.object({ text: z.string().trim().min(1).max(20_000), subject: z.string().trim().min(1).max(200).optional() }),
  returns: z.object({ messageId: Id, sendsAt: z.string() }),
})
export const undoReply = endpoint('POST', '/inbox/replies/:id/undo', { summary: 'Take back an answer that has not left yet', can: 'inbox.write', repeat: 'safe', ...one, returns: z.object({ undone: z.boolean() }) })

export const listUnmatched = endpoint('GET', '/inbox/unmatched', {
  summary: 'Mails for which no lead was found, with suggestions', can: 'inbox.read',
  query: Paging,
  returns: page(UnmatchedView),
})
export const assignUnmatched = endpoint('POST', '/inbox/messages/:id/assign', { summary: 'This mail belongs to this lead', can: 'inbox.write', repeat: 'safe', ...one, body: z.object({ leadId: Id }), returns: z.object({ threadId: Id }) })
export const dismissUnmatched = endpoint('POST', '/inbox/messages/:id/dismiss', { summary: 'This mail is about no lead; it stays stored', can: 'inbox.write', repeat: 'safe', ...one, returns: Done })
export const messageHtml = endpoint('GET', '/inbox/messages/:id/html', { summary: 'The HTML body, cleaned, as an answer of its own under a sandbox policy', can: 'inbox.read', raw: true, ...one, returns: z.string() })

export const SyncView = z.object({
  mailboxId: Id, lastSyncAt: z.string().nullable(), nextSyncAt: z.string().nullable(), error: z.string().nullable(), failures: z.int(),
  folders: z.array(z.object({ folder: z.string(), uidValidity: z.number(), uidNext: z.number() })),
  stored: z.int().describe('Mails of this mailbox in Overture'),
  unreadable: z.int().describe('Stored, but could not be read in full'),
}).meta({ id: 'MailboxSync' })
export const mailboxSync = endpoint('GET', '/mailboxes/:id/sync', { summary: 'How far the letterbox is read', can: 'inbox.read', ...one, returns: SyncView })
export const resyncMailbox = endpoint('POST', '/mailboxes/:id/resync', { summary: 'Read the letterbox again; what is known is not repeated', can: 'inbox.write', repeat: 'safe', ...one, body: z.object({ fromTheStart: z.boolean().default(false) }), returns: Done })

// ── Is everything here? ──

export const MissingWhy = z.enum(['not_read_yet', 'skipped', 'another_mail', 'lost_here', 'not_handed_over', 'not_dealt_with'])
export const LetterboxHealth = z.object({
  mailboxId: Id,
  mailboxAddress: z.string(),
  status: z.enum(['good', 'missing', 'unsure', 'not_yet']).describe("'good' only when compared within two hours and nothing is missing"),
  sentence: z.string(),
  inMailbox: z.int().nullable().describe('Mails the server listed at the last comparison; null before the first'),
  inApp: z.int().nullable().describe('Of those, known here'),
  missing: z.int().describe('Missing at this moment'),
  reasons: z.array(z.object({ why: MissingWhy, count: z.int(), sentence: z.string() })),
  comparedAt: z.string().nullable(),
  healed: z.int().describe('Found missing by the last comparison and fetched'),
  lastSyncAt: z.string().nullable(),
  listeningSince: z.string().nullable().describe('A kept connection tells of new mails at once; null: looked into every minute'),
}).meta({ id: 'LetterboxHealth' })
export type LetterboxHealth = z.infer<typeof LetterboxHealth>

export const ComparisonView = z.object({
  at: z.string(), inMailbox: z.int(), inApp: z.int(), found: z.int(), healed: z.int(), missing: z.int(), trouble: z.string().nullable(), tookMs: z.int(),
}).meta({ id: 'LetterboxComparison' })
export const LetterboxDetail = LetterboxHealth.extend({
  mails: z.array(z.object({ folder: z.string(), uid: z.number(), messageId: z.string().nullable(), why: MissingWhy, sentence: z.string(), since: z.string(), tries: z.int() })).describe('What is missing, the oldest first, at most 100'),
  folders: z.array(z.object({ path: z.string(), role: z.enum(['inbox', 'sent', 'junk', 'archive', 'all', 'trash', 'other']), read: z.boolean(), byPerson: z.boolean() })),
  history: z.array(ComparisonView).describe('The newest first, at most 24'),
}).meta({ id: 'LetterboxDetail' })
export type LetterboxDetail = z.infer<typeof LetterboxDetail>

export const inboxHealth = endpoint('GET', '/inbox/health', {
  summary: 'Is every mail of every letterbox here? The number of missing ones, and why', can: 'inbox.read',
  returns: z.object({ status: z.enum(['good', 'missing', 'unsure', 'not_yet']), missing: z.int(), mailboxes: z.array(LetterboxHealth) }),
})
export const mailboxHealth = endpoint('GET', '/mailboxes/:id/health', { summary: 'One letterbox: in it, here, missing, and why', can: 'inbox.read', ...one, returns: LetterboxDetail })
export const compareMailbox = endpoint('POST', '/mailboxes/:id/compare', { summary: 'Compare the letterbox with what is here, now; what is missing is fetched', can: 'inbox.write', repeat: 'safe', ...one, returns: Done })
export const chooseFolders = endpoint('PUT', '/mailboxes/:id/folders', {
  summary: 'Which folders are read; the inbox always is', can: 'inbox.write', repeat: 'safe', ...one,
  body: z.object({ folders: z.array(z.object({ path: z.string().min(1).max(500), read: z.boolean() })).min(1).max(500) }), returns: LetterboxDetail,
})
