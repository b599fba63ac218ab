// What we learned of a company or a lead: briefs of typed facts, each with the page it is on and the words it stands on. Companies
// are read once per workspace and kept three weeks; their people share what was found. Without a key the company's own site and
// pasted notes are the sources; with one, a model reads along and the web is searched, under the same rule: no quote, no fact.
export type { Brief, BriefStatus, Knowledge } from './brief.ts'
export { spokenName } from './brief.ts'
export { briefReady, factJudged } from './events.ts'
export type { Fact, FoundFact } from './fact.ts'
export { soundsLikeOrders } from './fact.ts'
export { offerLocalSites, type LocalSite } from './local-sites.ts'
export { note } from './noting.ts'
export { countryOf, inferPlace, type Place, type PlaceHints } from './place.ts'
export { briefFor, requestBrief, requestBriefs } from './requesting.ts'
export { sureEnough } from './time-zones.ts'
