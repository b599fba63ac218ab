// Ramp and brakes told through the house: a mailbox that goes up day by day, and one that has to rest.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { planMessage, sendWhatIsDue } from '#sending'
import { testMailbox, type TestMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { brakesOn } from './braking.ts'
import { noteFault, pauseMailbox, rampOnce } from './mailboxes.ts'
import { endPauses } from './ramping.ts'
import { findMailbox } from './store.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const day = 86_400_000
const box = (id: string) => h.world.read(async (tx) => (await findMailbox(tx, id))!)
const smtp = { host: 'smtp.acme-sales.example', port: 587, security: 'starttls', user: '' }
const input = { address: 'new@acme-sales.example', smtp, imap: { ...smtp, host: 'imap.acme-sales.example', port: 993, security: 'tls' }, password: 'long enough for this' }

/** As if so many mails had left just now. */
const byHand = '00000000-0000-0000-0000-000000000000'
const sent = (mailboxId: string, n: number, campaignId = byHand) => h.world.write((tx) => tx.run(sql`
  insert into send_places (workspace_id, mailbox_id, at, campaign_id, n) values (${tx.workspaceId}, ${mailboxId}, ${tx.now}, ${campaignId}, ${n})`))
const fault = (mailboxId: string, kind: 'hard_bounce' | 'complaint' | 'policy', campaignId: string | null = null) => h.world.write((tx) =>
  noteFault(tx, { mailboxId, campaignId, messageId: null, kind, sentAt: tx.now, refusedAtOnce: false, text: 'No such user' }))

const aCampaign = crypto.randomUUID()

test('a new mailbox begins with eight a day and goes up with each good day; a day with refusals halves it', async () => {
  const api = await h.api()
  const { id, limit } = (await api('POST', '/mailboxes', input)).body
  assert.deepEqual([limit.most, limit.by], [8, 'ramp'])
  await rampOnce(h.ground)
  assert.equal((await box(id)).rampLevel, 8, 'not twice on one day')
  await sent(id, 8, aCampaign)
  await fault(id, 'hard_bounce') // of an answer by hand
  h.clock.advance(day)
  await rampOnce(h.ground)
  assert.equal((await box(id)).rampLevel, 11)
  await sent(id, 2)
  h.clock.advance(day)
  await rampOnce(h.ground)
  assert.equal((await box(id)).rampLevel, 11, 'answers by hand prove nothing')
  await sent(id, 11, aCampaign)
  await fault(id, 'policy')
  h.clock.advance(day)
  await rampOnce(h.ground)
  const ramp = (await api('GET', `/mailboxes/${id}/ramp`)).body
  assert.deepEqual([ramp.on, ramp.level, ramp.days.map((d: { level: number }) => d.level), ramp.goal], [true, 5, [8, 11, 11, 5], 40])
  assert.match(ramp.why, /refused for policy reasons/)
  assert.equal((await api('PUT', `/mailboxes/${id}/ramp`, { on: false })).body.on, false)
  assert.equal((await api('GET', `/mailboxes/${id}`)).body.limit.by, 'own')
  await sent(id, 3)
  h.clock.advance(20 * day)
  await rampOnce(h.ground)
  assert.equal((await box(id)).rampLevel, 8, 'after three silent weeks it starts slowly again')
  await h.world.write((tx) => tx.run(sql`update mailboxes set ramp_level = 30 where id = ${id}`))
  h.clock.advance(day)
  await rampOnce(h.ground)
  assert.equal((await box(id)).rampLevel, 8, 'on the way up, too')
})

test('too many bounces among the last mails: the mailbox rests with its reason, once; a rep waits, a manager resumes, and counting begins anew', async () => {
  const mine = await testMailbox(h)
  await h.world.write(async (tx) => tx.run(sql`update mailboxes set owner_id = ${await h.userId('rep')}, address = 'rep@solo.example' where id = ${mine.id}`))
  await sent(mine.id, 100)
  for (let i = 0; i < 4; i++) await fault(mine.id, 'hard_bounce')
  assert.equal((await box(mine.id)).status, 'active')
  const standing = async () => (await (await h.api('rep'))('GET', `/mailboxes/${mine.id}/reputation`)).body
  const before = await standing()
  assert.deepEqual(before.scopes.map((s: { scope: string }) => s.scope), ['mailbox'], 'a domain of one mailbox is that mailbox')
  const [bounces, complaints] = before.scopes[0].signs
  assert.deepEqual([bounces.verdict, bounces.sentence], ['near', '4 of the last 100 bounced for good (4 %); sending rests at 5 %.'])
  assert.deepEqual([complaints.verdict, complaints.faults, complaints.of], ['good', 0, 100])
  assert.deepEqual([before.scopes[0].days.length, before.scopes[0].days.reduce((n: number, d: { sent: number }) => n + d.sent, 0), before.scopes[0].days.reduce((n: number, d: { bounced: number }) => n + d.bounced, 0)], [30, 100, 4])
  await fault(mine.id, 'hard_bounce')
  await fault(mine.id, 'hard_bounce')
  const resting = await box(mine.id)
  assert.equal(resting.status, 'paused')
  assert.match(resting.statusReason!, /^5 of the last 100 mails from rep@solo\.example bounced for good \(5 %, 5 % is the most\): sending rests/)
  const [rep, manager] = [await h.api('rep'), await h.api('manager')]
  const refused = await rep('POST', `/mailboxes/${mine.id}/resume`)
  assert.deepEqual([refused.status, refused.body.error.code], [409, 'cooling_down'])
  assert.equal((await rep('GET', `/mailboxes/${mine.id}`)).body.brakes.length, 1)
  assert.equal((await manager('POST', `/mailboxes/${mine.id}/resume`)).body.status, 'active')
  h.clock.advance(1000)
  await fault(mine.id, 'hard_bounce')
  assert.equal((await box(mine.id)).status, 'active', 'one bounce after it is no sample')
  assert.equal((await standing()).scopes[0].signs[0].verdict, 'too few to tell')
  const told = await h.world.read((tx) => tx.many(sql`select 1 from events where type = 'brake.applied' and payload->>'key' = ${mine.id}`))
  assert.equal(told.length, 1)
})

test('a domain has a brake over its mailboxes, and a campaign its own: it is paused and says why', async () => {
  const [a, b] = [await testMailbox(h), await testMailbox(h)]
  await h.world.write((tx) => tx.run(sql`update mailboxes set address = split_part(address, '@', 1) || '@twin.example' where id = any(${[a.id, b.id]}::uuid[])`))
  const { id } = await h.world.write((tx) => tx.one<{ id: string }>(sql`insert into campaigns (workspace_id, name, status) values (${tx.workspaceId}, 'C', 'active') returning id`))
  await sent(a.id, 400, id); h.clock.advance(1); await sent(b.id, 400, id)
  await fault(a.id, 'complaint', id)
  assert.equal((await box(a.id)).status, 'active', 'one complaint is no sample')
  await fault(b.id, 'complaint')
  assert.equal((await box(a.id)).status, 'active', '2 of 800 are 0.25 %')
  await fault(a.id, 'complaint', id)
  assert.deepEqual([(await box(a.id)).status, (await box(b.id)).status], ['paused', 'paused'])
  assert.match((await box(b.id)).statusReason!, /from all mailboxes of twin\.example|from .*@twin\.example/)
  await fault(a.id, 'complaint', id)
  await h.runLater()
  const campaign = await h.world.read((tx) => tx.one<{ status: string; reason: string }>(sql`select status, pause_reason as reason from campaigns where id = ${id}`))
  assert.equal(campaign.status, 'paused')
  assert.match(campaign.reason, /mails of this campaign were reported as spam/)
  assert.equal((await h.world.read(async (tx) => (await brakesOn(tx, [await box(b.id)])).get(b.id)))!.length, 1)
})

test('a hard bounce at the recipient\'s server counts, though its place in the day is given back', async () => {
  const mine = await testMailbox(h, { behave: (to) => (to.startsWith('gone') ? { at: 'rcpt', say: '550 5.1.1 No such user' } : 'accept') })
  await h.world.write((tx) => tx.run(sql`update mailboxes set address = 'one@bounce.example' where id = ${mine.id}`))
  for (let i = 0; i < 24; i++) await h.world.write(async (tx) => {
    const to = `${i < 10 ? 'gone' : 'here'}${i}@somewhere.example`
    const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${to}) returning id`)
    await planMessage(tx, { leadId: lead.id, mailboxId: mine.id, subject: 'Hello', bodyText: 'Hello.', dueAt: tx.now })
  })
  await sendWhatIsDue(h.ground)
  const now = await box(mine.id)
  assert.equal(now.status, 'paused')
  assert.match(now.statusReason!, /of the last \d+ mails from one@bounce\.example bounced for good/)
})

// ── A brake holds, whatever else happens to the mailbox ──

const [hour, minute] = [3_600_000, 60_000]
/** A mailbox of the rep's with a mail that is due. */
async function waiting(address: string): Promise<TestMailbox> {
  const mine = await testMailbox(h), repId = await h.userId('rep')
  await h.world.write(async (tx) => {
    await tx.run(sql`update mailboxes set owner_id = ${repId}, address = ${address} where id = ${mine.id}`)
    const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${`lead@to-${address.replace('@', '-')}`}) returning id`)
    await planMessage(tx, { leadId: lead.id, mailboxId: mine.id, subject: 'Hello', bodyText: 'Hello.', dueAt: tx.now })
  })
  return mine
}
async function brakes(mailboxId: string): Promise<void> {
  await sent(mailboxId, 100)
  for (let i = 0; i < 5; i++) await fault(mailboxId, 'hard_bounce')
}
const pause = (mailboxId: string, why: Parameters<typeof pauseMailbox>[2]) => h.world.write((tx) => pauseMailbox(tx, mailboxId, why))
async function restsUntilLifted(mine: TestMailbox): Promise<void> {
  await sendWhatIsDue(h.ground)
  const { status, status_reason, paused_until } = await mine.row()
  assert.deepEqual([status, paused_until, mine.server.taken.length], ['paused', null, 0])
  assert.match(status_reason!, /bounced for good .*: sending rests/)
  const refused = await (await h.api('rep'))('POST', `/mailboxes/${mine.id}/resume`)
  assert.deepEqual([refused.status, refused.body.error?.code], [409, 'cooling_down'])
  assert.equal((await (await h.api('manager'))('POST', `/mailboxes/${mine.id}/resume`)).body.status, 'active')
  await sendWhatIsDue(h.ground)
  assert.equal(mine.server.taken.length, 1)
}

test('a brake that falls while the mailbox is paused takes the end of that pause away', async () => {
  const mine = await waiting('rep@quota.example')
  await pause(mine.id, { reason: "The provider's sending limit is reached.", until: new Date(h.clock.now().getTime() + hour) })
  await brakes(mine.id)
  h.clock.advance(2 * hour)
  await restsUntilLifted(mine)
})

test('a pause with an end ends, and says so; one that was made anew meanwhile does not', async () => {
  const [over, anew] = [await testMailbox(h), await testMailbox(h)], until = new Date(h.clock.now().getTime() + hour)
  for (const one of [over, anew]) await pause(one.id, { reason: "The provider's sending limit is reached.", until })
  await endPauses(h.ground)
  assert.equal((await box(over.id)).status, 'paused')
  h.clock.advance(2 * hour)
  await pause(anew.id, { reason: 'Paused by hand.' })
  await endPauses(h.ground)
  assert.deepEqual([(await box(over.id)).status, (await box(over.id)).statusReason, (await box(anew.id)).status], ['active', null, 'paused'])
  const { n } = await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from events where type = 'mailbox.resumed' and mailbox_id = ${over.id}`))
  assert.equal(n, 1)
})

test('an address that is removed and connected again has sent what it has sent', async () => {
  const mine = await waiting('rep@counted.example'), rep = await h.api('rep')
  await sent(mine.id, 400)
  await fault(mine.id, 'hard_bounce')
  assert.equal((await rep('DELETE', `/mailboxes/${mine.id}`)).status, 200)
  const again = (await rep('POST', '/mailboxes', { ...input, address: 'rep@counted.example' })).body
  assert.equal(again.sent24h, 400)
  await fault(mine.id, 'hard_bounce')
  const { n } = await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from send_faults where mailbox_id = ${again.id}`))
  assert.equal(n, 2, 'what comes back of it, before and after, is the same sender’s')
})

test('under a brake no pause has an end, whoever asks for it', async () => {
  const mine = await waiting('rep@minute.example')
  await brakes(mine.id)
  const asked = await (await h.api('rep'))('POST', `/mailboxes/${mine.id}/pause`, { until: new Date(h.clock.now().getTime() + minute).toISOString() })
  assert.deepEqual([asked.status, asked.body.status, asked.body.pausedUntil], [200, 'paused', null])
  h.clock.advance(2 * minute)
  await restsUntilLifted(mine)
})

test('a brake that falls on a mailbox whose login is lost is found when the password is mended', async () => {
  const mine = await waiting('rep@login.example')
  await pause(mine.id, { status: 'needs_reconnect', reason: 'The login is refused.' })
  await brakes(mine.id)
  assert.equal((await box(mine.id)).status, 'needs_reconnect')
  const mended = await (await h.api('rep'))('PATCH', `/mailboxes/${mine.id}`, { password: 'the new one' })
  assert.deepEqual([mended.status, mended.body.status], [200, 'paused'], JSON.stringify(mended.body))
  await restsUntilLifted(mine)
})

test('a new mailbox of a braked domain rests with the others, and so does an address that is removed and connected again', async () => {
  const [a, b] = [await testMailbox(h), await testMailbox(h)], [rep, manager] = [await h.api('rep'), await h.api('manager')]
  await h.world.write((tx) => tx.run(sql`update mailboxes set address = split_part(address, '@', 1) || '@braked.example' where id = any(${[a.id, b.id]}::uuid[])`))
  await sent(a.id, 60); h.clock.advance(1); await sent(b.id, 60)
  for (let i = 0; i < 3; i++) { await fault(a.id, 'hard_bounce'); await fault(b.id, 'hard_bounce') }
  assert.match((await box(a.id)).statusReason!, /from all mailboxes of braked\.example/)
  const third = (await rep('POST', '/mailboxes', { ...input, address: 'third@braked.example' })).body
  assert.deepEqual([third.status, third.pausedUntil, third.brakes.length], ['paused', null, 1], JSON.stringify(third))
  assert.equal((await rep('POST', `/mailboxes/${third.id}/resume`)).status, 409)
  assert.equal((await manager('POST', `/mailboxes/${third.id}/resume`)).body.status, 'active')

  const mine = await waiting('rep@again.example')
  await brakes(mine.id)
  assert.equal((await rep('DELETE', `/mailboxes/${mine.id}`)).status, 200)
  const again = (await rep('POST', '/mailboxes', { ...input, address: 'rep@again.example' })).body
  assert.deepEqual([again.status, again.brakes.length], ['paused', 1], JSON.stringify(again))
  assert.equal((await manager('POST', `/mailboxes/${again.id}/resume`)).body.status, 'active')
})

test('who resumes a mailbox has its refusals counted anew', async () => {
  const mine = await testMailbox(h, { behave: () => ({ at: 'dot', say: '550 5.7.1 Looks like spam' }) })
  await h.world.write((tx) => tx.run(sql`update mailboxes set refusals_in_a_row = 3 where id = ${mine.id}`))
  await pause(mine.id, { reason: '3 mails in a row were refused for policy reasons.' })
  assert.equal((await (await h.api('manager'))('POST', `/mailboxes/${mine.id}/resume`)).body.status, 'active')
  await h.world.write(async (tx) => {
    const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, 'once@more.example') returning id`)
    await planMessage(tx, { leadId: lead.id, mailboxId: mine.id, subject: 'Hello', bodyText: 'Hello.', dueAt: tx.now })
  })
  await sendWhatIsDue(h.ground)
  const { n } = await h.world.read((tx) => tx.one<{ n: number }>(sql`select refusals_in_a_row as n from mailboxes where id = ${mine.id}`))
  assert.deepEqual([mine.server.taken.length, n, (await mine.row()).status], [0, 1, 'active'], 'one more refusal is one')
})
