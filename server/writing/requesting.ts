// Asking for drafts. Asking again for the same step of the same enrollment changes nothing: only what is missing is written.
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { rotate, type Tone } from './mail.ts'
import type { Wanted } from './draft.ts'
import { askToWrite } from './authoring.ts'
import { addToMemory, draftOfStep, insertDraft, rewriteAnew, supersede, type Leaving } from './store.ts'

export interface Request extends Wanted {
  leadId: string
  campaignId: string | null
  enrollmentId: string | null
  stepId: string | null
  /** Counts e-mails from 1. */
  stepNo: number
  /** The letter of the text, where a step has several. */
  variant?: string | null
}

/**
 * Has a mail written for one lead and step, and answers the draft's id. `tone` is the tone the enrollment began with:
 * follow-ups rotate from it. A step that has its draft already keeps it; one that had failed is written again.
 */
export async function requestDraft(tx: Tx, request: Request): Promise<string> {
  const { leadId, campaignId, enrollmentId, stepId, stepNo, totalSteps, mode, intent, subject, body, tone, offerId, autoApprove } = request
  const wanted: Wanted = { totalSteps, mode, intent, subject, body, tone, offerId: offerId ?? null, autoApprove }
  const made = await insertDraft(tx, { leadId, campaignId, enrollmentId, stepId, stepNo, variant: request.variant ?? null, wanted, tone: toneFor(wanted, stepNo) })
  if (made) {
    await askToWrite(tx)
    return made.id
  }
  const there = (await draftOfStep(tx, enrollmentId!, stepId!))!
  if (there.status === 'failed') await writeAgain(tx, there.id)
  return there.id
}

/** A template is said in the campaign's tone throughout; written mails rotate. */
export const toneFor = (wanted: Pick<Wanted, 'mode' | 'tone'>, stepNo: number): Tone => (wanted.mode === 'template' ? wanted.tone : rotate(wanted.tone, stepNo))

export async function writeAgain(tx: Tx, draftId: string): Promise<void> {
  await rewriteAnew(tx, draftId)
  await askToWrite(tx)
}

/** Takes drafts out of the game: their step was rewritten (`approvedToo` or not), their lead left (`openOnly`). What has been sent stays. */
export async function supersedeDrafts(tx: Tx, which: { enrollmentIds: string[]; stepId?: string; approvedToo?: boolean; openOnly?: boolean }): Promise<number> {
  if (which.enrollmentIds.length === 0) return 0
  return drop(tx, { enrollmentIds: which.enrollmentIds, ...(which.stepId && { stepId: which.stepId }) }, which.openOnly ? 'open' : which.approvedToo ? 'all' : 'unapproved')
}

export const dropDraftsOfLead = (tx: Tx, leadId: string): Promise<number> => drop(tx, { leadId }, 'all')

async function drop(tx: Tx, where: Parameters<typeof supersede>[1], leaving: Leaving): Promise<number> {
  const gone = await supersede(tx, where, leaving)
  for (const [campaignId, drafts] of Map.groupBy(gone, (one) => one.campaignId)) {
    const lines = drafts.flatMap((one) => one.plan?.lines ?? [])
    if (campaignId && lines.length) await addToMemory(tx, campaignId, lines, -1)
  }
  if (gone.length) await liveChanged(tx, 'approvals')
  return gone.length
}
