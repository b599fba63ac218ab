import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { sql, type Tx } from './db.ts'
import { announce, announceInOrder, fact, later, laterBatch, laterBatchOfAny, reactionTable, told, within, withinMany } from './events.ts'
import { readOnce } from './event-readers.ts'
import type { Room } from './room.ts'
import type { Ground } from './world.ts'

const rang = fact<{ leadId: string; n: number }>('bell.rang')
const heard: number[] = []
const batches: number[][] = []
const tower: number[][] = []
const asked: number[][] = [], echoed: number[][] = []
let broken = 0, cracked = 0
const chimed = fact<{ leadId: string; n: number }>('chime.rang'), echo = fact<{ leadId: string; n: number }>('echo.rang')

const room: Room = {
  name: 'ears',
  reactions: [
    within(rang, async (_tx, e) => { if (e.n < 0) throw new Error('a bell cannot ring backwards') }),
    later(rang, async (_world, e) => { if (e.n === 13 && broken++ < 2) throw new Error('not thirteen'); heard.push(e.n) }),
    laterBatch(rang, async (_world, events) => { batches.push(events.map((e) => e.n)) }),
  ],
}
const towerRoom: Room = {
  name: 'tower',
  reactions: laterBatchOfAny([chimed, echo], async (_world, events) => {
    if (events.some((e) => e.n === 13) && cracked++ < 2) throw new Error('not thirteen')
    tower.push(events.map((e) => e.n))
  }),
}
const valley: Room = {
  name: 'valley',
  reactions: [withinMany(echo, async (_tx, all) => { echoed.push(all.map((e) => e.n)) }, async (_tx, all) => { asked.push(all.map((e) => e.n)); return all.filter((e) => e.n % 2) })],
}

// A server of its own: a transaction of another test's on the same one would hold these events back, as it should.
delete process.env['TEST_DATABASE_SERVER']
const h = await house()
after(() => h.stop())
const ground: Ground = { ...h.ground, db: { ...h.ground.db, reactions: reactionTable([room, towerRoom, valley]) }, world: (id, actor) => h.ground.world(id, actor) }
await h.ground.db.pool.query(`insert into event_readers (name, last_xid, last_id) values ('ears', '0', 0), ('tower', '0', 0)`)

const leadId = '00000000-0000-4000-8000-000000000001'
const withEars = (tx: Tx): Tx => Object.assign(Object.create(tx) as Tx, { reactions: ground.db.reactions })
const ring = (n: number) => h.world.write((tx) => announce(withEars(tx), rang, { leadId, n }))

test('a within reaction that fails takes the fact back with it', async () => {
  await assert.rejects(ring(-1), /backwards/)
  const { rows } = await h.ground.db.pool.query('select 1') && { rows: await h.world.read((tx) => tx.many(sql`select 1 from events where type = 'bell.rang'`)) }
  assert.equal(rows.length, 0)
})

test('later reactions hear each event once, in order, and batches hold neighbours', async () => {
  for (const n of [1, 2, 3]) await ring(n)
  assert.equal(await readOnce(ground, 'ears'), 3)
  assert.deepEqual(heard, [1, 2, 3])
  assert.deepEqual(batches, [[1, 2, 3]])
  assert.equal(await readOnce(ground, 'ears'), 0)
})

test('an event of a transaction that commits late is not passed over', async () => {
  heard.length = 0
  let finish = () => undefined as void
  const slow = h.world.write(async (tx) => { await announce(withEars(tx), rang, { leadId, n: 10 }); await new Promise<void>((resolve) => { finish = resolve }) })
  await new Promise((resolve) => setTimeout(resolve, 50))
  await ring(11) // commits first, with a younger transaction id
  await readOnce(ground, 'ears')
  assert.deepEqual(heard, [], 'the younger one waits for the older')
  finish()
  await slow
  await readOnce(ground, 'ears')
  assert.deepEqual(heard, [10, 11])
})

test('an event whose reaction fails is set aside and tried again while the rest go on', async () => {
  heard.length = 0
  for (const n of [12, 13, 14]) await ring(n)
  await readOnce(ground, 'ears')
  assert.deepEqual(heard, [12, 14])
  for (let tries = 0; tries < 2; tries++) {
    await h.world.write((tx) => tx.run(sql`update event_failures set at = now() - interval '1 hour'`))
    await readOnce(ground, 'ears')
  }
  assert.deepEqual(heard, [12, 14, 13])
  const open = await h.world.read((tx) => tx.many(sql`select 1 from event_failures where resolved_at is null`))
  assert.equal(open.length, 0)
})

test('a reader whose lease another process holds reads nothing', async () => {
  await ring(20)
  const other: Ground = { ...ground, processId: 'another process' }
  assert.equal(await readOnce(other, 'ears'), 0)
  assert.equal(await readOnce(ground, 'ears'), 1)
})

const tellAll = (...facts: [typeof chimed, number][]) => h.world.write((tx) => announceInOrder(withEars(tx), facts.map(([about, n]) => told(about, { leadId, n }))))

test('kinds that are heard by the same reaction come in one call, in their order, and each is set aside under its own kind', async () => {
  await tellAll([chimed, 1], [echo, 2], [chimed, 3])
  await readOnce(ground, 'tower')
  assert.deepEqual(tower, [[1, 2, 3]])
  await tellAll([chimed, 12], [echo, 13])
  await readOnce(ground, 'tower')
  const aside = await h.world.read((tx) => tx.many<{ reader: string; type: string }>(sql`select f.reader, e.type from event_failures f join events e on e.id = f.event_id where f.reader like 'tower#%' order by f.event_id`))
  assert.deepEqual(aside, [{ reader: 'tower#0', type: 'chime.rang' }, { reader: 'tower#1', type: 'echo.rang' }])
  for (let tries = 0; tries < 2; tries++) {
    await h.world.write((tx) => tx.run(sql`update event_failures set at = now() - interval '1 hour'`))
    await readOnce(ground, 'tower')
  }
  assert.deepEqual(tower, [[1, 2, 3], [12], [13]], 'the one that kept failing does not keep the other back')
})

test('without its turn to retry a reader leaves alone what was set aside', async () => {
  await h.world.write((tx) => tx.run(sql`update event_failures set at = now() - interval '1 hour', resolved_at = null where reader = 'tower#0'`))
  await readOnce(ground, 'tower', false)
  assert.deepEqual(tower.at(-1), [13])
  await readOnce(ground, 'tower')
  assert.deepEqual(tower.at(-1), [12])
})

test('among facts of other kinds a reaction is asked once which of them concern it, and told of no other', async () => {
  asked.length = echoed.length = 0
  await tellAll([echo, 1], [echo, 2], [chimed, 3], [echo, 4], [chimed, 5], [echo, 7])
  assert.deepEqual([asked, echoed], [[[1, 2, 4, 7]], [[1], [7]]])
  asked.length = echoed.length = 0
  await tellAll([echo, 1], [echo, 2])
  assert.deepEqual([asked, echoed], [[], [[1, 2]]], 'neighbours alone: it asks for itself')
})
