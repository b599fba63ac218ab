// What must hold between the numbers, whatever is counted and however it is grouped; and the same numbers asked in plain SQL.
// On the sample data, with the cases added that it does not have.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { house } from '#test/house'
import { sql, type Tx } from '#platform/db'
import { wilson } from './wilson.ts'

const h = await house()
const api = await h.api()
after(() => h.stop())

const numbers = ['tried', 'sent', 'delivered', 'opened', 'clicked', 'replied', 'positive', 'bounced', 'optedOut', 'complained', 'unconfirmed', 'watched', 'linked'] as const
const groupings = ['campaign', 'step', 'tone', 'mailbox', 'provider', 'domain'] as const
const countings = ['leads', 'mails'] as const

before(async () => {
  assert.equal((await api('POST', '/practice/sample')).status, 200)
  await h.world.write(async (tx) => {
    const mails = await tx.many<{ id: string }>(sql`select id from messages m where origin = 'campaign' and state = 'accepted' and not exists (select from events e where e.message_id = m.id and e.type = 'bounce.received')
      and not exists (select from inbox_messages i where i.lead_id = m.lead_id) order by id limit 4`)
    const [bare, gone, answered, scanned] = mails.map((m) => m.id)
    await tx.run(sql`update messages set tone = null, step_id = null where id = ${bare}`)
    await tx.run(sql`update messages set campaign_id = null, step_id = null where id = ${gone}`)
    // Reported undeliverable, and yet answered; and one whose links a scanner followed before it came back.
    for (const id of [answered, scanned]) await tx.run(sql`insert into events (workspace_id, type, actor, message_id, payload) values (${tx.workspaceId}, 'bounce.received', 'inbox', ${id}, '{"hard":false}')`)
    await tx.run(sql`insert into inbox_messages (workspace_id, mailbox_id, folder, identity, kind, kind_reason, class, received_at, lead_id, answers, match_reason)
      select workspace_id, mailbox_id, 'INBOX', 'answered-yet', 'reply', 'test', 'interested', now(), lead_id, id, 'header' from messages where id = ${answered}`)
    // Where some of them read their mail; of one it is known by its name, of the others by nobody.
    await tx.run(sql`insert into recipient_hosts (workspace_id, domain, host, asked_at)
      select ${tx.workspaceId}, d, (array['google', 'microsoft', 'other'])[1 + n % 3], now() from (select split_part(to_address, '@', 2) as d, row_number() over (order by split_part(to_address, '@', 2))::int as n from messages group by 1) x where n % 4 > 0 on conflict do nothing`)
    await tx.run(sql`update messages set to_address = 'somebody@hotmail.co.uk' where id = ${scanned}`)
    await tx.run(sql`insert into events (workspace_id, type, actor, message_id, payload) values (${tx.workspaceId}, 'complaint.received', 'inbox', ${answered}, '{}')`)
    await tx.run(sql`insert into tracked_links (workspace_id, message_id, no, url) values (${tx.workspaceId}, ${scanned}, 0, 'pixel') on conflict do nothing`)
    await tx.run(sql`insert into tracking_hits (workspace_id, message_id, kind, machine) values (${tx.workspaceId}, ${scanned}, 'open', false)`)
  })
})

const funnel = async (by: string, count: string) => (await api('GET', `/numbers/funnel?by=${by}&count=${count}`)).body
const rowsBehind = async (rows: Record<string, string>) => (await api('GET', `/numbers/rows?${new URLSearchParams(rows)}&limit=1`)).body.total

for (const count of countings)
  for (const by of groupings)
    test(`${count} by ${by}: shares, intervals and rows belong to their counts`, async () => {
      const body = await funnel(by, count)
      assert.ok(body.rows.length)
      for (const row of [body.total, ...body.rows]) {
        for (const name of numbers) assert.equal(await rowsBehind(row[name].rows), row[name].count, `${row.label}, ${name}: rows`)
        for (const [name, rate] of Object.entries<any>(row.rates)) {
          const about = `${row.label}, ${name}`
          assert.equal(rate.of, row[rate.base].count, `${about}: the base is a number of the row`)
          assert.ok(row[name].count <= rate.of, `${about}: more than there are`)
          if (!rate.of) { assert.equal(rate.share, null); continue }
          assert.equal(rate.share, row[name].count / rate.of, about)
          const { low, high } = wilson(row[name].count, rate.of)
          assert.deepEqual([rate.low, rate.high], [low, high], about)
        }
        const n = (name: string): number => row[name].count
        if (count === 'mails') assert.equal(n('delivered') + n('bounced'), n('tried'), row.label)
        else assert.ok(n('delivered') + n('bounced') >= n('tried') && Math.max(n('delivered'), n('bounced')) <= n('tried'), row.label)
        for (const [less, more] of [['sent', 'tried'], ['delivered', 'sent'], ['positive', 'replied'], ['watched', 'delivered'], ['linked', 'delivered']] as const) assert.ok(n(less) <= n(more), `${row.label}: ${less} of ${more}`)
      }
      if (count === 'mails') for (const name of numbers) assert.equal(body.rows.reduce((sum: number, row: any) => sum + row[name].count, 0), body.total[name].count, `${name}: the groups add up`)
    })

const columns = {
  campaign: sql`m.campaign_id`, step: sql`m.step_id`, tone: sql`m.tone`, mailbox: sql`m.mailbox_id`, domain: sql`(regexp_match(m.from_address, '@(.*)$'))[1]`,
  provider: sql`coalesce((select 'microsoft' where m.to_address like '%@hotmail.%'), (select host from recipient_hosts h where m.to_address like '%@' || h.domain), 'unknown')`,
}

/** The mails that are in a number, said once more without the room's own query. In the sample every answer names its mail. */
const inNumber = {
  tried: sql`true`,
  sent: sql`m.state <> 'failed'`,
  replied: sql`m.id in (select answers from inbox_messages where kind in ('reply', 'opt_out') and answers is not null)`,
  bounced: sql`(m.state = 'failed' or (m.id in (select message_id from events where type = 'bounce.received' and message_id is not null)
    and m.id not in (select answers from inbox_messages where kind in ('reply', 'opt_out') and answers is not null)))`,
} as const
const plainly = (tx: Tx, by: keyof typeof columns, count: string, name: keyof typeof inNumber) => tx.many<{ key: string; n: number }>(sql`
  select coalesce(${columns[by]}::text, 'none') as key, ${count === 'mails' ? sql`count(*)` : sql`count(distinct m.lead_id)`} as n from messages m
   where m.origin = 'campaign' and (m.state in ('accepted', 'unconfirmed') or (m.state = 'failed' and m.reason_code = 'hard_bounce')) and ${inNumber[name]} group by 1`)

test('the same numbers in plain SQL', async () => {
  assert.equal((await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from inbox_messages where kind in ('reply', 'opt_out') and answers is null and not outgoing`))).n, 0)
  for (const count of countings)
    for (const by of groupings) {
      const { rows } = await funnel(by, count)
      for (const name of ['tried', 'sent', 'replied', 'bounced'] as const) {
        const found = new Map((await h.world.read((tx) => plainly(tx, by, count, name))).map((one) => [one.key, one.n]))
        for (const row of rows) assert.equal(row[name].count, found.get(row.key) ?? 0, `${count} by ${by}, ${row.label}: ${name}`)
      }
    }
})

test('an answer outweighs a report, a scanner does not; what has no tone, step or campaign opens its own rows', async () => {
  const { total } = await funnel('campaign', 'mails')
  const late = (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(distinct message_id) as n from events where type = 'bounce.received' and message_id is not null`))).n
  const refused = (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from messages where state = 'failed' and reason_code = 'hard_bounce' and origin = 'campaign'`))).n
  assert.equal(total.bounced.count, refused + late - 1)
  const byTone = (await funnel('tone', 'mails')).rows.find((r: any) => r.key === 'none')
  assert.deepEqual([byTone.label, byTone.tried.count, byTone.tried.rows.tone], ['Without a tone', 1, 'none'])
  const byCampaign = (await funnel('campaign', 'leads')).rows.find((r: any) => r.key === 'none')
  assert.deepEqual([byCampaign.label, byCampaign.tried.count], ['Removed since', 1])
})

test('by the recipient’s provider: bounces, spam reports and answers stand with those they came from', async () => {
  const { rows } = await funnel('provider', 'mails')
  assert.deepEqual(rows.map((r: any) => r.label), ['Google', 'Microsoft', 'Elsewhere', 'Not known'])
  assert.equal(rows.reduce((n: number, r: any) => n + r.complained.count, 0), 1)
  const of = async (question: string) => (await api('GET', `/numbers/funnel?by=mailbox&count=mails&${question}`)).body.total.sent.count
  for (const row of rows) assert.equal(await of(`provider=${row.key}`), row.sent.count)
  const domains = (await funnel('domain', 'mails')).rows
  for (const row of domains) assert.equal(await of(`domain=${row.key}`), row.sent.count)
})

test('inbox or junk is told of our own letterboxes, and of nobody else’s', async () => {
  const placed = async (question = '') => (await api('GET', `/numbers/placement${question}`)).body
  assert.deepEqual((({ found, sentence }) => [found, /only its owner sees/.test(sentence)])(await placed()), [{ inbox: 0, junk: 0 }, true])
  const [from, there] = await h.world.write(async (tx) => {
    const ids: string[] = []
    for (const address of ['sam@ours.example', 'seed@gmail.com'])
      ids.push((await tx.one<{ id: string }>(sql`insert into mailboxes (workspace_id, kind, address, from_name, smtp) values (${tx.workspaceId}, 'smtp', ${address}, 'Seed', ${JSON.stringify({ host: address.endsWith('gmail.com') ? 'smtp.gmail.com' : 'mail.ours.example', port: 465, security: 'tls', user: '' })}) returning id`)).id)
    for (const [folder, role] of [['INBOX', 'inbox'], ['[Gmail]/Spam', 'junk']] as const)
      await tx.run(sql`insert into mailbox_folders (workspace_id, mailbox_id, folder, role, uid_validity) values (${tx.workspaceId}, ${ids[1]!}, ${folder}, ${role}, 1)`)
    for (const [i, folder] of ['INBOX', 'INBOX', '[Gmail]/Spam'].entries())
      await tx.run(sql`insert into inbox_messages (workspace_id, mailbox_id, folder, identity, kind, kind_reason, received_at, from_address) values (${tx.workspaceId}, ${ids[1]!}, ${folder}, ${`seed-${i}`}, 'other', 'test', ${tx.now}, 'sam@ours.example')`)
    return ids
  })
  assert.deepEqual(await placed(`?mailboxId=${from}`), { found: { inbox: 2, junk: 1 }, providers: [{ provider: 'google', inbox: 2, junk: 1 }], sentence: '1 of 3 mails to your own mailboxes lay in junk when first seen. Of everybody else’s it is unknown.' })
  assert.deepEqual((await placed('?domain=ours.example')).found, { inbox: 2, junk: 1 })
  assert.deepEqual((await placed(`?mailboxId=${there}`)).found, { inbox: 0, junk: 0 })
})
