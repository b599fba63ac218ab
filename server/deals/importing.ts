// Deals of the past come in by the thousand: with the days they had, each at the end of its stage, without a fact of its own (the
// import says once that it came).
import { minorDigits } from '#contract/deal-setup'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { insertImported, dropImported, dropUnusedProducts } from './importing-store.ts'
import { firstPipeline, holdStages, stageRows } from './pipeline-store.ts'
import { productById, rewriteProduct, type Product } from './product-store.ts'
import { ranksAfter } from './rank.ts'
import { rankBefore } from './store.ts'
import type { Stage } from './deal.ts'

export type ImportStage = Pick<Stage, 'id' | 'name' | 'kind' | 'pipelineId'>
export interface DealToLand {
  id: string; name: string; companyId: string | null; leadId: string | null; ownerId: string | null; stageId: string; amountMinor: number | null; currency: string
  product: { id: string; name: string; priceMinor: number; costMinor: number | null } | null
  /** 'YYYY-MM-DD'; of an open deal `closedOn` is when it shall be closed. */
  beganOn: string | null; closedOn: string | null; lostReason: string | null; notes: string | null
}

/** 12.5 → 1250, by the currency's own digits. */
export const minorOf = (amount: number, currency: string): number => Math.round(amount * 10 ** minorDigits(currency))

/** The stages of the first pipeline in their order, closed ones too. */
export async function openStages(tx: Tx): Promise<ImportStage[]> {
  const pipeline = await firstPipeline(tx)
  return pipeline ? stageRows(tx, pipeline.id) : []
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
        closeOn: d.closedOn, closedDay: closed && closed.toISOString().slice(0, 10), productId: d.product?.id ?? null, productName: d.product?.name ?? null, priceMinor: d.product?.priceMinor ?? null, costMinor: d.product?.costMinor ?? null,
      })
    })
  }
  await insertImported(tx, rows)
  await liveChanged(tx, 'deals')
}

export async function changeProduct(tx: Tx, id: string, change: Partial<Product>): Promise<void> {
  const before = await productById(tx, id)
  if (before) await rewriteProduct(tx, id, { ...before, ...change })
  await liveChanged(tx, 'deals')
}

/** Those nobody touched since that moment; answers how many went. */
export async function removeImportedDeals(tx: Tx, ids: string[], untouchedSince: Date): Promise<number> {
  const n = await dropImported(tx, ids, untouchedSince)
  await liveChanged(tx, 'deals')
  return n
}

export const removeUnusedProducts = async (tx: Tx, ids: string[]): Promise<number> => dropUnusedProducts(tx, ids)
