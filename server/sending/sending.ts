// The post office: one row per planned mail, and a machine that sends each at most once on the wire, loses none, and
// says so when it does not know. See docs/sending.md.
export type { Message, MessageState, Reason } from './message.ts'
export type { Plan } from './planning.ts'
export type { AboutMessage } from './events.ts'
export type { Dressing, Undressed } from './letterhead.ts'
export { planMessage, planMessages, release, resend, reschedule } from './planning.ts'
export { cancelMessages, freezeMessages, resumeAll, stopAll } from './cancelling.ts'
export { currentStop } from './list-store.ts'
export { confirmByEvidence, markSent, settle } from './settling.ts'
export { explain } from './explaining.ts'
export { leavesAt } from './outbox.ts'
export { countsOfCampaigns, findMessage, findMessages, followUpsDue, mailsOfCampaign, mailsOfEnrollments, markThread, markThreads, messagesByHeader, messagesOfThread, messagesOfThreads, type LedgerMail } from './store.ts'
export { firstMailsOn, lastMailsTo, mailsOfStep, sentTo, sentToDomain, sentToDomains, sentToEach, type StepMail } from './sent-to-store.ts'
export { offerDressing } from './letterhead.ts'
export { offerHalts, type Halt } from './halts.ts'
export { openUnsubscribeToken, unsubscribeToken, unsubscribeUrl } from './identity.ts'
export { sendWhatIsDue } from './dispatching.ts'
export {
  messageCancelled, messageFailed, messageFrozen, messageHeld, messageMissedWindow, messageProvenAbsent, messageSent, messageUnconfirmed, sendingResumed, sendingStopped,
} from './events.ts'
