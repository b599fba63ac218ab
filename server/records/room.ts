import type { Room } from '#platform/room'
import { jobs } from './bulk-running.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'records', routes, jobs }
