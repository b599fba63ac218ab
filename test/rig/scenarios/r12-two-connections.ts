// R12: the server allows two connections and says 421 to a third. The workers learn it and stay below; no storm of attempts.
import { setTimeout as sleep } from 'node:timers/promises'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R12', name: 'two-connections', tiers: ['ci', 'nightly'], about: 'a server that allows two connections is not stormed by eight workers; everything arrives once',
  async run({ tier, seed, n: mails = tier === 'ci' ? 150 : 1500, set = {}, say }) {
    const workers = Number(set['workers'] ?? (tier === 'ci' ? 3 : 8)), mailboxes = 1
    const site = await openSite({ seed, world: { maxConnections: 2, wait354Ms: 20, answerMs: 40 }, env: { DATABASE_CONNECTIONS: '4' } })
    const people = crew(Array<'worker'>(workers).fill('worker'), site.env)
    try {
      await people.start()
      const scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, names: () => 'lead' })
      await scene.plan(mails, mailboxes, 1000)
      say(`${workers} workers send ${mails} mails of ${mailboxes} mailbox.`)
      const began = Date.now()
      let afterAMinute: number | undefined
      for (;;) {
        const states = await scene.states()
        const { refused } = await site.world.counts()
        if (afterAMinute === undefined && Date.now() - began > 60_000) afterAMinute = refused
        if (['planned', 'due', 'claimed', 'handed'].every((state) => !states[state])) break
        if (Date.now() - began > 90_000 + mails * 60) throw new Error(`Not done: ${JSON.stringify(states)}, ${refused} refused connections; ${await scene.whyWaiting()}`)
        await sleep(250)
        await scene.hurry() // what was turned away needs no minute's rest here
      }
      const seconds = (Date.now() - began) / 1000
      await people.stop()
      const { refused, connections } = await site.world.counts(), judged = judge(await scene.rows(), site.world.ledger())
      await scene.close()
      // What was refused after the first minute, as if the hour had gone on like that; in a short run there is nothing after it.
      const perHour = afterAMinute === undefined ? 0 : Math.round(((refused - afterAMinute) / Math.max(60, seconds - 60)) * 3600)
      return verdict({ mails, workers, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, connections, refused, refused_per_hour_after_first_minute: perHour, seconds: Math.round(seconds) }, [
        [judged.accepted === mails, `${judged.accepted} of ${mails} accepted`], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`],
        [perHour <= 10, `${perHour} refused connections an hour`], [refused <= 10 * workers, `${refused} refused connections in all`], [people.fallen.length === 0, people.fallen.join('; ')],
      ])
    } finally {
      await people.stop()
      await site.close()
    }
  },
}
