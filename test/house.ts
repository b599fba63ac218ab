// A house on a fresh database, for stories: real PostgreSQL, all rooms, the clock in our hand.
import { after } from 'node:test'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FastifyInstance } from 'fastify'
import pg from 'pg'
import type { Role } from '#contract/roles'
import { systemClock, testClock } from '#platform/clock'
import { readConfig, type Config } from '#platform/config'
import type { Actor, Connection, Tx } from '#platform/db'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { readEvents, readOnce, registerReaders } from '#platform/event-readers'
import { createHttp } from '#platform/http'
import { createLog } from '#platform/log'
import { appRole, migrate } from '#platform/migrate'
import { keepRunning } from '#platform/processes'
import { serveReference } from '#platform/openapi'
import { serveWebApp } from '#platform/static-files'
import { serveProbes } from '#platform/probes'
import type { Ground, World } from '#platform/world'
import { createWorkspace } from '#accounts'
import { hashPassword } from '../server/accounts/password.ts'
import { authenticator } from '../server/accounts/sessions.ts'
import { insertMember, insertUser } from '../server/accounts/store.ts'
import { createDatabase, layGround } from '../server/ground.ts'
import { openRooms } from '../server/house.ts'

const keys = `test:${Buffer.alloc(32, 7).toString('base64')}`
const password = 'correct horse battery staple'
let passwordHash: Promise<string> | undefined

interface TestServer { connection: Connection; stop(): Promise<void> }
let server: Promise<TestServer> | undefined
const open = new Set<House>()

/** The test PostgreSQL: the runner's (TEST_DATABASE_SERVER, a socket folder), else one of this process, without fsync. */
async function testServer(): Promise<TestServer> {
  const shared = process.env['TEST_DATABASE_SERVER']
  if (shared) return { connection: { host: shared, port: 5432, user: 'postgres', database: 'postgres' }, stop: async () => undefined }
  const folder = mkdtempSync(join(tmpdir(), 'overture-test-'))
  const { chmodSync } = await import('node:fs')
  chmodSync(folder, 0o755)
  const started = await startEmbeddedPostgres({ dataFolder: folder, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' } })
  return { connection: started.connection, stop: async () => { await started.stop(); rmSync(folder, { recursive: true, force: true }) } }
}

/** A database with the whole schema, made once per server; tests copy it. */
async function template(connection: Connection): Promise<string> {
  const name = 'overture_template'
  const client = new pg.Client(connection)
  await client.connect()
  try {
    await client.query('select pg_advisory_lock(42)')
    const { rows } = await client.query<{ ready: boolean }>(`select datistemplate ready from pg_database where datname = $1`, [name])
    if (!rows[0]?.ready) {
      await client.query(`drop database if exists ${name}`)
      await client.query(`create database ${name}`)
      await migrate({ ...connection, database: name }, undefined, { throwaway: true })
      await client.query(`alter database ${name} is_template true`)
    }
  } finally { await client.end() }
  return name
}

export interface Api { (method: string, path: string, body?: unknown, headers?: Record<string, string>): Promise<{ status: number; body: any; headers: Record<string, unknown> }> }

export interface House {
  ground: Ground
  clock: ReturnType<typeof testClock>
  /** The workspace "Acme Sales", acting as Sam, its owner. */
  world: World
  app: FastifyInstance
  owner: Connection
  connection: Connection
  /** Calls the API as a member with this role (made on first use); `null` for nobody. `path` without /api/v1. */
  api(role?: Role | null): Promise<Api>
  userId(role?: Role): Promise<string>
  /** A second workspace with an owner of its own, for looking over walls; sign in with `apiAs(email)`. */
  secondWorkspace(name?: string): Promise<World & { email: string }>
  apiAs(email: string): Promise<Api>
  /** Delivers everything that is due, later reactions and jobs, until it is quiet. */
  runLater(): Promise<void>
  stop(): Promise<void>
}

/**
 * Opens a house. `now`: where the clock stands (it only moves by hand); leave it out for the real clock.
 * `loops`: background loops, workers and readers run as in production. `config`: settings as environment variables.
 */
export async function house(options: { now?: string; loops?: boolean; config?: Record<string, string> } = {}): Promise<House> {
  server ??= testServer().then((s) => { after(async () => { await Promise.all([...open].map((h) => h.stop())); await s.stop() }); return s })
  const { connection } = await server
  const name = `test_${randomBytes(6).toString('hex')}`
  await createDatabase(connection, name, await template(connection))
  const owner = { ...connection, database: name }
  const data = mkdtempSync(join(tmpdir(), 'overture-data-'))
  const config: Config = readConfig({ OVERTURE_DATA: data, OVERTURE_KEYS: keys, PORT: '0', LOG_LEVEL: 'silent', WRITES_PER_MINUTE: '100000', DATABASE_CONNECTIONS: '8', BASE_URL: 'http://localhost:3000', DNS_SERVERS: '127.0.0.1:1', CALENDLY_URL: 'http://127.0.0.1:1', ...options.config })
  const log = createLog(process.env['TEST_LOG'] ?? config.LOG_LEVEL, 'json')
  const rooms = await openRooms()
  const halt = new AbortController()
  const clock = options.now ? testClock(options.now) : Object.assign(systemClock(), { advance() { throw new Error('the real clock') }, set() { throw new Error('the real clock') } }) as unknown as ReturnType<typeof testClock>
  const laid = layGround({ config, log, app: { ...owner, user: appRole }, keyring: { current: 'test', keys: new Map([['test', Buffer.alloc(32, 7)]]) }, rooms, clock, stopping: halt.signal })
  const { ground } = laid
  await registerReaders(ground)
  await ground.jobs.start(options.loops ?? false)
  for (const room of rooms) await room.start?.(ground)
  const app = await createHttp({ ground, routes: rooms.flatMap((r) => r.routes ?? []), authenticate: authenticator(ground) })
  serveReference(app, rooms.flatMap((r) => (r.routes ?? []).map((one) => one.endpoint)), config.version)
  serveProbes(app, ground)
  await serveWebApp(app)

  const running: Promise<void>[] = []
  if (options.loops) {
    running.push(keepRunning(ground, { name: 'events', roles: ['worker'], run: readEvents }, halt.signal))
    for (const loop of rooms.flatMap((r) => r.loops ?? [])) running.push(keepRunning(ground, loop, halt.signal))
  }

  const system: Actor = { kind: 'system', name: 'test' }
  const members = new Map<Role, string>()
  const workspaceId = await ground.db.transaction(null, system, 'write', async (tx) => {
    const sam = await insertUser(tx, { email: 'sam@acme-sales.example', name: 'Sam Carter', passwordHash: await (passwordHash ??= hashPassword(password)) })
    members.set('owner', sam.id)
    return createWorkspace(tx, { name: 'Acme Sales', timeZone: 'Europe/Berlin', ownerId: sam.id })
  })
  const sam: Actor = { kind: 'user', userId: members.get('owner')!, role: 'owner', name: 'Sam Carter' }

  const userId = async (role: Role = 'owner'): Promise<string> => {
    const known = members.get(role)
    if (known) return known
    const id = await ground.db.transaction(null, system, 'write', async (tx) => (await insertUser(tx, { email: `${role}@acme-sales.example`, name: `The ${role}`, passwordHash: await passwordHash! })).id)
    await ground.world(workspaceId, system).write((tx: Tx) => insertMember(tx, id, role))
    members.set(role, id)
    return id
  }

  // Whoever works on stays signed in, however far the clock was put forward meanwhile (an idle session ends after twelve hours).
  const cookies = new Map<string, { cookie: string; at: number }>()
  const signIn = async (email: string): Promise<string> => {
    const known = cookies.get(email), now = clock.now().getTime()
    if (known && Math.abs(now - known.at) > 11 * 3_600_000) {
      await ground.db.pool.query(`update sessions set last_seen_at = $2, expires_at = $2::timestamptz + interval '30 days' where user_id = (select id from users where email = $1)`, [email, new Date(now)])
      known.at = now
    }
    if (known) return known.cookie
    const answer = await app.inject({ method: 'POST', url: '/api/v1/session', payload: { email, password } })
    if (answer.statusCode !== 200) throw new Error(`Sign-in failed: ${answer.body}`)
    const cookie = answer.cookies.map((c) => `${c.name}=${c.value}`).join('; ')
    cookies.set(email, { cookie, at: now })
    return cookie
  }
  const apiAs = async (email: string): Promise<Api> => {
    await signIn(email)
    return caller(() => signIn(email))
  }
  const api = async (role: Role | null = 'owner'): Promise<Api> => {
    if (!role) return caller(() => undefined)
    await userId(role)
    return apiAs(role === 'owner' ? 'sam@acme-sales.example' : `${role}@acme-sales.example`)
  }
  const caller = (signedIn: () => Promise<string> | undefined): Api =>
    async (method, path, body, headers = {}) => {
      const cookie = await signedIn()
      const answer = await app.inject({
        method: method as 'GET', url: path.startsWith('/t/') || path.startsWith('/u/') || path.startsWith('/api') ? path : `/api/v1${path}`,
        headers: { host: 'localhost:3000', ...(cookie && { cookie }), ...headers },
        ...(body !== undefined && { payload: body as object }),
      })
      let parsed: unknown = answer.body
      try { parsed = answer.json() } catch { /* a page */ }
      return { status: answer.statusCode, body: parsed, headers: answer.headers as Record<string, unknown> }
    }

  let stopped = false
  const stop = async () => {
    if (stopped) return
    stopped = true
    open.delete(opened)
    halt.abort()
    await app.close()
    await ground.jobs.stop()
    await Promise.all(running)
    for (const room of rooms.toReversed()) await room.stop?.()
    await laid.stop()
    rmSync(data, { recursive: true, force: true })
    const client = new pg.Client(connection)
    await client.connect()
    await client.query(`drop database if exists ${name} with (force)`)
    await client.end()
  }

  const opened: House = {
    ground, clock, app, owner, connection, api, apiAs, userId, stop,
    world: ground.world(workspaceId, sam),
    async secondWorkspace(title = 'Other Sales') {
      const email = `${randomBytes(4).toString('hex')}@other.example`
      const id = await ground.db.transaction(null, system, 'write', async (tx) => {
        const other = await insertUser(tx, { email, name: 'Olga Other', passwordHash: await passwordHash! })
        return createWorkspace(tx, { name: title, timeZone: 'UTC', ownerId: other.id })
      })
      return Object.assign(ground.world(id), { email })
    },
    async runLater() {
      for (let quiet = 0; quiet < 2; ) {
        let done = 0
        for (const reader of ground.db.reactions.later.keys()) done += await readOnce(ground, reader)
        done += await ground.jobs.runDue()
        // A transaction of another test on the same server may hold events back for a moment: they still count as due.
        if (done || (quiet && (await heldBack(owner, ground)))) quiet = 0
        else quiet++
        if (quiet < 2) await ground.clock.sleep(done ? 0 : 30)
      }
    },
  }
  open.add(opened)
  return opened
}

/** Are there events a reader wants and has not reached yet? */
async function heldBack(owner: Connection, ground: Ground): Promise<boolean> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    for (const [name, reactions] of ground.db.reactions.later) {
      const { rows } = await client.query<{ some: boolean }>(
        `select exists (select from events e, event_readers r where r.name = $1 and e.type = any($2) and (e.xid, e.id) > (r.last_xid, r.last_id)) as some`, [name, reactions.map((r) => r.type)])
      if (rows[0]!.some) return true
    }
    return false
  } finally { await client.end() }
}
