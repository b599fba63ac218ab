// `npm run doctor`: joins the running database (or opens it) and says how things stand, in sentences.
import { readConfig, ConfigError } from '#platform/config'
import { createLog } from '#platform/log'
import { loadKeyring } from '#platform/secrets'
import { findDatabase, layGround, refuseWrongKeys } from './ground.ts'

const config = readConfig()
const keyring = loadKeyring(config)
const at = await findDatabase(config, keyring, { join: true })
const halt = new AbortController()
const { ground, stop } = layGround({ config, log: createLog('silent', 'json'), app: at.app, keyring, rooms: [], stopping: halt.signal })
let bad = 0
const say = (ok: boolean, sentence: string) => { if (!ok) bad++; console.log(`${ok ? 'ok   ' : 'CHECK'} ${sentence}`) }

try {
  const { rows: [server] } = await ground.db.pool.query<{ v: string; superuser: boolean }>(`select current_setting('server_version') v, rolsuper or rolbypassrls superuser from pg_roles where rolname = current_user`)
  say(true, `PostgreSQL ${server!.v}, ${at.kind}${at.embedded?.joined ? ' (Overture is running)' : ''}.`)
  say(!server!.superuser, 'The application role lives under row-level security.')
  await refuseWrongKeys(ground, keyring, config).then(() => say(true, 'The master keys fit.'), (error: Error) => say(false, error.message))
  const { rows: open } = await ground.db.pool.query<{ name: string }>(`select c.relname name from pg_class c join pg_namespace n on n.oid = c.relnamespace join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
    where n.nspname = 'public' and c.relkind = 'r' and not (c.relrowsecurity and c.relforcerowsecurity) and c.relname <> 'sessions'`)
  say(!open.length, open.length ? `Tables without a wall: ${open.map((t) => t.name).join(', ')}` : 'Every workspace table has its wall.')
  const { rows: [skew] } = await ground.db.pool.query<{ s: number }>(`select extract(epoch from clock_timestamp())::float8 - $1::float8 s`, [Date.now() / 1000])
  say(Math.abs(skew!.s) < 2, `This machine's clock and the database's differ by ${Math.abs(skew!.s).toFixed(1)} s.`)
} catch (error) {
  say(false, error instanceof ConfigError ? error.message : String((error as Error).message))
} finally {
  await stop()
  await at.embedded?.stop()
}
process.exit(bad ? 1 : 0)
