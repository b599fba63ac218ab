import type { Room } from '#platform/room'
import { offerDressing } from '#sending'
import { dressMail, layOutPlace } from './instrument.ts'
import { routes } from './routes.ts'
import { lookingUp } from './settings.ts'
import { telling } from './telling.ts'

export const room: Room = {
  name: 'tracking',
  routes,
  loops: [lookingUp, telling],
  async start(ground) {
    layOutPlace(ground)
    offerDressing(dressMail)
  },
}
