// What is asked often is prepared, and a table that is changed meanwhile costs one answer at most.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import pg from 'pg'
import { house } from '#test/house'
import { openDatabase, sql, type RawBuilder } from './db.ts'
import { appRole } from './migrate.ts'

const h = await house()
const one = openDatabase({ connection: { ...h.owner, user: appRole }, max: 1, clock: h.clock, log: h.ground.log, reactions: h.ground.db.reactions })
after(async () => { await one.close(); await h.stop() })
const owner = async (text: string) => { const client = new pg.Client(h.owner); await client.connect(); await client.query(text); await client.end() }
const ask = <T>(query: RawBuilder<T>) => one.transaction(null, { kind: 'system', name: 'test' }, 'read', (tx) => tx.many(query))
const prepared = async (like: string) => (await ask<{ n: number }>(sql`select count(*)::int as n from pg_prepared_statements where statement like ${like}`))[0]!.n

await owner('create table colours (name text, shade int); grant select on colours to public; insert into colours values (\'red\', 1), (\'blue\', 2)')

test('what is asked often is prepared, with other values too; what names no columns is not', async () => {
  for (let i = 0; i < 12; i++) assert.deepEqual(await ask(sql`select shade from colours where name = ${i % 2 ? 'red' : 'blue'}`), [{ shade: i % 2 ? 1 : 2 }])
  for (let i = 0; i < 12; i++) assert.equal((await ask(sql`select * from colours where shade = ${2}`)).length, 1)
  for (let i = 0; i < 12; i++) assert.equal((await ask<{ n: number }>(sql`select count(*)::int as n from colours where shade > ${0}`))[0]!.n, 2)
  assert.deepEqual([await prepared('select shade from colours%'), await prepared('select * from colours%'), await prepared('select count(*)::int as n from colours%')], [1, 0, 1])
})

test('a column of another kind: one question fails, the next is answered', async () => {
  await owner('alter table colours alter shade type text')
  const shade = () => ask(sql`select shade from colours where name = ${'red'}`)
  await assert.rejects(shade(), /cached plan/)
  assert.deepEqual(await shade(), [{ shade: '1' }])
})

test('a question that fails while it is prepared does not stand in the way of itself', async () => {
  const divided = (by: number) => ask(sql`select 10 / ${by}::int as part`)
  for (let i = 0; i < 12; i++) { await assert.rejects(divided(0), /zero/); assert.deepEqual(await divided(5), [{ part: 2 }]) }
})
