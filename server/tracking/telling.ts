// A hit that looks like a person's becomes a fact only when nothing can unmask it any more. A scanner with a browser's agent follows
// the links in their order, and the trap stands last: by then the first ones would have moved a campaign and stood in a timeline.
//
// What is to be told stands in the hits themselves (`tell_at`), written with them; it is struck off in the transaction that tells it.
// So a kill loses nothing and tells nothing twice, and a click costs no write more than its row.
import type { Actor, Tx } from '#platform/db'
import { announceMany, liveChanged } from '#platform/events'
import { loop } from '#platform/room'
import type { Ground } from '#platform/world'
import { linkClicked, messageOpened } from './events.ts'
import { takeSettled, turnToTell, type TrackedMail } from './store.ts'

const actor: Actor = { kind: 'system', name: 'tracking' }

/** How long a settled hit waits to be told, at most. */
const everyMs = 5_000
/** Hits of one round, of all workspaces together. */
const mostAtOnce = 500

export const telling = loop('tracking.telling', { roles: ['worker'] }, async (ground, signal) => {
  while (!signal.aborted) if (!(await tellSettled(ground))) await ground.clock.sleep(everyMs, signal)
})

/** One round; answers of how many mails something was settled. */
export async function tellSettled(ground: Ground): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string; message_id: string }>('select workspace_id, message_id from hits_to_tell($1, $2)', [ground.clock.now(), mostAtOnce])
  for (const [workspaceId, mails] of Map.groupBy(due, (d) => d.workspace_id)) await ground.world(workspaceId, actor).write((tx) => tellOf(tx, mails.map((m) => m.message_id)))
  return due.length
}

async function tellOf(tx: Tx, messageIds: string[]): Promise<void> {
  await turnToTell(tx)
  const settled = await takeSettled(tx, messageIds)
  await tellOpened(tx, settled.filter((s) => s.kind === 'open'))
  await announceMany(tx, linkClicked, settled.flatMap((s) => (s.url && s.kind === 'click' ? [{ ...ofMail(s), url: s.url }] : [])))
  if (settled.length) await liveChanged(tx, 'numbers')
}

export const tellOpened = (tx: Tx, mails: readonly TrackedMail[]): Promise<void> => announceMany(tx, messageOpened, mails.map(ofMail))

const ofMail = (mail: TrackedMail) => ({
  messageId: mail.id, mailboxId: mail.mailbox_id,
  ...(mail.lead_id && { leadId: mail.lead_id }), ...(mail.campaign_id && { campaignId: mail.campaign_id }), ...(mail.step_id && { stepId: mail.step_id }),
})
