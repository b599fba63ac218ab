// Deals of the past come in by the thousand: with the days they had, each at the end of its stage, without a fact of its own (the
// import says once that it came).
import { minorDigits } from '#contract/deal-setup'
import type { DealRole } from '#contract/deals'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { insertImported, dropImported, dropUnusedProducts } from './importing-store.ts'
import { holdStages, pipelineRows, stageRows } from './pipeline-store.ts'
import { lockProduct, rewriteProduct, type Product } from './product-store.ts'
import { ranksAfter } from './rank.ts'
import { rankBefore } from './store.ts'
import { sumOfLines, type Stage } from './deal.ts'

export type ImportStage = Pick<Stage, 'id' | 'name' | 'kind' | 'pipelineId'>
export interface LineToLand { productId: string | null; name: string; quantity: number; priceMinor: number; costMinor: number | null; discount: number }
export interface DealToLand {
  id: string; name: string; companyId: string | null; leadId: string | null; ownerId: string | null; stageId: string; amountMinor: number | null; currency: string
  /** None: the amount stands for itself. */
  lines: LineToLand[]
  /** Beside the lead it began with. */
  people: { leadId: string; role: DealRole | null; influence: number | null }[]
  /** 'YYYY-MM-DD'; of an open deal `closedOn` is when it shall be closed, unless `closeOn` says it. */
  beganOn: string | null; closedOn: string | null; closeOn?: string | null | undefined
  nextStep: string | null; nextStepOn: string | null; lostReason: string | null; lostNote: string | null; notes: string | null
  /** Undefined: nothing was said of it. */
  source: string | null | undefined
  custom: Record<string, unknown>
}

/** 12.5 → 1250, by the currency's own digits. */
export const minorOf = (amount: number, currency: string): number => Math.round(amount * 10 ** minorDigits(currency))

/** Pipelines with their stages, both in their order, closed ones too. */
export async function allStages(tx: Tx): Promise<{ id: string; name: string; stages: ImportStage[] }[]> {
  const stages = Map.groupBy(await stageRows(tx), (s) => s.pipelineId)
  return (await pipelineRows(tx)).map(({ id, name }) => ({ id, name, stages: stages.get(id) ?? [] }))
}

export async function landDeals(tx: Tx, deals: DealToLand[]): Promise<void> {
  if (!deals.length) return
  const stages = new Map((await holdStages(tx, [...new Set(deals.map((d) => d.stageId))].toSorted())).map((s) => [s.id, s]))
  const rows: Parameters<typeof insertImported>[1] = []
  for (const [stageId, some] of Map.groupBy(deals, (d) => d.stageId)) {
    const stage = stages.get(stageId)
    if (!stage) throw new Error('A stage was deleted while deals came in.')
    const keys = ranksAfter((await rankBefore(tx, stageId, null, null))?.position ?? null, some.length)
    some.forEach((d, i) => {
      const began = d.beganOn ? new Date(`${d.beganOn}T12:00:00Z`) : tx.now, closed = stage.kind === 'open' ? null : d.closedOn ? new Date(`${d.closedOn}T12:00:00Z`) : tx.now
      rows.push({
        ...d, pipelineId: stage.pipelineId, stageName: stage.name, stageKind: stage.kind, position: keys[i]!, createdAt: began > tx.now ? tx.now : began, closedAt: closed, since: closed ?? (began > tx.now ? tx.now : began),
        closeOn: d.closeOn === undefined ? d.closedOn : d.closeOn, closedDay: closed && closed.toISOString().slice(0, 10), amountByHand: d.lines.length > 0 && d.amountMinor !== sumOfLines(d.lines),
        source: d.source === undefined ? 'import' : d.source,
        people: [...(d.leadId && !d.people.some((p) => p.leadId === d.leadId) ? [{ leadId: d.leadId, role: null, influence: null }] : []), ...d.people],
      })
    })
  }
  await insertImported(tx, rows)
  await liveChanged(tx, 'deals')
}

/** Field by field, what it was and what it is now. */
export type ProductChange = Record<string, { before: unknown; after: unknown }>

export async function changeProduct(tx: Tx, id: string, change: Partial<Product>): Promise<ProductChange> {
  const before = await lockProduct(tx, id)
  if (!before) return {}
  await rewriteProduct(tx, id, { ...before, ...change })
  await liveChanged(tx, 'deals')
  return Object.fromEntries(Object.entries(change).map(([field, after]) => [field, { before: before[field as keyof Product] ?? null, after: after ?? null }]))
}

/** Fields that still hold what was written get back what they had; what a person changed since stays. False: nothing was to be done. */
export async function setProductBack(tx: Tx, id: string, change: ProductChange): Promise<boolean> {
  const now = await lockProduct(tx, id)
  if (!now) return false
  const back = Object.entries(change).filter(([field, { after }]) => (now[field as keyof Product] ?? null) === after).map(([field, { before }]) => [field, before])
  if (!back.length) return false
  await rewriteProduct(tx, id, { ...now, ...(Object.fromEntries(back) as Partial<Product>) })
  await liveChanged(tx, 'deals')
  return true
}

/** Those nobody touched since that moment; answers how many went. */
export async function removeImportedDeals(tx: Tx, ids: string[], untouchedSince: Date): Promise<number> {
  const n = await dropImported(tx, ids, untouchedSince)
  await liveChanged(tx, 'deals')
  return n
}

export const removeUnusedProducts = async (tx: Tx, ids: string[]): Promise<number> => dropUnusedProducts(tx, ids)
