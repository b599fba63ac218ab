// All deals of a view, for files.
import type { DealSort } from '#contract/deals'
import type { Tx } from '#platform/db'
import { ask } from './board.ts'
import { fittingIds, type Asked } from './board-store.ts'

export const dealIdsInOrder = async (tx: Tx, { sort, ...filter }: Asked['filter'] & { sort: DealSort }): Promise<string[]> => fittingIds(tx, await ask(tx, filter), sort)
export { exportRows as dealsByIds, type ExportedDeal } from './importing-store.ts'
