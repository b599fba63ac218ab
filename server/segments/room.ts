import { loop, type Room } from '#platform/room'
import { keepTimed } from './keeping.ts'
import { reactions } from './reactions.ts'

/** How often conditions with "in the last … days" are looked at. */
const everyMs = 600_000

export const room: Room = {
  name: 'segments', reactions,
  loops: [loop('segments', { roles: ['worker'] }, async (ground, signal) => {
    while (!signal.aborted) {
      await keepTimed(ground)
      await ground.clock.sleep(everyMs, signal)
    }
  })],
}
