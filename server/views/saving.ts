// Views are private, or shared: then everybody sees them, and their maker (or who leads the workspace) changes them. What one
// thinks of a view, a favourite or the one that opens by itself, is one's own.
import { LeadFilter } from '#contract/lead-filter'
import type { View, ViewKind, ViewState } from '#contract/views'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import type { User } from '#platform/route'
import { deleteViewRow, findView, insertView, putMark, rewriteView, unmarkDefaults, views, viewsNaming, type ViewRow } from './store.ts'

export const viewsFor = async (tx: Tx, user: User, of: ViewKind): Promise<View[]> => (await views(tx, user.id, of)).map((row) => view(row, user))

export const saveView = async (tx: Tx, user: User, input: { of: ViewKind; name: string; state: ViewState; shared: boolean }): Promise<View> => {
  const { id } = await insertView(tx, { ...input, createdBy: user.id })
  return view((await findView(tx, user.id, id))!, user)
}

export async function changeView(tx: Tx, user: User, id: string, edit: { name?: string | undefined; state?: ViewState | undefined; shared?: boolean | undefined }): Promise<View> {
  const row = await changeable(tx, user, id)
  const state = edit.state ?? row.state
  if (row.of === 'leads' && state.filter !== undefined && !LeadFilter.safeParse(state.filter).success) throw refuse('bad_filter', 'This filter cannot be read.', { field: 'state' })
  await rewriteView(tx, id, { name: edit.name ?? row.name, state, shared: edit.shared ?? row.shared })
  return view((await findView(tx, user.id, id))!, user)
}

export async function removeView(tx: Tx, user: User, id: string): Promise<void> {
  await changeable(tx, user, id)
  await deleteViewRow(tx, id)
}

export async function markViewFor(tx: Tx, user: User, id: string, mark: { favourite?: boolean | undefined; isDefault?: boolean | undefined }): Promise<View> {
  const row = await seen(tx, user, id)
  if (mark.isDefault) await unmarkDefaults(tx, user.id, row.of)
  await putMark(tx, user.id, row, { favourite: mark.favourite ?? row.favourite, isDefault: mark.isDefault ?? row.isDefault })
  return view((await findView(tx, user.id, id))!, user)
}

/** In every view of a kind whose filter says `naming` (a value that is gone, say), whoever made it. */
export async function rewriteFilters(tx: Tx, of: ViewKind, naming: string, change: (filter: unknown) => unknown): Promise<void> {
  for (const row of await viewsNaming(tx, of, naming)) await rewriteView(tx, row.id, { ...row, state: { ...row.state, filter: change(row.state.filter) } })
}

async function seen(tx: Tx, user: User, id: string): Promise<ViewRow> {
  const row = await findView(tx, user.id, id)
  if (!row || (row.createdBy !== user.id && !row.shared)) throw notFound('view')
  return row
}

async function changeable(tx: Tx, user: User, id: string): Promise<ViewRow> {
  const row = await seen(tx, user, id)
  if (!mayChange(row, user)) throw refuse('not_yours', 'This view was saved by a colleague. Save a copy of your own instead.', { status: 403 })
  return row
}

const mayChange = (row: ViewRow, user: User) => row.createdBy === user.id || user.role === 'owner' || user.role === 'admin'

function view({ createdBy, ...row }: ViewRow, user: User): View {
  return { ...row, mine: createdBy === user.id, mayChange: mayChange({ createdBy, ...row }, user), createdAt: row.createdAt.toISOString(), updatedAt: row.updatedAt.toISOString() }
}
