// Who goes by an old mail goes as a person: under the address of that mail, and under the one the lead has now.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { sql } from '#platform/db'
import { findLead, mayBeContacted } from '#leads'
import { addMailbox } from '#mailboxes'
import { planMessage, unsubscribeToken } from '#sending'

const h = await house({ now: '2026-03-02T09:00:00Z', config: { BASE_URL: 'https://go.acme.test' } })
after(() => h.stop())
const { dana, mo, ines } = await cast(h)
const sam = await h.api()
const mailbox = await h.world.write((tx) => addMailbox(tx, { kind: 'practice', address: 'sam@practice.example', fromName: 'Sam' }))
const ok = async (method: string, path: string, body?: unknown) => { const a = await sam(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }

/** A mail that has left for the address of that moment. */
const sent = (leadId: string) => h.world.write(async (tx) => {
  const { id } = await planMessage(tx, { leadId, mailboxId: mailbox.id, subject: 'Three roles', bodyText: 'Hi, a question.', dueAt: tx.now, unsubscribeHeader: true })
  await tx.run(sql`update messages set state = 'accepted', accepted_at = ${tx.now}, handed_at = ${tx.now} where id = ${id}`)
  return id
})
const press = async (mailId: string, what: string) => {
  const answer = await h.app.inject({ method: 'POST', url: `/u/${unsubscribeToken(h.ground.secrets, mailId)}`, headers: { host: 'go.acme.test', 'content-type': 'application/x-www-form-urlencoded' }, payload: what })
  assert.equal(answer.statusCode, 200)
}
const page = async (mailId: string) => (await h.app.inject({ method: 'GET', url: `/u/${unsubscribeToken(h.ground.secrets, mailId)}`, headers: { host: 'go.acme.test' } })).body
const list = () => h.world.read(async (tx) => (await tx.many<{ value: string }>(sql`select value from suppressions where workspace_id = ${tx.workspaceId} and reason = 'opted_out'`)).map((s) => s.value).sort())
const facts = (type: string, mailId: string) => h.world.read(async (tx) => (await tx.one<{ n: number }>(sql`select count(*) as n from events where type = ${type} and message_id = ${mailId}`)).n)
/** Whether the next campaign leaves somebody out for it. */
const isLeftOut = async (leadId: string): Promise<boolean> => {
  const { id } = await ok('POST', '/campaigns', { name: `Next ${crypto.randomUUID()}`, mailboxIds: [mailbox.id], steps: [] })
  const taken = await ok('POST', `/campaigns/${id}/enrollments`, { leadIds: [leadId] })
  await ok('POST', `/campaigns/${id}/archive`)
  return taken.leftOut.some((l: { code: string; count: number }) => l.code === 'suppressed' && l.count === 1)
}

test('one click in an old mail is for the address that the lead has now, too; taken back, both are free', async () => {
  const mail = await sent(dana.id)
  await ok('PATCH', `/leads/${dana.id}`, { email: 'dana.okafor@acme.example' })
  await press(mail, 'List-Unsubscribe=One-Click')
  assert.deepEqual(await list(), ['dana.okafor@acme.example', 'dana@acme.example'])
  assert.equal(await h.world.read((tx) => mayBeContacted(tx, dana.id)), false)
  assert.equal(await isLeftOut(dana.id), true)
  await press(mail, 'List-Unsubscribe=One-Click')
  assert.equal(await facts('lead.unsubscribed', mail), 1, 'twice is once')

  assert.match(await page(mail), /value="undo"/)
  await press(mail, 'act=undo')
  assert.deepEqual(await list(), [])
  assert.deepEqual([(await h.world.read((tx) => findLead(tx, dana.id)))!.optedOutAt, await h.world.read((tx) => mayBeContacted(tx, dana.id)), await isLeftOut(dana.id)], [null, true, false])
})

test('who had gone before the address changed is asked no more, and comes back under both', async () => {
  const mail = await sent(mo.id)
  await press(mail, 'act=stop')
  await ok('PATCH', `/leads/${mo.id}`, { email: 'moritz@globex.example' })
  assert.deepEqual(await list(), ['mo@globex.example', 'moritz@globex.example'], 'the silence came along')
  assert.match(await page(mail), /value="undo"/)
  await press(mail, 'act=undo')
  assert.deepEqual(await list(), [])
  assert.equal(await h.world.read((tx) => mayBeContacted(tx, mo.id)), true)
})

test('a mail to somebody who has become one with another lead lets go of the one', async () => {
  const twin = await ok('POST', '/leads', { email: 'ines.duarte@globex.example', firstName: 'Ines' })
  const mail = await sent(twin.id)
  await ok('POST', '/leads/merge', { winnerId: ines.id, loserId: twin.id })
  await press(mail, 'List-Unsubscribe=One-Click')
  assert.deepEqual(await list(), ['ines.duarte@globex.example', 'ines@globex.example'])
  assert.equal(await isLeftOut(ines.id), true)
})

test('coming back by an old mail frees what came of going by it, and not what somebody else asked for at the other address', async () => {
  const { id } = await ok('POST', '/leads', { email: 'first@handed-on.example', firstName: 'Fay' })
  const old = await sent(id)
  await ok('PATCH', `/leads/${id}`, { email: 'bob@handed-on.example' })
  const bobs = await sent(id)
  await press(bobs, 'act=stop')
  h.clock.advance(60_000)
  await press(old, 'act=stop')
  await press(old, 'act=undo')
  assert.deepEqual((await list()).filter((value) => value.endsWith('@handed-on.example')), ['bob@handed-on.example'])
})
