// Sending: one row per planned mail, its state, and why it waits.
import { z } from 'zod'
import { ById, endpoint, Id, page, Paging } from './contract.ts'

export const MessageState = z.enum(['planned', 'due', 'claimed', 'handed', 'accepted', 'unconfirmed', 'held', 'failed', 'cancelled'])
  .meta({ id: 'MessageState', description: "planned and due: waiting. claimed and handed: being sent now. accepted: the server took it. unconfirmed: it may have been sent, nobody can tell. held: waits for a person or a mailbox. failed, cancelled: final." })
export type MessageState = z.infer<typeof MessageState>

export const MessageView = z.object({
  id: Id,
  state: MessageState,
  reason: z.string().nullable().describe('A sentence: why it is held, failed, cancelled, in doubt, or waits to be planned anew'),
  reasonCode: z.string().nullable(),
  origin: z.enum(['campaign', 'reply', 'test']),
  level: z.enum(['full', 'subject', 'metadata']).describe('How much of it this reader may see; what a person wrote is as private as its mailbox'),
  leadId: Id.nullable(),
  leadName: z.string().nullable(),
  toAddress: z.string(),
  mailboxId: Id,
  fromAddress: z.string(),
  campaignId: Id.nullable(),
  enrollmentId: Id.nullable(),
  stepId: Id.nullable(),
  stepNo: z.int().nullable(),
  tone: z.string().nullable(),
  threadId: Id.nullable(),
  subject: z.string(),
  needsLook: z.boolean(),
  attempts: z.int(),
  plannedAt: z.string(),
  dueAt: z.string(),
  windowEnd: z.string().nullable(),
  handedAt: z.string().nullable(),
  acceptedAt: z.string().nullable(),
  resentAs: Id.nullable().describe('The mail that was sent in its place when a person ordered a resend'),
}).meta({ id: 'Message' })
export type MessageView = z.infer<typeof MessageView>

export const AttemptView = z.object({
  no: z.int(),
  startedAt: z.string(),
  endedAt: z.string().nullable(),
  outcome: z.string().nullable(),
  reply: z.string().nullable().describe("The server's own words"),
}).meta({ id: 'Attempt' })

export const MessageDetail = MessageView.extend({
  bodyText: z.string(),
  copies: z.array(z.object({ kind: z.enum(['cc', 'bcc']), address: z.string(), refused: z.string().nullable().describe("The server's own words, when it did not take this one") })).describe('Who gets it beside the recipient'),
  messageId: z.string().describe('The Message-ID header, without brackets'),
  wireMessageId: z.string().nullable().describe('What the server put in its place, if it said so'),
  smtpReply: z.string().nullable(),
  explanation: z.string().describe('Where this mail stands and why, in a sentence or two'),
  attemptList: z.array(AttemptView),
  may: z.object({ markSent: z.boolean(), resend: z.boolean(), cancel: z.boolean() }),
}).meta({ id: 'MessageDetail' })
export type MessageDetail = z.infer<typeof MessageDetail>

export const MessageFilter = Paging.extend({
  state: z.union([MessageState, z.array(MessageState)]).optional().describe('One state or several'),
  leadId: Id.optional(),
  mailboxId: Id.optional(),
  campaignId: Id.optional(),
  enrollmentId: Id.optional(),
  stepId: Id.optional(),
  origin: z.enum(['campaign', 'reply', 'test']).optional(),
  inDoubt: z.enum(['true', 'false']).optional().describe('Only mails that wait for a decision: unconfirmed and not resent'),
})

export const OutboxBox = z.enum(['planned', 'due', 'now', 'held', 'doubt', 'failed', 'cancelled', 'sent'])
  .meta({ id: 'OutboxBox', description: 'planned: its time has not come. due: its time has come and it waits for its turn. now: being sent. doubt: it may have been sent. sent: the server took it.' })
export type OutboxBox = z.infer<typeof OutboxBox>

export const OutboxItem = MessageView.extend({
  sentence: z.string().describe('Where this mail stands and why, in a sentence'),
  may: z.object({ markSent: z.boolean(), resend: z.boolean(), cancel: z.boolean() }),
  /** Set while the mail of a person can still be taken back. */
  undoUntil: z.string().nullable(),
}).meta({ id: 'OutboxItem' })
export type OutboxItem = z.infer<typeof OutboxItem>

export const OutboxFilter = Paging.extend({
  box: OutboxBox.optional(),
  mailboxId: Id.optional(),
  campaignId: Id.optional(),
  origin: z.enum(['campaign', 'reply', 'test']).optional(),
  search: z.string().trim().max(120).optional().describe('Part of the address, the subject or the name'),
})

/** How many mails lie in each box; failed, cancelled and sent of the last seven days. */
export const OutboxCounts = z.object({ planned: z.int(), due: z.int(), now: z.int(), held: z.int(), doubt: z.int(), failed: z.int(), cancelled: z.int(), sent: z.int(), overdue: z.int().describe('Due for more than an hour') }).meta({ id: 'OutboxCounts' })

export const TraceLine = z.object({
  at: z.string(),
  kind: z.enum(['planned', 'attempt', 'gate', 'answer', 'look', 'decision', 'state']),
  sentence: z.string(),
  words: z.string().nullable().describe("The server's own words"),
}).meta({ id: 'TraceLine' })
export type TraceLine = z.infer<typeof TraceLine>

export const LookResult = z.object({ seen: z.enum(['found', 'absent', 'unknown']), sentence: z.string(), message: MessageView }).meta({ id: 'LookResult' })

export const BulkResult = z.object({ done: z.int(), refused: z.array(z.object({ id: Id, sentence: z.string() })), sentence: z.string() }).meta({ id: 'OutboxBulkResult' })

export const UndoPreference = z.object({ undoS: z.union([z.literal(0), z.literal(5), z.literal(10), z.literal(20), z.literal(30)]) }).meta({ id: 'UndoPreference' })

export const SendingStatus = z.object({
  stopped: z.object({ at: z.string(), by: z.string(), reason: z.string().nullable() }).nullable(),
  frozen: z.object({ mails: z.int(), answers: z.int() }).describe('Taken out of the queue by a stop and not brought back yet: of campaigns, and written by hand'),
  waiting: z.int(),
  sendingNow: z.int(),
  sentToday: z.int(),
  inDoubt: z.int(),
  held: z.int(),
}).meta({ id: 'SendingStatus' })
export type SendingStatus = z.infer<typeof SendingStatus>

export const TestMailInput = z.object({
  mailboxId: Id,
  to: z.string().trim().max(254).optional().describe('Where to: yourself when left out, else a member of the workspace or one of its mailboxes; nobody else'),
  subject: z.string().trim().min(1).max(200).default('A test mail from Overture'),
  bodyText: z.string().trim().min(1).max(20_000).default('Hello,\n\nthis mail shows that the mailbox can send.\n'),
}).meta({ id: 'TestMailInput' })

export const listMessages = endpoint('GET', '/messages', { summary: 'Mails: planned, being sent, sent, in doubt', can: 'campaigns.read', query: MessageFilter, returns: page(MessageView) })
export const getMessage = endpoint('GET', '/messages/:id', { summary: 'One mail, its attempts, and why it waits', can: 'campaigns.read', params: ById, returns: MessageDetail })
export const markMessageSent = endpoint('POST', '/messages/:id/mark-sent', { summary: 'Decide that a mail in doubt was sent', can: 'campaigns.write', repeat: 'safe', params: ById, returns: MessageView })
export const resendMessage = endpoint('POST', '/messages/:id/resend', { summary: 'Send a mail in doubt again, or a held or failed one anew', can: 'campaigns.write', repeat: 'safe', params: ById, returns: MessageView })
export const cancelMessage = endpoint('POST', '/messages/:id/cancel', { summary: 'Take back a mail that has not left', can: 'campaigns.write', repeat: 'safe', params: ById, returns: MessageView })
export const sendingStatus = endpoint('GET', '/sending', { summary: 'Is sending stopped, and what waits', can: 'campaigns.read', returns: SendingStatus })
export const stopAllSending = endpoint('POST', '/sending/stop-all', { summary: 'Stop every mail of this workspace at once and empty the queue; what was in it is kept with its reason', can: 'sending.stop', repeat: 'safe', body: z.object({ reason: z.string().trim().max(300).nullish() }), returns: SendingStatus })
export const resumeSending = endpoint('POST', '/sending/resume', { summary: 'Send again: campaign mails get new times over the coming days, nothing leaves in a burst', can: 'sending.stop', repeat: 'safe', body: z.object({ answersToo: z.boolean().default(true).describe('Mails written by hand leave now; else they stay held, each to be sent again or taken back') }).default({ answersToo: true }), returns: SendingStatus })
export const sendTestMail = endpoint('POST', '/sending/test', { summary: 'Send a test mail from a mailbox of your own, to yourself, a colleague or another mailbox', can: 'mailboxes.connect', repeat: 'key', body: TestMailInput, returns: MessageView })
export const listOutbox = endpoint('GET', '/outbox', { summary: 'The outbox: every mail with the reason for its state', can: 'campaigns.read', query: OutboxFilter, returns: page(OutboxItem) })
export const outboxCounts = endpoint('GET', '/outbox/counts', { summary: 'How many mails lie in each box of the outbox', can: 'campaigns.read', returns: OutboxCounts })
export const traceMessage = endpoint('GET', '/messages/:id/trace', { summary: 'Why it left or did not: every attempt, answer, look and decision in order', can: 'campaigns.read', params: ById, returns: z.object({ items: z.array(TraceLine) }) })
export const lookInSent = endpoint('POST', '/messages/:id/look', { summary: 'Look for a mail in doubt in the Sent folder now', can: 'campaigns.write', repeat: 'safe', params: ById, returns: LookResult })
export const actOnOutbox = endpoint('POST', '/outbox/act', {
  summary: 'Do the same to many mails: take back, mark as sent, send again, or have the Sent folders looked into', can: 'campaigns.write', repeat: 'safe',
  body: z.object({ act: z.enum(['cancel', 'mark_sent', 'resend', 'look']), ids: z.array(Id).min(1).max(500) }), returns: BulkResult,
})
export const undoPreference = endpoint('GET', '/sending/undo', { summary: 'How long mails written by hand wait so that they can be taken back', can: 'campaigns.read', returns: UndoPreference })
export const setUndoPreference = endpoint('PUT', '/sending/undo', { summary: 'Choose how long your own mails wait: 0, 5, 10, 20 or 30 seconds', can: 'campaigns.write', repeat: 'safe', body: UndoPreference, returns: UndoPreference })
