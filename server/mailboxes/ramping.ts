// Once a day, after midnight of the workspace: each mailbox's ramp goes a step up, or down.
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { loop } from '#platform/room'
import type { Ground } from '#platform/world'
import { dayLimit } from './limits.ts'
import type { Mailbox } from './mailbox.ts'
import { forgetLimited } from './places-store.ts'
import { afterSilence, nextLevel, rampStart } from './ramp.ts'
import { dayBehind, gatherPlaces, saveRamp, todayOf } from './ramp-store.ts'
import { endPause } from './resting.ts'
import { lockMailbox } from './store.ts'

export const ramping = loop('mailboxes.ramp', { roles: ['worker'] }, async (ground, signal) => {
  while (!signal.aborted) {
    await rampOnce(ground)
    await endPauses(ground)
    await ground.clock.sleep(60_000, signal)
  }
})

/** It sends again by itself; this says so, and to whoever waits for it. Answers how many there were. */
export async function endPauses(ground: Ground): Promise<number> {
  const over = await ground.sweep<{ workspace_id: string; mailbox_id: string }>('select workspace_id, mailbox_id from mailboxes_rested($1, 200)', [ground.clock.now()])
  for (const { workspace_id, mailbox_id } of over)
    try { await ground.world(workspace_id, { kind: 'system', name: 'mailboxes' }).write((tx) => endPause(tx, mailbox_id)) }
    catch (error) { ground.log.error({ err: error, mailboxId: mailbox_id }, 'A pause could not be ended.') }
  return over.length
}

/** Answers how many mailboxes were looked at. */
export async function rampOnce(ground: Ground): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string; mailbox_id: string }>('select workspace_id, mailbox_id from mailboxes_to_ramp($1, 200)', [ground.clock.now()])
  for (const { workspace_id, mailbox_id } of due)
    try { await ground.world(workspace_id).write((tx) => rampOn(tx, mailbox_id)) }
    catch (error) { ground.log.error({ err: error, mailboxId: mailbox_id }, 'A ramp could not be moved on.') }
  return due.length
}

async function rampOn(tx: Tx, id: string): Promise<void> {
  const mailbox = await lockMailbox(tx, id)
  if (!mailbox) return
  await gatherPlaces(tx, id)
  const day = await dayBehind(tx, id)
  const goal = goalOf(mailbox)
  const next = mailbox.kind === 'practice' ? null
    : (mailbox.rampLevel === null || mailbox.rampLevel > rampStart ? afterSilence(day.lastSentAt, tx.now, goal) : null)
      ?? (mailbox.rampLevel === null ? null : nextLevel({ level: mailbox.rampLevel, step: mailbox.rampStep, goal }, day))
  await saveRamp(tx, id, await todayOf(tx), next ?? { level: mailbox.rampLevel, why: mailbox.rampWhy })
  if (next && next.level !== mailbox.rampLevel) {
    await forgetLimited(tx, id)
    await liveChanged(tx, 'mailboxes')
  }
}

/** What holds without the ramp. */
export const goalOf = (mailbox: Mailbox): number => dayLimit({ ...mailbox, rampLevel: null }).most

/** A person starts or ends the ramp. */
export async function setRamp(tx: Tx, mailbox: Mailbox, wish: { on: boolean; step?: number | undefined; level?: number | undefined }): Promise<void> {
  const level = wish.on ? (wish.level ?? mailbox.rampLevel ?? rampStart) : null
  await saveRamp(tx, mailbox.id, await todayOf(tx), { level: level !== null && level >= goalOf(mailbox) ? null : level, why: wish.on ? `Begun by ${tx.actor.name}.` : `Ended by ${tx.actor.name}.` }, wish.step)
  await forgetLimited(tx, mailbox.id)
}
