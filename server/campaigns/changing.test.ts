// Changing what runs: texts, approvals, mailboxes, steps, and many leads at once.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { pauseMailbox, removeMailbox, resumeMailbox } from '#mailboxes'
import { cancelMessages } from '#sending'
import { desk, monday } from './desk.test-data.ts'
import { lineOnce } from './line-loop.ts'

const h = await house({ now: monday })
after(() => h.stop())
const { api, mailboxId, campaign, enrollmentOf, mails, approveAll, launch, to, leaves, lead } = await desk(h)

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

test('an approval taken back takes the planned mail out of the queue; approved again it gets a new place; what has left has left', async () => {
  await to(monday)
  const eva = await lead('eva@initech.example', 'Eva')
  const id = await campaign('Undo', [eva])
  await approveAll(id)
  await launch(id)
  const [planned] = await mails(id)
  assert.equal((await api('POST', `/drafts/${planned.draft_id}/undo-approval`)).status, 200)
  assert.deepEqual([(await mails(id))[0].state, (await mails(id))[0].reason_code], ['cancelled', 'rewritten'])
  assert.equal((await enrollmentOf(id, eva)).state, 'waiting_approval')
  await approveAll(id)
  assert.deepEqual((await mails(id)).map((m) => [m.id, m.state]), [[planned.id, 'planned']])
  await to('2026-11-23T12:00:00Z')
  await leaves(planned.id)
  assert.equal((await api('POST', `/drafts/${planned.draft_id}/undo-approval`)).status, 409)
  await api('POST', `/campaigns/${id}/archive`)
})

test('a first mail that is skipped stops its lead, and brought back it goes on', async () => {
  await to(monday)
  const ray = await lead('ray@initech.example', 'Ray')
  const id = await campaign('Skip', [ray])
  const [first] = (await api('GET', `/drafts?campaignId=${id}&status=open`)).body.items.filter((d: any) => d.stepNo === 1)
  assert.equal((await api('POST', `/drafts/${first.id}/skip`)).status, 200)
  await h.runLater()
  assert.equal((await enrollmentOf(id, ray)).reasonCode, 'skipped_in_approval')
  assert.equal((await api('POST', `/drafts/${first.id}/unskip`)).status, 200)
  await h.runLater()
  assert.equal((await enrollmentOf(id, ray)).state, 'waiting_approval')
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

test('a mailbox that is removed hands its leads to another one of the campaign', async () => {
  await to(monday)
  const [one, two] = await Promise.all(['one', 'two'].map(async (name) => (await api('POST', '/practice/mailboxes', { fromName: name, pace: 'real' })).body.id as string))
  const bea = await lead('bea@initech.example', 'Bea')
  const id = await campaign('Hand over', [bea], { mailboxIds: [one, two] })
  await approveAll(id)
  await launch(id)
  const first = (await enrollmentOf(id, bea)).mailboxId, other = first === one ? two : one
  await h.world.write((tx) => removeMailbox(tx, first))
  await h.runLater()
  await lineOnce(h.ground)
  assert.equal((await enrollmentOf(id, bea)).mailboxId, other)
  const from = await h.world.read((tx) => tx.many<{ mailbox_id: string; state: string }>(sql`select mailbox_id, state from messages where campaign_id = ${id}`))
  assert.deepEqual(from, [{ mailbox_id: other, state: 'planned' }])
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

test('a lead turns out to be elsewhere: the mail that waits gets a time of day there', async () => {
  await to(monday)
  const zoe = await lead('zoe@elsewhere.example', 'Zoe'), id = await campaign('Elsewhere', [zoe])
  await approveAll(id)
  await launch(id)
  await lineOnce(h.ground)
  const waits = async () => (await mails(id)).find((m) => m.lead_id === zoe && m.state === 'planned').due_at as Date
  const hourThere = (at: Date) => Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone: 'America/Los_Angeles' }).format(at))
  assert.ok(hourThere(await waits()) < 9, 'in the night there')
  assert.equal((await api('PATCH', `/leads/${zoe}`, { timeZone: 'America/Los_Angeles' })).status, 200)
  await h.runLater()
  await lineOnce(h.ground)
  await h.runLater()
  const hour = hourThere(await waits())
  assert.ok(hour >= 9 && hour < 17, `${hour} o’clock`)
})
