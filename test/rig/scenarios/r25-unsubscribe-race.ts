// R25: people opt out by one click while their mail is being sent, 200 ms before to 200 ms after the gate. No body may leave
// whose gate committed after the opt-out. The judge is the database itself: a trigger looks, in the moment in which a mail is
// handed over, whether an opt-out of its recipient has been committed.
import { sql } from '#platform/db'
import { planMessage, sendWhatIsDue, unsubscribeToken } from '#sending'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { chance } from '../chance.ts'
import { verdict, type Scenario } from '../scenario.ts'

/** The server says 354 so long after DATA; the opt-out falls evenly over twice that. */
const gateMs = 200

export const scenario: Scenario = {
  id: 'R25', name: 'unsubscribe-race', tiers: ['ci', 'nightly'], mostMinutes: 10,
  about: 'an opt-out races the gate: no body whose gate committed after it',
  rounds: (tier, seed) => [{ seed, n: tier === 'ci' ? 40 : 1000 }],
  async run({ seed, n = 1000, say }) {
    const random = chance(seed)
    const h = await house({ config: { SENDING_CONNECTIONS: '10' } })
    try {
      await judgeInTheDatabase(h.owner)
      const answered = new Map<string, number>(), pressed: Promise<void>[] = []
      const tokens = new Map<string, string>()
      const press = async (address: string) => {
        const answer = await h.app.inject({ method: 'POST', url: `/u/${tokens.get(address)}`, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'List-Unsubscribe=One-Click' })
        if (answer.statusCode !== 200) throw new Error(`The opt-out of ${address} was answered with ${answer.statusCode}.`)
        answered.set(address, Date.now())
      }
      const box = await testMailbox(h, {
        dailyLimit: n + 1000, keepRaw: false,
        behave: (address) => {
          if (!tokens.has(address)) return undefined // the sender, who is asked about first
          pressed.push(new Promise<void>((resolve, reject) => setTimeout(() => press(address).then(resolve, reject), random() * 2 * gateMs)))
          return { wait354Ms: gateMs }
        },
      })
      for (let done = 0; done < n; done += 50) {
        const most = Math.min(50, n - done)
        await h.world.write(async (tx) => {
          for (let i = 0; i < most; i++) {
            const email = `race${done + i}@race.example`
            const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${email}) returning id`)
            const { id } = await planMessage(tx, { leadId: lead.id, mailboxId: box.id, subject: 'A question', bodyText: 'Short.', dueAt: tx.now, unsubscribeHeader: true })
            tokens.set(email, unsubscribeToken(h.ground.secrets, id))
          }
        })
        await sendWhatIsDue(h.ground)
        await Promise.all(pressed.splice(0))
        say(`${done + most} of ${n} races.`)
      }
      const rows = await h.world.read((tx) => tx.many<{ to: string; state: string }>(sql`select to_address as to, state from messages`))
      const late = await h.world.read((tx) => tx.many<{ to: string }>(sql`select to_address as to from rig_late_gates`))
      const taken = new Map(box.server.taken.map((t) => [t.to, t.at]))
      const cancelledAndTaken = rows.filter((r) => r.state === 'cancelled' && taken.has(r.to)).length
      const after = [...taken].filter(([to, at]) => at > (answered.get(to) ?? Infinity) + 100).length
      const inFlight = [...taken].filter(([to]) => answered.has(to)).length
      const suppressed = await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from suppressions where reason = 'opted_out'`))
      return verdict({ races: answered.size, stopped: rows.filter((r) => r.state === 'cancelled').length, already_in_flight: inFlight, bodies_after_gate_lost: late.length, cancelled_and_taken: cancelledAndTaken, taken_100ms_later: after }, [
        [answered.size === n, `${answered.size} of ${n} opt-outs were answered`], [suppressed.n === n, `${suppressed.n} of ${n} are on the list`],
        [late.length === 0, `${late.length} bodies whose gate committed after the opt-out`], [cancelledAndTaken === 0, `${cancelledAndTaken} cancelled mails were taken`],
        [after === 0, `${after} mails were taken more than 100 ms after the answer to the opt-out`],
        [rows.some((r) => r.state === 'cancelled') && inFlight > 0, 'all races ended the same way: nothing was raced'],
      ])
    } finally { await h.stop() }
  },
}

async function judgeInTheDatabase(owner: import('pg').ClientConfig): Promise<void> {
  const { default: pg } = await import('pg')
  const client = new pg.Client(owner)
  await client.connect()
  await client.query(`
    create table rig_late_gates (to_address text);
    grant all on rig_late_gates to public;
    create function rig_judge() returns trigger language plpgsql security definer as $$ begin
      if new.state = 'handed' and old.state <> 'handed' and exists (select from suppressions s where s.workspace_id = new.workspace_id and s.kind = 'address' and s.value = lower(new.to_address))
      then insert into rig_late_gates values (new.to_address); end if;
      return new; end $$;
    create trigger rig_judge after update on messages for each row execute function rig_judge()`)
  await client.end()
}
