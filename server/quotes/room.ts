import type { Room } from '#platform/room'
import { routes } from './routes.ts'

export const room: Room = { name: 'quotes', routes }
