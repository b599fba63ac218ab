// A talk that went over to another mailbox: its answers may lie in the letterbox of the one that wrote first. Letterboxes in memory, the clock in our hand.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { fakeLetterbox, type FakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { linkClicked } from '#tracking'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'
import { postOnce } from './posting.ts'

const h = await house({ now: monday })
after(() => h.stop())
await cast(h)
const { api, campaign, enrollmentOf, approveAll, launch, to, leaves, lead } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

interface Mail { id: string; leadId: string; mailboxId: string; messageId: string; subject: string; state: string; no: number; dueAt: Date; lookedAt: Date | null }
const mailsOf = (id: string) => h.world.read((tx) => tx.many<Mail>(sql`
  select id, lead_id as "leadId", mailbox_id as "mailboxId", message_id as "messageId", subject, state, step_no as no, due_at as "dueAt", looked_at as "lookedAt" from messages where campaign_id = ${id} order by lead_id, step_no`))
const later = (at: Date, ms: number) => new Date(at.getTime() + ms).toISOString()
let n = 0
const letterbox = async (): Promise<FakeLetterbox> => {
  const box = await fakeLetterbox(h)
  await h.world.write((tx) => tx.run(sql`update mailboxes set gap_min_s = 0, gap_max_s = 0 where id = ${box.id}`))
  return box
}
/** She answers the mail, where it came from. */
const answer = (box: FakeLetterbox, email: string, mail: Mail) => box.drop(`From: ${email}
To: ${box.address}
Subject: Re: ${mail.subject}
Message-ID: <${crypto.randomUUID()}@outside.example>
In-Reply-To: <${mail.messageId}>
References: <${mail.messageId}>
Content-Type: text/plain; charset=utf-8

Thank you, that sounds interesting. Could we talk on Thursday?
`)

/** The first mails have left from a mailbox whose person then left for good: what follows is the other one's. `others`: so many go over beside Ada and Ben. */
async function wentOver(others = 0) {
  await to(monday)
  const first = await letterbox(), second = await letterbox(), addresses = [`ada${++n}@one${n}.example`, `ben${n}@two${n}.example`]
  const [ada, ben] = [await lead(addresses[0]!, 'Ada'), await lead(addresses[1]!, 'Ben')]
  const crowd = await h.world.write(async (tx) => (await tx.many<{ id: string }>(sql`insert into leads (workspace_id, email, first_name, time_zone) select ${tx.workspaceId}, 'crowd' || i || '@c' || i || '.example', 'Pia', 'Europe/Berlin' from generate_series(1, ${others}::int) i returning id`)).map((r) => r.id))
  const id = await campaign(`Went over ${n}`, [ada, ben, ...crowd], { mailboxIds: [first.id] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T12:00:00Z')
  const begun = await mailsOf(id)
  for (const mail of begun) await leaves(mail.id)
  await ok('POST', '/absences', { mailboxId: first.id, fromDay: '2026-11-23', toDay: '2026-12-31', way: 'reassign', toMailboxId: second.id })
  await h.runLater()
  const next = (await mailsOf(id)).filter((m) => m.no === 2)
  assert.deepEqual(next.map((m) => [m.mailboxId, m.state]), Array.from({ length: 2 + others }, () => [second.id, 'planned']))
  const due = new Date(Math.max(...next.map((m) => m.dueAt.getTime())))
  return { id, first, second, ada, ben, email: addresses[0]!, hers: begun.find((m) => m.leadId === ada)!, due, follow: async (leadId: string) => (await mailsOf(id)).find((m) => m.leadId === leadId && m.no === 2)! }
}

test('an answer in the letterbox that wrote first stops the follow-up from the mailbox that took over; who is silent gets it', async () => {
  const { id, first, second, ada, ben, email, hers, due, follow } = await wentOver()
  await to(later(due, -1000))
  answer(first, email, hers)
  await to(later(due, 1000))
  assert.equal(await postOnce(h.ground), 1)
  await h.runLater()
  assert.deepEqual([first.looks, second.looks], [1, 1])
  const row = await enrollmentOf(id, ada)
  assert.deepEqual([row.state, row.reasonCode, (await follow(ada)).state], ['stopped', 'replied', 'cancelled'])
  const his = await follow(ben)
  assert.ok(his.state === 'due' && his.lookedAt, JSON.stringify(his))
})

test('while the letterbox that wrote first cannot be read the follow-up waits and says for what; after a day it is held; read again, it leaves', async () => {
  const { id, first, second, ada, due, follow } = await wentOver()
  // Somebody whom the second mailbox alone has written to is not kept waiting.
  const cy = await lead(`cy${n}@three${n}.example`, 'Cy'), other = await campaign(`Beside ${n}`, [cy], { mailboxIds: [second.id] })
  await approveAll(other)
  assert.equal((await launch(other)).status, 200)
  await lineOnce(h.ground)
  for (const mail of (await mailsOf(other)).filter((m) => m.no === 1)) await leaves(mail.id)
  await h.world.write((tx) => tx.run(sql`update messages set due_at = ${due} where campaign_id = ${other} and step_no = 2`))

  first.trouble = { ok: false, reason: 'login', sentence: 'The password is refused.', why: null, mend: null, answer: null }
  await to(later(due, 1000))
  await postOnce(h.ground)
  const waits = await follow(ada), row = await enrollmentOf(id, ada)
  assert.deepEqual([waits.state, waits.lookedAt, row.state, row.reasonCode], ['planned', null, 'waiting', 'look_failed'])
  assert.equal(row.reason, `The letterbox of ${first.address}, which wrote to this lead before, cannot be read (The password is refused). An answer may lie there, so the follow-up waits.`)
  assert.equal((await mailsOf(other)).find((m) => m.no === 2)!.state, 'due', 'it keeps nobody else')
  const looks = first.looks
  await to(later(due, 5000))
  await postOnce(h.ground)
  assert.equal(first.looks, looks, 'not tried again before its time')

  for (let hours = 1; hours <= 25; hours++) { await to(later(due, hours * 3_600_000)); await postOnce(h.ground) }
  const held = await enrollmentOf(id, ada)
  assert.deepEqual([held.state, held.reasonCode, (await follow(ada)).state], ['held', 'look_failed', 'planned'])
  assert.match(held.reason, /could not be read for a day \(The password is refused\).*Connect that mailbox again or remove it/)

  first.trouble = undefined
  assert.equal((await ok('POST', `/campaigns/${id}/enrollments/act`, { act: 'retry', ids: [held.id] })).done, 1)
  const again = await follow(ada)
  await to(later(again.dueAt, 20 * 60_000))
  await postOnce(h.ground)
  const goes = await follow(ada)
  assert.ok(goes.state === 'due' && goes.lookedAt, JSON.stringify(goes))
  assert.equal((await enrollmentOf(id, ada)).reasonCode, null)
})

let cys = 0
/** Cy, to whom only this mailbox has written: the follow-up is due at that moment. */
async function besides(box: FakeLetterbox, at: Date): Promise<() => Promise<Mail>> {
  const cy = await lead(`cy@besides${++cys}.example`, 'Cy'), id = await campaign(`Besides ${cys}`, [cy], { mailboxIds: [box.id] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await lineOnce(h.ground)
  for (const mail of (await mailsOf(id)).filter((m) => m.no === 1)) await leaves(mail.id)
  await h.world.write(async (tx) => {
    await tx.run(sql`update messages set due_at = ${at} where campaign_id = ${id} and step_no = 2`)
    await tx.run(sql`update enrollments set next_at = ${at} where campaign_id = ${id}`)
  })
  return async () => (await mailsOf(id)).find((m) => m.no === 2)!
}

test('where all wait for the same letterbox nobody asks again before it is tried again; who is due meanwhile and waits for none is not kept', async () => {
  const { first, second, due } = await wentOver()
  const free = await besides(second, new Date(due.getTime() + 20_000))
  const triedAt = async (box: FakeLetterbox) => (await h.world.read((tx) => tx.one<{ at: Date }>(sql`select next_look_at as at from letterbox_looks where mailbox_id = ${box.id}`))).at.toISOString()
  first.trouble = { ok: false, reason: 'login', sentence: 'The password is refused.', why: null, mend: null, answer: null }
  await to(later(due, 1000))
  await postOnce(h.ground)
  assert.deepEqual([await triedAt(first), await triedAt(second)], [later(due, 31_000), later(due, 20_000)], 'half a minute after it failed; when the next one is due')
  await to(later(due, 20_500))
  await postOnce(h.ground)
  assert.equal((await free()).state, 'due')
  await to(later(due, 25_000))
  await postOnce(h.ground)
  assert.equal(await triedAt(second), later(due, 31_000))
})

test('a mailbox that sends one at a time asks about twenty, and where those all wait about those behind them', async () => {
  const { id, first, second, due } = await wentOver(23)
  await h.world.write((tx) => tx.run(sql`update mailboxes set gap_min_s = 60, gap_max_s = 120, next_send_at = ${tx.now} where id = ${second.id}`))
  const waiting = async () => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from enrollments where campaign_id = ${id} and reason_code = 'look_failed'`))).n
  const free = await besides(second, new Date(due.getTime() - 86_400_000))
  first.trouble = { ok: false, reason: 'login', sentence: 'The password is refused.', why: null, mend: null, answer: null }
  await to(later(due, 1000))
  await postOnce(h.ground)
  assert.deepEqual([(await free()).state, await waiting()], ['due', 19], 'the first of twenty may leave, and nobody asks about the rest')

  const behind = await besides(second, new Date(due.getTime() + 60_000))
  const accepted = (await free()).id
  await h.world.write((tx) => tx.run(sql`update messages set state = 'accepted', accepted_at = ${tx.now}, handed_at = ${tx.now} where id = ${accepted}`))
  await to(later(due, 61_000))
  await postOnce(h.ground)
  assert.deepEqual([(await behind()).state, await waiting()], ['due', 25])
})

test('a mailbox that asks to answer elsewhere: that letterbox is looked into, too', async () => {
  await to(monday)
  const box = await letterbox(), desk = await letterbox(), email = `eve${++n}@five${n}.example`, eve = await lead(email, 'Eve')
  await h.world.write((tx) => tx.run(sql`update mailboxes set reply_to = ${desk.address} where id = ${box.id}`))
  const id = await campaign(`Elsewhere ${n}`, [eve], { mailboxIds: [box.id] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T12:00:00Z')
  const [mail] = await mailsOf(id)
  await leaves(mail!.id)
  const next = (await mailsOf(id)).find((m) => m.no === 2)!
  answer(desk, email, mail!)
  await to(later(next.dueAt, 1000))
  await postOnce(h.ground)
  await h.runLater()
  assert.deepEqual([box.looks, desk.looks], [1, 1])
  const row = await enrollmentOf(id, eve)
  assert.deepEqual([row.state, row.reasonCode], ['stopped', 'replied'])
})

test('a mailbox that was removed is not waited for', async () => {
  const { first, ada, due, follow } = await wentOver()
  first.trouble = { ok: false, reason: 'login', sentence: 'The password is refused.', why: null, mend: null, answer: null }
  await ok('DELETE', `/mailboxes/${first.id}`)
  await h.runLater()
  await to(later(due, 1000))
  await postOnce(h.ground)
  assert.equal((await follow(ada)).state, 'due')
})

test('a campaign that goes on from another mailbox looks where the one before it wrote from', async () => {
  await to(monday)
  const first = await letterbox(), second = await letterbox(), email = `dora${++n}@four${n}.example`, dora = await lead(email, 'Dora')
  const there = await campaign(`There ${n}`, [], { mailboxIds: [second.id] }), here = await campaign(`Here ${n}`, [dora], { mailboxIds: [first.id] })
  await ok('PATCH', `/campaigns/${here}/rules`, { subSequences: [{ when: { about: 'clicked' }, toCampaignId: there, afterDays: 0, sameThread: false }] })
  for (const id of [here, there]) { await approveAll(id); assert.equal((await launch(id)).status, 200) }
  await to('2026-11-23T10:00:00Z')
  const [mail] = await mailsOf(here)
  await leaves(mail!.id)
  await h.world.write((tx) => announce(tx, linkClicked, { messageId: mail!.id, leadId: dora, campaignId: here, url: 'https://acme.example/' } as never))
  await h.runLater()
  await approveAll(there)
  await lineOnce(h.ground)
  const [next] = await mailsOf(there)
  assert.deepEqual([next!.mailboxId, next!.state], [second.id, 'planned'])
  answer(first, email, mail!)
  await to(later(next!.dueAt, 1000))
  await postOnce(h.ground)
  await h.runLater()
  const row = await enrollmentOf(there, dora)
  assert.deepEqual([row.state, row.reasonCode, (await mailsOf(there))[0]!.state], ['stopped', 'replied', 'cancelled'])
})
