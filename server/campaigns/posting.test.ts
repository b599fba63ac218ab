// The look before a follow-up: real letterboxes of the practice world, real SMTP, the clock in our hand.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { sendWhatIsDue } from '#sending'
import { approvePassing } from '#writing'
import { postOnce } from './posting.ts'

const h = await house({ now: '2026-11-23T07:00:00Z' })
after(() => h.stop())
const api = await h.api()
const ok = async (method: string, path: string, body?: unknown): Promise<any> => {
  const answer = await api(method, path, body)
  assert.equal(answer.status, 200, `${method} ${path}: ${JSON.stringify(answer.body)}`)
  return answer.body
}
const mail = (no: number) => ({ kind: 'email', mode: 'template', subject: no === 1 ? 'A question about your team' : '', body: `Hello {{first_name|there}},\n\nthis is mail ${no} of a short talk about how your team works today. May I ask who looks after it?\n\nSam Carter` })

async function running(mailboxId: string, addresses: string[]): Promise<string> {
  const leadIds: string[] = []
  for (const email of addresses) leadIds.push((await ok('POST', '/leads', { email, firstName: 'Lea', timeZone: 'Europe/Berlin' })).id)
  const { id } = await ok('POST', '/campaigns', { name: addresses[0], mailboxIds: [mailboxId], days: [1, 2, 3, 4, 5, 6, 7], windowStart: '00:00', windowEnd: '23:59', steps: [mail(1), { kind: 'wait', waitAmount: 2, waitUnit: 'days' }, mail(2)] })
  await ok('POST', `/campaigns/${id}/enrollments`, { leadIds })
  await h.runLater()
  await h.world.write(async (tx) => {
    await tx.run(sql`update drafts set checks = '[]', status = 'ready' where campaign_id = ${id} and status = 'needs_review'`)
    await approvePassing(tx, id)
  })
  await h.runLater()
  await ok('POST', `/campaigns/${id}/launch`, { acceptAmber: true })
  return id
}
const mails = (id: string) => h.world.read((tx) => tx.many<any>(sql`select m.id, m.step_no, m.state, m.reason, m.reason_code, m.due_at, m.looked_at, l.email from messages m join leads l on l.id = m.lead_id where m.campaign_id = ${id} order by l.email, m.step_no`))
/** Turns the clock; the person at the desk stays signed in. */
async function to(at: Date): Promise<void> {
  h.clock.set(at)
  await h.ground.db.transaction(null, { kind: 'system', name: 'test' }, 'write', (tx) => tx.run(sql`update sessions set last_seen_at = ${at}, expires_at = ${plus(at, 30 * 86_400_000)}`))
}
const plus = (at: Date, ms: number) => new Date(at.getTime() + ms)
const latest = (list: { due_at: Date }[]) => new Date(Math.max(...list.map((m) => m.due_at.getTime())))
const send = async () => { await sendWhatIsDue(h.ground); await h.runLater() }

test('an answer that came one second before the follow-up was due stops it, for every one of fifty; the silent get theirs', async () => {
  const box = await ok('POST', '/practice/mailboxes', { fromName: 'Sam Carter', seed: 'looks', pace: 'real' })
  await h.world.write((tx) => tx.run(sql`update mailboxes set gap_min_s = 0, gap_max_s = 0, daily_limit = 1000 where id = ${box.id}`))
  const answering = Array.from({ length: 50 }, (_, i) => `lead${i}+interested@acme.example`), silent = ['sol+silent@acme.example', 'sue+silent@acme.example']
  const id = await running(box.id, [...answering, ...silent])
  await to(plus(latest(await mails(id)), 1000))
  await send()
  assert.equal((await mails(id)).filter((m) => m.step_no === 1 && m.state === 'accepted').length, 52)
  const due = latest((await mails(id)).filter((m) => m.step_no === 2))
  assert.equal((await mails(id)).filter((m) => m.step_no === 2).length, 52)

  // The world answers, so that nothing was seen by any earlier look: one second before the last follow-up is due.
  await h.world.write((tx) => tx.run(sql`update practice_mails set arrives_at = ${plus(due, -1000)} where mailbox_id = ${box.id} and folder = 'INBOX'`))
  await to(plus(due, 1))
  await send()
  assert.ok((await mails(id)).every((m) => m.step_no === 1 || m.state === 'planned'), 'nobody posts without a look')
  // A look has ten seconds; where a machine is too busy for that nothing leaves, and the next look goes on from there.
  let took = 0
  for (let tries = 0; tries < 8; tries++) {
    const began = Date.now()
    assert.equal(await postOnce(h.ground), 1, 'one look serves all')
    took = Date.now() - began
    await send()
    if ((await mails(id)).some((m) => m.step_no === 2 && m.state === 'accepted')) break
    h.clock.advance(1_000_000)
  }
  const second = (await mails(id)).filter((m) => m.step_no === 2)
  assert.deepEqual(second.filter((m) => m.state === 'accepted').map((m) => m.email), silent)
  assert.equal(second.filter((m) => m.state === 'cancelled').length, 50)
  const { items } = await ok('GET', `/campaigns/${id}/enrollments?state=stopped&limit=200`)
  assert.equal(items.filter((e: any) => e.reasonCode === 'replied').length, 50)
  console.log(`A look that found 50 answers took ${took} ms.`)
})

test('while a letterbox cannot be read its follow-ups wait; after a day they are held and say why; a retry goes on', async () => {
  const box = await testMailbox(h)
  h.ground.config.SSRF_ALLOW.push('127.0.0.1:9') // where nobody answers
  await h.world.write((tx) => tx.run(sql`update mailboxes set imap = ${JSON.stringify({ host: '127.0.0.1', port: 9, security: 'none', user: '' })} where id = ${box.id}`))
  const id = await running(box.id, ['wait@prospect.example'])
  await to(plus(latest(await mails(id)), 1000))
  await send()
  assert.equal(box.server.taken.length, 1)
  const due = (await mails(id))[1].due_at
  await to(plus(due, 1000))
  await postOnce(h.ground)
  assert.equal((await mails(id))[1].state, 'planned')
  assert.equal(await postOnce(h.ground), 0, 'not tried again at once')
  const why = (await ok('GET', `/campaigns/${id}/diagnosis`)).findings
  assert.ok(why.some((f: any) => f.code === 'look_failed' && /no follow-up is sent/.test(f.sentence)), JSON.stringify(why))
  for (let hours = 1; hours <= 25; hours++) {
    await to(plus(due, hours * 3_600_000 + 2000))
    await postOnce(h.ground)
    await send()
  }
  assert.equal(box.server.taken.length, 1, 'it failed closed')
  const [held] = (await ok('GET', `/campaigns/${id}/enrollments`)).items
  assert.equal(held.state, 'held', JSON.stringify(held))
  assert.match(held.reason, /letterbox could not be read for a day/)
  await h.runLater()
  assert.equal((await ok('GET', `/campaigns/${id}/enrollments`)).items[0].state, 'held', 'it stays held')
  assert.equal((await ok('POST', `/campaigns/${id}/enrollments/act`, { act: 'retry', ids: [held.id] })).done, 1)
  assert.deepEqual([(await mails(id))[1].state, (await mails(id))[1].reason_code], ['planned', null])
})
