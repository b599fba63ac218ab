// Lists: named sets of leads that a person or an import put together; and segments, which are lists that fill themselves.
import { conditionsOf, LeadFilter } from '#contract/lead-filter'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { seeingAll } from '#platform/rights'
import { whereOf } from './filtering.ts'
import { deleteListRow, fillRows, findList, findListByName, insertList, lists, renameListRow, segmentsAmong, setListFilter, type List } from './list-store.ts'

// Conditions that an older release saved and this one does not understand mean nobody, rather than everybody.
export const viewOfList = (list: List) => ({
  ...list, filter: list.filter && (LeadFilter.safeParse(list.filter).data ?? nobody), createdAt: list.createdAt.toISOString(), filledAt: list.filledAt && list.filledAt.toISOString(),
})

const nobody: LeadFilter = { none: [{ all: [] }] }

export const allLists = async (tx: Tx) => (await lists(tx)).map(viewOfList)

export async function createList(tx: Tx, name: string, filter?: LeadFilter) {
  if (filter) await refuseOnSegments(tx, filter)
  const made = await insertList(tx, name, filter ?? null)
  if (!made) throw refuse('list_exists', `There is already a list called “${name}”.`, { status: 409, field: 'name' })
  if (filter) await fill(tx, made.id, filter)
  await liveChanged(tx, 'leads')
  return viewOfList(await theList(tx, made.id))
}

/** The list of this name, made when there is none. */
export async function listNamed(tx: Tx, name: string): Promise<{ id: string; made: boolean }> {
  const made = await insertList(tx, name)
  return made ? { id: made.id, made: true } : { id: (await theListToFill(tx, (await findListByName(tx, name))!.id)).id, made: false }
}

export async function changeList(tx: Tx, id: string, edit: { name?: string | undefined; filter?: LeadFilter | null | undefined }) {
  const list = await theList(tx, id)
  if (edit.name !== undefined) {
    const twin = await findListByName(tx, edit.name)
    if (twin && twin.id !== id) throw refuse('list_exists', `There is already a list called “${edit.name}”.`, { status: 409, field: 'name' })
    await renameListRow(tx, id, edit.name)
  }
  if (edit.filter !== undefined) {
    if (edit.filter && !list.filter) throw refuse('filled_by_people', 'People put this list together; it cannot begin to fill itself. Make a segment beside it.', { status: 409 })
    if (edit.filter) await refuseOnSegments(tx, edit.filter)
    await setListFilter(tx, id, edit.filter)
    if (edit.filter) await fill(tx, id, edit.filter)
  }
  await liveChanged(tx, 'leads')
  return viewOfList(await theList(tx, id))
}

/** Members become those that the conditions mean, whoever asks: among these leads, or altogether. Answers how many came and went. */
export const fill = (tx: Tx, listId: string, filter: LeadFilter, leadIds?: readonly string[]): Promise<number> =>
  seeingAll(tx, () => fillRows(tx, listId, whereOf(filter, { workspaceId: tx.workspaceId, now: tx.now }), leadIds))

// It would have to be filled in the order of what stands on what, and could stand on itself.
async function refuseOnSegments(tx: Tx, filter: LeadFilter): Promise<void> {
  const ids = conditionsOf(filter).flatMap((c) => (c.field === 'list' && 'value' in c ? c.value : []))
  const [other] = ids.length ? await segmentsAmong(tx, ids) : []
  if (other) throw refuse('segment_on_segment', `“${other.name}” is a segment. Take its conditions instead of its name; a segment cannot stand on another.`, { field: 'filter' })
}

/** The list goes, its leads stay. */
export async function deleteList(tx: Tx, id: string): Promise<void> {
  if (await deleteListRow(tx, id)) await liveChanged(tx, 'leads')
}

/** A list that people fill. */
export async function theListToFill(tx: Tx, id: string): Promise<List> {
  const list = await theList(tx, id)
  if (list.filter) throw refuse('fills_itself', `“${list.name}” fills itself by its conditions. Put the leads on another list, or change the conditions.`, { status: 409, field: 'listId' })
  return list
}

export async function theList(tx: Tx, id: string): Promise<List> {
  const list = await findList(tx, id)
  if (!list) throw notFound('list')
  return list
}
