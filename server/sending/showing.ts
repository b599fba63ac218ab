// How a mail is said aloud.
import type { MessageView } from '#contract/sending'
import type { Listed } from './list-store.ts'

/** Without 'full' there is no text; without 'subject' there is none of that either. Who and when is left of what was written by hand. */
export function viewOf(m: Listed): MessageView {
  const { id, state, reason, reasonCode, origin, leadId, leadName, toAddress, mailboxId, fromAddress, campaignId, enrollmentId, stepId, stepNo, tone, threadId, needsLook, attempts, resentAs, level } = m
  return {
    id, state, reason, reasonCode, origin, leadId, leadName, toAddress, mailboxId, fromAddress, campaignId, enrollmentId, stepId, stepNo, tone, threadId, needsLook, attempts, resentAs, level: level === 'none' ? 'metadata' : level, subject: level === 'metadata' || level === 'none' ? '' : m.subject,
    plannedAt: m.plannedAt.toISOString(), dueAt: m.dueAt.toISOString(), windowEnd: m.windowEnd?.toISOString() ?? null,
    handedAt: m.handedAt?.toISOString() ?? null, acceptedAt: m.acceptedAt?.toISOString() ?? null,
  }
}
