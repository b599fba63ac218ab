import { followsCompanies } from '#companies'
import { followsLeads } from '#leads'
import type { Room } from '#platform/room'
import { routes } from './routes.ts'

export const room: Room = { name: 'meetings', routes, reactions: [...followsLeads('meetings'), ...followsCompanies('meetings')] }
