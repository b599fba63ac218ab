// R23: the disk that holds the database runs full while mails are sent, and is freed again, five times. With the last byte
// gone nobody begins a mail (no MAIL FROM), writes are refused in a sentence (507, 503), and everything goes on by itself.
// In two rounds of five the one who fills it leaves a reserve for the database to answer from: there reading must work.
// In the others whatever is freed is taken at once.
import { spawnSync } from 'node:child_process'
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs'
import { chmodSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Connection } from '#platform/db'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { isSettled, untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openWorld } from '../site.ts'
import { judge } from '../verdict.ts'
import { signIn } from '../visitor.ts'

const MB = 1024 * 1024

export const scenario: Scenario = {
  id: 'R23', name: 'disk-full', tiers: ['nightly'], needs: ['tmpfs'],
  about: 'the disk runs full and is freed: no mail is begun meanwhile, writes say 507 or 503, reads work, and it recovers alone with every page of the database intact',
  async run({ seed, n: rounds = 5, set = {}, say }) {
    const folder = mkdtempSync(join(tmpdir(), 'overture-r23-')), disk = join(folder, 'disk'), each = 80, mails = rounds * each
    chmodSync(folder, 0o755)
    mkdirSync(disk)
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${set['mb'] ?? 640}m,mode=755`, 'tmpfs', disk], { encoding: 'utf8' })
    if (mounted.status !== 0) return { passed: true, figures: {}, skipped: `no small file system can be mounted here: ${mounted.stderr.trim()}` }
    const world = await openWorld(join(folder, 'ledger.jsonl'), { seed, sent: 'fed', wait354Ms: 20, answerMs: 50 })
    const env = {
      OVERTURE_DATA: join(disk, 'data'), OVERTURE_KEYS: `rig:${Buffer.alloc(32, 9).toString('base64')}`, PORT: '0', LOG_LEVEL: 'warn', LAUNCH_HOLD_S: '0', WRITES_PER_MINUTE: '1000000',
      SSRF_ALLOW: `127.0.0.1:${world.smtpPort},127.0.0.1:${world.imapPort}`, SENDING_LEASE_S: '4', SENDING_CONNECTIONS: '5', DATABASE_CONNECTIONS: '6',
    }
    const people = crew(['all'], env)
    try {
      await people.start()
      const { connection } = await startEmbeddedPostgres({ dataFolder: env.OVERTURE_DATA, join: true })
      const owner: Connection = { ...connection, database: 'overture' }, outside = { owner, env, smtpPort: world.smtpPort, imapPort: world.imapPort, names: () => 'lead' }
      let scene = await stage(outside)
      await scene.plan(mails, 4, rounds * 10_000)
      await scene.close()
      const api = await signIn(people.addresses()[0]!)
      let madeAt = 0, wrongWrites = 0, refusedWrites = 0, reads = 0, readsFailed = 0, begunWhileFull = 0, made = 0
      const recoveries: number[] = []
      const ready = () => api('GET', '/readyz', undefined, true).then((status) => status === 200)
      const progressed = async (than: number) => (await world.counts()).taken > than
      for (let round = 0; round < rounds; round++) {
        const greedy = round % 5 === 2 || round % 5 === 4
        await eventually(async () => progressed(madeAt), 'mails flow before the disk is full')
        const ballast = fill(join(disk, 'ballast'))
        await eventually(async () => !(await ready()), 'the server notices that the disk is full')
        // What had been begun a moment before may end.
        await sleep(2000)
        const before = (await world.counts()).begun
        for (const end = Date.now() + 4000; Date.now() < end; await sleep(100)) {
          if (greedy) ballast.more()
          const wrote = await api('POST', '/leads', { email: `full${round}-${made++}@prospect1.example` })
          if (wrote === 507 || wrote === 503) refusedWrites++
          else wrongWrites++
          const read = await api('GET', '/leads')
          if (!greedy) { reads++; if (read !== 200) readsFailed++ }
        }
        const counts = await world.counts()
        begunWhileFull += counts.begun - before
        madeAt = counts.taken
        ballast.free()
        const began = Date.now()
        await eventually(async () => (await ready()) && (await api('POST', '/leads', { email: `again${round}-${made++}@prospect1.example` })) === 200 && (await progressed(madeAt) || round === rounds - 1), 'it goes on after the disk was freed', 90_000)
        recoveries.push((Date.now() - began) / 1000)
        say(`Round ${round + 1}${greedy ? ', to the last byte again and again' : ''}: goes on ${recoveries.at(-1)!.toFixed(1)} s after there was room; ${counts.taken} of ${mails} sent.`)
      }
      scene = await stage({ ...outside, again: true })
      const quiet = await untilQuiet(scene, { mails, mostMs: 120_000, say })
      const damage = await damaged(owner)
      await scene.pass(20, async () => isSettled(await scene.states()))
      const judged = judge(await scene.rows(), world.ledger())
      await scene.close()
      const codes = await people.stop(), slowest = Math.max(...recoveries)
      return verdict({
        rounds, mails, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, unconfirmed: judged.unconfirmed, begun_while_full: begunWhileFull,
        writes_refused: refusedWrites, other_answers: wrongWrites, reads, reads_failed: readsFailed, recovery_most_s: Math.round(slowest * 10) / 10, relations_checked: damage.checked, corrupt: damage.found.length,
      }, [
        [quiet, 'mails were still under way two minutes after the last round'], [judged.planned === mails, `${judged.planned} of ${mails} mails`],
        [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`], [judged.unconfirmed === 0, `${judged.unconfirmed} unconfirmed`],
        [begunWhileFull === 0, `${begunWhileFull} mails begun while the disk was full`], [wrongWrites === 0, `${wrongWrites} writes on a full disk were answered with neither 507 nor 503`], [refusedWrites > 0, 'no write was refused'],
        [readsFailed === 0, `${readsFailed} of ${reads} reads failed`], [slowest <= 30, `it went on ${slowest.toFixed(1)} s after there was room`],
        [damage.checked > 100, `amcheck looked at ${damage.checked} relations`], [!damage.found.length, damage.found.slice(0, 3).join('; ')],
        [people.fallen.length === 0, people.fallen.join('; ')], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
      ])
    } finally {
      await people.stop()
      world.stop()
      spawnSync('umount', ['-l', disk])
      rmSync(folder, { recursive: true, force: true })
    }
  },
}

/** Takes every byte there is; `more` those that were freed since. */
function fill(file: string): { more(): void; free(): void } {
  const out = openSync(file, 'w')
  const more = () => {
    for (const size of [4 * MB, 64 * 1024, 4096])
      for (const block = Buffer.alloc(size, 1); ;) try { if (writeSync(out, block) < size) break } catch { break }
  }
  more()
  return { more, free: () => { closeSync(out); rmSync(file) } }
}

async function eventually(holds: () => Promise<boolean>, what: string, mostMs = 60_000): Promise<void> {
  for (const end = Date.now() + mostMs; !(await holds()); await sleep(50)) if (Date.now() > end) throw new Error(`In ${mostMs / 1000} s it did not come to this: ${what}.`)
}

/** PostgreSQL's own look at every page: amcheck over all tables and B-trees. */
async function damaged(owner: Connection): Promise<{ checked: number; found: string[] }> {
  const client = new pg.Client(owner)
  await client.connect()
  try {
    await client.query('create extension if not exists amcheck')
    const { rows } = await client.query<{ oid: number; name: string; kind: string }>(`
      select c.oid, c.oid::regclass::text as name, c.relkind as kind from pg_class c join pg_am a on a.oid = c.relam
       where (c.relkind in ('r', 'm', 't') and a.amname = 'heap' or c.relkind = 'i' and a.amname = 'btree') and c.relpersistence = 'p'`)
    const found: string[] = []
    for (const { oid, name, kind } of rows)
      try {
        if (kind === 'i') await client.query('select bt_index_check($1::oid::regclass, true)', [oid])
        else found.push(...(await client.query<{ msg: string }>('select msg from verify_heapam($1::oid::regclass)', [oid])).rows.map((r) => `${name}: ${r.msg}`))
      } catch (error) { found.push(`${name}: ${(error as Error).message}`) }
    return { checked: rows.length, found }
  } finally { await client.end() }
}
