// The dry run against what then happened: the same leads, steps, mailboxes and minutes.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { findWorkspace } from '#accounts'
import { sql } from '#platform/db'
import { addMailbox, roomFor, takePlaces } from '#mailboxes'
import { desk, monday } from './desk.test-data.ts'
import { dryRunOf } from './dry-running.ts'
import { lineOnce } from './line-loop.ts'
import { nextWindow, type Hours } from './schedule.ts'
import { frameOf } from './situations.ts'

const h = await house({ now: monday })
after(() => h.stop())
const { api, enrollments, mails, approveAll, launch, to, leaves } = await desk(h)

const zone = 'Europe/Berlin'
const text = (what: string) => ({ mode: 'template', subject: what, body: `Hello {{first_name|there}},\n\n${what} is what this mail is about, and a question of how your team works today.\n\nSam Carter` })
const hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }

/** The post office and the worker, until nothing waits any more: each mail leaves at its moment, the line is asked as time goes by. */
async function live(id: string, of: Hours = hours): Promise<string[]> {
  const { timeZone: home } = await h.world.read((tx) => findWorkspace(tx))
  const happened: string[] = []
  for (let i = 0; i < 400; i++) {
    await lineOnce(h.ground)
    const now = h.clock.now()
    const due = (await mails(id)).filter((m) => ['planned', 'due'].includes(m.state)).sort((a, b) => a.due_at - b.due_at)
    const wake = (await h.world.read((tx) => tx.one<{ at: Date | null }>(sql`select min(wake_at) as at from enrollments where campaign_id = ${id} and ended_at is null`))).at
    const line = (await enrollments(id)).some((e) => e.state === 'ready')
    const times = [due[0]?.due_at, wake, line ? nextWindow(now, home, of).to : null].filter((t): t is Date => t instanceof Date)
    if (!times.length) return happened
    const at = new Date(Math.max(now.getTime(), Math.min(...times.map((t) => t.getTime()))))
    await to(at.toISOString())
    for (const m of due.filter((d) => d.due_at <= at)) {
      // Counted as it is when a mail is about to leave: within the last 24 hours. One that did not fit would wait, and leave at another time.
      await h.world.write(async (tx) => {
        const { mailbox_id: mailboxId } = await tx.one<{ mailbox_id: string }>(sql`select mailbox_id from messages where id = ${m.id}`)
        const room = await roomFor(tx, mailboxId)
        assert.ok(room.campaign >= 1, `there is room for it at ${at.toISOString()}`)
        await takePlaces(tx, room, at.toISOString().slice(0, 10), [{ id: m.id, campaignId: id, toAddress: 'x@rehearsal.example', origin: 'campaign' }])
      })
      await leaves(m.id)
      const [row] = await h.world.read((tx) => tx.many<{ mailbox_id: string }>(sql`select mailbox_id from messages where id = ${m.id}`))
      happened.push(`${m.lead_id} ${m.step_id} ${row!.mailbox_id} ${at.toISOString().slice(0, 16)}`)
    }
  }
  throw new Error('It does not come to an end.')
}

test('what the dry run says is what then happens: lead, step, mailbox and minute', async () => {
  await to('2026-11-23T10:20:00Z') // in the middle of a window
  const mailboxIds: string[] = []
  for (const name of ['one', 'two']) mailboxIds.push((await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: `${name}@acme-sales.example`, fromName: name, dailyLimit: 4, practice: { pace: 'real' } }))).id)
  const made = await api('POST', '/campaigns', { name: 'Rehearsed', mailboxIds, timeZone: zone, ...hours, quiet: [{ from: '2026-12-01', to: '2026-12-01' }], steps: [] })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const id = made.body.id
  const shape = await api('PUT', `/campaigns/${id}/shape`, { basis: 1, steps: [
    { key: 'first', kind: 'email', ...text('A first word') },
    { key: 'fork', kind: 'condition', test: { about: 'clicked', days: 2 } },
    { key: 'warm', parentKey: 'fork', branch: 'yes', kind: 'email', ...text('You had a look') },
    { key: 'cold', parentKey: 'fork', branch: 'no', kind: 'email', ...text('Another angle'), variants: [{ key: 'B', weight: 1, intent: '', ...{ subject: 'Yet another angle', body: text('Yet another angle').body } }] },
    { key: 'w1', kind: 'wait', waitAmount: 3, waitUnit: 'hours' },
    { key: 'third', kind: 'email', ...text('A third word') },
    { key: 'w2', kind: 'wait', waitAmount: 2, waitUnit: 'business_days' },
    { key: 'last', kind: 'email', ...text('The last word') },
  ] })
  assert.equal(shape.status, 200, JSON.stringify(shape.body))
  const leadIds: string[] = []
  for (let i = 0; i < 14; i++) leadIds.push((await api('POST', '/leads', { email: `lead${i}@rehearsal.example`, firstName: `Lea${i}`, timeZone: i % 3 ? zone : 'America/New_York' })).body.id)
  assert.equal((await api('POST', `/campaigns/${id}/enrollments`, { leadIds })).status, 200)
  await h.runLater()
  await approveAll(id)

  const view = (await api('GET', `/campaigns/${id}/launch`)).body
  assert.equal(view.dryRun.exact, true)
  const said = await h.world.read(async (tx) => (await dryRunOf(tx, (await frameOf(tx, id))!, new Date(tx.now.getTime() + view.holdSeconds * 1000)))!)
  assert.equal(said.sends.length, 14 * 4)
  assert.ok(said.ended)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  const happened = await live(id)
  const predicted = said.sends.map((s) => `${s.leadId} ${s.stepId} ${s.mailboxId} ${s.at.toISOString().slice(0, 16)}`)
  assert.deepEqual(happened.toSorted(), predicted.toSorted())
  const perDay = Object.entries(Object.groupBy(happened, (line) => line.split(' ')[3]!.slice(0, 10))).map(([day, list]) => [day, list!.length])
  assert.deepEqual(view.dryRun.perDay.map((d: any) => [d.day, d.total]).toSorted(), perDay.toSorted(), 'and so did the launch page')
})

test('and with so many newcomers a day, so many of one owner, and priorities', async () => {
  await to('2026-11-23T07:10:00Z')
  const box = (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'numbers@acme-sales.example', fromName: 'Numbers', dailyLimit: 30, practice: { pace: 'real' } }))).id
  const made = await api('POST', '/campaigns', { name: 'By numbers', mailboxIds: [box], timeZone: zone, ...hours, steps: [{ kind: 'email', ...text('A first word') }, { kind: 'wait', waitAmount: 1, waitUnit: 'business_days' }, { kind: 'email', ...text('A second word') }] })
  const id = made.body.id
  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { newPerDay: 3, maxActivePerOwner: 5, holidays: 'none' })).status, 200)
  const leadIds: string[] = []
  for (let i = 0; i < 9; i++) leadIds.push((await api('POST', '/leads', { email: `number${i}@numbers.example`, firstName: `Lea${i}`, timeZone: zone })).body.id)
  assert.equal((await api('POST', `/campaigns/${id}/enrollments`, { leadIds })).status, 200)
  await h.runLater()
  await approveAll(id)
  const last = (await enrollments(id)).find((e) => e.leadId === leadIds[8])
  assert.equal((await api('POST', `/campaigns/${id}/control`, { act: 'priority', ids: [last.id], priority: 5 })).status, 200)

  const view = (await api('GET', `/campaigns/${id}/launch`)).body
  const said = await h.world.read(async (tx) => (await dryRunOf(tx, (await frameOf(tx, id))!, new Date(tx.now.getTime() + view.holdSeconds * 1000)))!)
  const firsts = said.sends.filter((s) => !s.followUp).map((s) => s.at.toISOString().slice(0, 10))
  assert.ok([...Map.groupBy(firsts, (d) => d).values()].every((d) => d.length <= 3), 'never more than three new ones a day')
  assert.ok(said.sends.filter((s) => !s.followUp).slice(0, 3).some((s) => s.leadId === leadIds[8]), 'who has priority is among the first')
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  const happened = await live(id)
  assert.deepEqual(happened.toSorted(), said.sends.map((s) => `${s.leadId} ${s.stepId} ${s.mailboxId} ${s.at.toISOString().slice(0, 16)}`).toSorted())
})

test('and around midnight, around the globe: what left within 24 hours counts, not what left today', async () => {
  await to('2026-11-29T13:30:00Z') // a Sunday
  const box = (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'globe@acme-sales.example', fromName: 'Globe', dailyLimit: 5, practice: { pace: 'real' } }))).id
  const made = await api('POST', '/campaigns', { name: 'Around the globe', mailboxIds: [box], timeZone: zone, days: [1, 2, 3, 4, 5, 6, 7], windowStart: '09:00', windowEnd: '17:00', quiet: [], steps: [{ kind: 'email', ...text('A first word') }, { kind: 'wait', waitAmount: 1, waitUnit: 'days' }, { kind: 'email', ...text('A second word') }] })
  const id = made.body.id
  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { holidays: 'none' })).status, 200)
  const leadIds: string[] = []
  for (const [i, timeZone] of ['America/Los_Angeles', 'Asia/Tokyo', zone, 'Pacific/Auckland', 'America/Los_Angeles', 'Asia/Tokyo', zone, 'Pacific/Auckland', 'America/Los_Angeles', 'Asia/Tokyo', zone, 'America/Los_Angeles'].entries())
    leadIds.push((await api('POST', '/leads', { email: `globe${i}@globe.example`, firstName: `Lea${i}`, timeZone })).body.id)
  assert.equal((await api('POST', `/campaigns/${id}/enrollments`, { leadIds })).status, 200)
  await h.runLater()
  await approveAll(id)
  const { holdSeconds } = (await api('GET', `/campaigns/${id}/launch`)).body
  const said = await h.world.read(async (tx) => (await dryRunOf(tx, (await frameOf(tx, id))!, new Date(tx.now.getTime() + holdSeconds * 1000)))!)
  assert.equal(said.sends.length, 24)
  const moments = said.sends.map((s) => s.at.getTime())
  assert.ok(Math.max(...moments.map((end) => moments.filter((at) => at > end - 86_400_000 && at <= end).length)) <= 5)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  const happened = await live(id, { ...hours, days: [1, 2, 3, 4, 5, 6, 7] })
  assert.deepEqual(happened.toSorted(), said.sends.map((s) => `${s.leadId} ${s.stepId} ${s.mailboxId} ${s.at.toISOString().slice(0, 16)}`).toSorted())
})

test('and where the pause is longer than the window: one mail in each, and nobody says that none fits', async () => {
  await to('2026-12-07T07:10:00Z')
  const box = (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'slow@acme-sales.example', fromName: 'Slow', dailyLimit: 1, gapMinS: 3600, gapMaxS: 7200, practice: { pace: 'real' } }))).id
  const short = { ...hours, windowEnd: '09:15' }
  const made = await api('POST', '/campaigns', { name: 'Slowly', mailboxIds: [box], timeZone: zone, ...short, steps: [{ kind: 'email', ...text('A first word') }, { kind: 'wait', waitAmount: 1, waitUnit: 'business_days' }, { kind: 'email', ...text('A second word') }] })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const id = made.body.id
  assert.equal((await api('PATCH', `/campaigns/${id}/rules`, { holidays: 'none' })).status, 200)
  const leadIds: string[] = []
  for (let i = 0; i < 2; i++) leadIds.push((await api('POST', '/leads', { email: `slow${i}@slow.example`, firstName: `Lea${i}`, timeZone: zone })).body.id)
  assert.equal((await api('POST', `/campaigns/${id}/enrollments`, { leadIds })).status, 200)
  await h.runLater()
  await approveAll(id)
  const view = (await api('GET', `/campaigns/${id}/launch`)).body
  assert.deepEqual([view.dryRun.perDay.map((d: any) => d.total), view.dryRun.conflicts, view.checks.filter((c: any) => c.code === 'window_too_short')], [[1, 1, 1, 1], [], []])
  const said = await h.world.read(async (tx) => (await dryRunOf(tx, (await frameOf(tx, id))!, new Date(tx.now.getTime() + view.holdSeconds * 1000)))!)
  assert.equal((await launch(id)).status, 200)
  await h.runLater()
  const happened = await live(id, short)
  assert.deepEqual(happened.toSorted(), said.sends.map((s) => `${s.leadId} ${s.stepId} ${s.mailboxId} ${s.at.toISOString().slice(0, 16)}`).toSorted())
})
