// The room's story, through its door, on real PostgreSQL, against a server that misbehaves on command.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import PostalMime from 'postal-mime'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import type { Behaviour } from '#test/fakes/smtp'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'
import { mayBe } from './message.ts'
import { cancelMessages, findMessage, freezeMessages, release, reschedule, sendWhatIsDue, settle } from './sending.ts'

/** For servers that stay silent. */
const impatient = { connect: 2000, greeting: 700, command: 1500, afterDot: 700 }
const minute = 60_000, day = 24 * 60 * minute

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const { plan, find, why, send, events, lead, isSuppressed } = desk(h, people.dana.id)

test('a mail is planned, sent once, and recorded with the server\'s answer', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id)
  assert.equal((await find(id)).state, 'planned')
  await send()
  const m = await find(id)
  assert.equal(m.state, 'accepted')
  assert.match(m.smtpReply ?? '', /^250 2\.0\.0/)
  assert.deepEqual(box.server.taken.map((t) => [t.to, t.from, t.messageId]), [['dana@acme.example', box.address, m.messageId]])
  assert.deepEqual(await events(id), ['message.sent'])
  assert.equal(await box.sentToday(), 1)
  await send()
  assert.equal(box.server.taken.length, 1)
  const mail = await PostalMime.parse(box.server.taken[0]!.raw)
  assert.equal(mail.date, '2026-03-02T09:00:00.000Z')
  assert.match(mail.headers.find((x) => x.key === 'list-unsubscribe')?.value ?? '', /^<http:\/\/localhost:3000\/u\/[\w-]{43}>, <mailto:sam1@acme-sales\.example\?subject=unsubscribe>$/)
})

// What the server does → what becomes of the mail, and whether the server has it.
const oracle: [string, Behaviour | { greet: 'drop' | 'silent' | '421 4.3.2 Busy' }, { state: string; has: boolean; event?: string; suppressed?: boolean; mailbox?: string }][] = [
  ['drops on connect', { greet: 'drop' }, { state: 'due', has: false }],
  ['never greets', { greet: 'silent' }, { state: 'due', has: false }],
  ['greets with 421', { greet: '421 4.3.2 Busy' }, { state: 'due', has: false }],
  ['greylists', { at: 'rcpt', say: '450 4.2.0 Greylisted, try again in 5 minutes' }, { state: 'due', has: false }],
  ['has a full mailbox', { at: 'rcpt', say: '452 4.2.2 Mailbox full' }, { state: 'due', has: false }],
  ['knows no such address', { at: 'rcpt', say: '550 5.1.1 No such user' }, { state: 'failed', has: false, event: 'message.failed', suppressed: true }],
  ['says no such address after the dot', { at: 'dot', say: '550 5.1.1 No such user' }, { state: 'failed', has: false, event: 'message.failed', suppressed: true }],
  ['drops at DATA', 'drop at DATA', { state: 'due', has: false }],
  ['drops in the middle of the body', 'drop in the body', { state: 'unconfirmed', has: false, event: 'message.unconfirmed' }],
  ['says 451 after the dot', { at: 'dot', say: '451 4.3.0 Try later' }, { state: 'due', has: false }],
  ['says 421 after the dot', { at: 'dot', say: '421 4.3.0 Closing' }, { state: 'due', has: false }],
  ['takes the mail and closes', 'take and close', { state: 'unconfirmed', has: true, event: 'message.unconfirmed' }],
  ['takes the mail and resets', 'take and reset', { state: 'unconfirmed', has: true, event: 'message.unconfirmed' }],
  ['takes the mail and stays silent', 'take and stay silent', { state: 'unconfirmed', has: true, event: 'message.unconfirmed' }],
  ['says 250 and drops', 'accept and drop', { state: 'accepted', has: true, event: 'message.sent' }],
  ['has the sender\'s daily quota used up', { at: 'dot', say: '550 5.4.5 Daily user sending quota exceeded.' }, { state: 'due', has: false, mailbox: 'paused' }],
  ['refuses for policy once', { at: 'dot', say: '550 5.7.1 Message rejected as spam' }, { state: 'held', has: false, event: 'message.held', mailbox: 'active' }],
  ['refuses to relay', { at: 'rcpt', say: '554 5.7.1 Relay access denied' }, { state: 'held', has: false, event: 'message.held', mailbox: 'error' }],
  ['finds the mail too large', { at: 'dot', say: '552 5.3.4 Message size exceeds fixed limit' }, { state: 'failed', has: false, event: 'message.failed' }],
]
for (const [name, behaviour, want] of oracle)
  test(`a server that ${name}: the mail is ${want.state}`, async () => {
    const greeting = typeof behaviour === 'object' && 'greet' in behaviour
    const box = await testMailbox(h, greeting ? { greet: behaviour.greet } : { behave: () => behaviour })
    const to = await lead()
    const id = await plan(box.id, { leadId: to.id })
    await sendWhatIsDue(h.ground, impatient)
    await h.runLater()
    const m = await find(id)
    assert.equal(m.state, want.state, `${m.reason} ${m.smtpReply}`)
    assert.equal(box.server.taken.length > 0, want.has)
    if (want.event) assert.ok((await events(id)).includes(want.event))
    assert.equal(await isSuppressed(to.email), want.suppressed ?? false)
    if (want.mailbox) assert.equal((await box.row()).status, want.mailbox)
    if (m.state === 'due') assert.ok(m.dueAt > h.ground.clock.now(), 'it is tried later')
    assert.equal(await box.sentToday(), m.state === 'accepted' || m.state === 'unconfirmed' ? 1 : 0, 'only what may have left counts')
    assert.ok((await why(id)).length > 20)
    // The stories after this one turn the clock on, and this mail will be tried again among theirs.
    Object.assign(box.server.options, { greet: 'normal', behave: undefined })
  })

test('a mail in doubt is not sent again by itself, however long one waits', async () => {
  const box = await testMailbox(h, { behave: (_, nth) => (nth === 1 ? 'take and close' : 'accept') })
  const id = await plan(box.id, { leadId: (await lead()).id })
  await send()
  for (let i = 0; i < 5; i++) { h.clock.advance(6 * 60 * minute); await settle(h.ground); await send() }
  assert.equal((await find(id)).state, 'unconfirmed')
  assert.equal(box.server.taken.length, 1)
  assert.match(await why(id), /may have been sent/)
})

test('greylisted at first, taken five minutes later', async () => {
  const box = await testMailbox(h, { behave: (_, nth) => (nth === 1 ? { at: 'rcpt', say: '450 4.2.0 Greylisted, please try again in 300 seconds' } : 'accept') })
  const id = await plan(box.id, { leadId: (await lead()).id })
  await send()
  h.clock.advance(4 * minute)
  await send()
  assert.equal(box.server.taken.length, 0)
  assert.match(await why(id), /next one is on/)
  h.clock.advance(3 * minute)
  await send()
  assert.equal((await find(id)).state, 'accepted')
})

test('it gives up after two days of trying', async () => {
  const box = await testMailbox(h, { behave: () => ({ at: 'rcpt', say: '451 4.3.0 Not now' }) })
  const id = await plan(box.id, { leadId: (await lead()).id })
  for (let i = 0; i < 30 && (await find(id)).state === 'due' || i === 0; i++) { await send(); h.clock.advance(8 * 60 * minute) }
  const m = await find(id)
  assert.deepEqual([m.state, m.reasonCode], ['failed', 'gave_up'])
})

test('three full mailboxes within a week end it', async () => {
  const box = await testMailbox(h, { behave: () => ({ at: 'rcpt', say: '452 4.2.2 Mailbox full' }) })
  const to = await lead()
  const id = await plan(box.id, { leadId: to.id })
  for (let i = 0; i < 3; i++) { await send(); h.clock.advance(2 * 60 * minute) }
  assert.equal((await find(id)).reasonCode, 'mailbox_full')
  assert.equal(await isSuppressed(to.email), true)
})

test('two dispatchers at once: every mail once', async () => {
  const box = await testMailbox(h)
  const ids: string[] = []
  for (let i = 0; i < 120; i++) ids.push(await plan(box.id, { leadId: (await lead()).id }))
  await Promise.all([send(), sendWhatIsDue({ ...h.ground, processId: 'another' }), sendWhatIsDue({ ...h.ground, processId: 'a third' })])
  await send()
  assert.equal(box.server.taken.length, 120)
  assert.equal(new Set(box.server.taken.map((t) => t.sendId)).size, 120)
  assert.equal(await box.sentToday(), 120)
})

test('the daily limit holds, and the next day goes on', async () => {
  const box = await testMailbox(h, { dailyLimit: 3 })
  const ids: string[] = []
  for (let i = 0; i < 5; i++) ids.push(await plan(box.id, { leadId: (await lead()).id, dueAt: new Date(h.ground.clock.now().getTime() - (5 - i) * 1000) }))
  await Promise.all([send(), sendWhatIsDue({ ...h.ground, processId: 'another' })])
  assert.equal(box.server.taken.length, 3)
  assert.match(await why(ids[4]!), /has sent the 3 mails it may send within 24 hours; the next one may leave on/)
  h.clock.advance(day)
  await send()
  assert.equal(box.server.taken.length, 5)
})

test('a paced mailbox sends one, then waits its gap; an answer written by hand does not wait', async () => {
  const box = await testMailbox(h, { gap: [60, 180] })
  const [first, second] = [await plan(box.id, { leadId: (await lead()).id }), await plan(box.id, { leadId: (await lead()).id })]
  await send()
  assert.equal(box.server.taken.length, 1)
  const gap = (await box.row()).next_send_at.getTime() - h.ground.clock.now().getTime()
  assert.ok(gap >= 60_000 && gap <= 180_000, String(gap))
  assert.match(await why((await find(first)).state === 'accepted' ? second : first), /pauses between two mails/)
  const answer = await plan(box.id, { origin: 'reply' })
  await send()
  assert.equal((await find(answer)).state, 'accepted')
  assert.equal(box.server.taken.length, 2)
  h.clock.advance(3 * minute + 1000)
  await send()
  assert.equal(box.server.taken.length, 3)
})

test('past its sending hours it is not sent late but waits for a new time', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id, { leadId: (await lead()).id, windowEnd: new Date(h.ground.clock.now().getTime() + 30 * minute) })
  h.clock.advance(31 * minute)
  await send()
  assert.deepEqual([(await find(id)).state, (await find(id)).reasonCode, box.server.taken.length], ['planned', 'missed_window', 0])
  assert.deepEqual(await events(id), ['message.missed_window'])
  await send()
  assert.deepEqual(await events(id), ['message.missed_window'], 'said once')
  await h.world.write((tx) => reschedule(tx, id, { dueAt: tx.now, windowEnd: new Date(tx.now.getTime() + 60 * minute) }))
  await send()
  assert.equal((await find(id)).state, 'accepted')
})

test('a follow-up leaves only after a look, and only within a minute of it', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id, { leadId: (await lead()).id, needsLook: true })
  await send()
  assert.equal(box.server.taken.length, 0)
  assert.match(await why(id), /letterbox is looked into/)
  await h.world.write((tx) => release(tx, id, tx.now))
  h.clock.advance(61_000)
  await send()
  assert.deepEqual([(await find(id)).state, box.server.taken.length], ['planned', 0])
  await h.world.write((tx) => release(tx, id, tx.now))
  await send()
  assert.equal((await find(id)).state, 'accepted')
})

test('a refused login: one notice, the mail held, and it goes on when the mailbox works again', async () => {
  const box = await testMailbox(h, { login: { user: 'x', password: 'right' } })
  const ids: string[] = []
  for (let i = 0; i < 6; i++) ids.push(await plan(box.id, { leadId: (await lead()).id }))
  await send()
  const row = await box.row()
  assert.equal(row.status, 'needs_reconnect')
  assert.match(row.status_reason ?? '', /535/)
  const notices = await h.world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from events where mailbox_id = ${box.id} and type = 'mailbox.paused'`)).n)
  assert.equal(notices, 1)
  box.server.options.login = undefined as never
  await box.change({ status: 'active' })
  h.clock.advance(10 * minute)
  await settle(h.ground)
  await send()
  assert.deepEqual(await Promise.all(ids.map(async (id) => (await find(id)).state)), ids.map(() => 'accepted'))
})

test('three refusals in a row for policy pause the mailbox; one taken in between does not', async () => {
  const box = await testMailbox(h, { gap: [1, 1], behave: (address) => (address.startsWith('spam') ? { at: 'dot', say: '554 5.7.1 Rejected as spam' } : 'accept') })
  let tried = 0
  for (const name of ['spam', 'spam', 'good', 'spam', 'spam', 'spam', 'spam']) {
    await plan(box.id, { leadId: (await lead(`${name}${++tried}@prospect.example`)).id })
    h.clock.advance(2000)
    await send()
  }
  assert.equal((await box.row()).status, 'paused')
  assert.match((await box.row()).status_reason ?? '', /3 mails in a row/)
  assert.equal(box.server.commands.filter((c) => c.startsWith('RCPT')).length, 6, 'the seventh was not tried')
})

test('planning a step twice gives one mail; one taken back comes to life with the same identity', async () => {
  const box = await testMailbox(h)
  const step = { leadId: (await lead()).id, enrollmentId: '0190b0c0-0000-7000-8000-0000000000aa', stepId: '0190b0c0-0000-7000-8000-0000000000bb', dueAt: new Date(h.ground.clock.now().getTime() + day) }
  const id = await plan(box.id, step)
  assert.equal(await plan(box.id, { ...step, subject: 'Other' }), id)
  const first = await find(id)
  assert.equal(first.subject, 'A question')
  await h.world.write((tx) => cancelMessages(tx, { enrollmentId: step.enrollmentId }, { code: 'paused', sentence: 'Paused.' }))
  assert.equal(await plan(box.id, { ...step, subject: 'Other', dueAt: h.ground.clock.now() }), id)
  const again = await find(id)
  assert.deepEqual([again.subject, again.messageId, again.state], ['Other', first.messageId, 'planned'])
  await send()
  assert.equal(box.server.taken.length, 1)
  assert.match(box.server.taken[0]!.raw, /^Subject: Other/m)
})

test('refused at the end, taken back and written anew: the new words leave as a mail of their own', async () => {
  const box = await testMailbox(h, { behave: (_, nth) => (nth === 1 ? { at: 'dot', say: '550 5.7.1 Message rejected as spam' } : 'accept') })
  const step = { leadId: (await lead()).id, enrollmentId: randomUUID(), stepId: randomUUID() }
  const id = await plan(box.id, step)
  await send()
  assert.equal((await find(id)).state, 'held')
  await h.world.write((tx) => cancelMessages(tx, { ids: [id] }, { code: 'rewritten', sentence: 'The text is written anew.' }))
  const anew = await plan(box.id, { ...step, subject: 'Shorter' })
  assert.notEqual(anew, id)
  assert.equal(await plan(box.id, { ...step, subject: 'Shorter' }), anew)
  await box.change({ next_send_at: h.ground.clock.now() })
  await send()
  const [old, fresh] = [await find(id), await find(anew)]
  assert.deepEqual([old.state, old.resentAs, fresh.state, fresh.generation, box.server.taken.map((t) => /^Subject: (.*)/m.exec(t.raw)![1])], ['cancelled', anew, 'accepted', 2, ['Shorter']])
})

test('a failed mail that is tried again goes with the words of now; unchanged it is the same mail', async () => {
  const box = await testMailbox(h, { behave: (_, nth) => (nth <= 2 ? { at: 'dot', say: '554 5.6.0 Broken message' } : 'accept') })
  const step = { leadId: (await lead()).id, enrollmentId: randomUUID(), stepId: randomUUID() }
  const id = await plan(box.id, step)
  await send()
  assert.equal((await find(id)).state, 'failed')
  assert.equal(await plan(box.id, step), id, 'nobody ordered it')
  assert.equal((await find(id)).state, 'failed')
  assert.equal(await plan(box.id, { ...step, anew: true }), id)
  await send()
  const anew = await plan(box.id, { ...step, anew: true, bodyText: 'Hi Dana,\n\nother words.\n\nSam' })
  assert.notEqual(anew, id)
  await send()
  assert.deepEqual([(await find(id)).resentAs, (await find(anew)).state, box.server.taken.map((t) => t.raw.includes('other words'))], [anew, 'accepted', [true]])
  const api = await h.api(), failed = (await api('GET', `/outbox?box=failed&mailboxId=${box.id}`)).body.items
  assert.deepEqual([failed, mayBe(await find(id)).resend], [[], false], 'nothing waits for a person')
  assert.match(await why(id), /Another mail was made in its place\.$/)
})

test('frozen mails wait with their reason until they get a new time', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id, { leadId: (await lead()).id })
  await h.world.write((tx) => freezeMessages(tx, { ids: [id] }, { code: 'campaign_paused', sentence: 'The campaign is paused.' }))
  await send()
  assert.equal(await why(id), 'The campaign is paused.')
  await h.world.write((tx) => reschedule(tx, id, { dueAt: tx.now }))
  await send()
  assert.equal((await find(id)).state, 'accepted')
})

test('a follow-up answers in the thread of the mail before it', async () => {
  const box = await testMailbox(h)
  const to = (await lead()).id
  const first = await plan(box.id, { leadId: to })
  await send()
  const second = await plan(box.id, { leadId: to, answers: first, subject: '' })
  await send()
  const [a, b] = [await find(first), await find(second)]
  assert.deepEqual([b.inReplyTo, b.refs, b.subject], [a.messageId, [a.messageId], 'Re: A question'])
  const raw = box.server.taken[1]!.raw
  assert.ok(raw.includes(`In-Reply-To: <${a.messageId}>`) && raw.includes(`References: <${a.messageId}>`))
})

test('a kept connection that the server has dropped meanwhile costs nobody an attempt', async () => {
  const box = await testMailbox(h, { behave: () => 'accept and drop' })
  const ids = [await plan(box.id, { leadId: (await lead()).id }), await plan(box.id, { leadId: (await lead()).id }), await plan(box.id, { leadId: (await lead()).id })]
  await send()
  assert.deepEqual(await Promise.all(ids.map(async (id) => [(await find(id)).state, (await find(id)).attempts])), ids.map(() => ['accepted', 1]))
})

test('nor does one that it drops between a recipient and the body', async () => {
  let cut = false
  const box = await testMailbox(h, { interrupt: (line) => line === 'DATA' && box.server.taken.length === 1 && !cut && (cut = true) })
  const ids = [await plan(box.id, { leadId: (await lead()).id }), await plan(box.id, { leadId: (await lead()).id })]
  await send()
  assert.ok(cut)
  assert.deepEqual(await Promise.all(ids.map(async (id) => [(await find(id)).state, (await find(id)).attempts])), ids.map(() => ['accepted', 1]))
  assert.equal(box.server.taken.length, 2)
})

test('a server that allows two connections gets two', async () => {
  const box = await testMailbox(h, { maxConnections: 2 })
  for (let i = 0; i < 60; i++) await plan(box.id, { leadId: (await lead()).id })
  await send()
  assert.equal(box.server.taken.length, 60)
  assert.ok(box.server.connections <= 22, `${box.server.connections} connections, of which two were let in`)
})

const payloads = ['Lea\r\nBcc: evil@z.test', 'Lea\nSubject: other', 'evil@z.test,', '"x" <evil@z.test>', 'a\r\n.\r\nMAIL FROM:<evil@z.test>', 'Lea\u2028Bcc: evil@z.test']
for (const payload of payloads)
  test(`a lead's name cannot add a header or a recipient: ${JSON.stringify(payload)}`, async () => {
    const box = await testMailbox(h)
    const to = await lead(undefined, payload)
    await plan(box.id, { leadId: to.id, bodyText: `${payload}\r\n.\r\nRCPT TO:<evil@z.test>` })
    await send()
    assert.deepEqual(box.server.taken.map((t) => t.to), [to.email])
    assert.equal(box.server.commands.filter((c) => /^(MAIL|RCPT)/.test(c)).length, 2)
    const mail = await PostalMime.parse(box.server.taken[0]!.raw)
    assert.deepEqual(mail.to?.map((t) => t.address), [to.email])
    assert.equal(mail.headers.length, 11)
    assert.equal(mail.bcc, undefined)
  })

test('line breaks in a subject are refused with a sentence', async () => {
  const box = await testMailbox(h)
  await assert.rejects(plan(box.id, { subject: 'Hello\r\nBcc: evil@z.test' }), /Line breaks and control characters/)
  await assert.rejects(plan(box.id, { leadId: null, to: { name: '', address: 'a@x.test>\r\nRCPT TO:<b@x.test' }, origin: 'test' }), /not an address/)
})

test('one workspace does not see or send another one\'s mails', async () => {
  const other = await h.secondWorkspace()
  const box = await testMailbox(h)
  const id = await plan(box.id, { leadId: (await lead()).id, dueAt: new Date(h.ground.clock.now().getTime() + day) })
  assert.equal(await other.read((tx) => findMessage(tx, id)), undefined)
  assert.equal(await other.write((tx) => cancelMessages(tx, { ids: [id] }, { code: 'x', sentence: 'x' })), 0)
  assert.equal((await find(id)).state, 'planned')
})
