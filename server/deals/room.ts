import type { Room } from '#platform/room'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'deals', routes, reactions }
