// A pause while the post office is at work: workers and loops as in production, a server that takes its time.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { approvePassing } from '#writing'

const h = await house({ loops: true, config: { LAUNCH_HOLD_S: '3600' } })
after(() => h.stop())
const api = await h.api()
const leads = 120

test('after the answer to a pause no mail leaves, whatever was under way; after resume each leaves exactly once', { timeout: 120_000 }, async () => {
  // The server takes its time once some mails are there, so that there is something to pause however fast the machine is.
  let taken = 0, isPaused = false
  const box = await testMailbox(h, { behave: () => ({ wait354Ms: taken < 20 || isPaused ? 60 : 1500 }), onTaken: () => { taken++ } })
  await h.world.write((tx) => tx.run(sql`insert into leads (workspace_id, email, first_name, tags) select ${tx.workspaceId}, 'p' || n || '@pause.example', 'Pia', '{pause}' from generate_series(1, ${leads}) n`))
  const body = 'Hello {{first_name|there}},\n\nthis is a short question about how your team works today. May I ask who looks after it?\n\nSam Carter'
  const { id } = (await api('POST', '/campaigns', { name: 'Pause', mailboxIds: [box.id], days: [1, 2, 3, 4, 5, 6, 7], windowStart: '00:00', windowEnd: '23:59', quiet: [], steps: [{ kind: 'email', mode: 'template', subject: 'A question', body }] })).body
  await api('POST', `/campaigns/${id}/enrollments`, { filter: { field: 'tags', op: 'hasAny', value: ['pause'] } })
  await until(async () => (await api('GET', `/campaigns/${id}`)).body.counters.waitingApproval === leads)
  await h.world.write(async (tx) => {
    await tx.run(sql`update drafts set checks = '[]', status = 'ready' where campaign_id = ${id} and status = 'needs_review'`)
    await approvePassing(tx, id)
  })
  await until(async () => (await api('GET', `/campaigns/${id}`)).body.counters.ready === leads)
  const launched = await api('POST', `/campaigns/${id}/launch`, { acceptAmber: true })
  assert.equal(launched.status, 200, JSON.stringify(launched.body))
  await until(async () => (await api('GET', `/campaigns/${id}`)).body.counters.scheduled === leads)
  const dueNow = () => h.world.write((tx) => tx.run(sql`update messages set due_at = ${tx.now}, window_end = null where campaign_id = ${id} and state = 'planned' and reason_code is null`))

  await dueNow()
  await until(async () => box.server.taken.length >= 20)
  const asked = Date.now()
  assert.equal((await api('POST', `/campaigns/${id}/pause`)).status, 200)
  const answered = Date.now()
  isPaused = true
  // What had passed the gate before the pause was written may still be on its way to the last byte.
  const handed = () => h.world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from messages where campaign_id = ${id} and state in ('handed', 'accepted')`)).n)
  const gone = await handed()
  await h.clock.sleep(2500)
  assert.equal(await handed(), gone, 'nobody passed the gate after the pause')
  assert.equal(box.server.taken.length, gone)
  assert.ok(gone < leads, 'it was paused on the way')
  assert.ok(answered - asked < 2000, `${answered - asked} ms`)

  assert.equal((await api('POST', `/campaigns/${id}/resume`)).status, 200)
  await until(async () => { await dueNow(); return box.server.taken.length === leads })
  await h.clock.sleep(500)
  assert.equal(new Set(box.server.taken.map((t) => t.to)).size, leads)
  assert.equal(box.server.taken.length, leads, 'nobody twice')
  await until(async () => (await api('GET', `/campaigns/${id}`)).body.status === 'completed')
  console.log(`Paused after ${gone} of ${leads} mails in ${answered - asked} ms.`)
})

async function until(fits: () => Promise<boolean>, ms = 40_000): Promise<void> {
  for (const over = Date.now() + ms; !(await fits()); ) {
    if (Date.now() > over) throw new Error('Waited in vain.')
    await new Promise((resolve) => setTimeout(resolve, 100))
  }
}
