import { health, runSelfCheck, selfCheck } from '#contract/admin'
import { work } from '#platform/jobs'
import { loop, type Room } from '#platform/room'
import { route, routeOut } from '#platform/route'
import { readHealth, tidy } from './health.ts'
import { checkNightly, checkYourself, selfCheckJob } from './self-checking.ts'
import { newestSelfCheck, type SelfCheck } from './self-check-store.ts'

const hour = 3600_000
const shown = (check: SelfCheck) => ({ ...check, at: check.at.toISOString() })

export const room: Room = {
  name: 'admin',
  routes: [
    routeOut(health, async ({ world }) => readHealth(world)),
    route(selfCheck, async ({ tx }) => {
      const newest = await newestSelfCheck(tx)
      return { newest: newest ? shown(newest) : null }
    }),
    routeOut(runSelfCheck, async ({ world }) => ({ newest: shown(await checkYourself(world)) })),
  ],
  jobs: [work(selfCheckJob, (world) => checkYourself(world), { concurrency: 1 })],
  loops: [loop('admin.tidy', { roles: ['worker'] }, async (ground, signal) => {
    while (!signal.aborted) {
      await tidy(ground)
      await checkNightly(ground)
      await ground.clock.sleep(hour, signal)
    }
  })],
}
