// One change to many leads: these, or all that a search and filter match. The ids are fixed first, then changed in
// transactions of a thousand, so that nobody waits long for a lock; doing it again changes only what is left.
import type { BulkAction } from '#contract/leads'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { refuse } from '#platform/refuse'
import { mustSeeOwner } from '#platform/rights'
import type { World } from '#platform/world'
import { deleteLeads } from './editing.ts'
import { leadsChanged } from './events.ts'
import { addMembers, addTags, foreignAmong, isMember, removeMembers, removeTags, setOwner } from './list-store.ts'
import { theList } from './lists.ts'
import { giveStatus } from './statuses.ts'
import { leadsMatching, type Matching } from './matching.ts'

const chunk = 1000
const repMost = 100

export async function changeMany(world: World, whom: { ids: string[] } | { matching: Matching }, action: BulkAction): Promise<{ matched: number; changed: number }> {
  const ids = await world.read(async (tx) => {
    await checkTarget(tx, action)
    const chosen = 'ids' in whom ? [...new Set(whom.ids)] : await leadsMatching(tx, whom.matching)
    await checkRights(tx, chosen, action)
    return chosen
  })
  let changed = 0
  for (let at = 0; at < ids.length; at += chunk)
    changed += await world.write((tx) => change(tx, ids.slice(at, at + chunk), action))
  await world.write(async (tx) => {
    if (changed && action.do !== 'delete') await announce(tx, leadsChanged, { action: action.do, count: changed })
    await liveChanged(tx, 'leads')
  })
  return { matched: ids.length, changed }
}

function change(tx: Tx, ids: string[], action: BulkAction): Promise<number> {
  switch (action.do) {
    case 'addToList': return addMembers(tx, action.listId, ids)
    case 'removeFromList': return removeMembers(tx, action.listId, ids)
    case 'addTags': return addTags(tx, action.tags, ids)
    case 'removeTags': return removeTags(tx, action.tags, ids)
    case 'setStatus': return giveStatus(tx, ids, action.status)
    case 'setOwner': return setOwner(tx, action.ownerId, ids)
    case 'delete': return deleteLeads(tx, ids)
  }
}

async function checkTarget(tx: Tx, action: BulkAction): Promise<void> {
  if ('listId' in action) await theList(tx, action.listId)
  if (action.do === 'setOwner' && action.ownerId && !(await isMember(tx, action.ownerId)).found)
    throw refuse('no_such_member', 'This person is not a member of the workspace.', { field: 'ownerId' })
}

/** A rep changes at most 100 leads at once; whoever is bound by record rights changes those of their owners (and, except for deleting, those that nobody owns). */
async function checkRights(tx: Tx, ids: string[], action: BulkAction): Promise<void> {
  if (tx.actor.kind !== 'user') return
  if (action.do === 'setOwner') mustSeeOwner(tx.actor, 'leads', action.ownerId)
  if (tx.actor.role === 'rep' && ids.length > repMost) throw refuse('too_many_for_role', `Your role may change ${repMost} leads at once; this would change ${ids.length}. Ask a manager.`, { status: 403 })
  if (action.do === 'addToList' || action.do === 'removeFromList') return
  if (!tx.actor.changes?.leads) return
  const { n } = await foreignAmong(tx, ids, tx.actor.changes.leads, action.do !== 'delete')
  if (n) throw refuse('not_your_lead', `${n} of these leads belong${n === 1 ? 's' : ''} to colleagues. Take them out of the selection, or ask a manager.`, { status: 403 })
}
