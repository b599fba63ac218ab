// The database, as the rooms see it: a Tx for one workspace and one actor. Row-level security travels with it
// (app.workspace_id is set in the same message that begins it), and so does who did it.
import { DummyDriver, Kysely, PostgresAdapter, PostgresIntrospector, PostgresQueryCompiler, sql, type RawBuilder } from 'kysely'
import pg from 'pg'
import type { Role } from '#contract/roles'
import type { Clock } from './clock.ts'
import type { Logger } from './log.ts'
import type { ReactionTable } from './events.ts'
import { preparedNames, planIsOld } from './prepared.ts'
import { sightOf, type Owners } from './rights.ts'

export { sql, type RawBuilder }

/** `sees`, `changes`: whose records, by kind, where not everybody's (see rights.ts). */
export type Actor = { kind: 'user'; userId: string; role: Role; name: string; sees?: Owners; changes?: Owners } | { kind: 'system'; name: string }

/** As facts and changes name it: user:<id>, or the part of us. */
export const byOf = (actor: Actor): string => (actor.kind === 'user' ? `user:${actor.userId}` : actor.name)

export interface Tx {
  readonly workspaceId: string
  readonly actor: Actor
  /** The clock when the transaction began. */
  readonly now: Date
  readonly raw: pg.PoolClient
  readonly reactions: ReactionTable
  many<T>(query: RawBuilder<T>): Promise<T[]>
  /** Exactly one row; anything else is our mistake. */
  one<T>(query: RawBuilder<T>): Promise<T>
  maybe<T>(query: RawBuilder<T>): Promise<T | undefined>
  /** How many rows it touched. */
  run(query: RawBuilder<unknown>): Promise<number>
  /** A prepared statement with a name of its own, for hot paths: from the first time on, and text that is put together once. */
  named<T>(name: string, text: string, values: unknown[]): Promise<T[]>
  afterCommit(fn: () => void): void
}

export interface Database {
  readonly pool: pg.Pool
  readonly reactions: ReactionTable
  /** Work inside one workspace. `null`: the instance's own tables (users, sessions), no workspace visible. */
  transaction<T>(workspaceId: string | null, actor: Actor, access: 'read' | 'write', fn: (tx: Tx) => Promise<T>): Promise<T>
  /** A listed sweep function: looks across workspaces, returns ids. */
  sweep<T>(text: string, values: unknown[]): Promise<T[]>
  onNotify(channel: string, fn: (payload: string) => void): () => void
  close(): Promise<void>
}

export type Connection = pg.ClientConfig

const compiler = new Kysely<unknown>({
  dialect: {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => new DummyDriver(),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new PostgresQueryCompiler(),
  },
})

// int8 and numeric as numbers (counts and money stay far below 2^53), date as 'YYYY-MM-DD', timestamps as Date.
const parsers: Record<number, (text: string) => unknown> = { 20: Number, 1700: Number, 1082: String }
const types: pg.CustomTypesConfig = {
  getTypeParser: ((oid: number, format: 'text' | 'binary') => parsers[oid] ?? pg.types.getTypeParser(oid, format as 'text')) as pg.CustomTypesConfig['getTypeParser'],
}

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

export function connect(connection: Connection, max: number): pg.Pool {
  const pool = new pg.Pool({
    ...connection, max, types,
    connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000,
    // Statements asked for in one breath go out in one piece and are answered in their order; nobody has to wait for the first to ask the second.
    application_name: 'overture', pipeline: true,
    statement_timeout: 30_000, idle_in_transaction_session_timeout: 60_000,
  })
  // While a connection is lent out the pool does not listen to it: without this its loss would end the process.
  pool.on('connect', (client) => { client.on('error', () => undefined) })
  return pool
}

export function openDatabase(options: { connection: Connection; max: number; clock: Clock; log: Logger; reactions: ReactionTable }): Database {
  const { clock, log, reactions } = options
  const pool = connect(options.connection, options.max)
  pool.on('error', (error) => log.warn({ reason: error.message }, 'A database connection was lost.')) // the error itself carries the whole connection
  const listener = createListener(options.connection, log), nameOf = preparedNames()

  async function transaction<T>(workspaceId: string | null, actor: Actor, access: 'read' | 'write', fn: (tx: Tx) => Promise<T>): Promise<T> {
    if (workspaceId !== null && !uuid.test(workspaceId)) throw new Error('Not a workspace id.')
    const client = await pool.connect()
    const hooks: (() => void)[] = []
    let broken = false
    let ending: Promise<void> | undefined
    try {
      // The first statements of `fn` leave with the beginning: should that fail, they fail with it.
      inOnePiece(client)
      const begun = ask(client, `${access === 'read' ? 'begin read only' : 'begin'}; select set_config('app.workspace_id', '${workspaceId ?? ''}', true)${sightOf(actor)}${access === 'write' ? `, set_config('app.actor', '${byOf(actor).replaceAll("'", "''")}', true)` : ''}`)
      begun.catch(() => undefined)
      const result = await fn(createTx(client, workspaceId ?? '', actor, clock.now(), reactions, hooks, nameOf))
      await begun
      // What was only read is known already; nobody waits for its commit (a quarter of a short read's time).
      if (access === 'read') ending = ask(client, 'commit').then(() => undefined, () => { broken = true })
      else await ask(client, 'commit')
      for (const hook of hooks) hook()
      return result
    } catch (error) {
      try { await ask(client, 'rollback') } catch { broken = true }
      if (planIsOld(error)) broken = true
      throw error
    } finally {
      if (ending) void ending.then(() => client.release(broken))
      else client.release(broken)
    }
  }

  return {
    pool, reactions, transaction,
    sweep: async <T>(text: string, values: unknown[]) => (await pool.query(text, values)).rows as T[],
    onNotify: listener.on,
    close: async () => { await listener.close(); await pool.end() },
  }
}

/**
 * Statements of one transaction, asked in one breath. All are waited for, so that none is still on its way when the
 * transaction ends; what the first one that failed said is thrown.
 */
export async function inOneBreath<T extends readonly unknown[] | []>(asked: T): Promise<{ -readonly [K in keyof T]: Awaited<T[K]> }> {
  const all = await Promise.allSettled(asked)
  const failed = all.flatMap((one) => (one.status === 'rejected' ? [one.reason as { code?: string }] : []))
  if (failed.length) throw failed.find((error) => error?.code !== afterFailure) ?? failed[0]
  return all.map((one) => (one as PromiseFulfilledResult<unknown>).value) as never
}
/** "current transaction is aborted, commands ignored until end of transaction block" */
const afterFailure = '25P02'

/**
 * One statement, by pg's callback. An answer that comes by its promise hangs on the one before, and so outlives the quick tidying of
 * memory: a file of 100,000 rows, read page by page, grew the process by 200 MB, which this way stays as it is.
 */
async function ask(client: pg.PoolClient, question: string | pg.QueryConfig): Promise<pg.QueryResult> {
  try {
    return await new Promise<pg.QueryResult>((resolve, reject) => { client.query(question as pg.QueryConfig, (error: Error | null, answer: pg.QueryResult) => { if (error) reject(error); else resolve(answer) }) })
  } catch (error) {
    // Where it was asked, not where the socket was read.
    if (error instanceof Error) Error.captureStackTrace(error)
    throw error
  }
}

/** What is asked until this turn of the loop is over is written to the database at once. */
function inOnePiece(client: pg.PoolClient): void {
  const { stream } = (client as pg.PoolClient & Pick<pg.Client, 'connection'>).connection
  stream.cork()
  process.nextTick(() => stream.uncork())
}

function createTx(client: pg.PoolClient, workspaceId: string, actor: Actor, now: Date, reactions: ReactionTable, hooks: (() => void)[], nameOf: (text: string) => string | undefined): Tx {
  const query = async <T>(builder: RawBuilder<T>) => {
    const { sql: text, parameters } = builder.compile(compiler)
    const name = nameOf(text)
    return ask(client, { ...(name && { name }), text, values: parameters as unknown[] })
  }
  const many = async <T>(builder: RawBuilder<T>) => (await query(builder)).rows as T[]
  return {
    workspaceId, actor, now, raw: client, reactions, many,
    async one<T>(builder: RawBuilder<T>) {
      const rows = await many(builder)
      if (rows.length !== 1) throw new Error(`Expected one row, found ${rows.length}.`)
      return rows[0] as T
    },
    async maybe<T>(builder: RawBuilder<T>) {
      const rows = await many(builder)
      if (rows.length > 1) throw new Error(`Expected at most one row, found ${rows.length}.`)
      return rows[0] as T | undefined
    },
    run: async (builder) => (await query(builder)).rowCount ?? 0,
    named: async <T>(name: string, text: string, values: unknown[]) => (await ask(client, { name, text, values })).rows as T[],
    afterCommit: (fn) => { hooks.push(fn) },
  }
}

/** NOTIFY in this transaction; heard when it commits. */
export async function notify(tx: Tx, channel: string, payload: string): Promise<void> {
  await tx.raw.query('select pg_notify($1, $2)', [channel, payload])
}

/** One dedicated connection that listens, comes back after it is lost, and then wakes everybody (something may have been missed). */
function createListener(connection: Connection, log: Logger) {
  const heard = new Map<string, Set<(payload: string) => void>>()
  let client: pg.Client | undefined, closed = false, opening: Promise<void> | undefined, retry: NodeJS.Timeout | undefined

  const open = async (): Promise<void> => {
    const fresh = new pg.Client({ ...connection, keepAlive: true, application_name: 'overture listen' })
    fresh.on('error', () => undefined)
    fresh.on('end', () => {
      if (closed || client !== fresh) return
      client = undefined
      log.debug('Listening connection lost; opening it again.')
      retry = setTimeout(() => { opening = open().catch(() => undefined) }, 1000)
    })
    fresh.on('notification', (note) => heard.get(note.channel)?.forEach((fn) => fn(note.payload ?? '')))
    try {
      await fresh.connect()
      client = fresh
      for (const channel of heard.keys()) await fresh.query(`listen ${pg.escapeIdentifier(channel)}`)
      heard.forEach((fns) => fns.forEach((fn) => fn('')))
    } catch {
      if (!closed) retry = setTimeout(() => { opening = open().catch(() => undefined) }, 1000)
    }
  }

  return {
    on(channel: string, fn: (payload: string) => void): () => void {
      const isNew = !heard.has(channel)
      if (isNew) heard.set(channel, new Set())
      heard.get(channel)!.add(fn)
      if (!opening) opening = open()
      else if (isNew) void opening.then(() => client?.query(`listen ${pg.escapeIdentifier(channel)}`)).catch(() => undefined)
      return () => { heard.get(channel)?.delete(fn) }
    },
    async close() { closed = true; clearTimeout(retry); await opening; await client?.end().catch(() => undefined) },
  }
}
