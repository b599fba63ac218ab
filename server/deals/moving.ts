// A deal goes to a place on a stage: by hand, or because of what happened. Fifty people may do this at once: whoever gives a
// place on a stage holds that stage's row first and the deal second, always in this order, so all places end in one order and
// nobody waits in a circle.
import type { DealMove } from '#contract/deals'
import type { MoveEvent } from '#contract/deal-setup'
import { moveByRule } from '#leads'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { refuse } from '#platform/refuse'
import { aboutOf, closedIn, fromOf, lacks, onlyOwn, theDeal, worthOf } from './creating.ts'
import { entryWords, listed, type Deal, type Stage } from './deal.ts'
import { applyEdit } from './editing.ts'
import { dealLost, dealMoved, dealStayed, dealWon } from './events.ts'
import { placeOn } from './placing.ts'
import { holdStages, stageById, stageRows } from './pipeline-store.ts'
import { dealById, lockDeal, noteMove, putAt, putOnStage, staysOf, touchDeal } from './store.ts'

/** `why`: a sentence, for moves nobody made by hand. */
export async function moveDeal(tx: Tx, id: string, move: DealMove, why: string | null = null): Promise<Deal> {
  const seen = await theDeal(tx, id)
  const [stage] = await holdStages(tx, [move.stageId])
  if (!stage) throw await stageGone(tx, seen)
  let deal = (await lockDeal(tx, id))!
  if (deal.deletedAt) throw refuse('deal_gone', `“${deal.name}” was moved to the trash meanwhile.`, { status: 409 })
  onlyOwn(tx.actor, deal)
  if (move.set) deal = await applyEdit(tx, deal, move.set)
  if (deal.stageId === stage.id) {
    await putAt(tx, id, await placeOn(tx, stage.id, id, move))
    await liveChanged(tx, 'deals')
    return (await dealById(tx, id))!
  }
  const missing = await lacks(tx, stage, deal)
  if (missing.length) throw refuse('fields_missing', `Before “${deal.name}” can go to ${stage.name} it needs ${listed(missing.map((f) => entryWords[f]))}.`, { details: { missing, stageId: stage.id } })
  const lostReason = stage.kind === 'lost' ? (move.lostReason ?? deal.lostReason) : null
  if (stage.kind === 'lost' && !lostReason) throw refuse('lost_reason_needed', `Say why “${deal.name}” is lost; it is what we learn from.`, { field: 'lostReason', details: { missing: [], stageId: stage.id } })
  return enter(tx, deal, stage, { why, lostReason, lostNote: stage.kind === 'lost' ? (move.lostNote ?? null) : null, position: await placeOn(tx, stage.id, id, move) })
}

/** Nothing is asked any more: a deal that is locked goes to a stage that is held. */
export async function enter(tx: Tx, deal: Deal, stage: Stage, how: { why: string | null; lostReason?: string | null; lostNote?: string | null; position: string }): Promise<Deal> {
  const from = await stageById(tx, deal.stageId)
  const { lostReason = null, lostNote = null, why, position } = how
  await putOnStage(tx, deal.id, { stageId: stage.id, pipelineId: stage.pipelineId, position, ...(await closedIn(tx, stage)), lostReason, lostNote })
  await noteMove(tx, { dealId: deal.id, from: from ?? null, to: stage, why })
  const because = why ? { why } : {}
  if (stage.kind === 'won' && from?.kind !== 'won')
    await announce(tx, dealWon, { ...worthOf(deal), ...fromOf(deal), ...because, days: Math.round((tx.now.getTime() - deal.createdAt.getTime()) / 86_400_000) })
  else if (stage.kind === 'lost' && from?.kind !== 'lost') await announce(tx, dealLost, { ...worthOf(deal), ...fromOf(deal), ...because, reason: lostReason ?? '', ...(lostNote && { note: lostNote }) })
  else await announce(tx, dealMoved, { ...aboutOf(deal), ...because, from: from?.name ?? '', to: stage.name, fromStageId: deal.stageId, toStageId: stage.id, pipelineId: stage.pipelineId })
  if (deal.leadId && stage.kind !== 'open' && from?.kind !== stage.kind) await moveByRule(tx, [deal.leadId], stage.kind === 'won' ? 'deal_won' : 'deal_lost', `The deal “${deal.name}” was ${stage.kind}.`)
  await liveChanged(tx, 'deals')
  return (await dealById(tx, deal.id))!
}

async function stageGone(tx: Tx, deal: Deal) {
  const at = await stageById(tx, deal.stageId)
  return refuse('stage_gone', `The stage was deleted while you moved the deal. “${deal.name}” is in ${at?.name ?? 'its old stage'}; choose another one.`, { status: 409, field: 'stageId' })
}

/**
 * Something happened with a lead of this deal: it goes to the first later stage that waits for it. Only forward, and never twice for
 * one event; where a field is missing the deal stays and says so. One deal a transaction, so that nobody waits in a circle.
 * `sentence`: why, as it will be read on the deal.
 */
export async function moveByEvent(tx: Tx, id: string, event: MoveEvent, sentence: string, at: Date): Promise<void> {
  const deal = await dealById(tx, id)
  const stages = deal ? await stageRows(tx, deal.pipelineId) : []
  const here = stages.find((s) => s.id === deal?.stageId)
  const to = here && stages.find((s) => s.kind === 'open' && s.position > here.position && s.moveOn.includes(event))
  const [held] = to ? await holdStages(tx, [to.id]) : []
  const locked = await lockDeal(tx, id)
  if (!locked || locked.closedAt || locked.deletedAt) return
  await touchDeal(tx, id)
  await liveChanged(tx, 'deals')
  if (!held || locked.stageId !== here?.id) return
  const last = (await staysOf(tx, id)).at(-1)
  if (last?.why === sentence && last.at >= at) return
  const missing = await lacks(tx, held, locked)
  if (missing.length) await announce(tx, dealStayed, { ...aboutOf(locked), to: held.name, sentence: `${sentence} It would have gone to ${held.name}, but ${listed(missing.map((f) => entryWords[f]))} ${missing.length === 1 ? 'is' : 'are'} missing.` })
  else await enter(tx, locked, held, { why: sentence, position: await placeOn(tx, held.id, id) })
}
