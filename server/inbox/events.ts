import { fact } from '#platform/events'
import type { ThreadClass } from '#contract/inbox'
import type { AutoKind } from './auto-reply.ts'
import type { BounceReason, Verdict } from './bounce-reasons.ts'

/** What a mail that came in is about, as far as it could be matched. */
export interface AboutMail {
  leadId: string
  inboxMessageId: string
  threadId: string
  mailboxId: string
  /** Our mail it answers */
  messageId?: string
  campaignId?: string
  enrollmentId?: string
  stepId?: string
}

/** A person answered: the lead, or somebody on their behalf. */
export const replyReceived = fact<AboutMail & { class: ThreadClass; from: string }>('reply.received')
/** `hard`: the address does not exist and has been suppressed. `verdict` 'block': the sender's trouble, not the lead's. */
export const bounceReceived = fact<AboutMail & { address: string; hard: boolean; verdict: Verdict; reason: BounceReason; status: string; text: string }>('bounce.received')
/** `returnDate`: 'YYYY-MM-DD', out of office only. `kind` 'left_company': the person is gone. */
export const autoReplyReceived = fact<AboutMail & { kind: AutoKind; returnDate?: string }>('auto_reply.received')
/** The address has been suppressed in the same transaction. */
export const optOutReceived = fact<AboutMail & { via: 'reply' | 'person'; phrase: string }>('opt_out.received')
/** Reported as spam; the address has been suppressed in the same transaction. */
export const complaintReceived = fact<AboutMail & { feedback: string }>('complaint.received')
/** No lead was found; it waits in the tray. */
export const unmatchedReceived = fact<{ inboxMessageId: string; mailboxId: string; from: string }>('inbox.unmatched_received')
/** Mails lie in a letterbox and could not be fetched: said once, until nothing is missing again. */
export const mailsMissing = fact<{ mailboxId: string; missing: number; reasons: Partial<Record<string, number>> }>('inbox.mails_missing')
/** A thread's class is another one now: a person judged differently than the rules, or a model that was asked did. */
export const threadClassified = fact<{ threadId: string; leadId?: string; campaignId?: string; class: ThreadClass; before: ThreadClass }>('thread.classified')
/** Somebody said that this lead wants to go on. */
export const leadInterested = fact<{ leadId: string; threadId: string; campaignId?: string }>('lead.interested')
export const threadAssigned = fact<{ threadId: string; mailboxId: string; assigneeId: string; leadId?: string }>('thread.assigned')
/** In a note. `people`: their ids. */
export const personMentioned = fact<{ threadId: string; noteId: string; people: string[]; mailboxId: string; leadId?: string }>('thread.mentioned')
/** An answer was written here; it leaves in a moment unless taken back. */
export const threadAnswered = fact<{ threadId: string; messageId: string; mailboxId: string; leadId: string; done: boolean; campaignId?: string }>('thread.answered')
export const mailboxShared = fact<{ mailboxId: string; sharing: string }>('mailbox.shared')
