import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { suppress } from '#leads'
import { addMailbox } from '#mailboxes'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday })
after(() => h.stop())
const people = await cast(h)
const { api, mailboxId, campaign, enrollments, enrollmentOf, mails, approveAll, launch, to, leaves, answers, lead } = await desk(h)

test('a campaign walks: taken in, written, approved, launched, answered, stopped', async () => {
  await to(monday)
  const id = await campaign('The walk', [people.dana.id, people.mo.id])
  assert.deepEqual((await enrollments(id)).map((e) => e.state), ['waiting_approval', 'waiting_approval'])

  const blocked = await launch(id)
  assert.equal(blocked.status, 422)
  assert.match(blocked.body.error.message, /No mail is approved/)

  await approveAll(id)
  assert.deepEqual((await enrollments(id)).map((e) => e.state), ['ready', 'ready'])
  assert.equal((await mails(id)).length, 0, 'nothing is planned before the launch')

  const page = (await api('GET', `/campaigns/${id}/launch`)).body
  assert.equal(page.canLaunch, true, JSON.stringify(page.checks))
  assert.equal(page.perDay.reduce((n: number, d: any) => n + d.total, 0), 6)
  assert.ok(page.checks.some((c: any) => c.code === 'no_offer' && c.colour === 'amber'))

  assert.equal((await launch(id)).status, 200)
  const planned = await mails(id)
  assert.equal(planned.length, 2)
  for (const m of planned) {
    assert.ok(m.due_at >= new Date('2026-11-23T08:00:00Z') && m.due_at < new Date('2026-11-23T16:00:00Z'), `${m.due_at.toISOString()} is within nine to five in Berlin`)
    assert.equal(m.window_end.toISOString(), '2026-11-23T16:00:00.000Z')
    assert.equal(m.needs_look, false)
  }
  const shown = (await api('GET', `/campaigns/${id}`)).body
  assert.match(shown.head, /^Next mail at \d\d:\d\d in Berlin; up to 2 a day; done on 30 November\./)

  await to('2026-11-23T12:00:00Z')
  const dana = planned.find((m) => m.lead_id === people.dana.id), mo = planned.find((m) => m.lead_id === people.mo.id)
  await leaves(dana.id)
  await leaves(mo.id)
  const followUps = (await mails(id)).filter((m) => m.step_no === 2)
  assert.equal(followUps.length, 2)
  for (const m of followUps) {
    assert.equal(m.due_at.toISOString().slice(0, 10), '2026-11-25', 'two business days later')
    assert.equal(m.needs_look, true)
    assert.equal(m.state, 'planned')
    assert.match(m.subject, /^Re: A question/)
    assert.ok(m.in_reply_to)
  }
  assert.equal((await enrollmentOf(id, people.dana.id)).state, 'waiting')

  await answers(people.dana.id)
  const stopped = await enrollmentOf(id, people.dana.id)
  assert.equal(stopped.state, 'stopped')
  assert.equal(stopped.reasonCode, 'replied')
  assert.deepEqual((await mails(id)).filter((m) => m.lead_id === people.dana.id).map((m) => m.state), ['accepted', 'cancelled'])
  assert.equal((await mails(id)).find((m) => m.lead_id === people.mo.id && m.step_no === 2).state, 'planned', 'Mo has not answered')
  const numbers = (await api('GET', `/campaigns/${id}`)).body
  assert.deepEqual([numbers.counters.sent, numbers.counters.replied, numbers.steps[0].numbers.sent, numbers.steps[0].numbers.replied], [2, 1, 2, 1])

  // Mo hears both follow-ups and never answers.
  await to('2026-11-25T12:00:00Z')
  await leaves(followUps.find((m) => m.lead_id === people.mo.id).id)
  const last = (await mails(id)).find((m) => m.step_no === 3)
  assert.equal(last.due_at.toISOString().slice(0, 10), '2026-11-30')
  await to('2026-11-30T12:00:00Z')
  assert.equal((await api('GET', `/campaigns/${id}`)).body.status, 'active')
  await leaves(last.id)
  assert.equal((await enrollmentOf(id, people.mo.id)).state, 'finished')
  const done = (await api('GET', `/campaigns/${id}`)).body
  assert.equal(done.status, 'completed')
  assert.match(done.head, /1 of 2 answered/)

  await answers(people.mo.id)
  assert.equal((await enrollmentOf(id, people.mo.id)).reasonCode, 'replied', 'an answer after the last mail counts, too')
})

test('a message that is heard twice, or after a crash, plans nothing twice', async () => {
  await to(monday)
  const id = await campaign('Twice', [people.ines.id])
  await approveAll(id)
  await launch(id)
  const [first] = await mails(id)
  await to('2026-11-23T12:00:00Z')
  await leaves(first.id)
  await leaves(first.id)
  await h.runLater()
  assert.deepEqual((await mails(id)).map((m) => m.step_no), [1, 2])
  await api('POST', `/campaigns/${id}/archive`)
})

test('pause freezes everything at once, and resume spreads it anew', async () => {
  await to(monday)
  const id = await campaign('Pause', [people.ines.id])
  await approveAll(id)
  await launch(id)
  const [before] = await mails(id)
  await h.world.write((tx) => tx.run(sql`update messages set state = 'claimed', fence = 1, lease_until = ${tx.now} where id = ${before.id}`))
  const began = Date.now()
  assert.equal((await api('POST', `/campaigns/${id}/pause`, { reason: 'Prices change' })).status, 200)
  assert.ok(Date.now() - began < 2000)
  const [frozen] = await mails(id)
  assert.deepEqual([frozen.state, frozen.reason_code], ['planned', 'campaign_paused'], 'a claimed mail is put back; the gate finds it no longer claimed')
  assert.equal((await enrollmentOf(id, people.ines.id)).reason, 'The campaign is paused.')
  assert.match((await api('GET', `/campaigns/${id}/diagnosis`)).body.findings[0].sentence, /paused: Prices change/)

  await to('2026-11-26T20:00:00Z')
  const resumed = await api('POST', `/campaigns/${id}/resume`)
  assert.equal(resumed.status, 200, JSON.stringify(resumed.body))
  assert.equal(resumed.body.respread.mails, 1)
  const [again] = await mails(id)
  assert.equal(again.id, before.id, 'the same mail, not a second one')
  assert.equal(again.reason_code, null)
  assert.equal(again.due_at.toISOString().slice(0, 10), '2026-11-27', 'the next window, not tonight')
  assert.notEqual(again.due_at.getUTCSeconds(), 0)
  await api('POST', `/campaigns/${id}/archive`)
  assert.deepEqual((await mails(id)).map((m) => [m.state, m.reason_code]), [['cancelled', 'archived']])
})

test('a launch can be taken back within its minute, and not after', async () => {
  await to('2026-11-23T10:00:00Z')
  const id = await campaign('Take back', [people.ines.id])
  await approveAll(id)
  await launch(id)
  assert.ok((await mails(id))[0].due_at >= new Date('2026-11-23T10:01:00Z'), 'nothing within the minute')
  assert.equal((await api('POST', `/campaigns/${id}/cancel-launch`)).body.status, 'draft')
  assert.equal((await mails(id))[0].state, 'planned')
  assert.ok((await mails(id))[0].reason_code)
  await launch(id)
  assert.equal((await mails(id))[0].reason_code, null)
  h.clock.advance(61_000)
  assert.equal((await api('POST', `/campaigns/${id}/cancel-launch`)).status, 409)
  await api('POST', `/campaigns/${id}/archive`)
})

test('an opt-out, a suppression of the domain and a deletion stop at once, in every campaign', async () => {
  await to(monday)
  const id = await campaign('Stops', [people.ines.id])
  await approveAll(id)
  await launch(id)
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: people.ines.email, reason: 'opted_out', source: 'reply' }))
  const ines = await enrollmentOf(id, people.ines.id)
  assert.deepEqual([ines.state, ines.reasonCode], ['stopped', 'opted_out'])
  assert.equal((await mails(id))[0].state, 'cancelled')
  assert.equal((await api('GET', `/campaigns/${id}`)).body.counters.optedOut, 1)
  const retry = await api('POST', `/campaigns/${id}/enrollments/act`, { act: 'retry', ids: [ines.id] })
  assert.equal(retry.body.done, 0, 'nobody is written to after a no')
})

test('who cannot be written to is left out with the reason, and stays so', async () => {
  await to(monday)
  const id = (await api('POST', '/campaigns', { name: 'Left out', mailboxIds: [mailboxId] })).body.id
  const preview = (await api('POST', `/campaigns/${id}/audience/preview`, { leadIds: [people.dana.id, people.mo.id, people.ines.id] })).body
  assert.equal(preview.found, 3)
  const taken = (await api('POST', `/campaigns/${id}/enrollments`, { filter: { all: [] } })).body
  assert.ok(taken.leftOut.some((l: any) => l.code === 'suppressed' && l.count === 1), JSON.stringify(taken))
  assert.equal((await enrollmentOf(id, people.ines.id)).state, 'skipped')
  const again = (await api('POST', `/campaigns/${id}/enrollments`, { filter: { all: [] } })).body
  assert.equal(again.enrolled, 0, 'taking in twice is the same as once')
})

test('single leads: pause, resume with the rest of the wait, skip a step, remove, retry', async () => {
  await to(monday)
  const lena = await lead('lena@initech.example', 'Lena')
  const id = await campaign('Single', [lena])
  await approveAll(id)
  await launch(id)
  const row = await enrollmentOf(id, lena), act = (what: object) => api('POST', `/campaigns/${id}/enrollments/act`, { ids: [row.id], ...what })
  await to('2026-11-23T12:00:00Z')
  await leaves((await mails(id))[0].id)

  assert.equal((await act({ act: 'pause' })).body.done, 1)
  assert.equal((await enrollmentOf(id, lena)).state, 'paused')
  assert.equal((await mails(id))[1].reason_code, 'by_hand')
  await to('2026-12-07T12:00:00Z')
  assert.equal((await act({ act: 'resume' })).body.done, 1)
  assert.ok((await mails(id))[1].due_at >= new Date('2026-12-08T12:00:00Z'), 'what was left of the wait is kept')

  assert.equal((await act({ act: 'skip_step' })).body.done, 1)
  const afterSkip = await mails(id)
  assert.deepEqual(afterSkip.map((m) => [m.step_no, m.state]), [[1, 'accepted'], [2, 'cancelled'], [3, 'planned']])

  assert.equal((await act({ act: 'remove' })).body.done, 1)
  assert.equal((await enrollmentOf(id, lena)).reasonCode, 'removed')
  assert.equal((await act({ act: 'pause' })).body.done, 0)
  assert.equal((await act({ act: 'retry' })).body.done, 1)
  assert.equal((await mails(id)).find((m) => m.step_no === 3).state, 'planned')

  assert.equal((await act({ act: 'pause', at: '2026-12-09T06:00:00Z' })).body.done, 1)
  await to('2026-12-09T06:00:01Z')
  await lineOnce(h.ground)
  assert.equal((await enrollmentOf(id, lena)).state, 'waiting', 'it goes on by itself')
  assert.equal((await act({ act: 'finish' })).body.done, 1)
  assert.equal((await api('GET', `/campaigns/${id}`)).body.status, 'completed')
})

test('a campaign of another workspace does not exist here', async () => {
  const other = await h.secondWorkspace()
  const theirs = await other.write(async (tx) => (await tx.one<{ id: string }>(sql`insert into campaigns (workspace_id, name) values (${tx.workspaceId}, 'Theirs') returning id`)).id)
  for (const [method, path] of [['GET', ''], ['POST', '/pause'], ['POST', '/archive'], ['GET', '/launch'], ['GET', '/diagnosis'], ['GET', '/enrollments']] as const)
    assert.equal((await api(method, `/campaigns/${theirs}${path}`, method === 'POST' ? {} : undefined)).status, 404, `${method} ${path}`)
})


test('where the campaign says so, an answer stops the colleagues under the same domain, and nobody else', async () => {
  await to(monday)
  const [kim, kai, far] = [await lead('kim@soylent.example', 'Kim'), await lead('kai@soylent.example', 'Kai'), await lead('far@massive.example', 'Far')]
  const id = await campaign('Colleagues', [kim, kai, far], { stopCompany: true })
  await approveAll(id)
  await launch(id)
  await answers(kim)
  assert.deepEqual(Object.fromEntries((await enrollments(id)).map((e) => [e.email, e.reasonCode])), { 'kim@soylent.example': 'replied', 'kai@soylent.example': 'colleague_replied', 'far@massive.example': null })
  assert.deepEqual((await mails(id)).map((m) => m.state).sort(), ['cancelled', 'cancelled', 'planned'])
  await api('POST', `/campaigns/${id}/archive`)
})

test('whoever changes the mailboxes of a campaign may leave a colleague’s in, and put in only their own', async () => {
  const rep = await h.api('rep'), [sams, other, reps] = await h.world.write(async (tx) => {
    const owned = async (address: string, ownerId: string) => (await addMailbox(tx, { kind: 'practice', address, fromName: 'Sam Carter', practice: { pace: 'real' }, ownerId })).id
    return [await owned('sam2@acme-sales.example', await h.userId()), await owned('sam3@acme-sales.example', await h.userId()), await owned('rep2@acme-sales.example', await h.userId('rep'))]
  })
  const id = await campaign('Together', [], { mailboxIds: [sams] })
  const chosen = (mailboxIds: string[]) => rep('PATCH', `/campaigns/${id}`, { mailboxIds })
  assert.equal((await chosen([sams, reps])).status, 200)
  assert.deepEqual([(await chosen([sams, other])).status, (await chosen([reps])).status, (await chosen([sams, reps])).status], [422, 200, 422])
})
