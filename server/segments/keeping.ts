// Who belongs, asked again: for the leads something happened to, for all when the ground itself has moved, and by the clock.
import { fill, segments, type Segment } from '#leads'
import { LeadFilter } from '#contract/lead-filter'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import type { Ground, World } from '#platform/world'
import { minePerWorkspace } from './store.ts'

const most = 2000

/** These leads enter and leave segments as they are now. */
export async function keepFor(world: World, leadIds: readonly string[]): Promise<void> {
  const ids = [...new Set(leadIds)]
  if (!ids.length || !(await world.read(segments)).length) return
  for (let at = 0; at < ids.length; at += most)
    await world.write(async (tx) => {
      let moved = 0
      for (const segment of await segments(tx)) moved += await keep(tx, segment, ids.slice(at, at + most))
      if (moved) await liveChanged(tx, 'leads')
    })
}

/** All leads, each segment in its own transaction. */
export async function keepAll(world: World): Promise<void> {
  for (const segment of await world.read(segments))
    await world.write(async (tx) => {
      const known = (await segments(tx)).find((s) => s.id === segment.id)
      if (known && (await keep(tx, known))) await liveChanged(tx, 'leads')
    })
}

/** Two processes that look at once: the second passes the workspace over. */
export async function keepTimed(ground: Ground): Promise<void> {
  for (const { workspace_id } of await ground.sweep<{ workspace_id: string }>('select workspaces_with_timed_segments() as workspace_id', [])) {
    const world = ground.world(workspace_id)
    for (const segment of (await world.read(segments)).filter((s) => s.movesWithTime))
      await world.write(async (tx) => { if ((await minePerWorkspace(tx)) && (await keep(tx, segment))) await liveChanged(tx, 'leads') })
  }
}

// Conditions that this release does not understand leave the members as they are.
async function keep(tx: Tx, segment: Segment, leadIds?: readonly string[]): Promise<number> {
  const filter = LeadFilter.safeParse(segment.filter)
  return filter.success ? fill(tx, segment.id, filter.data, leadIds) : 0
}
