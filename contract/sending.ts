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

export const SendingStatus = z.object({
  stopped: z.object({ at: z.string(), by: z.string(), reason: z.string().nullable() }).nullable(),
  waiting: z.int(),
  sendingNow: z.int(),
  sentToday: z.int(),
  inDoubt: z.int(),
  held: z.int(),
}).meta({ id: 'SendingStatus' })
export type SendingStatus = z.infer<typeof SendingStatus>

export const TestMailInput = z.object({
  mailboxId: Id,
  to: z.string().trim().max(254).optional().describe('Where to; the address of the signed-in person when left out'),
  subject: z.string().trim().min(1).max(200).default('A test mail from Overture'),
  bodyText: z.string().trim().min(1).max(20_000).default('Hello,\n\nthis mail shows that the mailbox can send.\n'),
}).meta({ id: 'TestMailInput' })

export const listMessages = endpoint('GET', '/messages', { summary: 'Mails: planned, being sent, sent, in doubt', can: 'campaigns.read', query: MessageFilter, returns: page(MessageView) })
export const getMessage = endpoint('GET', '/messages/:id', { summary: 'One mail, its attempts, and why it waits', can: 'campaigns.read', params: ById, returns: MessageDetail })
export const markMessageSent = endpoint('POST', '/messages/:id/mark-sent', { summary: 'Decide that a mail in doubt was sent', can: 'campaigns.write', repeat: 'safe', params: ById, returns: MessageView })
export const resendMessage = endpoint('POST', '/messages/:id/resend', { summary: 'Send a mail in doubt again, or a held or failed one anew', can: 'campaigns.write', repeat: 'safe', params: ById, returns: MessageView })
export const cancelMessage = endpoint('POST', '/messages/:id/cancel', { summary: 'Take back a mail that has not left', can: 'campaigns.write', repeat: 'safe', params: ById, returns: MessageView })
export const sendingStatus = endpoint('GET', '/sending', { summary: 'Is sending stopped, and what waits', can: 'campaigns.read', returns: SendingStatus })
export const stopAllSending = endpoint('POST', '/sending/stop-all', { summary: 'Stop every mail of this workspace at once; the queue stays', can: 'sending.stop', repeat: 'safe', body: z.object({ reason: z.string().trim().max(300).nullish() }), returns: SendingStatus })
export const resumeSending = endpoint('POST', '/sending/resume', { summary: 'Let the queue move again', can: 'sending.stop', repeat: 'safe', returns: SendingStatus })
export const sendTestMail = endpoint('POST', '/sending/test', { summary: 'Send a test mail from a mailbox', can: 'mailboxes.connect', repeat: 'key', body: TestMailInput, returns: MessageView })
