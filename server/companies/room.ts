import type { Room } from '#platform/room'
import { offerBulk } from '#records'
import { bulkOfCompanies } from './bulk.ts'
import { followsCompanies } from './events.ts'
import { routes } from './routes.ts'

offerBulk(bulkOfCompanies)

export const room: Room = { name: 'companies', routes, reactions: [...followsCompanies('events'), ...followsCompanies('record_files', 'subject_id'), ...followsCompanies('signals', 'subject_id')] }
