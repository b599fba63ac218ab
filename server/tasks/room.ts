import type { Room } from '#platform/room'
import { reactions } from './reactions.ts'
import { reminding } from './reminding.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'tasks', routes, reactions, loops: [reminding] }
