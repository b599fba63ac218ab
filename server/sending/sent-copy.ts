// The copy in Sent. Gmail and Exchange keep one by themselves, plain hosts do not; which of the two a server is, the
// mailboxes room learns by looking for the first mail it took. Knowing it matters twice: a person wants to see what was
// sent, and a mail in doubt may be called absent only where copies are kept.
import { findMailbox, routeFor } from '#mailboxes'
import type { Tx } from '#platform/db'
import { enqueue, job } from '#platform/jobs'
import type { World } from '#platform/world'
import { sendIdFor } from './identity.ts'
import { dated } from './mime.ts'
import type { Took } from './queue-store.ts'
import { findMessage, mimeOf } from './store.ts'

export const sentCopyJob = job<{ messageId: string }>('sending.sent_copy', { retryLimit: 5, expireInSeconds: 300 })

/** A server that keeps copies by itself has them within this time. */
const settleMs = 20_000

/**
 * One job a mail, only where it is not known that the server keeps copies by itself. `needless` remembers, for a while,
 * mailboxes that need none.
 */
export async function requestSentCopies(tx: Tx, took: readonly Pick<Took, 'id' | 'mailboxId'>[], needless: Map<string, number>): Promise<void> {
  for (const mailboxId of new Set(took.map((m) => m.mailboxId))) {
    if ((needless.get(mailboxId) ?? 0) > tx.now.getTime()) continue
    const mailbox = await findMailbox(tx, mailboxId)
    if (!mailbox?.imap || mailbox.keepsSent === true) {
      needless.set(mailboxId, tx.now.getTime() + settleMs)
      continue
    }
    for (const m of took.filter((t) => t.mailboxId === mailboxId))
      await enqueue(tx, sentCopyJob, { messageId: m.id }, { startAfter: new Date(tx.now.getTime() + settleMs) })
  }
}

/** The port looks before it puts one there, so doing it twice leaves one copy. */
export async function keepSentCopy(world: World, { messageId }: { messageId: string }): Promise<void> {
  const found = await world.read(async (tx) => {
    const m = await findMessage(tx, messageId)
    return m?.datedAt ? { m, bytes: Buffer.from(dated(await mimeOf(tx, messageId), m.datedAt)) } : undefined
  })
  if (found?.m.state !== 'accepted') return
  const { m, bytes } = found
  const route = await routeFor(world, m.mailboxId)
  const done = await route.appendSent(bytes, {
    messageId: m.messageId, sendId: sendIdFor(m.id, m.generation), to: m.toAddress, subject: m.subject, around: m.acceptedAt ?? world.clock.now(),
  })
  if (done === 'unknown') throw new Error('The copy could not be put into Sent.')
}
