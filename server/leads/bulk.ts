// One change to many leads: how a chunk of them is changed and given back. The job around it is the one of all records.
import type { BulkAction } from '#contract/leads'
import type { Tx } from '#platform/db'
import { announce, announceMany } from '#platform/events'
import { refuse } from '#platform/refuse'
import { mustSeeOwner } from '#platform/rights'
import type { Changed, DoneChunk, Together } from '#records'
import { changed, unreached } from './bulk-changing-store.ts'
import { giveBack } from './bulk-undoing-store.ts'
import { deleteLeads } from './editing.ts'
import { leadRestored, leadsChanged } from './events.ts'
import { nameOf } from './lead.ts'
import { foreignAmong, isMember } from './list-store.ts'
import { theListToFill } from './lists.ts'
import { goodStatus, statusesOf, tellMoves } from './statuses.ts'
import { findLeads } from './store.ts'

export const bulkOfLeads: Together<BulkAction> = {
  of: 'lead', noun: ['lead', 'leads'], topic: 'leads', atOnce: 1000,
  // A chunk is one transaction of some 100-400 ms; what is deleted tells each lead's campaigns, which takes longer.
  chunkOf: (action) => (action.do === 'delete' ? 250 : 4000),
  together: (action) => action.do !== 'delete',
  async check(tx, action, ids) {
    await checkTarget(tx, action)
    await checkRights(tx, ids, action)
  },
  unreached,
  change, giveBack: comeBack,
  async told(tx, action, { bulkId, chunk, ids, undone }) {
    if (action.do !== 'delete') await announce(tx, leadsChanged, { action: action.do, count: ids.length, bulkId, chunk, ...(undone && { undone }) })
    else if (undone) await announceMany(tx, leadRestored, ids.map((leadId) => ({ leadId })))
  },
  namesOf: async (tx, ids) => new Map((await findLeads(tx, ids)).map((lead) => [lead.id, nameOf(lead)])),
}

async function change(tx: Tx, action: BulkAction, ids: string[]): Promise<Changed> {
  if (action.do === 'delete') {
    const gone = await deleteLeads(tx, ids)
    return { ids: gone, before: gone.map(() => null) }
  }
  if (action.do !== 'setStatus') return changed(tx, action, ids)
  const moved = await changed(tx, { ...action, status: await goodStatus(tx, action.status) }, ids)
  await tellMoves(tx, moved.ids.map((leadId, i) => ({ leadId, companyId: null, from: String(moved.before[i]), to: action.status })), { cause: 'person', why: null })
  return moved
}

async function comeBack(tx: Tx, action: BulkAction, chunk: DoneChunk): Promise<string[]> {
  const known = action.do === 'setStatus' ? (await statusesOf(tx)).map((s) => s.key) : []
  const restored = await giveBack(tx, action, chunk, known)
  if (action.do === 'setStatus') {
    const had = new Map(chunk.changedIds.map((leadId, i) => [leadId, String(chunk.before[i])]))
    await tellMoves(tx, restored.map((leadId) => ({ leadId, companyId: null, from: action.status, to: had.get(leadId)! })), { cause: 'person', why: null })
  }
  return restored
}

async function checkTarget(tx: Tx, action: BulkAction): Promise<void> {
  if ('listId' in action) await theListToFill(tx, action.listId)
  if (action.do === 'setStatus') await goodStatus(tx, action.status)
  if (action.do === 'setOwner' && action.ownerId && !(await isMember(tx, action.ownerId)).found)
    throw refuse('no_such_member', 'This person is not a member of the workspace.', { field: 'ownerId' })
}

/** Whoever is bound by record rights changes those of their owners (and, except for deleting, those that nobody owns). */
async function checkRights(tx: Tx, ids: string[], action: BulkAction): Promise<void> {
  if (tx.actor.kind !== 'user') return
  if (action.do === 'setOwner') mustSeeOwner(tx.actor, 'leads', action.ownerId)
  if (action.do === 'addToList' || action.do === 'removeFromList') return
  if (!tx.actor.changes?.leads) return
  const { n } = await foreignAmong(tx, ids, tx.actor.changes.leads, action.do !== 'delete')
  if (n) throw refuse('not_your_lead', `${n} of these leads belong${n === 1 ? 's' : ''} to colleagues. Take them out of the selection, or ask a manager.`, { status: 403 })
}
