import assert from 'node:assert/strict'
import { test } from 'node:test'
import { emptyStep, treeOf, type Step } from './campaign.ts'
import { plainRoad } from './course.ts'
import { dryRun } from './dry-run.ts'
import { forecast } from './forecast.ts'
import { weekday, type Hours } from './schedule.ts'
import { takenOf, type Load } from './taken.ts'
import type { SendingMailbox } from './spread.ts'

const office: Hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [{ from: '2026-12-24', to: '2026-12-31' }] }
const box = (more: Partial<SendingMailbox> = {}): SendingMailbox => ({ id: 'sam', dailyLimit: 40, gapS: 120, pace: 'real', ...more })
const threeMails = [{ waits: [] }, { waits: [{ amount: 3, unit: 'business_days' as const }] }, { waits: [{ amount: 5, unit: 'business_days' as const }] }]
const monday = { now: new Date('2026-11-23T06:00:00Z'), workspaceZone: 'Europe/Lisbon' }

test('a hundred leads and three mails: every mail is on a day, no day is over the limit, and the end is the end', () => {
  const plan = forecast([{ mailboxId: 'sam', zone: 'Europe/Lisbon', stepNo: 1, leads: 100 }], threeMails, new Map([['sam', box()]]), office, monday)
  assert.equal(plan.total, 300)
  assert.equal(plan.perDay.reduce((n, d) => n + d.total, 0), 300)
  assert.ok(plan.perDay.every((d) => d.total <= 40 && weekday(d.day) <= 5))
  assert.deepEqual(plan.perDay.slice(0, 4).map((d) => [d.day, d.mailboxes[0]!.first, d.mailboxes[0]!.followUp]), [
    ['2026-11-23', 40, 0], ['2026-11-24', 40, 0], ['2026-11-25', 20, 0], ['2026-11-26', 0, 40]])
  assert.equal(plan.finishDay, plan.perDay.at(-1)!.day)
})

test('follow-ups go before first mails', () => {
  const plan = forecast([{ mailboxId: 'sam', zone: 'Europe/Lisbon', stepNo: 1, leads: 200 }], threeMails, new Map([['sam', box()]]), office, monday)
  const thursday = plan.perDay.find((d) => d.day === '2026-11-26')!
  assert.deepEqual(thursday.mailboxes[0], { mailboxId: 'sam', first: 0, followUp: 40 })
})

test('the quiet days at the end of the year are stepped over, and today counts only what is left of it', () => {
  const sent: Load = new Map()
  takenOf(sent, 'sam').add(Date.parse('2026-12-22T10:00:00Z'), 35)
  takenOf(sent, 'sam').add(Date.parse('2026-12-21T16:55:00Z'), 5)
  const plan = forecast([{ mailboxId: 'sam', zone: 'Europe/Lisbon', stepNo: 1, leads: 50 }], [{ waits: [] }], new Map([['sam', box()]]), office, { now: new Date('2026-12-22T16:50:00Z'), workspaceZone: 'Europe/Lisbon', sent })
  assert.deepEqual(plan.perDay.map((d) => [d.day, d.total]), [['2026-12-22', 5], ['2026-12-23', 40], ['2027-01-01', 5]])
})

test('who is half through gets only what is left, not before its day', () => {
  const plan = forecast([{ mailboxId: 'sam', zone: 'Europe/Lisbon', stepNo: 3, leads: 4, notBefore: '2026-12-01' }], threeMails, new Map([['sam', box()]]), office, monday)
  assert.deepEqual(plan.perDay.map((d) => [d.day, d.total]), [['2026-12-01', 4]])
})

test('a hundred thousand leads are forecast to the last mail', () => {
  const mailboxes = new Map(Array.from({ length: 20 }, (_, i) => [`m${i}`, box({ id: `m${i}`, dailyLimit: 50 })]))
  const zones = ['Europe/Lisbon', 'America/New_York', 'Asia/Kathmandu', 'Pacific/Kiritimati', 'Europe/Berlin']
  const groups = [...mailboxes.keys()].flatMap((mailboxId) => zones.map((zone) => ({ mailboxId, zone, stepNo: 1, leads: 1000 })))
  const plan = forecast(groups, threeMails, mailboxes, office, monday)
  assert.equal(plan.total, 300_000)
})

test('so many new leads a day, and a share of the day kept for follow-ups', () => {
  const group = [{ mailboxId: 'sam', zone: 'Europe/Lisbon', stepNo: 1, leads: 20 }]
  const few = forecast(group, threeMails, new Map([['sam', box()]]), office, monday, { newPerDay: 6, followUpShare: 0 })
  assert.deepEqual(few.perDay.slice(0, 4).map((d) => [d.day, d.mailboxes[0]!.first]), [['2026-11-23', 6], ['2026-11-24', 6], ['2026-11-25', 6], ['2026-11-26', 2]])
  assert.equal(few.total, 60)
  const kept = forecast(group, [{ waits: [] }], new Map([['sam', box({ dailyLimit: 10 })]]), office, monday, { newPerDay: null, followUpShare: 30 })
  assert.deepEqual(kept.perDay.map((d) => d.total), [7, 7, 6])
})

test('by the day and to the minute are one calendar: holidays, owners and limits, beside the dry run of the same leads', () => {
  const now = new Date('2026-11-23T06:00:00Z')
  const email = (id: string, position: number): Step => ({ ...emptyStep('email'), id, campaignId: 'c', position } as Step)
  const nodes = treeOf([email('one', 1), { ...emptyStep('wait'), id: 'wait', campaignId: 'c', position: 2, waitAmount: 2 } as Step, email('two', 3)])
  const holidays = new Map([['2026-11-25', 'A day off'], ['2026-12-01', 'Another']])
  const places = [{ zone: 'Europe/Berlin', hours: office }, { zone: 'Europe/Lisbon', hours: { ...office, holidays } }]
  for (const [newPerDay, perOwner] of [[null, null], [25, null], [null, 12], [30, 20]] as const) {
    const all = Array.from({ length: 160 }, (_, i) => ({ ...places[i % 2]!, mailboxId: `box ${i % 2}`, ownerId: `owner ${i % 3}`, id: String(i).padStart(4, '0') }))
    const sending = new Map([0, 1].map((i) => [`box ${i}`, box({ id: `box ${i}`, dailyLimit: 20 })]))
    const said = dryRun({
      seed: 'calendar', nodes, holdUntil: null, now, workspaceZone: 'Europe/Berlin', hours: office, share: 0, newPerDay, perOwner, campaignZone: 'Europe/Berlin', begun: new Map(), mailboxes: sending, chosen: [...sending.keys()], boxes: [], match: false, others: new Map(),
      leads: all.map((l) => ({ ...l, leadId: l.id, state: 'ready', resumeAt: null, createdAt: now, priority: 0, since: now, skipped: [], course: {}, met: new Set(), mails: new Map(), draftsSkipped: [] })),
    })
    const groups = [...Map.groupBy(all, (l) => `${l.mailboxId} ${l.ownerId}`).values()].map((some) => ({ mailboxId: some[0]!.mailboxId, zone: some[0]!.zone, hours: some[0]!.hours, ownerId: perOwner === null ? null : some[0]!.ownerId, stepNo: 1, leads: some.length }))
    const plan = forecast(groups, plainRoad(nodes), sending, office, { now, workspaceZone: 'Europe/Berlin' }, { newPerDay, followUpShare: 0, maxActivePerOwner: perOwner })
    const about = `${newPerDay} a day, ${perOwner} of one owner`
    assert.equal(plan.total, said.sends.length, about)
    assert.equal(said.sends.length, 320)
    // Nothing goes to Lisbon on its holidays, by either.
    for (const day of holidays.keys()) {
      assert.equal(said.sends.filter((s) => s.mailboxId === 'box 1' && s.at.toISOString().startsWith(day)).length, 0)
      assert.equal(plan.perDay.find((d) => d.day === day)?.mailboxes.find((m) => m.mailboxId === 'box 1'), undefined)
    }
    // How much has left by the end of each day differs by a day's mails at most.
    const last = said.sends.at(-1)!.at.toISOString().slice(0, 10)
    const by = (day: string) => [said.sends.filter((s) => s.at.toISOString().slice(0, 10) <= day).length, plan.perDay.filter((d) => d.day <= day).reduce((n, d) => n + d.total, 0)] as const
    for (const { day } of plan.perDay) { const [exact, counted] = by(day); assert.ok(Math.abs(exact - counted) <= 40, `${about}: ${day}, ${exact} to the minute and ${counted} by the day`) }
    assert.ok(Math.abs(Date.parse(plan.finishDay!) - Date.parse(last)) <= 4 * 86_400_000, `${about}: ${plan.finishDay}, ${last}`)
  }
})
