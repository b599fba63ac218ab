import { offerBulk } from '#records'
import { bulkOfLeads } from './bulk.ts'
import { work } from '#platform/jobs'
import { loop, type Room } from '#platform/room'
import { findDuplicates, findDuplicatesJob, lookDaily } from './duplicates.ts'
import { emptyTrashes } from './emptying.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

const hour = 3600_000

offerBulk(bulkOfLeads)

export const room: Room = {
  name: 'leads', routes, reactions,
  jobs: [work(findDuplicatesJob, (world) => findDuplicates(world), { concurrency: 1 })],
  loops: [loop('leads.tidy', { roles: ['worker'] }, async (ground, signal) => {
    while (!signal.aborted) {
      await emptyTrashes(ground)
      await lookDaily(ground)
      await ground.clock.sleep(hour, signal)
    }
  })],
}
