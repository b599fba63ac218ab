// `npm run doctor`: joins the running database (or opens it) and says how things stand, in sentences.
import { ConfigError, readConfig, type Config } from '#platform/config'
import { createLog } from '#platform/log'
import { loadKeyring } from '#platform/secrets'
import { checked, findViolations } from '#admin'
import { findDatabase, layGround, refuseWrongKeys } from './ground.ts'

const config = configOrSay()
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
  const workspaces = await ground.sweep<{ id: string }>('select all_workspaces() as id', [])
  let wrong = 0
  for (const { id } of workspaces)
    for (const { holds, count, examples } of await findViolations(ground.world(id))) {
      wrong++
      say(false, `Not true in workspace ${id}: ${holds} ${count} ${count === 1 ? 'case' : 'cases'}, such as ${examples[0]!.id}: ${examples[0]!.says}`)
    }
  if (!wrong) say(true, `${checked} things that must always hold do hold, in ${workspaces.length === 1 ? 'the one workspace' : `all ${workspaces.length} workspaces`}.`)
} catch (error) {
  const neverStarted = /overture_app.* does not exist|relation .* does not exist/.test((error as Error).message)
  say(false, neverStarted ? 'Nothing has been set up here yet. Run npm start once; it makes the database ready.' : String((error as Error).message))
} finally {
  await stop()
  await at.embedded?.stop()
}
process.exit(bad ? 1 : 0)

function configOrSay(): Config {
  try { return readConfig() }
  catch (error) {
    if (!(error instanceof ConfigError)) throw error
    console.log(`CHECK The configuration is not right. Please change:\n\n${error.message}\n`)
    process.exit(1)
  }
}
