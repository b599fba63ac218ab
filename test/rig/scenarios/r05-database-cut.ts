// R05: the network to PostgreSQL is cut while mails are sent: reset, silent for a while (blackhole), half-open. Workers stop
// with their leases, what they learn too late is dropped by the fence, and nothing leaves twice.
import { setTimeout as sleep } from 'node:timers/promises'
import { join } from 'node:path'
import { chaosProxy, type Weather } from '../chaos-proxy.ts'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { isSettled, untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R05', name: 'database-cut', tiers: ['nightly'], about: 'the line to PostgreSQL is reset, swallows everything or is half open: sends stop with their leases, fenced results are dropped, nothing twice or lost',
  async run({ tier, seed, set = {}, say }) {
    const silentS = Number(set['silent'] ?? (tier === 'ci' ? 8 : 30)), mails = 400
    const site = await openSite({ seed, world: { sent: 'fed' } })
    // Two workers behind a line each, one that is always well: it takes over what they leave.
    const socket = join(String(site.owner.host), '.s.PGSQL.5432')
    const lines = await Promise.all([chaosProxy(socket), chaosProxy(socket)])
    const through = (port: number) => ({ ...site.env, DATABASE_URL: `postgres://postgres:unused@127.0.0.1:${port}/overture` })
    const crews = [crew(['worker'], through(lines[0]!.port)), crew(['worker'], through(lines[1]!.port)), crew(['worker'], site.env)]
    try {
      for (const one of crews) await one.start()
      const scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort })
      const weathers: [string, Weather, number][] = [['reset', { kind: 'reset' }, 1000], ['blackhole', { kind: 'blackhole' }, silentS * 1000], ['half-open', { kind: 'half-open' }, silentS * 1000], ['cut on commit', { kind: 'cut on', pattern: /commit/i, when: 'after', times: 20 }, 4000]]
      await scene.plan(mails, 6, weathers.reduce((sum, [, , ms]) => sum + ms + 4000, 0))
      for (const [name, weather, ms] of weathers) {
        say(`The lines: ${name}.`)
        for (const line of lines) line.weather = weather
        await sleep(ms)
        for (const line of lines) { line.weather = { kind: 'reset' }; line.weather = { kind: 'pass' } }
        await sleep(4000)
      }
      const quiet = await untilQuiet(scene, { mails, mostMs: 120_000, say })
      const codes = (await Promise.all(crews.map((one) => one.stop()))).flat()
      const inDoubt = (await scene.states())['unconfirmed'] ?? 0
      await scene.pass(20, async () => isSettled(await scene.states()))
      const judged = judge(await scene.rows(), site.world.ledger()), fallen = crews.flatMap((one) => one.fallen)
      await scene.close()
      return verdict({ cuts: lines[0]!.cuts + lines[1]!.cuts, silent_s: silentS, mails, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, in_doubt: inDoubt, unconfirmed: judged.unconfirmed, process_exits: fallen.length }, [
        [quiet, 'mails were still under way two minutes after the last cut'], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`],
        [judged.unconfirmed === 0, `${judged.unconfirmed} unconfirmed`], [fallen.length === 0, fallen.join('; ')], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
      ])
    } finally {
      await Promise.all(crews.map((one) => one.stop()))
      for (const line of lines) await line.stop()
      await site.close()
    }
  },
}
