// Timeline: what happened, in plain sentences, per lead, company and workspace. It reads the one log of facts and adds
// nothing to it; whatever Overture did by itself says why.
export { activityOf, timelineOfCompany, timelineOfDeal, timelineOfLead } from './showing.ts'
