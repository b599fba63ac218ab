// What people see and decide, over HTTP.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { planMessage, sendWhatIsDue, settle } from './sending.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana } = await cast(h)
const plan = (mailboxId: string, dueInMs = 0, origin: 'campaign' | 'reply' = 'campaign', turn: { enrollmentId?: string; stepId?: string } = {}): Promise<string> =>
  h.world.write(async (tx) => (await planMessage(tx, { leadId: dana.id, mailboxId, subject: 'A question', bodyText: 'Hi Dana', dueAt: new Date(tx.now.getTime() + dueInMs), origin, ...turn })).id)

test('a mail in doubt can be marked as sent, or sent again; both once', async () => {
  const api = await h.api('rep')
  const box = await testMailbox(h, { behave: (_, nth) => (nth <= 2 ? 'take and close' : 'accept') })
  const [one, two] = [await plan(box.id), await plan(box.id)]
  await sendWhatIsDue(h.ground)
  const list = await api('GET', `/messages?inDoubt=true&mailboxId=${box.id}`)
  assert.deepEqual(list.body.items.map((m: { id: string }) => m.id).sort(), [one, two].sort())
  assert.equal(list.body.items[0].leadName, 'Dana Okafor')
  assert.equal((await api('POST', `/messages/${one}/mark-sent`)).body.state, 'accepted')
  assert.equal((await api('POST', `/messages/${one}/mark-sent`)).body.state, 'accepted')
  const again = await api('POST', `/messages/${two}/resend`)
  assert.deepEqual([again.status, again.body.state], [200, 'planned'])
  assert.equal((await api('POST', `/messages/${two}/resend`)).status, 422)
  await settle(h.ground)
  await sendWhatIsDue(h.ground)
  const [old, fresh] = [await api('GET', `/messages/${two}`), await api('GET', `/messages/${again.body.id}`)]
  assert.deepEqual([old.body.state, old.body.resentAs, fresh.body.state], ['unconfirmed', again.body.id, 'accepted'])
  assert.match(fresh.body.messageId, /\.2@/, 'a new generation')
  assert.match(old.body.explanation, /sent again by order of The rep/)
  assert.deepEqual(old.body.may, { markSent: false, resend: false, cancel: false })
  assert.deepEqual(fresh.body.attemptList.map((a: { outcome: string }) => a.outcome), ['accepted'])
})

test('a waiting mail can be taken back; a sent one cannot', async () => {
  const api = await h.api('rep')
  const box = await testMailbox(h)
  const waiting = await plan(box.id, 3_600_000), sent = await plan(box.id)
  await sendWhatIsDue(h.ground)
  assert.match((await api('GET', `/messages/${waiting}`)).body.explanation, /planned for 2 Mar 2026, 11:00/, 'in the workspace\'s time zone')
  assert.equal((await api('POST', `/messages/${waiting}/cancel`)).body.state, 'cancelled')
  assert.equal((await api('POST', `/messages/${sent}/cancel`)).status, 422)
})

test('stopping everything is for managers, and resuming goes on', async () => {
  const box = await testMailbox(h)
  await plan(box.id, 0, 'campaign', { enrollmentId: crypto.randomUUID(), stepId: crypto.randomUUID() })
  await plan(box.id, 0, 'reply')
  assert.equal((await (await h.api('rep'))('POST', '/sending/stop-all', {})).status, 403)
  const api = await h.api('manager')
  const stopped = await api('POST', '/sending/stop-all', { reason: 'a wrong list' })
  assert.deepEqual([stopped.body.stopped.by, stopped.body.stopped.reason], ['The manager', 'a wrong list'])
  assert.deepEqual([stopped.body.frozen, stopped.body.waiting], [{ mails: 1, answers: 1 }, stopped.body.frozen.mails])
  await sendWhatIsDue(h.ground)
  assert.equal(box.server.taken.length, 0)
  assert.equal((await api('POST', '/sending/resume')).body.stopped, null)
  await sendWhatIsDue(h.ground)
  assert.equal(box.server.taken.length, 1, 'the answer leaves; the campaign gives its mail a new time')
})

test('a test mail goes to the person who asks, beside pace and limit', async () => {
  const box = await testMailbox(h, { gap: [60, 60], dailyLimit: 1 })
  await plan(box.id)
  await sendWhatIsDue(h.ground)
  const answer = await (await h.api('owner'))('POST', '/sending/test', { mailboxId: box.id })
  assert.deepEqual([answer.status, answer.body.toAddress, answer.body.origin], [200, 'sam@acme-sales.example', 'test'])
  await sendWhatIsDue(h.ground)
  assert.equal(box.server.taken.at(-1)?.to, 'sam@acme-sales.example')
  assert.ok(!/List-Unsubscribe/i.test(box.server.taken.at(-1)!.raw))
})

test('a test mail leaves from a mailbox one may use, to ourselves and to nobody else', async () => {
  const box = await testMailbox(h), rep = await h.api('rep')
  const give = async (role: 'owner' | 'rep') => { const id = await h.userId(role); await h.world.write((tx) => tx.run(sql`update mailboxes set owner_id = ${id} where id = ${box.id}`)) }
  const planned = () => h.world.read(async (tx) => (await tx.many(sql`select 1 from messages where mailbox_id = ${box.id}`)).length)
  const send = (to?: string) => rep('POST', '/sending/test', { mailboxId: box.id, ...(to !== undefined && { to }) })
  await give('owner')
  assert.deepEqual([(await send()).status, await planned()], [404, 0], 'somebody else’s mailbox is none')
  await give('rep')
  for (const stranger of [dana.email, 'anybody@elsewhere.example']) {
    const { status, body } = await send(stranger)
    assert.deepEqual([status, body.error.code, body.error.field], [422, 'not_ours', 'to'])
    assert.match(body.error.message, new RegExp(`${stranger} is none of them. Leave the recipient out`))
  }
  assert.equal((await send('not an address')).body.error.code, 'bad_address')
  assert.equal(await planned(), 0)
  assert.equal((await send()).body.toAddress, 'rep@acme-sales.example')
  assert.equal((await send('Sam@acme-sales.example')).status, 200, 'a colleague')
  assert.equal((await send(box.address)).status, 200, 'a mailbox of ours')
})

test('the list goes page by page, the last planned first, without gaps or repeats', async () => {
  const api = await h.api('viewer')
  const box = await testMailbox(h)
  const ids: string[] = []
  for (let n = 0; n < 5; n++) { ids.push(await plan(box.id, 86_400_000)); await h.ground.clock.sleep(3) }
  const seen: string[] = []
  let cursor: string | null = ''
  while (cursor !== null) {
    const page: { body: { items: { id: string }[]; next: string | null } } = await api('GET', `/messages?mailboxId=${box.id}&limit=2${cursor ? `&cursor=${cursor}` : ''}`)
    seen.push(...page.body.items.map((m) => m.id))
    cursor = page.body.next
  }
  assert.deepEqual(seen, ids.toReversed())
  assert.equal((await api('GET', '/messages?cursor=nonsense')).status, 422)
})
