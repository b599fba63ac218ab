// Asking the mind: a brief for everybody who needs one, then a draft for every mail of the campaign at once, so that a
// person can approve the whole conversation in one sitting.
import type { Tx } from '#platform/db'
import { findLeads, type Lead } from '#leads'
import { briefFor, requestBriefs } from '#research'
import { requestDraft } from '#writing'
import { markBriefAsked, markBriefed, type Enrollment } from './enrollment-store.ts'
import type { Frame, Seen } from './situations.ts'

export async function askForBriefs(tx: Tx, rows: Enrollment[]): Promise<void> {
  const fresh = rows.filter((r) => !r.briefAskedAt)
  // Asks for their companies too, each once.
  await requestBriefs(tx, 'lead', fresh.map((r) => r.leadId))
  await markBriefAsked(tx, fresh.map((r) => r.id))
}

/** Of those who wait for a brief: who has all there will be? Marks them and answers their ids. */
export async function noteBriefs(tx: Tx, waiting: { id: string; leadId: string }[], options: { giveUp?: boolean } = {}): Promise<string[]> {
  const over: string[] = []
  for (const { id, leadId } of waiting) {
    const { status, facts } = await briefFor(tx, leadId)
    if (!options.giveUp && (status === 'waiting' || status === 'running')) continue
    await markBriefed(tx, [id], facts.length > 0)
    over.push(id)
  }
  return over
}

export async function askForDrafts(tx: Tx, wanted: { row: Enrollment; frame: Frame; seen: Seen }[], known: Lead[] = []): Promise<void> {
  if (!wanted.length) return
  const leads = new Map((known.length ? known : await findLeads(tx, wanted.map((w) => w.row.leadId))).map((l) => [l.id, l]))
  for (const { row, frame, seen } of wanted) {
    if (!leads.has(row.leadId)) continue
    for (const { step, no } of frame.mails) {
      if (seen.drafts.some((d) => d.stepId === step.id && d.status !== 'superseded') || row.skipped.includes(step.id)) continue
      await askForDraft(tx, frame, row, step.id, no)
    }
  }
}

export async function askForDraft(tx: Tx, frame: Frame, row: Pick<Enrollment, 'id' | 'leadId' | 'tone'>, stepId: string, stepNo: number): Promise<void> {
  const { campaign } = frame, step = frame.steps.find((s) => s.id === stepId)!
  await requestDraft(tx, {
    leadId: row.leadId, campaignId: campaign.id, enrollmentId: row.id, stepId, stepNo, totalSteps: frame.mails.length,
    mode: step.mode, intent: step.intent, subject: step.subject, body: step.body, tone: row.tone, offerId: campaign.offerId, autoApprove: campaign.approval === 'automatic',
  })
}
