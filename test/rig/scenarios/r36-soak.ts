// R36: an ordinary half hour: four workspaces with campaigns and their follow-ups, a server, a worker that lives all the while
// and one that is killed every minute, recipients' servers with every trouble that passes, a person who clicks. What the
// processes and the database hold is looked at every few seconds: it may rise in the beginning, and must be flat after that.
//
// Half an hour cannot measure a slope of one megabyte an hour: the memory of a garbage-collected process swings by more.
// So the marks are on the difference of two middles, and the slope is printed. Resident memory is printed, too, without a mark: it
// says how much room V8 likes to have, which under load grows for longer than half an hour, and which it keeps in a pool when it is
// free again. Marks are on what is live, for which a process collects its garbage twice a minute, and on what is resident outside
// the pages of V8's heap: a leak of objects shows in the first, one of native memory in the second.
import { setTimeout as sleep } from 'node:timers/promises'
import { launchCampaign } from '../campaign.ts'
import { chance } from '../chance.ts'
import { crew } from '../crew.ts'
import { stage, type Stage } from '../mails.ts'
import { liveIn, watchedFrom, type Live } from '../live-memory.ts'
import { isQuiet, untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge, p99 } from '../verdict.ts'
import { signIn } from '../visitor.ts'
import { flatness, heldBy, watchDatabase, type DatabaseSigns, type Held } from '../vital-signs.ts'

/** Most the middle of the last fifth may lie above the middle of the second: of memory 24 MB in all. */
const mostMoreLiveMb = 8, mostMoreNativeMb = 16, mostMoreHandles = 6, mostMoreConnections = 4
/** A due mail waits for a connection, a retry or a killed worker's lease, never longer than this. */
const mostLateS = 70

export const scenario: Scenario = {
  id: 'R36', name: 'soak', tiers: ['ci', 'nightly'], when: 'beside', mostMinutes: 45,
  about: 'half an hour of campaigns, faults and kills: memory, handles, connections and queues stay flat, nothing is stuck',
  async run({ tier, seed, n: seconds = tier === 'ci' ? 8 : 1800, say }) {
    const tenants = tier === 'ci' ? 1 : 4, random = chance(seed), isLong = seconds >= 600, mailsEach = isLong ? 3 : 2
    const site = await openSite({ seed, world: { sent: 'fed' }, env: { SENDING_LEASE_S: '10' } })
    const steady = crew(['web', 'worker'], { ...site.env, ...watchedFrom(site.folder) }), mortal = crew(['worker'], site.env)
    const scenes: Stage[] = []
    const database = await watchDatabase(site.owner)
    try {
      await Promise.all([steady.start(), mortal.start()])
      // One mail in ten meets trouble that passes; one in a hundred each is taken, or cut, without a word.
      const trouble: Record<number, string> = { 3: 'grey', 13: 'busy', 23: 'early', 33: 'grey', 43: 'busy', 53: 'early', 63: 'silent', 73: 'dropped' }
      for (let i = 0; i < tenants; i++)
        scenes.push(await stage({ owner: site.owner, env: { ...site.env, DATABASE_CONNECTIONS: '4' }, who: `sam${i}@sender.example`, smtpPort: site.world.smtpPort, imapPort: site.world.imapPort, names: (n) => trouble[n % 100] ?? 'lead' }))
      const boxes = await Promise.all(scenes.map((scene) => scene.addMailboxes(2)))
      const visit = await signIn(steady.addresses()[0]!, 'sam0@sender.example')
      const rows: { at: number; held: (Held | undefined)[]; live: (Live | undefined)[]; database: DatabaseSigns }[] = []
      const statuses: number[] = [], began = Date.now(), ends = began + seconds * 1000
      const isOver = () => Date.now() > ends
      const launched = scenes.map(() => 0)

      const launch = async (scene: Stage, i: number, round: number): Promise<void> => {
        const leadIds = await scene.addLeads(isLong ? 60 : 8)
        await launchCampaign(scene.call, scene.world, { mailboxIds: boxes[i]!, leadIds, name: `Round ${round}`, mails: mailsEach, waitMinutes: isLong ? 2 : 0, settle: () => sleep(300) })
        launched[i]! += leadIds.length * mailsEach
      }
      const work = async (scene: Stage, i: number) => {
        // The last ones are launched early enough to come to an end.
        for (let round = 0; round === 0 || Date.now() < ends - 240_000; round++) {
          await launch(scene, i, round)
          for (const until = Math.min(ends, Date.now() + 120_000); Date.now() < until;) { await scene.hurry(); await sleep(5000 + random() * 1000) }
        }
      }
      const visitor = async () => {
        const pages = ['/leads', '/campaigns', '/inbox/threads', '/mailboxes', '/health']
        for (let i = 0; !isOver(); i++) { statuses.push(await visit('GET', pages[i % pages.length]!)); await sleep(isLong ? 1000 : 200) }
      }
      const killer = async () => {
        while (!isOver()) {
          await sleep(isLong ? 60_000 : 4000)
          if (!isOver()) mortal.kill(0, 500)
        }
      }
      const watch = async () => {
        for (let i = 0; !isOver() || rows.length < 2; i++) {
          const held = steady.members().map(({ pid }) => heldBy(pid)) // before they collect
          const live = isLong && i % 6 ? [] : await Promise.all(steady.members().map(({ pid }) => liveIn(site.folder, pid)))
          rows.push({ at: Date.now(), held, live, database: await database.signs() })
          if (isLong && i % 30 === 0) say(`Minute ${Math.round((Date.now() - began) / 60_000)}: ${steady.members().map(({ role }, w) => `${role} ${rows.at(-1)!.held[w]?.rssMb.toFixed(0)} MB, ${rows.at(-1)!.held[w]?.handles} handles, live ${live[w]?.live} (before collecting ${live[w]?.before}), outside V8's pages ${rows.at(-1)!.held[w]?.nativeMb.toFixed(0)}`).join('; ')}; ${JSON.stringify(rows.at(-1)!.database)}`)
          await sleep(isLong ? 5000 : 500)
        }
      }
      await Promise.all([...scenes.map(work), visitor(), killer(), watch()])
      const quiet = (await Promise.all(scenes.map((scene, i) => untilQuiet(scene, { mails: async () => launched[i]! - (await scene.notYet(mailsEach)), mostMs: 180_000, say })))).every(Boolean)
      if (!quiet) for (const scene of scenes) for (const line of await scene.cutShort(mailsEach)) say(`Not there yet: ${line}`)
      const last = await database.signs(), bloat = (await database.bloat())[0]
      const mails = launched.reduce((sum, n) => sum + n, 0)
      const codes = [...(await steady.stop()), ...(await mortal.stop())]
      // Doubts are settled within twenty minutes; then come the follow-ups that waited for them, each with doubts of its own.
      for (const [i, scene] of scenes.entries())
        for (let minute = 0; minute < 90; minute++) {
          const states = await scene.states()
          if (isQuiet(states, launched[i]!) && !states['unconfirmed']) break
          await scene.hurry()
          await scene.pass(1)
        }
      for (const scene of scenes) for (const line of await scene.cutShort(mailsEach)) say(`Cut short: ${line}`)
      const judged = judge((await Promise.all(scenes.map((scene) => scene.rows()))).flat(), site.world.ledger())

      const flat = (value: (row: (typeof rows)[number]) => number | undefined) => flatness(rows.flatMap((row) => { const v = value(row); return v === undefined ? [] : [{ at: row.at, value: v }] }))
      const [web, worker] = [0, 1].map((i) => ({ memory: flat((r) => r.held[i]?.rssMb), handles: flat((r) => r.held[i]?.handles), live: flat((r) => r.live[i]?.live), native: flat((r) => r.held[i]?.nativeMb) }))
      const connections = flat((r) => r.database.connections), late = p99(rows.map((r) => r.database.lateS)) ?? 0, stuck = Math.max(...rows.map((r) => r.database.stuck))
      const more = (f: ReturnType<typeof flat>) => (f ? Math.round((f.late - f.early) * 10) / 10 : null)
      const errors = statuses.filter((status) => status !== 200).length
      const rises = (what: string, f: ReturnType<typeof flat>, most: number) => [!isLong || (f !== undefined && f.late - f.early <= most), `${what}: ${f?.early.toFixed(0)} in the second fifth, ${f?.late.toFixed(0)} in the last`] as const
      return verdict({
        minutes: Math.round(seconds / 6) / 10, workspaces: tenants, mails: judged.planned, accepted: judged.accepted, kills: mortal.kills.length, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, unconfirmed: judged.unconfirmed,
        web_mb: rows.at(-1)?.held[0]?.rssMb.toFixed(0) ?? null, web_mb_more: more(web!.memory), web_mb_per_hour: web!.memory ? Math.round(web!.memory.perHour) : null,
        worker_mb: rows.at(-1)?.held[1]?.rssMb.toFixed(0) ?? null, worker_mb_more: more(worker!.memory), worker_mb_per_hour: worker!.memory ? Math.round(worker!.memory.perHour) : null,
        web_live_mb: web!.live?.late ?? null, web_live_mb_more: more(web!.live), web_native_mb_more: more(web!.native), worker_native_mb: worker!.native ? Math.round(worker!.native.late) : null, worker_native_mb_more: more(worker!.native), worker_live_mb: worker!.live?.late ?? null, worker_live_mb_more: more(worker!.live), worker_live_mb_per_hour: worker!.live ? Math.round(worker!.live.perHour) : null,
        web_handles_more: more(web!.handles), worker_handles_more: more(worker!.handles), connections: rows.at(-1)?.database.connections ?? null, connections_more: more(connections),
        due_late_p99_s: Math.round(late * 10) / 10, behind: last.behind, stuck, set_aside: last.set_aside, bloat_most: bloat ? `${bloat.times} (${bloat.table})` : null, requests: statuses.length, errors,
      }, [
        [quiet, 'mails were still under way three minutes after the end'], [judged.planned >= mails, `${judged.planned} of ${mails} mails were planned`],
        [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`], [judged.unconfirmed === 0, `${judged.unconfirmed} unconfirmed`],
        rises('megabytes of the server outside V8’s pages', web!.native, mostMoreNativeMb), rises('megabytes of the worker outside V8’s pages', worker!.native, mostMoreNativeMb),
        rises('live megabytes of the server', web!.live, mostMoreLiveMb), rises('live megabytes of the worker', worker!.live, mostMoreLiveMb),
        rises('handles of the server', web!.handles, mostMoreHandles), rises('handles of the worker', worker!.handles, mostMoreHandles), rises('connections to PostgreSQL', connections, mostMoreConnections),
        [!isLong || late <= mostLateS, `due mails waited up to ${late.toFixed(1)} s`], [stuck === 0, `${stuck} jobs or mails stuck`], [last.set_aside === 0, `${last.set_aside} jobs or events set aside`],
        [!isLong || (bloat?.times ?? 1) <= 2, `${bloat?.table} has ${bloat?.times} times its rows`], [errors === 0, `${errors} of ${statuses.length} requests were not answered with 200: ${[...new Set(statuses)].join(', ')}`],
        [steady.fallen.length + mortal.fallen.length === 0, [...steady.fallen, ...mortal.fallen].join('; ')], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
      ])
    } finally {
      await Promise.all([steady.stop(), mortal.stop()])
      await database.close()
      for (const scene of scenes) await scene.close()
      await site.close()
    }
  },
}
