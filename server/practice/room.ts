import { loop, type Room } from '#platform/room'
import type { Ground } from '#platform/world'
import { offerKind } from '#mailboxes'
import { offerLocalSites } from '#research'
import { keepTime } from './arriving.ts'
import { practiceRoute } from './letterbox.ts'
import { routes } from './routes.ts'
import { siteOf } from './site.ts'
import { closeServer } from './smtp.ts'

const grounds = new Set<Ground>()

export const room: Room = {
  name: 'practice',
  routes,
  loops: [loop('practice.time', { roles: ['worker'] }, keepTime)],
  async start(ground) {
    offerKind('practice', practiceRoute)
    // Offering the same function twice is harmless: the first one that knows the domain answers.
    if (!grounds.size) offerLocalSites((url) => siteOf(url.hostname, url.pathname, ([...grounds].at(-1) ?? ground).clock.now()))
    grounds.add(ground)
  },
  async stop() {
    await Promise.all([...grounds].map(closeServer))
  },
}
