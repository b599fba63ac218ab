// The outbox through the API: every mail with its reason, what a person may decide, and why a mail left or did not.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { offerKind, type MailRoute } from '#mailboxes'
import { sql } from '#platform/db'
import { suppress } from '#leads'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { freezeMessages, planMessage, sendWhatIsDue, type Plan } from './sending.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
await cast(h)
const sam = await h.api()
const minute = 60_000

let leadNo = 0
const plan = async (mailboxId: string, more: Partial<Plan> = {}): Promise<string> => {
  const lead = await h.world.write((tx) => tx.one<{ id: string }>(sql`insert into leads (workspace_id, email, first_name) values (${tx.workspaceId}, ${`o${++leadNo}@prospect.example`}, 'Ola') returning id`))
  return h.world.write(async (tx) => (await planMessage(tx, { leadId: lead.id, mailboxId, subject: `Question ${leadNo}`, bodyText: 'Hi,\n\nshort.\n', dueAt: tx.now, ...more })).id)
}
const box = async (name: string, more = '') => (await sam('GET', `/outbox?box=${name}${more}`)).body.items as any[]
const find = async (id: string) => (await sam('GET', '/outbox?limit=200')).body.items.find((m: any) => m.id === id)

/** The Sent folder says what it is told to. */
const sentFolders = new Map<string, { port: number; seen: 'found' | 'absent' | 'unknown' }>()
offerKind('practice', (_world, mailbox): MailRoute => ({
  kind: 'practice',
  smtp: async () => ({ ok: true, settings: { host: 'localhost', address: '127.0.0.1', port: sentFolders.get(mailbox.id)!.port, security: 'none', user: '', password: '' } }),
  findSent: async () => sentFolders.get(mailbox.id)!.seen,
  appendSent: async () => 'there',
  read: async () => ({ ok: false, reason: 'gone', sentence: 'No letterbox.', why: null, mend: null, answer: null }),
}))
async function doubtful(seen: 'found' | 'absent' | 'unknown', keepsSent: boolean | null = true) {
  const mailbox = await testMailbox(h, { behave: (_, nth) => (nth === 1 ? 'take and close' : 'accept') })
  await h.world.write((tx) => tx.run(sql`update mailboxes set kind = 'practice', keeps_sent = ${keepsSent} where id = ${mailbox.id}`))
  sentFolders.set(mailbox.id, { port: mailbox.server.port, seen })
  const id = await plan(mailbox.id)
  await sendWhatIsDue(h.ground)
  assert.equal((await find(id)).state, 'unconfirmed')
  return { id, mailbox }
}

test('every mail lies in the box of its state, each with a sentence; counts agree', async () => {
  const good = await testMailbox(h), spam = await testMailbox(h, { behave: () => ({ at: 'dot', say: '550 5.7.1 Message rejected as spam' }) })
  const sent = await plan(good.id), held = await plan(spam.id)
  await sendWhatIsDue(h.ground)
  const later = await plan(good.id, { dueAt: new Date(h.clock.now().getTime() + 86_400_000) })
  const frozen = await plan(good.id, { dueAt: h.clock.now() })
  await h.world.write((tx) => freezeMessages(tx, { ids: [frozen] }, { code: 'campaign_paused', sentence: 'The campaign is paused.' }))
  assert.deepEqual((await box('sent')).map((m) => m.id), [sent])
  assert.deepEqual((await box('held')).map((m) => [m.id, m.sentence]), [[held, 'It is held. The mail was refused for policy reasons: 550 5.7.1 Message rejected as spam. Send it again or take it back.']])
  assert.deepEqual((await box('planned')).map((m) => [m.id, m.sentence]), [[later, 'It is planned for 3 Mar 2026, 10:00.']])
  assert.deepEqual((await box('due')).map((m) => [m.id, m.sentence]), [[frozen, 'The campaign is paused.']])
  const { body } = await sam('GET', '/outbox/counts')
  assert.deepEqual([body.sent, body.held, body.planned, body.due, body.overdue], [1, 1, 1, 1, 0])
  const [one] = (await sam('GET', '/outbox?search=question%201')).body.items
  assert.equal(one.id, sent)
})

test('a long box is read in pages, each mail once, in the order in which they will leave', async () => {
  const mailbox = await testMailbox(h)
  const due = new Date(h.clock.now().getTime() + 7 * 86_400_000)
  for (let i = 0; i < 7; i++) await plan(mailbox.id, { dueAt: due })
  const seen: string[] = []
  for (let cursor = ''; ;) {
    const { body } = await sam('GET', `/outbox?box=planned&mailboxId=${mailbox.id}&limit=3${cursor && `&cursor=${cursor}`}`)
    seen.push(...body.items.map((m: any) => m.id))
    if (!body.next) break
    cursor = encodeURIComponent(body.next)
  }
  assert.equal(new Set(seen).size, 7)
  assert.equal((await sam('GET', '/outbox?cursor=nonsense')).status, 422)
})

test('in doubt: a look that finds it settles it, and the trace tells every step', async () => {
  const { id } = await doubtful('found')
  const { body } = await sam('POST', `/messages/${id}/look`)
  assert.deepEqual([body.seen, body.message.state, body.sentence], ['found', 'accepted', 'It lies in the Sent folder: it was sent.'])
  const { items } = (await sam('GET', `/messages/${id}/trace`)).body
  assert.deepEqual(items.map((l: any) => l.kind), ['planned', 'attempt', 'gate', 'answer', 'look', 'decision'])
  assert.match(items.find((l: any) => l.kind === 'look').sentence, /Sam.*is there, so it was sent/)
  assert.equal((await sam('POST', `/messages/${id}/look`)).status, 422, 'nothing left to look for')
})

test('in doubt: looking on demand does not shorten the quarter of an hour that absence needs', async () => {
  const { id, mailbox } = await doubtful('absent')
  for (let i = 0; i < 6; i++) assert.equal((await sam('POST', `/messages/${id}/look`)).body.message.state, 'unconfirmed')
  h.clock.advance(16 * minute)
  assert.equal((await sam('POST', `/messages/${id}/look`)).body.message.state, 'unconfirmed', 'a connection may still be open')
  h.clock.advance(5 * minute)
  assert.equal((await sam('POST', `/messages/${id}/look`)).body.message.state, 'due')
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'nobody@prospect.example', reason: 'manual' }))
  assert.equal(mailbox.server.taken.length, 1)
})

test('in doubt where no copies are kept: a look says that it proves nothing; a person decides for many at once', async () => {
  const a = await doubtful('absent', false), b = await doubtful('unknown')
  assert.match((await sam('POST', `/messages/${a.id}/look`)).body.sentence, /proves nothing/)
  const looked = (await sam('POST', '/outbox/act', { act: 'look', ids: [a.id, b.id] })).body
  assert.deepEqual([looked.done, looked.sentence], [2, 'Looked for 2: 1 not there, 1 Sent folders could not be read.'])
  const marked = (await sam('POST', '/outbox/act', { act: 'mark_sent', ids: [a.id] })).body
  assert.deepEqual([marked.done, marked.refused], [1, []])
  const again = (await sam('POST', '/outbox/act', { act: 'resend', ids: [a.id, b.id] })).body
  assert.equal(again.done, 1)
  assert.equal(again.refused[0].id, a.id)
  await sendWhatIsDue(h.ground)
  assert.equal(b.mailbox.server.taken.length, 2, 'ordered by a person: once more, as a new mail')
  assert.notEqual(b.mailbox.server.taken[0]!.messageId, b.mailbox.server.taken[1]!.messageId)
})

test('why it was not sent: the gate answers in words', async () => {
  const mailbox = await testMailbox(h, { behave: () => ({ wait354Ms: 200 }) })
  const id = await plan(mailbox.id)
  const address = (await find(id)).toAddress
  const sending = sendWhatIsDue(h.ground)
  while (!mailbox.server.commands.some((c) => c.startsWith('DATA'))) await h.ground.clock.sleep(5)
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: address, reason: 'opted_out', source: 'reply' }))
  await sending
  await h.runLater()
  const { items } = (await sam('GET', `/messages/${id}/trace`)).body
  assert.ok(items.some((l: any) => /Taken back/.test(l.sentence)), JSON.stringify(items))
})

test('a mail written by hand waits the seconds its writer chose, on the server, and can be taken back until then', async () => {
  const mailbox = await testMailbox(h)
  assert.equal((await sam('GET', '/sending/undo')).body.undoS, 10)
  assert.equal((await sam('PUT', '/sending/undo', { undoS: 7 })).status, 422)
  assert.equal((await sam('PUT', '/sending/undo', { undoS: 30 })).body.undoS, 30)
  const id = await plan(mailbox.id, { origin: 'reply', dueAt: new Date(h.clock.now().getTime() + 30_000) })
  const item = await find(id)
  assert.equal(item.undoUntil, item.dueAt)
  await sendWhatIsDue(h.ground)
  assert.equal(mailbox.server.taken.length, 0)
  assert.equal((await sam('POST', '/outbox/act', { act: 'cancel', ids: [id] })).body.done, 1)
  h.clock.advance(minute)
  await sendWhatIsDue(h.ground)
  assert.equal(mailbox.server.taken.length, 0)
  assert.equal((await find(id)).undoUntil, null)
})

test("a person's letters are not shown to those who may not use the mailbox", async () => {
  const mailbox = await testMailbox(h)
  await h.world.write(async (tx) => tx.run(sql`update mailboxes set owner_id = ${await h.userId()} where id = ${mailbox.id}`))
  const id = await plan(mailbox.id, { origin: 'reply', dueAt: new Date(h.clock.now().getTime() + 600_000) })
  const rep = await h.api('rep'), owner = await h.api()
  const shown = async (path: string, api = rep) => (await api('GET', path)).body.items.find((m: any) => m.id === id)
  const decisions = ['cancel', 'mark-sent', 'resend', 'look'].map((act) => ['POST', `/messages/${id}/${act}`]), all = [...decisions, ['GET', `/messages/${id}/trace`]]
  assert.ok(await find(id))
  const { planned } = (await owner('GET', '/outbox/counts')).body, whole = await shown('/outbox?limit=200', owner)
  // Not a word of it, nor that it is there: but it is counted.
  for (const path of ['/outbox?limit=200', `/messages?mailboxId=${mailbox.id}`]) assert.deepEqual([await shown(path), (await shown(path, owner)).level], [undefined, 'full'], path)
  assert.equal((await rep('GET', `/messages/${id}`)).status, 404)
  for (const [method, path] of all) assert.equal((await rep(method!, path!)).status, 404, path)
  assert.equal((await rep('POST', '/outbox/act', { act: 'cancel', ids: [id] })).status, 404)
  assert.equal((await rep('GET', '/outbox/counts')).body.planned, planned)
  for (const sharing of ['metadata', 'subject'] as const) {
    await h.world.write((tx) => tx.run(sql`update mailboxes set sharing = ${sharing} where id = ${mailbox.id}`))
    const [row, detail] = [await shown('/outbox?limit=200'), (await rep('GET', `/messages/${id}`)).body]
    const subject = sharing === 'subject' ? whole.subject : ''
    assert.deepEqual([row.level, row.subject, row.leadName, row.may.cancel, row.undoUntil], [sharing, subject, whole.leadName, false, null])
    assert.deepEqual([detail.subject, detail.bodyText, detail.may.cancel], [subject, '', false])
    assert.equal((await shown(`/outbox?limit=200&search=${encodeURIComponent(whole.subject)}`)) !== undefined, sharing === 'subject', 'what is hidden is not found')
    for (const [method, path] of decisions) assert.equal((await rep(method!, path!)).status, 404, path)
  }
  assert.equal((await owner('POST', `/messages/${id}/cancel`)).body.state, 'cancelled')
})
