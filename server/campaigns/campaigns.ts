// Campaigns: the conductor. Takes leads in, has them researched and written to, gives every mail its moment, looks into
// the letterbox before each follow-up, and stops in the same breath in which an answer is heard. See docs/campaigns.md.
export type { Campaign, NewStep, Step } from './campaign.ts'
export type { Enrollment } from './enrollment-store.ts'
export type { EnrollmentState } from './enrollment.ts'
export { createCampaign } from './editing.ts'
export { enroll, takeIn } from './enrolling.ts'
export { archive, launch, pause, resume } from './running.ts'
export { stopForMeeting } from './stopping.ts'
export { variantResults } from './asking.ts'
export { verdictOf as variantVerdict } from './variants.ts'
export { conduct } from './conducting.ts'
export { nextWindow } from './schedule.ts'
export { spread, type SendingMailbox, type ToPlace } from './spread.ts'
export { planLine } from './planning.ts'
export { postOnce } from './posting.ts'
export { lineOnce } from './line-loop.ts'
export { campaignById as findCampaign, stepsOf } from './store.ts'
export { enrollmentById as findEnrollment, enrollmentsOfLead } from './enrollment-store.ts'
export {
  campaignArchived, campaignCreated, campaignLaunched, campaignPaused, campaignResumed, enrollmentFinished, enrollmentHeld, enrollmentMovedOn, enrollmentPostponed, enrollmentStarted,
  enrollmentStopped, launchCancelled, stepChanged, stepsReshaped,
} from './events.ts'
