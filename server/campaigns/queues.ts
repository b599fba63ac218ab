// The background jobs of this room, by name. They hold ids only.
import { job } from '#platform/jobs'

/** Takes in a large audience, chunk by chunk. */
export const intakeJob = job<{ intakeId: string }>('campaigns.intake', { retryLimit: 20, expireInSeconds: 3600, oneAtATimePer: (d) => d.intakeId })
/** Asks for research, then for drafts, for everybody who has not been asked about. */
export const prepareJob = job<{ campaignId: string }>('campaigns.prepare', { retryLimit: 20, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
/** Looks at everybody under way afresh: the steps are others now. */
export const lookJob = job<{ campaignId: string }>('campaigns.look', { retryLimit: 20, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
/** Where their mail is gets asked, and mailboxes of the same provider are preferred. */
export const matchJob = job<{ campaignId: string }>('campaigns.match', { retryLimit: 5, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
/** Other days for everybody: what waits gets a new moment. */
export const placeAnewJob = job<{ campaignId: string }>('campaigns.place_anew', { retryLimit: 20, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
/** The next hundred leads of something done to many. */
export const controlJob = job<{ runId: string }>('campaigns.control', { retryLimit: 20, expireInSeconds: 3600 })
/** The next ones who got a wrong mail are written to. */
export const correctionJob = job<{ correctionId: string }>('campaigns.correction', { retryLimit: 20, expireInSeconds: 3600 })
/** Somebody is away from now on. */
export const absenceJob = job<{ absenceId: string }>('campaigns.absence', { retryLimit: 20, expireInSeconds: 3600 })
/** Gives out places until the days ahead are full; `without`: kinds of leads that have found none. */
export const lineJob = job<{ campaignId: string; without?: string[] }>('campaigns.line', { retryLimit: 5, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
