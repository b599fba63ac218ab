// Background jobs on pg-boss in the same database: enqueued in the caller's transaction, retried after a kill within
// seconds (heartbeat), set aside after their last try. Payloads hold ids only.
import { PgBoss, type Job as BossJob, type JobResult, type JobWithMetadata, type QueuePolicy } from 'pg-boss'
import type { Connection, Tx, Actor } from './db.ts'
import type { Disk } from './disk.ts'
import type { Logger } from './log.ts'
import type { World } from './world.ts'

export interface JobKind<D extends object> {
  readonly name: string
  readonly policy: QueuePolicy
  readonly retryLimit: number
  readonly expireInSeconds: number
  readonly oneAtATimePer?: (data: D) => string
}

/**
 * A kind of job. `oneAtATimePer` names what only one job may run for at a time (a mailbox, say).
 * `policy` 'exclusive' drops a job while another with the same key waits or runs.
 */
export function job<D extends object>(name: string, options: { retryLimit?: number; expireInSeconds?: number; policy?: QueuePolicy; oneAtATimePer?: (data: D) => string } = {}): JobKind<D> {
  return {
    name,
    policy: options.policy ?? (options.oneAtATimePer ? 'singleton' : 'standard'),
    retryLimit: options.retryLimit ?? 4,
    expireInSeconds: options.expireInSeconds ?? 900,
    ...(options.oneAtATimePer && { oneAtATimePer: options.oneAtATimePer }),
  }
}

export interface JobContext { signal: AbortSignal; attempt: number; lastAttempt: boolean }
export interface Worker { kind: JobKind<never>; concurrency: number; run: (world: World, data: never, context: JobContext) => Promise<unknown> }

export const work = <D extends object>(kind: JobKind<D>, run: (world: World, data: D, context: JobContext) => Promise<unknown>, options: { concurrency?: number } = {}): Worker =>
  ({ kind: kind as unknown as JobKind<never>, concurrency: options.concurrency ?? 2, run: run as Worker['run'] })

interface Envelope { workspaceId: string; actor: Actor; data: never }

export interface Jobs {
  /** How many jobs wait, run or have failed for good, by queue. */
  counts(): Promise<{ queue: string; waiting: number; active: number; failed: number }[]>
  start(workers: boolean): Promise<void>
  /** Tests: does what is due now, without workers; answers how many jobs ran. */
  runDue(): Promise<number>
  stop(): Promise<void>
}

/** In the caller's transaction: if it rolls back, the job never was. */
export async function enqueue<D extends object>(tx: Tx, kind: JobKind<D>, data: D, options: { startAfter?: Date; singletonKey?: string } = {}): Promise<void> {
  const boss = bosses.get(tx.reactions)
  if (!boss) throw new Error('Jobs have not been opened.')
  const key = options.singletonKey ?? kind.oneAtATimePer?.(data)
  await boss.send(kind.name, { workspaceId: tx.workspaceId, actor: tx.actor, data }, {
    db: { executeSql: (text: string, values?: unknown[]) => tx.raw.query(text, values as unknown[]) },
    ...(options.startAfter && { startAfter: options.startAfter }),
    ...(key && { singletonKey: `${tx.workspaceId}:${key}` }),
  })
}

// enqueue() is called with nothing but a Tx; the Tx knows its house by its reaction table.
const bosses = new WeakMap<object, PgBoss>()

/** Creates pg-boss's own tables and lets the application role use them. Run by the owner role. */
export async function installJobs(owner: Connection, appRole: string, run: (sql: string) => Promise<unknown>): Promise<void> {
  const boss = new PgBoss({ ...bossConnection(owner), max: 2, supervise: false, schedule: false, migrate: true })
  boss.on('error', () => undefined)
  await boss.start()
  await boss.stop({ graceful: false, close: true })
  await run(`grant usage on schema pgboss to ${appRole};
    grant select, insert, update, delete on all tables in schema pgboss to ${appRole};
    grant usage on all sequences in schema pgboss to ${appRole};
    grant execute on all functions in schema pgboss to ${appRole}`)
}

/**
 * The process that ran it last died. It may have been the cause: it runs again when nothing else of its queue does, so that
 * one that kills its process takes nobody's tries away but its own.
 */
const wasCutOff = (item: JobWithMetadata<Envelope>): boolean => (item.output as { value?: { message?: string } } | null)?.value?.message === 'job heartbeat timeout'

/** Another of them is the first at each try, so that none stands behind the guilty one every time. */
function inTurn<T extends { id: string; retryCount: number }>(suspects: T[]): T[] {
  const sorted = suspects.toSorted((a, b) => (a.id < b.id ? -1 : 1)), first = (suspects[0]?.retryCount ?? 0) % Math.max(1, suspects.length)
  return [...sorted.slice(first), ...sorted.slice(0, first)]
}

const bossConnection = (c: Connection) => ({
  ...(c.connectionString ? { connectionString: c.connectionString } : { host: c.host!, port: c.port ?? 5432, user: c.user!, database: c.database! }),
  ...(typeof c.password === 'string' && { password: c.password }),
  ...(c.ssl !== undefined && { ssl: c.ssl }),
})

export function openJobs(options: { connection: Connection; key: object; workers: Worker[]; log: Logger; disk: Disk; world: (workspaceId: string, actor: Actor) => World }): Jobs {
  const { workers, log } = options
  const boss = new PgBoss({
    ...bossConnection(options.connection), max: 4, application_name: 'overture jobs',
    migrate: false, createSchema: false, supervise: true, schedule: false, useListenNotify: true,
    monitorIntervalSeconds: 10, superviseIntervalSeconds: 10, reindex: false, monitorVacuum: false,
  })
  bosses.set(options.key, boss)
  boss.on('error', (error) => log.warn({ err: error }, 'The job queue met trouble.'))
  const kinds = [...new Map(workers.map((w) => [w.kind.name, w.kind])).values()]
  let started = false

  const runOne = async (worker: Worker, item: BossJob<Envelope>, signal: AbortSignal): Promise<void> => {
    const { workspaceId, actor, data } = item.data
    const attempt = (item.retryCount ?? 0) + 1
    try {
      await worker.run(options.world(workspaceId, actor), data, { signal, attempt, lastAttempt: attempt > worker.kind.retryLimit })
    } catch (error) {
      log.error({ err: error, queue: item.name, job: item.id, attempt }, 'A job failed.')
      throw error
    }
  }

  const doBatch = async (worker: Worker, items: JobWithMetadata<Envelope>[]): Promise<JobResult[]> => {
    const results: JobResult[] = []
    const suspects = inTurn(items.filter(wasCutOff)), rest = items.filter((item) => !wasCutOff(item))
    await options.disk.whenRoom(items[0]?.signal) // else each would use up its tries on a full disk
    const runAll = async (some: JobWithMetadata<Envelope>[]) => {
      for (let item; (item = some.shift()); )
        try {
          await runOne(worker, item, item.signal)
          // What is done is done, should the next one end the process before the batch is reported.
          if (suspects.length) await boss.complete(item.name, item.id)
          results.push({ id: item.id, status: 'completed' })
        } catch (error) { results.push({ id: item.id, status: 'failed', output: { message: String(error) } }) }
    }
    await Promise.all(Array.from({ length: worker.concurrency }, () => runAll(rest)))
    await runAll([...suspects])
    return results
  }

  return {
    async start(withWorkers) {
      await boss.start()
      started = true
      for (const kind of kinds) {
        const settings = { retryLimit: kind.retryLimit, retryDelay: 2, retryBackoff: true, expireInSeconds: kind.expireInSeconds, heartbeatSeconds: 10, deleteAfterSeconds: 3 * 86400 }
        if (await boss.getQueue(kind.name)) continue
        await boss.createQueue(kind.name, { policy: kind.policy, notify: true, ...settings })
      }
      if (!withWorkers) return
      // A batch is as large as the worker may do at once; while batches come back full it fetches on without a pause.
      for (const worker of workers)
        await boss.work<Envelope>(worker.kind.name,
          { pollingIntervalSeconds: 2, notifyPollingIntervalSeconds: 5, batchSize: Math.max(2, worker.concurrency), burstWhenBatchFull: true, perJobResults: true, includeMetadata: true },
          (items) => doBatch(worker, items as JobWithMetadata<Envelope>[]))
    },
    async runDue() {
      let ran = 0
      for (const worker of workers)
        for (let items; (items = await boss.fetch<Envelope>(worker.kind.name, { batchSize: 20 })).length;)
          for (const item of items) {
            ran++
            try { await runOne(worker, item, new AbortController().signal); await boss.complete(worker.kind.name, item.id) }
            catch (error) { await boss.fail(worker.kind.name, item.id, { message: String(error) }) }
          }
      return ran
    },
    async counts() {
      const all = await Promise.all(kinds.map(async (kind) => {
        const s = await boss.getQueueStats(kind.name).catch(() => undefined)
        const now = Array.isArray(s) ? s[0] : s
        return { queue: kind.name, waiting: now?.queuedCount ?? 0, active: now?.activeCount ?? 0, failed: now?.failedCount ?? 0 }
      }))
      return all
    },
    async stop() { if (started) await boss.stop({ graceful: true, timeout: 25_000, close: true }); bosses.delete(options.key) },
  }
}
