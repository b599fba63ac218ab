// What sending announces.
import { fact } from '#platform/events'

export interface AboutMessage {
  messageId: string
  mailboxId: string
  leadId?: string
  campaignId?: string
  enrollmentId?: string
  stepId?: string
  stepNo?: number
  tone?: string
  origin: 'campaign' | 'reply' | 'test'
}

/** The server took it. `afterDoubt`: found by evidence or decided by a person; messageUnconfirmed came before. */
export const messageSent = fact<AboutMessage & { afterDoubt?: true }>('message.sent')
/** It may have been sent; nobody can tell. Counts as sent. */
export const messageUnconfirmed = fact<AboutMessage & { text: string }>('message.unconfirmed')
/** Proven absent: it is due again under the same Message-ID. */
export const messageProvenAbsent = fact<AboutMessage>('message.proven_absent')
/** Final. `hard`: the address does not exist and has been suppressed. */
export const messageFailed = fact<AboutMessage & { hard: boolean; code: string; text: string }>('message.failed')
export const messageHeld = fact<AboutMessage & { code: string; text: string }>('message.held')
export const messageCancelled = fact<AboutMessage & { code: string; text: string }>('message.cancelled')
/** Kept at the gate for its campaign, which rests for this lead. It is planned, without a time, until reschedule() gives it one. */
export const messageFrozen = fact<AboutMessage & { code: string; text: string }>('message.frozen')
/** Its sending hours passed before its turn came. It is planned, without a time, until reschedule() gives it one. */
export const messageMissedWindow = fact<AboutMessage>('message.missed_window')

export const sendingStopped = fact<{ reason: string | null; emptied: number }>('sending.stopped')
export const sendingResumed = fact<object>('sending.resumed')

interface Row { id: string; mailboxId: string; leadId: string | null; campaignId: string | null; enrollmentId: string | null; stepId: string | null; stepNo: number | null; tone: string | null; origin: 'campaign' | 'reply' | 'test' }

export function about(m: Row): AboutMessage {
  return {
    messageId: m.id, mailboxId: m.mailboxId, origin: m.origin,
    ...(m.leadId && { leadId: m.leadId }), ...(m.campaignId && { campaignId: m.campaignId }), ...(m.enrollmentId && { enrollmentId: m.enrollmentId }),
    ...(m.stepId && { stepId: m.stepId }), ...(m.stepNo !== null && { stepNo: m.stepNo }), ...(m.tone && { tone: m.tone }),
  }
}
