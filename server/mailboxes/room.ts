import type { Room } from '#platform/room'
import { ramping } from './ramping.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'mailboxes', routes, loops: [ramping] }
