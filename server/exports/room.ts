import type { Room } from '#platform/room'
import { routes } from './routes.ts'

// Exports: a list as a file. Above imports, for titles are those that the import reads back.
export const room: Room = { name: 'exports', routes }
