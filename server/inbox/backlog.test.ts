// Letterboxes that hold more than one look takes in: nothing is wrong with them, and the next look goes on at once.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { sql } from '#platform/db'
import { checkNow, syncMailbox } from '#inbox'
import { cast } from '#test/cast'
import { fakeLetterbox, type FakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana } = await cast(h)
const { sent, letter, facts, rows, sync } = desk(h, await fakeLetterbox(h))

/** Mails that came long before the mailbox was connected: they are looked at and left alone. */
const oldMails = (box: FakeLetterbox, n: number): void => { for (let i = 0; i < n; i++) box.drop(`From: old${i}@before.example\n\nx`, { at: new Date('2025-01-01') }) }
const state = (box: FakeLetterbox) => h.world.read((tx) => tx.one<{ failures: number; error: string | null; waitsS: number; read: Date | null }>(sql`
  select sync_failures as failures, sync_error as error, extract(epoch from next_sync_at - ${h.clock.now()}::timestamptz)::float8 as "waitsS", last_sync_at as read from mailboxes where id = ${box.id}`))

test('more than one look takes in: the look is unfinished and the letterbox in order, and the next goes on at once', async () => {
  const box = await fakeLetterbox(h)
  const mail = await sent(dana, 'Behind ten thousand', box)
  await sync(box)
  const before = (await state(box)).read
  h.clock.advance(60_000)
  oldMails(box, 10_000)
  box.drop(letter('dana@acme.example', { answers: mail, text: 'At the very end.' }))
  // Not read to the end, so no follow-up may leave; but no fault either: it is asked again soon, and nobody is told of trouble.
  const first = await checkNow(h.world, box.id)
  assert.deepEqual([first.ok, !first.ok && first.busy], [false, true])
  assert.deepEqual(await state(box), { failures: 0, error: null, waitsS: 0, read: before })
  assert.equal((await rows(sql`mailbox_id = ${box.id}`)).length, 0)
  assert.equal((await checkNow(h.world, box.id)).ok, true)
  assert.equal((await facts('reply.received', dana)).at(-1)!.payload['messageId'], mail.id)
})

test('a look that is cut short keeps what it has read, and is no failure; one that read nothing is', async () => {
  const box = await fakeLetterbox(h)
  for (let i = 0; i < 120; i++) box.drop(letter(`person${i}@somewhere.example`, { subject: `Mail ${i}` }))
  const cut = new AbortController()
  box.atMail.set(70, () => cut.abort())
  const half = await syncMailbox(h.world, box.id, { signal: cut.signal })
  assert.deepEqual([half.ok, !half.ok && half.reason], [false, 'more'])
  assert.equal((await rows(sql`mailbox_id = ${box.id}`)).length, 71)
  assert.deepEqual(await state(box), { failures: 0, error: null, waitsS: 0, read: null })
  await sync(box)
  assert.equal((await rows(sql`mailbox_id = ${box.id}`)).length, 120)
  box.slowMs = 60_000
  const nothing = await syncMailbox(h.world, box.id, { signal: AbortSignal.timeout(50) })
  assert.deepEqual([nothing.ok, (await state(box)).failures], [false, 1])
})

test('a folder that was empty and is numbered anew is read from its first mail', async () => {
  const box = await fakeLetterbox(h)
  const mail = await sent(dana, 'The first of many', box)
  await sync(box)
  box.recreate()
  box.drop(letter('dana@acme.example', { answers: mail, text: 'Before all others.' }))
  oldMails(box, 5_200)
  await sync(box)
  assert.equal((await facts('reply.received', dana)).at(-1)!.payload['messageId'], mail.id)
})

test('a mail that is moved away while the letterbox is read hides none of those behind it', async () => {
  const box = await fakeLetterbox(h)
  const mail = await sent(dana, 'Behind the gap', box)
  await sync(box)
  oldMails(box, 500)
  box.drop(letter('dana@acme.example', { answers: mail, text: 'Still here.' }))
  box.goes.add(10)
  await sync(box)
  assert.equal((await facts('reply.received', dana)).at(-1)!.payload['messageId'], mail.id)
})

test('one mail that cannot be dealt with costs only itself: its neighbours come in, in their order, each told once', async () => {
  const box = await fakeLetterbox(h)
  const mail = await sent(dana, 'Among neighbours', box)
  const from = (i: number) => `neighbour${i}@elsewhere${i}.example`
  for (let i = 0; i < 30; i++) box.drop(i === 12 ? letter('dana@acme.example', { answers: mail, text: 'In the middle.' }) : letter(from(i), { subject: `Neighbour ${i}` }))
  const told = async () => (await facts('inbox.unmatched_received')).filter((f) => f.payload['mailboxId'] === box.id).map((f) => f.payload['from'] as string)
  const owner = new pg.Client(h.owner)
  await owner.connect()
  await owner.query(`create function refuse_neighbour() returns trigger language plpgsql as $$ begin raise 'not this one'; end $$`)
  await owner.query(`create trigger refuse_neighbour before insert on inbox_messages for each row when (new.from_address = '${from(7)}') execute function refuse_neighbour()`)
  try {
    const look = await syncMailbox(h.world, box.id)
    assert.deepEqual([look.ok, !look.ok && look.reason], [false, 'stuck'], 'a follow-up must not leave while a mail is not dealt with')
    assert.deepEqual(await told(), Array.from({ length: 30 }, (_, i) => from(i)).filter((_, i) => i !== 7 && i !== 12))
    assert.equal((await facts('reply.received', dana)).at(-1)!.payload['messageId'], mail.id)
  } finally {
    await owner.query('drop function refuse_neighbour cascade')
    await owner.end()
  }
  await sync(box)
  await sync(box)
  assert.deepEqual((await told()).at(-1), from(7))
  assert.equal((await told()).length, 29)
})
