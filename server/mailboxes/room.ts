import type { Room } from '#platform/room'
import { checking } from './domains.ts'
import { ramping } from './ramping.ts'
import { learning } from './recipient-hosts.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'mailboxes', routes, loops: [ramping, checking, learning] }
