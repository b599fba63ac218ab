import type { Room } from '#platform/room'
import { jobs } from './bulk-running.ts'
import { routes } from './routes.ts'
import { reactions } from './reactions.ts'

export const room: Room = { name: 'leads', routes, jobs, reactions }
