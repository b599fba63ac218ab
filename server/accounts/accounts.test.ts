import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'

const h = await house()
after(() => h.stop())

test('Sam signs in, sees the workspace and signs out', async () => {
  const sam = await h.api('owner')
  const me = await sam('GET', '/session')
  assert.equal(me.status, 200)
  assert.equal(me.body.workspace.name, 'Acme Sales')
  assert.equal(me.body.role, 'owner')
})

test('without a session there is nothing to see', async () => {
  const nobody = await h.api(null)
  const answer = await nobody('GET', '/members')
  assert.equal(answer.status, 401)
  assert.equal(answer.body.error.code, 'signed_out')
})

test('a wrong password and an unknown address get the same answer', async () => {
  const nobody = await h.api(null)
  const wrong = await nobody('POST', '/session', { email: 'sam@acme-sales.example', password: 'not the right one' })
  const unknown = await nobody('POST', '/session', { email: 'nobody@acme-sales.example', password: 'not the right one' })
  assert.equal(wrong.status, 401)
  assert.deepEqual({ ...wrong.body.error, requestId: '' }, { ...unknown.body.error, requestId: '' })
})

test('five wrong tries and the account waits, whatever address they come from', async () => {
  const nobody = await h.api(null)
  const tries = []
  for (let n = 0; n < 7; n++) tries.push((await nobody('POST', '/session', { email: 'target@acme-sales.example', password: 'guess' })).status)
  assert.deepEqual(tries, [401, 401, 401, 401, 401, 429, 429])
})

test('an invitation makes a member once, and reading it uses nothing up', async () => {
  const sam = await h.api('owner'), nobody = await h.api(null)
  const made = await sam('POST', '/invites', { email: 'mira@acme-sales.example', role: 'rep' })
  assert.equal(made.status, 200)
  const token = String(made.body.link).split('/').at(-1)!
  for (let n = 0; n < 3; n++) assert.equal((await nobody('GET', `/invitations/${token}`)).body.workspace, 'Acme Sales')
  const joined = await nobody('POST', `/invitations/${token}`, { name: 'Mira Rep', password: 'seven quiet green boats' })
  assert.equal(joined.status, 200)
  assert.equal(joined.body.role, 'rep')
  assert.equal((await nobody('POST', `/invitations/${token}`, { name: 'Again', password: 'seven quiet green boats' })).status, 404)
})

test('nobody grants a role above their own, and the last owner stays', async () => {
  const admin = await h.api('admin'), sam = await h.api('owner')
  const samId = await h.userId('owner'), adminId = await h.userId('admin')
  assert.equal((await admin('PATCH', `/members/${adminId}`, { role: 'owner' })).status, 403)
  assert.equal((await sam('PATCH', `/members/${samId}`, { role: 'viewer' })).body.error.code, 'last_owner')
})

test('a disabled member is out', async () => {
  const viewer = await h.api('viewer'), sam = await h.api('owner')
  assert.equal((await viewer('GET', '/session')).status, 200)
  await sam('PATCH', `/members/${await h.userId('viewer')}`, { disabled: true })
  assert.equal((await viewer('GET', '/session')).status, 401)
})

test('a request from another site is refused', async () => {
  const sam = await h.api('owner')
  assert.equal((await sam('PATCH', '/workspace', { name: 'Stolen' }, { origin: 'https://evil.example' })).status, 403)
  assert.equal((await sam('PATCH', '/workspace', { name: 'Stolen' }, { 'sec-fetch-site': 'cross-site' })).status, 403)
  assert.equal((await sam('PATCH', '/workspace', { name: 'Acme Sales' }, { origin: 'http://localhost:3000' })).status, 200)
})

test('the same Idempotency-Key does one thing and answers the same', async () => {
  const sam = await h.api('owner')
  const body = { email: 'once@acme-sales.example', role: 'viewer' }
  const key = { 'idempotency-key': 'only-once' }
  const answers = await Promise.all(Array.from({ length: 20 }, () => sam('POST', '/invites', body, key)))
  const made = answers.filter((a) => a.status === 200), busy = answers.filter((a) => a.status === 409)
  assert.equal(made.length + busy.length, 20)
  assert.equal(new Set(made.map((a) => JSON.stringify(a.body))).size, 1)
  const again = await sam('POST', '/invites', body, key)
  assert.equal(again.headers['idempotent-replayed'], 'true')
  assert.equal((await sam('POST', '/invites', { ...body, role: 'rep' }, key)).body.error.code, 'key_reused')
  const all = await sam('GET', '/invites')
  assert.equal(all.body.items.filter((i: { email: string }) => i.email === body.email).length, 1)
})

test('a password that everybody tries is refused in a sentence', async () => {
  const sam = await h.api('owner')
  const answer = await sam('PUT', '/session/password', { current: 'correct horse battery staple', next: 'Password1234' })
  assert.equal(answer.body.error.code, 'weak_password')
})
