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
  /** Does it in a transaction that stays open, so that whoever needs the same rows waits; answers how to let go, undoing it. */
  hold(sql: string, values?: unknown[]): Promise<() => Promise<void>>
  log(): string
  /** SIGKILL, and up again on the same folder and address once it is ready. */
  crash(): Promise<void>
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
  let said = ''
  const run = async (): Promise<ChildProcess> => {
    const child: ChildProcess = spawn(process.execPath, ['server/main.ts'], {
      env: { ...outer, OVERTURE_DATA: data, PORT: String(port), LOG_LEVEL: 'warn', WRITES_PER_MINUTE: '100000', LAUNCH_HOLD_S: '3', ...env }, stdio: ['ignore', 'pipe', 'pipe'],
    })
    let news = ''
    const hear = (chunk: Buffer) => { said += String(chunk); news += String(chunk) }
    child.stdout!.on('data', hear)
    child.stderr!.on('data', hear)
    await new Promise<void>((resolve, reject) => {
      const look = setInterval(() => { if (/Overture is ready/.test(news)) { clearInterval(look); resolve() } }, 50)
      child.once('exit', (code) => { clearInterval(look); reject(new Error(`The server ended (${code}): ${news}`)) })
    })
    return child
  }
  let child = await run()

  const socket = () => readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[4]!
  const connect = async (): Promise<pg.Client> => {
    const client = new pg.Client({ host: socket(), port: 5432, user: 'postgres', database: 'overture' })
    client.on('error', () => undefined) // the server may be gone before it
    await client.connect()
    return client
  }
  return {
    url: `http://127.0.0.1:${port}`,
    setup: /http:\S+\/setup\?token=\S+/.exec(said)?.[0],
    async ask(sql, values = []) {
      const client = await connect()
      try { return (await client.query(sql, values)).rows } finally { await client.end() }
    },
    async hold(sql, values = []) {
      const client = await connect()
      await client.query('begin')
      await client.query(sql, values)
      return () => client.end().catch(() => undefined)
    },
    log: () => said,
    async crash() {
      const over = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await over
      child = await run()
    },
    async stop() {
      const over = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await over
      rmSync(data, { recursive: true, force: true })
    },
  }
}
