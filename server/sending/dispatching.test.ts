// The post office while the database is away.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { planMessage } from '#sending'

const h = await house({ loops: true })
after(() => h.stop())

test('a database that is away for some seconds: the mails that come after it are sent', async () => {
  const people = await cast(h), box = await testMailbox(h)
  const send = async (leadId: string): Promise<void> => {
    await h.world.write((tx) => planMessage(tx, { leadId, mailboxId: box.id, subject: 'Hello', bodyText: 'A short hello.', dueAt: tx.now, origin: 'reply' }))
    for (let i = 0; ; i++) {
      const [mail] = await h.world.read((tx) => tx.many<{ state: string }>(sql`select state from messages where lead_id = ${leadId}`))
      if (mail?.state === 'accepted') return
      assert.ok(i < 300, `${mail?.state} for 30 seconds`)
      await sleep(100)
    }
  }
  await send(people.dana.id)
  const server = new pg.Client(h.connection), name = String(h.owner.database)
  await server.connect()
  await server.query(`alter database ${name} allow_connections false`)
  await server.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name])
  // Every loop has met it when the queue has been asked at least once: it is asked every second.
  await sleep(2500)
  await server.query(`alter database ${name} allow_connections true`)
  await server.end()
  await send(people.mo.id)
})
