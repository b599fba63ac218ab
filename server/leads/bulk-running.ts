// A bulk change at work, and being undone: chunk by chunk, each in a transaction that holds the change's row. Whoever comes second
// (a job that was started again, a second click) waits and finds the next chunk.
import type { BulkAction } from '#contract/leads'
import { announce, announceMany, liveChanged } from '#platform/events'
import { job, work } from '#platform/jobs'
import { Refusal } from '#platform/refuse'
import { sql, type Tx } from '#platform/db'
import type { World } from '#platform/world'
import { changed, noteFailures, unreached, type Changed } from './bulk-changing-store.ts'
import { giveBack } from './bulk-undoing-store.ts'
import { chunkDone, chunkUndone, endBulk, lockBulk, nextChunk, nextToUndo, type Bulk } from './bulk-store.ts'
import { deleteLeads } from './editing.ts'
import { leadRestored, leadsChanged } from './events.ts'
import { goodStatus, statusesOf, tellMoves } from './statuses.ts'

export const bulkJob = job<{ bulkId: string }>('leads.bulk', { retryLimit: 50, expireInSeconds: 3600, oneAtATimePer: (d) => d.bulkId })

export const jobs = [
  work(bulkJob, async (world, { bulkId }, { signal, lastAttempt }) => {
    try { await runBulk(world, bulkId, signal); await undoBulk(world, bulkId, signal) }
    catch (error) { if (lastAttempt) await world.write(async (tx) => { const bulk = await lockBulk(tx, bulkId); if (bulk?.status === 'running') await end(tx, bulk, 'failed') }); throw error }
  }, { concurrency: 1 }),
]

export const runBulk = (world: World, id: string, signal?: AbortSignal): Promise<void> => untilDone(world, signal, (tx) => step(tx, id))
export const undoBulk = (world: World, id: string, signal?: AbortSignal): Promise<void> => untilDone(world, signal, (tx) => stepBack(tx, id))

async function untilDone(world: World, signal: AbortSignal | undefined, oneStep: (tx: Tx) => Promise<boolean>): Promise<void> {
  while (await world.write(oneStep))
    if (signal?.aborted) throw new Error('The process is stopping; the bulk change goes on after the next start.')
}

/** One chunk. False when there is nothing more to do. */
async function step(tx: Tx, id: string): Promise<boolean> {
  const bulk = await lockBulk(tx, id)
  if (bulk?.status !== 'running') return false
  const chunk = bulk.cancelAsked ? undefined : await nextChunk(tx, id)
  if (!chunk) {
    await end(tx, bulk, bulk.cancelAsked ? 'cancelled' : 'finished')
    return false
  }
  const { action } = bulk
  const gone = await unreached(tx, chunk.ids)
  const result = await changeAll(tx, action, chunk.ids)
  const failures = [...gone, ...result.failures]
  await noteFailures(tx, id, failures)
  await chunkDone(tx, id, chunk, result, failures.length)
  if (result.ids.length && action.do !== 'delete') await announce(tx, leadsChanged, { action: action.do, count: result.ids.length, bulkId: id, chunk: chunk.n })
  await liveChanged(tx, 'bulk')
  return true
}

type Outcome = Changed & { failures: { leadId: string; reason: string }[] }

/** The whole chunk in one go; should a rule or the database object to one lead, lead by lead, so that the others go through. */
async function changeAll(tx: Tx, action: BulkAction, ids: string[]): Promise<Outcome> {
  const whole = await guarded(tx, () => apply(tx, action, ids))
  if ('ids' in whole) return { ...whole, failures: [] }
  const all: Outcome = { ids: [], before: [], failures: [] }
  for (const id of ids) {
    const one = await guarded(tx, () => apply(tx, action, [id]))
    if (!('ids' in one)) { all.failures.push({ leadId: id, reason: one.reason }); continue }
    all.ids.push(...one.ids)
    all.before.push(...one.before)
  }
  return all
}

async function apply(tx: Tx, action: BulkAction, ids: string[]): Promise<Changed> {
  if (action.do === 'delete') {
    const gone = await deleteLeads(tx, ids)
    return { ids: gone, before: gone.map(() => null) }
  }
  if (action.do !== 'setStatus') return changed(tx, action, ids)
  const moved = await changed(tx, { ...action, status: await goodStatus(tx, action.status) }, ids)
  await tellMoves(tx, moved.ids.map((leadId, i) => ({ leadId, companyId: null, from: String(moved.before[i]), to: action.status })), { cause: 'person', why: null })
  return moved
}

/** In a savepoint: what a rule refuses, or the database for the row's sake (class 23), is a reason; anything else is trouble. */
async function guarded<T>(tx: Tx, act: () => Promise<T>): Promise<T | { reason: string }> {
  await tx.run(sql`savepoint bulk`)
  try {
    const result = await act()
    await tx.run(sql`release savepoint bulk`)
    return result
  } catch (error) {
    const reason = error instanceof Refusal ? error.message : String((error as { code?: string }).code).startsWith('23') ? 'Its data do not allow this change.' : undefined
    if (!reason) throw error
    await tx.run(sql`rollback to savepoint bulk`)
    return { reason }
  }
}

async function stepBack(tx: Tx, id: string): Promise<boolean> {
  const bulk = await lockBulk(tx, id)
  if (bulk?.status !== 'undoing') return false
  const chunk = await nextToUndo(tx, id)
  if (!chunk) {
    await end(tx, bulk, 'undone')
    return false
  }
  const { action } = bulk
  const known = action.do === 'setStatus' ? (await statusesOf(tx)).map((s) => s.key) : []
  const restored = await giveBack(tx, action, chunk, known)
  if (action.do === 'setStatus') {
    const had = new Map(chunk.changedIds.map((leadId, i) => [leadId, String(chunk.before[i])]))
    await tellMoves(tx, restored.map((leadId) => ({ leadId, companyId: null, from: action.status, to: had.get(leadId)! })), { cause: 'person', why: null })
  }
  await chunkUndone(tx, id, chunk.n, restored.length, chunk.changedIds.length - restored.length)
  if (bulk.action.do === 'delete') await announceMany(tx, leadRestored, restored.map((leadId) => ({ leadId })))
  else if (restored.length) await announce(tx, leadsChanged, { action: bulk.action.do, count: restored.length, bulkId: id, chunk: chunk.n, undone: true })
  await liveChanged(tx, 'bulk')
  return true
}

async function end(tx: Tx, bulk: Bulk, status: Bulk['status']): Promise<void> {
  await endBulk(tx, bulk.id, status)
  await liveChanged(tx, 'bulk')
  await liveChanged(tx, 'leads')
}
