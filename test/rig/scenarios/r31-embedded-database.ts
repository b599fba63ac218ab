// R31: the embedded PostgreSQL under everything that may happen to a folder: its parent killed, the server killed with it, a
// pid file that names nobody or a stranger, a second one on the same folder, and a crash while the folder is being made.
// Every start finds what was acknowledged before it; a second server is refused in one line.
import { spawn, type ChildProcess } from 'node:child_process'
import { chmodSync, existsSync, globSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import type pg from 'pg'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { ask } from '#test/fakes/database-process'
import { chance } from '../chance.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { p99 } from '../verdict.ts'

const faults = ['parent killed', 'all killed', 'stale pid', 'pid of a stranger', 'two at once', 'crash in initdb', 'first start twice'] as const
type Fault = (typeof faults)[number]

export const scenario: Scenario = {
  id: 'R31', name: 'embedded-database', tiers: ['ci', 'nightly'],
  about: 'parent killed, server killed, pid files of nobody and of strangers, a second server, a crash in initdb: it starts, keeps everything, and refuses the second in one line',
  async run({ tier, seed, n: cycles = tier === 'ci' ? 7 : 100, say }) {
    const random = chance(seed), home = mkdtempSync(join(tmpdir(), 'overture-r31-'))
    chmodSync(home, 0o755)
    const lasting = join(home, 'lasting'), tookMs: number[] = [], trouble: string[] = []
    let started = 0, refusals = 0, refused = 0, written = 0, kept = 0, lost = 0
    const count: Record<Fault, number> = Object.fromEntries(faults.map((f) => [f, 0])) as Record<Fault, number>
    // Somebody else's PostgreSQL, and a process that has nothing to do with one: both may get a pid that once was ours.
    const other = await startEmbeddedPostgres({ dataFolder: join(home, 'other') })
    const strangers = [Number(readFileSync(join(other.folder, 'postmaster.pid'), 'utf8').split('\n')[0]), process.pid]
    try {
      for (let cycle = 0; cycle < cycles; cycle++) {
        const fault = faults[cycle % faults.length]!, fresh = fault === 'crash in initdb' || fault === 'first start twice'
        const folder = fresh ? join(home, `fresh${cycle}`) : lasting
        mkdirSync(folder, { recursive: true })
        count[fault]++
        const note = (line: string) => { trouble.push(`cycle ${cycle + 1}, ${fault}: ${line}`); say(trouble.at(-1)!) }
        if (fault === 'crash in initdb') {
          const crashing = begin(folder)
          await sleep(150 + random() * 900)
          crashing.child.kill('SIGKILL')
          await crashing.ended
        } else if (existsSync(join(folder, 'postgres'))) {
          const file = join(folder, 'postgres/postmaster.pid')
          if (fault === 'stale pid') { await gone(file); writeFileSync(file, `${await deadPid()}\n${join(folder, 'postgres')}\n`) }
          if (fault === 'pid of a stranger') { await gone(file); writeFileSync(file, `${strangers[Math.floor(random() * strangers.length)]}\n${join(folder, 'postgres')}\n`) }
        }
        // The one that shall come up, with a rival at the same moment or a little later.
        const began = Date.now(), first = begin(folder)
        const atOnce = fault === 'two at once' || fault === 'first start twice'
        if (atOnce) await sleep(random() * 60)
        const rival = atOnce ? begin(folder) : undefined
        const said = await Promise.all([first.said, rival?.said].filter((one) => one !== undefined))
        const up = said.filter((one) => one.up)
        if (up.length !== 1) { note(`${up.length} of ${said.length} came up: ${said.map((one) => one.line).join(' | ')}`); for (const one of [first, rival]) { one?.child.kill('SIGKILL'); await one?.ended }; continue }
        started++
        tookMs.push(Date.now() - began)
        const winner = said[0]!.up ? first : rival!
        const late = rival ?? begin(folder)
        const answer = rival ? said.find((one) => !one.up)! : await late.said
        refusals++
        if (!answer.up && /^DatabaseInUse: (Overture already runs on|Another server has just started on|PostgreSQL process \d+ holds) [^\n]+$/.test(answer.line)) refused++
        else note(`the second was not refused clearly: ${answer.line}`)
        if (winner !== late) { late.child.kill('SIGKILL'); await late.ended }

        // What is acknowledged now is found after the next start; one more may be, whose answer nobody heard.
        const connection = up[0]!.connection!
        let over = false, writing: Promise<unknown> = Promise.resolve()
        if (fresh) await ask(connection, 'select 1')
        else {
          await ask(connection, 'create table if not exists kept (n int primary key)')
          kept = Number((await ask(connection, 'select count(*) as n from kept'))[0]!['n'])
          if (kept < written) { lost += written - kept; note(`${kept} of ${written} rows are there`) }
          written = kept
          writing = (async () => { while (!over) { await ask(connection, 'insert into kept select coalesce(max(n), 0) + 1 from kept'); written++ } })().catch(() => undefined)
          await sleep(50 + random() * 300)
        }
        if (globSync('postgres.new-*', { cwd: folder }).length) note('a half-made folder was left')
        if (fault === 'all killed') {
          const pid = Number(readFileSync(join(folder, 'postgres/postmaster.pid'), 'utf8').split('\n')[0])
          winner.child.kill('SIGKILL')
          try { process.kill(pid, 'SIGKILL') } catch { /* it went first */ }
        } else winner.child.kill('SIGKILL')
        over = true
        await Promise.all([winner.ended, writing])
        // The next start comes at once, or when the server has gone.
        if (fresh) { await gone(join(folder, 'postgres/postmaster.pid')); rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 }) }
        else if (random() < 0.5) await sleep(random() * 400)
      }
      await gone(join(lasting, 'postgres/postmaster.pid'))
      const last = await startEmbeddedPostgres({ dataFolder: lasting })
      kept = Number((await ask(last.connection, 'select count(*) as n from kept'))[0]!['n'])
      lost += Math.max(0, written - kept)
      await last.stop()
    } finally {
      await other.stop()
      rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
    }
    return verdict({ cycles, started, second_refused: `${refused} of ${refusals}`, rows_kept: kept, rows_lost: lost, start_p99_ms: p99(tookMs), ...Object.fromEntries(Object.entries(count).map(([fault, n]) => [fault.replaceAll(' ', '_'), n])) }, [
      [started === cycles, `${started} of ${cycles} started: ${trouble.slice(0, 3).join('; ')}`], [refused === cycles, `the second was refused ${refused} of ${cycles} times: ${trouble.slice(0, 3).join('; ')}`],
      [lost === 0, `${lost} acknowledged rows lost`], [!trouble.length, trouble.slice(0, 3).join('; ')],
    ])
  },
}

interface Said { up: boolean; line: string; connection?: pg.ClientConfig }

/** A process that keeps a database on this folder; `said` comes when it is up or has been refused. */
function begin(dataFolder: string): { child: ChildProcess; said: Promise<Said>; ended: Promise<void> } {
  const child = spawn(process.execPath, ['--input-type=module', '-e', `
    import { startEmbeddedPostgres } from ${JSON.stringify(new URL('../../../server/platform/embedded-postgres.ts', import.meta.url).href)}
    try { const { connection } = await startEmbeddedPostgres({ dataFolder: ${JSON.stringify(dataFolder)} }); console.log('UP ' + JSON.stringify(connection)) }
    catch (error) { console.log(error.constructor.name + ': ' + error.message); process.exit(1) }
    setInterval(() => undefined, 1000)`], { cwd: fileURLToPath(new URL('../../..', import.meta.url)), stdio: ['ignore', 'pipe', 'pipe'] })
  let heard = ''
  const ended = new Promise<void>((resolve) => { child.once('exit', () => resolve()) })
  const said = new Promise<Said>((resolve) => {
    child.stdout!.on('data', (piece: Buffer) => {
      heard += String(piece)
      const line = /^UP (.+)$/m.exec(heard)
      if (line) resolve({ up: true, line: 'up', connection: JSON.parse(line[1]!) as pg.ClientConfig })
    })
    child.stderr!.on('data', (piece: Buffer) => { heard += String(piece) })
    child.once('close', () => resolve({ up: false, line: heard.trim() }))
  })
  return { child, said, ended }
}

async function gone(file: string): Promise<void> {
  for (let i = 0; i < 400 && existsSync(file) && alive(Number(readFileSync(file, 'utf8').split('\n')[0])); i++) await sleep(50)
}

function alive(pid: number): boolean {
  try { process.kill(pid, 0); return true } catch { return false }
}

/** The pid of a process that is no more. */
const deadPid = async (): Promise<number> => {
  const child = spawn('true', { stdio: 'ignore' })
  await new Promise((resolve) => child.once('exit', resolve))
  return child.pid!
}
