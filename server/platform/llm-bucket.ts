// How fast one key may be used, kept in a row per key and so shared by every process and workspace that uses it.
//
// A bucket of requests that may go into debt: taking one when it is empty reserves a place in the queue, and the debt says how
// long to wait (first come, first served, also between processes). Where the wait would be longer than `patience`, nothing is
// taken and the caller is told when to come back. The row also carries how long the provider asked us to stay away, and a breaker:
// five failures in a row close the key for a while, longer each time.
// Within any 60 seconds at most `requestsPerMinute` are granted: a tenth at once, the rest as they trickle in.
import { sql, type Tx } from './db.ts'

export type Place = { granted: true; waitMs: number } | { granted: false; retryAt: Date }

const sizeOf = (perMinute: number) => {
  const cap = Math.max(1, Math.floor(perMinute / 10))
  return { cap, rate: Math.max(perMinute - cap, perMinute / 2) / 60 }
}

export async function takePlace(tx: Tx, key: string, perMinute: number, patienceMs: number): Promise<Place> {
  const { cap, rate } = sizeOf(perMinute)
  const mostDebt = (patienceMs / 1000) * rate
  const taken = await tx.maybe(sql<{ tokens: number; blocked_ms: number | null }>`
    insert into llm_buckets as b (key, tokens, at) values (${key}, ${cap}::float8 - 1, clock_timestamp())
    on conflict (key) do update
       set tokens = least(${cap}::float8, b.tokens + extract(epoch from clock_timestamp() - b.at)::float8 * ${rate}::float8) - 1, at = clock_timestamp()
     where (b.blocked_until is null or b.blocked_until <= clock_timestamp())
       and least(${cap}::float8, b.tokens + extract(epoch from clock_timestamp() - b.at)::float8 * ${rate}::float8) - 1 >= -${mostDebt}::float8
    returning tokens, null::float8 as blocked_ms`)
  if (taken) return { granted: true, waitMs: taken.tokens < 0 ? Math.ceil((-taken.tokens / rate) * 1000) : 0 }
  const { wait_s } = await tx.one(sql<{ wait_s: number }>`
    select greatest(extract(epoch from coalesce(blocked_until, at) - clock_timestamp())::float8,
                    (1 - tokens) / ${rate}::float8 - extract(epoch from clock_timestamp() - at)::float8, 1) as wait_s
      from llm_buckets where key = ${key}`)
  return { granted: false, retryAt: new Date(tx.now.getTime() + wait_s * 1000) }
}

/** The provider said when to come back. */
export const blockKey = (tx: Tx, key: string, ms: number): Promise<number> =>
  tx.run(sql`update llm_buckets set blocked_until = greatest(blocked_until, clock_timestamp() + make_interval(secs => ${ms / 1000}::float8)) where key = ${key}`)

/** The breaker: half a minute after five failures in a row, doubling up to a quarter of an hour; one success closes the case. */
export const noteOutcome = (tx: Tx, key: string, ok: boolean): Promise<number> =>
  ok
    ? tx.run(sql`update llm_buckets set failures = 0, blocked_until = null where key = ${key} and (failures > 0 or blocked_until is not null)`)
    : tx.run(sql`
        update llm_buckets set failures = failures + 1,
               blocked_until = case when failures >= 4 then clock_timestamp() + make_interval(secs => least(900, 30 * power(2, least(failures - 4, 5)))::float8) else blocked_until end
         where key = ${key}`)

export interface BucketState { requestsPerMinute: number; availableNow: number; fullAt: Date | null; blockedUntil: Date | null }

export async function bucketState(tx: Tx, key: string, perMinute: number): Promise<BucketState> {
  const { cap, rate } = sizeOf(perMinute)
  const row = await tx.maybe(sql<{ tokens: number; blocked_until: Date | null }>`
    select least(${cap}::float8, tokens + extract(epoch from clock_timestamp() - at)::float8 * ${rate}::float8) as tokens,
           case when blocked_until > clock_timestamp() then blocked_until end as blocked_until
      from llm_buckets where key = ${key}`)
  const tokens = row?.tokens ?? cap
  return {
    requestsPerMinute: perMinute,
    availableNow: row?.blocked_until ? 0 : Math.max(0, Math.floor(tokens)),
    fullAt: tokens < cap - 0.01 ? new Date(tx.now.getTime() + ((cap - tokens) / rate) * 1000) : null,
    blockedUntil: row?.blocked_until ?? null,
  }
}
