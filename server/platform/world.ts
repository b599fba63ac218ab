// The world of one workspace and one actor: what may go out, and how to open a short transaction.
// The Ground is the process-wide part below it; it sees no workspace.
import type { Clock } from './clock.ts'
import type { Config } from './config.ts'
import type { Actor, Database, Tx } from './db.ts'
import { DiskFull, type Disk } from './disk.ts'
import type { Jobs } from './jobs.ts'
import type { Logger } from './log.ts'
import type { SafeFetch } from './safe-fetch.ts'
import type { Secrets } from './secrets.ts'

export interface Ground {
  readonly config: Config
  readonly log: Logger
  readonly clock: Clock
  readonly secrets: Secrets
  readonly fetch: SafeFetch
  readonly db: Database
  readonly jobs: Jobs
  readonly disk: Disk
  /** Unique to this process and start: owner of leases. */
  readonly processId: string
  readonly stopping: AbortSignal
  world(workspaceId: string, actor?: Actor): World
  sweep<T>(text: string, values: unknown[]): Promise<T[]>
  onNotify(channel: string, fn: (payload: string) => void): () => void
}

export interface World {
  readonly workspaceId: string
  readonly actor: Actor
  readonly ground: Ground
  readonly clock: Clock
  readonly log: Logger
  readonly config: Config
  readonly secrets: Secrets
  readonly fetch: SafeFetch
  read<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  write<T>(fn: (tx: Tx) => Promise<T>): Promise<T>
  as(actor: Actor): World
}

const overture: Actor = { kind: 'system', name: 'overture' }

export function worldOf(ground: Ground, workspaceId: string, actor: Actor = overture): World {
  const { db, disk, clock, log, config, secrets, fetch } = ground
  return {
    workspaceId, actor, ground, clock, log, config, secrets, fetch,
    read: (fn) => db.transaction(workspaceId, actor, 'read', fn),
    async write(fn) {
      if (disk.short()) throw new DiskFull()
      return db.transaction(workspaceId, actor, 'write', fn)
    },
    as: (other) => worldOf(ground, workspaceId, other),
  }
}
