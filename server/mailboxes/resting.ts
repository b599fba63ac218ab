// When a mailbox rests, and when it goes on. A brake is stronger than anybody here: while its own or its domain's is on, a pause
// has no end, and whatever mends or connects a mailbox leaves it at rest, until somebody lifts the brake (braking.ts).
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { brakeOver } from './brake-store.ts'
import { mailboxPaused, mailboxResumed } from './events.ts'
import { goesOnByItself, type Mailbox } from './mailbox.ts'
import { forgetRefusals, lockMailbox, saveStatus, syncSoon } from './store.ts'

type Trouble = 'paused' | 'needs_reconnect' | 'error'

/**
 * `reason` is a sentence. 'needs_reconnect' and 'error' wait for a person; 'paused' ends at `until`, or by hand; under a brake it
 * says what the brake says. Repeating it changes nothing.
 */
export async function pauseMailbox(tx: Tx, id: string, why: { status?: Trouble; reason: string; until?: Date | null }): Promise<void> {
  const mailbox = await lockMailbox(tx, id)
  if (!mailbox) return
  const status = why.status ?? 'paused'
  // A lost login is told once, however many mails and looks meet it and whatever words the server finds each time.
  if (mailbox.status === 'needs_reconnect' && status !== 'error') return
  const brake = status === 'paused' ? await brakeOver(tx, id) : undefined
  await rest(tx, mailbox, { status, reason: brake?.sentence ?? why.reason, until: status === 'paused' && !brake ? (why.until ?? null) : null })
}

/** Whatever paused it is over. Refusals are counted anew, or the next one alone would pause it again. */
export async function resumeMailbox(tx: Tx, id: string): Promise<void> {
  const mailbox = await lockMailbox(tx, id)
  if (!mailbox || (mailbox.status === 'active' && !mailbox.statusReason)) return
  await forgetRefusals(tx, id)
  await syncSoon(tx, id)
  const brake = await brakeOver(tx, id)
  if (brake) return rest(tx, mailbox, { status: 'paused', reason: brake.sentence, until: null })
  await saveStatus(tx, id, { status: 'active', reason: null, until: null })
  await announce(tx, mailboxResumed, { mailboxId: id })
  await liveChanged(tx, 'mailboxes')
}

/** A pause that had an end is over. Nothing happens where somebody has paused it anew meanwhile. */
export async function endPause(tx: Tx, id: string): Promise<void> {
  const mailbox = await lockMailbox(tx, id)
  if (mailbox?.status !== 'paused' || mailbox.pausedUntil === null || mailbox.pausedUntil > tx.now) return
  const brake = await brakeOver(tx, id)
  if (brake) return rest(tx, mailbox, { status: 'paused', reason: brake.sentence, until: null })
  await saveStatus(tx, id, { status: 'active', reason: null, until: null })
  // A letterbox that cannot be read is another trouble, and is not over with it.
  if (!mailbox.syncError) await announce(tx, mailboxResumed, { mailboxId: id })
  await liveChanged(tx, 'mailboxes')
}

/** What would send, now or after a pause, rests if a brake is on. What waits for a person finds the brake once it is mended. */
export async function restUnderBrake(tx: Tx, id: string): Promise<void> {
  const mailbox = await lockMailbox(tx, id), brake = await brakeOver(tx, id)
  if (mailbox && brake && goesOnByItself(mailbox)) await rest(tx, mailbox, { status: 'paused', reason: brake.sentence, until: null })
}

async function rest(tx: Tx, mailbox: Mailbox, to: { status: Trouble; reason: string; until: Date | null }): Promise<void> {
  if (mailbox.status === to.status && mailbox.statusReason === to.reason && mailbox.pausedUntil?.getTime() === to.until?.getTime()) return
  await saveStatus(tx, mailbox.id, to)
  await announce(tx, mailboxPaused, { mailboxId: mailbox.id, status: to.status, reason: to.reason, until: to.until?.toISOString() ?? null })
  await liveChanged(tx, 'mailboxes')
}
