// R08: servers that greylist for five minutes, are busy or short of room. All mails arrive, once; who waits waits as long as he
// was asked to, and the mailboxes beside them are not slowed down.
import { sql } from '#platform/db'
import { planMessage, sendWhatIsDue } from '#sending'
import type { Behaviour } from '#test/fakes/smtp'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { verdict, type Scenario } from '../scenario.ts'

const minute = 60_000
/** Fine while the short waits pass, coarse afterwards. */
const stepAt = (past: number) => (past < 12 * minute ? 15_000 : 5 * minute)

export const scenario: Scenario = {
  id: 'R08', name: 'greylist', tiers: ['ci', 'nightly'], when: 'alone', mostMinutes: 10,
  about: 'greylisting, 421, 451 and 452: delivered once, after the wait that was asked for; other mailboxes unaffected',
  rounds: (tier, seed) => [{ seed, n: tier === 'ci' ? 5 : 200 }],
  async run({ n = 200, say }) {
    const h = await house({ now: '2026-03-02T09:00:00Z', config: { SENDING_CONNECTIONS: '10' } })
    try {
      const began = h.clock.now().getTime(), first = new Map<string, number>(), arrived = new Map<string, number>()
      const busy = (say: `${number} ${string}`, forMs: number) => (address: string): Behaviour => {
        const since = first.get(address) ?? h.clock.now().getTime()
        first.set(address, since)
        return h.clock.now().getTime() - since < forMs ? { at: 'rcpt', say } : 'accept'
      }
      const kinds: Record<string, (address: string) => Behaviour> = {
        greylisted: busy('450 4.2.0 Greylisted, please try again in 300 seconds', 5 * minute), unsaid: busy('451 4.7.1 Greylisting in action, please come back later', 5 * minute),
        busy: busy('451 4.3.0 Temporary system problem', 2 * minute), closing: busy('421 4.3.2 Service shutting down', minute), roomless: busy('452 4.3.1 Insufficient system storage', 30 * minute), healthy: () => 'accept',
      }
      const boxes = new Map<string, Awaited<ReturnType<typeof testMailbox>>>()
      for (const [name, behave] of Object.entries(kinds)) boxes.set(name, await testMailbox(h, { dailyLimit: n + 100, behave, onTaken: (mail) => void arrived.set(mail.to, h.clock.now().getTime()) }))
      await h.world.write(async (tx) => {
        for (const [name, box] of boxes)
          for (let i = 0; i < n; i++) {
            const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${`${name}${i}@grey.example`}) returning id`)
            await planMessage(tx, { leadId: lead.id, mailboxId: box.id, subject: 'A question', bodyText: 'Short.', dueAt: tx.now })
          }
      })
      for (let past = 0; past < 4 * 60 * minute && arrived.size < n * boxes.size; past += stepAt(past)) {
        await sendWhatIsDue(h.ground)
        h.clock.advance(stepAt(past))
      }
      say(`${arrived.size} of ${n * boxes.size} arrived.`)
      const delays = (name: string) => Array.from({ length: n }, (_, i) => ((arrived.get(`${name}${i}@grey.example`) ?? Infinity) - began) / minute).sort((a, b) => a - b)
      const median = (name: string) => Math.round(delays(name)[Math.floor(n / 2)]! * 10) / 10
      const once = [...boxes.values()].every((box) => new Set(box.server.taken.map((t) => t.to)).size === box.server.taken.length)
      const suppressed = (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from suppressions`))).n
      const figures = { mails: n * boxes.size, arrived: arrived.size, greylisted_median_min: median('greylisted'), unsaid_median_min: median('unsaid'), busy_median_min: median('busy'), roomless_median_min: median('roomless'), healthy_last_min: Math.round(delays('healthy').at(-1)! * 10) / 10, suppressed }
      return verdict(figures, [
        [arrived.size === n * boxes.size, `${n * boxes.size - arrived.size} did not arrive`], [once, 'some arrived twice'],
        [figures.greylisted_median_min >= 5 && figures.greylisted_median_min <= 7, `greylisted mails took ${figures.greylisted_median_min} minutes in the median`],
        [figures.unsaid_median_min >= 5 && figures.unsaid_median_min <= 8, `greylisted mails without a hint took ${figures.unsaid_median_min} minutes in the median`],
        [figures.healthy_last_min === 0, `the healthy mailbox was held up for ${figures.healthy_last_min} minutes`], [suppressed === 0, `${suppressed} leads were suppressed`],
      ])
    } finally { await h.stop() }
  },
}
