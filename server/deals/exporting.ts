// All deals of a view, for files.
import type { DealFilter, DealSort } from '#contract/deals'
import type { Tx } from '#platform/db'
import { ask } from './board.ts'
import { fittingIds } from './board-store.ts'

export const dealIdsInOrder = async (tx: Tx, { sort, ...filter }: DealFilter & { sort: DealSort }): Promise<string[]> => fittingIds(tx, await ask(tx, filter), sort)
export { exportRows as dealsByIds, type ExportedDeal } from './importing-store.ts'
