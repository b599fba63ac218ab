// A draft: one mail to one lead at one step, with its variants and its state.
import type { DraftStatus } from '#contract/writing'
import type { Check, Sentence, Tone, Variant } from './mail.ts'
import type { Plan } from './composing.ts'

/** The order: what a campaign wants written. `tone` is the tone the enrollment began with. */
export interface Wanted {
  totalSteps: number
  mode: 'written' | 'template'
  intent: string
  subject: string
  body: string
  tone: Tone
  offerId: string | null
  autoApprove: boolean
  /** counts regenerations: the same round gives the same text */
  round?: number
}

export interface Draft {
  id: string
  leadId: string
  campaignId: string | null
  enrollmentId: string | null
  stepId: string | null
  stepNo: number
  /** The letter of the text it was written from, where its step has several. */
  variant: string | null
  status: DraftStatus
  problem: string | null
  tone: Tone
  variants: Variant[]
  subject: string
  body: string
  sentences: Sentence[]
  checks: Check[]
  plans: Partial<Record<Tone, Plan>>
  wanted: Wanted
  edited: boolean
  writer: string
  promptVersion: string | null
  researched: boolean
  approvedBy: string | null
  approvedAt: Date | null
  claimedUntil: Date | null
  tries: number
  sentAt: Date | null
  createdAt: Date
  updatedAt: Date
}

/** Ready means: no check has anything to say. Everything else waits for a person. */
export const stateFor = (checks: Check[], problem: string | null): 'ready' | 'needs_review' => (checks.length === 0 && problem === null ? 'ready' : 'needs_review')

/** Why a person should look: the gravest finding, in one sentence. */
export function reasonFor(draft: Pick<Draft, 'status' | 'problem' | 'checks'>): string | null {
  if (draft.problem) return draft.problem
  if (draft.status === 'skipped') return 'Skipped; nothing is sent.'
  const worst = draft.checks.find((one) => one.severity === 'block') ?? draft.checks[0]
  if (!worst) return null
  return draft.checks.length === 1 ? worst.sentence : `${worst.sentence} And ${draft.checks.length - 1} more.`
}

/** States in which a person may still change the text. */
export const isOpen = (status: DraftStatus): boolean => status === 'ready' || status === 'needs_review' || status === 'failed'

/** An in-thread mail takes the thread's subject when it is sent. */
export const isInThread = (draft: Pick<Draft, 'stepNo'>): boolean => draft.stepNo > 1

export const about = (draft: Pick<Draft, 'id' | 'leadId' | 'campaignId' | 'enrollmentId' | 'stepId'>) => ({
  draftId: draft.id,
  leadId: draft.leadId,
  ...(draft.campaignId && { campaignId: draft.campaignId }),
  ...(draft.enrollmentId && { enrollmentId: draft.enrollmentId }),
  ...(draft.stepId && { stepId: draft.stepId }),
})
