// What writing announces.
import { fact } from '#platform/events'

export interface AboutDraft {
  draftId: string
  leadId: string
  campaignId?: string
  enrollmentId?: string
  stepId?: string
}

/** The text is there. `needsReview`: a check or a missing value keeps it from "approve all". */
export const draftReady = fact<AboutDraft & { needsReview: boolean }>('draft.ready')
export const draftFailed = fact<AboutDraft & { sentence: string }>('draft.failed')
export const draftApproved = fact<AboutDraft & { tone: string; edited: boolean; automatic: boolean }>('draft.approved')
/** An approval was taken back. Who has planned the mail takes it back in the same transaction, or refuses because it has left. */
export const draftReopened = fact<AboutDraft>('draft.reopened')
export const draftSkipped = fact<AboutDraft>('draft.skipped')
export const draftUnskipped = fact<AboutDraft>('draft.unskipped')
