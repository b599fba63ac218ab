import type { Room } from '#platform/room'
import { offerDressing } from '#sending'
import { dressMail, layOutPlace } from './instrument.ts'
import { routes } from './routes.ts'

export const room: Room = {
  name: 'tracking',
  routes,
  async start(ground) {
    layOutPlace(ground)
    offerDressing(dressMail)
  },
}
