// A new deal: on top of its stage, with the person and the company it is about.
import { findWorkspace } from '#accounts'
import { findCompany, upsertCompany } from '#companies'
import type { DealInput } from '#contract/deals'
import { findLead, moveByRule } from '#leads'
import type { Actor, Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { mayChangeRecord, mustSeeOwner } from '#platform/rights'
import { goodCustom } from '#records'
import { addPerson, rolesIn } from './committee-store.ts'
import { entryWords, goodCurrency, goodDay, listed, missingFor, spokenMoney, type Deal, type Stage } from './deal.ts'
import { dealCreated } from './events.ts'
import { placeOn } from './placing.ts'
import { firstPipeline, holdStages, pipelineById, stageRows } from './pipeline-store.ts'
import { linesOf, reportCurrencyOf } from './product-store.ts'
import { dealById, insertDeal, isMember, noteMove } from './store.ts'

export interface Origin { campaignId?: string | null; stepId?: string | null; messageId?: string | null; threadId?: string | null }

export async function createDeal(tx: Tx, input: DealInput, origin: Origin = {}): Promise<Deal> {
  const stage = await stageToBegin(tx, input)
  const lead = input.leadId ? await theLead(tx, input.leadId) : undefined
  const amountMinor = input.amountMinor ?? null
  const deal = {
    name: input.name, pipelineId: stage.pipelineId, stageId: stage.id, companyId: (await companyOf(tx, input)) ?? lead?.companyId ?? null, leadId: lead?.id ?? null,
    ownerId: input.ownerId === undefined ? (tx.actor.kind === 'user' ? tx.actor.userId : null) : await goodOwner(tx, input.ownerId),
    amountMinor, amountByHand: false, currency: input.currency ? goodCurrency(input.currency) : await reportCurrencyOf(tx),
    closeOn: input.closeOn ? goodDay(input.closeOn, 'closeOn', 'The close date') : null, closePushes: 0,
    nextStep: input.nextStep ?? null, nextStepOn: input.nextStepOn ? goodDay(input.nextStepOn, 'nextStepOn', 'The day of the next step') : null,
    notes: input.notes ?? null, source: input.source ?? null,
    sourceCampaignId: origin.campaignId ?? null, sourceStepId: origin.stepId ?? null, sourceMessageId: origin.messageId ?? null, sourceThreadId: origin.threadId ?? null,
    lostReason: null, lostNote: null, custom: await goodValues(tx, {}, input.custom), ...(await closedIn(tx, stage)), stageSince: tx.now, lastActivityAt: tx.now,
  }
  const missing = missingFor(stage, deal, { lines: 0, roles: [], people: lead ? 1 : 0 })
  if (missing.length) throw refuse('fields_missing', `${stage.name} asks for ${listed(missing.map((f) => entryWords[f]))}. Fill ${missing.length === 1 ? 'it' : 'them'} in, or begin on an earlier stage.`, { field: missing[0] === 'amount' ? 'amountMinor' : missing[0]!, details: { missing } })
  const { id } = await insertDeal(tx, { ...deal, position: await placeOn(tx, stage.id, null) })
  if (lead) await addPerson(tx, id, lead.id)
  await noteMove(tx, { dealId: id, from: null, to: stage, why: null })
  const made = (await dealById(tx, id))!
  await announce(tx, dealCreated, { ...worthOf(made), ...fromOf(made), stage: stage.name })
  if (lead) await moveByRule(tx, [lead.id], 'deal_created', `The deal “${made.name}” was made of them.`)
  await liveChanged(tx, 'deals')
  return made
}

/** The stage that was asked for, or the first of the pipeline; held. */
async function stageToBegin(tx: Tx, { stageId, pipelineId }: Pick<DealInput, 'stageId' | 'pipelineId'>): Promise<Stage> {
  let wanted = stageId
  if (!wanted) {
    const pipeline = pipelineId ? await pipelineById(tx, pipelineId) : await firstPipeline(tx)
    if (!pipeline) throw notFound('pipeline')
    wanted = (await stageRows(tx, pipeline.id)).find((s) => s.kind === 'open')?.id
    if (!wanted) throw refuse('no_open_stage', 'This pipeline has no open stage. Add one under Settings, Deals.')
  }
  const [stage] = await holdStages(tx, [wanted])
  if (!stage) throw refuse('stage_gone', 'This stage does not exist any more. Choose another one.', { status: 409, field: 'stageId' })
  if (stage.kind === 'lost') throw refuse('born_lost', 'A deal does not begin lost. Begin it on an open stage, then say why it was lost.', { field: 'stageId' })
  return stage
}

export async function theDeal(tx: Tx, id: string, how: { trash?: boolean } = {}): Promise<Deal> {
  const deal = await dealById(tx, id)
  if (!deal || (deal.deletedAt && !how.trash)) throw notFound('deal')
  return deal
}

export const onlyOwn = (actor: Actor, deal: Pick<Deal, 'ownerId' | 'name'>): void => {
  if (!mayChangeRecord(actor, 'deals', deal)) throw refuse('not_your_deal', `“${deal.name}” belongs to a colleague. Ask them, or a manager, to change it.`, { status: 403 })
}

export async function companyOf(tx: Tx, input: { companyId?: string | null | undefined; companyName?: string | null | undefined }): Promise<string | null | undefined> {
  if (input.companyId) {
    if (!(await findCompany(tx, input.companyId))) throw refuse('no_such_company', 'This company does not exist any more. Choose another one.', { field: 'companyId' })
    return input.companyId
  }
  if (input.companyName) return upsertCompany(tx, { name: input.companyName, source: 'manual' })
  return input.companyId
}
export async function theLead(tx: Tx, leadId: string) {
  const lead = await findLead(tx, leadId)
  if (!lead || lead.deletedAt) throw refuse('no_such_lead', 'This person does not exist any more. Choose another one.', { field: 'leadId' })
  return lead
}
export async function goodOwner(tx: Tx, ownerId: string | null): Promise<string | null> {
  if (ownerId && !(await isMember(tx, ownerId))) throw refuse('no_such_member', 'This person is not a member of the workspace.', { field: 'ownerId' })
  mustSeeOwner(tx.actor, 'deals', ownerId)
  return ownerId
}

/** Fields of one's own: what is told, in good form; null and '' take a value away. */
export async function goodValues(tx: Tx, before: Record<string, unknown>, told: Record<string, unknown> | undefined): Promise<Record<string, unknown>> {
  if (!told || !Object.keys(told).length) return before
  return Object.fromEntries(Object.entries({ ...before, ...(await goodCustom(tx, 'deal', told)) }).filter(([, value]) => value !== null && value !== ''))
}

/** The day it is where the workspace is, 'YYYY-MM-DD'. */
export const todayIn = (timeZone: string, now: Date): string => new Intl.DateTimeFormat('en-CA', { timeZone }).format(now)
export const today = async (tx: Tx): Promise<string> => todayIn((await findWorkspace(tx)).timeZone, tx.now)
export const closedIn = async (tx: Tx, stage: Pick<Stage, 'kind'>): Promise<Pick<Deal, 'closedAt' | 'closedOn'>> =>
  (stage.kind === 'open' ? { closedAt: null, closedOn: null } : { closedAt: tx.now, closedOn: await today(tx) })

/** What of a stage's requirements a deal that exists lacks. */
export async function lacks(tx: Tx, stage: Stage, deal: Deal) {
  if (!stage.required.length) return []
  const people = await rolesIn(tx, deal.id), lines = await linesOf(tx, deal.id)
  return missingFor(stage, deal, { lines: lines.length, people: people.length, roles: people.flatMap((p) => (p.role ? [p.role] : [])) })
}

export const aboutOf = (d: Deal) => ({ dealId: d.id, name: d.name, ...(d.leadId && { leadId: d.leadId }), ...(d.companyId && { companyId: d.companyId }) })
export const worthOf = (d: Deal) => ({ ...aboutOf(d), amountMinor: d.amountMinor, currency: d.currency, amount: d.amountMinor === null ? null : spokenMoney(d.amountMinor, d.currency) })
export const fromOf = (d: Deal) => ({ ...(d.sourceCampaignId && { campaignId: d.sourceCampaignId }), ...(d.sourceStepId && { stepId: d.sourceStepId }), ...(d.sourceMessageId && { messageId: d.sourceMessageId }) })
