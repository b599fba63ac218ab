// Durable readers of the events table: one a room, each with its own place in (transaction id, event id) order.
//
// A reader only takes events of transactions older than the oldest one still running, so a transaction that commits late
// is never passed over. The place moves on after a batch is done; a killed process therefore repeats at most one batch,
// and reactions are written to be repeated. An event whose reaction keeps failing is set aside with its reason and tried
// again with growing pauses, while the rest go on.
import { holding } from './leases.ts'
import type { Ground } from './world.ts'
import type { Happened, ReactionTable } from './events.ts'
import { sql } from './db.ts'

interface EventRow { workspace_id: string; id: number; xid: string; type: string; at: Date; actor: string; payload: object }
type Reactions = NonNullable<ReturnType<ReactionTable['later']['get']>>

const batchSize = 500
/** How often a process looks for events set aside; the shortest pause of one is two seconds. */
const retryEveryMs = 1000
/** Renewed while a batch is under way: others take over this long after a process died. */
const leaseSeconds = 12
const mostAttempts = 8

export async function registerReaders(ground: Ground): Promise<void> {
  for (const name of ground.db.reactions.later.keys())
    await ground.db.pool.query(
      `insert into event_readers (name, last_xid, last_id) values ($1, pg_snapshot_xmin(pg_current_snapshot()), 0) on conflict do nothing`, [name])
}

/** Reads until stopped; woken by NOTIFY and by a slow clock. */
export async function readEvents(ground: Ground, signal: AbortSignal): Promise<void> {
  let wake = () => undefined as void
  const off = ground.onNotify('events', () => wake())
  const names = [...ground.db.reactions.later.keys()]
  let recheck = 0, retried = -Infinity
  try {
    while (!signal.aborted) {
      const woken = new Promise<void>((resolve) => { wake = resolve }), retry = performance.now() - retried >= retryEveryMs
      if (retry) retried = performance.now()
      const counts = await Promise.all(names.map((name) => readOnce(ground, name, retry)))
      if (counts.some(Boolean)) { recheck = 4; continue }
      // Right after a NOTIFY the events may still lie above the oldest running transaction: look again soon.
      const pause = recheck-- > 0 ? 50 : 1500
      await Promise.race([ground.clock.sleep(pause, signal), pause > 50 ? woken.then(() => { recheck = 4 }) : new Promise(() => undefined)])
    }
  } finally {
    off()
    await ground.db.pool.query('update event_readers set lease_until = null where leased_by = $1', [ground.processId]).catch(() => undefined)
  }
}

/** One batch of one reader, and with `retry` what was set aside; answers how many events it handled (0 also when another process holds the lease). */
export async function readOnce(ground: Ground, name: string, retry = true): Promise<number> {
  const reactions = ground.db.reactions.later.get(name) ?? []
  const { pool } = ground.db
  const [place] = (await pool.query<{ last_xid: string; last_id: number }>({
    name: 'readers.take', values: [name, ground.processId, leaseSeconds],
    text: `update event_readers set leased_by = $2, lease_until = now() + make_interval(secs => $3)
            where name = $1 and (leased_by = $2 or lease_until is null or lease_until < now()) returning last_xid::text, last_id` })).rows
  if (!place) return 0
  const renew = () => pool.query('update event_readers set lease_until = now() + make_interval(secs => $3) where name = $1 and leased_by = $2', [name, ground.processId, leaseSeconds])
  return holding(leaseSeconds * 250, renew, () => readFrom(ground, name, reactions, place, retry))
}

async function readFrom(ground: Ground, name: string, reactions: Reactions, place: { last_xid: string; last_id: number }, retry: boolean): Promise<number> {
  const { pool } = ground.db
  const types = [...new Set(reactions.map((r) => r.type))]
  const { rows } = await pool.query<EventRow>({
    name: 'readers.read', values: [types, place.last_xid, place.last_id, batchSize],
    text: 'select workspace_id, id, xid::text, type, at, actor, payload from events_after($1, $2::text::xid8, $3, $4)' })
  for (const group of neighbours(rows, reactions)) await handle(ground, name, reactions, group)
  const last = rows.at(-1)
  if (last)
    await pool.query(`update event_readers set last_xid = $3::text::xid8, last_id = $4 where name = $1 and leased_by = $2`, [name, ground.processId, last.xid, last.id])
  return rows.length + (retry ? await retryFailures(ground, name, reactions) : 0)
}

/** Of one workspace and one kind, or of kinds that are heard by the very same reactions. */
function neighbours(rows: EventRow[], reactions: Reactions): EventRow[][] {
  const groups: EventRow[][] = []
  for (const row of rows) {
    const before = groups.at(-1)?.[0]
    if (before && before.workspace_id === row.workspace_id && (before.type === row.type || heardAlike(reactions, before.type, row.type))) groups.at(-1)!.push(row)
    else groups.push([row])
  }
  return groups
}

const places = (reactions: Reactions, type: string): number[] => reactions.flatMap((r, i) => (r.type === type ? i : []))

function heardAlike(reactions: Reactions, one: string, other: string): boolean {
  const [a, b] = [places(reactions, one), places(reactions, other)]
  return a.length === b.length && a.every((at, nth) => reactions[at]!.batch && reactions[at]!.run === reactions[b[nth]!]!.run)
}

const happened = (row: EventRow): Happened<object> => ({ ...row.payload, eventId: row.id, at: row.at, by: row.actor })

async function handle(ground: Ground, name: string, reactions: Reactions, rows: EventRow[]): Promise<void> {
  const world = ground.world(rows[0]!.workspace_id)
  for (const [nth, index] of places(reactions, rows[0]!.type).entries()) {
    const reaction = reactions[index]!
    const readerOf = (row: EventRow) => `${name}#${places(reactions, row.type)[nth]}`
    if (reaction.batch) await attempt(ground, readerOf, rows, () => reaction.run(world, rows.map(happened) as never[]))
    else for (const row of rows) await attempt(ground, readerOf, [row], () => reaction.run(world, happened(row) as never))
  }
}

async function attempt(ground: Ground, readerOf: (row: EventRow) => string, rows: EventRow[], run: () => Promise<unknown>): Promise<void> {
  try { await run() }
  catch (error) {
    if (ground.stopping.aborted) throw error
    ground.log.warn({ err: error, reader: readerOf(rows[0]!), type: rows[0]!.type }, 'A reaction failed; its events are set aside and tried again.')
    await ground.world(rows[0]!.workspace_id).write((tx) => tx.run(sql`
      insert into event_failures (workspace_id, reader, event_id, error, at)
      select ${tx.workspaceId}, reader, id, ${String(error).slice(0, 1000)}, clock_timestamp() from unnest(${rows.map(readerOf)}::text[], ${rows.map((r) => r.id)}::bigint[]) as f (reader, id)
      on conflict (workspace_id, reader, event_id) do update set attempts = event_failures.attempts + 1, error = excluded.error, at = clock_timestamp(), resolved_at = null`))
  }
}

async function retryFailures(ground: Ground, name: string, reactions: Reactions): Promise<number> {
  const due = await ground.sweep<EventRow & { reader: string }>(
    'select workspace_id, id, xid::text, type, at, actor, payload, reader from failed_events($1, $2, 50)', [`${name}#`, mostAttempts])
  for (const row of due) {
    const reaction = reactions[Number(row.reader.split('#')[1])]
    if (!reaction || reaction.type !== row.type) continue
    let resolved = true
    const world = ground.world(row.workspace_id)
    await attempt(ground, () => row.reader, [row], async () => {
      try { await (reaction.batch ? reaction.run(world, [happened(row)] as never[]) : reaction.run(world, happened(row) as never)) }
      catch (error) { resolved = false; throw error }
    })
    if (resolved) await world.write((tx) => tx.run(sql`
      update event_failures set resolved_at = clock_timestamp() where workspace_id = ${tx.workspaceId} and reader = ${row.reader} and event_id = ${row.id}`))
  }
  return 0
}
