// Somebody in copy: in the envelope, seen or unseen, refused without harm to the others, and never against their will.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import PostalMime from 'postal-mime'
import { lockSilence, suppress } from '#leads'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import type { Behaviour } from '#test/fakes/smtp'
import { house } from '#test/house'
import { inCopy } from './copies.ts'
import { findMessage, planMessage, resend, sendWhatIsDue, type Message, type Plan } from './sending.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const plan = (mailboxId: string, copies: Plan['copies'], more: Partial<Plan> = {}): Promise<string> =>
  h.world.write(async (tx) => (await planMessage(tx, { leadId: people.dana.id, mailboxId, subject: 'Re: Offer', bodyText: 'Hello Dana.', dueAt: tx.now, origin: 'reply', unsubscribeHeader: false, copies: copies ?? null, ...more })).id)
const find = (id: string): Promise<Message> => h.world.read(async (tx) => (await findMessage(tx, id))!)
const send = () => sendWhatIsDue(h.ground)
const cc = (...addresses: string[]) => addresses.map((address) => ({ kind: 'cc' as const, address }))
const when = (address: string, what: Behaviour) => (asked: string) => (asked === address ? what : undefined)

test('in copy, seen and unseen: one mail, three recipients, two of them named', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id, [{ kind: 'bcc', address: 'crm@elsewhere.example' }, ...cc('boss@acme.example', 'DANA@acme.example', 'boss@acme.example')])
  await send()
  const m = await find(id)
  assert.equal(m.state, 'accepted')
  assert.deepEqual(m.copies, [{ kind: 'cc', name: '', address: 'boss@acme.example' }, { kind: 'bcc', name: '', address: 'crm@elsewhere.example' }])
  assert.deepEqual(box.server.taken.map((t) => [t.to, t.copies]), [['dana@acme.example', ['boss@acme.example', 'crm@elsewhere.example']]])
  const seen = await PostalMime.parse(box.server.taken[0]!.raw)
  assert.deepEqual([seen.to?.map((t) => t.address), seen.cc?.map((t) => t.address), seen.bcc], [['dana@acme.example'], ['boss@acme.example'], undefined])
  assert.doesNotMatch(box.server.taken[0]!.raw, /elsewhere/)
})

test('a copy the server refuses for good is left out and said; the others have the mail, and nobody is blamed', async () => {
  const box = await testMailbox(h, { behave: when('gone@acme.example', { at: 'rcpt', say: '550 5.1.1 No such user' }) })
  const id = await plan(box.id, cc('gone@acme.example', 'boss@acme.example'))
  await send()
  const m = await find(id)
  assert.equal(m.state, 'accepted')
  assert.deepEqual(m.copies?.map((c) => [c.address, c.refused]), [['gone@acme.example', '550 5.1.1 No such user'], ['boss@acme.example', undefined]])
  assert.deepEqual(box.server.taken.map((t) => t.copies), [['boss@acme.example']])
  assert.equal(await h.world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from suppressions`)).n), 0)
})

test('a copy that is refused for now keeps the mail back, so that nobody gets it twice; after three tries it goes without them', async () => {
  let grey = true
  const box = await testMailbox(h, { behave: (address) => (address === 'slow@acme.example' && grey) || address === 'never@acme.example' ? { at: 'rcpt', say: '452 4.2.2 Mailbox full' } : undefined })
  const [patient, given] = [await plan(box.id, cc('slow@acme.example')), await plan(box.id, cc('never@acme.example'))]
  await send()
  assert.deepEqual([(await find(patient)).state, (await find(given)).state, box.server.taken.length], ['due', 'due', 0])
  grey = false
  for (let i = 0; i < 4; i++) { h.clock.advance(3 * 3_600_000); await send() }
  assert.deepEqual(box.server.taken.map((t) => t.copies), [['slow@acme.example'], []])
  assert.deepEqual([(await find(patient)).copies?.[0]?.refused, (await find(given)).copies?.[0]?.refused], [undefined, '452 4.2.2 Mailbox full'])
  assert.equal(await h.world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from suppressions`)).n), 0, 'a full mailbox in copy says nothing about the lead')
})

test('whoever asked for silence gets no copy either: the gate keeps the whole mail', async () => {
  const box = await testMailbox(h)
  const id = await plan(box.id, cc('quiet@acme.example'))
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'quiet@acme.example', reason: 'opted_out', source: 'reply' }))
  await send()
  const m = await find(id)
  assert.deepEqual([m.state, m.reasonCode, box.server.taken.length], ['cancelled', 'copy_suppressed', 0])
  assert.match(m.reason!, /quiet@acme\.example/)
  assert.ok(box.server.commands.includes('RCPT TO:<quiet@acme.example>'), 'it was the gate, not the queue')
})

test('an opt-out of somebody who is no lead waits for a mail at the gate, or is seen by it', async () => {
  const order: string[] = []
  let silenced: Promise<unknown> | undefined
  await h.world.write(async (tx) => {
    assert.equal((await lockSilence(tx, ['late@stranger.example'])).size, 0)
    silenced = h.world.write((other) => suppress(other, { kind: 'address', value: 'late@stranger.example', reason: 'opted_out' })).then(() => order.push('opted out'))
    // The other transaction stands at our lock, and only then may this one end.
    while (!(await tx.one<{ waits: boolean }>(sql`select exists (select from pg_locks where locktype = 'advisory' and not granted) as waits`)).waits) await new Promise((resolve) => setImmediate(resolve))
    order.push('decided')
  })
  await silenced
  assert.deepEqual(order, ['decided', 'opted out'])
  assert.equal((await h.world.write((tx) => lockSilence(tx, ['LATE@stranger.example']))).size, 1)
})

test('mails with and without copies over one connection, and a copy that is sent again', async () => {
  const box = await testMailbox(h)
  const ids = [await plan(box.id, null), await plan(box.id, cc('boss@acme.example')), await plan(box.id, null), await plan(box.id, cc('boss@acme.example', 'cfo@acme.example'))]
  await send()
  assert.deepEqual(new Set(await Promise.all(ids.map(async (id) => (await find(id)).state))), new Set(['accepted']))
  assert.deepEqual(box.server.taken.map((t) => t.copies.length).sort(), [0, 0, 1, 2])
  const [first] = ids.slice(1)
  await h.world.write((tx) => tx.run(sql`update messages set state = 'unconfirmed' where id = ${first!}`))
  const again = await h.world.write((tx) => resend(tx, first!))
  assert.deepEqual(again.copies?.map((c) => c.address), ['boss@acme.example'])
})

test('nothing but an address, and not a mailing', () => {
  const good = (_: string, address: string) => { if (address.includes('\n')) throw new Error('no address'); return address }
  assert.throws(() => inCopy([{ kind: 'cc', address: 'a@b.example\nRCPT TO:<evil@x.example>' }], 'to@b.example', good), /no address/)
  assert.throws(() => inCopy(Array.from({ length: 21 }, (_, i) => ({ kind: 'cc', address: `p${i}@b.example` })), 'to@b.example', good), /At most 20/)
  assert.equal(inCopy([{ kind: 'bcc', address: 'To@b.example' }], 'to@b.example', good), null)
})
