// The inbox: what came back. Reads letterboxes through #mailboxes, tells replies, bounces, automatic answers and opt-outs apart,
// finds whose they are, and announces what they mean in the transaction that stores them. See docs/mail-in.md.
export { reconcile } from './reconciling.ts'
export { checkNow, syncMailbox, type Synced } from './syncing.ts'
export { readMail, type Reading } from './kind.ts'
export { dayAskedFor } from './named-day.ts'
export { identityOf } from './identity.ts'
export { answeredSince, newestNotes, threadsToTellOf, whoAnsweredSince, writtenByHand } from './store.ts'
export { parseMail } from './parsing.ts'
export type { Mail } from './mail.ts'
export { newText } from './reply-text.ts'
export { bareSubject } from './subject.ts'
export { threadPage } from './showing.ts'
export {
  autoReplyReceived, bounceReceived, complaintReceived, leadInterested, mailboxShared, mailsMissing, optOutReceived, personMentioned, replyReceived, threadAnswered, threadAssigned, threadClassified, unmatchedReceived,
  type AboutMail,
} from './events.ts'
