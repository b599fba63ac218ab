import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { house } from '#test/house'
import { syncMailbox } from '#inbox'
import { siteOf } from './site.ts'
import { sql } from '#platform/db'

const h = await house({ now: '2026-03-18T11:00:00Z' })
after(() => h.stop())
const api = await h.api()

/** Rows of every table of the schema, by the owner of the database, who sees all workspaces. */
async function rowCounts(): Promise<Record<string, number>> {
  const owner = new pg.Client(h.owner)
  await owner.connect()
  try {
    const { rows: tables } = await owner.query<{ name: string }>(`select relname as name from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace order by 1`)
    const counts: Record<string, number> = {}
    for (const { name } of tables) {
      await owner.query(`set row_security = off`)
      counts[name] = Number((await owner.query(`select count(*) as n from ${pg.escapeIdentifier(name)}`)).rows[0].n)
    }
    return counts
  } finally { await owner.end() }
}
const without = (counts: Record<string, number>) => ({ ...counts, rate_limits: 0 })

test('a month of life is there at once, marked as sample data, and is removed without a trace', async () => {
  const mine = await h.world.write((tx) => tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) values (${tx.workspaceId}, 'real@customer.test', 'Real') returning id`))
  const before = await rowCounts()
  const made = await api('POST', '/practice/sample')
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const { present, leads, companies, campaigns, messages, threads, drafts } = made.body
  assert.deepEqual({ present, leads, companies, campaigns }, { present: true, leads: 200, companies: 80, campaigns: 3 })
  assert.ok(made.body.deals > 30, JSON.stringify(made.body))
  assert.ok(messages > 200 && threads > 25 && drafts > 300, JSON.stringify(made.body))

  const again = await api('POST', '/practice/sample')
  assert.equal(again.body.leads, 200)

  await h.runLater()
  const unmarked = await h.world.read((tx) => tx.one<{ n: number }>(sql`
    select (select count(*) from leads where id <> ${mine.id} and not ('Sample data' = any(tags))) + (select count(*) from companies where source is distinct from 'Sample data')
         + (select count(*) from campaigns where name !~ 'sample data') + (select count(*) from offers where name !~ 'sample data')
         + (select count(*) from deals where source is distinct from 'Sample data') + (select count(*) from products where name !~ 'sample data') as n`))
  assert.equal(unmarked.n, 0)

  const removed = await api('DELETE', '/practice/sample')
  assert.equal(removed.body.present, false)
  assert.deepEqual(without(await rowCounts()), without(before))
})

test('what the user did with it goes too, what is the user’s own stays', async () => {
  const before = await rowCounts()
  await api('POST', '/practice/sample')
  const { company, lead } = await h.world.write(async (tx) => {
    const sample = await tx.one<{ id: string; company_id: string }>(sql`select id, company_id from leads where 'Sample data' = any(tags) limit 1`)
    const own = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, company_id) values (${tx.workspaceId}, 'mine@customer.test', ${sample.company_id}) returning id`)
    await tx.run(sql`insert into tracking_hits (workspace_id, message_id, kind) select ${tx.workspaceId}, id, 'open' from messages limit 5`)
    await tx.run(sql`insert into events (workspace_id, type, actor, lead_id, payload) values (${tx.workspaceId}, 'lead.updated', 'test', ${sample.id}, '{}')`)
    return { company: sample.company_id, lead: own.id }
  })
  await api('DELETE', '/practice/sample')
  const counts = await rowCounts()
  assert.equal(counts['leads'], before['leads']! + 1)
  assert.equal(counts['companies'], before['companies']! + 1, 'the company of my own lead is mine now')
  assert.equal(counts['events'], before['events'])
  await h.world.write(async (tx) => { await tx.run(sql`delete from leads where id = ${lead}`); await tx.run(sql`delete from companies where id = ${company}`) })
})

test('the numbers of the sample are believable and equal the database', async () => {
  await api('POST', '/practice/sample')
  const { body } = await api('GET', '/numbers/funnel')
  const sent = await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(distinct lead_id) as n from messages where state = 'accepted'`))
  assert.equal(body.total.sent.count, sent.n)
  const { replied, bounced, positive } = body.total.rates
  assert.ok(replied.share > 0.08 && replied.share < 0.3, `replied ${replied.share}`)
  assert.ok(positive.share > 0.02 && positive.share < replied.share)
  assert.ok(bounced.share < 0.09, `bounced ${bounced.share}`)
  const home = (await api('GET', '/numbers/home')).body
  assert.ok(home.needsMe.some((one: { name: string }) => one.name === 'approvals'))
  assert.deepEqual(home.campaigns.map((one: { status: string }) => one.status).sort(), ['active', 'draft', 'paused'])
})

test('a brief quotes the local site word for word', async () => {
  const facts = await h.world.read((tx) => tx.many<{ quote: string; url: string }>(sql`select quote, url from facts`))
  assert.ok(facts.length > 300)
  for (const { quote, url } of facts) {
    const { hostname, pathname } = new URL(url)
    const page = siteOf(hostname, pathname, h.clock.now())
    assert.equal(page?.status, 200, url)
    const text = page!.body.replace(/<[^>]+>/g, ' ').replace(/&amp;/g, '&').replace(/\s+/g, ' ')
    assert.ok(text.includes(quote), `${url}: ${quote}`)
  }
})

test('companies that are not of this world have no local site', () => {
  assert.equal(siteOf('acme.example', '/', new Date()), undefined)
  assert.equal(siteOf('localhost', '/', new Date()), undefined)
  assert.equal(siteOf('quillfeather-freight.example', '/nowhere', new Date())?.status, 404)
})

test('a second look into the sample letterbox finds nothing new', async () => {
  const count = () => h.world.read((tx) => tx.one<{ mails: number; threads: number }>(sql`select (select count(*) from inbox_messages) as mails, (select count(*) from threads) as threads`))
  const before = await count()
  const { id } = await h.world.write(async (tx) => {
    const box = await tx.one<{ id: string }>(sql`select id from mailboxes where practice ->> 'sample' = 'true'`)
    await tx.run(sql`update mailbox_folders set uid_next = 1 where mailbox_id = ${box.id}`)
    return box
  })
  await syncMailbox(h.world, id, { force: true })
  assert.ok(before.mails > 25)
  assert.deepEqual(await count(), before)
})
