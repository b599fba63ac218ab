import { daily, funnel, home, momentum, rowsBehind } from '#contract/analytics'
import { route } from '#platform/route'
import { dailyOf, funnelOf, momentumOf } from './counting.ts'
import { homeOf } from './home.ts'
import { rowsOf } from './rows.ts'

export const routes = [
  route(home, ({ tx }) => homeOf(tx)),
  route(funnel, ({ tx, query }) => funnelOf(tx, query)),
  route(daily, ({ tx, query }) => dailyOf(tx, query)),
  route(momentum, ({ tx, query }) => momentumOf(tx, query)),
  route(rowsBehind, ({ tx, query }) => rowsOf(tx, query)),
]
