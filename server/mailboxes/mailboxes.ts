// Mailboxes: the accounts we send from and read, with their limits and their passwords. The rooms above ask `routeFor` for the
// way there: SMTP settings for sending, a letterbox for reading, the Sent folder as evidence. Other kinds plug in by offerKind.
export { isActive, mayUse, paceOf, type HostSettings, type Mailbox, type MailboxStatus, type Pace } from './mailbox.ts'
export type { FetchedMail, FolderRole, FolderState, Letterbox, ListedMail, MailRoute, SentQuery, SmtpSettings, Trouble as MailTrouble } from './port.ts'
export { addMailbox, pauseMailbox, removeMailbox, resumeMailbox, usable as usableMailbox } from './keeping.ts'
export { offerKind, routeFor, type RouteMaker } from './routing.ts'
export { dayLimit } from './limits.ts'
export { giveBackPlaces, mayGo, roomFor, setSharedLimit, takePlaces, waitForRoom, whenRoom, type Room } from './places.ts'
export { sharedLimits, usedByMailbox } from './places-store.ts'
export { everyMailbox, findMailbox, lockMailbox, mailboxByAddress, mailboxesByIds, mailboxesOf, ownAddresses, saveMailbox, sentTodayOf, syncSoon } from './store.ts'
export { endSync, type SyncEnd } from './syncing.ts'
export { claimSync, claimWatch, compareAgainAt, dropWatch, freeSync, holdWatch, mailboxSyncState, mailboxWatchedSince } from './sync-store.ts'
export { letterboxBroken, limitsChanged, mailboxAdded, mailboxChanged, mailboxPaused, mailboxRemoved, mailboxResumed } from './events.ts'
