// The journey through three processes, one for the web and two workers, on one external PostgreSQL that they reach over
// TCP by DATABASE_URL alone. JOURNEY_DATABASE_URL names a server of your own (as a role that may create databases).
import assert from 'node:assert/strict'
import { spawn, type ChildProcess } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { until, walk, type Call } from './walk.ts'

const setupToken = randomBytes(16).toString('hex'), password = 'correct horse battery staple'
const data = mkdtempSync(join(tmpdir(), 'overture-cluster-'))
const processes: Running[] = []
const closing: (() => Promise<unknown>)[] = []
after(async () => {
  for (const p of processes) if (p.child.exitCode === null) p.child.kill('SIGKILL')
  for (const close of closing.toReversed()) await close()
  rmSync(data, { recursive: true, force: true })
})

test('one web process and two workers on one PostgreSQL walk the journey, and stop politely', { timeout: 300_000 }, async () => {
  const databaseUrl = await emptyDatabase()
  const port = await freePort()
  const env = {
    PATH: process.env['PATH'], HOME: process.env['HOME'], DATABASE_URL: databaseUrl, OVERTURE_DATA: data, OVERTURE_KEYS: `cluster:${randomBytes(32).toString('base64')}`,
    SETUP_TOKEN: setupToken, LOG_LEVEL: 'warn', PORT: String(port), WRITES_PER_MINUTE: '10000', SYNC_INTERVAL_S: '2', DATABASE_CONNECTIONS: '6',
  }
  // All at once: whoever comes first migrates, the others wait for it.
  const [web, ...workers] = ['web', 'worker', 'worker'].map((role) => start({ ...env, ROLE: role }))
  const base = `http://127.0.0.1:${port}`
  await until('the web process answers', () => fetch(`${base}/readyz`).then((r) => r.status, () => 0), (status) => status === 200, 60_000, async () => processes.map((p) => p.said).join('\n'))
  const call = await signUp(base)
  const walked = await walk(call)
  console.log(`The journey through three processes took ${walked.seconds} s.`)

  const alive = await call('GET', '/health')
  assert.deepEqual(alive.body.processes.map((p: { role: string }) => p.role).sort(), ['web', 'worker', 'worker'])
  for (const p of [...workers, web!]) p.child.kill('SIGTERM')
  assert.deepEqual(await Promise.all(processes.map((p) => p.ended)), [0, 0, 0], processes.map((p) => p.said).join('\n'))
  for (const p of processes) assert.doesNotMatch(p.said, /"level":"(error|fatal)"|Unhandled/i)
})

interface Running { child: ChildProcess; said: string; ended: Promise<number | null> }

function start(env: NodeJS.ProcessEnv): Running {
  const child = spawn(process.execPath, ['server/main.ts'], { cwd: fileURLToPath(new URL('..', import.meta.url)), env, stdio: ['ignore', 'pipe', 'pipe'] })
  const running: Running = { child, said: '', ended: new Promise((resolve) => child.once('exit', (code) => resolve(code))) }
  const listen = (chunk: Buffer) => { running.said = (running.said + String(chunk)).slice(-20_000) }
  child.stdout!.on('data', listen)
  child.stderr!.on('data', listen)
  processes.push(running)
  return running
}

async function signUp(base: string): Promise<Call> {
  let cookie = ''
  const call: Call = async (method, path, body, headers = {}) => {
    const text = typeof body === 'string'
    const answer = await fetch(`${base}/api/v1${path}`, {
      method, headers: { origin: base, ...(cookie && { cookie }), ...(body !== undefined && !text && { 'content-type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: text ? body : JSON.stringify(body) }),
    })
    const set = answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ')
    if (set) cookie = set
    const said = await answer.text()
    try { return { status: answer.status, body: JSON.parse(said) } } catch { return { status: answer.status, body: said } }
  }
  const made = await call('POST', '/setup', { token: setupToken, name: 'Sam Carter', email: 'sam@acme-sales.example', password, workspace: 'Acme Sales', timeZone: 'Europe/Lisbon' })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  return call
}

/** A database of its own: on the given server, else on one of our own that is durable (the product refuses any other) and reached through a port. */
async function emptyDatabase(): Promise<string> {
  const name = `cluster_${randomBytes(4).toString('hex')}`
  const given = process.env['JOURNEY_DATABASE_URL']
  const server = given ? { connectionString: given } : await ownServer()
  const owner = new pg.Client(server)
  await owner.connect()
  await owner.query(`create database ${name}`)
  closing.push(async () => { await owner.query(`drop database if exists ${name} with (force)`); await owner.end() })
  if (given) return Object.assign(new URL(given), { pathname: `/${name}` }).href
  const { host } = server as { host: string }
  const door = net.createServer((socket) => {
    const through = net.connect(join(host, '.s.PGSQL.5432'))
    socket.pipe(through).pipe(socket)
    for (const end of [socket, through]) end.on('error', () => { socket.destroy(); through.destroy() })
  })
  await new Promise<void>((resolve) => door.listen(0, '127.0.0.1', resolve))
  closing.push(() => new Promise((resolve) => { door.close(resolve); door.unref() }))
  return `postgres://postgres:unused@127.0.0.1:${(door.address() as net.AddressInfo).port}/${name}`
}

async function ownServer(): Promise<pg.ClientConfig> {
  const folder = mkdtempSync(join(tmpdir(), 'overture-postgres-'))
  chmodSync(folder, 0o755)
  const postgres = await startEmbeddedPostgres({ dataFolder: folder })
  closing.push(async () => { await postgres.stop(); rmSync(folder, { recursive: true, force: true }) })
  return postgres.connection
}

async function freePort(): Promise<number> {
  const server = net.createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as net.AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return port
}
