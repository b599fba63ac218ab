// Words in many mails and in few, over more threads than one walk: pages hold what they should, in order, each thread once.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const box = await fakeLetterbox(h)
const sam = await h.api()
const threads = 4000

// Thread n is n minutes old. "weekly" stands in all, "monthly" in every eighth, "yearly" in every five hundredth, "once" in the oldest
// alone, and "lately" in the newest two hundred; every third is done, every hundredth comes from Ines.
await h.world.write(async (tx) => {
  await tx.run(sql`
    insert into threads (workspace_id, mailbox_id, subject, class, status, last_at)
    select ${tx.workspaceId}, ${box.id}, 'No. ' || n, 'question', case when n % 3 = 0 then 'done' else 'open' end, ${tx.now}::timestamptz - n * interval '1 minute' from generate_series(1, ${threads}::int) n`)
  await tx.run(sql`
    insert into inbox_messages (workspace_id, mailbox_id, thread_id, folder, identity, from_name, from_address, subject, full_text, kind, kind_reason, received_at, match_reason)
    select t.workspace_id, t.mailbox_id, t.id, 'INBOX', 'mail of ' || t.subject, case when x.n % 100 = 0 then 'Ines' else 'Mo' end, case when x.n % 100 = 0 then 'ines' else 'mo' end || '@globex.example', t.subject,
           'weekly' || case when x.n % 8 = 0 then ' monthly' else '' end || case when x.n % 500 = 0 then ' yearly' else '' end || case when x.n = ${threads}::int then ' once' else '' end || case when x.n <= 200 then ' lately' else '' end,
           'reply', 'test', t.last_at, 'test'
      from threads t cross join lateral (select substr(t.subject, 5)::int as n) x where t.mailbox_id = ${box.id}`)
})

/** The numbers of the threads found, page after page. */
async function found(search: string, pages = 3): Promise<number[]> {
  const numbers: number[] = []
  for (let cursor = '', page = 0; page < pages; page++) {
    const { body } = await sam('GET', `/inbox/threads?limit=50&search=${encodeURIComponent(search)}${cursor && `&cursor=${encodeURIComponent(cursor)}`}`)
    numbers.push(...body.items.map((t: any) => Number(t.subject.slice(4))))
    if (!body.next) break
    cursor = body.next
  }
  return numbers
}
const those = (fits: (n: number) => boolean, most = 150): number[] => Array.from({ length: threads }, (_, i) => i + 1).filter(fits).slice(0, most)

test('what is common fills its pages from the newest, what is rare is found however old it is', async () => {
  assert.deepEqual(await found('weekly'), those(() => true))
  assert.deepEqual(await found('monthly'), those((n) => n % 8 === 0))
  assert.deepEqual(await found('yearly'), those((n) => n % 500 === 0))
  assert.deepEqual(await found('once'), [threads])
  assert.deepEqual(await found('lately', 9), those((n) => n <= 200, 450), 'common among the newest, and then no more')
  assert.deepEqual(await found('nowhere'), [])
})

test('words beside other conditions, and to the very end', async () => {
  assert.deepEqual(await found('in:done monthly'), those((n) => n % 3 === 0 && n % 8 === 0))
  assert.deepEqual(await found('from:ines weekly', 9), those((n) => n % 100 === 0, 450))
  assert.deepEqual(await found('from:ines monthly', 9), those((n) => n % 200 === 0, 450))
  assert.deepEqual(await found('monthly', 99), those((n) => n % 8 === 0, threads))
})
