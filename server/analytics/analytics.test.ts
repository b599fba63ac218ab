// Numbers against the database, counted a second time by hand.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import { house } from '#test/house'
import { sql, type Tx } from '#platform/db'

const ids = { mailbox: randomUUID(), campaign: randomUUID(), other: randomUUID(), first: randomUUID(), second: randomUUID() }
const now = '2026-03-18T11:00:00Z' // a Wednesday, 12:00 in Berlin, where the workspace is

const h = await house({ now })
const api = await h.api()
after(() => h.stop())
before(async () => {
  await h.world.write(async (tx) => {
    await tx.run(sql`insert into mailboxes (workspace_id, id, kind, address) values (${tx.workspaceId}, ${ids.mailbox}, 'practice', 'sam@acme-sales.example')`)
    for (const [id, name] of [[ids.campaign, 'Spring'], [ids.other, 'Autumn']] as const) await tx.run(sql`insert into campaigns (workspace_id, id, name, status) values (${tx.workspaceId}, ${id}, ${name}, 'active')`)
    await tx.run(sql`insert into steps (workspace_id, id, campaign_id, position, kind) values (${tx.workspaceId}, ${ids.first}, ${ids.campaign}, 1, 'email'), (${tx.workspaceId}, ${ids.second}, ${ids.campaign}, 3, 'email')`)
    await tx.run(sql`insert into steps (workspace_id, campaign_id, position, kind, wait_amount) values (${tx.workspaceId}, ${ids.campaign}, 2, 'wait', 3)`)
    // 60 leads got the first mail, 40 of them the second a week later; 3 more mails in another campaign.
    for (let i = 0; i < 60; i++) {
      const lead = await insertLead(tx, i)
      const mail = await insertMail(tx, { lead, step: ids.first, campaign: ids.campaign, at: `2026-03-0${2 + (i % 5)}T09:00:00Z`, tone: i % 2 ? 'direct' : 'friendly', state: i === 59 ? 'unconfirmed' : 'accepted' })
      if (i < 6) await answer(tx, { lead, mail, kind: 'reply', class: i < 4 ? 'interested' : 'not_interested', at: '2026-03-10T23:30:00Z' })
      if (i === 0) await answer(tx, { lead, mail, kind: 'reply', class: 'interested', at: '2026-03-12T08:00:00Z' })
      if (i === 6) await answer(tx, { lead, mail, kind: 'out_of_office', class: 'out_of_office', at: '2026-03-05T08:00:00Z' })
      if (i === 7) await answer(tx, { lead, mail: null, kind: 'reply', class: 'question', at: '2026-03-16T08:00:00Z' })
      if (i === 8 || i === 9) await bounce(tx, lead, mail, '2026-03-06T10:00:00Z')
      if (i === 10) await hit(tx, mail, 'unsubscribe', false)
      if (i >= 20) await insertMail(tx, { lead, step: ids.second, campaign: ids.campaign, at: `2026-03-1${1 + (i % 3)}T09:00:00Z`, tone: 'friendly' })
      if (i < 30) { await tx.run(sql`insert into tracked_links (workspace_id, message_id, no, url) values (${tx.workspaceId}, ${mail}, 0, 'pixel')`); await hit(tx, mail, 'open', i >= 12) }
    }
    for (let i = 60; i < 63; i++) await insertMail(tx, { lead: await insertLead(tx, i), step: null, campaign: ids.other, at: '2026-03-18T08:00:00Z', tone: 'curiosity' })
    const refused = await insertLead(tx, 63)
    await insertMail(tx, { lead: refused, step: null, campaign: ids.other, at: '2026-03-18T08:05:00Z', tone: 'curiosity', state: 'failed' })
    await insertMail(tx, { lead: refused, step: null, campaign: ids.other, at: '2026-03-18T08:30:00Z', tone: 'curiosity', origin: 'reply' })
    await insertMail(tx, { lead: await insertLead(tx, 64), step: null, campaign: ids.other, at: '2026-03-18T15:00:00Z', tone: 'curiosity', state: 'due' })
  })
})

const insertLead = async (tx: Tx, i: number) => (await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) values (${tx.workspaceId}, ${`lead${i}@acme.example`}, ${`Lead ${i}`}) returning id`)).id

async function insertMail(tx: Tx, mail: { lead: string; step: string | null; campaign: string; at: string; tone: string; state?: string; origin?: string }): Promise<string> {
  const id = randomUUID(), state = mail.state ?? 'accepted', accepted = state === 'accepted' ? mail.at : null
  await tx.run(sql`insert into messages (workspace_id, id, lead_id, mailbox_id, campaign_id, step_id, tone, state, reason_code, due_at, handed_at, accepted_at, to_address, from_address, subject, body_text, message_id, origin)
    values (${tx.workspaceId}, ${id}, ${mail.lead}, ${ids.mailbox}, ${mail.campaign}, ${mail.step}, ${mail.tone}, ${state}, ${state === 'failed' ? 'hard_bounce' : null}, ${mail.at}, ${state === 'due' ? null : mail.at}, ${accepted},
            'x@acme.example', 'sam@acme-sales.example', 'Three roles', 'Hi', ${`${id}@acme-sales.example`}, ${mail.origin ?? 'campaign'})`)
  return id
}
async function answer(tx: Tx, one: { lead: string; mail: string | null; kind: string; class: string; at: string }): Promise<void> {
  const thread = randomUUID()
  await tx.run(sql`insert into threads (workspace_id, id, mailbox_id, lead_id, subject, class, last_at, unread) values (${tx.workspaceId}, ${thread}, ${ids.mailbox}, ${one.lead}, 'Re: Three roles', ${one.class}, ${one.at}, ${one.kind === 'reply'})`)
  await tx.run(sql`insert into inbox_messages (workspace_id, mailbox_id, thread_id, folder, identity, kind, kind_reason, class, received_at, lead_id, answers, match_reason)
    values (${tx.workspaceId}, ${ids.mailbox}, ${thread}, 'INBOX', ${randomUUID()}, ${one.kind}, 'test', ${one.class}, ${one.at}, ${one.lead}, ${one.mail}, 'header')`)
}
const bounce = (tx: Tx, lead: string, message: string, at: string) => tx.run(sql`
  insert into events (workspace_id, type, at, actor, lead_id, message_id, payload) values (${tx.workspaceId}, 'bounce.received', ${at}, 'inbox', ${lead}, ${message}, '{"hard":true}')`)
const hit = (tx: Tx, message: string, kind: string, machine: boolean) => tx.run(sql`
  insert into tracking_hits (workspace_id, message_id, kind, at, machine) values (${tx.workspaceId}, ${message}, ${kind}, '2026-03-09T10:00:00Z', ${machine})`)

const total = async (rows: Record<string, unknown>) => (await api('GET', `/numbers/rows?${new URLSearchParams(rows as Record<string, string>)}&limit=1`)).body.total ?? 0

test('the funnel counts people, each once, and every number opens as many rows', async () => {
  const { body } = await api('GET', '/numbers/funnel?by=campaign')
  const [autumn, spring] = body.rows
  assert.equal(autumn.label, 'Autumn')
  assert.deepEqual([autumn.sent.count, autumn.bounced.count, autumn.delivered.count], [3, 1, 3])
  assert.deepEqual(
    ['sent', 'delivered', 'replied', 'positive', 'bounced', 'optedOut', 'unconfirmed', 'opened'].map((name) => spring[name].count),
    [60, 58, 7, 5, 2, 1, 1, 10],
  )
  assert.equal(body.total.sent.count, 63)
  assert.deepEqual([body.total.tried.count, body.total.watched.count], [64, 28], 'the refused one was tried; two of those who were watched never got it')
  assert.equal(body.sentence, '7 of 61 people answered, 11.5 %.')
  for (const row of [...body.rows, body.total])
    for (const name of ['sent', 'delivered', 'opened', 'clicked', 'replied', 'positive', 'bounced', 'optedOut', 'unconfirmed', 'tried', 'watched', 'linked'])
      assert.equal(await total(row[name].rows), row[name].count, `${row.label}: ${name}`)
})

test('a reply without a thread belongs to the latest mail before it; a correction by a person counts', async () => {
  const { body } = await api('GET', `/numbers/funnel?by=step&count=mails&campaignId=${ids.campaign}`)
  assert.deepEqual(body.rows.map((row: { label: string }) => row.label), ['Spring, mail 1', 'Spring, mail 2'])
  assert.deepEqual(body.rows.map((row: any) => [row.sent.count, row.replied.count, row.positive.count]), [[60, 7, 5], [40, 0, 0]])
  const thread = await h.world.write(async (tx) => {
    const { thread_id } = await tx.one<{ thread_id: string }>(sql`select thread_id from inbox_messages where class = 'not_interested' limit 1`)
    await tx.run(sql`update threads set class = 'interested', class_by = 'person' where id = ${thread_id}`)
    return thread_id
  })
  assert.equal((await api('GET', '/numbers/funnel')).body.total.positive.count, 6)
  await h.world.write((tx) => tx.run(sql`update threads set class = 'not_interested', class_by = 'rules' where id = ${thread}`))
})

test('shares carry their interval, and small ones say that they are too few to tell', async () => {
  const { body } = await api('GET', '/numbers/funnel?by=tone&count=mails')
  const direct = body.rows.find((row: { key: string }) => row.key === 'direct')
  assert.equal(direct.sent.count, 30)
  assert.equal(direct.rates.replied.verdict, 'too few to tell')
  assert.equal(body.total.rates.replied.verdict, 'ok')
  const { share, low, high, of } = body.total.rates.replied
  assert.equal(of, 101)
  assert.ok(low < share && share < high && Math.abs(share - 7 / 101) < 1e-9)
  assert.equal(body.total.rates.opened.of, 28, 'only delivered mails with a picture can be seen opened')
})

test('days are days of the workspace, not of UTC', async () => {
  const { body } = await api('GET', '/numbers/daily?days=30')
  assert.equal(body.days.length, 30)
  assert.equal(body.timeZone, 'Europe/Berlin')
  const on = (day: string) => body.days.find((one: { day: string }) => one.day === day)
  assert.equal(on('2026-03-11').replied, 6, 'half past midnight in Berlin')
  assert.equal(on('2026-03-18').sent, 3)
  assert.equal(on('2026-03-18').bounced, 1)
  assert.equal(body.days.reduce((sum: number, one: { sent: number }) => sum + one.sent, 0), 103)
})

test('a week is compared with the week before up to the same hour', async () => {
  const { body } = await api('GET', '/numbers/momentum')
  assert.deepEqual(body.last, { from: '2026-03-12', to: '2026-03-18' })
  const sent = body.numbers.find((one: { name: string }) => one.name === 'sent')
  for (const one of body.numbers) {
    assert.equal(await total(one.last.rows), one.last.count, `${one.name}, last`)
    assert.equal(await total(one.previous.rows), one.previous.count, `${one.name}, previous`)
  }
  assert.equal(sent.last.count, 30)
  assert.equal(sent.previous.count, 37, 'the eleventh counts until noon, so its mails of ten o’clock are in')
})

test('home says what needs me, with a number that opens its rows', async () => {
  const { body } = await api('GET', '/numbers/home')
  const unread = body.needsMe.find((one: { name: string }) => one.name === 'unread')
  assert.equal(unread.count, 8)
  assert.match(unread.why, /days ago/)
  for (const one of body.needsMe) assert.equal(await total(one.rows), one.count, one.name)
  assert.deepEqual([body.today.sent.count, body.today.bounced.count, body.today.stillToGo], [3, 1, 1])
  for (const name of ['sent', 'bounced']) assert.equal(await total(body.today[name].rows), body.today[name].count)
  const spring = body.campaigns.find((one: { name: string }) => one.name === 'Spring')
  assert.equal(spring.replied.count, 7)
  assert.equal(await total(spring.replied.rows), 7)
})

test('the rows page through without gap or double', async () => {
  const seen: string[] = []
  for (let next: string | null = ''; next !== null; ) {
    const { body } = await api('GET', `/numbers/rows?number=sent&count=mails&limit=20${next && `&cursor=${next}`}`)
    seen.push(...body.items.map((one: { id: string }) => one.id))
    assert.equal(body.total, 103)
    next = body.next
  }
  assert.equal(seen.length, 103)
  assert.equal(new Set(seen).size, 103)
})

test('another workspace has numbers of its own', async () => {
  const other = await h.secondWorkspace()
  const { homeOf } = await import('./home.ts')
  const theirs = await other.read((tx) => homeOf(tx))
  assert.deepEqual([theirs.needsMe.length, theirs.campaigns.length, theirs.today.sent.count, theirs.has.leads], [0, 0, 0, false])
})

test('what waits is counted for everybody, and said in words only to whoever may read it', async () => {
  await h.world.write(async (tx) => tx.run(sql`update mailboxes set owner_id = ${await h.userId('owner')}, sharing = 'managers' where id = ${ids.mailbox}`))
  const rows = async (reader: typeof api) => (await reader('GET', '/numbers/rows?number=unread&limit=200')).body
  const rep = await h.api('rep')
  const [all, hidden] = [await rows(api), await rows(rep)]
  assert.ok(all.total > 0)
  assert.deepEqual([hidden.total, hidden.items.length], [all.total, all.items.length])
  assert.deepEqual([new Set(hidden.items.map((row: any) => [row.title, row.detail, row.leadId, row.threadId].join('|'))).size, hidden.items[0].title, hidden.items[0].leadId], [1, 'In a private mailbox', null])
  assert.ok(all.items.every((row: any) => row.title === 'Re: Three roles' && row.leadId))
  await h.world.write((tx) => tx.run(sql`update mailboxes set sharing = 'metadata' where id = ${ids.mailbox}`))
  const [shared] = (await rows(rep)).items
  assert.deepEqual([shared.title, Boolean(shared.leadId)], ['Subject not shared', true])
})
