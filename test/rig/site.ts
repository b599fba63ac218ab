// Where the processes under test live: a PostgreSQL of their own with fsync on, an SMTP server with a ledger of its own in
// its own process, and the environment that leads to both.
import { spawn, type ChildProcess } from 'node:child_process'
import { existsSync, chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { Connection } from '#platform/db'
import { startEmbeddedPostgres, type EmbeddedPostgres } from '#platform/embedded-postgres'
import { migrate } from '#platform/migrate'
import { createDatabase } from '../../server/ground.ts'
import type { World } from './smtp-ledger.ts'
import type { LedgerEntry } from './verdict.ts'

export interface Site {
  folder: string
  owner: Connection
  postgres: EmbeddedPostgres
  /** For processes and for `stage`. */
  env: Record<string, string>
  world: OutsideWorld
  close(): Promise<void>
}

export interface OutsideWorld {
  smtpPort: number
  /** 0: there is no letterbox to look into. */
  imapPort: number
  ledger(): LedgerEntry[]
  /** `begun`: how often MAIL FROM was said. */
  counts(): Promise<{ connections: number; refused: number; taken: number; begun: number; appended: number }>
  stop(): void
}

/** `world`: how the outside behaves (smtp-ledger.ts). `env`: settings of the product. */
export async function openSite(options: { seed: number; world?: World; env?: Record<string, string> }): Promise<Site> {
  const folder = mkdtempSync(join(tmpdir(), 'overture-site-'))
  chmodSync(folder, 0o755)
  const world = await openWorld(join(folder, 'ledger.jsonl'), { seed: options.seed, ...options.world })
  const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'data') })
  await createDatabase(postgres.connection, 'overture')
  const owner = { ...postgres.connection, database: 'overture' }
  await migrate(owner, undefined)
  const allow = [world.smtpPort, world.imapPort].filter(Boolean).map((port) => `127.0.0.1:${port}`).join(',')
  return {
    folder, owner, postgres, world,
    env: {
      DATABASE_URL: `postgres://postgres@localhost/overture?host=${encodeURIComponent(String(postgres.connection.host))}`,
      OVERTURE_DATA: join(folder, 'app'), OVERTURE_KEYS: `rig:${Buffer.alloc(32, 9).toString('base64')}`, PORT: '0', LOG_LEVEL: 'warn',
      SSRF_ALLOW: allow, SENDING_LEASE_S: '4', SENDING_CONNECTIONS: '5', DATABASE_CONNECTIONS: '6', LAUNCH_HOLD_S: '0', WRITES_PER_MINUTE: '1000000',
      ...options.env,
    },
    async close() {
      world.stop()
      await postgres.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

export async function openWorld(ledgerFile: string, world: World): Promise<OutsideWorld> {
  const child: ChildProcess = spawn(process.execPath, [fileURLToPath(new URL('./smtp-ledger.ts', import.meta.url)), ledgerFile, JSON.stringify(world)], { stdio: ['pipe', 'pipe', 'inherit'] })
  const lines = createInterface({ input: child.stdout! })[Symbol.asyncIterator]()
  const { smtp, imap } = JSON.parse((await lines.next()).value as string) as { smtp: number; imap: number }
  return {
    smtpPort: smtp, imapPort: imap,
    ledger: () => (existsSync(ledgerFile) ? readFileSync(ledgerFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as LedgerEntry) : []),
    async counts() {
      child.stdin!.write('?\n')
      return JSON.parse((await lines.next()).value as string) as Awaited<ReturnType<OutsideWorld['counts']>>
    },
    stop: () => { child.stdin!.end() },
  }
}
