// How a mail is said aloud.
import type { MessageView } from '#contract/sending'
import type { Listed } from './list-store.ts'

export function viewOf(m: Listed): MessageView {
  const { id, state, reason, reasonCode, origin, leadId, leadName, toAddress, mailboxId, fromAddress, campaignId, enrollmentId, stepId, stepNo, tone, threadId, subject, needsLook, attempts, resentAs } = m
  return {
    id, state, reason, reasonCode, origin, leadId, leadName, toAddress, mailboxId, fromAddress, campaignId, enrollmentId, stepId, stepNo, tone, threadId, subject, needsLook, attempts, resentAs,
    plannedAt: m.plannedAt.toISOString(), dueAt: m.dueAt.toISOString(), windowEnd: m.windowEnd?.toISOString() ?? null,
    handedAt: m.handedAt?.toISOString() ?? null, acceptedAt: m.acceptedAt?.toISOString() ?? null,
  }
}
