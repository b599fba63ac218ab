// Looks into a letterbox: what nobody can read, who may look, how long, and what a look that failed costs.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { checkNow, syncMailbox } from '#inbox'
import { claimSync, endSync, holdSync, mailboxSyncState } from '#mailboxes'
import { cast } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'
import { whileHeld } from './syncing.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana } = await cast(h)
const { sent, letter, facts, rows, sync } = desk(h, await fakeLetterbox(h))

test('mails that nobody can read are kept, and the look goes on', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(dana, 'Through the noise', other)
  other.drop(Buffer.from([0, 255, 254, 13, 10, 13, 10, 0, 0, 1]))
  other.drop(`From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n${Array.from({ length: 300 }, (_, i) => `--x\nContent-Type: multipart/mixed; boundary=x${i}\n\n`).join('')}`)
  other.drop(`From: \u0000\ud800@b.example\nSubject: =?utf-8?B?////?=\n\nx\u0000y`)
  other.drop(Buffer.concat([Buffer.from('From: big@b.example\r\nSubject: Big\r\n\r\n'), Buffer.alloc(1_000_000, 'a')]), { size: 25_000_000, problem: 'The mail has 25 MB; only its first megabyte was read.' })
  other.drop(letter('dana@acme.example', { answers: mail, text: 'Found you.' }))
  await sync(other)
  assert.equal((await rows(sql`mailbox_id = ${other.id}`)).length, 5)
  const big = (await rows(sql`from_address = 'big@b.example'`))[0]!
  assert.match(big['problem'], /25 MB/)
  assert.equal((await facts('reply.received', dana)).at(-1)!.payload['messageId'], mail.id)
})

test('a look right before a follow-up finds the reply, and fails closed', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(dana, 'Just in time', other)
  other.drop(letter('dana@acme.example', { answers: mail, text: 'Got it.' }))
  assert.equal((await checkNow(h.world, other.id)).ok, true)
  assert.equal((await facts('reply.received', dana)).at(-1)!.payload['messageId'], mail.id)
  other.trouble = { ok: false, reason: 'unreachable', sentence: 'Nothing listens there.', why: null, mend: null, answer: null }
  assert.deepEqual(await checkNow(h.world, other.id), { ok: false, sentence: 'Nothing listens there.' })
  other.trouble = undefined
  other.slowMs = 60_000
  const began = performance.now()
  const late = await checkNow(h.world, other.id, 400)
  assert.equal(late.ok, false)
  assert.ok(performance.now() - began < 3000)
})

test('a refused password stops the mailbox and is told once; other troubles wait longer and longer', async () => {
  const other = await fakeLetterbox(h)
  other.trouble = { ok: false, reason: 'timeout', sentence: 'It does not answer.', why: null, mend: null, answer: null }
  const waits: number[] = [], middle = [7.5, 15, 15, 15, 15, 30, 60, 120, 240, 480, 960, 1800, 1800]
  for (let i = 0; i < middle.length; i++) {
    await syncMailbox(h.world, other.id)
    const { next } = await h.world.read((tx) => tx.one<{ next: Date }>(sql`select next_sync_at as next from mailboxes where id = ${other.id}`))
    waits.push((next.getTime() - h.clock.now().getTime()) / 1000)
  }
  for (const [i, wait] of waits.entries()) assert.ok(wait >= Math.floor(0.75 * middle[i]!) && wait <= Math.ceil(1.25 * middle[i]!), `try ${i + 1} came after ${wait} s`)
  assert.ok(waits.some((wait, i) => wait !== middle[i]), 'no two servers hear from us in step')
  assert.equal((await facts('mailbox.letterbox_broken')).length, 1)
  other.trouble = { ...other.trouble, reason: 'login', sentence: 'The password was refused.' }
  await syncMailbox(h.world, other.id)
  await syncMailbox(h.world, other.id)
  const row = await h.world.read((tx) => tx.one<{ status: string; status_reason: string }>(sql`select status, status_reason from mailboxes where id = ${other.id}`))
  assert.deepEqual(row, { status: 'needs_reconnect', status_reason: 'The password was refused.' })
  assert.equal((await facts('mailbox.paused')).length, 1)
})

test('a look that took in all it could is no failure, and the next one follows at once', async () => {
  const other = await fakeLetterbox(h)
  const state = await h.world.write(async (tx) => {
    assert.ok(await claimSync(tx, other.id, 'reader', 60, true))
    await endSync(tx, other.id, 'reader', { ok: false, reason: 'more', sentence: 'The rest follows.', everyS: 60 })
    return mailboxSyncState(tx, other.id)
  })
  assert.deepEqual([state.failures, state.nextSyncAt], [0, h.clock.now()])
})

test('two looks at once: one reads, the other waits its turn', async () => {
  const other = await fakeLetterbox(h)
  other.slowMs = 300
  const [a, b] = await Promise.all([syncMailbox(h.world, other.id), syncMailbox(h.world, other.id)])
  assert.deepEqual([a.ok, b.ok].sort(), [false, true])
  const reading = syncMailbox(h.world, other.id)
  await h.clock.sleep(100)
  const [c, d] = [await checkNow(h.world, other.id, 5000), await reading]
  assert.deepEqual([c.ok, d.ok], [true, true])
})

test('a process that died while it read a letterbox keeps it for one lease, and its failure is nobody\'s', async () => {
  const other = await fakeLetterbox(h), leaseS = h.ground.config.SENDING_LEASE_S
  assert.ok(await h.world.write((tx) => claimSync(tx, other.id, 'dead', leaseS, true)))
  const look = await checkNow(h.world, other.id, 2000)
  assert.deepEqual([look.ok, !look.ok && look.busy], [false, true], 'the letterbox itself did nothing wrong')
  h.clock.advance((leaseS + 1) * 1000)
  assert.equal((await checkNow(h.world, other.id)).ok, true)
  assert.equal(await h.world.write((tx) => holdSync(tx, other.id, 'dead', leaseS)), false)
})

test('a letterbox that takes longer than a lease to read is held all the while', async () => {
  const other = await fakeLetterbox(h)
  const by = 'reader'
  assert.ok(await h.world.write((tx) => claimSync(tx, other.id, by, 1, true)))
  const until = () => h.world.read((tx) => tx.one<{ at: Date }>(sql`select sync_leased_until as at from mailboxes where id = ${other.id}`))
  const first = (await until()).at
  await whileHeld(h.world, other.id, by, async () => {
    h.clock.advance(1000)
    while ((await until()).at <= first) await h.clock.sleep(50)
  }, 1)
  assert.ok(await h.world.write((tx) => holdSync(tx, other.id, by, 1)))
})
