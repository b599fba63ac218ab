// Kills servers and workers with SIGKILL while they send, and counts what the world received.
//
//   node test/rig/rig.ts --mails 1000 --kills 20 --seed 1 [--workers 4] [--lease 4] [--keep]
//
// Its own PostgreSQL (fsync on), an SMTP server with a fsynced ledger in its own process, two web servers and several
// workers of the product. Exits with 1 on a duplicate, a lost mail or a ghost. RIG_DEBUG=1 prints what they say.
import { spawn } from 'node:child_process'
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { migrate } from '#platform/migrate'
import { createDatabase } from '../../server/ground.ts'
import { chance } from './chance.ts'
import { crew } from './crew.ts'
import { stage, type Stage } from './mails.ts'
import { judge, p99, type LedgerEntry } from './verdict.ts'

const { values: given } = parseArgs({ options: {
  mails: { type: 'string', default: '1000' }, kills: { type: 'string', default: '20' }, seed: { type: 'string', default: '1' },
  workers: { type: 'string', default: '4' }, lease: { type: 'string', default: '4' }, keep: { type: 'boolean', default: false },
} })
const [mails, kills, seed, workers, lease] = [given.mails, given.kills, given.seed, given.workers, given.lease].map(Number) as [number, number, number, number, number]
const random = chance(seed)
const say = (line: string) => console.error(`${new Date().toISOString().slice(11, 19)} ${line}`)

const folder = mkdtempSync(join(tmpdir(), 'overture-rig-'))
chmodSync(folder, 0o755)
const ledgerFile = join(folder, 'ledger.jsonl')
const smtp = spawn(process.execPath, [fileURLToPath(new URL('./smtp-ledger.ts', import.meta.url)), ledgerFile, String(seed)], { stdio: ['pipe', 'pipe', 'inherit'] })
const { port } = JSON.parse((await createInterface({ input: smtp.stdout! })[Symbol.asyncIterator]().next()).value as string) as { port: number }

const postgres = await startEmbeddedPostgres({ dataFolder: join(folder, 'data') })
await createDatabase(postgres.connection, 'overture')
const owner = { ...postgres.connection, database: 'overture' }
await migrate(owner, undefined)

const env = {
  DATABASE_URL: `postgres://postgres@localhost/overture?host=${encodeURIComponent(String(postgres.connection.host))}`,
  OVERTURE_DATA: join(folder, 'app'), OVERTURE_KEYS: `rig:${Buffer.alloc(32, 9).toString('base64')}`, PORT: '0', LOG_LEVEL: 'warn',
  SSRF_ALLOW: `127.0.0.1:${port}`, SENDING_LEASE_S: String(lease), SENDING_CONNECTIONS: '5', DATABASE_CONNECTIONS: '6',
}
const people = crew([...Array<'web'>(2).fill('web'), ...Array<'worker'>(workers).fill('worker')], env)
let failed = true
try {
  say(`Starting 2 servers and ${workers} workers.`)
  await people.start()
  const scene = await stage({ owner, env, smtpPort: port })
  // Kills fall 0.2 to 3 s apart; the mails are due over that time.
  await scene.plan(mails, 8, kills * 1600)
  say(`${mails} mails are planned; ${kills} kills follow.`)
  for (let done = 0; done < kills;) {
    await sleep(200 + random() * 2800)
    if (people.kill(random(), random() * 1000)) done++
  }
  const began = Date.now()
  const quiet = await untilQuiet(scene, 60_000 + 30 * mails)
  say(`Quiet ${Math.round((Date.now() - began) / 1000)} s after the last kill.`)
  const codes = await people.stop()
  const result = { seed, kills: people.kills.length, ...(await verdict(scene)), quiet, exitCodes: codes }
  console.log(JSON.stringify(result))
  failed = !quiet || result.duplicates > 0 || result.lost > 0 || result.ghosts > 0 || result.placesOff !== 0 || result.factsOff !== 0
  if (failed) say(people.noise.slice(-30).join('\n'))
  await scene.close()
} finally {
  await people.stop()
  smtp.stdin!.end()
  await postgres.stop()
  if (!given.keep) rmSync(folder, { recursive: true, force: true })
}
process.exit(failed ? 1 : 0)

/** Nothing is planned, due or under way any more. */
async function untilQuiet(scene: Stage, mostMs: number): Promise<boolean> {
  for (const end = Date.now() + mostMs; Date.now() < end; await sleep(500)) {
    const states = await scene.states()
    if (['planned', 'due', 'claimed', 'handed'].every((state) => !states[state])) return true
  }
  say(`Not quiet: ${JSON.stringify(await scene.states())}`)
  return false
}

async function verdict(scene: Stage) {
  const ledger = existsSync(ledgerFile) ? readFileSync(ledgerFile, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line) as LedgerEntry) : []
  const judged = judge(await scene.rows(), ledger)
  // From a worker's death until another had taken its mail over.
  const takeovers = (await scene.takenOver()).flatMap(({ worker, endedAt }) => {
    const kill = people.kills.find((k) => worker.includes(`-${k.pid}-`))
    return kill ? [(endedAt - kill.at) / 1000] : []
  })
  const slowest = p99(takeovers)
  return {
    ...judged, takeovers: takeovers.length, takeover_p99_s: slowest === null ? null : Math.round(slowest * 10) / 10, lease_s: lease, ledger: ledger.length,
    // The day's places and the facts must tell the same story as the rows.
    placesOff: (await scene.placesTaken()) - judged.accepted - judged.unconfirmed, factsOff: (await scene.sentFacts()) - judged.accepted,
  }
}
