// How a reading of a letterbox ended, and what follows from it. The reading itself is the inbox room's.
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { letterboxBroken, mailboxPaused } from './events.ts'
import { saveStatus } from './store.ts'
import { lockSync, saveSynced, saveSyncFailure } from './sync-store.ts'

/** A letterbox that cannot be read is told of after so many failures in a row; a refused password at once. */
const tellAfter = 5
const longestWaitS = 1800

/** `everyS`: the pause after a good reading, and the first one after a failure; each further failure doubles it. */
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
  const failures = row.failures + 1
  const tell = !row.told && (end.reason === 'login' || failures >= tellAfter)
  await saveSyncFailure(tx, id, { sentence: end.sentence, failures, tell, nextS: Math.min(longestWaitS, end.everyS * 2 ** Math.min(failures - 1, 6)) })
  if (end.reason === 'login' && row.status === 'active') {
    await saveStatus(tx, id, { status: 'needs_reconnect', reason: end.sentence, until: null })
    await announce(tx, mailboxPaused, { mailboxId: id, status: 'needs_reconnect', reason: end.sentence, until: null })
  } else if (tell) await announce(tx, letterboxBroken, { mailboxId: id, sentence: end.sentence })
  await liveChanged(tx, 'mailboxes')
}
