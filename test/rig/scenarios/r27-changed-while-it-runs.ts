// R27: a live campaign is paused, archived, given another text, and leads of it are deleted, while its mails are leaving. The
// judge is the database: a trigger looks, in the moment in which a mail is handed over, whether its campaign still runs and its
// lead still exists. A mail has one version of the text, the one it was planned with. And whatever happens to a lead (changed,
// deleted, taken in anew, merged with another and taken apart again), the suppression of its address stays, and so does its history.
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { upsertLead } from '#leads'
import { sql } from '#platform/db'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { launchCampaign } from '../campaign.ts'
import { chance } from '../chance.ts'
import { mergeHistories } from '../merge-histories.ts'
import { verdict, type Scenario } from '../scenario.ts'

const acts = ['pause', 'archive', 'edit', 'delete'] as const
const leadsEach = 60

export const scenario: Scenario = {
  id: 'R27', name: 'changed-while-it-runs', tiers: ['nightly'], mostMinutes: 40, when: 'first',
  about: 'pause, archive, another text and deleted leads while mails leave: nothing after the answer, one version a mail, suppression never lost',
  async run({ tier, seed, n = tier === 'ci' ? 4 : 24, say }) {
    const random = chance(seed), lives = tier === 'ci' ? 60 : 2000
    const h = await house({ loops: true, config: { LAUNCH_HOLD_S: '0', SENDING_CONNECTIONS: '6' } })
    try {
      await judgeInTheDatabase(h.owner)
      const api = await h.api()
      const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); if (a.status !== 200) throw new Error(`${method} ${path}: ${JSON.stringify(a.body).slice(0, 300)}`); return a.body }
      const box = await testMailbox(h, { dailyLimit: n * leadsEach + 1000, keepRaw: true, behave: () => ({ wait354Ms: 30 }) })
      let late = 0, slowestMs = 0, left = 0
      for (let round = 0; round < n; round++) {
        const act = acts[round % acts.length]!
        const leads = await h.world.write((tx) => tx.many<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) select ${tx.workspaceId}, ${`r${round}-`} || i || '@live' || i || '.example', 'Pia' from generate_series(1, ${leadsEach}::int) i returning id`))
        const id = await launchCampaign(api, h.world, { mailboxIds: [box.id], leadIds: leads.map((l) => l.id), name: `Round ${round}`, mails: 1, settle: () => sleep(100) })
        const handed = () => h.world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from messages where campaign_id = ${id} and handed_at is not null`)).n)
        const due = () => h.world.write((tx) => tx.run(sql`update messages set due_at = ${tx.now}, window_end = null where campaign_id = ${id} and state = 'planned' and reason_code is null and due_at > ${tx.now}`))
        const some = 3 + Math.floor(random() * 20)
        for (let i = 0; (await handed()) < some; i++) { if (i > 600) throw new Error(`Round ${round} does not send.`); await due(); await sleep(20) }
        const began = performance.now()
        const victims = leads.slice(-10).map((l) => l.id)
        switch (act) {
          case 'pause': await ok('POST', `/campaigns/${id}/pause`, {}); break
          case 'archive': await ok('POST', `/campaigns/${id}/archive`); break
          case 'edit': {
            const [step] = (await ok('GET', `/campaigns/${id}`)).steps
            await ok('PATCH', `/campaigns/${id}/steps/${step.id}`, { body: step.body.replace('this is mail 1', 'this is the second version'), alsoApproved: true })
            break
          }
          case 'delete': for (const lead of victims) await ok('DELETE', `/leads/${lead}`)
        }
        slowestMs = Math.max(slowestMs, performance.now() - began)
        const before = await handed()
        await due()
        await sleep(act === 'pause' || act === 'archive' ? 2200 : 500)
        const after = await handed()
        if (act === 'pause' || act === 'archive') late += after - before
        if (act === 'pause' || act === 'edit') await ok('POST', `/campaigns/${id}/archive`)
        left += after
        if (round % 8 === 7) say(`${round + 1} of ${n} campaigns.`)
      }
      await sleep(500)
      const wrong = await h.world.read((tx) => tx.many<{ what: string; n: number }>(sql`select what, count(*) as n from rig_wrong group by 1`))
      const mixed = box.server.taken.filter((t) => /this is mail 1/.test(t.raw) && /second version/.test(t.raw)).length
      const twice = box.server.taken.length - new Set(box.server.taken.map((t) => t.to)).size
      const lost = await suppressionsLost(h, random, lives, ok)
      say('Now merges.')
      const merged = await mergeHistories(h, random, tier === 'ci' ? 100 : 10_000)
      return verdict({ campaigns: n, mails: left, late, wrong_at_the_gate: wrong.map((w) => `${w.what} ${w.n}`).join(', ') || 0, two_versions_in_one: mixed, duplicates: twice, slowest_answer_ms: Math.round(slowestMs), lives, suppressions_lost: lost, merge_steps: merged.steps, merges: merged.merges, undone: merged.undone, merges_wrong: merged.wrong.length }, [
        [late === 0, `${late} mails were handed over after the answer to a pause or an archiving`], [wrong.length === 0, `at the gate: ${wrong.map((w) => `${w.n} of a campaign or lead that was ${w.what}`).join(', ')}`],
        [mixed === 0, `${mixed} mails mix two versions`], [twice === 0, `${twice} mails came twice`], [lost === 0, `${lost} suppressions were lost`], [left > 0, 'nothing was sent at all'],
        [merged.wrong.length === 0, `merges: ${merged.wrong.slice(0, 3).join('; ')}`], [merged.merges > merged.steps / 10, `only ${merged.merges} merges came about`],
      ])
    } finally { await h.stop() }
  },
}

/** Suppressed addresses whose leads are changed, deleted and taken in anew in any order; how many entries are gone, or do not hold. */
async function suppressionsLost(h: Awaited<ReturnType<typeof house>>, random: () => number, lives: number, ok: (method: string, path: string, body?: unknown) => Promise<any>): Promise<number> {
  const addresses = Array.from({ length: lives }, (_, i) => `life${i}@kept${i}.example`)
  for (let i = 0; i < lives; i += 500) await ok('POST', '/suppressions', { text: addresses.slice(i, i + 500).join('\n'), reason: 'opted_out' })
  for (const [i, email] of addresses.entries()) {
    for (let step = 0; step < 5; step++) {
      const dice = random()
      await h.world.write(async (tx) => {
        if (dice < 0.5) await upsertLead(tx, { email, firstName: `N${step}` })
        else if (dice < 0.75) await tx.run(sql`update leads set deleted_at = ${tx.now} where workspace_id = ${tx.workspaceId} and email = ${email}`)
        else await tx.run(sql`update leads set email = ${`other${i}-${step}@kept${i}.example`} where workspace_id = ${tx.workspaceId} and email = ${email}`)
      })
    }
  }
  const { n } = await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from suppressions where kind = 'address' and value = any(${addresses}::text[]) and reason = 'opted_out'`))
  return lives - n
}

async function judgeInTheDatabase(owner: pg.ClientConfig): Promise<void> {
  const client = new pg.Client(owner)
  await client.connect()
  await client.query(`
    create table rig_wrong (what text, message_id uuid);
    grant all on rig_wrong to public;
    create function rig_live_judge() returns trigger language plpgsql security definer as $$ begin
      if new.state = 'handed' and old.state <> 'handed' then
        insert into rig_wrong select c.status, new.id from campaigns c where c.workspace_id = new.workspace_id and c.id = new.campaign_id and c.status <> 'active';
        insert into rig_wrong select 'deleted', new.id from leads l where l.workspace_id = new.workspace_id and l.id = new.lead_id and l.deleted_at is not null;
      end if;
      return new; end $$;
    create trigger rig_live_judge after update on messages for each row execute function rig_live_judge()`)
  await client.end()
}
