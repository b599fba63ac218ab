// What happened to a lead's mails, noted on the lead, and what its status makes of it.
import type { Tx } from '#platform/db'
import { noteBounce, noteContact, noteReplies } from './store.ts'
import { moveByRule } from './statuses.ts'

/** They wrote back; each lead once. */
export async function markReplied(tx: Tx, replies: readonly { leadId: string; at: Date }[]): Promise<void> {
  await noteReplies(tx, replies)
  await moveByRule(tx, replies.map((r) => r.leadId), 'replied')
}

/** A mail came back for good. */
export async function markBounced(tx: Tx, leadId: string, at: Date): Promise<void> {
  await noteBounce(tx, leadId, at)
  await moveByRule(tx, [leadId], 'bounced')
}

/** A mail to them was accepted. Takes many at once: the send machine marks a whole batch, in the order of ids. */
export async function markContacted(tx: Tx, leadIds: string | string[], at: Date): Promise<void> {
  const ids = [leadIds].flat()
  await noteContact(tx, ids, at)
  await moveByRule(tx, ids, 'contacted')
}
