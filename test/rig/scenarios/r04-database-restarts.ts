// R04: PostgreSQL is restarted again and again in the hardest way (-m immediate) while mails are sent. Meanwhile the API says
// 503 with Retry-After, nobody dies of it, and everybody is ready again soon after the database.
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R04', name: 'database-restarts', tiers: ['nightly'], about: 'PostgreSQL restarts hard, ten times: 503 with Retry-After meanwhile, no process ends, ready again within ten seconds, nothing twice or lost',
  async run({ tier, seed, n: restarts = tier === 'ci' ? 2 : 10, say }) {
    const mails = restarts * 60
    const site = await openSite({ seed, world: { sent: 'fed' } })
    const people = crew(['web', 'worker', 'worker'], site.env)
    let postgres = site.postgres
    try {
      await people.start()
      let scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort })
      await scene.plan(mails, 4, restarts * 3000)
      await scene.close()
      const base = people.addresses()[0]!
      let wrongAnswers = 0, waited = 0, withHint = 0
      const readyAfter: number[] = []
      for (let i = 0; i < restarts; i++) {
        await sleep(1500)
        // What pg_ctl stop -m immediate does.
        const pid = Number(readFileSync(join(site.folder, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0])
        process.kill(pid, 'SIGQUIT')
        const answer = await fetch(`${base}/api/v1/leads`, { signal: AbortSignal.timeout(20_000) }).catch(() => undefined)
        if (answer?.status === 503) { waited++; if (answer.headers.get('retry-after')) withHint++ }
        else if (!answer || (answer.status >= 500)) wrongAnswers++
        await ended(pid)
        postgres = await startEmbeddedPostgres({ dataFolder: join(site.folder, 'data') })
        const up = Date.now()
        for (;;) {
          const ready = await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(15_000) }).then((r) => r.status === 200, () => false)
          if (ready) break
          if (Date.now() - up > 60_000) throw new Error('It is not ready a minute after the database.')
          await sleep(100)
        }
        readyAfter.push((Date.now() - up) / 1000)
        say(`Restart ${i + 1}: ready ${readyAfter.at(-1)!.toFixed(1)} s after the database.`)
      }
      scene = await stage({ owner: { ...postgres.connection, database: 'overture' }, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort, again: true })
      const open = ['planned', 'due', 'claimed', 'handed']
      for (const end = Date.now() + 120_000; Date.now() < end; await sleep(500)) {
        const states = await scene.states()
        if (open.every((state) => !states[state])) break
        await scene.hurry()
      }
      const codes = await people.stop()
      await scene.pass(20, async () => { const now = await scene.states(); return [...open, 'unconfirmed'].every((state) => !now[state]) })
      const judged = judge(await scene.rows(), site.world.ledger())
      await scene.close()
      const slowest = Math.max(...readyAfter)
      return verdict({ restarts, mails, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, unconfirmed: judged.unconfirmed, ready_most_s: Math.round(slowest * 10) / 10, answers_503: waited, other_5xx: wrongAnswers, process_exits: people.fallen.length }, [
        [judged.planned === mails, `${judged.planned} of ${mails} mails`], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`],
        [slowest <= 10, `ready ${slowest.toFixed(1)} s after the database`], [wrongAnswers === 0, `${wrongAnswers} answers were neither good nor 503`], [waited === withHint, `${waited - withHint} of ${waited} 503 without Retry-After`],
        [people.fallen.length === 0, people.fallen.join('; ')], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
      ])
    } finally {
      await people.stop()
      await postgres.stop().catch(() => undefined)
      await site.close().catch(() => undefined)
    }
  },
}

async function ended(pid: number): Promise<void> {
  for (let i = 0; i < 600; i++) {
    try { process.kill(pid, 0) } catch { return }
    await sleep(50)
  }
}
