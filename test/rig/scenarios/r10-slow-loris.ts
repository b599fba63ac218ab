// R10: one of twenty mailboxes is led by a server that says one byte at a time and never comes to an end. The others send on.
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { sql } from '#platform/db'
import { openPostOffice } from '../../../server/sending/dispatching.ts'
import { planMessage } from '#sending'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { verdict, type Scenario } from '../scenario.ts'

export const scenario: Scenario = {
  id: 'R10', name: 'slow-loris', tiers: ['ci', 'nightly'], when: 'alone', about: 'one of twenty servers answers a byte a second: the other nineteen mailboxes send as if it were not there',
  async run({ tier, n: each = tier === 'ci' ? 10 : 100 }) {
    const h = await house({ config: { SENDING_CONNECTIONS: '40' } })
    const boxes = await Promise.all(Array.from({ length: 20 }, (_, i) => testMailbox(h, { keepRaw: false, ...(i === 0 && { greet: 'silent' as const }), ...(i === 1 && { dripMs: 1000 }) })))
    const slow = new Set([boxes[1]!.id])
    // The first is left out of the count, too: a server that says nothing at all is the same fault, met earlier.
    slow.add(boxes[0]!.id)
    const plan = (round: string, only: (id: string) => boolean) => h.world.write(async (tx) => {
      for (const box of boxes.filter((b) => only(b.id))) for (let i = 0; i < each; i++) {
        const { id: leadId } = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) values (${tx.workspaceId}, ${`${round}-${i}-${box.address.split('@')[0]}@prospect${i}.example`}, 'Lead') returning id`)
        await planMessage(tx, { leadId, mailboxId: box.id, subject: 'Hello', bodyText: 'A short hello.', dueAt: new Date(tx.now.getTime() - 1000), origin: 'reply' })
      }
    })
    /** Seconds until the healthy ones have sent what they have; the others are cut off then. */
    const send = async (round: string): Promise<{ seconds: number; sent: number }> => {
      const wanted = each * 18, began = performance.now()
      const office = openPostOffice(h.ground, h.ground.stopping)
      const sent = async () => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from messages where workspace_id = ${tx.workspaceId} and state = 'accepted' and to_address like ${`${round}-%`}`))).n
      let got = 0
      while (performance.now() - began < 60_000 && (got = await sent()) < wanted) { await office.tick(); await Promise.race([office.turnOver(), h.ground.clock.sleep(20)]) }
      const seconds = (performance.now() - began) / 1000
      await office.close(0)
      return { seconds, sent: got }
    }
    await plan('warm', (id) => !slow.has(id))
    await send('warm')
    await plan('alone', (id) => !slow.has(id))
    const alone = await send('alone')
    await plan('beside', () => true)
    const lag = monitorEventLoopDelay({ resolution: 10 })
    lag.enable()
    const beside = await send('beside')
    lag.disable()
    const rate = Math.round((alone.seconds / beside.seconds) * 1000) / 10, lagMs = Math.round(lag.percentile(99) / 1e6 - 10)
    await h.stop()
    return verdict({ mailboxes: 20, slow: slow.size, mails: each * 18, alone_s: Math.round(alone.seconds * 100) / 100, beside_s: Math.round(beside.seconds * 100) / 100, rate_percent: rate, loop_lag_p99_ms: lagMs }, [
      [beside.sent === each * 18, `${beside.sent} of ${each * 18} sent beside a slow one`],
      // Short runs are ruled by the moment at which each begins: the mark holds for the long one.
      [tier === 'ci' || rate >= 95, `the others send at ${rate} % of their rate`], [rate >= 50, `the others send at ${rate} % of their rate`], [tier === 'ci' || lagMs < 100, `event-loop lag p99 ${lagMs} ms`],
    ])
  },
}
