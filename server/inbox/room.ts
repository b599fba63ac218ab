import { loop, type Room } from '#platform/room'
import { routes } from './routes.ts'
import { stopParsing } from './safe-parsing.ts'
import { keepReading } from './watching.ts'

export const room: Room = {
  name: 'inbox',
  routes,
  loops: [loop('inbox.sync', { roles: ['worker'] }, keepReading)],
  stop: stopParsing,
}
