import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { replyReceived } from '#inbox'
import { lockLead, suppress } from '#leads'
import { addMailbox, pauseMailbox, resumeMailbox } from '#mailboxes'
import { cancelMessages, messageSent } from '#sending'
import { approvePassing } from '#writing'
import { lineOnce } from './line-loop.ts'

// A Monday, 08:00 in Berlin: the office window opens in an hour.
const monday = '2026-11-23T07:00:00Z'
const h = await house({ now: monday })
after(() => h.stop())
const api = await h.api()
const people = await cast(h)
const mailboxId = (await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'sam@acme-sales.example', fromName: 'Sam Carter', practice: { pace: 'real' } }))).id

/** A campaign of template mails, so that nothing depends on what a writer finds to say. */
async function campaign(name: string, leadIds: string[], more: object = {}): Promise<string> {
  const mail = (no: number) => ({ kind: 'email', mode: 'template', subject: no === 1 ? 'A question about your team' : '', body: `Hello {{first_name|there}},\n\nthis is mail ${no} of a short talk about how your team works today. May I ask who looks after it?\n\nSam Carter` })
  const made = await api('POST', '/campaigns', { name, mailboxIds: [mailboxId], steps: [mail(1), { kind: 'wait', waitAmount: 2, waitUnit: 'business_days' }, mail(2), { kind: 'wait', waitAmount: 3, waitUnit: 'business_days' }, mail(3)], ...more })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  const taken = await api('POST', `/campaigns/${made.body.id}/enrollments`, { leadIds })
  assert.equal(taken.status, 200, JSON.stringify(taken.body))
  await h.runLater()
  return made.body.id
}

const enrollments = async (id: string) => (await api('GET', `/campaigns/${id}/enrollments?limit=200`)).body.items as any[]
const enrollmentOf = async (id: string, leadId: string) => (await enrollments(id)).find((e) => e.leadId === leadId)
const mails = (id: string) => h.world.read((tx) => tx.many<any>(sql`select id, lead_id, enrollment_id, step_id, step_no, state, reason_code, due_at, window_end, needs_look, subject, in_reply_to from messages where campaign_id = ${id} order by planned_at, step_no`))
const approveAll = async (id: string) => { await h.world.write((tx) => approveEvery(tx, id)); await h.runLater() }
async function approveEvery(tx: any, id: string): Promise<void> {
  await tx.run(sql`update drafts set checks = '[]', status = 'ready' where campaign_id = ${id} and status = 'needs_review'`)
  await approvePassing(tx, id)
}

/** The post office did its work: what the ledger would say after a real sending. */
async function leaves(messageId: string): Promise<void> {
  await h.world.write(async (tx) => {
    const m = await tx.one<any>(sql`update messages set state = 'accepted', accepted_at = ${tx.now}, handed_at = ${tx.now} where id = ${messageId} returning *`)
    await announce(tx, messageSent, { messageId, mailboxId: m.mailbox_id, leadId: m.lead_id, campaignId: m.campaign_id, enrollmentId: m.enrollment_id, stepId: m.step_id, stepNo: m.step_no, tone: m.tone, origin: 'campaign' })
  })
  await h.runLater()
}

async function answers(leadId: string): Promise<void> {
  await h.world.write(async (tx) => {
    await lockLead(tx, leadId)
    await announce(tx, replyReceived, { leadId, inboxMessageId: crypto.randomUUID(), threadId: crypto.randomUUID(), class: 'interested' } as never)
  })
}

const launch = (id: string) => api('POST', `/campaigns/${id}/launch`, { acceptAmber: true })
/** Turns the clock; the person at the desk stays signed in. */
async function to(iso: string): Promise<void> {
  h.clock.set(iso)
  await h.ground.db.transaction(null, { kind: 'system', name: 'test' }, 'write', (tx) => tx.run(sql`update sessions set last_seen_at = ${tx.now}, expires_at = ${tx.now}::timestamptz + interval '30 days'`))
}

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

test('a new text reaches who has not had the step: unapproved mails are written anew, approved ones when asked', async () => {
  await to(monday)
  const nia = await lead('nia@initech.example', 'Nia'), olu = await lead('olu@initech.example', 'Olu')
  const id = await campaign('Edit', [nia, olu])
  await approveAll(id)
  await launch(id)
  await to('2026-11-23T12:00:00Z')
  await leaves((await mails(id)).find((m) => m.lead_id === nia).id)
  const second = (await api('GET', `/campaigns/${id}`)).body.steps[2].id
  const preview = (await api('POST', `/campaigns/${id}/steps/${second}/preview-edit`)).body
  assert.deepEqual([preview.approvedDrafts, preview.planned, preview.alreadySent, preview.unapprovedDrafts], [2, 1, 0, 0])

  await api('PATCH', `/campaigns/${id}/steps/${second}`, { body: 'Hello {{first_name|there}},\n\na new thought about your team, and the same question as before.\n\nSam Carter' })
  await h.runLater()
  assert.equal((await enrollmentOf(id, nia)).state, 'waiting', 'the approved one stays')

  await api('PATCH', `/campaigns/${id}/steps/${second}`, { body: 'Hello {{first_name|there}},\n\nanother thought about your team, and the same question as before.\n\nSam Carter', alsoApproved: true })
  await h.runLater()
  assert.equal((await mails(id)).find((m) => m.lead_id === nia && m.step_no === 2).state, 'cancelled')
  assert.equal((await enrollmentOf(id, nia)).state, 'waiting_approval')
  await approveAll(id)
  const fresh = (await mails(id)).find((m) => m.lead_id === nia && m.step_no === 2)
  assert.equal(fresh.state, 'planned')
  const refusal = await api('DELETE', `/campaigns/${id}/steps/${second}`)
  assert.equal(refusal.status, 409)
  await api('POST', `/campaigns/${id}/archive`)
})

test('a mailbox that cannot send: its leads wait in line, it is said why, and they go on when it can', async () => {
  await to(monday)
  const ada = await lead('ada@initech.example', 'Ada')
  const id = await campaign('Mailbox', [ada])
  await approveAll(id)
  await h.world.write((tx) => pauseMailbox(tx, mailboxId, { status: 'needs_reconnect', reason: 'The password was refused.' }))
  const red = await launch(id)
  assert.equal(red.status, 422)
  assert.match(red.body.error.message, /password was refused/)
  await h.world.write((tx) => resumeMailbox(tx, mailboxId))
  assert.equal((await launch(id)).status, 200)
  await h.world.write((tx) => cancelMessages(tx, { campaignId: id }, { code: 'address_changed', sentence: 'Made anew.' }))
  await h.world.write((tx) => pauseMailbox(tx, mailboxId, { status: 'needs_reconnect', reason: 'The password was refused.' }))
  await h.runLater()
  assert.equal((await enrollmentOf(id, ada)).state, 'ready')
  const why = (await api('GET', `/campaigns/${id}/diagnosis`)).body
  assert.match(why.findings[0].sentence, /cannot send: The password was refused/)
  await h.world.write((tx) => resumeMailbox(tx, mailboxId))
  await lineOnce(h.ground)
  assert.equal((await enrollmentOf(id, ada)).state, 'scheduled')
  await api('POST', `/campaigns/${id}/archive`)
})

test('a campaign of another workspace does not exist here', async () => {
  const other = await h.secondWorkspace()
  const theirs = await other.write(async (tx) => (await tx.one<{ id: string }>(sql`insert into campaigns (workspace_id, name) values (${tx.workspaceId}, 'Theirs') returning id`)).id)
  for (const [method, path] of [['GET', ''], ['POST', '/pause'], ['POST', '/archive'], ['GET', '/launch'], ['GET', '/diagnosis'], ['GET', '/enrollments']] as const)
    assert.equal((await api(method, `/campaigns/${theirs}${path}`, method === 'POST' ? {} : undefined)).status, 404, `${method} ${path}`)
})

const lead = async (email: string, firstName: string): Promise<string> => {
  const made = await api('POST', '/leads', { email, firstName, timeZone: 'Europe/Berlin' })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  return made.body.id
}

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

test('a large audience is taken in in the background, and steps that come later are written for those who were in before', async () => {
  await to(monday)
  await h.world.write((tx) => tx.run(sql`insert into leads (workspace_id, email, first_name, tags) select ${tx.workspaceId}, 'many' || n || '@many.example', 'M' || n, '{many}' from generate_series(1, 1200) n`))
  const { id } = (await api('POST', '/campaigns', { name: 'Many', mailboxIds: [mailboxId], steps: [] })).body
  const taken = (await api('POST', `/campaigns/${id}/enrollments`, { filter: { field: 'tags', op: 'hasAny', value: ['many'] } })).body
  assert.deepEqual([taken.found, taken.enrolled], [1200, 0])
  assert.equal((await api('GET', `/campaigns/${id}`)).body.enrolling, 1200)
  await h.runLater()
  const { counters, enrolling } = (await api('GET', `/campaigns/${id}`)).body
  assert.deepEqual([counters.total, counters.preparing, enrolling], [1200, 1200, null])
  const page = (await api('GET', `/campaigns/${id}/launch`)).body
  assert.equal(page.typeNumber, 1200)
  assert.ok(page.checks.some((c: any) => c.code === 'no_steps' && c.colour === 'red'))
  let cursor: string | null = null, seen = 0
  do {
    const some: any = (await api('GET', `/campaigns/${id}/enrollments?limit=200${cursor ? `&cursor=${cursor}` : ''}`)).body
    seen += some.items.length
    cursor = some.next
  } while (cursor)
  assert.equal(seen, 1200)
  await api('POST', `/campaigns/${id}/enrollments/act`, { act: 'remove', allIn: 'preparing' })
  assert.equal((await api('GET', `/campaigns/${id}`)).body.counters.stopped, 1200)

  const small = await campaign('Later step', [await lead('zoe@initech.example', 'Zoe')])
  const added = await api('POST', `/campaigns/${small}/steps`, { kind: 'email', mode: 'template', body: 'Hello {{first_name|there}},\n\none last thought about how your team works today. May I ask who looks after it?\n\nSam Carter' })
  assert.equal(added.status, 200, JSON.stringify(added.body))
  await h.runLater()
  const drafts = await h.world.read((tx) => tx.many<{ n: number }>(sql`select count(*) as n from drafts where campaign_id = ${small} and status <> 'superseded'`))
  assert.equal(drafts[0]!.n, 4)
})
