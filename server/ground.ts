// Lays the ground: configuration → secrets → database → the process-wide Ground that every room stands on.
import { randomBytes } from 'node:crypto'
import { hostname } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { systemClock, type Clock } from '#platform/clock'
import type { Config } from '#platform/config'
import { openDatabase, type Connection } from '#platform/db'
import { roomyDisk, type Disk } from '#platform/disk'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#platform/embedded-postgres'
import { reactionTable } from '#platform/events'
import { openJobs } from '#platform/jobs'
import type { Logger } from '#platform/log'
import { appRole, migrate } from '#platform/migrate'
import type { Room } from '#platform/room'
import { createSafeFetch } from '#platform/safe-fetch'
import { canaryOpens, createSecrets, sealCanary, type DataKeyStore, type Keyring } from '#platform/secrets'
import { worldOf, type Ground } from '#platform/world'

export interface DatabaseAt { owner: Connection; app: Connection; kind: 'embedded' | 'external'; embedded?: EmbeddedPostgres }

/** Starts or finds the database and says how owner and application role sign in. `join`: use a running embedded server. */
export async function findDatabase(config: Config, keyring: Keyring, options: { join?: boolean; beforeStart?: (home: string) => void } = {}): Promise<DatabaseAt & { appPassword: string | undefined }> {
  if (config.DATABASE_URL) {
    const owner = { connectionString: config.DATABASE_URL }
    if (config.DATABASE_APP_URL) return { owner, app: { connectionString: config.DATABASE_APP_URL }, kind: 'external', appPassword: undefined }
    const appPassword = createSecrets(keyring, noDataKeys).mac('database', appRole).toString('base64url')
    const url = new URL(config.DATABASE_URL)
    url.username = appRole
    url.password = appPassword
    return { owner, app: { connectionString: url.href }, kind: 'external', appPassword }
  }
  const embedded = await startEmbeddedPostgres({ dataFolder: config.OVERTURE_DATA, ...options })
  const app = { ...embedded.connection, user: appRole, database: 'overture' }
  await createDatabase(embedded.connection, 'overture')
  return { owner: { ...embedded.connection, database: 'overture' }, app, kind: 'embedded', embedded, appPassword: undefined }
}

const noDataKeys: DataKeyStore = { read: async () => null, createOnce: async (_id, wrapped) => wrapped }

export async function createDatabase(server: Connection, name: string, template?: string): Promise<void> {
  const client = new pg.Client(server)
  await client.connect()
  try {
    const { rowCount } = await client.query('select from pg_database where datname = $1', [name])
    if (!rowCount) await client.query(`create database ${pg.escapeIdentifier(name)}${template ? ` template ${pg.escapeIdentifier(template)}` : ''}`)
  } catch (error) {
    if ((error as { code?: string }).code !== '42P04') throw error // another process made it at this moment
  } finally { await client.end() }
}

export interface Laid { ground: Ground; stop(): Promise<void>; clock: Clock }

export function layGround(options: { config: Config; log: Logger; app: Connection; keyring: Keyring; rooms: Room[]; clock?: Clock; disk?: Disk; stopping: AbortSignal }): Laid & { adjust(offset: number): void } {
  const { config, log, app, keyring, rooms, stopping } = options
  const own = systemClock(config.OVERTURE_CLOCK_OFFSET_MS)
  const disk = options.disk ?? roomyDisk
  const clock = options.clock ?? own
  const db = openDatabase({ connection: app, max: config.DATABASE_CONNECTIONS, clock, log, reactions: reactionTable(rooms) })
  const dataKeys: DataKeyStore = {
    read: (id) => db.transaction(id, { kind: 'system', name: 'secrets' }, 'read', async (tx) =>
      (await tx.raw.query<{ wrapped_key: string | null }>('select wrapped_key from workspaces where id = $1', [id])).rows[0]?.wrapped_key ?? null),
    createOnce: (id, wrapped) => db.transaction(id, { kind: 'system', name: 'secrets' }, 'write', async (tx) =>
      (await tx.raw.query<{ wrapped_key: string }>('update workspaces set wrapped_key = coalesce(wrapped_key, $2) where id = $1 returning wrapped_key', [id, wrapped])).rows[0]!.wrapped_key),
  }
  const workers = rooms.flatMap((room) => room.jobs ?? [])
  const ground: Ground = {
    config, log, clock, db, disk, stopping,
    secrets: createSecrets(keyring, dataKeys),
    fetch: createSafeFetch({ allow: [...config.SSRF_ALLOW], clock, log }),
    jobs: openJobs({ connection: app, key: db.reactions, workers, log, disk, world: (workspaceId, actor) => ground.world(workspaceId, actor) }),
    processId: `${hostname()}-${process.pid}-${randomBytes(3).toString('hex')}`,
    world: (workspaceId, actor) => worldOf(ground, workspaceId, actor),
    sweep: db.sweep,
    onNotify: db.onNotify,
  }
  return { ground, clock, adjust: own.adjust, stop: () => db.close() }
}

export async function prepareDatabase(at: DatabaseAt & { appPassword: string | undefined }, log: Logger): Promise<void> {
  const ran = await migrate(at.owner, at.appPassword)
  if (ran.length) log.info({ migrations: ran.length }, 'The database was brought to the newest schema.')
}

/** Compares a sealed word, so that a process with the wrong master keys stops at once instead of failing later. */
export async function refuseWrongKeys(ground: Ground, keyring: Keyring, config: Config): Promise<void> {
  const { rows } = await ground.db.pool.query<{ value: string }>(
    `insert into instance (key, value) values ('key_canary', to_jsonb($1::text)) on conflict (key) do update set key = excluded.key returning value #>> '{}' as value`, [sealCanary(keyring)])
  if (!canaryOpens(keyring, rows[0]!.value))
    throw new Error(`The master keys do not fit this database. ${config.OVERTURE_KEYS ? 'Change OVERTURE_KEYS' : `Bring back ${join(config.OVERTURE_DATA, 'secrets.json')}`}: the keys it was set up with are needed to open its passwords.`)
}
