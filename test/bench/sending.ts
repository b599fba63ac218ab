// How fast approved mails leave without pacing, with the durable ledger, the gate and every check; beside it what
// nodemailer's pool makes of the same mails on the same sink, without remembering anything.
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import nodemailer from 'nodemailer'
import pg from 'pg'
import { createWorkspace } from '#accounts'
import { readConfig } from '#platform/config'
import { sql } from '#platform/db'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { createLog } from '#platform/log'
import { appRole, migrate } from '#platform/migrate'
import type { World } from '#platform/world'
import { planMessages, sendWhatIsDue } from '#sending'
import { createDatabase, layGround } from '../../server/ground.ts'
import { openRooms } from '../../server/house.ts'
import { startSink } from './sink.ts'

export interface SendingFigures {
  what: 'sending'; mails: number; connections: number
  /** Mails a second, the median of the rounds. */
  ours: number; limit: number; limitIs: string
  ratio: number; goal: number; reached: boolean
  /** Processor time a mail, of all processes but the sink. */
  cpuMs: { oursNode: number; oursDatabase: number; limitNode: number; ours: number; most: number }
  /** Mails a second when planning (identity, rendering, ledger row) is counted too. */
  withPlanning: number; rounds: Round[]
  delivered: number; twice: number
}

interface Round { ours: number; limit: number; planning: number; oursNode: number; oursDatabase: number; limitNode: number }

/** As many times the pool's rate, and at most so much processor time a mail, application and database together. */
const goal = 2.5, mostCpuMs = 0.5
const connections = 20

/** Brings its own PostgreSQL (fsync on) and sink. */
export async function benchSending(options: { mails?: number; rounds?: number; statements?: boolean } = {}): Promise<SendingFigures> {
  const mails = options.mails ?? 10_000, rounds: SendingFigures['rounds'] = []
  const folder = mkdtempSync(join(tmpdir(), 'overture-bench-'))
  chmodSync(folder, 0o755)
  const sink = await startSink()
  const postgres = await startEmbeddedPostgres({ dataFolder: folder, ...(options.statements && { settings: { shared_preload_libraries: 'pg_stat_statements' } }) })
  const house = await openHouse(postgres.connection, folder, sink.port)
  try {
    const postmaster = Number(readFileSync(join(postgres.folder, 'postmaster.pid'), 'utf8').split('\n')[0])
    await sendWithNodemailer(sink.port, 200)
    for (let round = 0; round < (options.rounds ?? 3); round++) {
      const limit = await timed(mails, () => sendWithNodemailer(sink.port, mails), postmaster)
      const planning = await timed(mails, () => house.plan(mails, round), postmaster)
      await house.settle()
      if (options.statements) await house.forgetStatements()
      const ours = await timed(mails, () => house.send(), postmaster)
      if (options.statements) await house.showStatements(mails)
      rounds.push({ ours: ours.perSecond, limit: limit.perSecond, planning: planning.perSecond, oursNode: ours.nodeMs, oursDatabase: ours.databaseMs, limitNode: limit.nodeMs })
    }
    const accepted = await house.accepted()
    if (accepted !== mails * rounds.length) throw new Error(`${accepted} of ${mails * rounds.length} mails were accepted.`)
    const seen = await sink.count()
    const total = 200 + 2 * mails * rounds.length
    const middle = (of: keyof Round) => median(rounds.map((r) => r[of]))
    const ours = middle('ours'), limit = middle('limit')
    return {
      what: 'sending', mails, connections, ours, limit, limitIs: `nodemailer's pool, ${connections} connections, same sink, no ledger`,
      ratio: round2(ours / limit), goal, reached: ours >= goal * limit && middle('oursNode') + middle('oursDatabase') <= mostCpuMs, withPlanning: Math.round(1 / (1 / ours + 1 / middle('planning'))),
      cpuMs: { oursNode: middle('oursNode'), oursDatabase: middle('oursDatabase'), limitNode: middle('limitNode'), ours: round3(middle('oursNode') + middle('oursDatabase')), most: mostCpuMs }, rounds,
      delivered: seen.taken, twice: seen.taken - total,
    }
  } finally {
    await house.stop()
    await postgres.stop()
    sink.stop()
    rmSync(folder, { recursive: true, force: true })
  }
}

const text = (n: number) => `Hi Lead ${n},\n\n${'I read what you wrote about your new plant and have a question about it. '.repeat(6)}\n\nWould a short call next week be of use to you?\n\nSam`
const address = (n: number, round: number | string) => `lead${n}.${round}@prospect${n % 97}.example`

async function sendWithNodemailer(port: number, mails: number): Promise<void> {
  const pool = nodemailer.createTransport({ host: '127.0.0.1', port, pool: true, maxConnections: connections, maxMessages: Infinity, ignoreTLS: true })
  await Promise.all(Array.from({ length: mails }, (_, n) => pool.sendMail({
    from: { name: 'Sam Carter', address: 'sam@sender.example' }, to: { name: `Lead ${n}`, address: address(n, 'n') }, envelope: { from: 'sam@sender.example', to: [address(n, 'n')] },
    subject: `A question, ${n}`, text: text(n), headers: { 'List-Unsubscribe': `<https://o.example/u/${n}>`, 'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click' },
  })))
  pool.close()
}

/** The product without HTTP and workers, on a database of its own, with one unpaced mailbox that leads to `port`. */
export async function openHouse(connection: object, folder: string, port: number) {
  const owner = { ...connection, database: 'bench' }
  await createDatabase(connection, 'bench')
  await migrate(owner, undefined)
  const config = readConfig({
    OVERTURE_DATA: folder, OVERTURE_KEYS: `bench:${Buffer.alloc(32, 5).toString('base64')}`, LOG_LEVEL: 'silent', SSRF_ALLOW: `127.0.0.1:${port}`, SENDING_CONNECTIONS: String(connections),
  })
  const rooms = await openRooms(), halt = new AbortController(), log = createLog('silent', 'json')
  const laid = layGround({ config, log, app: { ...owner, user: appRole }, keyring: { current: 'bench', keys: new Map([['bench', Buffer.alloc(32, 5)]]) }, rooms, stopping: halt.signal })
  const { ground } = laid
  await ground.jobs.start(false)
  for (const room of rooms) await room.start?.(ground)
  const workspaceId = await ground.db.transaction(null, { kind: 'system', name: 'bench' }, 'write', async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`insert into users (email, name) values ('sam@sender.example', 'Sam') returning id`)
    return createWorkspace(tx, { name: 'Bench', timeZone: 'UTC', ownerId: id })
  })
  const world: World = ground.world(workspaceId)
  const mailboxId = await world.write(async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`
      insert into mailboxes (workspace_id, kind, address, from_name, smtp, daily_limit, gap_min_s, gap_max_s)
      values (${workspaceId}, 'smtp', 'sam@sender.example', 'Sam Carter', ${JSON.stringify({ host: '127.0.0.1', port, security: 'none', user: '' })}, 1000000, 0, 0) returning id`)
    const sealed = await ground.secrets.seal(workspaceId, 'mailboxes.secret', id, JSON.stringify({ smtpPassword: 'none', imapPassword: 'none' }))
    await tx.run(sql`update mailboxes set secret = ${sealed} where id = ${id}`)
    return id
  })

  return {
    world, ground, mailboxId, owner,
    async plan(mails: number, round: number): Promise<void> {
      const leads = await world.write((tx) => tx.many<{ id: string; n: number }>(sql`
        insert into leads (workspace_id, email, first_name, last_name) select ${workspaceId}, 'lead' || n || '.' || ${round}::int || '@prospect' || n % 97 || '.example', 'Lead', n::text
          from generate_series(1, ${mails}::int) n returning id, last_name::int as n`))
      for (let i = 0; i < leads.length; i += 100)
        await world.write((tx) => planMessages(tx, leads.slice(i, i + 100).map((lead) => ({ leadId: lead.id, mailboxId, subject: `A question, ${lead.n}`, bodyText: text(lead.n), dueAt: tx.now }))))
    },
    /** What autovacuum does within a minute; the sender must not be measured against tables the planner has never seen. */
    async settle(): Promise<void> {
      const client = new pg.Client(owner)
      await client.connect()
      await client.query('analyze leads, messages, attempts, suppressions, mailboxes, mailbox_days, events')
      await client.end()
    },
    send: () => sendWhatIsDue(ground),
    async forgetStatements() {
      const client = new pg.Client(owner)
      await client.connect()
      await client.query('create extension if not exists pg_stat_statements; checkpoint; select pg_stat_statements_reset()')
      await client.end()
    },
    /** Where the database's time goes: microseconds and bytes of the write-ahead log a mail. */
    async showStatements(mails: number) {
      const client = new pg.Client(owner)
      await client.connect()
      const { rows } = await client.query(`
        select calls::int, round((total_exec_time * 1000 / $1)::numeric, 1)::float as us, (wal_bytes / $1)::int as wal, (wal_records / $1::float)::numeric(8, 2)::float as records,
               (wal_fpi / $1::float)::numeric(8, 2)::float as images, left(regexp_replace(query, '\\s+', ' ', 'g'), 90) as query
          from pg_stat_statements where query not like '%pg_stat_statements%' order by total_exec_time desc limit 22`, [mails])
      console.error(rows.map((r) => `${String(r.us).padStart(7)} µs ${String(r.wal).padStart(6)} B ${String(r.records).padStart(6)} rec ${String(r.images).padStart(5)} fpi ${String(r.calls).padStart(6)}x  ${r.query}`).join('\n'))
      await client.end()
    },
    accepted: () => world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from messages where state = 'accepted'`)).n),
    async stop() { halt.abort(); await ground.jobs.stop(); await laid.stop() },
  }
}

async function timed(mails: number, run: () => Promise<void>, postmaster: number): Promise<{ perSecond: number; nodeMs: number; databaseMs: number }> {
  const began = performance.now(), cpu = process.cpuUsage(), database = cpuOfFamily(postmaster)
  await run()
  const seconds = (performance.now() - began) / 1000, used = process.cpuUsage(cpu)
  return { perSecond: Math.round(mails / seconds), nodeMs: round3((used.user + used.system) / 1000 / mails), databaseMs: round3((cpuOfFamily(postmaster) - database) / mails) }
}

/** Milliseconds of processor time of a process and its children; 0 where there is no /proc. */
function cpuOfFamily(parent: number): number {
  if (process.platform !== 'linux') return 0
  let ticks = 0
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${pid}/stat`, 'latin1')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(pid) === parent || Number(fields[1]) === parent) ticks += Number(fields[11]) + Number(fields[12])
    } catch { /* it has just ended */ }
  }
  return ticks * 10
}
export const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] as number
export const round2 = (n: number) => Math.round(n * 100) / 100
const round3 = (n: number) => Math.round(n * 1000) / 1000

if (import.meta.main) {
  const figures = await benchSending({ mails: Number(process.argv[2] ?? 10_000), statements: process.argv.includes('--statements') })
  console.log(JSON.stringify(figures, null, 2))
  process.exit(figures.reached && figures.twice === 0 ? 0 : 1)
}
