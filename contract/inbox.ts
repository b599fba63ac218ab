// The inbox: what came back. Threads of replies, the tray of mails nobody could be found for, and answers from here.
import { z } from 'zod'
import { ById, Done, endpoint, Id, page, Paging } from './contract.ts'

export const ThreadClass = z.enum(['interested', 'question', 'not_now', 'referral', 'not_interested', 'out_of_office', 'opt_out', 'bounce', 'auto_reply', 'other'])
export type ThreadClass = z.infer<typeof ThreadClass>
/** What a reply wants, finer than its class. */
export const Intent = z.enum(['meet', 'info', 'timing', 'money', 'has_solution', 'wrong_person', 'referral', 'not_interested', 'question', 'other', 'opt_out', 'out_of_office', 'auto_reply', 'bounce'])
export type Intent = z.infer<typeof Intent>
export const ReplyIntent = Intent.exclude(['opt_out', 'out_of_office', 'auto_reply', 'bounce'])
export const Sentiment = z.enum(['positive', 'neutral', 'negative'])
export const ThreadStatus = z.enum(['open', 'done', 'snoozed'])
export const MailKind = z.enum(['reply', 'bounce', 'auto_reply', 'out_of_office', 'opt_out', 'complaint', 'other'])
export type MailKind = z.infer<typeof MailKind>

export const ThreadLead = z.object({
  id: Id, name: z.string(), email: z.string(), title: z.string().nullable(), companyName: z.string().nullable(),
}).meta({ id: 'ThreadLead' })

/** What a reader may see of a thread: everything, all but the text, or only who and when. */
export const MailLevel = z.enum(['full', 'subject', 'metadata'])
export type MailLevel = z.infer<typeof MailLevel>
export const Person = z.object({ id: Id, name: z.string() }).meta({ id: 'Person' })
export type Person = z.infer<typeof Person>

export const ThreadView = z.object({
  id: Id,
  level: MailLevel.describe('How much of it this reader may see'),
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
  assignee: Person.nullable(),
  labels: z.array(z.string()),
  nextStep: z.string().nullable().describe('What is to be done about it, in the words of whoever decided'),
  turn: z.enum(['ours', 'theirs']).nullable().describe("'ours': the newest mail of a person waits for our answer; 'theirs': we answered last; null: nobody has written"),
  hasAttachments: z.boolean(),
}).meta({ id: 'Thread' })
export type ThreadView = z.infer<typeof ThreadView>

export const ThreadMail = z.object({
  id: Id,
  direction: z.enum(['in', 'out']),
  replyTo: z.string().nullable(),
  at: z.string().describe('Received; for our own: accepted, or due when it has not left yet'),
  from: z.object({ name: z.string(), address: z.string() }),
  to: z.array(z.string()).describe('Of a mail that came in: everybody it names, in To and in Cc'),
  cc: z.array(z.string()).describe('Outgoing only'),
  bcc: z.array(z.string()).describe('Outgoing only: who got it without the others knowing'),
  subject: z.string(),
  text: z.string().describe('The new text only: no quote, no signature'),
  fullText: z.string().describe('All of the text, quotes included'),
  hasHtml: z.boolean().describe('GET /inbox/messages/:id/html shows it'),
  mayHavePictures: z.boolean().describe('Its HTML names pictures that lie elsewhere; they are loaded only when asked for'),
  attachments: z.array(z.object({ name: z.string(), type: z.string(), size: z.int() })).describe('GET /inbox/messages/:id/attachments/:n fetches the n-th, from 0'),
  kind: MailKind.nullable().describe('Incoming only'),
  kindReason: z.string().nullable().describe('How we know, in a sentence'),
  class: ThreadClass.nullable(),
  intent: Intent.nullable().describe('Incoming only: what it wants'),
  sentiment: Sentiment.nullable(),
  confidence: z.number().nullable().describe('0…1; below 0.56 nobody is sure'),
  intentReason: z.string().nullable(),
  returnDate: z.string().nullable().describe('Out of office: back on this day (YYYY-MM-DD)'),
  namedDay: z.string().nullable().describe('“Not now, come back in Q3”: the day it asks to be written to again (YYYY-MM-DD)'),
  problem: z.string().nullable().describe('What could not be read, and why'),
  state: z.string().nullable().describe('Outgoing only: planned, due, accepted, unconfirmed …'),
  stateReason: z.string().nullable(),
  undoUntil: z.string().nullable().describe('Outgoing only: may be taken back until then'),
}).meta({ id: 'ThreadMail' })
export type ThreadMail = z.infer<typeof ThreadMail>

export const NoteView = z.object({ id: Id, author: Person, text: z.string(), mentions: z.array(Person), at: z.string(), mine: z.boolean() }).meta({ id: 'ThreadNote' })
export type NoteView = z.infer<typeof NoteView>

export const ThreadDetail = ThreadView.extend({
  mails: z.array(ThreadMail),
  notes: z.array(NoteView),
  answering: z.array(Person).describe('Others who are writing an answer right now'),
  firstAnswerMinutes: z.number().nullable().describe('From the first mail of a person to our first answer'),
  mayAnswer: z.boolean(),
  everybody: z.object({ cc: z.array(z.string()), left: z.array(z.object({ address: z.string(), why: z.string() })) }).describe('Whom an answer to all would reach beside the writer, and who of their mail would be left out and why'),
}).meta({ id: 'ThreadDetail' })
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
  suggestions: z.array(z.object({ lead: ThreadLead, why: z.string(), score: z.number().describe('0…1') })).describe('The likeliest first'),
}).meta({ id: 'UnmatchedMail' })
export type UnmatchedView = z.infer<typeof UnmatchedView>

const flag = z.enum(['true', 'false']).transform((v) => v === 'true')
const one = { params: ById }
export const ThreadFilter = Paging.extend({
  class: z.string().max(200).optional().describe('One class or several, separated by commas'),
  status: z.enum(['open', 'done', 'snoozed', 'all']).default('open'),
  unread: flag.optional(),
  mailboxId: Id.optional(),
  campaignId: Id.optional(),
  leadId: Id.optional(),
  ownerId: Id.optional().describe('Threads of mailboxes of this person'),
  assignee: z.union([z.enum(['me', 'nobody']), Id]).optional(),
  turn: z.enum(['ours', 'theirs']).optional().describe("'ours': needs a reply; 'theirs': awaiting one"),
  label: z.string().trim().max(40).optional(),
  search: z.string().trim().max(200).optional().describe('Words, "phrases", from: to: subject: in: is: has: before: after:'),
})
export type ThreadFilter = z.infer<typeof ThreadFilter>

const Label = z.string().trim().min(1).max(40)
const Change = z.object({
  class: ThreadClass,
  status: z.enum(['open', 'done', 'snoozed']),
  unread: z.boolean(),
  snoozedUntil: z.iso.datetime().nullable(),
  assigneeId: Id.nullable(),
  labels: z.array(Label).max(20),
  addLabel: Label.describe('Beside those it has'),
  dropLabel: Label,
  nextStep: z.string().trim().max(300).nullable(),
}).partial()
export type ThreadChange = z.infer<typeof Change>
const Changed = z.object({ changed: z.int(), undo: Id.nullable().describe('Hand it to POST /inbox/changes/:id/undo within ten minutes') })

const Addresses = z.array(z.string().trim().min(3).max(254)).max(20).default([])

export const listThreads = endpoint('GET', '/inbox/threads', { summary: 'Threads, newest first', can: 'inbox.read', query: ThreadFilter, returns: page(ThreadView) })
export const inboxCounts = endpoint('GET', '/inbox/counts', {
  summary: 'How much waits in the inbox', can: 'inbox.read',
  returns: z.object({ open: z.int(), unread: z.int(), unmatched: z.int(), needsReply: z.int(), awaitingReply: z.int(), mine: z.int(), snoozed: z.int(), firstAnswerMinutes: z.number().nullable().describe('Median of the last thirty days'), byClass: z.record(z.string(), z.object({ open: z.int(), unread: z.int() })) }),
})
export const getThread = endpoint('GET', '/inbox/threads/:id', { summary: 'One thread with all its mails, both ways', can: 'inbox.read', ...one, returns: ThreadDetail })
export const updateThread = endpoint('PATCH', '/inbox/threads/:id', { summary: 'Class, done, reopen, snooze, read', can: 'inbox.write', repeat: 'safe', ...one, body: Change, returns: ThreadView })
export const updateThreads = endpoint('POST', '/inbox/threads/changes', { summary: 'The same change to many threads', can: 'inbox.write', repeat: 'safe', body: z.object({ ids: z.array(Id).min(1).max(1000).optional(), filter: ThreadFilter.omit({ cursor: true, limit: true }).optional().describe('Instead of ids: everything that fits, at most 5,000'), change: Change }).refine((b) => (b.ids === undefined) !== (b.filter === undefined), 'Name the threads, or a filter.'), returns: Changed })
export const undoThreadChanges = endpoint('POST', '/inbox/changes/:id/undo', { summary: 'Take a change of threads back; what somebody changed again since then stays', can: 'inbox.write', repeat: 'safe', ...one, returns: z.object({ changed: z.int() }) })
export const replyToThread = endpoint('POST', '/inbox/threads/:id/replies', {
  summary: 'Answer in the thread; leaves after ten seconds unless taken back', can: 'inbox.write', repeat: 'key', ...one,
  body: z.object({
    text: z.string().trim().min(1).max(20_000), subject: z.string().trim().min(1).max(200).optional(),
    to: z.string().trim().max(254).optional().describe('Another recipient than whoever wrote last'),
    cc: Addresses.describe('In copy, for all to see'),
    bcc: Addresses.describe('In copy, unseen by the others'),
    quote: z.boolean().default(false).describe('Put the mail it answers below'),
    done: z.boolean().default(false).describe('Put the thread away; taking the answer back brings it back'),
  }),
  returns: z.object({ messageId: Id, sendsAt: z.string() }),
})
export const undoReply = endpoint('POST', '/inbox/replies/:id/undo', { summary: 'Take back an answer that has not left yet', can: 'inbox.write', repeat: 'safe', ...one, returns: z.object({ undone: z.boolean() }) })

// ── Working together ──

export const listTeam = endpoint('GET', '/inbox/team', { summary: 'Who can be given a thread or mentioned, and the labels in use', can: 'inbox.read', returns: z.object({ people: z.array(Person), labels: z.array(z.string()) }) })
export const listLabels = endpoint('GET', '/inbox/labels', { summary: 'The labels of the threads one may see, and how many bear each', can: 'inbox.read', returns: z.object({ items: z.array(z.object({ label: z.string(), threads: z.int(), open: z.int() })) }) })
export const renameLabel = endpoint('POST', '/inbox/labels/rename', { summary: 'Another name for a label; one that is in use already takes its threads in; null takes it off them all. Only on threads one may change', can: 'inbox.write', repeat: 'safe', body: z.object({ from: Label, to: Label.nullable() }), returns: Changed })
export const addNote = endpoint('POST', '/inbox/threads/:id/notes', { summary: 'A note that only colleagues see; whoever is mentioned is told and may read the thread', can: 'inbox.write', repeat: 'key', ...one, body: z.object({ text: z.string().trim().min(1).max(4000), mentions: z.array(Id).max(20).default([]) }), returns: NoteView })
export const dropNote = endpoint('DELETE', '/inbox/notes/:id', { summary: 'Remove an own note', can: 'inbox.write', repeat: 'safe', ...one, returns: Done })
export const sayAnswering = endpoint('PUT', '/inbox/threads/:id/answering', { summary: 'I am writing an answer here: shown to others for a minute', can: 'inbox.write', repeat: 'safe', ...one, body: z.object({ answering: z.boolean() }), returns: z.object({ others: z.array(Person) }) })

// ── Answers at hand ──

export const SnippetView = z.object({ id: Id, shortcut: z.string(), title: z.string(), text: z.string() }).meta({ id: 'Snippet' })
export type SnippetView = z.infer<typeof SnippetView>
const SnippetInput = z.object({ shortcut: z.string().trim().toLowerCase().regex(/^[\p{L}\p{N}_-]{1,24}$/u, 'Letters, digits and hyphens, at most 24.'), title: z.string().trim().min(1).max(80), text: z.string().trim().min(1).max(5000) })
export const listSnippets = endpoint('GET', '/inbox/snippets', { summary: 'Texts at hand: ;shortcut in an answer', can: 'inbox.read', returns: z.object({ items: z.array(SnippetView) }) })
export const saveSnippet = endpoint('PUT', '/inbox/snippets', { summary: 'Write or rewrite the text of a shortcut', can: 'inbox.write', repeat: 'safe', body: SnippetInput, returns: SnippetView })
export const dropSnippet = endpoint('DELETE', '/inbox/snippets/:id', { summary: 'Remove a text', can: 'inbox.write', repeat: 'safe', ...one, returns: Done })

export const ReplyDraft = z.object({
  variant: z.int(),
  text: z.string(),
  by: z.enum(['built_in', 'model']),
  sentence: z.string().describe('Who wrote it and why it says what it says'),
  sources: z.array(z.object({ label: z.string(), quote: z.string(), url: z.string().nullable() })),
}).meta({ id: 'ReplyDraft' })
export type ReplyDraft = z.infer<typeof ReplyDraft>
export const replyDraft = endpoint('GET', '/inbox/threads/:id/draft', { summary: 'The answer that lies ready, if there is something to answer', can: 'inbox.read', ...one, returns: z.object({ draft: ReplyDraft.nullable() }) })
export const anotherReplyDraft = endpoint('POST', '/inbox/threads/:id/draft', { summary: 'Another wording: from the model where there is one, else from the built-in writer', can: 'inbox.write', repeat: 'safe', ...one, body: z.object({ after: z.int().min(0).max(1000) }), returns: z.object({ draft: ReplyDraft.nullable() }) })

// ── Privacy ──

export const Sharing = z.enum(['participants', 'managers', 'metadata', 'subject', 'full'])
export type Sharing = z.infer<typeof Sharing>
export const PrivacyView = z.object({ sharing: Sharing, mayChange: z.boolean(), sentence: z.string() }).meta({ id: 'MailboxPrivacy' })
export const mailboxPrivacy = endpoint('GET', '/mailboxes/:id/privacy', { summary: 'Who else may read the mail of this mailbox', can: 'inbox.read', ...one, returns: PrivacyView })
export const setMailboxPrivacy = endpoint('PUT', '/mailboxes/:id/privacy', { summary: 'Choose who else may read it: only its owner may, or a manager where it has none', can: 'inbox.write', repeat: 'safe', ...one, body: z.object({ sharing: Sharing }), returns: PrivacyView })
export const BlockView = z.object({ id: Id, kind: z.enum(['address', 'domain']), value: z.string(), createdAt: z.string() }).meta({ id: 'MailBlock' })
export const listMailBlocks = endpoint('GET', '/inbox/blocks', { summary: 'Addresses and domains whose mail is never stored', can: 'inbox.read', returns: z.object({ items: z.array(BlockView), internal: z.array(z.string()).describe('Our own domains: mail among colleagues is never stored either') }) })
export const addMailBlock = endpoint('POST', '/inbox/blocks', { summary: 'Never store mail from this address or domain, unless it answers a mail of ours', can: 'mailboxes.connect', repeat: 'safe', body: z.object({ value: z.string().trim().toLowerCase().min(3).max(254) }), returns: BlockView })
export const dropMailBlock = endpoint('DELETE', '/inbox/blocks/:id', { summary: 'Store its mail again from now on', can: 'mailboxes.connect', repeat: 'safe', ...one, returns: Done })

export const listUnmatched = endpoint('GET', '/inbox/unmatched', {
  summary: 'Mails for which no lead was found, with suggestions', can: 'inbox.read',
  query: Paging,
  returns: page(UnmatchedView),
})
export const assignUnmatched = endpoint('POST', '/inbox/messages/:id/assign', { summary: 'This mail belongs to this lead', can: 'inbox.write', repeat: 'safe', ...one, body: z.object({ leadId: Id }), returns: z.object({ threadId: Id }) })
export const dismissUnmatched = endpoint('POST', '/inbox/messages/:id/dismiss', { summary: 'This mail is about no lead; it stays stored', can: 'inbox.write', repeat: 'safe', ...one, returns: Done })
export const messageHtml = endpoint('GET', '/inbox/messages/:id/html', { summary: 'The HTML body, cleaned, as an answer of its own under a sandbox policy', can: 'inbox.read', raw: true, ...one, query: z.object({ pictures: z.enum(['once']).optional().describe('Fetch the pictures from elsewhere, for this one answer') }), returns: z.string() })
export const mailAttachment = endpoint('GET', '/inbox/messages/:id/attachments/:n', { summary: 'A file that came with a mail, fetched from its letterbox, always as a download', can: 'inbox.read', raw: true, params: ById.extend({ n: z.coerce.number().int().min(0).max(99) }), returns: z.string() })

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

// ── What replies want ──

export const JudgementView = z.object({
  intent: Intent, class: ThreadClass, sentiment: Sentiment, confidence: z.number(), sure: z.boolean(), by: z.string(), reason: z.string(), others: z.array(z.object({ intent: Intent, share: z.number() })),
}).meta({ id: 'IntentJudgement' })
export const testIntent = endpoint('POST', '/inbox/intent-test', {
  summary: 'How would this text be judged here, now? Nothing is stored', can: 'inbox.read', repeat: 'safe',
  body: z.object({ text: z.string().trim().min(1).max(5000), subject: z.string().trim().max(500).default('') }), returns: JudgementView.extend({ kind: MailKind, kindReason: z.string() }),
})
export const correctIntent = endpoint('PATCH', '/inbox/messages/:id/intent', { summary: 'A person says what this mail wants; applied at once and learnt from', can: 'inbox.write', repeat: 'safe', ...one, body: z.object({ intent: ReplyIntent }), returns: Done })
export const intentMatrix = endpoint('GET', '/inbox/intents', {
  summary: 'The machine against the people of this workspace: what it said, and what it is held to be now', can: 'inbox.read',
  query: z.object({ days: z.coerce.number().int().min(1).max(366).default(180) }),
  returns: z.object({
    judged: z.int(), corrected: z.int(), cells: z.array(z.object({ machine: Intent, now: Intent, n: z.int() })),
    corrections: z.array(z.object({ at: z.string(), by: Id.nullable(), before: Intent, after: Intent, confidence: z.number().nullable(), text: z.string().describe('Empty where the reader may not read the mail') })).describe('The newest fifty'),
  }),
})

// ── Whom a mail names, and threads put together and taken apart ──

export const referralOf = endpoint('GET', '/inbox/messages/:id/referral', {
  summary: 'Whom this reply names instead of its writer, whether that person is known, and words to write to them', can: 'inbox.read', ...one,
  returns: z.object({
    named: z.object({ name: z.string(), email: z.string().nullable(), title: z.string().nullable(), firstName: z.string(), lastName: z.string() }).nullable(),
    known: ThreadLead.nullable().describe('A lead with this address or name'), referrer: z.string(), draft: z.object({ subject: z.string(), text: z.string() }).nullable(),
  }),
})
export const mergeThread = endpoint('POST', '/inbox/threads/:id/merge', { summary: 'Put this thread into another', can: 'inbox.write', repeat: 'key', ...one, body: z.object({ into: Id }), returns: z.object({ threadId: Id }) })
export const splitThread = endpoint('POST', '/inbox/threads/:id/split', { summary: 'These mails become a thread of their own', can: 'inbox.write', repeat: 'key', ...one, body: z.object({ mailIds: z.array(Id).min(1).max(200) }), returns: z.object({ threadId: Id }) })
export const threadHistory = endpoint('GET', '/inbox/threads/:id/moves', {
  summary: 'What was put together and taken apart, the newest first', can: 'inbox.read', ...one,
  returns: z.object({ items: z.array(z.object({ kind: z.enum(['merge', 'split']), at: z.string(), by: Id.nullable(), fromThread: Id, toThread: Id, mails: z.int() })) }),
})
