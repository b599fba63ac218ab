import { health } from '#contract/admin'
import { loop, type Room } from '#platform/room'
import { routeOut } from '#platform/route'
import { readHealth, tidy } from './health.ts'

const hour = 3600_000

export const room: Room = {
  name: 'admin',
  routes: [routeOut(health, async ({ world }) => readHealth(world))],
  loops: [loop('admin.tidy', { roles: ['worker'] }, async (ground, signal) => {
    while (!signal.aborted) {
      await tidy(ground)
      await ground.clock.sleep(hour, signal)
    }
  })],
}
