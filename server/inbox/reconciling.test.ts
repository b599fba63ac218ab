// Whatever a letterbox does to a mail, it is noticed and fetched within one comparison, and nothing is called in order before.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { reconcile, syncMailbox } from '#inbox'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { restS } from './listening.ts'
import { judged, whyMissing } from './reconciling.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const box = await fakeLetterbox(h)
let count = 0
const letter = (id = `mail-${++count}@outside.example`, text = `Number ${count}.`): string =>
  `From: Dana <dana@acme.example>\nTo: ${box.address}\nSubject: Mail ${id}\nDate: Mon, 2 Mar 2026 10:00:00 +0100\nMessage-ID: <${id}>\n\n${text}\n`
const stored = () => h.world.read((tx) => tx.many<{ message_id: string; folder: string }>(sql`select message_id, folder from inbox_messages where mailbox_id = ${box.id} order by message_id`))
const look = async () => assert.equal((await syncMailbox(h.world, box.id)).ok, true)
const health = async () => { const all = (await (await h.api())('GET', '/inbox/health')).body; return { ...all.mailboxes.find((m: any) => m.mailboxId === box.id), overall: all.status, total: all.missing } }

test('nothing is called in order before it was compared', async () => {
  assert.equal((await health()).status, 'not_yet')
  for (let i = 0; i < 5; i++) box.drop(letter())
  await look()
  const done = await reconcile(h.world, box.id)
  assert.deepEqual([done!.inMailbox, done!.inApp, done!.found, done!.missing], [5, 5, 0, 0])
  const now = await health()
  assert.deepEqual([now.status, now.overall, now.sentence, now.inMailbox, now.inApp], ['good', 'good', 'All 5 mails are here.', 5, 5])
})

test('a mail that a look was not told of, and one that came late under a lower number, are found and fetched', async () => {
  const dropped = box.drop(letter('dropped@outside.example'))
  box.hidden.add(dropped)
  const delayed = box.drop(letter('delayed@outside.example'))
  box.late.add(delayed)
  box.hidden.add(delayed)
  box.drop(letter('later@outside.example'))
  await look()
  box.late.clear()
  assert.equal((await stored()).some((m) => /dropped|delayed/.test(m.message_id)), false)
  const done = await reconcile(h.world, box.id)
  assert.deepEqual([done!.found, done!.healed, done!.missing, done!.reasons], [2, 2, 0, { skipped: 2 }])
  assert.equal((await stored()).filter((m) => /dropped|delayed|later/.test(m.message_id)).length, 3)
})

test('out of order, twice, moved and numbered anew: each mail is here once', async () => {
  const inbox = box.folders.get('INBOX')!
  const before = (await stored()).length
  box.drop(letter('twice@outside.example', 'The same.'))
  box.drop(letter('twice@outside.example', 'The same.'))
  inbox.mails.reverse()
  await look()
  // A rule of the mail program files it away, in a folder that was not there.
  box.folders.set('Customers', { role: 'other', uidValidity: 7, uidNext: 1, mails: [] })
  const moved = inbox.mails.splice(inbox.mails.findIndex((m) => m.raw.includes('later@')), 1)[0]!
  box.folders.get('Customers')!.mails.push({ ...moved, uid: 1 })
  box.folders.get('Customers')!.uidNext = 2
  box.recreate()
  const done = await reconcile(h.world, box.id)
  assert.equal(done!.missing, 0)
  assert.equal((await stored()).length, before + 1)
  assert.deepEqual([done!.inMailbox, done!.inApp], [inbox.mails.length + 1, inbox.mails.length + 1])
})

test('an answer that only ever lay in a folder of the user’s own is read', async () => {
  const folder = box.folders.get('Customers')!
  folder.mails.push({ uid: folder.uidNext++, size: 100, receivedAt: h.clock.now(), raw: Buffer.from(letter('filed@outside.example')), problem: null })
  await look()
  assert.ok((await stored()).some((m) => m.message_id === 'filed@outside.example' && m.folder === 'Customers'))
})

test('what the server does not hand over is amber until it does; a row that was lost here comes back', async () => {
  const withheld = box.drop(letter('withheld@outside.example'))
  box.hidden.add(withheld)
  box.withheld.add(withheld)
  const first = await reconcile(h.world, box.id)
  assert.deepEqual([first!.found, first!.healed, first!.missing], [1, 0, 1])
  const now = await health()
  assert.deepEqual([now.status, now.overall, now.missing, now.total, now.reasons[0].why], ['missing', 'missing', 1, 1, 'skipped'])
  const detail = (await (await h.api())('GET', `/mailboxes/${box.id}/health`)).body
  assert.deepEqual([detail.mails.length, detail.mails[0].messageId, detail.mails[0].folder], [1, 'withheld@outside.example', 'INBOX'])
  const told = await h.world.read((tx) => tx.many(sql`select 1 from events where type = 'inbox.mails_missing'`))
  assert.equal(told.length, 1)
  box.withheld.clear()
  await h.world.write((tx) => tx.run(sql`delete from inbox_messages where message_id = 'mail-1@outside.example'`))
  const second = await reconcile(h.world, box.id)
  assert.deepEqual([second!.found, second!.healed, second!.missing, second!.reasons], [2, 2, 0, { lost_here: 1, skipped: 1 }])
  assert.equal((await health()).status, 'good')
})

test('an empty answer for a mail is not believed the first time; the second time it is kept as unreadable', async () => {
  const uid = box.drop(Buffer.alloc(0), { size: 5000, problem: 'The server did not hand this mail over.' })
  await look()
  assert.equal((await health()).status, 'missing')
  await reconcile(h.world, box.id)
  assert.equal((await health()).status, 'good')
  const [kept] = await h.world.read((tx) => tx.many<{ problem: string }>(sql`select problem from inbox_messages where uid = ${uid} and problem is not null and mailbox_id = ${box.id}`))
  assert.equal(kept!.problem, 'The server did not hand this mail over.')
})

test('the comparison comes every hour, soon again while something is missing, and may be asked for; folders can be chosen', async () => {
  const next = () => h.world.read((tx) => tx.one<{ at: Date }>(sql`select next_compare_at as at from mailboxes where id = ${box.id}`))
  assert.equal((await next()).at.getTime() - h.clock.now().getTime(), 3_600_000)
  const api = await h.api()
  assert.equal((await api('POST', `/mailboxes/${box.id}/compare`)).status, 200)
  assert.equal((await next()).at.getTime(), h.clock.now().getTime())
  const chosen = await api('PUT', `/mailboxes/${box.id}/folders`, { folders: [{ path: 'Customers', read: false }, { path: 'INBOX', read: false }] })
  assert.deepEqual(chosen.body.folders.filter((f: any) => !f.read).map((f: any) => f.path), ['Customers'])
  const folder = box.folders.get('Customers')!
  folder.mails.push({ uid: folder.uidNext++, size: 100, receivedAt: h.clock.now(), raw: Buffer.from(letter('private@outside.example')), problem: null })
  await reconcile(h.world, box.id)
  assert.equal((await stored()).some((m) => m.message_id === 'private@outside.example'), false)
  h.clock.advance(3 * 3_600_000)
  assert.equal((await health()).status, 'unsure', 'an old comparison proves nothing')
})

test('rules: what is missing and what may be called good', () => {
  assert.equal(whyMissing({ uid: 7, messageId: 'a' }, undefined, 8), 'skipped')
  assert.equal(whyMissing({ uid: 8, messageId: 'a' }, undefined, 8), 'not_read_yet')
  assert.equal(whyMissing({ uid: 7, messageId: 'a' }, { messageId: 'b', here: true }, 8), 'another_mail')
  assert.equal(whyMissing({ uid: 7, messageId: 'a' }, { messageId: 'a', here: true }, 8), undefined)
  const now = new Date('2026-03-02T09:00:00Z')
  const last = { mailboxId: 'x', at: now, inMailbox: 1, inApp: 1, found: 0, healed: 0, missing: 0, reasons: {}, trouble: null, tookMs: 1 }
  assert.equal(judged({ missing: 1, last }, null, now).status, 'missing')
  assert.equal(judged({ missing: 0, last }, 'broken', now).status, 'unsure')
  assert.equal(judged({ missing: 0, last }, null, now).status, 'good')
  for (const chance of [0, 0.5, 0.999]) for (let n = 0; n < 20; n++) assert.ok(restS(n, chance) >= 3 && restS(n, chance) <= 800)
})
