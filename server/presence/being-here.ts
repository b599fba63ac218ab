// Open pages say every twenty seconds that they are; who has not for 45 has gone. Colleagues are told only when somebody comes, goes,
// or begins to do something else.
import { members } from '#accounts'
import type { Doing, Present } from '#contract/presence'
import type { Tx } from '#platform/db'
import { liveChanged } from '#platform/events'
import { goneFrom, presentAt, sayHere, type RecordRef } from './store.ts'

const holdsMs = 45_000

export async function othersHere(tx: Tx, userId: string, record: RecordRef): Promise<Present[]> {
  const rows = (await presentAt(tx, record, new Date(tx.now.getTime() - holdsMs))).filter((row) => row.userId !== userId)
  if (!rows.length) return []
  const names = new Map((await members(tx)).map((m) => [m.user_id, m.name]))
  return rows.flatMap((row) => { const name = names.get(row.userId); return name ? [{ userId: row.userId, name, doing: row.doing, since: row.since.toISOString() }] : [] })
}

export async function arrive(tx: Tx, userId: string, { doing, ...record }: RecordRef & { doing: Doing }): Promise<{ others: Present[] }> {
  const since = new Date(tx.now.getTime() - holdsMs)
  const before = (await presentAt(tx, record, since)).find((row) => row.userId === userId)
  await sayHere(tx, userId, record, doing, since)
  if (before?.doing !== doing) await liveChanged(tx, 'presence')
  return { others: await othersHere(tx, userId, record) }
}

export async function leave(tx: Tx, userId: string, record: RecordRef): Promise<void> {
  if (await goneFrom(tx, userId, record)) await liveChanged(tx, 'presence')
}
