import { activity, companyTimeline, dealTimeline, leadTimeline } from '#contract/timeline'
import { route } from '#platform/route'
import { activityOf, timelineOfCompany, timelineOfDeal, timelineOfLead } from './showing.ts'

export const routes = [
  route(leadTimeline, ({ tx, params, query }) => timelineOfLead(tx, params.id, query)),
  route(companyTimeline, ({ tx, params, query }) => timelineOfCompany(tx, params.id, query)),
  route(dealTimeline, ({ tx, params, query }) => timelineOfDeal(tx, params.id, query)),
  route(activity, ({ tx, query }) => activityOf(tx, query.campaignId, query)),
]
