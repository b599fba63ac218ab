import assert from 'node:assert/strict'
import { test } from 'node:test'
import { respond, type Answer } from './engine.ts'
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

test('completed is what is left when nobody is under way', () => {
  assert.equal(statusOf({ status: 'active' }, { total: 3, over: 3 }), 'completed')
  assert.equal(statusOf({ status: 'active' }, { total: 3, over: 2 }), 'active')
  assert.equal(statusOf({ status: 'active' }, { total: 0, over: 0 }), 'active')
  assert.equal(statusOf({ status: 'paused' }, { total: 3, over: 3 }), 'paused')
  assert.match(stopSentence('replied'), /Answered/)
})

// After a plan the mail is in the ledger, and the state says so: the only thing that a second look may add.
const settled = (a: Answer): Partial<Answer> => ({ state: a.state, reason: a.reason, reasonCode: a.reasonCode })

