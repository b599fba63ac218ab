import type { Room } from '#platform/room'
import { reminding } from './reminding.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'tasks', routes, loops: [reminding] }
