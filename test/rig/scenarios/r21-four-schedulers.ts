// R21: four schedulers whose clocks are up to three minutes apart place the same campaign. Every lead's mail is planned once.
import { setTimeout as sleep } from 'node:timers/promises'
import { launchCampaign } from '../campaign.ts'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R21', name: 'four-schedulers', tiers: ['nightly'], about: 'four schedulers with clocks 90 seconds ahead and behind: nobody is planned or written to twice',
  async run({ tier, seed, n: mails = tier === 'ci' ? 200 : 10_000, say }) {
    const site = await openSite({ seed, world: { sent: 'fed', wait354Ms: 0, answerMs: 0 } })
    const crews = [-90_000, -30_000, 30_000, 90_000].map((ahead) => crew(['worker'], { ...site.env, OVERTURE_FOR_TESTS: '1', OVERTURE_CLOCK_OFFSET_MS: String(ahead), SENDING_LEASE_S: '240' }))
    try {
      await Promise.all(crews.map((one) => one.start()))
      const scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort, names: () => 'lead' })
      const mailboxIds = await scene.addMailboxes(8), leadIds = await scene.addLeads(Math.ceil(mails / 2))
      await launchCampaign(scene.call, scene.world, { mailboxIds, leadIds, waitMinutes: 0, settle: () => sleep(300) })
      say(`${leadIds.length} leads, two mails each.`)
      const quiet = await untilQuiet(scene, { mails, mostMs: 120_000 + mails * 60, say })
      await Promise.all(crews.map((one) => one.stop()))
      const rows = await scene.rows(), judged = judge(rows, site.world.ledger())
      const planned = new Map<string, number>()
      for (const row of rows) planned.set(row.work!, (planned.get(row.work!) ?? 0) + 1)
      const twice = [...planned.values()].filter((count) => count > 1).length
      await scene.close()
      return verdict({ mails, skew_s: 180, planned: rows.length, double_planned: twice, duplicates: judged.duplicates, lost: judged.lost, accepted: judged.accepted }, [
        [quiet, 'mails were still under way'], [rows.length === mails, `${rows.length} of ${mails} planned`], [twice === 0, `${twice} planned twice`], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`],
        [crews.every((one) => !one.fallen.length), crews.flatMap((one) => one.fallen).join('; ')],
      ])
    } finally {
      await Promise.all(crews.map((one) => one.stop()))
      await site.close()
    }
  },
}
