// R15: huge and broken mails. Each is read within its bounds or kept as unreadable, and the look goes on to the good one behind it.
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { syncMailbox } from '#inbox'
import { sql } from '#platform/db'
import { fakeLetterbox } from '../../fakes/letterbox.ts'
import { house } from '../../house.ts'
import { brokenMails } from '../broken-mails.ts'
import { letterOf, newLead } from '../incoming.ts'
import { verdict, type Scenario } from '../scenario.ts'

// What making the mails leaves behind is not the reader's.
setFlagsFromString('--expose-gc')
const sweep = runInNewContext('gc') as () => void

export const scenario: Scenario = {
  id: 'R15', name: 'broken-mails', tiers: ['ci', 'nightly'], mostMinutes: 8,
  about: 'mails of 100 MB, 10,000 parts, 500 levels, endless lines, false charsets: read in bounds, and the look goes on',
  async run({ tier, seed, n = tier === 'ci' ? 80 : 340, say }) {
    const h = await house({ now: '2026-03-02T09:00:00Z' })
    try {
      await newLead(h)
      const box = await fakeLetterbox(h)
      await syncMailbox(h.world, box.id)
      // The thread that reads large mails is there before memory is measured: what counts is what the broken ones cost beyond a good one.
      box.drop(letterOf({ id: '<large@outside.example>', from: 'news@elsewhere.example', text: 'An ordinary line of text.\n'.repeat(6000) }))
      await syncMailbox(h.world, box.id)
      sweep()
      const before = process.memoryUsage().rss
      let most = before, slowest = 0, slowestName = '', failed = 0, mails = 0
      for (const { name, raw, size } of brokenMails(n, seed)) {
        box.drop(raw, { size, ...(size > raw.length && { problem: `The mail has ${Math.round(size / 1e6)} MB; only its first megabyte was read.` }) })
        mails++
        sweep()
        const began = performance.now()
        const read = await syncMailbox(h.world, box.id)
        const ms = performance.now() - began
        if (!read.ok) { failed++; say(`${name}: ${read.sentence}`) }
        if (ms > slowest) [slowest, slowestName] = [ms, name]
        most = Math.max(most, process.memoryUsage().rss)
        // What was read is not needed any more; a letterbox of the rig is no server.
        box.folders.get('INBOX')!.mails.length = 0
      }
      box.drop(letterOf({ id: '<good@outside.example>', text: 'Yes, let us talk.' }))
      await syncMailbox(h.world, box.id)
      const good = await h.world.read((tx) => tx.many(sql`select 1 from inbox_messages where message_id = 'good@outside.example'`))
      const { stored, problems } = await h.world.read((tx) => tx.one<{ stored: number; problems: number }>(sql`select count(*) as stored, count(problem) as problems from inbox_messages where mailbox_id = ${box.id}`))
      const grown = Math.round((most - before) / 1e6)
      say(`The slowest was “${slowestName}”.`)
      return verdict({ mails, stored: stored - 2, 'with a problem': problems, 'looks failed': failed, 'slowest ms': Math.round(slowest), 'memory MB': grown }, [
        [failed === 0, `${failed} looks failed.`], [good.length === 1, 'The good mail behind them was not read.'], [slowest <= 15_000, `“${slowestName}” took ${Math.round(slowest)} ms.`], [grown < 150, `Memory grew by ${grown} MB.`],
      ])
    } finally { await h.stop() }
  },
}
