import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { letterboxBroken, mailboxPaused, mailboxResumed } from '#mailboxes'
import { replyReceived, syncMailbox, unmatchedReceived } from '#inbox'
import { planMessage } from '#sending'
import { cast, type Person } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { digestFor } from './digest.ts'
import { isQuiet, nextDigest } from './notice.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo } = await cast(h)
const repId = await h.userId('rep')
const box = await fakeLetterbox(h, h.world, repId)
const [sam, rep] = [await h.api(), await h.api('rep')]
let ids = 0

const wrote = new Map<string, { messageId: string }>()

async function answer(from: Person, text: string): Promise<string> {
  const ours = wrote.get(from.id) ?? await h.world.write(async (tx) => {
    const { id } = await planMessage(tx, { leadId: from.id, mailboxId: box.id, subject: 'A question', bodyText: 'Hello.', dueAt: tx.now, origin: 'campaign' })
    return tx.one<{ messageId: string }>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${id} returning message_id as "messageId"`)
  })
  wrote.set(from.id, ours)
  box.drop(`From: ${from.firstName} <${from.email}>\nTo: ${box.address}\nSubject: Re: A question\nMessage-ID: <n${++ids}@outside.example>\nIn-Reply-To: <${ours.messageId}>\nContent-Type: text/plain; charset=utf-8\n\n${text}\n`)
  await syncMailbox(h.world, box.id, { force: true })
  await h.runLater()
  return (await h.world.read((tx) => tx.one<{ id: string }>(sql`select thread_id as id from inbox_messages where message_id = ${`n${ids}@outside.example`}`))).id
}
const list = async (api = rep, query = '') => (await api('GET', `/notices${query}`)).body.items as { id: string; kind: string; title: string; body: string; link: string; count: number; read: boolean }[]
const unread = async (api = rep) => (await api('GET', '/notices/count')).body.unread as number

test('the owner of a mailbox is told of each answer, and nobody else', async () => {
  const thread = await answer(dana, 'Sounds interesting, tell me more.')
  const [one] = await list()
  assert.deepEqual([one!.kind, one!.title, one!.link], ['reply', 'Dana Okafor answered and is interested', `/inbox?status=all&open=${thread}`])
  assert.match(one!.body, /Sounds interesting/)
  assert.deepEqual([await unread(), await unread(sam)], [1, 0])
  await answer(mo, 'What does it cost?')
  assert.equal(await unread(), 2)
  await rep('POST', '/notices/read', { ids: [one!.id] })
  assert.equal(await unread(), 1)
  await sam('POST', '/notices/read', {})
  assert.equal(await unread(), 1, 'one reads for oneself only')
})

test('facts heard twice count once; what is unread grows instead of multiplying', async () => {
  const before = (await list()).length
  await h.ground.db.pool.query(`update event_readers set last_xid = '0', last_id = 0 where name = 'notices'`)
  await h.runLater()
  assert.equal((await list()).length, before)
  assert.ok((await list()).every((n) => n.count === 1))
  await answer(mo, 'And what about support?')
  const mine = (await list()).find((n) => n.title.startsWith('Mo'))!
  assert.deepEqual([mine.count, (await list()).filter((n) => n.title.startsWith('Mo') && !n.read).length], [2, 1])
})

test('many facts at once are counted in their groups, and heard again they count as before', async () => {
  await rep('POST', '/notices/read', {})
  const thread = await answer(dana, 'One more question.')
  await rep('POST', '/notices/read', {})
  const [mail] = await h.world.read((tx) => tx.many<{ payload: Record<string, string> }>(sql`select payload from events where type = 'reply.received' order by id desc limit 1`))
  const reply = (text: string) => ({ ...mail!.payload, class: text, leadId: dana.id, threadId: thread, mailboxId: box.id, from: dana.email, inboxMessageId: mail!.payload['inboxMessageId']! }) as never
  const stranger = (from: string) => ({ inboxMessageId: mail!.payload['inboxMessageId']!, mailboxId: box.id, from })
  await h.world.write(async (tx) => {
    await announce(tx, replyReceived, reply('question'))
    await announce(tx, unmatchedReceived, stranger('a@elsewhere.example'))
    await announce(tx, replyReceived, reply('interested'))
    await announce(tx, unmatchedReceived, stranger('b@elsewhere.example'))
  })
  await h.runLater()
  const told = async () => (await list(rep, '?unread=true')).map((n) => [n.kind, n.title, n.count, n.body.includes('b@elsewhere.example')]).sort()
  const expected = [['reply', 'Dana Okafor answered and is interested', 2, false], ['unmatched', 'Mails wait in the tray of the unmatched', 2, true]]
  assert.deepEqual(await told(), expected)
  await h.ground.db.pool.query(`update event_readers set last_xid = '0', last_id = 0 where name = 'notices'`)
  await h.runLater()
  assert.deepEqual(await told(), expected)
})

test('a broken mailbox is one notice, and mended it is none', async () => {
  await rep('POST', '/notices/read', {})
  await h.world.write(async (tx) => {
    await announce(tx, letterboxBroken, { mailboxId: box.id, sentence: 'It cannot be reached.' })
    await announce(tx, mailboxPaused, { mailboxId: box.id, status: 'needs_reconnect', reason: 'The password was refused.', until: null })
  })
  await h.runLater()
  const now = await list(rep, '?unread=true')
  assert.deepEqual(now.map((n) => [n.kind, n.title, n.count]), [['mailbox', `${box.address} must be connected again`, 2]])
  await h.world.write((tx) => announce(tx, mailboxResumed, { mailboxId: box.id }))
  await h.runLater()
  assert.equal(await unread(), 0)
})

test('assigned and mentioned people hear it, but not from themselves', async () => {
  const thread = await answer(dana, 'One more thing.')
  await rep('POST', '/notices/read', {})
  const managerId = await h.userId('manager'), manager = await h.api('manager')
  await rep('PATCH', `/inbox/threads/${thread}`, { assigneeId: managerId })
  await manager('POST', `/inbox/threads/${thread}/notes`, { text: 'Yours?', mentions: [repId, managerId] })
  await h.runLater()
  assert.deepEqual((await list(manager)).filter((n) => !n.read).map((n) => n.kind), ['assigned'])
  assert.deepEqual((await list(rep, '?unread=true')).map((n) => n.title), ['The manager asks you about Dana Okafor'])
})

test('a digest leaves through the chosen mailbox, once, outside quiet hours, with what is unread', async () => {
  const settings = (await rep('GET', '/notices/settings')).body
  const save = (change: object) => rep('PUT', '/notices/settings', { channels: settings.channels, quietFrom: null, quietTo: null, digest: 'daily', digestAt: '12:00', mailboxId: box.id, ...change })
  assert.equal((await save({ mailboxId: null })).status, 422)
  assert.equal((await save({ quietFrom: '20:00' })).status, 422)
  assert.match((await save({ quietFrom: '22:00', quietTo: '07:00' })).body.sentence, new RegExp(`every day at 12:00 through ${box.address}`))
  assert.equal(await digestFor(h.world, repId), false, 'its time has not come')
  h.clock.set('2026-03-02T11:00:30Z')
  assert.deepEqual(await Promise.all([digestFor(h.world, repId), digestFor(h.world, repId)]).then((sent) => sent.filter(Boolean).length), 1)
  const [mail] = await h.world.read((tx) => tx.many<{ to: string; text: string; subject: string }>(sql`select to_address as "to", body_text as text, subject from messages where origin = 'test'`))
  assert.equal(mail!.to, 'rep@acme-sales.example')
  assert.match(mail!.text, /asks you about Dana Okafor\n.*http:\/\/localhost:3000\/inbox/s)
  h.clock.set('2026-03-03T11:00:30Z')
  assert.equal(await digestFor(h.world, repId), false, 'nothing new')
  h.clock.set('2026-03-02T12:00:00Z')
})

test('a channel that is off stays silent', async () => {
  const settings = (await rep('GET', '/notices/settings')).body
  await rep('PUT', '/notices/settings', { ...settings, sentence: undefined, mailboxes: undefined, channels: { ...settings.channels, reply: { app: false, mail: false } } })
  const before = (await list()).length
  await answer(mo, 'Hello again.')
  assert.equal((await list()).length, before)
})

test('quiet hours go over midnight; a daily digest keeps its wall time over a change of the clock', () => {
  assert.deepEqual([isQuiet('23:00', '22:00', '07:00'), isQuiet('06:59', '22:00', '07:00'), isQuiet('07:00', '22:00', '07:00'), isQuiet('12:00', null, null)], [true, true, false, false])
  assert.equal(nextDigest(new Date('2026-03-28T12:00:00Z'), 'daily', '08:00', 'Europe/Berlin')!.toISOString(), '2026-03-29T06:00:00.000Z')
  assert.equal(nextDigest(new Date('2026-03-27T12:00:00Z'), 'daily', '08:00', 'Europe/Berlin')!.toISOString(), '2026-03-28T07:00:00.000Z')
})
