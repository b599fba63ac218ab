import { followsLeads } from '#leads'
import type { Room } from '#platform/room'
import { routes } from './routes.ts'

// Forms: leads that come by themselves.
export const room: Room = { name: 'forms', routes, reactions: followsLeads('form_submissions') }
