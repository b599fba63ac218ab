// Our own PostgreSQL: one server per folder, nobody left behind, a folder that survives being killed.
import assert from 'node:assert/strict'
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import { ask, gone, inAnotherProcess } from '#test/fakes/database-process'
import { DatabaseInUse, startEmbeddedPostgres } from './embedded-postgres.ts'

const home = mkdtempSync(join(tmpdir(), 'overture-pg-'))
chmodSync(home, 0o755)
after(() => rmSync(home, { recursive: true, force: true }))

test('it keeps what it acknowledges, listens on no network, and stops when asked', async () => {
  const folder = join(home, 'one')
  const first = await startEmbeddedPostgres({ dataFolder: folder })
  await ask(first.connection, 'create table kept as select 42 as n')
  assert.deepEqual(await ask(first.connection, `select current_setting('listen_addresses') a, current_setting('fsync') f`), [{ a: '', f: 'on' }])
  await assert.rejects(startEmbeddedPostgres({ dataFolder: folder }), DatabaseInUse)
  const joined = await startEmbeddedPostgres({ dataFolder: folder, join: true })
  assert.equal(joined.joined, true)
  await first.stop()
  const again = await startEmbeddedPostgres({ dataFolder: folder })
  assert.deepEqual(await ask(again.connection, 'select n from kept'), [{ n: 42 }])
  await again.stop()
})

test('a server that ends unasked comes back by itself, and one that is stopped does not', async () => {
  const folder = join(home, 'back'), homes: string[] = []
  const server = await startEmbeddedPostgres({ dataFolder: folder, beforeStart: (at) => { homes.push(at) } })
  await ask(server.connection, 'create table kept as select 7 as n')
  process.kill(Number(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8').split('\n')[0]), 'SIGKILL')
  let found: unknown
  for (let n = 0; n < 100 && !found; n++) { await sleep(100); found = await ask(server.connection, 'select n from kept').catch(() => undefined) }
  assert.deepEqual(found, [{ n: 7 }])
  assert.ok(homes.length >= 2 && homes.every((at) => at === folder), 'room is made before each start')
  await server.stop()
  await sleep(1200)
  await assert.rejects(ask(server.connection, 'select 1'))
})

test('when its parent is killed it goes too, and the next start finds everything', async () => {
  const folder = join(home, 'two')
  for (let round = 0; round < 3; round++) {
    const { child, up } = inAnotherProcess(folder)
    const connection = await up
    await ask(connection, 'create table if not exists kept (n int)')
    await ask(connection, `insert into kept values (${round})`)
    child.kill('SIGKILL')
    assert.ok(await gone(folder), 'the server is still there')
  }
  const next = await startEmbeddedPostgres({ dataFolder: folder })
  assert.deepEqual(await ask(next.connection, 'select n from kept order by n'), [{ n: 0 }, { n: 1 }, { n: 2 }])
  await next.stop()
})

test('a stale pid file, even with the number of a living stranger, is no server', async () => {
  const folder = join(home, 'two')
  writeFileSync(join(folder, 'postgres', 'postmaster.pid'), `${process.pid}\n${join(folder, 'postgres')}\n`)
  const next = await startEmbeddedPostgres({ dataFolder: folder })
  assert.equal((await ask(next.connection, 'select count(*)::int n from kept'))[0]!['n'], 3)
  assert.match(readFileSync(join(folder, 'postgres', 'postmaster.pid'), 'utf8'), /^\d+/)
  await next.stop()
})

test('a folder the database account cannot enter: the database lives elsewhere and says where', { skip: process.getuid?.() !== 0 && 'only root runs the database under another account' }, async () => {
  const closed = join(home, 'closed')
  const { mkdirSync } = await import('node:fs')
  mkdirSync(closed, { mode: 0o700 })
  const folder = join(closed, 'data')
  const db = await startEmbeddedPostgres({ dataFolder: folder })
  const where = readFileSync(join(folder, 'database-is-at.txt'), 'utf8').trim()
  assert.match(where, /^\/var\/lib\/overture\//)
  assert.equal((await ask(db.connection, 'select 1 as one'))[0]!['one'], 1)
  await db.stop()
  rmSync(where, { recursive: true, force: true })
})
