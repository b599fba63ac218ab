// Notices: what a person should know without looking. Listens to the rooms below, finds whom it concerns, says it once, and
// groups while it is unread. In the app at once; by mail as a digest, through a mailbox of the workspace.
export { digestFor } from './digest.ts'
