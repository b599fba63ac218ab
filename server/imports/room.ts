import type { Room } from '#platform/room'
import { jobs } from './jobs.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'imports', routes, jobs }
