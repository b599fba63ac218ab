import { loop, type Room } from '#platform/room'
import { keepDigesting } from './digest.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'notices', routes, reactions, loops: [loop('notices.digest', { roles: ['worker'] }, keepDigesting)] }
