// Steps that a person does. The engine says what is to be done now, if anything; here that becomes a task of the right person, and
// whatever else of the campaign was open for this lead is withdrawn. Found from what is so each time, as everything else is.
import { findLeads, nameOf } from '#leads'
import type { Tx } from '#platform/db'
import { keepStepTasks, type StepTask } from '#tasks'
import { previewTemplate } from '#writing'
import { usualAsk, type Step } from './campaign.ts'
import type { Answer } from './engine.ts'
import type { Enrollment } from './enrollment-store.ts'
import type { Frame } from './situations.ts'

export async function keepTasks(tx: Tx, wanted: { row: Enrollment; frame: Frame; task: NonNullable<Answer['task']> | null }[]): Promise<void> {
  if (!wanted.length) return
  const leads = new Map((await findLeads(tx, wanted.flatMap((w) => (w.task ? [w.row.leadId] : [])))).map((l) => [l.id, l]))
  await keepStepTasks(tx, wanted.map(({ row, frame, task }) => {
    const lead = leads.get(row.leadId), step = task && frame.steps.find((s) => s.id === task.stepId)
    return { enrollmentId: row.id, want: task && lead && step ? { ...ofStep(frame, step, nameOf(lead)), leadId: lead.id, companyId: lead.companyId, ownerId: lead.ownerId ?? (row.mailboxId ? (frame.mailboxes.get(row.mailboxId)?.ownerId ?? null) : null), again: task.again, textFor: () => textFor(tx, frame, step, lead.id) } : null }
  }))
}

/** Before a lead starts over: what was asked for it the first time is over. */
export const forgetTasks = (tx: Tx, enrollmentIds: string[]): Promise<void> => keepStepTasks(tx, enrollmentIds.map((enrollmentId) => ({ enrollmentId, want: null })))

function ofStep(frame: Frame, step: Step, name: string): Pick<StepTask, 'campaignId' | 'stepId' | 'kind' | 'title' | 'why' | 'about'> {
  const ask = step.ask ?? usualAsk, { campaign, steps } = frame
  const no = steps.filter((s) => s.kind === 'email' || s.kind === 'task').findIndex((s) => s.id === step.id) + 1
  return {
    campaignId: campaign.id, stepId: step.id, kind: ask.what, title: titleOf(step, name), why: `Step ${no} of ${campaign.name} asks for it.`,
    about: { ...(step.intent && { what: step.intent }), ...(ask.act && { act: ask.act }), mostTries: ask.mostTries, everyDays: ask.everyDays },
  }
}

function titleOf({ ask, intent }: Step, name: string): string {
  switch (ask?.what) {
    case 'call': return `Call ${name}`
    case 'linkedin': return ask.act === 'visit' ? `Visit the profile of ${name}` : ask.act === 'message' ? `Write to ${name} on LinkedIn` : `Invite ${name} on LinkedIn`
    default: return (intent.split('\n')[0] || `Something to do for ${name}`).slice(0, 300)
  }
}

/** The text of the step with the lead's own words in it; a tag that cannot be filled stays to be seen. */
async function textFor(tx: Tx, { campaign }: Frame, step: Step, leadId: string): Promise<string | undefined> {
  if (!step.body.trim()) return undefined
  return (await previewTemplate(tx, { leadId, ...(campaign.offerId && { offerId: campaign.offerId }), subject: '', body: step.body })).body
}
