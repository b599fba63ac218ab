// Bad input gets a sentence that says what, where and how to mend it, and nothing is half-done: what needs real processes.
// Ragged rows, UTF-16, 300 columns, formulas: server/imports. Redirects inwards and models that babble: server/research, server/writing.
import assert from 'node:assert/strict'
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, writeFileSync } from 'node:fs'
import http from 'node:http'
import net from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { fakeSmtp } from '#test/fakes/smtp'
import { parseSafely, stopParsing } from '../server/inbox/safe-parsing.ts'
import { until } from './walk.ts'

const root = fileURLToPath(new URL('..', import.meta.url))
const setupToken = 'a'.repeat(20)
const MB = 1024 * 1024
const processes: Started[] = []
const closing: (() => void)[] = []
after(async () => {
  for (const p of processes) if (p.child.exitCode === null) { p.child.kill('SIGKILL'); await p.ended }
  await stopParsing()
  for (const close of closing.toReversed()) close()
})

interface Started { child: ChildProcess; said: string; ended: Promise<number | null> }

function start(env: Record<string, string>): Started {
  const child = spawn(process.execPath, ['scripts/start.mjs'], { cwd: root, env: { PATH: process.env['PATH'], HOME: process.env['HOME'], LOG_LEVEL: 'warn', SETUP_TOKEN: setupToken, ...env }, stdio: ['ignore', 'pipe', 'pipe'] })
  const started: Started = { child, said: '', ended: new Promise((resolve) => child.once('close', (code) => resolve(code))) }
  for (const stream of [child.stdout!, child.stderr!]) stream.on('data', (chunk: Buffer) => { started.said = (started.said + String(chunk)).slice(-50_000) })
  processes.push(started)
  return started
}

/** It does not start, says why in the words given, and shows nobody a stack trace. */
async function refusesToStart(env: Record<string, string>, ...words: RegExp[]): Promise<void> {
  const it = start(env)
  assert.equal(await it.ended, 1, it.said)
  for (const word of words) assert.match(it.said, word)
  assert.doesNotMatch(it.said, /^\s+at |node:internal|Unhandled/m)
}

function folder(name: string): string {
  const made = mkdtempSync(join(tmpdir(), `overture-${name}-`))
  chmodSync(made, 0o755)
  closing.push(() => rmSync(made, { recursive: true, force: true }))
  return made
}

type Call = (method: string, path: string, body?: unknown) => Promise<{ status: number; body: any }>

async function running(env: Record<string, string>): Promise<{ it: Started; base: string; call: Call; cookie: () => string }> {
  const port = await freePort()
  const it = start({ ...env, PORT: String(port) })
  const base = `http://127.0.0.1:${port}`
  // Not /livez: the port is open a moment before the setup token is made.
  await until('it says that it is ready', async () => it.said.includes('Overture is ready'), (ready) => ready || it.child.exitCode !== null, 60_000, async () => it.said)
  assert.equal(it.child.exitCode, null, it.said)
  let cookie = ''
  const call: Call = async (method, path, body) => {
    const answer = await fetch(path.startsWith('/readyz') ? base + path : `${base}/api/v1${path}`, {
      method, headers: { ...(cookie && { cookie }), ...(body !== undefined && { 'content-type': 'application/json' }) }, ...(body !== undefined && { body: JSON.stringify(body) }),
    })
    const set = answer.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ')
    if (set) cookie = set
    return { status: answer.status, body: await answer.json() }
  }
  return { it, base, call, cookie: () => cookie }
}

const owner = { name: 'Sam Carter', email: 'sam@acme-sales.example', password: 'correct horse battery staple' }
async function signUp(call: Call): Promise<void> {
  const { status, body } = await call('POST', '/setup', { token: setupToken, ...owner, workspace: 'Acme Sales', timeZone: 'Europe/Lisbon' })
  assert.equal(status, 200, JSON.stringify(body))
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as net.AddressInfo
  server.close()
  return port
}
const databaseGone = (data: string) => until('the database has stopped', async () => existsSync(join(data, 'postgres', 'postmaster.pid')), (there) => !there)

test('a wrong setting stops the start with the line to change', { timeout: 120_000 }, async () => {
  const data = folder('settings')
  await refusesToStart({ OVERTURE_DATA: data, PORT: 'eighty' }, /PORT=eighty: must be a whole number/)
  await refusesToStart({ OVERTURE_DATA: data, ROLE: 'boss', LOG_LEVEL: 'loud' }, /ROLE=boss: must be one of "all"\|"web"\|"worker"/, /LOG_LEVEL=loud/)
  await refusesToStart({ OVERTURE_DATA: data, OVERTURE_KEYS: 'k1:short' }, /OVERTURE_KEYS: each key is written kid:base64 and holds 32 bytes/)
  await refusesToStart({ OVERTURE_DATA: data, DATABASE_URL: 'mysql://x' }, /DATABASE_URL=…: must start with postgres:\/\//)
  await refusesToStart({ OVERTURE_DATA: data, DATABASE_URL: `postgres://nobody@127.0.0.1:${await freePort()}/none`, OVERTURE_KEYS: `k1:${Buffer.alloc(32).toString('base64')}` }, /DATABASE_URL/)
  await refusesToStart({ OVERTURE_DATA: join(data, 'file'), ...(writeFileSync(join(data, 'file'), ''), {}) }, /OVERTURE_DATA/)
  assert.deepEqual(readdirSync(data), ['file'], 'nothing is begun')
  writeFileSync(join(data, 'secrets.json'), '{"keys": ')
  await refusesToStart({ OVERTURE_DATA: data }, /secrets\.json cannot be read.*restore it from a backup/)
})

test('a second start, a file of a gigabyte in one line, wrong passwords and dead servers: each is told, and the server goes on', { timeout: 240_000 }, async () => {
  const data = folder('bad')
  const smtp = await fakeSmtp({ security: 'none', login: { user: 'sam@acme-sales.example', password: 'right' } })
  closing.push(() => void smtp.stop())
  const dead = await freePort()
  const { it, base, call, cookie } = await running({ OVERTURE_DATA: data, SSRF_ALLOW: `127.0.0.1:${smtp.port},127.0.0.1:${dead}` })
  await signUp(call)

  await refusesToStart({ OVERTURE_DATA: data, PORT: '0' }, new RegExp(`already runs on ${data} .*Stop it first, or set OVERTURE_DATA to another folder`))
  await refusesToStart({ OVERTURE_DATA: folder('other'), PORT: new URL(base).port }, /Set PORT to another one/)

  const upload = http.request(`${base}/api/v1/imports/7f000000-0000-4000-8000-000000000001/file?fileName=big.csv`, { method: 'PUT', headers: { cookie: cookie(), 'content-type': 'text/csv' } })
  let answer: http.IncomingMessage | undefined
  upload.once('response', (response) => { answer = response })
  const block = Buffer.alloc(MB, 'x')
  for (let i = 0; i < 1024 && !answer; i++) if (!upload.write(block)) await Promise.race([once(upload, 'drain'), once(upload, 'response')])
  const said = JSON.parse(Buffer.concat(await answer!.toArray()).toString())
  upload.destroy()
  assert.deepEqual([answer!.statusCode, said.error.code], [422, 'unreadable_file'])
  assert.match(said.error.message, /line of more than 1 MB.*every row ends with a line break/)
  assert.deepEqual((await call('GET', '/imports')).body.items, [])
  const uploads = join(data, 'uploads')
  assert.deepEqual(existsSync(uploads) ? readdirSync(uploads, { recursive: true, withFileTypes: true }).filter((f) => f.isFile()) : [], [])
  assert.ok(peakMemory(it.child.pid!) < 700, `${peakMemory(it.child.pid!)} MB`)

  const server = (port: number) => ({ host: '127.0.0.1', port, security: 'none' })
  const tried = (password: string, smtpPort: number) => call('POST', '/mailbox-tests', { address: 'sam@acme-sales.example', password, smtp: server(smtpPort), imap: server(dead) })
  const step = (report: any, id: string) => report.steps.find((s: { id: string }) => s.id === id)
  const wrong = step((await tried('wrong', smtp.port)).body, 'smtp.login')
  assert.deepEqual([wrong.outcome, /refused the user name or password/.test(wrong.sentence), !!wrong.why, !!wrong.mend], ['failed', true, true, true], JSON.stringify(wrong))
  const { body: unreachable } = await tried('right', dead)
  assert.match(unreachable.summary, /Sending does not work yet/)
  assert.deepEqual([step(unreachable, 'smtp.connect').outcome, /Nothing listens/.test(step(unreachable, 'smtp.connect').sentence), !!step(unreachable, 'smtp.connect').mend], ['failed', true, true])
  assert.deepEqual((await call('GET', '/mailboxes')).body.items, [], 'a test saves nothing')

  // Its database is killed in the middle of work.
  const asked = Array.from({ length: 12 }, () => call('GET', '/numbers/funnel'))
  process.kill(Number(readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
  for (const { status } of await Promise.all(asked)) assert.ok([200, 503].includes(status), String(status))
  await until('the database is back', () => call('GET', '/companies'), (r) => r.status === 200, 30_000, async () => it.said.slice(-2000))

  it.child.kill('SIGTERM')
  assert.equal(await it.ended, 0, it.said)
  const file = join(data, 'secrets.json'), keys = readFileSync(file)
  writeFileSync(file, JSON.stringify({ keys: `k1:${Buffer.alloc(32, 1).toString('base64')}` }))
  await refusesToStart({ OVERTURE_DATA: data, PORT: '0' }, new RegExp(`master keys do not fit this database\\. Bring back ${file}`))
  await databaseGone(data)
  writeFileSync(file, keys)
  const again = await running({ OVERTURE_DATA: data })
  assert.equal((await again.call('POST', '/session', { email: owner.email, password: owner.password })).status, 200)
})

/** In MB, over the life of the process; 0 where the system does not say. */
function peakMemory(pid: number): number {
  try { return Math.round(Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]) / 1024) } catch { return 0 }
}

test('a mail of 25 MB with broken MIME is read within bounds', async () => {
  const broken = Buffer.concat([
    Buffer.from('From: Dana <dana@acme.example>\r\nSubject: Plans\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nSee the plans.\r\n--b\r\nContent-Type: multipart/related; boundary="un\r\nContent-Transfer-Encoding: base64\r\n\r\n'),
    Buffer.alloc(25 * MB, '--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\xff=3D!!\r\n', 'latin1'),
  ])
  const began = performance.now()
  const mail = await parseSafely(broken, { size: broken.length, problem: null })
  assert.ok(performance.now() - began < 15_000)
  assert.equal(mail.from.address, 'dana@acme.example')
  assert.match(mail.problem ?? '', /./)
})

const disk = mountDisk()
test('a full disk: what is there is read, nothing is half-written, and with room everything goes on', { timeout: 240_000, skip: disk.skip }, async () => {
  const data = join(disk.at, 'data')
  const room = () => { const { bavail, bsize } = statfsSync(disk.at); return bavail * bsize }
  const filler = join(disk.at, 'filler')
  const fillUp = () => spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k', 'oflag=append', 'conv=notrunc'])

  fillUp()
  await refusesToStart({ OVERTURE_DATA: data, PORT: '0' }, /disk that holds .*\/data.* is full: free at least 128 MB there and start again/)
  assert.deepEqual(existsSync(data) ? readdirSync(data).filter((name) => !/^(secrets\.json|database-is-at\.txt)$/.test(name)) : [], [], 'no half database is left')
  rmSync(filler)

  const { it, call } = await running({ OVERTURE_DATA: data })
  await signUp(call)
  assert.equal((await call('POST', '/practice/sample', {})).status, 200)
  await until('the reserve lies there', async () => existsSync(join(data, 'reserve')), Boolean)
  const before = (await call('GET', '/companies?limit=1')).body

  fillUp()
  await until('it has noticed', () => call('GET', '/readyz'), (r) => r.status === 503)
  for (const [method, path, body] of [['POST', '/companies', { name: 'Half-done' }], ['POST', '/practice/mailboxes', { fromName: 'Sam', seed: 'x' }]] as const) {
    const refused = await call(method, path, body)
    assert.deepEqual([refused.status, refused.body.error.code], [507, 'disk_full'], JSON.stringify(refused.body))
    assert.match(refused.body.error.message, /disk.*is full: nothing was changed\. Free at least 128 MB there and try again/)
  }
  assert.deepEqual((await call('GET', '/companies?limit=1')).body, before)
  assert.equal((await call('POST', '/session', { email: owner.email, password: owner.password })).status, 200, 'who cannot sign in cannot read')

  // Not even the reserve is left, and PostgreSQL ends in the middle of its log.
  fillUp()
  await exhaustLog(data)
  const [busy] = [await call('GET', '/companies?limit=1')]
  assert.ok([200, 503, 507].includes(busy.status), JSON.stringify(busy.body))
  if (busy.status !== 200) assert.match(busy.body.error.message, /try again/)
  assert.ok(room() < 64 * MB)

  rmSync(filler)
  await until('it goes on by itself', () => call('POST', '/companies', { name: 'After the flood' }), (r) => r.status === 200, 30_000, async () => it.said.slice(-3000))
  assert.equal((await call('GET', '/readyz')).status, 200)
  assert.deepEqual((await call('GET', '/companies?search=Half-done')).body.items, [])
  await until('a new reserve is laid by', async () => existsSync(join(data, 'reserve')), Boolean)

  // A start on the full disk uses the reserve: it reads, and says what is wrong.
  it.child.kill('SIGKILL')
  await it.ended
  await databaseGone(data)
  fillUp()
  const later = await running({ OVERTURE_DATA: data })
  assert.match(later.it.said, /The disk is full/)
  assert.equal((await later.call('POST', '/session', { email: owner.email, password: owner.password })).status, 200)
  assert.equal((await later.call('GET', '/companies?limit=1')).status, 200)
  assert.equal((await later.call('POST', '/companies', { name: 'x' })).status, 507)
})

/** Writes log records until PostgreSQL finds no room for the next segment. */
async function exhaustLog(data: string): Promise<void> {
  const [, , , , socket] = readFileSync(join(data, 'postgres', 'postmaster.pid'), 'utf8').split('\n')
  const client = new pg.Client({ host: socket!, user: 'postgres', database: 'overture' })
  client.on('error', () => undefined)
  try {
    await client.connect()
    for (let i = 0; i < 200; i++) await client.query(`select pg_logical_emit_message(true, 'x', repeat(md5(random()::text), 30000))`)
  } catch { /* as intended */ }
  await client.end().catch(() => undefined)
}

function mountDisk(): { at: string; skip: string | false } {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) return { at: '', skip: 'only root may mount a small disk' }
  const at = mkdtempSync(join(tmpdir(), 'overture-disk-'))
  mkdirSync(at, { recursive: true })
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=755', 'tmpfs', at], { encoding: 'utf8' })
  closing.push(() => { if (mounted.status === 0) spawnSync('umount', ['-l', at]); rmSync(at, { recursive: true, force: true }) })
  return { at, skip: mounted.status === 0 ? false : `a small disk cannot be mounted here: ${(mounted.stderr || String(mounted.error)).trim()}` }
}
