// Reminders: said once each, to the owner, by the minute.
import { announce } from '#platform/events'
import { loop } from '#platform/room'
import type { Ground } from '#platform/world'
import { taskReminded } from './events.ts'
import { aboutOf } from './keeping.ts'
import { markReminded } from './store.ts'

const pauseMs = 15_000

/** Answers how many were looked at. */
export async function remindOnce(ground: Ground): Promise<number> {
  const due = await ground.sweep<{ workspace_id: string; id: string }>('select workspace_id, id from tasks_to_remind($1, $2)', [ground.clock.now(), 200])
  for (const { workspace_id, id } of due)
    await ground.world(workspace_id, { kind: 'system', name: 'tasks' }).write(async (tx) => {
      const task = await markReminded(tx, id)
      if (task?.ownerId) await announce(tx, taskReminded, { ...aboutOf(task), ownerId: task.ownerId, dueOn: task.dueOn })
    })
  return due.length
}

export const reminding = loop('tasks.remind', { roles: ['worker'] }, async (ground, signal) => {
  while (!signal.aborted) {
    await remindOnce(ground)
    await ground.clock.sleep(pauseMs, signal)
  }
})
