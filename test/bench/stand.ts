// The product itself on a data folder of its own, set up and signed in: what the benchmarks measure.
import { spawn } from 'node:child_process'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'

export interface Stand {
  url: URL
  /** The product's process; PostgreSQL is among its children. */
  pid: number
  cookie: string
  workspaceId: string
  /** As the owner of the database: sees all, for limits and counts. */
  owner: pg.Client
  /** As the product's own role, under row-level security. */
  app: pg.ClientConfig
  call<T = any>(method: string, path: string, body?: unknown): Promise<T>
  upload<T = any>(path: string, bytes: Buffer): Promise<T>
  /** Most memory the product's process held since the last `forgetPeak`, in MB (PostgreSQL not counted). */
  peakMemory(): number
  forgetPeak(): void
  stop(): Promise<void>
}

const token = 'benchmark-setup-token-0001'
/** As `npm start` starts it. */
const flags = (JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { scripts: { start: string } }).scripts.start.split(' ').filter((word) => word.startsWith('--'))

export async function stand(settings: Record<string, string> = {}): Promise<Stand> {
  const data = mkdtempSync(join(tmpdir(), 'overture-bench-'))
  chmodSync(data, 0o755)
  const child = spawn(process.execPath, [...flags, 'server/main.ts'], {
    cwd: new URL('../..', import.meta.url).pathname, stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, OVERTURE_DATA: data, PORT: '0', SETUP_TOKEN: token, LOG_LEVEL: 'error', WRITES_PER_MINUTE: '1000000', ...settings },
  })
  let said = ''
  const url = await new Promise<URL>((resolve, reject) => {
    child.stderr.on('data', (chunk) => { said += chunk })
    child.stdout.on('data', (chunk) => { said += chunk; const found = /http:\/\/\S+/.exec(said); if (found) resolve(new URL(found[0])) })
    child.once('exit', (code) => reject(new Error(`The product ended with ${code}.\n${said}`)))
  })
  let cookie = ''
  const send = <T>(method: string, path: string, type: string, body: Buffer | undefined): Promise<T> => new Promise((resolve, reject) => {
    const out = request({ host: url.hostname, port: url.port, method, path: `/api/v1${path}`, headers: { cookie, ...(body && { 'content-type': type, 'content-length': body.length }) } }, (answer) => {
      const parts: Buffer[] = []
      answer.on('data', (part: Buffer) => parts.push(part)).on('end', () => {
        const text = Buffer.concat(parts).toString()
        if ((answer.statusCode ?? 500) >= 400) return reject(new Error(`${method} ${path}: ${answer.statusCode} ${text}`))
        const set = answer.headers['set-cookie']
        if (set) cookie = set.map((c) => c.split(';')[0]).join('; ')
        resolve((text ? JSON.parse(text) : undefined) as T)
      })
    }).on('error', reject)
    out.end(body)
  })
  const call = <T>(method: string, path: string, body?: unknown) => send<T>(method, path, 'application/json', body === undefined ? undefined : Buffer.from(JSON.stringify(body)))
  const session = await call<{ workspace: { id: string } }>('POST', '/setup', { token, name: 'Sam Carter', email: 'sam@bench.example', password: 'correct horse battery staple', workspace: 'Bench', timeZone: 'UTC' })
  const { connection } = await startEmbeddedPostgres({ dataFolder: data, join: true })
  const owner = new pg.Client({ ...connection, database: 'overture' })
  await owner.connect()
  return {
    pid: child.pid!,
    url, owner, call, workspaceId: session.workspace.id, get cookie() { return cookie },
    app: { ...connection, database: 'overture', user: 'overture_app' },
    upload: (path, bytes) => send('PUT', path, 'text/csv', bytes),
    peakMemory: () => Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1] ?? 0) / 1024),
    forgetPeak: () => writeFileSync(`/proc/${child.pid}/clear_refs`, '5'),
    async stop() {
      await owner.end()
      child.kill('SIGTERM')
      await new Promise((resolve) => child.once('exit', resolve))
      rmSync(data, { recursive: true, force: true })
    },
  }
}

export async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50))
}
