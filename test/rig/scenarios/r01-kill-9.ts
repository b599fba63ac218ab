// R01: servers and workers are killed with SIGKILL at random moments while they send; what the world received equals what we believe.
//
// With a Sent folder fed from the ledger nothing may stay in doubt after twenty minutes (played on the stage's clock once the
// workers have stopped); without one, each kill may leave at most what its worker had handed over at that moment.
import { setTimeout as sleep } from 'node:timers/promises'
import { chance } from '../chance.ts'
import { launchCampaign } from '../campaign.ts'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { isSettled, untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge, p99 } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R01', name: 'kill-9', tiers: ['ci', 'nightly'], mostMinutes: 25, // two hundred kills alone are six minutes, and each takes a worker the time to start
  about: 'servers and workers are killed while they send: nothing twice, nothing lost, no ghost',
  rounds: (tier, seed) => tier === 'ci'
    ? [{ seed, n: 100, set: { sent: 'on', kills: '3' } }, { seed: seed + 1, n: 100, set: { sent: 'off', from: 'plan', kills: '3' } }]
    : [{ seed, n: 10_000, set: { sent: 'on', from: 'both' } }, ...Array.from({ length: 19 }, (_, i) => ({ seed: seed + 1 + i, n: 200, set: { kills: '10', sent: i % 2 ? 'on' : 'off', ...(i % 3 === 0 && { from: 'plan' }) } as Record<string, string> }))],
  async run({ tier, seed, n: mails = 1000, set = {}, say }) {
    const kills = Number(set['kills'] ?? Math.max(1, Math.round(mails / 50))), workers = Number(set['workers'] ?? 4), lease = Number(set['lease'] ?? 4), sent = set['sent'] !== 'off'
    const concurrency = 5
    const random = chance(seed)
    const site = await openSite({ seed, world: { sent: sent ? 'fed' : 'empty' }, env: { SENDING_LEASE_S: String(lease), SENDING_CONNECTIONS: String(concurrency) } })
    const people = crew([...Array<'web'>(2).fill('web'), ...Array<'worker'>(workers).fill('worker')], site.env)
    try {
      say(`Starting 2 servers and ${workers} workers.`)
      await people.start()
      const scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort })
      // Kills fall 0.2 to 3 s apart; the mails are due over that time.
      if (set['from'] === 'plan') await scene.plan(mails, 8, kills * 1600)
      else {
        // Every lead gets a first mail and a follow-up. Of very many mails one in twenty-five comes from a campaign, for writing them takes longer than sending them.
        const mailboxIds = await scene.addMailboxes(8), leadIds = await scene.addLeads(Math.ceil(mails / (set['from'] === 'both' ? 50 : 2)))
        await launchCampaign(scene.call, scene.world, { mailboxIds, leadIds, waitMinutes: 0, settle: () => sleep(300) })
        while ((await scene.rows()).length < leadIds.length) await sleep(300)
        if (set['from'] === 'both') await scene.plan(mails - 2 * leadIds.length, 8, kills * 1600)
        await scene.dueOver(kills * 1600)
      }
      say(`${mails} mails are planned; ${kills} kills follow.`)
      for (let done = 0; done < kills;) {
        await sleep(200 + random() * 2800)
        if (people.kill(random(), random() * 1000)) done++
        if (people.fallen.length) throw new Error(people.fallen.join('; '))
      }
      const began = Date.now()
      const quiet = await untilQuiet(scene, { mails, mostMs: 60_000 + 30 * mails, say })
      const quietS = Math.round((Date.now() - began) / 1000)
      const codes = await people.stop()
      const inDoubt = (await scene.states())['unconfirmed'] ?? 0
      if (sent) {
        say(`${inDoubt} mails are in doubt; twenty minutes pass.`)
        await scene.pass(20, async () => isSettled(await scene.states()))
      }
      const judged = judge(await scene.rows(), site.world.ledger())
      const placesOff = (await scene.placesTaken()) - judged.accepted - judged.unconfirmed, factsOff = (await scene.sentFacts()) - judged.accepted
      // From a worker's death until another had taken its mail over, without the time in which there was no other.
      const takeovers = (await scene.takenOver()).flatMap(({ worker, endedAt }) => {
        const kill = people.kills.find((k) => worker.includes(`-${k.pid}-`))
        return kill && endedAt > kill.at ? [people.present('worker', kill.at, endedAt) / 1000] : []
      })
      const slowest = p99(takeovers), silent = Math.floor(mails / 50)
      await scene.close()
      const figures = {
        sent: sent ? 'on' : 'off', kills: people.kills.length, mails, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts,
        in_doubt: inDoubt, unconfirmed: judged.unconfirmed, takeovers: takeovers.length, takeover_p99_s: slowest === null ? null : Math.round(slowest * 10) / 10,
        takeover_p99_leases: slowest === null ? null : Math.round((slowest / lease) * 10) / 10, quiet_s: quietS,
      }
      return verdict(figures, [
        [quiet, `mails were still under way: ${JSON.stringify(judged)}`],
        [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`],
        [judged.planned === mails, `${judged.planned} of ${mails} planned`],
        [!sent || judged.unconfirmed === 0, `${judged.unconfirmed} unconfirmed with Sent on`],
        // Some recipients' server takes the mail and closes, killed or not: those are in doubt for good.
        [sent || judged.unconfirmed <= people.kills.length * concurrency + silent, `${judged.unconfirmed} unconfirmed with Sent off, more than ${people.kills.length} kills × ${concurrency} + ${silent}`],
        // How fast exactly is a figure of a machine that does nothing else; beside other tests only a takeover that hangs is told.
        [slowest === null || slowest <= (tier === 'ci' ? 10 * lease : 70 * (lease / 60) + 3), `takeover p99 ${slowest?.toFixed(1)} s with leases of ${lease} s`],
        [placesOff === 0, `${placesOff} places of the day too many`], [factsOff === 0, `${factsOff} sent facts too many`],
        [people.fallen.length === 0, people.fallen.join('; ')], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
      ])
    } finally {
      await people.stop()
      await site.close()
    }
  },
}
