import { search } from '#contract/search'
import { route } from '#platform/route'
import type { Room } from '#platform/room'
import { find } from './finding.ts'

export const room: Room = { name: 'search', routes: [route(search, async ({ tx, query }) => ({ items: await find(tx, query) }))] }
