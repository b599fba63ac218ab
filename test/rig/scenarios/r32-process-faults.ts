// R32: a worker runs out of memory, its event loop stands still for longer than its leases, a promise is rejected and nobody
// listens, and a job kills every process that takes it up. Workers are started again by whoever started them; the others go
// on; no job is lost; the poisonous one is set aside with its payload when its tries are used up; the server does not notice.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { chance } from '../chance.ts'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge, p99 } from '../verdict.ts'
import { signIn } from '../visitor.ts'

const injected = fileURLToPath(new URL('../injected.ts', import.meta.url))

export const scenario: Scenario = {
  id: 'R32', name: 'process-faults', tiers: ['nightly'], when: 'alone', mostMinutes: 10,
  about: 'out of memory, a blocked event loop, a rejection nobody listens to, a job that kills its process: no job and no mail is lost',
  async run({ tier, seed, n: faults = tier === 'ci' ? 3 : 24, set = {}, say }) {
    const withPoison = (set['poison'] ?? (tier === 'ci' ? 'off' : 'on')) === 'on', random = chance(seed), mails = faults * 12, lease = 4
    const site = await openSite({ seed, world: { sent: 'empty' }, env: { SENDING_LEASE_S: String(lease) } })
    const order = join(site.folder, 'order'), poison = join(site.folder, 'poison')
    const servers = crew(['web'], site.env)
    const workers = crew(['worker', 'worker', 'worker'], { ...site.env, RIG_INJECT: order, RIG_POISON: poison, NODE_OPTIONS: `--max-old-space-size=224 --import ${injected}` }, { relaunch: true })
    const client = new pg.Client(site.owner)
    await client.connect()
    const jobs = async () => (await client.query<{ state: string; data: string }>(`select state::text, data::text from pgboss.job where name = 'sending.sent_copy'`)).rows
    try {
      await Promise.all([servers.start(), workers.start()])
      const scene = await stage({ owner: site.owner, env: site.env, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort, names: () => 'lead' })
      const visit = await signIn(servers.addresses()[0]!)
      const times: { calm: number[]; troubled: number[] } = { calm: [], troubled: [] }, statuses: number[] = []
      let over = false, part: keyof typeof times = 'calm'
      const visitor = (async () => {
        while (!over) {
          const began = performance.now()
          statuses.push(await visit('GET', '/leads'))
          times[part].push(performance.now() - began)
          await sleep(50)
        }
      })()
      await sleep(tier === 'ci' ? 500 : 5000)
      await scene.plan(mails, 4, faults * 3000)
      part = 'troubled'
      const struck: Record<string, number> = { oom: 0, block: 0, reject: 0 }, still = new Map<number, number>()
      for (let i = 0; i < faults;) {
        await sleep(1000 + random() * 3000)
        // One that stands still hears its next order when it goes on, and that may be another's by then.
        const up = workers.members().filter(({ pid }) => (still.get(pid) ?? 0) < Date.now()), what = ['oom', 'block', 'reject'][i % 3]!
        const one = up[Math.floor(random() * up.length)]
        if (!one) continue
        writeFileSync(order, what === 'block' ? `block ${lease * 2500}` : what)
        process.kill(one.pid, 'SIGUSR2')
        if (what === 'block') still.set(one.pid, Date.now() + lease * 2500 + 3000)
        struck[what]!++
        i++
        await sleep(300) // it has read its order before the next is written
      }
      const quiet = await untilQuiet(scene, { mails, mostMs: 180_000, say })
      const fellBefore = workers.falls.length
      if (withPoison) {
        say('One more mail, whose job kills whoever takes it up, among ten that do not.')
        const rows = await scene.rows()
        await scene.plan(11, 1, 10_000)
        const fresh = (await scene.rows()).filter((row) => !rows.some((old) => old.id === row.id))
        const number = (to: string) => Number(/\d+/.exec(to)?.[0])
        writeFileSync(poison, fresh.toSorted((a, b) => number(b.to) - number(a.to))[0]!.id) // due last, some seconds from now
        await untilQuiet(scene, { mails: mails + 11, mostMs: 120_000, say })
      }
      // Jobs whose process died come back after their heartbeat is missed, and then later and later.
      const open = async () => (await jobs()).filter(({ state }) => state !== 'completed' && state !== 'failed').length
      for (const end = Date.now() + (withPoison ? 360_000 : 90_000); (await open()) && Date.now() < end;) await sleep(500)
      over = true
      await visitor
      await Promise.all([workers.stop(), servers.stop()])
      const inDoubt = (await scene.states())['unconfirmed'] ?? 0
      const all = await jobs(), left = all.filter(({ state }) => state !== 'completed')
      const judged = judge(await scene.rows(), site.world.ledger())
      await scene.close()
      const setAside = left.filter(({ state }) => state === 'failed').length
      const [calm, troubled] = [p99(times.calm) ?? 0, p99(times.troubled) ?? 0], errors = statuses.filter((status) => status !== 200).length
      const total = mails + (withPoison ? 11 : 0), died = workers.falls.filter(({ how }) => how !== '0').length
      return verdict({
        out_of_memory: struck['oom']!, blocked: struck['block']!, rejections: struck['reject']!, workers_died: died, mails: total, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, in_doubt: inDoubt,
        jobs: all.length, jobs_lost: left.length - setAside, set_aside: setAside, poison_killed: withPoison ? workers.falls.length - fellBefore : null, requests: statuses.length, errors, api_p99_calm_ms: Math.round(calm), api_p99_troubled_ms: Math.round(troubled),
      }, [
        [quiet, 'mails were still under way three minutes after the last fault'], [judged.planned === total, `${judged.planned} of ${total} planned`],
        [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`],
        // A Sent folder that the server does not feed settles nothing: each fault leaves at most what its worker had handed over.
        [inDoubt <= (struck['oom']! + struck['block']!) * 5 + (withPoison ? 30 : 0), `${inDoubt} in doubt`],
        [died >= struck['oom']!, `${died} workers died of ${struck['oom']} that ran out of memory`],
        [left.length - setAside === 0, `${left.length - setAside} jobs neither done nor set aside`], [setAside === (withPoison ? 1 : 0), `${setAside} jobs set aside`],
        [!withPoison || left.every(({ data }) => data.includes('messageId')), 'what was set aside does not say what it was for'],
        [errors === 0, `${errors} of ${statuses.length} requests got an error`], [tier === 'ci' || troubled <= Math.max(250, 3 * calm), `the API answers in ${Math.round(troubled)} ms (p99), ${Math.round(calm)} ms when nothing happens`],
        [servers.fallen.length === 0, servers.fallen.join('; ')],
      ])
    } finally {
      await Promise.all([workers.stop(), servers.stop()])
      await client.end()
      await site.close()
    }
  },
}
