// All leads of a question, in the order of the list: for files.
import type { LeadFilter } from '#contract/lead-filter'
import type { LeadSort } from '#contract/leads'
import type { Tx } from '#platform/db'
import { orderOf } from './listing.ts'
import { whereMatching } from './matching.ts'
import { idsInOrder } from './page-store.ts'
import { choices } from './store.ts'

export const leadIdsInOrder = (tx: Tx, q: { search?: string | undefined; filter?: LeadFilter | undefined; sort: LeadSort }): Promise<string[]> =>
  idsInOrder(tx, { where: whereMatching(tx, q), order: orderOf(q.sort) })

export const customFieldsInUse = async (tx: Tx): Promise<string[]> => (await choices(tx)).customFields
