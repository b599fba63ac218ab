// What becomes of mails whose worker died, and of those in doubt.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { offerKind, type MailRoute } from '#mailboxes'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { claim } from './claiming.ts'
import { openPostOffice } from './dispatching.ts'
import { askGate } from './gate.ts'
import { attemptsOf } from './list-store.ts'
import { lookTimesS } from './message.ts'
import type { Claim } from './queue-store.ts'
import { giveBack, recordAccepted, recordTrouble } from './recording.ts'
import { takeDoubt } from './settling-store.ts'
import { confirmByEvidence, findMessage, planMessage, resend, sendWhatIsDue, settle, type Message, type Plan } from './sending.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const leaseS = h.ground.config.SENDING_LEASE_S
const minute = 60_000

const plan = (mailboxId: string, more: Partial<Plan> = {}): Promise<string> =>
  h.world.write(async (tx) => (await planMessage(tx, { leadId: people.dana.id, mailboxId, subject: 'A question', bodyText: 'Hi Dana', dueAt: tx.now, ...more })).id)
const find = (id: string): Promise<Message> => h.world.read(async (tx) => (await findMessage(tx, id))!)
const take = async (mailboxId: string, worker: string): Promise<Claim> =>
  (await h.world.write((tx) => claim(tx, mailboxId, { worker, leaseS, most: 1 }))).claims[0] as Claim
const gate = async (c: Claim) => (await h.world.write((tx) => askGate(tx, [c], leaseS)))[0]
const taken = (c: Claim) => ({ id: c.id, fence: c.fence, reply: '250 Ok', wireMessageId: null })
const attempts = (id: string) => h.world.read((tx) => attemptsOf(tx, id))

test('claimed, and the worker dies: due again, and its place in the day is free', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id)
  await take(box.id, 'one')
  assert.deepEqual([(await find(id)).state, await box.sentToday()], ['claimed', 1])
  await settle(h.ground)
  assert.equal((await find(id)).state, 'claimed', 'not before the lease is over')
  h.clock.advance((leaseS + 1) * 1000)
  await settle(h.ground)
  assert.deepEqual([(await find(id)).state, await box.sentToday()], ['due', 0])
  await sendWhatIsDue(h.ground)
  assert.equal((await find(id)).state, 'accepted')
  assert.deepEqual((await attempts(id)).map((a) => a.outcome), ['lease_over', 'accepted'])
})

test('handed, and the worker dies: in doubt, never due by itself', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id)
  assert.deepEqual(await gate(await take(box.id, 'one')), { go: true })
  h.clock.advance((leaseS + 1) * 1000)
  await settle(h.ground)
  assert.deepEqual([(await find(id)).state, (await find(id)).reasonCode], ['unconfirmed', 'worker_lost'])
  assert.equal(await box.sentToday(), 1, 'it counts as sent')
  for (let i = 0; i < 30; i++) { h.clock.advance(60 * minute); await settle(h.ground); await sendWhatIsDue(h.ground) }
  assert.deepEqual([(await find(id)).state, box.server.taken.length], ['unconfirmed', 0])
})

test('a worker that was only slow: its answer settles the doubt', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id)
  const c = await take(box.id, 'slow')
  await gate(c)
  h.clock.advance((leaseS + 1) * 1000)
  await settle(h.ground)
  assert.equal((await find(id)).state, 'unconfirmed')
  const [took] = await h.world.write((tx) => recordAccepted(tx, [taken(c)]))
  assert.deepEqual([took?.wasInDoubt, (await find(id)).state], [true, 'accepted'])
})

test('a worker whose mail was taken over: the gate is closed to it, and its results are not used', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id)
  const old = await take(box.id, 'old')
  h.clock.advance((leaseS + 1) * 1000)
  await settle(h.ground)
  const fresh = await take(box.id, 'new')
  assert.equal(fresh.fence, old.fence + 1)
  const verdict = await gate(old)
  assert.deepEqual(verdict?.go === false && verdict.no.code, 'fenced')
  assert.deepEqual(await h.world.write((tx) => recordAccepted(tx, [taken(old)])), [])
  assert.equal(await h.world.write((tx) => recordTrouble(tx, { ...old, phase: 'rcpt' }, { kind: 'hard_bounce', text: '550' })), false)
  await h.world.write((tx) => giveBack(tx, old))
  assert.equal((await find(id)).state, 'claimed')
  assert.deepEqual(await gate(fresh), { go: true })
  assert.deepEqual(await h.world.write((tx) => recordAccepted(tx, [taken(old)])), [], 'nor while the new worker has handed it over')
  assert.equal(await h.world.write((tx) => recordTrouble(tx, { ...old, phase: 'body' }, { kind: 'failed', text: '554' })), false)
  assert.equal((await h.world.write((tx) => recordAccepted(tx, [taken(fresh)]))).length, 1)
})

test('at the gate a second time: nothing leaves twice', async () => {
  const box = await testMailbox(h)
  await plan(box.id)
  const c = await take(box.id, 'one')
  assert.deepEqual(await gate(c), { go: true })
  assert.equal((await gate(c))?.go, false)
})

/** A mailbox kind whose Sent folder says what the story wants. */
type Seen = 'found' | 'absent' | 'unknown'
async function watched(answers: { sent: Seen; keepsSent: boolean | null; drop?: boolean; until?: Promise<void> }) {
  const box = await testMailbox(h, { behave: (_, nth) => (nth === 1 ? (answers.drop ? 'drop in the body' : 'take and close') : 'accept') })
  await h.world.write((tx) => tx.run(sql`update mailboxes set kind = 'practice', keeps_sent = ${answers.keepsSent} where id = ${box.id}`))
  watchedBoxes.set(box.id, { port: box.server.port, answers })
  return box
}
const appended: string[] = []
const watchedBoxes = new Map<string, { port: number; answers: { sent: Seen; until?: Promise<void> } }>()
offerKind('practice', (_world, mailbox): MailRoute => ({
  kind: 'practice',
  smtp: async () => ({ ok: true, settings: { host: 'localhost', address: '127.0.0.1', port: watchedBoxes.get(mailbox.id)!.port, security: 'none', user: '', password: '' } }),
  findSent: async () => { const { sent, until } = watchedBoxes.get(mailbox.id)!.answers; await until; return sent },
  appendSent: async (raw) => { appended.push(raw.toString()); return 'appended' },
  read: async () => ({ ok: false, reason: 'gone', sentence: 'No letterbox.', why: null, mend: null, answer: null }),
}))
const inDoubt = async (mailboxId: string): Promise<string> => {
  const lead = await h.world.write((tx) => tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${`doubt-${mailboxId}@prospect.example`}) returning id`))
  const id = await plan(mailboxId, { leadId: lead.id })
  await sendWhatIsDue(h.ground)
  assert.equal((await find(id)).state, 'unconfirmed')
  return id
}

test('found in Sent: it was sent, and not once more', async () => {
  const box = await watched({ sent: 'found', keepsSent: true })
  const id = await inDoubt(box.id)
  h.clock.advance(11_000)
  await settle(h.ground)
  await sendWhatIsDue(h.ground)
  assert.deepEqual([(await find(id)).state, box.server.taken.length], ['accepted', 1])
})

test('looks whose process was killed take nothing away: the next ones come at their time and settle it', async () => {
  const box = await watched({ sent: 'found', keepsSent: true })
  const id = await inDoubt(box.id)
  // Taken for a look by one process after another, none of which came back.
  for (let i = 0; i < lookTimesS.length; i++) {
    h.clock.advance(121_000)
    assert.ok(await h.world.write((tx) => takeDoubt(tx, id, new Date(tx.now.getTime() + 120_000))), `look ${i}`)
  }
  watchedBoxes.get(box.id)!.answers.sent = 'absent'
  h.clock.advance(121_000)
  await settle(h.ground)
  watchedBoxes.get(box.id)!.answers.sent = 'found'
  h.clock.advance(10 * minute)
  await settle(h.ground)
  assert.equal((await find(id)).state, 'accepted')
})

test('absent in three looks over a quarter of an hour, where copies are kept: sent again under the same Message-ID', async () => {
  const box = await watched({ sent: 'absent', keepsSent: true, drop: true })
  const id = await inDoubt(box.id)
  const before = await find(id)
  const states: string[] = []
  for (let i = 0; i < 20; i++) { h.clock.advance(minute); await settle(h.ground); states.push((await find(id)).state) }
  assert.ok(states.slice(0, 13).every((s) => s === 'unconfirmed'), `not before the quarter of an hour: ${states.join()}`)
  await sendWhatIsDue(h.ground)
  const m = await find(id)
  assert.deepEqual([m.state, m.messageId, box.server.taken.map((t) => t.messageId)], ['accepted', before.messageId, [before.messageId]])
  assert.deepEqual(await h.world.read(async (tx) => (await tx.many<{ type: string }>(sql`select type from events where message_id = ${id} order by id`)).map((e) => e.type)),
    ['message.unconfirmed', 'message.proven_absent', 'message.sent'])
})

test('where the first looks were lost, those that are needed are made up for: the proof is whole a quarter of an hour later, not after an hour', async () => {
  const box = await watched({ sent: 'absent', keepsSent: true, drop: true })
  const id = await inDoubt(box.id)
  for (let i = 0; i < 3; i++) {
    h.clock.advance(2 * minute + 1000)
    assert.ok(await h.world.write((tx) => takeDoubt(tx, id, new Date(tx.now.getTime() + 120_000))), `look ${i}`)
  }
  const states: string[] = []
  for (let i = 0; i < 24; i++) { h.clock.advance(minute); await settle(h.ground); states.push((await find(id)).state) }
  const proven = states.findIndex((s) => s !== 'unconfirmed')
  assert.ok(proven >= 15 && proven <= 22, `after ${proven} more minutes: ${states.join()}`)
})

test('a folder that could not be read for half an hour is looked into often enough once it can', async () => {
  const box = await watched({ sent: 'unknown', keepsSent: true, drop: true })
  const id = await inDoubt(box.id)
  for (let i = 0; i < 30; i++) { h.clock.advance(minute); await settle(h.ground) }
  watchedBoxes.get(box.id)!.answers.sent = 'absent'
  let minutes = 30
  for (; minutes < 180 && (await find(id)).state === 'unconfirmed'; minutes++) { h.clock.advance(minute); await settle(h.ground) }
  assert.ok(minutes >= 75 && minutes <= 80, `after ${minutes} minutes`)
})

test('sent again by a person while a look is under way: the one in doubt never leaves beside the new one', async () => {
  const box = await watched({ sent: 'absent', keepsSent: true })
  const id = await inDoubt(box.id), hung = Promise.withResolvers<void>()
  Object.assign(watchedBoxes.get(box.id)!.answers, { until: hung.promise })
  h.clock.advance(minute)
  const looking = settle(h.ground)
  while ((await h.world.read((tx) => tx.one<{ n: number }>(sql`select look_rounds as n from messages where id = ${id}`))).n === 0) await new Promise((resolve) => setTimeout(resolve, 5))
  await h.world.write((tx) => resend(tx, id))
  hung.resolve()
  await looking
  for (let i = 0; i < 60; i++) { h.clock.advance(minute); await settle(h.ground) }
  await sendWhatIsDue(h.ground)
  assert.equal((await find(id)).state, 'unconfirmed')
  assert.equal(new Set(box.server.taken.map((t) => t.messageId)).size, 2)
  assert.equal(box.server.taken.length, 2, 'the one in doubt, which it had taken, and the one that was ordered')
})

for (const [name, answers] of [
  ['where nobody knows whether copies are kept', { sent: 'absent', keepsSent: null }],
  ['where no copies are kept', { sent: 'absent', keepsSent: false }],
  ['where the folder cannot be looked into', { sent: 'unknown', keepsSent: true }],
] as const)
  test(`absence ${name} proves nothing`, async () => {
    const box = await watched({ ...answers })
    const id = await inDoubt(box.id)
    for (let i = 0; i < 60; i++) { h.clock.advance(30 * minute); await settle(h.ground) }
    await sendWhatIsDue(h.ground)
    assert.deepEqual([(await find(id)).state, box.server.taken.length], ['unconfirmed', 1])
  })

test('a reply that carries our Message-ID settles the doubt', async () => {
  const box = await watched({ sent: 'unknown', keepsSent: null })
  const id = await inDoubt(box.id)
  assert.equal(await h.world.write((tx) => confirmByEvidence(tx, id)), true)
  assert.equal(await h.world.write((tx) => confirmByEvidence(tx, id)), false)
  assert.equal((await find(id)).state, 'accepted')
})

test('where the server keeps no copy, the mail as it went is put into Sent; where it does, nothing is', async () => {
  for (const keepsSent of [null, false, true]) {
    appended.length = 0
    const box = await watched({ sent: 'absent', keepsSent })
    box.server.options.behave = () => 'accept'
    await h.world.write((tx) => tx.run(sql`update mailboxes set imap = '{"host":"imap.test","port":993,"security":"tls","user":""}' where id = ${box.id}`))
    await plan(box.id)
    await sendWhatIsDue(h.ground)
    await h.runLater()
    assert.deepEqual(appended, keepsSent ? [] : [box.server.taken[0]!.raw])
  }
})

test('told to stop in the middle of a conversation: it is finished, and nothing new is begun', async () => {
  const box = await testMailbox(h, { behave: () => ({ wait354Ms: 200 }) })
  for (let i = 0; i < 50; i++) await plan(box.id)
  const stop = new AbortController()
  const office = openPostOffice(h.ground, stop.signal)
  await office.tick()
  while (!box.server.commands.some((c) => c.startsWith('DATA'))) await h.ground.clock.sleep(5)
  stop.abort()
  await office.close(5000)
  const states = await h.world.read((tx) => tx.many<{ state: string; n: number }>(sql`select state, count(*) as n from messages where mailbox_id = ${box.id} group by state order by state`))
  const count = (state: string) => states.find((s) => s.state === state)?.n ?? 0
  assert.equal(count('accepted'), box.server.taken.length)
  assert.ok(count('accepted') >= 1 && count('accepted') <= h.ground.config.SENDING_CONNECTIONS)
  assert.equal(count('accepted') + count('planned') + count('due'), 50, JSON.stringify(states))
  assert.equal(await box.sentToday(), count('accepted'))
})
