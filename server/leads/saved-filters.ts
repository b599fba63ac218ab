// Saved filters: private ones, and shared ones that everybody sees and their maker (or an admin) changes. Counts are live.
import { LeadFilter } from '#contract/lead-filter'
import type { Tx } from '#platform/db'
import type { User } from '#platform/route'
import { notFound, refuse } from '#platform/refuse'
import { countLeads } from './listing.ts'
import { deleteSavedFilterRow, findSavedFilter, insertSavedFilter, rewriteSavedFilter, savedFilters, type SavedFilter } from './list-store.ts'

export interface FilterInput { name: string; filter: LeadFilter; search?: string | null | undefined; sort?: string | undefined; shared: boolean }

export async function filtersFor(tx: Tx, user: User) {
  const shown = []
  for (const saved of await savedFilters(tx, user.id)) shown.push(await view(tx, saved, user))
  return shown
}

export const saveFilter = async (tx: Tx, user: User, input: FilterInput) =>
  view(tx, await insertSavedFilter(tx, { ...input, search: input.search ?? null, sort: input.sort ?? null, createdBy: user.id }), user)

export async function changeFilter(tx: Tx, user: User, id: string, edit: Partial<FilterInput>) {
  const saved = await mine(tx, user, id)
  const given = Object.fromEntries(Object.entries(edit).filter(([, value]) => value !== undefined))
  return view(tx, await rewriteSavedFilter(tx, { ...saved, ...given }), user)
}

export async function deleteFilter(tx: Tx, user: User, id: string): Promise<void> {
  await mine(tx, user, id)
  await deleteSavedFilterRow(tx, id)
}

async function mine(tx: Tx, user: User, id: string): Promise<SavedFilter> {
  const saved = await findSavedFilter(tx, id)
  if (!saved || (saved.createdBy !== user.id && !saved.shared)) throw notFound('saved filter')
  if (saved.createdBy !== user.id && user.role !== 'owner' && user.role !== 'admin')
    throw refuse('not_yours', 'This filter was saved by a colleague. Save a copy of your own instead.', { status: 403 })
  return saved
}

async function view(tx: Tx, { createdBy, ...saved }: SavedFilter, user: User) {
  // An older release may have saved what this one no longer understands: it matches all and can be saved anew.
  const filter = LeadFilter.safeParse(saved.filter).data ?? { all: [] }
  const { total, totalIsCapped } = await countLeads(tx, { filter, search: saved.search ?? undefined }, false)
  return { ...saved, filter, mine: createdBy === user.id, createdAt: saved.createdAt.toISOString(), count: total, countIsCapped: totalIsCapped }
}
