import { activity, companyTimeline, leadTimeline } from '#contract/timeline'
import { route } from '#platform/route'
import { activityOf, timelineOfCompany, timelineOfLead } from './showing.ts'

export const routes = [
  route(leadTimeline, ({ tx, params, query }) => timelineOfLead(tx, params.id, query)),
  route(companyTimeline, ({ tx, params, query }) => timelineOfCompany(tx, params.id, query)),
  route(activity, ({ tx, query }) => activityOf(tx, query.campaignId, query)),
]
