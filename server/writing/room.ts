import { loop, type Room } from '#platform/room'
import { jobs } from './jobs.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'
import { wakeWriters } from './sweeping.ts'

export const room: Room = { name: 'writing', routes, jobs, reactions, loops: [loop('writing.wake', { roles: ['worker'] }, wakeWriters)] }
