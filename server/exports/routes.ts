import * as say from '#contract/exports'
import { rawRoute } from '#platform/route'
import { companies } from './companies.ts'
import { deals } from './deals.ts'
import { leads } from './leads.ts'
import { sendExport } from './writing.ts'

export const routes = [
  rawRoute(say.exportLeads, ({ world, query, reply }) => sendExport(world, reply, leads, query)),
  rawRoute(say.exportCompanies, ({ world, query, reply }) => sendExport(world, reply, companies, query)),
  rawRoute(say.exportDeals, ({ world, query, reply }) => sendExport(world, reply, deals, query)),
]
