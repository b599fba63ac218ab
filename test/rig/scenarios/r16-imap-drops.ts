// R16: a real Dovecot behind a line that is cut, goes silently dead, refuses and lies. Every reply is seen in time, and none is missed.
import { setTimeout as sleep } from 'node:timers/promises'
import { ImapFlow } from 'imapflow'
import { sql } from '#platform/db'
import { reconcile } from '#inbox'
import { startMailServers } from '../../fakes/mail-servers.ts'
import { house } from '../../house.ts'
import { chance } from '../chance.ts'
import { imapFaults, type ImapFault, type ImapFaults } from '../imap-faults.ts'
import { letterOf, newLead } from '../incoming.ts'
import { verdict, type Scenario } from '../scenario.ts'
import { p99 } from '../verdict.ts'

const faults: readonly ImapFault[] = ['cut', 'hide', 'drop', 'expunge-lie', 'stall']
/** What a fault has done so far. A turn of it is not over before it has done something. */
const deeds: Partial<Record<ImapFault, (proxy: ImapFaults) => number>> = { cut: (p) => p.cuts, hide: (p) => p.hidden, 'expunge-lie': (p) => p.expunged }

export const scenario: Scenario = {
  id: 'R16', name: 'imap-drops', tiers: ['ci', 'nightly'], needs: ['root', 'mail-servers'], mostMinutes: 25, when: 'beside',
  about: 'the line to a real IMAP server is cut, dead, refused and lies: every reply is seen within 90 s, none is missed',
  async run({ tier, seed, n = tier === 'ci' ? 24 : 1000, say }) {
    const random = chance(seed)
    const servers = await startMailServers()
    const proxy = await imapFaults(servers.imap, { chance: random })
    const h = await house({ loops: true, config: { SSRF_ALLOW: `127.0.0.1:${proxy.port}`, SYNC_INTERVAL_S: tier === 'ci' ? '15' : '60' } })
    const stop: (() => Promise<unknown>)[] = [() => h.stop(), () => proxy.stop(), () => servers.stop()]
    try {
      await newLead(h)
      const mailboxId = await h.world.write(async (tx) => {
        const host = (port: number) => JSON.stringify({ host: '127.0.0.1', port, security: 'none', user: 'rep@sender.test' })
        const { id } = await tx.one<{ id: string }>(sql`insert into mailboxes (workspace_id, kind, address, from_name, smtp, imap) values (${tx.workspaceId}, 'smtp', 'rep@sender.test', 'Sam', ${host(1)}::jsonb, ${host(proxy.port)}::jsonb) returning id`)
        return id
      })
      const sealed = await h.ground.secrets.seal(h.world.workspaceId, 'mailboxes.secret', mailboxId, JSON.stringify({ smtpPassword: 'test', imapPassword: 'test' }))
      await h.world.write((tx) => tx.run(sql`update mailboxes set secret = ${sealed} where id = ${mailboxId}`))
      const until = async (what: string, seconds: number, yes: () => Promise<boolean>) => { for (let i = 0; i < seconds * 4; i++) { if (await yes()) return; await sleep(250) } throw new Error(`${what} did not happen in ${seconds} s.`) }
      await until('The first look', 60, async () => (await h.world.read((tx) => tx.one<{ ok: boolean }>(sql`select last_sync_at is not null as ok from mailboxes where id = ${mailboxId}`))).ok)
      // Mails come in past the proxy, as they do in the world.
      const sender = new ImapFlow({ host: '127.0.0.1', port: servers.imap, secure: false, doSTARTTLS: false, auth: { user: 'rep@sender.test', pass: 'test' }, logger: false })
      await sender.connect()
      stop.unshift(() => sender.logout())
      const sent = new Map<string, number>()
      const everyMs = tier === 'ci' ? 700 : 900, turnMs = tier === 'ci' ? 1500 : 30_000
      let turn = 0, began = 0, before = 0
      // Fair weather between the faults, so that each meets an open line.
      const weather = setInterval(() => {
        const deed = deeds[proxy.fault]
        if (Date.now() - began < turnMs || (deed && deed(proxy) === before)) return
        proxy.fault = turn++ % 2 ? 'pass' : faults[(turn >> 1) % faults.length]!
        began = Date.now()
        before = deeds[proxy.fault]?.(proxy) ?? 0
      }, 100)
      stop.push(async () => clearInterval(weather))
      // Mails come until all were sent and every fault had its turn.
      const all = () => turn > 2 * faults.length
      let count = 0
      for (; count < n || (!all() && count < 20 * n); count++) {
        const i = count, id = `reply-${seed}-${i}@outside.example`
        await sender.append('INBOX', Buffer.from(letterOf({ id: `<${id}>`, subject: `Re: A question ${i}`, text: `Number ${i}.` })))
        sent.set(id, Date.now())
        await sleep(everyMs * (0.5 + random()))
      }
      clearInterval(weather)
      proxy.fault = 'pass'
      say(`${count} replies came; ${proxy.cuts} lines were cut, ${proxy.hidden} searches hid a mail, ${proxy.expunged} times one was said to be gone.`)
      const seen = async () => new Map((await h.world.read((tx) => tx.many<{ id: string; at: Date }>(sql`select message_id as id, synced_at as at from inbox_messages where mailbox_id = ${mailboxId}`))).map((r) => [r.id, r.at.getTime()]))
      await until('The rest', 150, async () => (await seen()).size >= count).catch(() => undefined)
      const compared = await reconcile(h.world, mailboxId).then((c) => c ?? sleep(5000).then(() => reconcile(h.world, mailboxId)))
      const got = await seen()
      const waits = [...sent].flatMap(([id, at]) => (got.has(id) ? [got.get(id)! - at] : []))
      const missed = count - waits.length, announced = (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from events where type = 'reply.received'`))).n
      const late = p99(waits) ?? 0
      return verdict({ replies: count, missed, announced, cuts: proxy.cuts, hidden: proxy.hidden, 'said to be gone': proxy.expunged, 'seen p50 s': Math.round(waits.sort((a, b) => a - b)[waits.length >> 1]! / 100) / 10, 'seen p99 s': Math.round(late / 100) / 10, 'still missing': compared?.missing ?? null }, [
        [missed === 0, `${missed} replies were missed.`], [announced === count, `${announced} replies were announced, not ${count}.`], [all() && proxy.cuts > 0 && proxy.hidden > 0 && proxy.expunged > 0, `Not every fault had its turn: ${proxy.cuts} cuts, ${proxy.hidden} hidden, ${proxy.expunged} said to be gone.`], [late <= 90_000, `A reply was seen after ${Math.round(late / 1000)} s.`], [compared?.missing === 0, `${compared?.missing ?? 'Unknown how many'} mails are missing at the end.`],
      ])
    } finally { for (const one of stop) await one().catch(() => undefined) }
  },
}
