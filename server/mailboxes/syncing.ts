// How a reading of a letterbox ended, and what follows from it. The reading itself is the inbox room's.
import { createHash } from 'node:crypto'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { letterboxBroken, mailboxPaused } from './events.ts'
import { saveStatus } from './store.ts'
import { lockSync, saveMore, saveSynced, saveSyncFailure } from './sync-store.ts'

/** A letterbox that cannot be read is told of after so many failures in a row; a refused password at once. */
const tellAfter = 9
const longestWaitS = 1800

/** `everyS`: the pause after a good reading; see {@link waitAfterFailure}. 'more': nothing is wrong, one look took in all it could. */
export type SyncEnd = { ok: true; everyS: number } | { ok: false; reason: string; sentence: string; everyS: number }

/** Lets the letterbox go and sets the next time. */
export async function endSync(tx: Tx, id: string, by: string, end: SyncEnd): Promise<void> {
  const row = await lockSync(tx, id, by)
  if (!row) return
  if (end.ok) {
    await saveSynced(tx, id, end.everyS)
    if (row.failedBefore) await liveChanged(tx, 'mailboxes')
    return
  }
  if (end.reason === 'more') {
    await saveMore(tx, id)
    if (row.failedBefore) await liveChanged(tx, 'mailboxes')
    return
  }
  const failures = row.failures + 1
  const tell = !row.told && (end.reason === 'login' || failures >= tellAfter)
  await saveSyncFailure(tx, id, { sentence: end.sentence, failures, tell, nextS: waitAfterFailure(end.everyS, failures, id) })
  if (end.reason === 'login' && row.status === 'active') {
    await saveStatus(tx, id, { status: 'needs_reconnect', reason: end.sentence, until: null })
    await announce(tx, mailboxPaused, { mailboxId: id, status: 'needs_reconnect', reason: end.sentence, until: null })
  } else if (tell) await announce(tx, letterboxBroken, { mailboxId: id, sentence: end.sentence })
  await liveChanged(tx, 'mailboxes')
}

/** Tries that follow one another without ever waiting longer than the second did. */
const quickTries = 5

/**
 * Seconds until the next try: a line that was cut is often well again in a moment, and an answer that waits must not wait for
 * its place in a long row. So the first tries come after an eighth, then a quarter of the pause between looks; only what lasts
 * longer is asked twice as seldom each time. A quarter more or less by mailbox and try, so that the tries fall into step neither
 * with each other nor with a server's own rhythm.
 */
export function waitAfterFailure(everyS: number, failures: number, mailboxId: string): number {
  const chance = createHash('sha256').update(`${mailboxId} ${failures}`).digest().readUInt32BE() / 2 ** 32
  const doublings = Math.min(failures - 1, 1) + Math.min(Math.max(0, failures - quickTries), 10)
  return Math.round(Math.min(longestWaitS, (everyS / 8) * 2 ** doublings) * (0.75 + chance / 2))
}
