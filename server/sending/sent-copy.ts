// The copy in Sent. Gmail and Exchange keep one by themselves, plain hosts do not; which of the two a server is, we learn
// by looking for the first mail it took. Knowing it matters twice: a person wants to see what was sent, and a mail in
// doubt may be called absent only where copies are kept.
import { findMailbox, noteSentCopies, routeFor } from '#mailboxes'
import type { Tx } from '#platform/db'
import { enqueue, job, type JobContext } from '#platform/jobs'
import type { World } from '#platform/world'
import { sendIdFor } from './identity.ts'
import { dated } from './mime.ts'
import type { Took } from './queue-store.ts'
import { findMessage, mimeOf } from './store.ts'

export const sentCopyJob = job<{ messageId: string }>('sending.sent_copy', { retryLimit: 5, expireInSeconds: 300 })

/** A server that keeps copies has them within this time. */
const settleMs = 20_000

/** One job a mail, only where it is not known that the server keeps copies by itself. */
export async function requestSentCopies(tx: Tx, took: readonly Took[]): Promise<void> {
  for (const mailboxId of new Set(took.map((m) => m.mailboxId))) {
    const mailbox = await findMailbox(tx, mailboxId)
    if (!mailbox || mailbox.keepsSent === true || !mailbox.imap) continue
    for (const m of took.filter((t) => t.mailboxId === mailboxId))
      await enqueue(tx, sentCopyJob, { messageId: m.id }, { startAfter: new Date(tx.now.getTime() + settleMs) })
  }
}

/** Looks first, so that doing it twice leaves one copy. */
export async function keepSentCopy(world: World, { messageId }: { messageId: string }, context: Pick<JobContext, 'lastAttempt'>): Promise<void> {
  const found = await world.read(async (tx) => {
    const message = await findMessage(tx, messageId)
    const mailbox = message && (await findMailbox(tx, message.mailboxId))
    return message && mailbox && message.datedAt ? { message, mailbox, bytes: dated(await mimeOf(tx, messageId), message.datedAt) } : undefined
  })
  if (!found || found.message.state !== 'accepted' || found.mailbox.keepsSent === true) return
  const { message, mailbox, bytes } = found
  const route = await routeFor(world, mailbox.id)
  const query = { messageId: message.messageId, sendId: sendIdFor(message.id, message.generation), to: message.toAddress, subject: message.subject, around: message.acceptedAt ?? world.clock.now() }
  const seen = await route.findSent(query)
  if (seen === 'found') {
    // Before we ever put one there ourselves, a copy can only be the server's own.
    if (mailbox.keepsSent === null) await world.write((tx) => noteSentCopies(tx, mailbox.id, true))
    return
  }
  if (seen === 'unknown') {
    if (context.lastAttempt) return
    throw new Error('The Sent folder could not be looked into.')
  }
  if (mailbox.keepsSent === null) await world.write((tx) => noteSentCopies(tx, mailbox.id, false))
  if ((await route.appendSent(bytes, query)) === 'unknown') throw new Error('The copy could not be put into Sent.')
}
