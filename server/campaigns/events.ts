// What campaigns announce. `code` is counted, `sentence` is read.
import { fact } from '#platform/events'

export const campaignCreated = fact<{ campaignId: string; name: string }>('campaign.created')
export const campaignLaunched = fact<{ campaignId: string; name: string; leads: number }>('campaign.launched')
export const launchCancelled = fact<{ campaignId: string; name: string }>('campaign.launch_cancelled')
export const campaignPaused = fact<{ campaignId: string; name: string; reason: string | null }>('campaign.paused')
export const campaignResumed = fact<{ campaignId: string; name: string; overdue: number }>('campaign.resumed')
export const campaignArchived = fact<{ campaignId: string; name: string }>('campaign.archived')
export const stepChanged = fact<{ campaignId: string; stepId: string; version: number; before: object; after: object }>('campaign.step_changed')
export const stepsReshaped = fact<{ campaignId: string; version: number; sentences: string[] }>('campaign.steps_reshaped')

export const rulesChanged = fact<{ campaignId: string; before: object; after: object }>('campaign.rules_changed')
export const correctionSent = fact<{ campaignId: string; stepId: string; leads: number }>('campaign.correction_sent')

type Who = { enrollmentId: string; leadId: string; campaignId: string }
export const enrollmentStarted = fact<Who>('enrollment.started')
/** `stepId`: the last mail that had left; none when nothing had. */
export const enrollmentStopped = fact<Who & { stepId?: string; code: string; sentence: string }>('enrollment.stopped')
export const enrollmentFinished = fact<Who & { stepId?: string; code: string; sentence: string }>('enrollment.finished')
/** From one campaign into another, because of what the sentence says. */
export const enrollmentMovedOn = fact<Who & { toEnrollmentId: string; toCampaignId: string; toName: string; sentence: string }>('enrollment.moved_on')
export const enrollmentHeld = fact<Who & { code: string; sentence: string }>('enrollment.held')
/** Waits by itself until then; nothing is told of a pause by hand. `stepId` as above. */
export const enrollmentPostponed = fact<Who & { stepId?: string; until: string; code: string; sentence: string }>('enrollment.postponed')
