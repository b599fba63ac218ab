// Rate limits in PostgreSQL, so that they hold over all processes and restarts: one row a key, a bucket that refills.
import type { Database } from './db.ts'

/**
 * Takes one token from a bucket of `most` that refills within `seconds`; one statement, so parallel callers are exact.
 * Answers 0 when allowed, else the seconds to wait. Asking while refused puts the bucket at most one token into debt.
 */
export async function takeToken(db: Database, key: string, most: number, seconds: number): Promise<number> {
  const rate = most / seconds
  const { rows } = await db.pool.query<{ tokens: number }>({
    name: 'take-token',
    text: `insert into rate_limits as r (key, tokens, at) values ($1, $2::float8 - 1, clock_timestamp())
           on conflict (key) do update
              set tokens = greatest(-1, least($2::float8, r.tokens + extract(epoch from clock_timestamp() - r.at)::float8 * $3::float8) - 1),
                  at = clock_timestamp()
           returning tokens`,
    values: [key, most, rate],
  })
  const tokens = rows[0]!.tokens
  return tokens >= 0 ? 0 : Math.max(1, Math.ceil(-tokens / rate))
}
