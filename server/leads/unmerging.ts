// Taking a merge back, of leads or of companies.
import { unmergeCompanies } from '#companies'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { lockMerge } from '#records'
import { settlePair } from './duplicate-store.ts'
import { unmergeLeads } from './merging.ts'

/** Answers what else the undo does, or leaves as it is, in sentences. */
export async function undoMerge(tx: Tx, id: string): Promise<string[]> {
  const merge = await lockMerge(tx, id)
  if (!merge) throw notFound('merge')
  if (merge.undoneAt) return []
  if (merge.subject === 'lead') return unmergeLeads(tx, merge)
  await unmergeCompanies(tx, merge)
  await settlePair(tx, 'company', merge.winnerId, merge.loserId, 'open')
  return []
}
