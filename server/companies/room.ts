import type { Room } from '#platform/room'
import { followsCompanies } from './events.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'companies', routes, reactions: [...followsCompanies('events'), ...followsCompanies('record_files', 'subject_id'), ...followsCompanies('signals', 'subject_id')] }
