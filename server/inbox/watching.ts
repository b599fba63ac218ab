// The loop that looks into every letterbox when its time has come: a few at once, each by one process only.
import type { Ground } from '#platform/world'
import { reconcile } from './reconciling.ts'
import { syncMailbox } from './syncing.ts'

const together = 4
const pauseMs = 2000
const comparePauseMs = 5000

export async function keepReading(ground: Ground, signal: AbortSignal): Promise<void> {
  const reading = new Map<string, Promise<void>>()
  while (!signal.aborted) {
    const due = await ground.sweep<{ workspace_id: string; mailbox_id: string }>('select workspace_id, mailbox_id from mailboxes_to_sync($1, $2)', [ground.clock.now(), 50])
    for (const { workspace_id, mailbox_id } of due) {
      if (reading.size >= together) await Promise.race(reading.values())
      if (signal.aborted) break
      if (reading.has(mailbox_id)) continue
      const world = ground.world(workspace_id, { kind: 'system', name: 'inbox' })
      reading.set(mailbox_id, syncMailbox(world, mailbox_id, { force: false, signal })
        .then(() => undefined, (error: unknown) => ground.log.warn({ err: error, mailboxId: mailbox_id }, 'A letterbox could not be read.'))
        .finally(() => reading.delete(mailbox_id)))
    }
    await ground.clock.sleep(pauseMs, signal)
  }
  await Promise.all(reading.values())
}

/** Compares every letterbox with what is here, when its time has come, one after the other. */
export async function keepComparing(ground: Ground, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const due = await ground.sweep<{ workspace_id: string; mailbox_id: string }>('select workspace_id, mailbox_id from mailboxes_to_compare($1, $2)', [ground.clock.now(), 20])
    for (const { workspace_id, mailbox_id } of due) {
      if (signal.aborted) break
      await reconcile(ground.world(workspace_id, { kind: 'system', name: 'inbox' }), mailbox_id, { signal })
        .catch((error: unknown) => ground.log.warn({ err: error, mailboxId: mailbox_id }, 'A letterbox could not be compared.'))
    }
    await ground.clock.sleep(comparePauseMs, signal)
  }
}
