// R35: scanners fetch every link of every mail, in all their ways, and press nothing; people read and click among them. No GET
// opts anybody out, of what scanners followed at least 95 in a hundred is seen as theirs, and nothing that is seen becomes a fact.
import { sql } from '#platform/db'
import { addMailbox } from '#mailboxes'
import { planMessage, unsubscribeToken } from '#sending'
import { tellSettled } from '#tracking'
import { house } from '#test/house'
import { chance } from '../chance.ts'
import { verdict, type Scenario } from '../scenario.ts'

const chrome = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/146.0.0.0 Safari/537.36'
const safari = 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Mobile/15E148 Safari/604.1'
interface Way { name: string; agent: string; afterS: number; betweenMs: number; method?: 'GET' | 'HEAD'; ip?: string; headers?: Record<string, string> }
const scanners: Way[] = [
  { name: 'at once, as a browser', agent: chrome, afterS: 2, betweenMs: 50 }, { name: 'a walk, much later', agent: chrome, afterS: 900, betweenMs: 200 },
  { name: 'Safe Links', agent: chrome, afterS: 45, betweenMs: 3000, ip: '40.107.8.9' }, { name: 'Proofpoint', agent: 'Mozilla/5.0 (compatible; Proofpoint URL Defense)', afterS: 30, betweenMs: 5000 },
  { name: 'Mimecast', agent: 'Mimecast-URL-Protect/1.0', afterS: 60, betweenMs: 2500 }, { name: 'Barracuda', agent: 'BarracudaCentral Link Checker', afterS: 20, betweenMs: 4000 },
  { name: 'HEAD', agent: chrome, afterS: 120, betweenMs: 3000, method: 'HEAD' }, { name: 'prefetch', agent: chrome, afterS: 120, betweenMs: 3000, headers: { 'sec-purpose': 'prefetch' } }, { name: 'a script', agent: 'python-requests/2.32', afterS: 300, betweenMs: 10_000 },
  { name: 'one slow link after another, the hidden one too', agent: chrome, afterS: 600, betweenMs: 8000 },
]

export const scenario: Scenario = {
  id: 'R35', name: 'bots', tiers: ['ci', 'nightly'], mostMinutes: 10,
  about: 'scanners fetch all links: no opt-out by GET, their clicks are seen as theirs, people stay people',
  rounds: (tier, seed) => [{ seed, n: tier === 'ci' ? 30 : 1000 }],
  async run({ seed, n = 1000, say }) {
    const random = chance(seed)
    const h = await house({ now: '2026-03-02T09:00:00Z', config: { BASE_URL: 'https://go.acme.test' } })
    try {
      const box = await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'sam@practice.example', fromName: 'Sam' }))
      const get = (url: string, way: Partial<Way> & { agent: string }) => h.app.inject({ method: way.method ?? 'GET', url: new URL(url, 'https://go.acme.test').pathname, remoteAddress: way.ip ?? '203.0.113.7', headers: { host: 'go.acme.test', 'user-agent': way.agent, ...way.headers } })
      let scanned = 0, human = 0
      const byScanner: string[] = [], byPeople: string[] = []
      for (let i = 0; i < n; i++) {
        const { id, html } = await h.world.write(async (tx) => {
          const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${`bot${i}@bots.example`}) returning id`)
          const { id } = await planMessage(tx, { leadId: lead.id, mailboxId: box.id, subject: 'A question', bodyText: 'Here: https://a.example/one and https://a.example/two and https://a.example/three', dueAt: tx.now, track: { opens: true, clicks: true }, unsubscribeHeader: true })
          await tx.run(sql`update messages set state = 'accepted', accepted_at = ${tx.now}, handed_at = ${tx.now} where id = ${id}`)
          const { mime } = await tx.one<{ mime: string }>(sql`select mime from message_bytes where message_id = ${id}`)
          return { id, html: mime.toString().replace(/=\r\n/g, '').replace(/=3D/g, '=') }
        })
        const links = [...new Set([...html.matchAll(/https:\/\/go\.acme\.test\/t\/[co]\/[\w-]+/g)].map((m) => m[0]))]
        const clicks = links.filter((l) => l.includes('/t/c/')), way = scanners[i % scanners.length]!
        // Two of three mails meet a scanner, every other one a person; some both.
        if (i % 3 < 2) {
          byScanner.push(id)
          h.clock.advance(way.afterS * 1000)
          for (const link of [...links, `/u/${unsubscribeToken(h.ground.secrets, id)}`]) { await get(link, way); h.clock.advance(way.betweenMs) }
          scanned += clicks.length
        }
        if (i % 3 === 2) {
          byPeople.push(id)
          h.clock.advance(60_000 + random() * 3_600_000)
          const real = (await Promise.all(clicks.map(async (c) => ({ c, trap: html.includes(`${c}" style="display:none"`) })))).filter((x) => !x.trap)
          const answer = await get(real[Math.floor(random() * real.length)]!.c, { agent: random() < 0.5 ? chrome : safari })
          if (answer.statusCode === 302) human++
        }
        await tellSettled(h.ground)
        if (i % 200 === 199) say(`${i + 1} of ${n} mails.`)
      }
      h.clock.advance(120_000)
      while (await tellSettled(h.ground)) { /* the next mails */ }
      const told = async (ids: string[]) => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from events where type = 'link.clicked' and message_id = any(${ids}::uuid[])`))).n
      const machine = async (ids: string[], is: boolean) => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from tracking_hits where kind = 'click' and machine = ${is} and message_id = any(${ids}::uuid[])`))).n
      const optOuts = (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from suppressions`))).n
      const [seen, unseen, wrong] = [await machine(byScanner, true), await machine(byScanner, false), await machine(byPeople, true)]
      const reasons = (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from tracking_hits where machine and (why is null or signal is null)`))).n
      const share = seen / Math.max(1, seen + unseen), [toldOfPeople, toldOfScanners] = [await told(byPeople), await told(byScanner)]
      return verdict({ mails: n, scanner_clicks: scanned, seen_pct: Math.round(share * 1000) / 10, people_clicks: human, people_taken_for_machines: wrong, facts_of_people: toldOfPeople, facts_of_scanners: toldOfScanners, opt_outs_by_get: optOuts, without_reason: reasons }, [
        [toldOfPeople === human && toldOfScanners <= unseen, `${human} clicks of people and ${unseen} unseen ones of scanners became ${toldOfPeople} and ${toldOfScanners} facts`],
        [optOuts === 0, `${optOuts} opt-outs by GET`], [share >= 0.95, `${Math.round(share * 1000) / 10} % of scanner clicks were seen`], [wrong === 0, `${wrong} clicks of people were taken for machines`],
        [human === byPeople.length, `${byPeople.length - human} people did not get where they wanted`], [reasons === 0, `${reasons} machines without a reason`],
      ])
    } finally { await h.stop() }
  },
}
