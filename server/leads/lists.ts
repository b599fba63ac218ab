// Static lists: named sets of leads that a person or an import put together.
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { deleteListRow, findList, findListByName, insertList, lists, renameListRow, type List } from './list-store.ts'

export const viewOfList = (list: List) => ({ ...list, createdAt: list.createdAt.toISOString() })

export const allLists = async (tx: Tx) => (await lists(tx)).map(viewOfList)

export async function createList(tx: Tx, name: string) {
  const made = await insertList(tx, name)
  if (!made) throw refuse('list_exists', `There is already a list called “${name}”.`, { status: 409, field: 'name' })
  await liveChanged(tx, 'leads')
  return viewOfList(await theList(tx, made.id))
}

/** The list of this name, made when there is none. */
export async function listNamed(tx: Tx, name: string): Promise<{ id: string; made: boolean }> {
  const made = await insertList(tx, name)
  return made ? { id: made.id, made: true } : { id: (await findListByName(tx, name))!.id, made: false }
}

export async function renameList(tx: Tx, id: string, name: string) {
  const twin = await findListByName(tx, name)
  if (twin && twin.id !== id) throw refuse('list_exists', `There is already a list called “${name}”.`, { status: 409, field: 'name' })
  await theList(tx, id)
  await renameListRow(tx, id, name)
  await liveChanged(tx, 'leads')
  return viewOfList(await theList(tx, id))
}

/** The list goes, its leads stay. */
export async function deleteList(tx: Tx, id: string): Promise<void> {
  if (await deleteListRow(tx, id)) await liveChanged(tx, 'leads')
}

export async function theList(tx: Tx, id: string): Promise<List> {
  const list = await findList(tx, id)
  if (!list) throw notFound('list')
  return list
}
