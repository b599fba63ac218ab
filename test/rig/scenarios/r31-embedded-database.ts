// R31: the embedded PostgreSQL and everything that befalls it: whoever keeps it is killed, the file with its number is stale
// or names a stranger, a second server wants the same folder, making the database is cut short. Each time the next start
// works, and what was acknowledged is there.
import { chmodSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, gone, inAnotherProcess } from '#test/fakes/database-process'
import { chance } from '../chance.ts'
import { verdict, type Scenario } from '../scenario.ts'

const faults = ['parent killed', 'killed while writing', 'stale pid', 'pid of a stranger', 'crash in initdb'] as const

export const scenario: Scenario = {
  id: 'R31', name: 'embedded-database', tiers: ['ci', 'nightly'], about: 'whatever befalls the embedded database and whoever keeps it, the next start works, a second server is refused, and nothing acknowledged is lost', mostMinutes: 20,
  async run({ tier, seed, n: cycles = tier === 'ci' ? 5 : 100, say }) {
    const random = chance(seed), home = mkdtempSync(join(tmpdir(), 'overture-r31-'))
    chmodSync(home, 0o755)
    const folder = join(home, 'data')
    let acknowledged = 0, started = 0, refused = 0, lost = 0, leftBehind = 0
    const befallen: Record<string, number> = {}
    try {
      for (let cycle = 0; cycle < cycles; cycle++) {
        const fault = faults[cycle % faults.length]!
        befallen[fault] = (befallen[fault] ?? 0) + 1
        if (fault === 'crash in initdb') {
          // A folder of its own: there is no database yet, and it is being made when everything dies.
          const fresh = join(home, `fresh-${cycle}`)
          const cut = inAnotherProcess(fresh)
          await sleep(100 + random() * 900)
          cut.child.kill('SIGKILL')
          const again = inAnotherProcess(fresh)
          await ask(await again.up, 'select 1')
          started++
          again.child.kill('SIGKILL')
          if (!(await gone(fresh))) leftBehind++
          if (readdirSync(fresh).some((name) => name.startsWith('postgres.new-'))) leftBehind++
          rmSync(fresh, { recursive: true, force: true })
        }
        const kept = inAnotherProcess(folder), connection = await kept.up
        started++
        await ask(connection, 'create table if not exists kept (n int primary key)')
        const there = (await ask(connection, 'select count(*)::int as n from kept'))[0]!['n'] as number
        if (there < acknowledged) { lost += acknowledged - there; say(`Cycle ${cycle}: ${there} rows of ${acknowledged}.`) }
        acknowledged = there
        const second = inAnotherProcess(folder)
        if (await second.up.then(() => false, (error: Error) => /Overture already runs on/.test(error.message))) refused++
        else second.child.kill('SIGKILL')
        const writing = (async () => {
          for (let i = 0; ; i++) { await ask(connection, `insert into kept select coalesce(max(n), 0) + 1 from kept`); acknowledged++; if (i === 4 && fault !== 'killed while writing') return }
        })().catch(() => undefined)
        if (fault === 'killed while writing') await sleep(50 + random() * 300)
        else await writing
        kept.child.kill('SIGKILL')
        await writing
        if (!(await gone(folder))) leftBehind++
        if (fault === 'stale pid') writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `4194303\n${join(folder, 'postgres')}\n`)
        if (fault === 'pid of a stranger') writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n${join(folder, 'postgres')}\n`)
      }
      const starts = cycles + (befallen['crash in initdb'] ?? 0)
      return verdict({ cycles, starts: started, second_refused: refused, acknowledged, lost, left_behind: leftBehind }, [
        [started === starts, `${started} of ${starts} starts`], [refused === cycles, `${refused} of ${cycles} second servers refused`], [lost === 0, `${lost} acknowledged rows lost`], [leftBehind === 0, `${leftBehind} left behind`],
      ])
    } finally { rmSync(home, { recursive: true, force: true }) }
  },
}
