// The background jobs of this room, by name. They hold ids only.
import { job } from '#platform/jobs'

/** Takes in a large audience, chunk by chunk. */
export const intakeJob = job<{ intakeId: string }>('campaigns.intake', { retryLimit: 20, expireInSeconds: 3600, oneAtATimePer: (d) => d.intakeId })
/** Asks for research, then for drafts, for everybody who has not been asked about. */
export const prepareJob = job<{ campaignId: string }>('campaigns.prepare', { retryLimit: 20, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
/** Looks at everybody under way afresh: the steps are others now. */
export const lookJob = job<{ campaignId: string }>('campaigns.look', { retryLimit: 20, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
/** Other days for everybody: what waits gets a new moment. */
export const placeAnewJob = job<{ campaignId: string }>('campaigns.place_anew', { retryLimit: 20, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
/** Gives out places until the days ahead are full. */
export const lineJob = job<{ campaignId: string }>('campaigns.line', { retryLimit: 5, expireInSeconds: 3600, oneAtATimePer: (d) => d.campaignId })
