// The way out, for good, and back: by the recipient's own hand only. Effective in the transaction that answers. Whoever goes by an
// old mail goes with the address the lead has now, too: nobody is found again under the other.
import { suppress, unsuppress } from '#leads'
import { openUnsubscribeToken } from '#sending'
import type { Actor, Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import type { Ground } from '#platform/world'
import { unsubscribed, unsubscribeTakenBack } from './events.ts'
import { insertHits, leaverOf, workspacesOfMails, type Leaver } from './store.ts'

const actor: Actor = { kind: 'system', name: 'the recipient' }

export interface Found { workspaceId: string; leaver: Leaver }

/** Whom this token lets go; undefined when it is not ours. Changes nothing. */
export async function findLeaver(ground: Ground, token: string): Promise<Found | undefined> {
  const messageId = openUnsubscribeToken(ground.secrets, token)
  if (!messageId) return undefined
  const workspaceId = (await workspacesOfMails(ground, [messageId])).get(messageId)
  if (!workspaceId) return undefined
  const leaver = await ground.world(workspaceId, actor).read((tx) => leaverOf(tx, messageId))
  return leaver && { workspaceId, leaver }
}

export const hasLeft = (leaver: Leaver): boolean => leaver.addresses.every((address) => leaver.entries.some((e) => e.value === address))

export async function leave(tx: Tx, leaver: Leaver, via: 'page' | 'one_click', userAgent: string | undefined): Promise<void> {
  if (hasLeft(leaver)) return
  const source = via === 'one_click' ? 'The unsubscribe button of their mail program' : 'The unsubscribe page'
  for (const value of leaver.addresses) await suppress(tx, { kind: 'address', value, reason: 'opted_out', source, ...(leaver.lead_id && { leadId: leaver.lead_id }) })
  await insertHits(tx, [{ messageId: leaver.message_id, kind: 'unsubscribe', linkNo: null, at: tx.now, userAgent: userAgent ?? null, machine: null }])
  await announce(tx, unsubscribed, { ...ofMail(leaver), address: leaver.address, via })
  await liveChanged(tx, 'numbers')
}

/** What came of this way out is taken back, or came along with the lead; not what somebody at the other address has asked for. */
export async function comeBack(tx: Tx, leaver: Leaver): Promise<void> {
  const own = leaver.entries.find((e) => e.value === leaver.address)
  const free = leaver.entries.filter((e) => e === own || e.source === 'edit' || e.source === 'merge' || e.at === own?.at)
  if (!free.length) return
  for (const { id } of free) await unsuppress(tx, id)
  await announce(tx, unsubscribeTakenBack, { ...ofMail(leaver), address: leaver.address })
  await liveChanged(tx, 'numbers')
}

const ofMail = (leaver: Leaver) => ({
  messageId: leaver.message_id, mailboxId: leaver.mailbox_id,
  ...(leaver.lead_id && { leadId: leaver.lead_id }), ...(leaver.campaign_id && { campaignId: leaver.campaign_id }), ...(leaver.step_id && { stepId: leaver.step_id }),
})
