// R04: PostgreSQL is restarted again and again in the hardest way (-m immediate) while mails are sent. Meanwhile the API says
// 503 with Retry-After, nobody dies of it, and everybody is ready again soon after the database.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Connection } from '#platform/db'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { crew } from '../crew.ts'
import { sam, stage } from '../mails.ts'
import { isSettled, untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R04', name: 'database-restarts', tiers: ['nightly'], about: 'PostgreSQL restarts hard, ten times: 503 with Retry-After meanwhile, no process ends, ready again within ten seconds, nothing twice or lost',
  async run({ tier, seed, n: restarts = tier === 'ci' ? 2 : 10, say }) {
    const mails = restarts * 60
    const site = await openSite({ seed, world: { sent: 'fed' } })
    const people = crew(['web', 'worker', 'worker'], site.env)
    try {
      await people.start()
      let scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort })
      await scene.plan(mails, 4, restarts * 3000)
      await scene.close()
      const base = people.addresses()[0]!
      const signedIn = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json', origin: base }, body: JSON.stringify(sam) })
      const cookie = signedIn.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ')
      if (signedIn.status !== 200) throw new Error(`Sam cannot sign in: ${signedIn.status}`)
      const askForLeads = () => fetch(`${base}/api/v1/leads`, { headers: { cookie }, signal: AbortSignal.timeout(20_000) }).catch(() => undefined)
      let wrongAnswers = 0, waited = 0, withHint = 0
      const readyAfter: number[] = []
      for (let i = 0; i < restarts; i++) {
        await sleep(1500)
        // What pg_ctl stop -m immediate does.
        const pid = Number(readFileSync(join(site.folder, 'data/postgres/postmaster.pid'), 'utf8').split('\n')[0])
        process.kill(pid, 'SIGQUIT')
        await ended(pid)
        // The database is brought back by whoever keeps it (embedded-postgres.ts); meanwhile somebody keeps asking.
        let up: number | undefined
        for (const over = Date.now() + 60_000; ; await sleep(50)) {
          const answer = await askForLeads()
          if (answer?.status === 503) { waited++; if (answer.headers.get('retry-after')) withHint++ }
          else if (answer?.status !== 200) wrongAnswers++
          if (up === undefined && (await answers(site.owner))) up = Date.now()
          if (up !== undefined && answer?.status === 200 && await fetch(`${base}/readyz`, { signal: AbortSignal.timeout(15_000) }).then((r) => r.status === 200, () => false)) break
          if (Date.now() > over) throw new Error('It is not ready a minute after the database went.')
        }
        readyAfter.push((Date.now() - up!) / 1000)
        say(`Restart ${i + 1}: ready ${readyAfter.at(-1)!.toFixed(1)} s after the database.`)
      }
      scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort, again: true })
      const quiet = await untilQuiet(scene, { mails, mostMs: 120_000, say })
      const codes = await people.stop()
      await scene.pass(20, async () => isSettled(await scene.states()))
      const judged = judge(await scene.rows(), site.world.ledger())
      await scene.close()
      const slowest = Math.max(...readyAfter)
      return verdict({ restarts, mails, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, unconfirmed: judged.unconfirmed, ready_most_s: Math.round(slowest * 100) / 100, answers_503: waited, other_answers: wrongAnswers, process_exits: people.fallen.length }, [
        [quiet, 'mails were still under way two minutes after the last restart'], [judged.planned === mails, `${judged.planned} of ${mails} mails`], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`],
        [slowest <= 10, `ready ${slowest.toFixed(1)} s after the database`], [wrongAnswers === 0, `${wrongAnswers} answers without a database were not 503`], [waited >= restarts, `${waited} answers said 503 in ${restarts} restarts`], [waited === withHint, `${waited - withHint} of ${waited} 503 without Retry-After`],
        [people.fallen.length === 0, people.fallen.join('; ')], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
      ])
    } finally {
      await people.stop()
      await site.close()
    }
  },
}

async function answers(owner: Connection): Promise<boolean> {
  const client = new pg.Client({ ...owner, connectionTimeoutMillis: 2000 })
  client.on('error', () => undefined)
  try { await client.connect(); await client.query('select 1'); return true } catch { return false } finally { await client.end().catch(() => undefined) }
}

async function ended(pid: number): Promise<void> {
  for (let i = 0; i < 600; i++) {
    try { process.kill(pid, 0) } catch { return }
    await sleep(50)
  }
}
