import type { Room } from '#platform/room'
import { offerBulk } from '#records'
import { bulkOfDeals } from './bulk.ts'
import { reactions } from './reactions.ts'
import { routes } from './routes.ts'

offerBulk(bulkOfDeals)

export const room: Room = { name: 'deals', routes, reactions }
