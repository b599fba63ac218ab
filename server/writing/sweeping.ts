// Drafts that wait though nobody was woken for them: a writer that died, a call for it that came a breath too late.
import type { Ground } from '#platform/world'
import { askToWrite } from './authoring.ts'

const everyMs = 30_000

export async function wakeWriters(ground: Ground, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    for (const { id } of await ground.sweep<{ id: string }>('select workspace_id as id from workspaces_with_unwritten($1)', [ground.clock.now()])) await ground.world(id).write((tx) => askToWrite(tx))
    await ground.clock.sleep(everyMs, signal)
  }
}
