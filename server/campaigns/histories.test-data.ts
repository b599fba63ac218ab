// Random histories of one lead: chance decides what happens, the engine answers, and after each answer the promises are held
// against what is so. Branches, variants, surgery on the steps, pauses, jumps of the clock, answers, out-of-office notes,
// failures, tasks of people, answers that were none and moves to another mailbox all come in; a kill between a mail and the news of it does, too.
import assert from 'node:assert/strict'
import { respond, type Answer, type DraftState, type Event, type Mail, type Situation } from './engine.ts'
import { allMails, mailsIn, type Course, type Ended, type Node } from './course.ts'
import { isOver, stopSentence, type CampaignState, type EnrollmentState } from './enrollment.ts'
import { afterWaits, type Hours, type Wait, type WaitUnit } from './schedule.ts'
import { chance, spread } from './spread.ts'
import { reachOf } from './surgery.ts'
import { drawn, type Arm } from './variants.ts'

const hours: Hours = { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }

export interface Lived { events: number; state: EnrollmentState; sent: number; surgeries: number; branches: number; tasks: number }

/** One history: chance decides what happens, the engine answers, and after each answer the promises are checked. */
export function live(seed: string, happenings = 40): Lived {
  const world = createWorld(seed)
  for (let i = 0; i < happenings; i++) {
    world.chanceEvent()
    world.check()
  }
  world.letItEnd()
  world.check()
  return { events: world.events, state: world.state, sent: world.sent, surgeries: world.surgeries, branches: world.branches, tasks: world.tasksAsked }
}

export function createWorld(seed: string) {
  const random = chance(seed)
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)]!
  const units: WaitUnit[] = ['minutes', 'hours', 'days', 'business_days']
  const wait = (): Wait => ({ amount: 1 + Math.floor(random() * 4), unit: pick(units) })
  let named = 0
  const mailNode = (): Node => ({ kind: 'email', id: `step ${++named}`, onFailure: pick(['wait', 'wait', 'go_on', 'stop'] as const) })
  const waitNode = (): Node => ({ kind: 'wait', id: `wait ${++named}`, wait: wait() })
  const fork = (): Node => {
    const about = pick(['replied', 'clicked', 'lead'] as const)
    return { kind: 'condition', id: `fork ${++named}`, about, ...(about === 'replied' && { classes: ['not_now'] }), days: random() < 0.5 ? null : 1 + Math.floor(random() * 4), yes: branch(), no: branch() }
  }
  const taskNode = (): Node => ({ kind: 'task', id: `task ${++named}`, days: random() < 0.3 ? null : 1 + Math.floor(random() * 5), onFailure: pick(['wait', 'go_on', 'go_on', 'stop'] as const) })
  const branch = (): Node[] => [...(random() < 0.3 ? [waitNode()] : []), ...(random() < 0.15 ? [taskNode()] : []), ...(random() < 0.7 ? [mailNode()] : []), ...(random() < 0.1 ? [{ kind: 'end', id: `end ${++named}` } as Node] : [])]
  let steps: Node[] = Array.from({ length: 1 + Math.floor(random() * 4) }, (_, i) => [...(i ? Array.from({ length: Math.floor(random() * 3) }, waitNode) : []), ...(random() < 0.15 ? [taskNode()] : []), mailNode(), ...(random() < 0.25 ? [fork()] : [])]).flat()
  const enrollment: Situation['enrollment'] = { state: 'preparing', reason: null, reasonCode: null, resumeAt: null, pausedAt: null, skipped: [], briefed: false, since: new Date('2027-03-10T08:00:00Z'), course: {} }
  const campaign = { status: 'draft' as CampaignState, holdUntil: null as Date | null }
  const drafts = new Map<string, { state: DraftState; problem: string | null }>()
  const ledger: { stepId: string; generation: number; mail: Mail }[] = []
  const zone = pick(['Europe/Lisbon', 'America/New_York', 'Pacific/Kiritimati'])
  let now = new Date('2027-03-10T08:00:00Z'), blocked: Situation['blocked'] = null, stoppedFor: string | null = null, events = 0, retried = false

  const met = new Set<string>(), latest = new Map<string, Mail>(), variants = new Map<string, string>()
  let arms: Arm[] = ['A', 'B', 'C'].map((key) => ({ key, weight: 1, intent: '', subject: '', body: '' }))
  let surgeries = 0, branches = 0, tasksAsked = 0
  /** What people were asked to do: one for each step, withdrawn and opened again as the engine says. */
  const tasks = new Map<string, { state: 'open' | 'settled' | 'failed' | 'withdrawn'; at: number; opened: number }>()
  const ended = (): Map<string, Ended> => new Map([...tasks].flatMap(([id, t]) => (t.state === 'settled' || t.state === 'failed' ? [[id, { how: t.state, at: t.at }] as const] : [])))
  /** Was asked about when it had everything, and left as it was. */
  let leftFinished = false
  const mailOf = (stepId: string) => ledger.findLast((l) => l.stepId === stepId)
  const situation = (): Situation => ({
    campaign, steps, met, enrollment, drafts, blocked, zone, hours, pace: 'real',
    mails: new Map(latest), tasks: ended(),
  })
  const sentMails = () => ledger.filter((l) => ['accepted', 'unconfirmed'].includes(l.mail.state))
  const openMails = () => ledger.filter((l) => ['planned', 'due', 'claimed', 'held'].includes(l.mail.state))

  /** What the room does with an answer, in one transaction. */
  function tell(event: Event): Answer {
    events++
    const before = situation()
    // Until a person says so, or the time that they set has come.
    const restsByHand = enrollment.state === 'paused' && enrollment.reasonCode === 'by_hand' && (!enrollment.resumeAt || enrollment.resumeAt > now) && event.type !== 'resume' && event.type !== 'retry'
    const answer = respond(before, event, now)
    assert.ok(!restsByHand || isOver(answer.state) || (answer.state === 'paused' && answer.reasonCode === 'by_hand'), `${event.type} ends a pause by hand`)
    for (const act of answer.acts) {
      if (act.do === 'plan' || act.do === 'move') {
        assert.ok(!restsByHand, 'what was paused by hand is not planned until it is resumed')
        assert.ok(act.earliest >= now, 'nothing is planned into the past')
        assert.ok(!isOver(answer.state) && answer.state !== 'paused', 'nothing is planned for who is out or paused')
        const last = sentMails().reduce<Date | null>((at, l) => (at && at > l.mail.sentAt! ? at : l.mail.sentAt!), null)
        const road = mailsIn(steps, answer.course, met), at = road.indexOf(act.stepId)
        if (!answer.course.kept?.includes(act.stepId)) {
          assert.ok(at >= 0, 'only a mail of the road is planned')
          for (const id of road.slice(0, at)) assert.ok(isSent(id) || answer.skipped.includes(id) || answer.course.passed?.[id] || drafts.get(id)?.state === 'skipped', `${id} was skipped unasked for ${act.stepId}`)
          const waits = waitsJustBefore(steps, act.stepId)
          if (last && waits.length) assert.ok(act.earliest >= afterWaits(last, waits, zone, hours, 'real'), 'the wait is kept')
        }
        assert.ok(!isSent(act.stepId), 'nobody gets a step twice')
        if (!answer.course.kept?.includes(act.stepId)) for (const id of tasksBefore(steps, act.stepId, answer.course, met)) assert.ok(answer.course.decided?.[id], `${act.stepId} does not overtake ${id}, which waits for a person`)
        for (const [id, d] of Object.entries(answer.course.decided ?? {})) if (d.at > 0 && tasks.has(id) && waitsBetween(steps, id, act.stepId)) assert.ok(act.earliest >= afterWaits(new Date(Math.max(d.at, tasks.get(id)!.state === 'withdrawn' ? tasks.get(id)!.opened : tasks.get(id)!.at)), waitsJustBefore(steps, act.stepId), zone, hours, 'real'), 'the wait behind a task counts from its end')
        for (const p of Object.values(answer.course.passed ?? {})) if (at > 0 && p.at === now.getTime() && waitsJustBefore(steps, act.stepId).length) assert.ok(act.earliest >= afterWaits(now, waitsJustBefore(steps, act.stepId), zone, hours, 'real'), 'a failure makes nothing early')
        if (enrollment.resumeAt && event.type === 'look') assert.ok(act.earliest >= enrollment.resumeAt || enrollment.resumeAt <= now, 'not before the return')
        const place = spread([{ key: 'x', mailboxId: 'm', zone, earliest: act.earliest }], new Map([['m', { id: 'm', dailyLimit: 40, gapS: 120, pace: 'real' as const }]]), new Map(), hours, { now, workspaceZone: 'UTC', seed }).places.get('x')!
        if (act.do === 'plan') {
          const earlier = mailOf(act.stepId)
          assert.ok(!earlier || ['failed', 'cancelled'].includes(earlier.mail.state), 'never two mails for one step')
          assert.ok(!earlier || act.again, 'a second generation only when a person orders it')
          const mail: Mail = { state: act.followUp ? 'planned' : 'due', reason: null, reasonCode: null, dueAt: place.dueAt, sentAt: null }
          ledger.push({ stepId: act.stepId, generation: (earlier?.generation ?? 0) + 1, mail })
          latest.set(act.stepId, mail)
          answer.state = act.followUp ? 'waiting' : 'scheduled'
          answer.reason = answer.reasonCode = null
        } else Object.assign(mailOf(act.stepId)!.mail, { state: act.followUp ? 'planned' : 'due', dueAt: place.dueAt, reason: null, reasonCode: null })
      }
      if (act.do === 'freeze') for (const l of openMails()) if (l.mail.state !== 'held') Object.assign(l.mail, { state: 'planned', reason: act.sentence, reasonCode: act.code })
      if (act.do === 'cancel') for (const l of openMails()) if (!act.only || act.only.includes(l.stepId)) Object.assign(l.mail, { state: 'cancelled', reason: act.sentence, reasonCode: act.code })
      if (act.do === 'drop') for (const id of act.stepIds) { assert.ok(!isSent(id), 'what was sent is history'); drafts.delete(id) }
      if (act.do === 'write') for (const s of act.steps) {
        if (!drafts.has(s.id)) drafts.set(s.id, { state: 'writing', problem: null })
        if (!variants.has(s.id)) variants.set(s.id, drawn(arms, seed, 'lead', s.id))
      }
    }
    for (const [id, t] of tasks) { const d = answer.course.decided?.[id]; if (d && d.at > 0 && t.state !== 'settled' && t.state !== 'failed') assert.ok(d.at >= t.opened, `${id} is over before it was asked for`) }
    keepTasks(before, answer)
    const { acts: _, task: ______, stepNo: __, stepId: ___, wakeAt: ____, note: _____, ...row } = answer
    branches += Object.keys(row.course.decided ?? {}).length - Object.keys(enrollment.course.decided ?? {}).length > 0 ? 1 : 0
    if (row.state === 'paused' && enrollment.state !== 'paused') enrollment.pausedAt = now
    Object.assign(enrollment, row)
    return answer
  }

  /** As task-steps.ts does. */
  function keepTasks(before: Situation, answer: Answer): void {
    if (answer.task === undefined) return
    const want = answer.task
    for (const [id, t] of tasks) if (t.state === 'open' && id !== want?.stepId) t.state = 'withdrawn'
    if (!want) return
    assert.ok(campaign.status === 'active' && !isOver(answer.state) && answer.state === 'waiting', `somebody is asked to do something for a lead who is ${answer.state} in a campaign that is ${campaign.status}`)
    assert.ok(!campaign.holdUntil || campaign.holdUntil <= now, 'nobody is asked before the launch is final')
    assert.ok(!openMails().some((l) => !before.mails.has(l.stepId)), 'nothing is planned beside it')
    const there = tasks.get(want.stepId)
    if (there?.state === 'open') return
    assert.ok(!there || there.state === 'withdrawn' || (there.state === 'failed' && want.again), 'nobody is asked for the same thing twice')
    assert.ok(!answer.course.decided?.[want.stepId], 'what is decided is not asked for')
    const last = sentMails().reduce<number>((at, l) => Math.max(at, l.mail.sentAt!.getTime()), 0), waits = waitsJustBefore(steps, want.stepId)
    if (last && waits.length) assert.ok(afterWaits(new Date(last), waits, zone, hours, 'real') <= now, 'nobody is asked before the wait is over')
    tasks.set(want.stepId, { state: 'open', at: 0, opened: now.getTime() })
    tasksAsked++
  }
  const openTask = () => [...tasks].find(([, t]) => t.state === 'open')
  function work(how: 'settled' | 'failed'): void {
    const open = openTask()
    if (!open) return
    Object.assign(open[1], { state: how, at: now.getTime() })
    if (random() < 0.8) tell({ type: 'look' }) // else: killed before it was heard
  }

  function stop(code: 'replied' | 'bounced' | 'opted_out' | 'deleted') {
    const intent = code === 'replied' ? pick(['not_now', 'interested', 'other']) : undefined
    if (code !== 'replied') blocked = { code, sentence: stopSentence(code) }
    const waited = openMails().map((l) => l.mail)
    tell({ type: 'stop', code, ...(intent && { intent }) })
    // After an answer nothing that was planned before it leaves, whether the lead stops or the steps have a path for it.
    assert.ok(waited.every((m) => m.state === 'cancelled'), 'an answer takes back whatever was planned')
    if (isOver(enrollment.state)) stoppedFor = code
    else assert.ok(intent === 'not_now' && Object.values(enrollment.course.decided ?? {}).some((d) => d.yes && d.at === now.getTime()), 'only an answer the steps ask for lets somebody go on')
  }

  /** A person sees that the answer was none: a note of absence, or another automatic one. */
  function noAnswer() {
    const until = random() < 0.5 ? new Date(now.getTime() + 3 * 86_400_000) : null
    const comesBack = enrollment.state === 'stopped' && enrollment.reasonCode === 'replied' && !blocked && campaign.status !== 'archived'
    if (comesBack) stoppedFor = null
    tell({ type: 'judged_anew', before: 'other', now: until ? 'out_of_office' : 'auto_reply', back: { until } })
    if (comesBack) assert.ok(until ? enrollment.state === 'paused' && enrollment.resumeAt === until : enrollment.reasonCode !== 'replied', `it was no answer, and yet it is ${enrollment.state} (${enrollment.reasonCode})`)
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
    if (mail.state === 'handed') assert.equal(variants.get(l.stepId), variantAtFirst(l.stepId), 'the variant that was drawn')
    if (mail.state === 'handed') assert.ok(!stoppedFor && !isOver(enrollment.state) && enrollment.state !== 'paused' && campaign.status === 'active', `a body left for someone who is ${enrollment.state} in a campaign that is ${campaign.status}`)
    if (random() < 0.8) tell({ type: 'look' }) // else: killed before it was heard; the next look finds it
  }

  const firstVariants = new Map<string, string>()
  function variantAtFirst(stepId: string): string | undefined { const v = variants.get(stepId); if (v && !firstVariants.has(stepId)) firstVariants.set(stepId, v); return firstVariants.get(stepId) }
  const isSent = (stepId: string): boolean => { const s = latest.get(stepId)?.state; return s === 'accepted' || s === 'unconfirmed' }

  /** New steps under the lead: insert, remove or turn round, with a choice for each group it is in. */
  function operate() {
    const before = steps, history = sentMails().map((l) => `${l.stepId} ${l.mail.sentAt?.getTime()}`).join()
    const some = [...before], at = Math.floor(random() * (some.length + 1)), how = random()
    if (how < 0.45 && allMails(some).length < 9) some.splice(at, 0, random() < 0.5 ? mailNode() : random() < 0.4 ? waitNode() : random() < 0.5 ? taskNode() : fork())
    else if (how < 0.75 && allMails(some).length > 1 && some.length > 1) some.splice(at % some.length, 1)
    else if (some.length > 1) { const [moved] = some.splice(at % some.length, 1); some.splice(Math.floor(random() * (some.length + 1)), 0, moved!) }
    if (!allMails(some).length) return
    surgeries++
    const waits = openMails()[0]
    const position = {
      id: 'lead', finished: enrollment.state === 'finished' && enrollment.reasonCode === 'all_sent', planned: waits ? { stepId: waits.stepId, dueToday: false } : null,
      traveller: { course: enrollment.course, skipped: enrollment.skipped, since: enrollment.since, draftSkipped: () => false, sent: new Map(ledger.filter((l) => ['handed', 'accepted', 'unconfirmed'].includes(l.mail.state)).map((l) => [l.stepId, l.mail.sentAt ?? l.mail.dueAt])), met, tasks: ended(), decides: true, zone, hours, pace: 'real' as const },
    }
    if (isOver(enrollment.state) && !position.finished) { steps = some; return }
    const op = { before, after: some, replaces: new Map<string, string>(), name: (id: string) => id }
    const asked = reachOf(op, [position], {}, now).groups
    const choices = Object.fromEntries(asked.map((g) => [g.key, pick(g.choices).value]))
    const { changes } = reachOf(op, [position], choices, now)
    if (choices['finished']) leftFinished = choices['finished'] === 'leave'
    steps = some
    for (const c of changes) {
      const fresh = c.skipped.filter((id) => !enrollment.skipped.includes(id))
      assert.ok(fresh.every((id) => asked.some((g) => g.key === `new ${id}`) && choices[`new ${id}`] !== 'send'), 'nobody is passed over who was not asked about')
      Object.assign(enrollment, { skipped: c.skipped, course: c.course })
      if (c.back) tell({ type: 'retry' })
    }
    tell({ type: 'look' })
    assert.equal(sentMails().map((l) => `${l.stepId} ${l.mail.sentAt?.getTime()}`).join(), history, 'history stays as it was')
  }

  const happenings: (() => void)[] = [
    () => { if (random() < 0.5) operate() },
    () => { if (random() < 0.3) tell({ type: 'clicked' }) },
    () => { if (random() < 0.3) { for (const id of steps.flatMap((n) => (n.kind === 'condition' && n.about === 'lead' ? [n.id] : []))) if (random() < 0.5) met.add(id); else met.delete(id); tell({ type: 'look' }) } },
    () => { arms = arms.map((a) => ({ ...a, weight: Math.floor(random() * 5) })) },
    () => { if (random() < 0.2) { for (const l of openMails()) Object.assign(l.mail, { state: 'cancelled', reason: 'Its mailbox was removed.', reasonCode: 'mailbox_removed' }); tell({ type: 'look' }) } },
    () => { now = new Date(now.getTime() + Math.floor(random() * 30) * 3_600_000) },
    () => { now = new Date(now.getTime() + Math.floor(random() * 3_600_000)) },
    () => { enrollment.briefed = true; tell({ type: 'look' }) },
    () => { const d = [...drafts.values()].find((x) => x.state === 'writing'); if (d) d.state = pick(['ready', 'needs_review', 'approved', 'failed']); tell({ type: 'look' }) },
    () => { for (const d of drafts.values()) if (d.state === 'ready' || d.state === 'needs_review') d.state = random() < 0.9 ? 'approved' : 'skipped'; tell({ type: 'look' }) },
    () => { const ids = allMails(steps).map((x) => x.id).filter((id) => drafts.get(id)?.state === 'approved' && !['handed', 'accepted', 'unconfirmed'].includes(mailOf(id)?.mail.state ?? '')); if (ids.length && random() < 0.3) { drafts.get(pick(ids))!.state = 'ready'; tell({ type: 'look' }) } },
    () => { const d = [...drafts.values()].find((x) => x.state === 'skipped'); if (d && random() < 0.3) { d.state = 'ready'; tell({ type: 'look' }) } },
    () => { if (campaign.status === 'draft' || campaign.status === 'paused') Object.assign(campaign, { status: 'active', holdUntil: new Date(now.getTime() + 60_000) }); tell({ type: 'look' }) },
    () => { if (campaign.status === 'active' && random() < 0.5) campaign.status = 'paused'; tell({ type: 'look' }) },
    () => { if (random() < 0.03) { campaign.status = 'archived'; tell({ type: 'look' }) } },
    () => { if (random() < 0.1) stop(pick(['replied', 'bounced', 'opted_out', 'deleted'])) },
    () => { if (random() < 0.3) noAnswer() },
    () => { if (random() < 0.3) tell({ type: 'postpone', until: new Date(now.getTime() + 5 * 86_400_000) }) },
    () => { if (random() < 0.3) tell(pick<Event>([{ type: 'pause', until: null }, { type: 'pause', until: new Date(now.getTime() + 86_400_000) }])) },
    () => tell({ type: 'resume', at: random() < 0.2 ? new Date(now.getTime() + 86_400_000) : null }),
    () => { if (random() < 0.15) tell({ type: 'skip' }) },
    () => { if (random() < 0.03) tell({ type: 'finish' }) },
    () => { if (random() < 0.1) tell({ type: 'hold', code: 'look_failed', sentence: 'The letterbox cannot be read.' }) },
    () => { if (!stoppedFor && ['held', 'paused'].includes(enrollment.state)) { retried = true; tell({ type: 'retry' }) } },
    () => tell({ type: 'look' }),
    () => work('settled'), () => work('settled'), () => { if (random() < 0.5) work('failed') },
    post, post, post, post, post,
  ]

  return {
    situation, tell,
    get now() { return now }, get events() { return events }, get surgeries() { return surgeries }, get branches() { return branches }, get sent() { return sentMails().length },
    get tasksAsked() { return tasksAsked },
    get state(): EnrollmentState { return enrollment.state },
    chanceEvent: () => pick(happenings)(),
    check() {
      const alive = new Set<string>()
      for (const l of ledger) {
        if (l.mail.state === 'failed' || l.mail.state === 'cancelled') continue
        assert.ok(!alive.has(l.stepId), 'two mails for one step')
        alive.add(l.stepId)
      }
      if (enrollment.state === 'finished' && enrollment.reasonCode === 'all_sent' && !leftFinished) for (const id of mailsIn(steps, enrollment.course, met)) assert.ok(isSent(id) || enrollment.skipped.includes(id) || enrollment.course.passed?.[id] || drafts.get(id)?.state === 'skipped', `${id} is left out of a finished conversation`)
      assert.ok([...tasks.values()].filter((t) => t.state === 'open').length <= 1, 'one thing at a time')
      if (isOver(enrollment.state) || enrollment.state === 'paused') assert.equal(openTask(), undefined, `something is asked for somebody who is ${enrollment.state}`)
      if (isOver(enrollment.state)) assert.equal(openMails().length, 0, `something is planned for someone who is ${enrollment.state}`)
      if (stoppedFor) assert.ok(isOver(enrollment.state))
      if (enrollment.state === 'paused') assert.ok(openMails().every((l) => l.mail.state === 'held' || l.mail.reasonCode))
    },
    /** No more trouble: everything is approved, retried and sent. It must come to an end. */
    letItEnd() {
      for (let i = 0; i < 400 && !isOver(enrollment.state); i++) {
        if (campaign.status !== 'archived') campaign.status = 'active'
        enrollment.briefed = true
        for (const d of drafts.values()) if (d.state !== 'skipped') d.state = 'approved'
        now = new Date(now.getTime() + 12 * 3_600_000)
        tell(enrollment.state === 'paused' ? { type: 'resume', at: null } : enrollment.state === 'held' ? { type: 'retry' } : { type: 'look' })
        const task = openTask()
        if (task) { Object.assign(task[1], { state: 'settled', at: now.getTime() }); tell({ type: 'look' }) }
        const l = ledger.find((x) => ['planned', 'due', 'claimed', 'handed'].includes(x.mail.state) && !x.mail.reasonCode && x.mail.dueAt <= now)
        if (l) Object.assign(l.mail, { state: 'accepted', sentAt: now })
        for (const x of openMails()) if (x.mail.state === 'held') tell({ type: 'retry' })
        this.check()
      }
      assert.ok(isOver(enrollment.state), `never came to an end: ${enrollment.state}, ${enrollment.reason}${retried ? ', retried' : ''}`)
    },
  }
}

/** The tasks that lie before a mail on the road as it was chosen. */
function tasksBefore(nodes: readonly Node[], mailId: string, course: Course, met: ReadonlySet<string>): string[] {
  const before: string[] = []
  const along = (list: readonly Node[]): boolean => {
    for (const node of list) {
      if (node.id === mailId) return true
      if (node.kind === 'end') return false
      if (node.kind === 'task') before.push(node.id)
      if (node.kind === 'condition') {
        const was = course.decided?.[node.id]
        if (along((was ? was.yes : node.about === 'clicked' ? course.clicked !== undefined : node.about === 'lead' && met.has(node.id)) ? node.yes : node.no)) return true
      }
    }
    return false
  }
  return along(nodes) ? before : []
}

/** Does nothing but waits stand between a task and a mail? */
function waitsBetween(nodes: readonly Node[], taskId: string, mailId: string): boolean {
  const at = nodes.findIndex((n) => n.id === taskId)
  if (at >= 0) { const next = nodes.slice(at + 1).find((n) => n.kind !== 'wait'); return next?.id === mailId && nodes[at + 1]?.kind === 'wait' }
  return nodes.some((n) => n.kind === 'condition' && (waitsBetween(n.yes, taskId, mailId) || waitsBetween(n.no, taskId, mailId)))
}

/** The waits that stand directly before a step among its siblings. */
function waitsJustBefore(nodes: readonly Node[], id: string): Wait[] {
  let waits: Wait[] = []
  for (const node of nodes) {
    if (node.kind === 'wait') { waits = [...waits, node.wait]; continue }
    if (node.id === id) return waits
    if (node.kind === 'condition') { const inside = [node.yes, node.no].find((list) => allMails(list).some((m) => m.id === id)); if (inside) return waitsJustBefore(inside, id) }
    waits = []
  }
  return []
}
