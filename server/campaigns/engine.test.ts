import assert from 'node:assert/strict'
import { test } from 'node:test'
import { respond, type Answer, type DraftState, type Event, type Mail, type Situation } from './engine.ts'
import { isOver, statusOf, stopSentence, type CampaignState, type EnrollmentState } from './enrollment.ts'
import { afterWaits, type Hours, type Wait, type WaitUnit } from './schedule.ts'
import { chance, spread } from './spread.ts'
import type { Node } from './course.ts'

const histories = 10_000
const hours: Hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }

test(`over ${histories} random histories nobody gets a step twice, nothing leaves after a stop, and what can end does end`, () => {
  const began = Date.now()
  let events = 0, finished = 0, stopped = 0, sent = 0
  for (let seed = 1; seed <= histories; seed++) {
    try {
      const end = live(`history ${seed}`)
      events += end.events
      sent += end.sent
      if (end.state === 'finished') finished++
      if (end.state === 'stopped') stopped++
    } catch (error) {
      throw new Error(`Seed ${seed}: ${(error as Error).message}`, { cause: error })
    }
  }
  console.log(`${histories} histories, ${events} events, ${sent} mails; ${finished} finished, ${stopped} stopped; ${Date.now() - began} ms`)
  assert.ok(finished > histories / 20 && stopped > histories / 20, 'the histories reach both ends')
})

test('an event heard twice changes nothing the second time', () => {
  for (let seed = 1; seed <= 500; seed++) {
    const world = createWorld(`twice ${seed}`)
    for (let i = 0; i < 20; i++) world.chanceEvent()
    const first = world.tell({ type: 'look' })
    const second = respond(world.situation(), { type: 'look' }, world.now)
    assert.deepEqual({ ...second, acts: [] }, { ...first, acts: [], ...settled(second) })
    assert.ok(second.acts.every((a) => a.do === 'brief' || a.do === 'write' || a.do === 'drop'), JSON.stringify(second.acts))
  }
})

test('completed is what is left when nobody is under way', () => {
  assert.equal(statusOf({ status: 'active' }, { total: 3, over: 3 }), 'completed')
  assert.equal(statusOf({ status: 'active' }, { total: 3, over: 2 }), 'active')
  assert.equal(statusOf({ status: 'active' }, { total: 0, over: 0 }), 'active')
  assert.equal(statusOf({ status: 'paused' }, { total: 3, over: 3 }), 'paused')
  assert.match(stopSentence('replied'), /Answered/)
})

// After a plan the mail is in the ledger, and the state says so: the only thing that a second look may add.
const settled = (a: Answer): Partial<Answer> => ({ state: a.state, reason: a.reason, reasonCode: a.reasonCode })

/** One history: chance decides what happens, the engine answers, and after each answer the promises are checked. */
function live(seed: string) {
  const world = createWorld(seed)
  for (let i = 0; i < 40; i++) {
    world.chanceEvent()
    world.check()
  }
  world.letItEnd()
  world.check()
  return { events: world.events, state: world.state, sent: world.sent }
}

function createWorld(seed: string) {
  const random = chance(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const units: WaitUnit[] = ['minutes', 'hours', 'days', 'business_days']
  const wait = (): Wait => ({ amount: 1 + Math.floor(random() * 4), unit: pick(units) })
  const steps = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, i) => ({ id: `step ${i + 1}`, waits: i ? Array.from({ length: Math.floor(random() * 3) }, wait) : [] }))
  const enrollment: Situation['enrollment'] = { state: 'preparing', reason: null, reasonCode: null, resumeAt: null, pausedAt: null, skipped: [], briefed: false, since: new Date('2027-03-10T08:00:00Z'), course: {} }
  const campaign = { status: 'draft' as CampaignState, holdUntil: null as Date | null }
  const drafts = new Map<string, { state: DraftState; problem: string | null }>()
  const ledger: { stepId: string; generation: number; mail: Mail }[] = []
  const zone = pick(['Europe/Lisbon', 'America/New_York', 'Pacific/Kiritimati'])
  let now = new Date('2027-03-10T08:00:00Z'), blocked: Situation['blocked'] = null, stoppedFor: string | null = null, events = 0, retried = false

  const mailOf = (stepId: string) => ledger.filter((l) => l.stepId === stepId).at(-1)
  const situation = (): Situation => ({
    campaign, steps: steps.flatMap((s): Node[] => [...s.waits.map((wait, i): Node => ({ kind: 'wait', id: `${s.id} wait ${i}`, wait })), { kind: 'email', id: s.id }]), enrollment, drafts, blocked, zone, hours, pace: 'real',
    mails: new Map(steps.flatMap((s) => { const l = mailOf(s.id); return l ? [[s.id, l.mail] as const] : [] })),
  })
  const sentMails = () => ledger.filter((l) => ['accepted', 'unconfirmed'].includes(l.mail.state))
  const openMails = () => ledger.filter((l) => ['planned', 'due', 'claimed', 'held'].includes(l.mail.state))

  /** What the room does with an answer, in one transaction. */
  function tell(event: Event): Answer {
    events++
    const before = situation()
    const answer = respond(before, event, now)
    for (const act of answer.acts) {
      if (act.do === 'plan' || act.do === 'move') {
        assert.ok(act.earliest >= now, 'nothing is planned into the past')
        assert.ok(!isOver(answer.state) && answer.state !== 'paused', 'nothing is planned for who is out or paused')
        const last = sentMails().at(-1)
        const step = steps.find((s) => s.id === act.stepId)!
        if (last && step !== steps[0]) assert.ok(act.earliest >= afterWaits(last.mail.sentAt!, step.waits, zone, hours, 'real'), 'the wait is kept')
        if (enrollment.resumeAt && event.type === 'look') assert.ok(act.earliest >= enrollment.resumeAt || enrollment.resumeAt <= now, 'not before the return')
        const place = spread([{ key: 'x', mailboxId: 'm', zone, earliest: act.earliest }], new Map([['m', { id: 'm', dailyLimit: 40, gapS: 120, sentToday: 0, pace: 'real' as const }]]), new Map(), hours, { now, workspaceZone: 'UTC', seed }).places.get('x')!
        if (act.do === 'plan') {
          const earlier = mailOf(act.stepId)
          assert.ok(!earlier || ['failed', 'cancelled'].includes(earlier.mail.state), 'never two mails for one step')
          assert.ok(!earlier || act.again, 'a second generation only when a person orders it')
          ledger.push({ stepId: act.stepId, generation: (earlier?.generation ?? 0) + 1, mail: { state: act.followUp ? 'planned' : 'due', reason: null, reasonCode: null, dueAt: place.dueAt, sentAt: null } })
          answer.state = act.followUp ? 'waiting' : 'scheduled'
          answer.reason = answer.reasonCode = null
        } else Object.assign(mailOf(act.stepId)!.mail, { state: act.followUp ? 'planned' : 'due', dueAt: place.dueAt, reason: null, reasonCode: null })
      }
      if (act.do === 'freeze') for (const l of openMails()) if (l.mail.state !== 'held') Object.assign(l.mail, { state: 'planned', reason: act.sentence, reasonCode: act.code })
      if (act.do === 'cancel') for (const l of openMails()) Object.assign(l.mail, { state: 'cancelled', reason: act.sentence, reasonCode: act.code })
      if (act.do === 'write') for (const s of steps) if (!drafts.has(s.id)) drafts.set(s.id, { state: 'writing', problem: null })
    }
    const { acts: _, stepNo: __, stepId: ___, wakeAt: ____, note: _____, ...row } = answer
    if (row.state === 'paused' && enrollment.state !== 'paused') enrollment.pausedAt = now
    Object.assign(enrollment, row)
    return answer
  }

  function stop(code: 'replied' | 'bounced' | 'opted_out' | 'deleted') {
    if (code !== 'replied') blocked = { code, sentence: stopSentence(code) }
    if (enrollment.state !== 'skipped') stoppedFor = code
    tell({ type: 'stop', code })
  }

  /** The post office: takes what is due, and sometimes dies or meets trouble on the way. */
  function post() {
    const l = openMails().find((x) => (x.mail.state === 'due' || (x.mail.state === 'planned' && !x.mail.reasonCode)) && x.mail.dueAt <= now) ?? ledger.find((x) => ['claimed', 'handed'].includes(x.mail.state))
    if (!l) return
    const { mail } = l
    if (mail.state === 'planned' || mail.state === 'due') { mail.state = 'claimed'; return }
    if (mail.state === 'claimed') { mail.state = pick(['handed', 'handed', 'handed', 'due', 'failed', 'held', 'planned']); if (mail.state === 'planned') mail.reasonCode = 'missed_window'; if (mail.state === 'failed' || mail.state === 'held') Object.assign(mail, { reason: 'The server refused it.', reasonCode: 'policy' }) }
    else { mail.state = pick(['accepted', 'accepted', 'accepted', 'unconfirmed']); mail.sentAt = now }
    if (mail.state === 'handed') assert.equal(drafts.get(l.stepId)?.state, 'approved', 'only what is approved leaves')
    if (mail.state === 'handed') assert.ok(!stoppedFor && !isOver(enrollment.state) && enrollment.state !== 'paused' && campaign.status === 'active', `a body left for someone who is ${enrollment.state} in a campaign that is ${campaign.status}`)
    if (random() < 0.8) tell({ type: 'look' }) // else: killed before it was heard; the next look finds it
  }

  const happenings: (() => void)[] = [
    () => { now = new Date(now.getTime() + Math.floor(random() * 30) * 3_600_000) },
    () => { now = new Date(now.getTime() + Math.floor(random() * 3_600_000)) },
    () => { enrollment.briefed = true; tell({ type: 'look' }) },
    () => { const d = [...drafts.values()].find((x) => x.state === 'writing'); if (d) d.state = pick(['ready', 'needs_review', 'approved', 'failed']); tell({ type: 'look' }) },
    () => { for (const d of drafts.values()) if (d.state === 'ready' || d.state === 'needs_review') d.state = random() < 0.9 ? 'approved' : 'skipped'; tell({ type: 'look' }) },
    () => { const ids = steps.map((x) => x.id).filter((id) => drafts.get(id)?.state === 'approved' && !['handed', 'accepted', 'unconfirmed'].includes(mailOf(id)?.mail.state ?? '')); if (ids.length && random() < 0.3) { drafts.get(pick(ids))!.state = 'ready'; tell({ type: 'look' }) } },
    () => { const d = [...drafts.values()].find((x) => x.state === 'skipped'); if (d && random() < 0.3) { d.state = 'ready'; tell({ type: 'look' }) } },
    () => { if (campaign.status === 'draft' || campaign.status === 'paused') Object.assign(campaign, { status: 'active', holdUntil: new Date(now.getTime() + 60_000) }); tell({ type: 'look' }) },
    () => { if (campaign.status === 'active' && random() < 0.5) campaign.status = 'paused'; tell({ type: 'look' }) },
    () => { if (random() < 0.03) { campaign.status = 'archived'; tell({ type: 'look' }) } },
    () => { if (random() < 0.1) stop(pick(['replied', 'bounced', 'opted_out', 'deleted'])) },
    () => { if (random() < 0.3) tell({ type: 'postpone', until: new Date(now.getTime() + 5 * 86_400_000) }) },
    () => { if (random() < 0.3) tell(pick<Event>([{ type: 'pause', until: null }, { type: 'pause', until: new Date(now.getTime() + 86_400_000) }])) },
    () => tell({ type: 'resume', at: random() < 0.2 ? new Date(now.getTime() + 86_400_000) : null }),
    () => { if (random() < 0.15) tell({ type: 'skip' }) },
    () => { if (random() < 0.03) tell({ type: 'finish' }) },
    () => { if (random() < 0.1) tell({ type: 'hold', code: 'look_failed', sentence: 'The letterbox cannot be read.' }) },
    () => { if (!stoppedFor && ['held', 'paused'].includes(enrollment.state)) { retried = true; tell({ type: 'retry' }) } },
    () => tell({ type: 'look' }),
    post, post, post, post, post,
  ]

  return {
    situation, tell,
    get now() { return now }, get events() { return events }, get sent() { return sentMails().length },
    get state(): EnrollmentState { return enrollment.state },
    chanceEvent: () => pick(happenings)(),
    check() {
      for (const step of steps) {
        const alive = ledger.filter((l) => l.stepId === step.id && !['failed', 'cancelled'].includes(l.mail.state))
        assert.ok(alive.length <= 1, `two mails for ${step.id}`)
      }
      const order = sentMails().map((l) => steps.findIndex((s) => s.id === l.stepId))
      assert.deepEqual(order, [...order].sort(), 'steps leave in their order')
      if (isOver(enrollment.state)) assert.equal(openMails().length, 0, `something is planned for someone who is ${enrollment.state}`)
      if (stoppedFor) assert.ok(isOver(enrollment.state))
      if (enrollment.state === 'paused') assert.ok(openMails().every((l) => l.mail.state === 'held' || l.mail.reasonCode))
    },
    /** No more trouble: everything is approved, retried and sent. It must come to an end. */
    letItEnd() {
      for (let i = 0; i < 120 && !isOver(enrollment.state); i++) {
        if (campaign.status !== 'archived') campaign.status = 'active'
        enrollment.briefed = true
        for (const d of drafts.values()) if (d.state !== 'skipped') d.state = 'approved'
        now = new Date(now.getTime() + 12 * 3_600_000)
        tell(enrollment.state === 'paused' ? { type: 'resume', at: null } : enrollment.state === 'held' ? { type: 'retry' } : { type: 'look' })
        const l = ledger.find((x) => ['planned', 'due', 'claimed', 'handed'].includes(x.mail.state) && !x.mail.reasonCode && x.mail.dueAt <= now)
        if (l) Object.assign(l.mail, { state: 'accepted', sentAt: now })
        for (const x of openMails()) if (x.mail.state === 'held') tell({ type: 'retry' })
        this.check()
      }
      assert.ok(isOver(enrollment.state), `never came to an end: ${enrollment.state}, ${enrollment.reason}${retried ? ', retried' : ''}`)
    },
  }
}
