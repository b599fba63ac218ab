// One change to many records of a kind: these, or all that a search and filter match. Whom it means is fixed when it is asked for (chunks of
// ids); then each chunk is one transaction, which also keeps what was there before. Few are changed at once, many by a job.
import type { BulkChangeView, BulkSubject } from '#contract/bulk'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import type { World } from '#platform/world'
import { bulkKindOf } from './bulk-kind.ts'
import { bulkJob, runBulk, undoBulk } from './bulk-running.ts'
import { beginUndo, bulkChangesOf, failuresOf, findBulk, insertBulk, insertChunks, wishToCancel, type Bulk } from './bulk-store.ts'

/** A job that finds its work done has nothing to do; it is there for the case that this process dies halfway. */
const safetyMs = 30_000
const repMost = 100

/** `whom`: asked in the same transaction that writes the change down. */
export async function changeMany(world: World, of: BulkSubject, action: BulkChangeView['action'], whom: (tx: Tx) => Promise<string[]>): Promise<BulkChangeView> {
  const kind = bulkKindOf(of)
  const bulk = await world.write(async (tx) => {
    const ids = [...new Set(await whom(tx))]
    if (tx.actor.kind === 'user' && tx.actor.role === 'rep' && ids.length > repMost) throw refuse('too_many_for_role', `Your role may change ${repMost} ${kind.noun[1]} at once; this would change ${ids.length}. Ask a manager.`, { status: 403 })
    await kind.check(tx, action, ids)
    const made = await insertBulk(tx, of, action, ids.length)
    await insertChunks(tx, made.id, ids, kind.chunkOf(action))
    await enqueue(tx, bulkJob, { bulkId: made.id }, ids.length > kind.atOnce ? {} : { startAfter: new Date(Date.now() + safetyMs) })
    await liveChanged(tx, 'bulk')
    return made
  })
  if (bulk.total <= kind.atOnce) await runBulk(world, bulk.id)
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
    await enqueue(tx, bulkJob, { bulkId: id }, begun.changed > bulkKindOf(begun.subject).atOnce ? {} : { startAfter: new Date(Date.now() + safetyMs) })
    return begun
  })
  if (bulk.changed <= bulkKindOf(bulk.subject).atOnce) await undoBulk(world, id)
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
  const bulk = await mine(tx, id, true)
  if (q.cursor && !/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(q.cursor)) throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
  const rows = await failuresOf(tx, id, q.cursor, q.limit + 1), kind = bulkKindOf(bulk.subject)
  const names = await kind.namesOf(tx, rows.map((row) => row.id))
  const items = rows.slice(0, q.limit).map((row) => ({ id: row.id, name: names.get(row.id) ?? `A ${kind.noun[0]} you may not see`, reason: row.reason }))
  return { items, next: rows.length > q.limit ? items.at(-1)!.id : null }
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
    id: b.id, of: b.subject, action: b.action, status: b.status, matched: b.total, inBackground: b.total > bulkKindOf(b.subject).atOnce, done: b.done, changed: b.changed, failed: b.failed, restored: b.restored, kept: b.kept,
    perSecond: b.done && seconds > 0.2 ? Math.round(b.done / seconds) : null, mine: tx.actor.kind === 'user' && tx.actor.userId === b.createdBy,
    createdAt: b.createdAt.toISOString(), endedAt: b.endedAt && b.endedAt.toISOString(), undoUntil: undoable ? b.undoUntil!.toISOString() : null,
  }
}
