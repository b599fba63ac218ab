// R07: a fifth of the mails is taken by a server that then closes, resets or says nothing. None is sent twice; where a Sent
// copy is kept all are settled by it, and where none is kept each is shown as "may have been sent".
import { offerKind, type MailRoute } from '#mailboxes'
import { sql } from '#platform/db'
import { planMessage, sendWhatIsDue, settle } from '#sending'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { chance } from '../chance.ts'
import { verdict, type Scenario } from '../scenario.ts'

const impatient = { connect: 5000, greeting: 5000, command: 5000, afterDot: 1000 }
const ends = ['take and close', 'take and reset', 'take and stay silent'] as const

export const scenario: Scenario = {
  id: 'R07', name: 'accepted-then-dropped', tiers: ['ci', 'nightly'], mostMinutes: 10,
  about: 'the server takes the mail and drops the line or says nothing: never twice, settled from Sent, else shown',
  rounds: (tier, seed) => ['on', 'off'].map((sent, i) => ({ seed: seed + i, n: tier === 'ci' ? 30 : 500, set: { sent } })),
  async run({ seed, n = 500, set = {}, say }) {
    const sent = set['sent'] !== 'off', random = chance(seed)
    const h = await house({ now: '2026-03-02T09:00:00Z', config: { SENDING_CONNECTIONS: '10' } })
    try {
      const fate = new Map<string, (typeof ends)[number] | 'accept'>()
      const fateOf = (address: string) => {
        let one = fate.get(address)
        if (!one) fate.set(address, (one = random() < 0.2 ? ends[Math.floor(random() * ends.length)]! : 'accept'))
        return one
      }
      const box = await testMailbox(h, { dailyLimit: n + 100, behave: (address) => (address.endsWith('@drop.example') ? fateOf(address) : undefined) }) // not the sender, who is asked about first
      await h.world.write((tx) => tx.run(sql`update mailboxes set kind = 'practice', keeps_sent = ${sent ? true : null} where id = ${box.id}`))
      offerKind('practice', (): MailRoute => ({
        kind: 'practice',
        smtp: async () => ({ ok: true, settings: { host: 'localhost', address: '127.0.0.1', port: box.server.port, security: 'none', user: '', password: '' } }),
        findSent: async ({ messageId }) => (sent ? (box.server.taken.some((t) => t.messageId === messageId) ? 'found' : 'absent') : 'absent'),
        appendSent: async () => 'there',
        read: async () => ({ ok: false, reason: 'gone', sentence: 'No letterbox.', why: null, mend: null, answer: null }),
      }))
      await h.world.write(async (tx) => {
        for (let i = 0; i < n; i++) {
          const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${`drop${i}@drop.example`}) returning id`)
          await planMessage(tx, { leadId: lead.id, mailboxId: box.id, subject: 'A question', bodyText: 'Short.', dueAt: tx.now })
        }
      })
      await sendWhatIsDue(h.ground, impatient)
      const doubts = await count(h.world, 'unconfirmed')
      say(`${doubts} mails are in doubt; two days pass.`)
      // Twenty minutes by the minute, in which all looks fall, and then long waits in which nothing may be sent again.
      for (const minutes of [...Array<number>(25).fill(1), 60, 360, 1440, 1440]) {
        h.clock.advance(minutes * 60_000)
        await settle(h.ground)
        await sendWhatIsDue(h.ground, impatient)
      }
      const api = await h.api()
      const shown = (await api('GET', '/outbox/counts')).body.doubt as number
      const perMail = Map.groupBy(box.server.taken, (t) => t.to)
      const duplicates = [...perMail.values()].filter((all) => all.length > 1).length
      const lost = n - perMail.size, dropped = [...fate.values()].filter((f) => f !== 'accept').length
      const settled = await count(h.world, 'accepted')
      return verdict({ sent: sent ? 'on' : 'off', mails: n, dropped, in_doubt: doubts, settled: settled - (n - dropped), shown, duplicates, lost }, [
        [duplicates === 0, `${duplicates} duplicates`], [lost === 0, `${lost} lost`], [doubts === dropped && dropped > 0, `${doubts} in doubt, ${dropped} dropped`],
        [!sent || (settled === n && shown === 0), `${n - settled} not settled although a Sent copy exists`], [sent || shown === dropped, `${shown} shown of ${dropped}`],
      ])
    } finally { await h.stop() }
  },
}

const count = async (world: import('#platform/world').World, state: string): Promise<number> =>
  (await world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from messages where state = ${state}`))).n
