// The plug of the campaigns room.
import type { Room } from '#platform/room'
import { offerHalts } from '#sending'
import { controlRoutes } from './control-routes.ts'
import { askHalts } from './halting.ts'
import { jobs } from './jobs.ts'
import { leftToPeople } from './left-to-people.ts'
import { line } from './line-loop.ts'
import { posting } from './posting.ts'
import { reactions } from './reactions.ts'
import { ruleRoutes } from './rule-routes.ts'
import { routes } from './routes.ts'

export const room: Room = { name: 'campaigns', routes: [...routes, ...ruleRoutes, ...controlRoutes], jobs, reactions: [...reactions, ...leftToPeople], loops: [line, posting], start: async () => offerHalts(askHalts) }
