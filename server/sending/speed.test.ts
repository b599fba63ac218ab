// What keeps sending fast, in a form that does not depend on the machine.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { planMessages, sendWhatIsDue } from './sending.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)

test('what a claim and a gate write is in no index, so the row alone is written', async () => {
  const written = ['state', 'fence', 'attempts', 'leased_by', 'lease_until', 'cap_day', 'counted_at', 'dated_at', 'first_attempt_at', 'handed_at']
  const indexed = await h.world.read((tx) => tx.many<{ column: string; index: string }>(sql`
    select distinct a.attname as column, d.objid::regclass::text as index
      from pg_depend d join pg_class i on i.oid = d.objid and i.relkind = 'i'
      join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
     where d.refobjid = 'messages'::regclass and d.refobjsubid > 0 and a.attname = any(${written})`))
  assert.deepEqual(indexed, [], 'Name `stage` in its place, or count elsewhere: each index on these columns is written twice a mail.')
})

test('a hundred mails to one mailbox are planned together, and each connection is told of the next mail with the last', async () => {
  const box = await testMailbox(h)
  const plans = Array.from({ length: 100 }, (_, i) => ({ leadId: people.dana.id, mailboxId: box.id, subject: `Question ${i}`, bodyText: 'Hi Dana', dueAt: h.clock.now() }))
  const planned = await h.world.write((tx) => planMessages(tx, [...plans, { ...plans[0]!, bodyText: ' ' }]))
  assert.equal(planned.filter((p) => 'id' in p).length, 100)
  assert.ok(planned[100] instanceof Error, 'one that cannot be made keeps no other from its place')
  await sendWhatIsDue(h.ground)
  const states = await h.world.read((tx) => tx.many(sql`select state, count(*) as n from messages group by state`))
  assert.deepEqual(states, [{ state: 'accepted', n: 100 }])
  const subjects = await h.world.read((tx) => tx.many<{ subject: string }>(sql`select distinct subject from messages`))
  assert.equal(subjects.length, 100)
})

test('the dispatcher knows the very moment of the next turn, and is not kept awake by what cannot be sent', async () => {
  const box = await testMailbox(h), now = h.clock.now(), at = (ms: number) => new Date(now.getTime() + ms)
  const nextTurn = async () => (await h.ground.sweep<{ at: Date | null }>('select sending_next_turn($1, $2) as at', [now, at(1000)]))[0]!.at
  assert.equal(await nextTurn(), null)
  await h.world.write((tx) => planMessages(tx, [300, 700].map((ms) => ({ leadId: people.dana.id, mailboxId: box.id, subject: 'A question', bodyText: 'Hi Dana', dueAt: at(ms) }))))
  assert.deepEqual(await nextTurn(), at(300))
  await box.change({ next_send_at: at(500) })
  assert.deepEqual(await nextTurn(), at(500))
  await box.change({ next_send_at: at(5000) })
  assert.equal(await nextTurn(), null)
})

test('a server that forgets what stands behind a body gets every mail once, and from then on one at a time', async () => {
  const box = await testMailbox(h, { forgetsBehindBody: true })
  const planned = await h.world.write((tx) => planMessages(tx, Array.from({ length: 30 }, (_, i) => ({ leadId: people.dana.id, mailboxId: box.id, subject: `Question ${i}`, bodyText: 'Hi Dana', dueAt: tx.now }))))
  await sendWhatIsDue(h.ground, { connect: 5000, greeting: 5000, command: 300, afterDot: 5000 })
  const ids = planned.flatMap((p) => ('id' in p ? [p.id] : []))
  const states = await h.world.read((tx) => tx.many(sql`select state, count(*) as n, max(attempts) as attempts from messages where id = any(${ids}::uuid[]) group by state`))
  assert.deepEqual(states, [{ state: 'accepted', n: 30, attempts: 1 }])
  assert.equal(new Set(box.server.taken.map((m) => m.messageId)).size, 30)
  assert.equal(box.server.taken.length, 30)
})
