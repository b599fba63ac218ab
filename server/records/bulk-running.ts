// A bulk change at work, and being undone: chunk by chunk, each in a transaction. Where the records of a chunk touch nothing that
// those of another touch, two chunks are under way at once, each holding its own row; else one, which holds the change's row.
// Whoever comes second (a job that was started again, a second click) finds the next chunk, or waits for it.
import { liveChanged } from '#platform/events'
import { job, work } from '#platform/jobs'
import { Refusal } from '#platform/refuse'
import { sql, type Tx } from '#platform/db'
import type { World } from '#platform/world'
import { bulkKindOf, type Changed, type DoneChunk, type OneByOne, type Together, type Unreached } from './bulk-kind.ts'
import { chunkDone, chunkUndone, endBulk, findBulk, lockBulk, nextChunk, nextToUndo, noteFailures, othersAtWork, type Bulk } from './bulk-store.ts'

// Called so before deals and companies had it, too: what waits in that queue is still done.
export const bulkJob = job<{ bulkId: string }>('leads.bulk', { retryLimit: 50, expireInSeconds: 3600, oneAtATimePer: (d) => d.bulkId })

export const jobs = [
  work(bulkJob, async (world, { bulkId }, { signal, lastAttempt }) => {
    try { await runBulk(world, bulkId, signal); await undoBulk(world, bulkId, signal) }
    catch (error) { if (lastAttempt) await world.write(async (tx) => { const bulk = await lockBulk(tx, bulkId); if (bulk?.status === 'running') await end(tx, bulk, 'failed') }); throw error }
  }, { concurrency: 1 }),
]

export const runBulk = (world: World, id: string, signal?: AbortSignal): Promise<void> => untilDone(world, id, signal, step)
export const undoBulk = (world: World, id: string, signal?: AbortSignal): Promise<void> => untilDone(world, id, signal, stepBack)

/** The database writes one transaction with one core. */
const lanes = 2

async function untilDone(world: World, id: string, signal: AbortSignal | undefined, oneStep: (tx: Tx, bulk: Bulk) => Promise<boolean>): Promise<void> {
  const asked = await world.read((tx) => findBulk(tx, id))
  if (!asked) return
  const kind = bulkKindOf(asked.subject), isAlone = !('together' in kind && kind.together?.(asked.action))
  const lane = async (): Promise<void> => {
    while (await world.write(async (tx) => { const bulk = await (isAlone ? lockBulk(tx, id) : findBulk(tx, id)); return bulk ? oneStep(tx, bulk) : false }))
      if (signal?.aborted) throw new Error('The process is stopping; the bulk change goes on after the next start.')
  }
  // All are waited for: what one of them has begun is done or undone when this ends.
  const ended = await Promise.allSettled(Array.from({ length: isAlone || asked.total <= kind.atOnce || signal?.aborted ? 1 : lanes }, lane))
  for (const one of ended) if (one.status === 'rejected') throw one.reason
}

/** One chunk. False when there is nothing more to do here. */
async function step(tx: Tx, bulk: Bulk): Promise<boolean> {
  if (bulk.status !== 'running') return false
  const { id } = bulk, chunk = bulk.cancelAsked ? undefined : await nextChunk(tx, id)
  if (!chunk) {
    const held = await lockBulk(tx, id)
    if (held?.status === 'running' && !(await othersAtWork(tx, id, 'running'))) await end(tx, held, held.cancelAsked ? 'cancelled' : 'finished')
    return false
  }
  // Asked again, now that the chunk is held: the change may have been ended before we held anything.
  const still = await findBulk(tx, id)
  if (still?.status !== 'running' || still.cancelAsked) return true
  const { action } = bulk, kind = bulkKindOf(bulk.subject)
  const result = 'changeOne' in kind ? await eachOfThem(tx, kind, action, chunk.ids) : await allOfThem(tx, kind, action, chunk.ids)
  await noteFailures(tx, id, result.failures)
  if (result.ids.length && 'told' in kind) await kind.told(tx, action, { bulkId: id, chunk: chunk.n, ids: result.ids, undone: false })
  await liveChanged(tx, 'bulk')
  // Last, for the other lane waits for the change's row until this one commits.
  await chunkDone(tx, id, chunk, result, result.failures.length)
  return true
}

type Outcome = Changed & { failures: Unreached[] }

/** The whole chunk in one go; should a rule or the database object to one record, one by one, so that the others go through. */
async function allOfThem(tx: Tx, kind: Together<unknown>, action: unknown, ids: string[]): Promise<Outcome> {
  const gone = await kind.unreached(tx, ids)
  const whole = await guarded(tx, () => kind.change(tx, action, ids))
  if ('did' in whole) return { ...whole.did, failures: gone }
  const all: Outcome = { ids: [], before: [], failures: gone }
  for (const id of ids) {
    const one = await guarded(tx, () => kind.change(tx, action, [id]))
    if (!('did' in one)) { all.failures.push({ id, reason: one.reason }); continue }
    all.ids.push(...one.did.ids)
    all.before.push(...one.did.before)
  }
  return all
}

async function eachOfThem(tx: Tx, kind: OneByOne<unknown>, action: unknown, ids: string[]): Promise<Outcome> {
  const all: Outcome = { ids: [], before: [], failures: [] }
  await kind.hold?.(tx, action, [])
  for (const id of ids.toSorted()) {
    const one = await guarded(tx, () => kind.changeOne(tx, action, id))
    if (!('did' in one)) { all.failures.push({ id, reason: one.reason }); continue }
    if (one.did === undefined) continue
    all.ids.push(id)
    all.before.push(one.did)
  }
  return all
}

/** In a savepoint: what a rule refuses, or the database for the row's sake (class 23), is a reason; anything else is trouble. */
async function guarded<T>(tx: Tx, act: () => Promise<T>): Promise<{ did: T } | { reason: string }> {
  await tx.run(sql`savepoint bulk`)
  try {
    const did = await act()
    await tx.run(sql`release savepoint bulk`)
    return { did }
  } catch (error) {
    const reason = error instanceof Refusal ? error.message : String((error as { code?: string }).code).startsWith('23') ? 'Its data do not allow this change.' : undefined
    if (!reason) throw error
    await tx.run(sql`rollback to savepoint bulk`)
    return { reason }
  }
}

async function stepBack(tx: Tx, bulk: Bulk): Promise<boolean> {
  if (bulk.status !== 'undoing') return false
  const { id } = bulk, chunk = await nextToUndo(tx, id)
  if (!chunk) {
    const held = await lockBulk(tx, id)
    if (held?.status === 'undoing' && !(await othersAtWork(tx, id, 'undoing'))) await end(tx, held, 'undone')
    return false
  }
  const { action } = bulk, kind = bulkKindOf(bulk.subject)
  const restored = 'giveBackOne' in kind ? await giveBackEach(tx, kind, action, chunk) : await kind.giveBack(tx, action, chunk)
  if (restored.length && 'told' in kind) await kind.told(tx, action, { bulkId: id, chunk: chunk.n, ids: restored, undone: true })
  await liveChanged(tx, 'bulk')
  await chunkUndone(tx, id, chunk.n, restored.length, chunk.changedIds.length - restored.length)
  return true
}

async function giveBackEach(tx: Tx, kind: OneByOne<unknown>, action: unknown, chunk: DoneChunk): Promise<string[]> {
  const restored: string[] = [], had = new Map(chunk.changedIds.map((id, i) => [id, chunk.before[i]]))
  await kind.hold?.(tx, action, chunk.before)
  for (const id of [...had.keys()].toSorted()) {
    const back = await guarded(tx, () => kind.giveBackOne(tx, action, id, had.get(id)))
    if ('did' in back && back.did) restored.push(id)
  }
  return restored
}

async function end(tx: Tx, bulk: Bulk, status: Bulk['status']): Promise<void> {
  await endBulk(tx, bulk.id, status)
  await liveChanged(tx, 'bulk')
  await liveChanged(tx, bulkKindOf(bulk.subject).topic)
}
