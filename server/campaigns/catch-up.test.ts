// A backlog leaves at the usual pace, whatever made it: one mail after the gap of its mailbox, within hours and limits, each once.
// The clock is turned from one moment at which something could happen to the next; the server at the other end keeps the books.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { planMessage, sendWhatIsDue } from '#sending'
import { testMailbox, type TestMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday, config: { LAUNCH_HOLD_S: '0' } })
after(() => h.stop())
const { api, to, approveAll, mails, enrollments } = await desk(h)
const ok = async (method: string, path: string, body?: unknown) => { const a = await api(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }
const minute = 60_000, day = 86_400_000
const gap: [number, number] = [300, 420]

let no = 0
async function running(start: string, many: number, more: { dailyLimit?: number; campaign?: object } = {}): Promise<{ id: string; box: TestMailbox }> {
  await to(start)
  const box = await testMailbox(h, { gap, dailyLimit: more.dailyLimit ?? 40 })
  const prefix = `c${++no}`
  const leads = await h.world.write((tx) => tx.many<{ id: string }>(sql`insert into leads (workspace_id, email, first_name, time_zone) select ${tx.workspaceId}, ${prefix} || '-' || i || '@catch' || i || '.example', 'Pia', 'Europe/Berlin' from generate_series(1, ${many}::int) i returning id`))
  const made = await ok('POST', '/campaigns', { name: prefix, mailboxIds: [box.id], windowStart: '09:00', windowEnd: '17:00', quiet: [], steps: [{ kind: 'email', mode: 'template', subject: 'A question', body: 'Hello {{first_name|there}},\n\nthis is a short question about how your team works today. May I ask who looks after it?\n\nSam Carter' }], ...more.campaign })
  await ok('PATCH', `/campaigns/${made.id}/rules`, { holidays: 'none' })
  await ok('POST', `/campaigns/${made.id}/enrollments`, { leadIds: leads.map((l) => l.id) })
  await h.runLater()
  await approveAll(made.id)
  await ok('POST', `/campaigns/${made.id}/launch`, { acceptAmber: true })
  return { id: made.id, box }
}

/** The program runs until then. */
async function runUntil(box: TestMailbox, iso: string): Promise<void> {
  const end = new Date(iso)
  let heard = -1
  for (;;) {
    await lineOnce(h.ground)
    await sendWhatIsDue(h.ground)
    // What has just left is heard of later; a round in which nothing left may have sent mails back to be planned anew.
    if (box.server.taken.length === heard) await h.runLater()
    heard = box.server.taken.length
    const now = h.clock.now()
    const { at } = await h.world.read((tx) => tx.one<{ at: Date | null }>(sql`
      select min(case when m.origin = 'campaign' then greatest(m.due_at, b.next_send_at, b.limited_until) else m.due_at end) as at from messages m join mailboxes b on b.id = m.mailbox_id
       where m.mailbox_id = ${box.id} and m.state in ('planned', 'due') and not m.needs_look and m.reason_code is null and b.status = 'active'`))
    // Now and then somebody looks into the line.
    const next = new Date(Math.max(now.getTime() + 1000, Math.min(end.getTime(), at?.getTime() ?? Infinity, now.getTime() + 360 * minute)))
    if (next > end || now >= end) return
    await to(next.toISOString())
  }
}

const sentBy = (box: TestMailbox) => h.world.read((tx) => tx.many<{ at: Date; toAddress: string; byHand: boolean }>(sql`select accepted_at as at, to_address as "toAddress", origin <> 'campaign' as "byHand" from messages where mailbox_id = ${box.id} and state = 'accepted' order by accepted_at`))

/** What "the usual pace" means: the gap between any two, no more than the limit in any 24 hours, within the hours, nobody twice. */
async function usualPace(box: TestMailbox, limit: number, zone = 'Europe/Berlin'): Promise<Date[]> {
  const sent = await sentBy(box)
  for (const [i, one] of sent.entries()) {
    if (i) assert.ok(one.at.getTime() - sent[i - 1]!.at.getTime() >= gap[0] * 1000, `${sent[i - 1]!.at.toISOString()} and ${one.at.toISOString()} are closer than the gap`)
    assert.ok(sent.filter((o) => o.at <= one.at && o.at.getTime() > one.at.getTime() - day).length <= limit, `more than ${limit} within 24 hours before ${one.at.toISOString()}`)
    const clock = one.at.toLocaleTimeString('en-GB', { timeZone: zone, hour: '2-digit', minute: '2-digit' })
    assert.ok(one.byHand || (clock >= '09:00' && clock < '17:00'), `${one.at.toISOString()} is ${clock} there`)
  }
  assert.equal(new Set(sent.map((s) => s.toAddress)).size, sent.length, 'nobody twice')
  assert.equal(box.server.taken.length, sent.length, 'the server has what the ledger says')
  return sent.map((s) => s.at)
}
const on = (sent: Date[], date: string) => sent.filter((s) => s.toISOString().startsWith(date)).length

test('the process was away for half a day: what fell due meanwhile leaves one after the other, and the rest finds its place on the next day', async () => {
  const { box } = await running(monday, 30)
  await runUntil(box, '2026-11-23T09:00:00Z')
  const before = (await sentBy(box)).length
  assert.ok(before > 0 && before < 20)
  await to('2026-11-23T15:00:00Z')
  await runUntil(box, '2026-11-24T16:30:00Z')
  const sent = await usualPace(box, 40)
  assert.equal(sent.length, 30)
  assert.ok(on(sent, '2026-11-24') > 0, 'one hour was not enough for all of them')
})

test('reconnected after two days: the mailbox goes on as if nothing had waited; answers by hand that were held leave at its gap', async () => {
  const { box } = await running(monday, 24)
  await runUntil(box, '2026-11-23T10:00:00Z')
  await box.change({ status: 'needs_reconnect' })
  const held = await h.world.write(async (tx) => {
    for (let i = 0; i < 4; i++) await planMessage(tx, { mailboxId: box.id, to: { name: '', address: `answer${no}-${i}@held.example` }, subject: 'Re: yours', bodyText: 'Yes.', dueAt: tx.now, origin: 'reply' })
    return tx.run(sql`update messages set state = 'held', reason = 'The login is refused.', reason_code = 'mailbox_needs_reconnect' where mailbox_id = ${box.id} and origin = 'reply'`)
  })
  assert.equal(held, 4)
  await runUntil(box, '2026-11-25T09:30:00Z')
  const before = (await sentBy(box)).length
  await ok('POST', `/mailboxes/${box.id}/resume`)
  const { settle } = await import('../sending/settling.ts')
  await settle(h.ground)
  await runUntil(box, '2026-11-26T16:30:00Z')
  const byHand = (await sentBy(box)).filter((s) => s.byHand).map((s) => s.at.getTime())
  assert.equal(byHand.length, 4)
  for (const [i, at] of byHand.entries()) if (i) assert.ok(at - byHand[i - 1]! >= gap[0] * 1000, 'answers keep the gap among themselves')
  const campaign = (await sentBy(box)).filter((s) => !s.byHand)
  assert.equal(campaign.length, 24)
  for (const [i, one] of campaign.entries()) if (i) assert.ok(one.at.getTime() - campaign[i - 1]!.at.getTime() >= gap[0] * 1000, 'and so do the campaign’s')
  assert.ok(before < 12)
})

test('paused for ten days and resumed: spread over days within the limit', async () => {
  const { id, box } = await running(monday, 18, { dailyLimit: 8 })
  await runUntil(box, '2026-11-23T10:00:00Z')
  await ok('POST', `/campaigns/${id}/pause`, {})
  await to('2026-12-03T10:00:00Z')
  const before = (await sentBy(box)).length
  const preview = await ok('GET', `/campaigns/${id}/resume/preview`)
  assert.deepEqual([preview.waiting, preview.days], [18 - before, Math.ceil((18 - before) / 8)])
  await ok('POST', `/campaigns/${id}/resume`, {})
  await runUntil(box, '2026-12-09T16:30:00Z')
  const sent = await usualPace(box, 8)
  assert.equal(sent.length, 18)
})

test('on resuming, what is late by more than a week is left out: shown before, explained after, and taken back by undo', async () => {
  const mail = (n: number) => ({ kind: 'email', mode: 'template', subject: n === 1 ? 'A question' : '', body: `Hello {{first_name|there}},\n\nthis is mail ${n} about how your team works today. May I ask who looks after it?\n\nSam Carter` })
  const { id, box } = await running(monday, 12, { dailyLimit: 10, campaign: { steps: [mail(1), { kind: 'wait', waitAmount: 1, waitUnit: 'business_days' }, mail(2)] } })
  await runUntil(box, '2026-11-23T10:00:00Z')
  const begun = (await sentBy(box)).length
  await ok('POST', `/campaigns/${id}/pause`, {})
  await to('2026-12-04T10:00:00Z')
  const planned = (await mails(id)).filter((m) => m.state === 'planned' && m.step_no === 1).length
  assert.ok(planned > 0 && begun > 0)
  const preview = await ok('GET', `/campaigns/${id}/resume/preview?leaveOutOlderThanDays=7`)
  assert.deepEqual([preview.overdue, preview.leftOut, preview.waiting], [begun + planned, { followUps: begun, first: planned }, 12 - planned])
  assert.ok(preview.older.some((a: any) => a.days === 7 && a.mails === begun + planned) && preview.examples[0].sentence.includes('late by more than 7 days'), JSON.stringify(preview))
  const resumed = await ok('POST', `/campaigns/${id}/resume`, { leaveOutOlderThanDays: 7 })
  assert.match(resumed.respread.sentence, /left out/)
  const now = await enrollments(id)
  const out = now.filter((e) => e.state === 'stopped')
  assert.equal(out.length, planned)
  assert.ok(out.every((e) => /late by more than 7 days/.test(e.reason)), JSON.stringify(out[0]))
  assert.equal(now.filter((e) => e.state === 'finished').length, begun, 'the skipped follow-up was their last')
  const reasons = await h.world.read((tx) => tx.many<{ reason: string }>(sql`select reason from messages where campaign_id = ${id} and state = 'cancelled'`))
  assert.ok(reasons.length === begun + planned && reasons.every((r) => /Left out on resuming/.test(r.reason) || /Taken out/.test(r.reason)), JSON.stringify(reasons[0]))
  for (const run of (await ok('GET', `/campaigns/${id}/control`)).items) await ok('POST', `/control/${run.id}/undo`)
  await runUntil(box, '2026-12-08T16:30:00Z')
  assert.equal((await usualPace(box, 10)).length, 12, 'every first mail left after all')
  await h.runLater()
  const open = Map.groupBy(await enrollments(id), (e) => (['waiting', 'ready'].includes(e.state) ? 'goes on' : `${e.state}: ${e.reason}`))
  assert.deepEqual([...open.keys()], ['goes on'], 'nobody is left behind')
})

test('a raised limit lets more leave, not faster', async () => {
  const { id, box } = await running(monday, 30, { dailyLimit: 6 })
  await runUntil(box, '2026-11-24T12:00:00Z')
  const before = (await sentBy(box)).length
  assert.ok(before <= 12)
  await ok('PATCH', `/mailboxes/${box.id}`, { dailyLimit: 60 })
  await runUntil(box, '2026-11-26T16:30:00Z')
  await usualPace(box, 60)
  assert.equal((await mails(id)).filter((m) => m.state === 'accepted').length, 30)
})

test('an emergency stop and its end: the queue comes back with new times, answers by hand one after the other', async () => {
  const { id, box } = await running(monday, 20)
  await runUntil(box, '2026-11-23T10:00:00Z')
  await h.world.write(async (tx) => { for (let i = 0; i < 3; i++) await planMessage(tx, { mailboxId: box.id, to: { name: '', address: `stop${i}@held.example` }, subject: 'Re: yours', bodyText: 'Yes.', dueAt: new Date(tx.now.getTime() + minute), origin: 'reply' }) })
  await ok('POST', '/sending/stop-all', { reason: 'a wrong price' })
  await h.runLater()
  await runUntil(box, '2026-11-24T09:00:00Z')
  await ok('POST', '/sending/resume', { answersToo: true })
  await h.runLater()
  await runUntil(box, '2026-11-25T16:30:00Z')
  const sent = await sentBy(box)
  for (const which of [true, false]) {
    const these = sent.filter((s) => s.byHand === which)
    for (const [i, one] of these.entries()) if (i) assert.ok(one.at.getTime() - these[i - 1]!.at.getTime() >= gap[0] * 1000, `${which ? 'answers' : 'mails of the campaign'} leave one after the other`)
  }
  assert.deepEqual([sent.filter((s) => s.byHand).length, (await mails(id)).filter((m) => m.state === 'accepted').length], [3, 20])
})

for (const [name, start, pausedAt, resumedAt, end] of [
  ['spring', '2027-03-27T07:00:00Z', '2027-03-27T10:00:00Z', '2027-03-28T08:30:00Z', '2027-03-30T15:30:00Z'],
  ['autumn', '2026-10-24T06:00:00Z', '2026-10-24T09:00:00Z', '2026-10-25T07:30:00Z', '2026-10-27T16:30:00Z'],
] as const)
  test(`away while the clocks change in ${name}: no hour is made up for`, async () => {
    const { box } = await running(start, 16, { campaign: { days: [1, 2, 3, 4, 5, 6, 7] } })
    await runUntil(box, pausedAt)
    await to(resumedAt)
    await runUntil(box, end)
    assert.equal((await usualPace(box, 40)).length, 16)
  })
