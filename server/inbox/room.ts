import { loop, type Room } from '#platform/room'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'
import { stopParsing } from './safe-parsing.ts'
import { keepListening } from './listening.ts'
import { keepComparing, keepReading } from './watching.ts'

export const room: Room = {
  name: 'inbox',
  routes,
  reactions,
  loops: [
    loop('inbox.sync', { roles: ['worker'] }, keepReading),
    loop('inbox.listen', { roles: ['worker'] }, keepListening),
    loop('inbox.compare', { roles: ['worker'] }, keepComparing),
  ],
  stop: stopParsing,
}
