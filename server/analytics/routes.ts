import { daily, funnel, home, momentum, placement, rowsBehind, today, variants } from '#contract/analytics'
import { route } from '#platform/route'
import { dailyOf, funnelOf, momentumOf } from './counting.ts'
import { homeOf } from './home.ts'
import { placementOf } from './placement.ts'
import { rowsOf } from './rows.ts'
import { todayOf } from './today-showing.ts'
import { variantsOf } from './variants.ts'

export const routes = [
  route(home, ({ tx }) => homeOf(tx)),
  route(funnel, ({ tx, query }) => funnelOf(tx, query)),
  route(daily, ({ tx, query }) => dailyOf(tx, query)),
  route(momentum, ({ tx, query }) => momentumOf(tx, query)),
  route(variants, ({ tx, query }) => variantsOf(tx, query.campaignId)),
  route(placement, ({ tx, query }) => placementOf(tx, query)),
  route(today, ({ tx, user, query }) => todayOf(tx, user.id, query)),
  route(rowsBehind, ({ tx, query }) => rowsOf(tx, query)),
]
