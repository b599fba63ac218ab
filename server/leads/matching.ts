// Which leads does a filter mean, for those who act on them.
import type { LeadFilter } from '#contract/lead-filter'
import { sql, type Tx } from '#platform/db'
import { searchWhere, whereOf } from './filtering.ts'
import { countUpTo, matchingIds } from './store.ts'

export interface Matching { filter?: LeadFilter | undefined; search?: string | undefined }

export const whereMatching = (tx: Tx, which: Matching) =>
  sql`${searchWhere(which.search)} and ${which.filter ? whereOf(which.filter, { workspaceId: tx.workspaceId, now: tx.now }) : sql`true`}`

/** Ids, newest lead first; without those in the trash. */
export async function leadsMatching(tx: Tx, which: LeadFilter | Matching, most = 1_000_000): Promise<string[]> {
  return (await matchingIds(tx, whereMatching(tx, asMatching(which)), most)).map((row) => row.id)
}

/** Of these leads, those the filter means. */
export const leadsMatchingAmong = async (tx: Tx, ids: readonly string[], filter: LeadFilter): Promise<string[]> =>
  (await matchingIds(tx, sql`l.id = any(${[...ids]}::uuid[]) and ${whereMatching(tx, { filter })}`, ids.length)).map((row) => row.id)

/** How many, counted up to `most`. */
export const countMatching = async (tx: Tx, which: LeadFilter | Matching, most = 1001): Promise<number> =>
  (await countUpTo(tx, whereMatching(tx, asMatching(which)), most)).n

/** The leads of a static list. */
export const membersOf = (tx: Tx, listId: string): Promise<string[]> =>
  leadsMatching(tx, { field: 'list', op: 'in', value: [listId] })

const asMatching = (which: LeadFilter | Matching): Matching =>
  ('field' in which || 'all' in which || 'any' in which || 'none' in which ? { filter: which } : which)
