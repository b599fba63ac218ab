// The journey in one process: every room, real PostgreSQL, real SMTP inside the practice world, loops and workers running.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { people, walk } from './walk.ts'

const h = await house({ loops: true })
after(() => h.stop())

test('one CSV row walks to one number', { timeout: 240_000 }, async () => {
  const api = await h.api()
  const walked = await walk((method, path, body, headers) => api(method, path, body, headers))
  console.log(`The journey took ${walked.seconds} s.`)

  // What the pages said is what the database holds.
  await h.world.read(async (tx) => {
    const mails = await tx.many<{ email: string; step_no: number; state: string; n: number }>(sql`
      select l.email, m.step_no, m.state, count(*) as n from messages m join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id where m.campaign_id = ${walked.campaignId} group by 1, 2, 3 order by 1, 2`)
    assert.deepEqual(mails.map((m) => [m.email, m.step_no, m.state, m.n]), [
      [people.dana, 1, 'accepted', 1], [people.dana, 2, 'cancelled', 1],
      [people.ines, 1, 'accepted', 1], [people.ines, 2, 'cancelled', 1],
      [people.lena, 1, 'failed', 1],
      [people.mo, 1, 'accepted', 1], [people.mo, 2, 'accepted', 1],
    ].filter(([email, step, state]) => state !== 'cancelled' || mails.some((m) => m.email === email && m.step_no === step)))
    const { n: sentCopies } = await tx.one<{ n: number }>(sql`select count(*) as n from practice_mails where mailbox_id = ${walked.mailboxId} and folder = 'Sent'`)
    assert.equal(sentCopies, 4, 'what the world has received is what the ledger says')
    const suppressed = (await tx.many<{ value: string; reason: string }>(sql`select value, reason from suppressions order by value`)).map((s) => [s.value, s.reason])
    assert.deepEqual(suppressed, [[people.ines, 'opted_out'], [people.lena, 'bounced']])
    const { n: failures } = await tx.one<{ n: number }>(sql`select count(*) as n from event_failures`)
    assert.equal(failures, 0, 'no reaction was set aside')
  })
})
