// R01 against real Postfix and Dovecot: the worker is killed with SIGKILL again and again while it sends over STARTTLS and
// login. Postfix puts a copy of each mail into the sender's Sent folder, so what is in doubt is settled by looking there.
// What was delivered is counted in the recipients' Maildirs: exactly one each.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import tls from 'node:tls'
import { writeFileSync } from 'node:fs'
import { certificate } from '#test/fakes/certificate'
import { startMailServers } from '#test/fakes/mail-servers'
import { sql } from '#platform/db'
import type { World } from '#platform/world'
import { chance } from '../chance.ts'
import { crew } from '../crew.ts'
import { stage } from '../mails.ts'
import { isSettled, untilQuiet } from '../quiet.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { openSite } from '../site.ts'
import { judge, type LedgerEntry } from '../verdict.ts'

export const scenario: Scenario = {
  id: 'R01', name: 'real-servers', tiers: ['nightly'], needs: ['root', 'mail-servers'], mostMinutes: 12,
  about: 'real Postfix and Dovecot: the worker is killed 100 times during 150 mails, and every mail arrives exactly once',
  async run({ seed, n: mails = 150, set = {}, say }) {
    const kills = Number(set['kills'] ?? Math.round((mails * 2) / 3)), random = chance(seed)
    const servers = await startMailServers({ sentCopyFor: 'rep0@sender.test' })
    tls.setDefaultCACertificates([...tls.getCACertificates('default'), certificate])
    const site = await openSite({ seed, env: { SSRF_ALLOW: `localhost:${servers.smtp},localhost:${servers.imap}`, SENDING_LEASE_S: '2' } })
    const trusted = join(site.folder, 'ca.pem')
    writeFileSync(trusted, certificate)
    // One that was killed is back after a moment; three of them, so that somebody always works.
    const people = crew(['worker', 'worker', 'worker'], { ...site.env, NODE_EXTRA_CA_CERTS: trusted })
    try {
      const scene = await stage({ owner: site.owner, env: site.env, smtpPort: servers.smtp, names: () => 'lead' })
      const secure = (port: number) => JSON.stringify({ host: 'localhost', port, security: 'starttls', user: '' })
      const [mailboxId] = await scene.addMailboxes(1)
      await scene.useServer(mailboxId!, { address: 'rep0@sender.test', smtp: secure(servers.smtp), imap: secure(servers.imap), password: 'test' })
      await scene.world.write((tx) => tx.run(sql`update workspaces set time_zone = 'UTC' where id = ${tx.workspaceId}`))
      await people.start()
      const spread = kills * 700
      await scene.planFrom(mailboxId!, mails, spread, (n) => `lead${n}@prospect.test`)
      say(`${mails} mails are planned; ${kills} kills follow.`)
      for (let done = 0; done < kills;) {
        await sleep(100 + random() * 1200)
        if (people.kill(random(), random() * 100)) done++
        if (people.fallen.length) throw new Error(people.fallen.join('; '))
      }
      await untilQuiet(scene, { mails, mostMs: 120_000, say })
      await people.stop()
      const inDoubt = (await scene.states())['unconfirmed'] ?? 0
      say(`${inDoubt} mails are in doubt; twenty minutes pass.`)
      let minutes = 0
      await scene.pass(20, async () => {
        const done = isSettled(await scene.states())
        if (!done) minutes++
        return done
      })
      const looks = await scene.world.read((tx) => tx.many<{ seen: string; n: number }>(sql`select seen, count(*) as n from evidence_looks where workspace_id = ${tx.workspaceId} group by seen order by seen`))
      say(`After ${minutes} minutes: ${looks.map((l) => `${l.n} looks ${l.seen}`).join(', ')}.`)
      for (const doubt of await doubts(scene.world)) say(doubt)
      const rows = await scene.rows()
      for (let i = 0; i < 60 && delivered(servers.folder).length < mails; i++) await sleep(500)
      const found = delivered(servers.folder), judged = judge(rows, found)
      const settled = await scene.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from events where workspace_id = ${tx.workspaceId} and type = 'message.sent' and payload ->> 'afterDoubt' = 'true'`))
      await scene.close()
      return verdict({ kills: people.kills.length, mails, delivered: found.length, duplicates: judged.duplicates, lost: judged.lost, ghosts: judged.ghosts, in_doubt: inDoubt, settled_from_sent: settled.n, minutes, unconfirmed: judged.unconfirmed }, [
        [found.length === mails, `${found.length} of ${mails} delivered`], [judged.duplicates === 0, `${judged.duplicates} duplicates`], [judged.lost === 0, `${judged.lost} lost`], [judged.ghosts === 0, `${judged.ghosts} ghosts`],
        [judged.unconfirmed === 0, `${judged.unconfirmed} unconfirmed`], [people.fallen.length === 0, people.fallen.join('; ')],
      ])
    } finally {
      await people.stop()
      await site.close()
      await servers.stop()
    }
  },
}

/** What is still in doubt and why, for a person who looks. */
async function doubts(world: World): Promise<string[]> {
  const rows = await world.read((tx) => tx.many<{ to: string; reason: string | null; handed: Date; looks: number; began: Date | null; next: Date | null; seen: string | null; attempts: string | null }>(sql`
    select m.to_address as "to", m.reason, m.handed_at as handed, m.looks, m.last_look_at as began, m.next_attempt_at as next,
           (select string_agg(to_char(e.at, 'HH24:MI:SS') || ' ' || e.seen, ', ' order by e.at) from evidence_looks e where e.workspace_id = m.workspace_id and e.message_id = m.id) as seen,
           (select string_agg(a.no || ' ' || to_char(a.started_at, 'HH24:MI:SS') || ' ' || coalesce(a.outcome, 'open'), ', ' order by a.no) from attempts a where a.workspace_id = m.workspace_id and a.message_id = m.id) as attempts
      from messages m where m.workspace_id = ${tx.workspaceId} and m.state = 'unconfirmed' order by m.handed_at`))
  const clock = (at: Date | null) => at?.toISOString().slice(11, 19) ?? 'never'
  return rows.map((r) => `In doubt: ${r.to}, handed over ${clock(r.handed)}, ${r.looks} looks in a row since ${clock(r.began)}, next ${clock(r.next)}; looks: ${r.seen ?? 'none'}; attempts: ${r.attempts ?? 'none'}; ${r.reason ?? ''}`)
}

/** Every mail in the Maildirs of prospect.test. */
function delivered(folder: string): LedgerEntry[] {
  const domain = join(folder, 'mail/prospect.test')
  if (!existsSync(domain)) return []
  return readdirSync(domain).flatMap((person) => ['new', 'cur'].flatMap((part) => {
    const place = join(domain, person, 'Maildir', part)
    return existsSync(place) ? readdirSync(place).map((file): LedgerEntry => {
      const text = readFileSync(join(place, file), 'latin1'), header = (name: string) => new RegExp(`^${name}:\\s*<?([^>\\r\\n]+)>?`, 'im').exec(text)?.[1] ?? ''
      return { to: `${person}@prospect.test`, messageId: header('Message-ID'), sendId: header('X-Send-Id'), at: 0 }
    }) : []
  }))
}
