import assert from 'node:assert/strict'
import { test } from 'node:test'
import type { Node } from './course.ts'
import { respond, type Answer, type Mail, type Situation } from './engine.ts'
import { statusOf, stopSentence } from './enrollment.ts'
import { createWorld, live } from './histories.test-data.ts'

// The rig goes through ten thousand and more: test/rig/scenarios/r02-histories.ts.
const histories = 2_000

test(`over ${histories} random histories nobody gets a step twice, nothing leaves after a stop, and what can end does end`, () => {
  const began = Date.now()
  let events = 0, finished = 0, stopped = 0, sent = 0, surgeries = 0, branches = 0, tasks = 0
  for (let seed = 1; seed <= histories; seed++) {
    try {
      const end = live(`history ${seed}`, 20)
      events += end.events
      sent += end.sent
      surgeries += end.surgeries
      branches += end.branches
      tasks += end.tasks
      if (end.state === 'finished') finished++
      if (end.state === 'stopped') stopped++
    } catch (error) {
      throw new Error(`Seed ${seed}: ${(error as Error).message}`, { cause: error })
    }
  }
  console.log(`${histories} histories, ${events} events, ${sent} mails, ${surgeries} surgeries, ${branches} paths chosen, ${tasks} tasks; ${finished} finished, ${stopped} stopped; ${Date.now() - began} ms`)
  assert.ok(finished > histories / 20 && stopped > histories / 20, 'the histories reach both ends')
  assert.ok(tasks > histories / 20, 'people are asked to do something in them')
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

/** Wednesday: the first mail has left, and the second waits. */
const wednesday = new Date('2027-03-10T12:00:00Z')
const mailNode = (id: string): Node => ({ kind: 'email', id, onFailure: 'wait' })
function situation(steps: readonly Node[], enrollment: Partial<Situation['enrollment']>, waits: string, frozen: string | null = null): Situation {
  const mail = (more: Partial<Mail>): Mail => ({ state: 'accepted', reason: null, reasonCode: null, dueAt: wednesday, sentAt: wednesday, ...more })
  return {
    campaign: { status: 'active', holdUntil: null }, steps, blocked: null, zone: 'UTC', hours: { days: [1, 2, 3, 4, 5], windowStart: '09:00', windowEnd: '17:00', quiet: [] }, pace: 'real',
    enrollment: { state: 'waiting', reason: null, reasonCode: null, resumeAt: null, pausedAt: null, skipped: [], briefed: true, since: wednesday, course: {}, ...enrollment },
    drafts: new Map(['first', 'second', 'third', 'other'].map((id): [string, { state: 'approved'; problem: null }] => [id, { state: 'approved', problem: null }])),
    mails: new Map([['first', mail({})], [waits, mail({ state: 'planned', sentAt: null, dueAt: new Date('2027-03-12T10:00:00Z'), reasonCode: frozen })]]),
  }
}
const restsByHand = { state: 'paused', reason: 'Paused by hand.', reasonCode: 'by_hand', pausedAt: wednesday } as const
const soon = new Date('2027-03-11T08:00:00Z')

test('a step that is skipped for somebody who rests is out, and they go on resting', () => {
  const steps = [mailNode('first'), mailNode('second'), mailNode('third')]
  for (const rests of [restsByHand, { ...restsByHand, reasonCode: 'colleague_answered' }]) {
    const answer = respond(situation(steps, rests, 'second', rests.reasonCode), { type: 'skip' }, soon)
    assert.deepEqual([answer.state, answer.reasonCode, answer.skipped, answer.stepId, answer.acts.map((a) => a.do)], ['paused', rests.reasonCode, ['second'], 'third', ['cancel']])
  }
  const goesOn = respond(situation(steps, { ...restsByHand, skipped: ['second'] }, 'second', 'by_hand'), { type: 'resume', at: null }, soon)
  assert.ok(goesOn.acts.some((a) => a.do === 'plan' && a.stepId === 'third'))
})

test('an answer that the steps ask for takes its path, and waits there for whoever paused the lead by hand', () => {
  const steps: Node[] = [mailNode('first'), { kind: 'condition', id: 'fork', about: 'replied', classes: ['not_now'], days: null, yes: [mailNode('other')], no: [mailNode('second')] }]
  const answer = respond(situation(steps, restsByHand, 'second', 'by_hand'), { type: 'stop', code: 'replied', intent: 'not_now' }, soon)
  assert.deepEqual([answer.state, answer.reasonCode, answer.course.decided?.['fork']?.yes, answer.stepId, answer.acts.map((a) => a.do)], ['paused', 'by_hand', true, 'other', ['cancel']])
})

test('what was no answer after all takes nobody out: it waits for the return, and stands before the condition again', () => {
  const back = { until: new Date('2027-03-20T00:00:00Z') }
  const steps: Node[] = [mailNode('first'), { kind: 'condition', id: 'fork', about: 'replied', classes: ['not_now'], days: 5, yes: [mailNode('other')], no: [mailNode('second')] }]
  const taken = { course: { decided: { fork: { yes: true, at: wednesday.getTime() } } } }
  const rests = respond(situation(steps, taken, 'other'), { type: 'judged_anew', before: 'not_now', now: 'out_of_office', back }, soon)
  assert.deepEqual([rests.state, rests.reasonCode, rests.resumeAt, rests.course.decided?.['fork'], rests.acts.map((a) => a.do)], ['paused', 'out_of_office', back.until, undefined, ['freeze']])
  const stopped = { state: 'stopped', reason: stopSentence('replied'), reasonCode: 'replied' } as const
  const plain = [mailNode('first'), mailNode('second')], asStopped = situation(plain, stopped, 'second')
  asStopped.mails.get('second')!.state = 'cancelled'
  asStopped.mails.get('second')!.reasonCode = 'replied'
  assert.deepEqual([respond(asStopped, { type: 'judged_anew', before: 'other', now: 'out_of_office', back }, soon).state, respond(asStopped, { type: 'judged_anew', before: 'other', now: 'out_of_office' }, soon).state], ['paused', 'stopped'], 'whoever has answered otherwise stays as they are')
  const atOnce = respond(asStopped, { type: 'judged_anew', before: 'other', now: 'auto_reply', back: { until: null } }, soon)
  assert.ok(atOnce.acts.some((a) => a.do === 'plan' && a.stepId === 'second' && a.again))
  const archived = { ...asStopped, campaign: { status: 'archived' as const, holdUntil: null } }
  assert.equal(respond(archived, { type: 'judged_anew', before: 'other', now: 'out_of_office', back }, soon).state, 'stopped')
})

test('of a pause by hand that has an end and another reason to wait the longer one counts; one without an end stays', () => {
  const steps = [mailNode('first'), mailNode('second')], until = new Date('2027-03-30T00:00:00Z')
  const away = (resumeAt: string | null) => { const { reasonCode, resumeAt: at } = respond(situation(steps, { ...restsByHand, resumeAt: resumeAt ? new Date(resumeAt) : null }, 'second', 'by_hand'), { type: 'postpone', until }, soon); return [reasonCode, at?.toISOString().slice(0, 10)] }
  assert.deepEqual([away('2027-03-12'), away('2027-04-30'), away(null)], [['by_hand', '2027-03-30'], ['by_hand', '2027-04-30'], ['by_hand', undefined]], 'and it stays theirs')
})

test('what the stop of all sending took out of the queue gets a new time, however its campaign stood when that was over', () => {
  const answer = respond(situation([mailNode('first'), mailNode('second')], {}, 'second', 'sending_stopped'), { type: 'look' }, soon)
  assert.ok(answer.acts.some((a) => a.do === 'move' && a.stepId === 'second'), JSON.stringify(answer))
})

test('a second try goes past no answer that came while it was being ordered', () => {
  const steps = [mailNode('first'), mailNode('second')]
  const tried = (reasonCode: string) => respond(situation(steps, { state: 'stopped', reason: 'It ended.', reasonCode }, 'second'), { type: 'retry' }, soon)
  for (const code of ['replied', 'opted_out', 'bounced', 'complained', 'meeting_booked', 'reached', 'left_company', 'do_not_call']) assert.deepEqual([tried(code).state, tried(code).acts.map((a) => a.do)], ['stopped', ['cancel']], code)
  for (const code of ['removed', 'step_failed', 'merged']) assert.notEqual(tried(code).state, 'stopped', code)
})

test('a mail that had failed and is ordered again leaves: alone where the way had ended, else beside what comes next', () => {
  const ends: Node[] = [mailNode('first'), { kind: 'email', id: 'second', onFailure: 'stop' }], goesOn: Node[] = [mailNode('first'), { kind: 'email', id: 'second', onFailure: 'go_on' }, mailNode('third')]
  const ordered = respond(situation(ends, { state: 'stopped', reason: 'Mail 2 could not be sent.', reasonCode: 'step_failed' }, 'second'), { type: 'look' }, soon)
  assert.deepEqual([ordered.state, ordered.acts], ['stopped', []])
  const answered = respond(situation(ends, { state: 'stopped', reason: 'Mail 2 could not be sent.', reasonCode: 'step_failed' }, 'second'), { type: 'stop', code: 'replied' }, soon)
  assert.deepEqual([answered.reasonCode, answered.acts.map((a) => a.do)], ['replied', ['cancel']], 'not to somebody who has answered meanwhile')
  const beside = respond(situation(goesOn, { course: { passed: { second: { at: wednesday.getTime(), why: 'It was refused.' } } } }, 'second'), { type: 'look' }, soon)
  assert.deepEqual([beside.stepId, beside.acts.filter((a) => a.do === 'cancel' || a.do === 'plan').map((a) => a.do)], ['third', ['plan']])
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

