// A deal's place in the order of a stage. The caller holds the stage, so what is read here stays true until the place is taken.
import type { Tx } from '#platform/db'
import { seeingAll } from '#platform/rights'
import { rankBetween, ranks, tooLong } from './rank.ts'
import { idsInOrder, rankAfter, rankBefore, rankOf, renumber } from './store.ts'

/** Neighbours as a browser saw them; null: the column's end on that side. One that has left meanwhile does not count. */
export interface Neighbours { above?: string | null | undefined; below?: string | null | undefined }

/** The key for a place on a held stage; on top where no neighbour is known. Whoever sees but their own deals still goes between everybody's. */
export const placeOn = (tx: Tx, stageId: string, dealId: string | null, wish: Neighbours = {}): Promise<string> => seeingAll(tx, async () => {
  const key = rankBetween(...(await gap(tx, stageId, dealId, wish)))
  if (!tooLong(key)) return key
  const ids = (await idsInOrder(tx, stageId, dealId)).map((d) => d.id)
  await renumber(tx, ids, ranks(ids.length))
  return rankBetween(...(await gap(tx, stageId, dealId, wish)))
})

/** The two keys between which the deal belongs now. What lies between the neighbours by now lies below it. */
async function gap(tx: Tx, stageId: string, dealId: string | null, wish: Neighbours): Promise<[string | null, string | null]> {
  const above = wish.above ? await rankOf(tx, stageId, wish.above, dealId) : undefined
  if (above) return [above.position, (await rankAfter(tx, stageId, above.position, dealId))?.position ?? null]
  const below = wish.below ? await rankOf(tx, stageId, wish.below, dealId) : undefined
  if (below) return [(await rankBefore(tx, stageId, below.position, dealId))?.position ?? null, below.position]
  if (wish.below === null && wish.above !== null) return [(await rankBefore(tx, stageId, null, dealId))?.position ?? null, null]
  return [null, (await rankAfter(tx, stageId, null, dealId))?.position ?? null]
}
