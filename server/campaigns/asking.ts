// Asking the mind: a brief for everybody who needs one, then a draft for every mail of the campaign at once, so that a
// person can approve the whole conversation in one sitting.
import type { Tx } from '#platform/db'
import { findLeads, type Lead } from '#leads'
import { briefFor, requestBriefs } from '#research'
import { requestDraft, supersedeDrafts, variantsSent } from '#writing'
import type { Step } from './campaign.ts'
import { markBriefAsked, markBriefed, noteVariants, repliedByVariant, takeZones, type Enrollment } from './enrollment-store.ts'
import type { Frame, Seen } from './situations.ts'
import { armsOf, drawn, shifted } from './variants.ts'

export async function askForBriefs(tx: Tx, rows: Enrollment[]): Promise<void> {
  const fresh = rows.filter((r) => !r.briefAskedAt)
  // Asks for their companies too, each once.
  await requestBriefs(tx, 'lead', fresh.map((r) => r.leadId))
  await markBriefAsked(tx, fresh.map((r) => r.id))
  await takeZones(tx, fresh.map((r) => r.id))
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

type Act<K> = Extract<import('./engine.ts').Act, { do: K }>

export async function askForDrafts(tx: Tx, wanted: { row: Enrollment; act: Act<'write'>; frame: Frame; seen: Seen }[], known: Lead[] = []): Promise<void> {
  if (!wanted.length) return
  const leads = new Set((known.length ? known : await findLeads(tx, wanted.map((w) => w.row.leadId))).map((l) => l.id))
  const here = wanted.filter((w) => leads.has(w.row.leadId))
  await drawVariants(tx, here)
  for (const { row, act, frame } of here)
    for (const { id, no } of act.steps) {
      const step = frame.steps.find((s) => s.id === id)
      if (step) await askForDraft(tx, frame, row, step, no, act.of)
    }
}

async function askForDraft(tx: Tx, { campaign }: Frame, row: Enrollment, step: Step, stepNo: number, totalSteps: number): Promise<void> {
  const arms = armsOf(step), variant = arms.length > 1 ? row.variants[step.id] : undefined
  const { intent, subject, body } = arms.find((arm) => arm.key === variant) ?? arms[0]!
  await requestDraft(tx, {
    leadId: row.leadId, campaignId: campaign.id, enrollmentId: row.id, stepId: step.id, stepNo, totalSteps, variant: variant ?? null,
    mode: step.mode, intent, subject, body, tone: row.tone, offerId: campaign.offerId, autoApprove: campaign.approval === 'automatic',
  })
}

/** Everybody who is asked for a step with several texts gets one of them, and keeps it. */
async function drawVariants(tx: Tx, wanted: { row: Enrollment; act: Act<'write'>; frame: Frame }[]): Promise<void> {
  const changed = new Set<Enrollment>()
  const results = new Map<string, Awaited<ReturnType<typeof variantResults>>>()
  for (const { row, act, frame: { campaign, steps } } of wanted)
    for (const { id } of act.steps) {
      const step = steps.find((s) => s.id === id), arms = step ? armsOf(step) : []
      if (!step || arms.length < 2 || arms.some((arm) => arm.key === row.variants[id])) continue
      if (step.autoShift && !results.has(campaign.id)) results.set(campaign.id, await variantResults(tx, campaign.id))
      const known = results.get(campaign.id)?.filter((r) => r.stepId === id) ?? []
      row.variants = { ...row.variants, [id]: step.autoShift ? shifted(arms, known, campaign.seed, row.leadId, id) : drawn(arms, campaign.seed, row.leadId, id) }
      changed.add(row)
    }
  await noteVariants(tx, [...changed])
}

export interface VariantResult { stepId: string; key: string; sent: number; replied: number }

/** Of every step with several texts: mails that left, and leads whose last mail it was when they answered. */
export async function variantResults(tx: Tx, campaignId: string): Promise<VariantResult[]> {
  const replied = await repliedByVariant(tx, campaignId)
  return (await variantsSent(tx, campaignId)).map(({ stepId, variant, sent }) => ({ stepId, key: variant, sent, replied: replied.find((r) => r.stepId === stepId && r.key === variant)?.n ?? 0 }))
}

/** Drafts of a path that is not taken, or of a step that is gone: nobody is asked to approve them. */
export async function dropDrafts(tx: Tx, dropped: { row: Enrollment; act: Act<'drop'> }[]): Promise<void> {
  const byStep = new Map<string, string[]>()
  for (const { row, act } of dropped) for (const stepId of act.stepIds) byStep.set(stepId, [...(byStep.get(stepId) ?? []), row.id])
  for (const [stepId, enrollmentIds] of byStep) await supersedeDrafts(tx, { enrollmentIds, stepId, approvedToo: true })
}
