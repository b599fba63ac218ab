// What a process and the database hold at a moment, read from outside; and whether a row of such figures is flat. Linux.
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import type { Connection } from '#platform/db'

/** `nativeMb`: resident outside the pages in which V8 keeps objects, code and buffers included. */
export interface Held { rssMb: number; nativeMb: number; handles: number }

/** Undefined when the process is gone. */
export function heldBy(pid: number): Held | undefined {
  try {
    const { resident, pages } = residentIn(readFileSync(`/proc/${pid}/smaps`, 'utf8'))
    return resident ? { rssMb: resident / 1024, nativeMb: (resident - pages) / 1024, handles: readdirSync(`/proc/${pid}/fd`).length } : undefined
  } catch { return undefined }
}

/**
 * Kilobytes, from a process's map. V8 takes memory for objects in pages of 256 KB that begin at a multiple of that (the
 * allocator's arenas begin at multiples of 64 MB), and keeps free ones in a pool that no figure of its own tells about.
 */
export function residentIn(map: string): { resident: number; pages: number } {
  const page = 256n * 1024n, arena = 64n * 1024n * 1024n
  let resident = 0, pages = 0, isPage = false
  for (const line of map.split('\n')) {
    const [, from, to, rights, file] = /^([0-9a-f]+)-([0-9a-f]+) (\S+) \S+ \S+ \S+\s*(.*)$/.exec(line) ?? []
    if (from && to) {
      const begin = BigInt(`0x${from}`)
      isPage = !file && rights!.startsWith('rw') && begin % page === 0n && begin % arena !== 0n && (BigInt(`0x${to}`) - begin) % page === 0n
    }
    const kb = Number(/^Rss:\s+(\d+) kB/.exec(line)?.[1] ?? 0)
    resident += kb
    if (isPage) pages += kb
  }
  return { resident, pages }
}

export interface DatabaseSigns { connections: number; lateS: number; behind: number; stuck: number; set_aside: number }

/** `lateS`: how long the longest-waiting mail has been due; `behind`: events of the slowest reader; `stuck`: jobs at work for twice their time, leases over for a minute. */
export async function watchDatabase(owner: Connection): Promise<{ signs(): Promise<DatabaseSigns>; bloat(): Promise<{ table: string; times: number }[]>; close(): Promise<void> }> {
  const client = new pg.Client(owner)
  await client.connect()
  return {
    signs: async () => (await client.query<DatabaseSigns>(`
      select (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
             (select coalesce(extract(epoch from now() - min(greatest(due_at, coalesce(next_attempt_at, due_at)))), 0)::float8 from messages where state = 'due' and greatest(due_at, coalesce(next_attempt_at, due_at)) < now()) as "lateS",
             (select coalesce(max((select count(*) from (select from events e where (e.xid, e.id) > (r.last_xid, r.last_id) and e.xid < pg_snapshot_xmin(pg_current_snapshot()) limit 10000) t)), 0)::int from event_readers r) as behind,
             (select count(*)::int from pgboss.job where state = 'active' and started_on < now() - 2 * make_interval(secs => expire_seconds))
               + (select count(*)::int from messages where state in ('claimed', 'handed') and lease_until < now() - interval '1 minute') as stuck,
             (select count(*)::int from event_failures where resolved_at is null) + (select count(*)::int from pgboss.job where state = 'failed') as set_aside`)).rows[0]!,
    /** Rows of the larger tables, dead ones included, per living row. */
    bloat: async () => (await client.query<{ table: string; times: number }>(`
      select relname as table, round((n_live_tup + n_dead_tup)::numeric / n_live_tup, 2)::float8 as times from pg_stat_user_tables where schemaname = 'public' and n_live_tup > 1000 order by 2 desc`)).rows,
    close: () => client.end(),
  }
}

export interface Flat { early: number; late: number; perHour: number }

/** The middle value of the second fifth and of the last one, and the slope of a straight line from the second fifth on. Undefined for fewer than ten. */
export function flatness(row: readonly { at: number; value: number }[]): Flat | undefined {
  const fifth = Math.floor(row.length / 5)
  if (fifth < 2) return undefined
  const settled = row.slice(fifth), middle = (part: readonly { value: number }[]) => part.map((p) => p.value).sort((a, b) => a - b)[Math.floor(part.length / 2)]!
  const mean = (of: (p: { at: number; value: number }) => number) => settled.reduce((sum, p) => sum + of(p), 0) / settled.length
  const at = mean((p) => p.at), value = mean((p) => p.value)
  const spread = settled.reduce((sum, p) => sum + (p.at - at) ** 2, 0)
  const perMs = spread ? settled.reduce((sum, p) => sum + (p.at - at) * (p.value - value), 0) / spread : 0
  return { early: middle(row.slice(fifth, 2 * fifth)), late: middle(row.slice(-fifth)), perHour: perMs * 3_600_000 }
}
