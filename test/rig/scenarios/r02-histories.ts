// R02: the engine of a campaign is a pure function of what is so, the time, the seed and what happens. Random histories, each
// repeatable by its seed, with every promise held against what is so after each answer.
import { live } from '../../../server/campaigns/histories.test-data.ts'
import type { Scenario } from '../scenario.ts'

/** Most histories end early, so the million events need more seeds than the ten thousand that are asked for. */
const marks = { seeds: { ci: 10_000, nightly: 26_000 }, events: 1_000_000, seconds: 60 }

export const scenario: Scenario = {
  id: 'R02', name: 'histories', tiers: ['ci', 'nightly'],
  about: 'Over random histories with branches, variants, surgery, pauses, clock jumps, answers, out-of-office notes, failures and mailbox moves nobody gets a step twice, nobody is skipped unasked, and nothing leaves after a stop.',
  async run({ tier, seed, n, say }) {
    const seeds = n ?? marks.seeds[tier], happenings = tier === 'nightly' ? 110 : 5
    const began = performance.now()
    let events = 0, sent = 0, surgeries = 0, branches = 0, violations = 0
    const missed: string[] = []
    for (let i = 0; i < seeds; i++) {
      try {
        const end = live(`r02 ${seed + i}`, happenings)
        events += end.events; sent += end.sent; surgeries += end.surgeries; branches += end.branches
      } catch (error) {
        violations++
        if (violations <= 5) missed.push(`Seed ${seed + i}: ${(error as Error).message}`)
      }
      if (i % 2000 === 1999) say(`${i + 1} histories, ${events} events`)
    }
    const seconds = (performance.now() - began) / 1000
    if (tier === 'nightly' && n === undefined) {
      if (events < marks.events) missed.push(`${events} events, ${marks.events} wanted.`)
      if (seconds > marks.seconds) missed.push(`${seconds.toFixed(1)} s, less than ${marks.seconds} wanted.`)
    }
    return { passed: !missed.length, figures: { histories: seeds, events, mails: sent, surgeries, paths: branches, violations, seconds: Number(seconds.toFixed(1)) }, ...(missed.length && { missed }) }
  },
}
