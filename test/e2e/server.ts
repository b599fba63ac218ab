// Overture as a user starts it: its own process, its own folder, its own database.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'

export interface Running {
  url: string
  /** Where the setup page is, with its one-time token. */
  setup: string | undefined
  /** One question to the database, past the walls: what is true. */
  ask<T extends object>(sql: string, values?: unknown[]): Promise<T[]>
  log(): string
  stop(): Promise<void>
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  await new Promise((resolve) => server.close(resolve))
  return port
}

export async function startOverture(env: Record<string, string> = {}): Promise<Running> {
  const data = mkdtempSync(join(tmpdir(), 'overture-e2e-'))
  chmodSync(data, 0o755)
  const port = await freePort()
  const { TEST_DATABASE_SERVER: _, ...outer } = process.env
  const child: ChildProcess = spawn(process.execPath, ['server/main.ts'], {
    env: { ...outer, OVERTURE_DATA: data, PORT: String(port), LOG_LEVEL: 'warn', WRITES_PER_MINUTE: '100000', LAUNCH_HOLD_S: '3', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  child.stdout!.on('data', (chunk: Buffer) => { said += String(chunk) })
  child.stderr!.on('data', (chunk: Buffer) => { said += String(chunk) })
  const gone = new Promise<never>((_resolve, reject) => { child.once('exit', (code) => reject(new Error(`The server ended (${code}): ${said}`))) })
  gone.catch(() => undefined)
  const ready = new Promise<void>((resolve) => { const look = setInterval(() => { if (/Overture is ready/.test(said)) { clearInterval(look); resolve() } }, 50) })
  await Promise.race([ready, gone])

  const socket = () => readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4]!
  return {
    url: `http://127.0.0.1:${port}`,
    setup: /http:\S+\/setup\?token=\S+/.exec(said)?.[0],
    async ask(sql, values = []) {
      const client = new pg.Client({ host: socket(), port: 5432, user: 'postgres', database: 'overture' })
      await client.connect()
      try { return (await client.query(sql, values)).rows } finally { await client.end() }
    },
    log: () => said,
    async stop() {
      const over = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await over
      rmSync(data, { recursive: true, force: true })
    },
  }
}
