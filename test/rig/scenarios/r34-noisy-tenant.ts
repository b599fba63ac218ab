// R34: one workspace has tens of thousands of mails to send, twenty others a handful each. What the twenty wait for their
// mails, from the moment they are due until the server has taken them, is measured twice on the same machine: alone, and
// beside the large one. Every second mailbox a turn falls to belongs to somebody who has had none.
import { setTimeout as sleep } from 'node:timers/promises'
import { createWorkspace } from '#accounts'
import { sql } from '#platform/db'
import type { World } from '#platform/world'
import { planMessages } from '#sending'
import { dispatch } from '../../../server/sending/dispatching.ts'
import { stage, type Stage } from '../mails.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'

const tenants = 20

export const scenario: Scenario = {
  id: 'R34', name: 'noisy-tenant', tiers: ['ci', 'nightly'], when: 'alone',
  about: 'one workspace sends in bulk while twenty send a few mails each: the twenty wait at most twice as long as alone',
  async run({ tier, seed, n = tier === 'ci' ? 2000 : 40_000, say }) {
    const each = tier === 'ci' ? 4 : 15, overMs = tier === 'ci' ? 5000 : 30_000
    const site = await openSite({ seed, env: { SENDING_CONNECTIONS: '20', DATABASE_CONNECTIONS: '10', SENDING_LEASE_S: '30' } })
    const scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort })
    const halt = new AbortController()
    try {
      const small: Tenant[] = []
      for (let i = 0; i < tenants; i++) small.push(await openTenant(scene, i, site.world.smtpPort))
      const round = async (beside: boolean): Promise<{ p95: number; open: number }> => {
        if (beside) await scene.plan(n, 10, 0)
        const ids = await planSmall(small, each, beside ? 'beside' : 'alone', overMs)
        const stop = new AbortController(), running = dispatch(scene.ground, AbortSignal.any([stop.signal, halt.signal]))
        const waits = await waitsOf(small, ids, overMs + 60_000)
        const open = (await scene.states())['planned'] ?? 0
        stop.abort()
        await running
        return { p95: waits.toSorted((a, b) => a - b)[Math.floor(waits.length * 0.95)] ?? Infinity, open }
      }
      /** What the large one still has to send goes, so that alone is alone again. */
      const sendAll = async () => {
        const stop = new AbortController(), running = dispatch(scene.ground, AbortSignal.any([stop.signal, halt.signal]))
        while ((await scene.states())['planned']) await sleep(500)
        stop.abort()
        await running
      }
      await round(false) // warm: connections, plans, pages
      // The short tier runs beside other tests, which may fall into one of the two rounds: there the calmer of two pairs counts.
      const pairs: { alone: number; beside: number; ratio: number; open: number }[] = []
      while (pairs.length < (tier === 'ci' ? 2 : 1) && !pairs.some((p) => p.ratio <= 1.5)) {
        if (pairs.length) await sendAll()
        say(`${tenants} workspaces send ${each} mails each, alone, then beside one with ${n}.`)
        const alone = await round(false), beside = await round(true)
        pairs.push({ alone: alone.p95, beside: beside.p95, ratio: Math.round((beside.p95 / alone.p95) * 100) / 100, open: beside.open })
      }
      const { alone, beside, ratio, open } = pairs.toSorted((x, y) => x.ratio - y.ratio)[0]!
      return verdict({ tenants, mails: tenants * each, beside: n, alone_p95_ms: Math.round(alone), beside_p95_ms: Math.round(beside), ratio, pairs: pairs.map((p) => p.ratio).join(' and '), big_still_open: open }, [
        [Number.isFinite(beside) && Number.isFinite(alone), 'mails of the small workspaces were not taken in time'],
        // Below a few tens of milliseconds the ratio is that of the scheduler of the machine.
        [ratio <= 2 || beside <= 150, `p95 ${Math.round(beside)} ms beside the large one, ${Math.round(alone)} ms alone: ${ratio} times`],
      ])
    } finally {
      halt.abort()
      await scene.close()
      await site.close()
    }
  },
}

interface Tenant { world: World; mailboxId: string }

async function openTenant(scene: Stage, n: number, port: number): Promise<Tenant> {
  const { ground } = scene
  const workspaceId = await ground.db.transaction(null, { kind: 'system', name: 'rig' }, 'write', async (tx) => {
    const { id } = await tx.one<{ id: string }>(sql`insert into users (email, name) values (${`small${n}@sender.example`}, 'Sam') returning id`)
    return createWorkspace(tx, { name: `Small ${n}`, timeZone: 'UTC', ownerId: id })
  })
  const world = ground.world(workspaceId)
  const mailboxId = await world.write(async (tx) => {
    const smtp = JSON.stringify({ host: '127.0.0.1', port, security: 'none', user: '' })
    const { id } = await tx.one<{ id: string }>(sql`
      insert into mailboxes (workspace_id, kind, address, from_name, smtp, daily_limit, gap_min_s, gap_max_s, next_sync_at)
      values (${workspaceId}, 'smtp', ${`small${n}@sender.example`}, 'Sam', ${smtp}, 1000000, 0, 0, now() + interval '1 year') returning id`)
    const sealed = await ground.secrets.seal(workspaceId, 'mailboxes.secret', id, JSON.stringify({ smtpPassword: 'none', imapPassword: 'none' }))
    await tx.run(sql`update mailboxes set secret = ${sealed} where id = ${id}`)
    return id
  })
  return { world, mailboxId }
}

/** Due at moments spread over the time to come, the same in both rounds. */
async function planSmall(small: readonly Tenant[], each: number, round: string, overMs: number): Promise<Map<Tenant, string[]>> {
  const start = Date.now() + 500, ids = new Map<Tenant, string[]>()
  for (const [t, tenant] of small.entries())
    ids.set(tenant, await tenant.world.write(async (tx) => {
      const leads = await tx.many<{ id: string }>(sql`
        insert into leads (workspace_id, email, first_name) select ${tx.workspaceId}, ${round} || gen_random_uuid() || '@prospect' || n || '.example', 'Lead' from generate_series(1, ${each}::int) n returning id`)
      const planned = await planMessages(tx, leads.map((lead, i) => ({
        leadId: lead.id, mailboxId: tenant.mailboxId, subject: 'A question', bodyText: 'Hi,\n\nshort and plain.\n\nSam', dueAt: new Date(start + (overMs * ((i * small.length + t) % (each * small.length))) / (each * small.length)),
      })))
      return planned.flatMap((p) => ('id' in p ? [p.id] : []))
    }))
  return ids
}

/** Milliseconds from due to taken; Infinity for what was not taken in time. */
async function waitsOf(small: readonly Tenant[], ids: ReadonlyMap<Tenant, readonly string[]>, mostMs: number): Promise<number[]> {
  for (const end = Date.now() + mostMs; ; await sleep(1000)) {
    const waits: { ms: number | null }[] = []
    // One after another: asking must not take the connections of those who send.
    for (const tenant of small)
      waits.push(...await tenant.world.read((tx) => tx.many<{ ms: number | null }>(sql`
        select extract(epoch from accepted_at - due_at) * 1000 as ms from messages where workspace_id = ${tx.workspaceId} and id = any(${[...ids.get(tenant)!]}::uuid[])`)))
    if (waits.every((w) => w.ms !== null) || Date.now() > end) return waits.map((w) => w.ms ?? Infinity)
  }
}
