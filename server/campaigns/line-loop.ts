// Every few seconds: who is in line and finds room, whose pause is over, whose research will not come any more.
import type { Ground } from '#platform/world'
import { loop } from '#platform/room'
import { noteBriefs } from './asking.ts'
import { conduct } from './conducting.ts'
import { enrollmentById } from './enrollment-store.ts'
import { planLine, wakeAtOnce } from './planning.ts'

const everyMs = 3_000
/** A line that found no room is asked again after this. */
const fullForMs = 60_000

export const line = loop('campaigns.line', { roles: ['worker'] }, async (ground, signal) => {
  const full = new Map<string, number>()
  while (!signal.aborted) {
    await lineOnce(ground, full)
    await ground.clock.sleep(everyMs, signal)
  }
})

export async function lineOnce(ground: Ground, full = new Map<string, number>()): Promise<void> {
  const now = ground.clock.now()
  for (const { workspace_id, enrollment_id } of await ground.sweep<{ workspace_id: string; enrollment_id: string }>('select workspace_id, enrollment_id from campaigns_overdue($1, 200)', [now])) {
    await quietly(ground, () => ground.world(workspace_id).write(async (tx) => {
      const row = await enrollmentById(tx, enrollment_id)
      if (!row) return
      if (row.state === 'preparing') await noteBriefs(tx, [row], { giveUp: true })
      await conduct(tx, [row], { type: 'look' })
    }))
  }
  // Conditions whose time is over.
  for (const { workspace_id, enrollment_id } of await ground.sweep<{ workspace_id: string; enrollment_id: string }>('select workspace_id, enrollment_id from campaigns_waking($1, $2)', [now, wakeAtOnce])) {
    await quietly(ground, () => ground.world(workspace_id).write(async (tx) => {
      const row = await enrollmentById(tx, enrollment_id)
      if (row) await conduct(tx, [row], { type: 'look' })
    }))
  }
  for (const { workspace_id, campaign_id } of await ground.sweep<{ workspace_id: string; campaign_id: string }>('select workspace_id, campaign_id from campaigns_in_line($1, 500)', [now])) {
    if ((full.get(campaign_id) ?? 0) > now.getTime()) continue
    for (const without = new Set<string>(); ; ) {
      const planned = await quietly(ground, () => ground.world(workspace_id).write((tx) => planLine(tx, campaign_id, without)))
      if (planned?.more) continue
      full.set(campaign_id, now.getTime() + fullForMs)
      break
    }
  }
}

async function quietly<T>(ground: Ground, fn: () => Promise<T>): Promise<T | undefined> {
  try { return await fn() } catch (error) { ground.log.error({ err: error }, 'A campaign could not be moved on; it is tried again.'); return undefined }
}
