// R06: the server has said 250 and the line to PostgreSQL is cut before that is committed, again and again: in the moment in
// which the worker says it, before it arrives or before the answer comes back. What was accepted is known in the end, from the
// worker that offers its result again or from the Sent folder, and nothing leaves twice.
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { chaosProxy } from '../chaos-proxy.ts'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { isSettled, untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge } from '../verdict.ts'

/** The statement by which a worker says what a server took. */
const accepting = /sending\.accept_(?:expected|handed)/

export const scenario: Scenario = {
  id: 'R06', name: 'cut-before-commit', tiers: ['nightly'], about: 'the line to PostgreSQL is cut exactly between the server’s 250 and the commit: nothing twice, all settled',
  async run({ tier, seed, n = tier === 'ci' ? 10 : 200, say }) {
    const wave = 250
    const site = await openSite({ seed, world: { sent: 'fed' } })
    const line = await chaosProxy(join(String(site.owner.host), '.s.PGSQL.5432'))
    const workers = crew(['worker'], { ...site.env, DATABASE_URL: `postgres://postgres:unused@127.0.0.1:${line.port}/overture` })
    try {
      await workers.start()
      const scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort })
      let mails = 0
      // As many mails as it takes: one acceptance may carry several.
      while (line.cuts < n && mails < n * 50) {
        await scene.plan(wave, 4, 10_000)
        mails += wave
        for (let i = 0; i < 60 && line.cuts < n; i++) {
          line.weather = { kind: 'cut on', pattern: accepting, when: i % 2 ? 'after' : 'before', times: 1 }
          await sleep(200)
        }
        say(`${line.cuts} of ${n} cuts, ${mails} mails planned.`)
      }
      line.weather = { kind: 'pass' }
      const quiet = await untilQuiet(scene, { mails, mostMs: 120_000, say })
      const codes = await workers.stop()
      const inDoubt = (await scene.states())['unconfirmed'] ?? 0
      await scene.pass(20, async () => isSettled(await scene.states()))
      const judged = judge(await scene.rows(), site.world.ledger()), cuts = line.cuts
      await scene.close()
      return verdict({ cuts, mails, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, in_doubt: inDoubt, unconfirmed: judged.unconfirmed, process_exits: workers.fallen.length }, [
        [cuts >= n, `${cuts} cuts of ${n}`], [quiet, 'mails were still under way two minutes after the last cut'], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`],
        [judged.ghosts === 0, `${judged.ghosts} ghosts`], [judged.unconfirmed === 0, `${judged.unconfirmed} were not settled`], [workers.fallen.length === 0, workers.fallen.join('; ')], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
      ])
    } finally {
      await workers.stop()
      await line.stop()
      await site.close()
    }
  },
}
