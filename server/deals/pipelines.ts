// Pipelines and their stages: made, changed, ordered, deleted. A stage that goes says where its deals go.
import type { PipelineView, StageEdit } from '#contract/deal-setup'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { seeingAll } from '#platform/rights'
import type { Stage } from './deal.ts'
import { enter } from './moving.ts'
import { placeOn } from './placing.ts'
import * as rows from './pipeline-store.ts'
import { countInPipeline, countOnStage, lockAllOnStage, putOnStage } from './store.ts'

export async function pipelines(tx: Tx): Promise<PipelineView[]> {
  const stages = await rows.stageRows(tx)
  return (await rows.pipelineRows(tx)).map((p) => ({ ...p, stages: stages.filter((s) => s.pipelineId === p.id) }))
}
export async function showPipeline(tx: Tx, id: string): Promise<PipelineView> {
  const found = (await pipelines(tx)).find((p) => p.id === id)
  if (!found) throw notFound('pipeline')
  return found
}

const first: Omit<Stage, 'id' | 'pipelineId' | 'position'>[] = [
  { name: 'New', kind: 'open', probability: 10, exitCriteria: '', required: [], staleDays: 14, moveOn: [] },
  { name: 'In talks', kind: 'open', probability: 40, exitCriteria: '', required: [], staleDays: 14, moveOn: [] },
  { name: 'Proposal', kind: 'open', probability: 60, exitCriteria: '', required: ['amount'], staleDays: 14, moveOn: [] },
  { name: 'Won', kind: 'won', probability: 100, exitCriteria: '', required: ['amount'], staleDays: null, moveOn: [] },
  { name: 'Lost', kind: 'lost', probability: 0, exitCriteria: '', required: [], staleDays: null, moveOn: [] },
]

export async function createPipeline(tx: Tx, name: string): Promise<PipelineView> {
  const made = await rows.insertPipeline(tx, name)
  if (!made) throw sameName(name)
  for (const [position, stage] of first.entries()) await rows.insertStage(tx, { ...stage, pipelineId: made.id, position })
  await liveChanged(tx, 'deals')
  return showPipeline(tx, made.id)
}

export async function renamePipeline(tx: Tx, id: string, name: string): Promise<PipelineView> {
  if (!(await rows.holdPipeline(tx, id))) throw notFound('pipeline')
  const twin = await rows.pipelineNamed(tx, name)
  if (twin && twin.id !== id) throw sameName(name)
  await rows.renamePipelineRow(tx, id, name)
  await liveChanged(tx, 'deals')
  return showPipeline(tx, id)
}
const sameName = (name: string) => refuse('pipeline_exists', `There is a pipeline called ${name} already.`, { status: 409, field: 'name' })

export async function deletePipeline(tx: Tx, id: string): Promise<void> {
  const pipeline = await rows.holdPipeline(tx, id)
  if (!pipeline) throw notFound('pipeline')
  const { n, trashed } = await seeingAll(tx, () => countInPipeline(tx, id))
  if (n) throw refuse('pipeline_in_use', `${n === 1 ? 'One deal is' : `${n} deals are`} in ${pipeline.name}${trashed ? ` (${trashed} of them in the trash)` : ''}. Move them to another pipeline first.`, { status: 409 })
  if ((await rows.pipelineRows(tx)).length === 1) throw refuse('last_pipeline', 'This is the only pipeline; make another one first.', { status: 409 })
  await rows.deletePipelineRow(tx, id)
  await liveChanged(tx, 'deals')
}

export async function addStage(tx: Tx, pipelineId: string, input: StageEdit & { name: string }): Promise<PipelineView> {
  if (!(await rows.holdPipeline(tx, pipelineId))) throw notFound('pipeline')
  const stages = await rows.stageRows(tx, pipelineId)
  if (stages.length >= 30) throw refuse('too_many_stages', 'Thirty stages are more than anybody can keep in mind.')
  const kind = input.kind ?? 'open'
  const open = stages.filter((s) => s.kind === 'open')
  const fresh = sensible({ name: input.name, kind, probability: input.probability ?? (open.at(-1)?.probability ?? 10), exitCriteria: input.exitCriteria ?? '', required: input.required ?? [], staleDays: input.staleDays === undefined ? 14 : input.staleDays, moveOn: input.moveOn ?? [] })
  const { id } = await rows.insertStage(tx, { ...fresh, pipelineId, position: stages.length })
  const order = stages.map((s) => s.id)
  order.splice(kind === 'open' ? open.length : stages.length, 0, id)
  await rows.orderStageRows(tx, order)
  await liveChanged(tx, 'deals')
  return showPipeline(tx, pipelineId)
}

/** What a kind says by itself: won is certain, lost is over, and neither grows stale. */
const sensible = <S extends Omit<Stage, 'id' | 'pipelineId' | 'position'>>(s: S): S =>
  (s.kind === 'open' ? s : { ...s, probability: s.kind === 'won' ? 100 : 0, staleDays: null, moveOn: [] })

export async function editStage(tx: Tx, id: string, edit: StageEdit): Promise<PipelineView> {
  const [before] = await rows.holdStages(tx, [id])
  if (!before) throw notFound('stage')
  const { n } = await seeingAll(tx, () => countOnStage(tx, id))
  if (edit.kind && edit.kind !== before.kind) {
    if (n) throw refuse('stage_in_use', `${n === 1 ? 'A deal is' : `${n} deals are`} on ${before.name}. Move ${n === 1 ? 'it' : 'them'} elsewhere before it becomes another kind of stage.`, { status: 409, field: 'kind' })
    if (before.kind === 'open') await keepOneOpen(tx, before)
  }
  const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined)) as Partial<Stage>
  await rows.rewriteStage(tx, sensible({ ...before, ...given }))
  await liveChanged(tx, 'deals')
  return showPipeline(tx, before.pipelineId)
}

export async function orderStages(tx: Tx, pipelineId: string, ids: string[]): Promise<PipelineView> {
  if (!(await rows.holdPipeline(tx, pipelineId))) throw notFound('pipeline')
  const stages = await rows.stageRows(tx, pipelineId)
  if (new Set(ids).size !== stages.length || ids.length !== stages.length || stages.some((s) => !ids.includes(s.id)))
    throw refuse('other_stages', 'The stages have changed meanwhile. Load the page again and order them anew.', { status: 409 })
  await rows.orderStageRows(tx, ids)
  await liveChanged(tx, 'deals')
  return showPipeline(tx, pipelineId)
}

/** Its deals (those in the trash, too) go on top of `moveTo`, in their order. */
export const deleteStage = (tx: Tx, id: string, moveTo: string | undefined): Promise<void> => seeingAll(tx, async () => {
  const held = await rows.holdStagesFully(tx, moveTo ? [id, moveTo] : [id])
  const stage = held.find((s) => s.id === id), target = held.find((s) => s.id === moveTo && s.id !== id)
  if (!stage) throw notFound('stage')
  if (stage.kind === 'open') await keepOneOpen(tx, stage)
  const deals = await lockAllOnStage(tx, id)
  if (deals.length && !target) throw refuse('stage_in_use', `${deals.length === 1 ? 'A deal is' : `${deals.length} deals are`} on ${stage.name}. Say to which stage ${deals.length === 1 ? 'it goes' : 'they go'}.`, { status: 409, field: 'moveTo' })
  if (target && deals.length && target.kind !== stage.kind) throw refuse('other_kind', `${stage.name} and ${target.name} are not of one kind; nothing is won or lost by deleting a stage.`, { field: 'moveTo' })
  for (const deal of deals.toSorted((a, b) => (a.position < b.position ? 1 : -1))) {
    const position = await placeOn(tx, target!.id, deal.id)
    if (deal.deletedAt) await putOnStage(tx, deal.id, { ...deal, stageId: target!.id, pipelineId: target!.pipelineId, position })
    else await enter(tx, deal, target!, { why: `The stage ${stage.name} was deleted.`, lostReason: deal.lostReason, lostNote: deal.lostNote, position })
  }
  await rows.deleteStageRow(tx, id)
  await liveChanged(tx, 'deals')
})

async function keepOneOpen(tx: Tx, stage: Stage): Promise<void> {
  if ((await rows.stageRows(tx, stage.pipelineId)).filter((s) => s.kind === 'open').length === 1)
    throw refuse('last_open_stage', `${stage.name} is the only open stage; deals have to begin somewhere.`, { status: 409 })
}
