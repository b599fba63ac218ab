// The line: who has no place now keeps nobody else from theirs.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { addMailbox, pauseMailbox } from '#mailboxes'
import { messageSent } from '#sending'
import { linkClicked } from '#tracking'
import { emptyStep, treeOf, type Step } from './campaign.ts'
import { desk, monday } from './desk.test-data.ts'
import { dryRun, type DryLead } from './dry-run.ts'
import { dryRunOf } from './dry-running.ts'
import { kindOf, kindsWithout, Line, type InLine } from './line.ts'
import { lineOnce } from './line-loop.ts'
import type { Hours } from './schedule.ts'
import { frameOf } from './situations.ts'
import { fullOf, horizonOf, type Load, type SendingMailbox } from './spread.ts'
import { takenOf } from './taken.ts'

// Opened here, so that the test database outlives the first story.
await house()

const office: Hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }
const now = new Date(monday), workspaceZone = 'Europe/Berlin'
const box = (id: string, dailyLimit: number): SendingMailbox => ({ id, dailyLimit, gapS: 120, pace: 'real' })

test('first mails without a place are passed by; follow-ups only wait for a mailbox that cannot send', () => {
  interface Row extends InLine { mailboxId: string }
  const row = (no: number, mailboxId: string, lastSentAt: number | null = null): Row => ({ id: String(no).padStart(4, '0'), state: 'ready', ownerId: no % 2 ? 'sam' : 'kim', priority: 0, createdAt: now, lastSentAt, mailboxId })
  const rows = [...Array.from({ length: 100 }, (_, i) => row(i, 'full')), ...Array.from({ length: 10 }, (_, i) => row(100 + i, 'free')), row(200, 'full', 1), row(201, 'broken', 2)]
  for (const perOwner of [null, 4]) {
    const line = new Line<Row>(perOwner)
    line.addAll(rows)
    const ids = line.next(60, null, new Map(), { stuck: (r) => r.mailboxId === 'broken', noPlace: (r) => r.mailboxId === 'full' }).map((r) => r.id)
    assert.deepEqual(ids, ['0200', ...Array.from({ length: perOwner === null ? 10 : 8 }, (_, i) => String(100 + i).padStart(4, '0'))])
  }
})

test('a kind of which nobody got a place has none now; one of which somebody did may have more', () => {
  const lead = (state: string, mailboxId: string | null, country: string | null = null) => ({ state, mailboxId, timeZone: 'Europe/Berlin', country })
  const asked = [lead('ready', 'a'), lead('scheduled', 'b'), lead('ready', 'b'), lead('ready', 'b', 'PT'), lead('held', 'c'), lead('ready', null)]
  assert.deepEqual(kindsWithout(asked), [kindOf(asked[0]!), kindOf(asked[3]!), kindOf(asked[5]!)])
})

test('a mailbox is full for first mails when what is kept for follow-ups is all that is left', () => {
  const load: Load = new Map(), horizon = horizonOf(now, workspaceZone, office), at = { now, workspaceZone, hours: office }
  for (const day of ['2026-11-23', '2026-11-24']) takenOf(load, 'a').add(Date.parse(`${day}T09:00:00Z`), 5)
  const both = new Map([['a', box('a', 10)], ['b', box('b', 10)]])
  assert.deepEqual([fullOf(['a', 'b'], both, 0, load, horizon, at), fullOf(['a', 'b'], both, 50, load, horizon, at)], [[], ['a']])
})

const nodes = treeOf([{ ...emptyStep('email'), id: 'one', campaignId: 'c', position: 1 } as Step])
const lead = (no: number, mailboxId: string, more: Partial<DryLead> = {}): DryLead => ({
  id: String(no).padStart(4, '0'), leadId: String(no), mailboxId, zone: workspaceZone, hours: office, state: 'ready', resumeAt: null, createdAt: now, priority: 0, ownerId: null, since: now, skipped: [], course: {}, met: new Set(), mails: new Map(), draftsSkipped: [], ...more,
})
const rehearse = (leads: DryLead[], boxes: SendingMailbox[]) => dryRun({
  seed: 'line', nodes, holdUntil: null, now, workspaceZone, hours: office, share: 0, newPerDay: null, perOwner: null, campaignZone: workspaceZone, begun: new Map(), mailboxes: new Map(boxes.map((b) => [b.id, b])), chosen: boxes.map((b) => b.id), boxes: [], match: false, others: new Map(), leads,
})

test('four hundred leads, one mailbox of five a day and one of a hundred: the larger one has its two days’ worth', () => {
  const said = rehearse(Array.from({ length: 400 }, (_, i) => lead(i, i % 2 ? 'hundred' : 'five')), [box('five', 5), box('hundred', 100)])
  const soon = said.sends.filter((s) => s.at < new Date('2026-11-24T16:00:00Z'))
  assert.equal(said.sends.length, 400)
  assert.ok(soon.filter((s) => s.mailboxId === 'hundred').length >= 190, `${soon.length} on two days`)
  assert.ok(soon.filter((s) => s.mailboxId === 'five').length <= 10)
})

test('a hundred leads on a long holiday, or put off by weeks, in front: those behind them begin today', () => {
  const resting = new Map(['23', '24', '25', '26', '27', '30'].map((d) => [`2026-11-${d}`, 'A long holiday'] as const)), behind = Array.from({ length: 50 }, (_, i) => lead(500 + i, 'sam', { country: 'DE' }))
  const fronts: Partial<DryLead>[] = [{ country: 'PT', hours: { ...office, holidays: resting } }, { country: 'DE', resumeAt: new Date('2026-12-14T08:00:00Z') }]
  for (const front of fronts) {
    const said = rehearse([...Array.from({ length: 100 }, (_, i) => lead(i, 'sam', front)), ...behind], [box('sam', 60)])
    const today = said.sends.filter((s) => s.at < new Date('2026-11-23T16:00:00Z'))
    assert.deepEqual([today.length, today.every((s) => Number(s.leadId) >= 500), said.sends.length], [50, true, 150])
  }
})

test('a mailbox that is none of the campaign’s any more keeps none of its leads, be it full or unable to send: they begin today from one that has room', () => {
  for (const able of [['a', 'b'], ['b']]) {
    const others: Load = new Map()
    for (const day of ['2026-11-23', '2026-11-24']) takenOf(others, 'a').add(Date.parse(`${day}T09:00:00Z`), 5)
    const said = dryRun({
      seed: 'line', nodes, holdUntil: null, now, workspaceZone, hours: office, share: 0, newPerDay: null, perOwner: null, campaignZone: workspaceZone, begun: new Map(), mailboxes: new Map(able.map((id) => [id, box(id, id === 'a' ? 5 : 40)])),
      chosen: ['b'], boxes: [{ id: 'b', host: 'other', perDay: 40, leads: 0 }], match: false, others, leads: Array.from({ length: 20 }, (_, i) => lead(i, 'a', { astray: true })),
    })
    assert.deepEqual([said.sends.length, said.sends.every((s) => s.mailboxId === 'b' && s.at < new Date('2026-11-23T16:00:00Z'))], [20, true], `able: ${able.join(' ')}`)
  }
})

test('in the ledger, too: a full mailbox stands in nobody’s way, and every minute is the one that the dry run said', async (t) => {
  const h = await house({ now: monday })
  t.after(() => h.stop())
  const { api, campaign, approveAll, launch } = await desk(h)
  const add = (name: string, dailyLimit: number) => h.world.write(async (tx) => (await addMailbox(tx, { kind: 'practice', address: `${name}@acme-sales.example`, fromName: name, dailyLimit, practice: { pace: 'real' } })).id)
  const five = await add('five', 5), sixty = await add('sixty', 60)
  const leadIds = await h.world.write(async (tx) => (await tx.many<{ id: string }>(sql`insert into leads (workspace_id, email, first_name, time_zone) select ${tx.workspaceId}, 'line' || i || '@l' || i || '.example', 'Pia', 'Europe/Berlin' from generate_series(1, 200) i returning id`)).map((r) => r.id))
  const id = await campaign('In line', leadIds, { mailboxIds: [five, sixty], steps: [{ kind: 'email', mode: 'template', subject: 'A question', body: 'Hello {{first_name|there}},\n\nthis is a short question about how your team works today. May I ask who looks after it?\n\nSam Carter' }] })
  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { holidays: 'none' })).status, 200)
  await approveAll(id)
  const { holdSeconds } = (await api('GET', `/campaigns/${id}/launch`)).body
  const said = await h.world.read(async (tx) => (await dryRunOf(tx, (await frameOf(tx, id))!, new Date(tx.now.getTime() + holdSeconds * 1000)))!)
  const launched = await launch(id)
  assert.equal(launched.status, 200, JSON.stringify(launched.body))
  await h.runLater()
  await lineOnce(h.ground)
  const planned = await h.world.read((tx) => tx.many<{ leadId: string; mailboxId: string; dueAt: Date }>(sql`select lead_id as "leadId", mailbox_id as "mailboxId", due_at as "dueAt" from messages where campaign_id = ${id} and state = 'planned'`))
  const of = (mailboxId: string) => planned.filter((m) => m.mailboxId === mailboxId)
  assert.equal(of(sixty).length, 100, 'everybody who hears from the larger one has a place within two days')
  assert.ok(of(five).length > 0 && of(five).length <= 10)
  const minute = (m: { leadId: string; mailboxId: string }, at: Date) => `${m.leadId} ${m.mailboxId} ${at.toISOString().slice(0, 16)}`
  assert.deepEqual(of(sixty).map((m) => minute(m, m.dueAt)).toSorted(), said.sends.filter((s) => s.mailboxId === sixty).map((s) => minute(s, s.at)).toSorted())
})

const question = (subject: string) => ({ kind: 'email', mode: 'template', subject, body: 'Hello {{first_name|there}},\n\nthis is a short question about how your team works today. May I ask who looks after it?\n\nSam Carter' })

test('a full mailbox, and then one that lost its login, is replaced: its leads have their places from the new one at once', async (t) => {
  const h = await house({ now: monday })
  t.after(() => h.stop())
  const { api, campaign, approveAll, launch, mails } = await desk(h)
  const add = (name: string, dailyLimit: number) => h.world.write(async (tx) => (await addMailbox(tx, { kind: 'practice', address: `${name}@acme-sales.example`, fromName: name, dailyLimit, practice: { pace: 'real' } })).id)
  const shared = await add('shared', 5), idle = await add('idle', 60)
  const launched = async (name: string, many: number) => {
    const leadIds = await h.world.write(async (tx) => (await tx.many<{ id: string }>(sql`insert into leads (workspace_id, email, first_name, time_zone) select ${tx.workspaceId}, ${name}::text || i || '@' || ${name}::text || i || '.example', 'Pia', 'Europe/Berlin' from generate_series(1, ${many}::int) i returning id`)).map((r) => r.id))
    const id = await campaign(name, leadIds, { mailboxIds: [shared], steps: [question('A question')] })
    await approveAll(id)
    assert.equal((await launch(id)).status, 200)
    await h.runLater()
    await lineOnce(h.ground)
    return id
  }
  assert.equal((await mails(await launched('fills', 12))).length, 10, 'today and tomorrow')
  const full = await launched('waits', 6), broken = await launched('stands', 3)
  const from = async (id: string) => (await h.world.read((tx) => tx.many<{ mailbox_id: string }>(sql`select mailbox_id from messages where campaign_id = ${id}`))).map((m) => m.mailbox_id)
  assert.deepEqual([await from(full), await from(broken)], [[], []])

  assert.equal((await api('PATCH', `/campaigns/${full}`, { mailboxIds: [idle] })).status, 200)
  await lineOnce(h.ground)
  assert.deepEqual(await from(full), Array<string>(6).fill(idle))

  await h.world.write((tx) => pauseMailbox(tx, shared, { status: 'needs_reconnect', reason: 'The password was refused.' }))
  assert.equal((await api('PATCH', `/campaigns/${broken}`, { mailboxIds: [idle] })).status, 200)
  await lineOnce(h.ground)
  assert.deepEqual(await from(broken), Array<string>(3).fill(idle))
})

test('sixty and more who stand at a condition ask for no place: after a pause those behind them have theirs at once, and they go on waiting', async (t) => {
  const h = await house({ now: monday })
  t.after(() => h.stop())
  const { api, campaign, approveAll, launch, mails, enrollments, to } = await desk(h)
  const large = await h.world.write(async (tx) => (await addMailbox(tx, { kind: 'practice', address: 'large@acme-sales.example', fromName: 'Large', dailyLimit: 500, practice: { pace: 'real' } })).id)
  const leadIds = await h.world.write(async (tx) => (await tx.many<{ id: string }>(sql`insert into leads (workspace_id, email, first_name, time_zone) select ${tx.workspaceId}, 'fork' || i || '@f' || i || '.example', 'Pia', 'Europe/Berlin' from generate_series(1, 65) i returning id`)).map((r) => r.id))
  const id = await campaign('At a fork', [], { mailboxIds: [large], steps: [] })
  const shape = await api('PUT', `/campaigns/${id}/shape`, { basis: 1, steps: [
    { key: 'first', ...question('A question') }, { key: 'fork', kind: 'condition', test: { about: 'clicked', days: 5 } },
    { key: 'warm', parentKey: 'fork', branch: 'yes', ...question('You had a look') }, { key: 'cold', parentKey: 'fork', branch: 'no', ...question('Another angle') },
  ] })
  assert.equal(shape.status, 200, JSON.stringify(shape.body))
  assert.equal((await api('POST', `/campaigns/${id}/enrollments`, { leadIds })).status, 200)
  await h.runLater()
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  await lineOnce(h.ground)
  const leave = async (some: any[]) => {
    await h.world.write(async (tx) => {
      for (const { id: messageId } of some) {
        const m = await tx.one<any>(sql`update messages set state = 'accepted', accepted_at = ${tx.now}, handed_at = ${tx.now} where id = ${messageId} returning *`)
        await announce(tx, messageSent, { messageId, mailboxId: m.mailbox_id, leadId: m.lead_id, campaignId: id, enrollmentId: m.enrollment_id, stepId: m.step_id, stepNo: m.step_no, tone: m.tone, origin: 'campaign' })
      }
    })
    await h.runLater()
  }
  const firsts = await mails(id), clicking = firsts.slice(62)
  assert.equal(firsts.length, 65)
  await to('2026-11-23T12:00:00Z')
  await leave(firsts.slice(0, 62))
  await to('2026-11-23T13:00:00Z')
  await leave(clicking)
  await h.world.write(async (tx) => { for (const m of clicking) await announce(tx, linkClicked, { messageId: m.id, leadId: m.lead_id, campaignId: id, url: 'https://acme.example/' } as never) })
  await h.runLater()
  await approveAll(id)
  const standing = async () => Map.groupBy(await enrollments(id), (e) => `${e.state} ${e.reasonCode}`)
  assert.deepEqual([...await standing()].map(([how, some]) => `${some.length} ${how}`).toSorted(), ['3 waiting null', '62 waiting condition'])

  assert.equal((await api('POST', `/campaigns/${id}/pause`)).status, 200)
  assert.deepEqual([...await standing()].map(([how, some]) => `${some.length} ${how}`).toSorted(), ['3 ready campaign_paused', '62 waiting condition'], 'a condition does not rest')
  const resumed = await api('POST', `/campaigns/${id}/resume`)
  assert.deepEqual([resumed.status, resumed.body.respread?.mails], [200, 3], JSON.stringify(resumed.body))
  const again = await standing()
  assert.deepEqual([...again].map(([how, some]) => `${some.length} ${how}`).toSorted(), ['3 waiting null', '62 waiting condition'], 'before anybody came by')
  assert.ok(again.get('waiting condition')!.every((e) => /whether a link is followed/.test(e.reason)))
  await h.runLater()
  await lineOnce(h.ground)
  const wakes = await h.world.read((tx) => tx.many<{ wake_at: Date }>(sql`select distinct wake_at from enrollments where campaign_id = ${id} and reason_code = 'condition'`))
  assert.deepEqual(wakes.map((w) => w.wake_at.toISOString().slice(0, 10)), ['2026-11-27'], 'looked at anew, and decided when it was to be')

  // However they came into the line: whoever leaves it for something else makes room for those behind at once.
  await h.world.write((tx) => tx.run(sql`update enrollments set state = 'ready' where campaign_id = ${id}`))
  await lineOnce(h.ground)
  assert.deepEqual((await enrollments(id)).filter((e) => e.state === 'ready'), [])
})
