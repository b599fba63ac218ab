// Limits, as the queue keeps them: under any number of claimers, exact at the edge of their window, given back when
// nothing left, and every wait says why and until when.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { setSharedLimit } from '#mailboxes'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { claim } from './claiming.ts'
import { explain, findMessage, planMessage, sendWhatIsDue } from './sending.ts'

const h = await house({ now: '2026-03-02T09:00:00.500Z' })
after(() => h.stop())
const minute = 60_000, hour = 60 * minute, day = 24 * hour

let no = 0
const plan = (mailboxId: string, more: { campaignId?: string; to?: string; origin?: 'reply' } = {}) => h.world.write(async (tx) => {
  const address = more.to ?? `p${++no}@prospect${no}.example`
  const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) values (${tx.workspaceId}, ${address}, 'Pia') returning id`)
  return (await planMessage(tx, { leadId: lead.id, mailboxId, subject: 'A question', bodyText: 'Hello.', dueAt: tx.now, campaignId: more.campaignId ?? null, ...(more.origin && { origin: more.origin }) })).id
})
const campaign = () => h.world.write(async (tx) => (await tx.one<{ id: string }>(sql`insert into campaigns (workspace_id, name) values (${tx.workspaceId}, 'C') returning id`)).id)
const stateOf = (id: string) => h.world.read(async (tx) => (await findMessage(tx, id))!.state)
const why = (id: string) => h.world.read((tx) => explain(tx, id))
const claimOf = (mailboxId: string, most = 200) => h.world.write((tx) => claim(tx, mailboxId, { worker: 'w', leaseS: 60, most }))

test('eight claimers at once take no more than a limit allows: of a mailbox, a campaign, a sending domain, a recipient domain', async () => {
  const [a, b] = [await testMailbox(h, { dailyLimit: 60 }), await testMailbox(h, { dailyLimit: 60 })]
  const id = await campaign()
  for (let i = 0; i < 40; i++) { await plan(a.id, { campaignId: id }); await plan(b.id, { campaignId: id }) }
  await h.world.write((tx) => setSharedLimit(tx, 'campaign', id, 50))
  const taken = async (most: number) => {
    let all = 0
    for (let round = 0; round < 4; round++) all += (await Promise.all(Array.from({ length: 8 }, (_, i) => claimOf(i % 2 ? a.id : b.id, most)))).reduce((n, c) => n + c.claims.length, 0)
    return all
  }
  assert.equal(await taken(7), 50, 'the campaign has its fifty and no more')

  h.clock.advance(day)
  await h.world.write((tx) => setSharedLimit(tx, 'campaign', id, null))
  await h.world.write((tx) => setSharedLimit(tx, 'sending_domain', 'acme-sales.example', 21))
  await h.world.write((tx) => tx.run(sql`update messages set due_at = ${tx.now}, state = 'planned' where campaign_id = ${id} and state = 'planned'`))
  assert.equal(await taken(5), 21, 'both mailboxes are of one domain')
  await h.world.write((tx) => setSharedLimit(tx, 'sending_domain', 'acme-sales.example', null))

  h.clock.advance(day)
  const c = await testMailbox(h), d = await testMailbox(h, { dailyLimit: 12 })
  for (let i = 0; i < 20; i++) { await plan(c.id, { campaignId: id, to: `x${i}@globex.example` }); await plan(d.id, { campaignId: id }) }
  await h.world.write((tx) => setSharedLimit(tx, 'recipient_domain', '*', 9))
  const got = await Promise.all(Array.from({ length: 8 }, (_, i) => claimOf(i % 2 ? c.id : d.id, 4)))
  const more = await Promise.all(Array.from({ length: 8 }, (_, i) => claimOf(i % 2 ? c.id : d.id, 9)))
  const of = (mailboxId: string) => [...got, ...more].flatMap((g) => g.claims).filter((m) => m.mailboxId === mailboxId).length
  assert.deepEqual([of(c.id), of(d.id)], [9, 12], 'nine to Globex; the other mailbox has its own limit')
  await h.world.write((tx) => setSharedLimit(tx, 'recipient_domain', '*', null))
})

test('the window rolls and is exact at its edge: a place is free 24 hours after it was taken, and not a millisecond before', async () => {
  const box = await testMailbox(h, { dailyLimit: 2 })
  const [first, second, third, fourth] = [await plan(box.id), await plan(box.id), await plan(box.id), await plan(box.id)]
  const began = h.ground.clock.now().getTime()
  assert.equal((await claimOf(box.id, 1)).claims.length, 1)
  h.clock.advance(5 * hour)
  assert.equal((await claimOf(box.id, 1)).claims.length, 1)
  assert.equal((await claimOf(box.id)).claims.length, 0)
  const waiting = (await Promise.all([first, second, third, fourth].map(async (id) => [id, await stateOf(id)] as const))).filter(([, state]) => state === 'planned').map(([id]) => id)
  assert.equal(waiting.length, 2)
  assert.match(await why(waiting[0]!), /has sent the 2 mails it may send within 24 hours; the next one may leave on .* at /)
  h.clock.set(new Date(began + day - 1))
  assert.equal((await claimOf(box.id)).claims.length, 0, 'a millisecond early')
  h.clock.set(new Date(began + day))
  assert.equal((await claimOf(box.id)).claims.length, 1, 'one place is free, not both')
  h.clock.set(new Date(began + day + 5 * hour - 1))
  assert.equal((await claimOf(box.id)).claims.length, 0)
  h.clock.set(new Date(began + day + 5 * hour))
  assert.equal((await claimOf(box.id)).claims.length, 1)
})

test('a place is given back when nothing left, to everything it was counted for', async () => {
  const id = await campaign()
  await h.world.write((tx) => setSharedLimit(tx, 'campaign', id, 1))
  const box = await testMailbox(h, { dailyLimit: 1, behave: (to) => (to.startsWith('busy') ? { at: 'rcpt', say: '450 4.2.0 Greylisted, try again in 5 minutes' } : 'accept') })
  const busy = await plan(box.id, { campaignId: id, to: 'busy@initech.example' })
  await sendWhatIsDue(h.ground)
  assert.equal(await stateOf(busy), 'due')
  const good = await plan(box.id, { campaignId: id })
  await sendWhatIsDue(h.ground)
  assert.equal(await stateOf(good), 'accepted', 'the greylisted one holds no place')
  h.clock.advance(10 * minute)
  await sendWhatIsDue(h.ground)
  assert.equal(await stateOf(busy), 'due', 'now the only place is taken')
  assert.equal(box.server.taken.length, 1)
})

test('what the provider allows is never passed, whatever is set; a minute is a minute', async () => {
  const box = await testMailbox(h, { dailyLimit: 10_000 })
  await h.world.write((tx) => tx.run(sql`update mailboxes set smtp = smtp || '{"host": "smtp.office365.com"}', preset = 'microsoft' where id = ${box.id}`))
  for (let i = 0; i < 35; i++) await plan(box.id)
  const answer = await plan(box.id, { origin: 'reply' })
  const hand = await claimOf(box.id)
  assert.equal(hand.claims.length, 1, 'what a person wrote goes first')
  assert.equal(hand.claims[0]!.id, answer)
  assert.equal((await claimOf(box.id)).claims.length, 29, 'thirty a minute, the answer included')
  assert.equal((await claimOf(box.id)).claims.length, 0)
  const left = await h.world.read((tx) => tx.one<{ id: string }>(sql`select id from messages where mailbox_id = ${box.id} and state = 'planned' limit 1`))
  assert.match(await why(left.id), /Microsoft 365 takes at most 30 mails a minute from one mailbox/)
  h.clock.advance(minute)
  assert.equal((await claimOf(box.id)).claims.length, 6)
})

test('what a shared limit holds back lets the others pass, and says why and until when', async () => {
  const [slow, quick] = [await campaign(), await campaign()]
  await h.world.write((tx) => setSharedLimit(tx, 'campaign', slow, 1))
  const box = await testMailbox(h)
  const held = [await plan(box.id, { campaignId: slow }), await plan(box.id, { campaignId: slow })]
  const free = await plan(box.id, { campaignId: quick })
  await sendWhatIsDue(h.ground)
  assert.equal(await stateOf(free), 'accepted')
  const waits = (await stateOf(held[0]!)) === 'planned' ? held[0]! : held[1]!
  await sendWhatIsDue(h.ground)
  h.clock.advance(minute)
  await sendWhatIsDue(h.ground)
  assert.match(await why(waits), /The campaign has sent the one mail it may send within 24 hours; this one may leave on .* at /)
  h.clock.advance(day)
  await sendWhatIsDue(h.ground)
  assert.equal(await stateOf(waits), 'accepted')
})
