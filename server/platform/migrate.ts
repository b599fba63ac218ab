// Roles and migrations, run by the owner. Forward only: numbered .sql files, one transaction each, with a checksum,
// under one advisory lock so that many processes may start at once.
import { createHash } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import pg from 'pg'
import { installJobs } from './jobs.ts'

export const appRole = 'overture_app'
const folder = new URL('../../migrations/', import.meta.url)
const lockKey = 7_211_004

/** Brings the database to the newest schema. Answers the files it ran. `appPassword` becomes the application role's; `throwaway` lets a test's database run without fsync. */
export async function migrate(owner: pg.ClientConfig, appPassword: string | undefined, options: { throwaway?: boolean } = {}): Promise<string[]> {
  const client = new pg.Client({ ...owner, application_name: 'overture migrate' })
  client.on('error', () => undefined)
  await client.connect()
  try {
    await refuseUnfit(client, options.throwaway ?? false)
    await client.query('select pg_advisory_lock($1)', [lockKey])
    await makeRoles(client, appPassword)
    const ran = await runFiles(client)
    await installJobs(owner, appRole, (sql) => client.query(sql))
    return ran
  } finally {
    await client.end()
  }
}

async function refuseUnfit(client: pg.Client, throwaway: boolean): Promise<void> {
  const { rows } = await client.query<{ v: number; name: string }>(`select current_setting('server_version_num')::int v, current_setting('server_version') name`)
  if (rows[0]!.v < 150000) throw new Error(`DATABASE_URL leads to PostgreSQL ${rows[0]!.name}; Overture needs 15 or later.`)
  const settings = await client.query<{ name: string; setting: string }>(`select name, setting from pg_settings where name in ('fsync', 'full_page_writes') and setting <> 'on'`)
  if (settings.rows.length && !throwaway)
    throw new Error(`This PostgreSQL runs with ${settings.rows.map((r) => `${r.name} = ${r.setting}`).join(', ')}: what it acknowledges may be lost. Switch it on.`)
}

/** overture_app does everything and owns nothing; overture_sweep owns the functions that look across workspaces. */
async function makeRoles(client: pg.Client, appPassword: string | undefined): Promise<void> {
  for (const role of [appRole, 'overture_sweep'])
    await client.query(`do $$ begin
      if not exists (select from pg_roles where rolname = '${role}') then create role ${role}; end if;
    exception when duplicate_object or unique_violation then null; end $$`)
  const { rows } = await client.query<{ fits: boolean }>(`select bool_and(not rolsuper and not rolbypassrls) fits from pg_roles where rolname in ('${appRole}', 'overture_sweep')`)
  if (!rows[0]!.fits) throw new Error(`The database role ${appRole} or overture_sweep is a superuser or passes row-level security by. Take that away: alter role ${appRole} nosuperuser nobypassrls`)
  const login = appPassword === undefined ? '' : ` password ${pg.escapeLiteral(appPassword)}`
  await client.query(`alter role ${appRole} login${login}`)
  await client.query(`grant overture_sweep to current_user; grant usage, create on schema public to overture_sweep`)
}

async function runFiles(client: pg.Client): Promise<string[]> {
  await client.query(`create table if not exists migrations (name text primary key, checksum text not null, ran_at timestamptz not null default now())`)
  const done = new Map((await client.query<{ name: string; checksum: string }>('select name, checksum from migrations')).rows.map((r) => [r.name, r.checksum]))
  const files = readdirSync(folder).filter((name) => /^\d{4}_\w+\.sql$/.test(name)).sort()
  const unknown = [...done.keys()].find((name) => !files.includes(name))
  if (unknown) throw new Error(`This database was migrated by a newer Overture (${unknown}). Start that version, or restore a backup.`)
  const ran: string[] = []
  for (const name of files) {
    const text = readFileSync(new URL(name, folder), 'utf8')
    const checksum = createHash('sha256').update(text).digest('hex')
    const known = done.get(name)
    if (known === checksum) continue
    if (known) throw new Error(`migrations/${name} was changed after it had run. Migrations go forward only: put the change into a new file.`)
    await client.query('begin')
    try {
      await client.query(`set local lock_timeout = '3s'`)
      await client.query(text)
      await client.query('insert into migrations (name, checksum) values ($1, $2)', [name, checksum])
      await client.query('commit')
    } catch (error) {
      await client.query('rollback')
      throw new Error(`migrations/${name}: ${(error as Error).message}`, { cause: error })
    }
    ran.push(name)
  }
  return ran
}
