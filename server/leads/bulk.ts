// One change to many leads: these, or all that a search and filter match. Whom it means is fixed when it is asked for (chunks of
// ids); then each chunk is one transaction, which also keeps what was there before. Few are changed at once, many by a job.
import type { BulkAction, BulkChangeView } from '#contract/leads'
import { liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import type { Tx } from '#platform/db'
import { mustSeeOwner } from '#platform/rights'
import type { World } from '#platform/world'
import { bulkJob, runBulk, undoBulk } from './bulk-running.ts'
import { beginUndo, bulkChangesOf, failuresOf, findBulk, insertBulk, insertChunks, wishToCancel, type Bulk } from './bulk-store.ts'
import { nameOf } from './lead.ts'
import { foreignAmong, isMember } from './list-store.ts'
import { theListToFill } from './lists.ts'
import { goodStatus } from './statuses.ts'
import { leadsMatching, type Matching } from './matching.ts'

/** So many are changed before the answer: well under a second. */
const atOnceMost = 1000
/** A job that finds its work done has nothing to do; it is there for the case that this process dies halfway. */
const safetyMs = 30_000
const repMost = 100

export async function changeMany(world: World, whom: { ids: string[] } | { matching: Matching }, action: BulkAction): Promise<BulkChangeView> {
  const bulk = await world.write(async (tx) => {
    await checkTarget(tx, action)
    const ids = 'ids' in whom ? [...new Set(whom.ids)] : await leadsMatching(tx, whom.matching)
    await checkRights(tx, ids, action)
    const made = await insertBulk(tx, action, ids.length)
    await insertChunks(tx, made.id, ids, action)
    await enqueue(tx, bulkJob, { bulkId: made.id }, ids.length > atOnceMost ? {} : { startAfter: new Date(Date.now() + safetyMs) })
    await liveChanged(tx, 'bulk')
    return made
  })
  if (bulk.total <= atOnceMost) await runBulk(world, bulk.id)
  return world.read((tx) => showBulk(tx, bulk.id))
}

/** Until ten minutes after its end: gives every lead back what it had, unless somebody has changed that meanwhile. */
export async function takeBack(world: World, id: string): Promise<BulkChangeView> {
  const bulk = await world.write(async (tx) => {
    const known = await mine(tx, id)
    if (known.status === 'undoing' || known.status === 'undone') return known
    if (known.status === 'running') throw refuse('still_running', 'This change is still under way. Cancel it first.', { status: 409 })
    const begun = await beginUndo(tx, id)
    if (!begun) throw refuse('too_late', 'A change can be taken back for ten minutes; that time is over.', { status: 409 })
    await enqueue(tx, bulkJob, { bulkId: id }, begun.changed > atOnceMost ? {} : { startAfter: new Date(Date.now() + safetyMs) })
    return begun
  })
  if (bulk.changed <= atOnceMost) await undoBulk(world, id)
  return world.read((tx) => showBulk(tx, id))
}

export async function cancelBulk(tx: Tx, id: string): Promise<void> {
  await mine(tx, id)
  await wishToCancel(tx, id)
  await liveChanged(tx, 'bulk')
}

export const showBulk = async (tx: Tx, id: string): Promise<BulkChangeView> => view(tx, await mine(tx, id, true))

export const recentBulks = async (tx: Tx, userId: string): Promise<BulkChangeView[]> => (await bulkChangesOf(tx, userId)).map((bulk) => view(tx, bulk))

export async function showFailures(tx: Tx, id: string, q: { cursor?: string | undefined; limit: number }) {
  await mine(tx, id, true)
  if (q.cursor && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(q.cursor)) throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
  const rows = await failuresOf(tx, id, q.cursor, q.limit + 1)
  const items = rows.slice(0, q.limit).map((row) => ({ leadId: row.leadId, name: row.email ? nameOf({ ...row, email: row.email }) : 'A lead you may not see', reason: row.reason }))
  return { items, next: rows.length > q.limit ? items.at(-1)!.leadId : null }
}

/** Changes are their maker's; who leads the workspace may look after, stop and take back those of others. */
async function mine(tx: Tx, id: string, toRead = false): Promise<Bulk> {
  const bulk = await findBulk(tx, id)
  const own = tx.actor.kind === 'system' || tx.actor.userId === bulk?.createdBy
  const leads = tx.actor.kind === 'system' || ['owner', 'admin', ...(toRead ? ['manager'] : [])].includes(tx.actor.role)
  if (!bulk || !(own || leads)) throw notFound('bulk change')
  return bulk
}

function view(tx: Tx, b: Bulk): BulkChangeView {
  const seconds = ((b.endedAt ?? tx.now).getTime() - b.createdAt.getTime()) / 1000
  const undoable = ['finished', 'cancelled', 'failed'].includes(b.status) && b.changed > 0 && b.undoUntil && b.undoUntil > tx.now
  return {
    id: b.id, action: b.action, status: b.status, matched: b.total, done: b.done, changed: b.changed, failed: b.failed, restored: b.restored, kept: b.kept,
    perSecond: b.done && seconds > 0.2 ? Math.round(b.done / seconds) : null, mine: tx.actor.kind === 'user' && tx.actor.userId === b.createdBy,
    createdAt: b.createdAt.toISOString(), endedAt: b.endedAt && b.endedAt.toISOString(), undoUntil: undoable ? b.undoUntil!.toISOString() : null,
  }
}

async function checkTarget(tx: Tx, action: BulkAction): Promise<void> {
  if ('listId' in action) await theListToFill(tx, action.listId)
  if (action.do === 'setStatus') await goodStatus(tx, action.status)
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
