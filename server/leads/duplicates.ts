// Who may be the same: looked for once a day, after every import, and when somebody asks; decided by people.
import type { PairView } from '#contract/duplicates'
import type { Page } from '#contract/contract'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { enqueue, job } from '#platform/jobs'
import { notFound, refuse } from '#platform/refuse'
import type { Ground, World } from '#platform/world'
import { countOpen, decidePair, findPairs, lastLook, noteLook, pairs, type Pair, type PairSubject } from './duplicate-store.ts'

export const findDuplicatesJob = job<Record<string, never>>('leads.find-duplicates', { policy: 'exclusive', oneAtATimePer: () => 'duplicates', retryLimit: 2 })
const day = 86_400_000

export async function findDuplicates(world: World): Promise<void> {
  for (const subject of ['lead', 'company'] as const) await world.write((tx) => findPairs(tx, subject))
  await world.write(async (tx) => {
    await noteLook(tx)
    await liveChanged(tx, 'leads')
  })
}

export const askForDuplicates = (tx: Tx): Promise<void> => enqueue(tx, findDuplicatesJob, {})

/** Once a day, of every workspace. */
export async function lookDaily(ground: Ground): Promise<void> {
  for (const { id } of await ground.sweep<{ id: string }>('select all_workspaces() as id', []))
    await ground.world(id).write(async (tx) => {
      const last = await lastLook(tx)
      if (!last || tx.now.getTime() - last.getTime() > day) await askForDuplicates(tx)
    })
}

const view = (p: Pair): PairView => ({ ...p, a: { ...p.a, createdAt: new Date(p.a.createdAt).toISOString() }, b: { ...p.b, createdAt: new Date(p.b.createdAt).toISOString() } })

export async function duplicatePage(tx: Tx, q: { subject: PairSubject; state: 'open' | 'dismissed'; cursor?: string | undefined; limit: number }): Promise<Page<PairView>> {
  const rows = await pairs(tx, { ...q, after: readCursor(q.cursor), limit: q.limit + 1 })
  const last = rows.length > q.limit ? rows[q.limit - 1] : undefined
  return { items: rows.slice(0, q.limit).map(view), next: last ? Buffer.from(JSON.stringify([last.score, last.id])).toString('base64url') : null }
}

function readCursor(cursor: string | undefined): [number, string] | undefined {
  if (!cursor) return undefined
  try {
    const [score, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[]
    if (Number.isInteger(score) && typeof id === 'string' && /^[0-9a-f-]{36}$/.test(id)) return [score as number, id]
  } catch { /* refused below */ }
  throw refuse('bad_cursor', 'This page marker is not valid any more. Start again from the first page.', { status: 400, field: 'cursor' })
}

export const duplicatesOf = async (tx: Tx, subject: PairSubject, recordId: string): Promise<PairView[]> => (await pairs(tx, { subject, state: 'open', recordId, limit: 20 })).map(view)

export async function duplicateCounts(tx: Tx) {
  const looked = await lastLook(tx)
  return { ...(await countOpen(tx)), lookedAt: looked && looked.toISOString() }
}

export async function decide(tx: Tx, id: string, state: 'open' | 'dismissed'): Promise<void> {
  const [pair] = [...(await pairs(tx, { subject: 'lead', id, limit: 1 })), ...(await pairs(tx, { subject: 'company', id, limit: 1 }))]
  if (!pair) throw notFound('pair')
  await decidePair(tx, id, state)
  await liveChanged(tx, 'leads')
}
