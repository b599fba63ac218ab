// Places of the day, taken by one connection while another gives some back: whoever counts holds the day first, so that
// none of them waits for the other. The moments are forced: a third transaction holds a row until both have come to it.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { claim } from './claiming.ts'
import type { Phase } from './reply.ts'
import { recordTrouble } from './recording.ts'
import { planMessage } from './sending.ts'
import type { Claim } from './queue-store.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())

let no = 0
const plan = (mailboxId: string) => h.world.write(async (tx) => {
  const lead = await tx.one<{ id: string }>(sql`insert into leads (workspace_id, email) values (${tx.workspaceId}, ${`p${++no}@prospect${no}.example`}) returning id`)
  await planMessage(tx, { leadId: lead.id, mailboxId, subject: 'A question', bodyText: 'Hello.', dueAt: tx.now })
})
const take = async (mailboxId: string): Promise<Claim[]> => (await h.world.write((tx) => claim(tx, mailboxId, { worker: 'w', leaseS: 60, most: 20 }))).claims
const giveBack = (mail: Claim, phase: Phase) => h.world.write((tx) => recordTrouble(tx, { ...mail, phase }, { kind: 'retry', text: '450 4.2.0 Greylisted' }))

/** Holds the places that were taken at this moment; `free` lets them go. */
async function hold(mailboxId: string, at: Date): Promise<{ free(): Promise<void> }> {
  const held = Promise.withResolvers<void>(), go = Promise.withResolvers<void>()
  const holding = h.world.write(async (tx) => {
    await tx.one(sql`select from send_places where mailbox_id = ${mailboxId} and at = ${at} for update`)
    held.resolve()
    await go.promise
  })
  await Promise.race([held.promise, holding])
  return { free: () => { go.resolve(); return holding } }
}
const untilBlocked = async (n: number): Promise<void> => {
  const blocked = () => h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from pg_stat_activity where datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0`))
  while ((await blocked()).n < n) await h.ground.clock.sleep(5)
}
const counted = (mailboxId: string) => h.world.read((tx) => tx.one<{ places: number; day: number }>(sql`
  select (select coalesce(sum(n), 0) from send_places where mailbox_id = ${mailboxId}) as places, (select coalesce(sum(sent), 0) from mailbox_days where mailbox_id = ${mailboxId}) as day`))

test('a place is taken in the very moment in which another one of the same moment is given back: both get through', async () => {
  const box = await testMailbox(h)
  await plan(box.id)
  const [first] = await take(box.id)
  await plan(box.id)
  const places = await hold(box.id, h.clock.now())
  const taking = take(box.id)
  await untilBlocked(1)
  const giving = giveBack(first!, 'rcpt')
  await untilBlocked(2)
  await places.free()
  assert.deepEqual([(await taking).length, await giving], [1, true])
  assert.deepEqual(await counted(box.id), { places: 1, day: 1 })
})

test('a server that cannot be reached gives its place back and lets the mailbox rest while the next mail is claimed: both get through', async () => {
  const box = await testMailbox(h)
  await plan(box.id)
  const at = h.clock.now(), [first] = await take(box.id)
  await plan(box.id)
  h.clock.advance(1000)
  const places = await hold(box.id, at)
  const giving = giveBack(first!, 'connect')
  await untilBlocked(1)
  const taking = take(box.id)
  await untilBlocked(2)
  await places.free()
  assert.deepEqual([await giving, (await taking).length], [true, 0], 'the mailbox rests')
  assert.deepEqual(await counted(box.id), { places: 0, day: 0 })
})
