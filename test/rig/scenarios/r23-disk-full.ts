// R23: the disk with the database runs full again and again while mails are sent. What cannot be written down is not sent,
// reading goes on, writing says 507, and with room again everything goes on by itself; nothing twice, nothing lost.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { startEmbeddedPostgres } from '#platform/embedded-postgres'
import { ask } from '#test/fakes/database-process'
import { crew } from '../crew.ts'
import { sam, stage } from '../mails.ts'
import { isSettled, untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openWorld } from '../site.ts'
import { judge } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R23', name: 'disk-full', tiers: ['nightly'], needs: ['tmpfs'], about: 'a disk that is full stops sending before a server hears of it, leaves everything readable, and once there is room all goes on; nothing twice, nothing lost, nothing corrupt',
  async run({ seed, n: times = 5, say }) {
    const disk = mkdtempSync(join(tmpdir(), 'overture-r23-')), perTime = 60, mails = times * perTime
    const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=300m,mode=755', 'tmpfs', disk], { encoding: 'utf8' })
    if (mounted.status !== 0) return { passed: true, figures: {}, skipped: `a small disk cannot be mounted here: ${mounted.stderr.trim()}` }
    const data = join(disk, 'data'), filler = join(disk, 'filler')
    const world = await openWorld(join(tmpdir(), `overture-r23-${process.pid}.jsonl`), { seed, sent: 'fed', wait354Ms: 40, answerMs: 60 })
    const env = {
      OVERTURE_DATA: data, OVERTURE_KEYS: `rig:${Buffer.alloc(32, 9).toString('base64')}`, PORT: '0', LOG_LEVEL: 'warn', SSRF_ALLOW: `127.0.0.1:${world.smtpPort},127.0.0.1:${world.imapPort}`,
      SENDING_LEASE_S: '4', SENDING_CONNECTIONS: '3', DATABASE_CONNECTIONS: '8', LAUNCH_HOLD_S: '0', WRITES_PER_MINUTE: '1000000',
    }
    const people = crew(['all'], env)
    try {
      await people.start()
      const { connection } = await startEmbeddedPostgres({ dataFolder: data, join: true }), owner = { ...connection, database: 'overture' }
      const scene = await stage({ owner, env, smtpPort: world.smtpPort, imapPort: world.imapPort })
      const base = people.addresses()[0]!
      const signedIn = await fetch(`${base}/api/v1/session`, { method: 'POST', headers: { 'content-type': 'application/json', origin: base }, body: JSON.stringify(sam) })
      const headers = { 'content-type': 'application/json', origin: base, cookie: signedIn.headers.getSetCookie().map((c) => c.split(';')[0]).join('; ') }
      const read = () => fetch(`${base}/api/v1/companies?limit=1`, { headers, signal: AbortSignal.timeout(10_000) }).then((r) => r.status, () => 0)
      const write = (name: string) => fetch(`${base}/api/v1/companies`, { method: 'POST', headers, body: JSON.stringify({ name }), signal: AbortSignal.timeout(10_000) }).then((r) => r.status, () => 0)
      const recovered: number[] = []
      let sentWhileFull = 0, unreadable = 0, notRefused = 0, halfDone = 0
      for (let time = 0; time < times; time++) {
        await scene.plan(perTime, 1, 6000)
        await sleep(1500)
        spawnSync('dd', ['if=/dev/zero', `of=${filler}`, 'bs=64k', 'oflag=append', 'conv=notrunc'])
        for (const over = Date.now() + 20_000; (await write(`Noticed ${time}`)) === 200 && Date.now() < over;) await sleep(200)
        await sleep(1000) // conversations under way may end
        const before = world.ledger().length
        for (let look = 0; look < 5; look++) {
          if ((await read()) !== 200) unreadable++
          if ((await write(`Half-done ${time}`)) !== 507) notRefused++
          await sleep(500)
        }
        sentWhileFull += world.ledger().length - before
        const freed = Date.now()
        rmSync(filler)
        while ((await write(`After ${time}`)) !== 200) { if (Date.now() - freed > 60_000) throw new Error('Nothing can be written a minute after there was room.'); await sleep(100) }
        recovered.push((Date.now() - freed) / 1000)
        say(`Time ${time + 1}: writing again ${recovered.at(-1)!.toFixed(1)} s after there was room.`)
      }
      const quiet = await untilQuiet(scene, { mails, mostMs: 120_000, say })
      halfDone = (await ask(owner, `select count(*)::int as n from companies where name like 'Half-done%'`))[0]!['n'] as number
      await ask(owner, 'create extension if not exists amcheck')
      const checked = (await ask(owner, `select count(*)::int as n from (select bt_index_check(c.oid, true) from pg_class c join pg_am a on a.oid = c.relam where a.amname = 'btree' and c.relkind = 'i' and c.relpersistence <> 't') t`))[0]!['n'] as number
      const codes = await people.stop()
      // The embedded database went with its process; it is started once more, to be judged.
      await scene.close()
      const again = await startEmbeddedPostgres({ dataFolder: data })
      const later = await stage({ owner: { ...again.connection, database: 'overture' }, env, smtpPort: world.smtpPort, imapPort: world.imapPort, again: true })
      await later.pass(20, async () => isSettled(await later.states()))
      const judged = judge(await later.rows(), world.ledger())
      await later.close()
      await again.stop()
      const slowest = Math.max(...recovered)
      return verdict({ times, mails, accepted: judged.accepted, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, unconfirmed: judged.unconfirmed, sent_while_full: sentWhileFull, recovery_most_s: Math.round(slowest * 10) / 10, indexes_checked: checked }, [
        [quiet, 'mails were still under way two minutes after the last time'], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`],
        [sentWhileFull === 0, `${sentWhileFull} mails were taken while the disk was full`], [unreadable === 0, `${unreadable} of ${times * 5} times nothing could be read`], [notRefused === 0, `${notRefused} of ${times * 5} writes were not refused with 507`], [halfDone === 0, `${halfDone} half-done writes`],
        [slowest <= 30, `${slowest.toFixed(1)} s until it went on`], [people.fallen.length === 0, people.fallen.join('; ')], [codes.every((code) => code === 0), `exit codes ${codes.join(', ')}`],
      ])
    } finally {
      await people.stop()
      world.stop()
      spawnSync('umount', ['-l', disk])
      rmSync(disk, { recursive: true, force: true })
    }
  },
}
