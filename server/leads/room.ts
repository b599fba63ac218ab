import { jobs } from './bulk-running.ts'
import { work } from '#platform/jobs'
import { loop, type Room } from '#platform/room'
import { findDuplicates, findDuplicatesJob, lookDaily } from './duplicates.ts'
import { emptyTrashes } from './emptying.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

const hour = 3600_000

export const room: Room = {
  name: 'leads', routes, reactions,
  jobs: [...jobs, work(findDuplicatesJob, (world) => findDuplicates(world), { concurrency: 1 })],
  loops: [loop('leads.tidy', { roles: ['worker'] }, async (ground, signal) => {
    while (!signal.aborted) {
      await emptyTrashes(ground)
      await lookDaily(ground)
      await ground.clock.sleep(hour, signal)
    }
  })],
}
