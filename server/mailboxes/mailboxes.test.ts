import assert from 'node:assert/strict'
import test from 'node:test'
import { sql } from '#platform/db'
import { house } from '#test/house'

const smtp = { host: 'smtp.acme-sales.example', port: 587, security: 'starttls', user: '' }
const imap = { host: 'imap.acme-sales.example', port: 993, security: 'tls', user: '' }
const canary = 'tr0ub4dor&3-canary'
const input = { address: 'Sam@Acme-Sales.example', fromName: 'Sam Carter', smtp, imap, password: canary }

// Opened here, so that the test database outlives the first story.
await house()

test('a mailbox is added, and its password never comes back', async () => {
  const h = await house({ now: '2026-03-02T09:00:00Z' })
  const api = await h.api()
  const made = await api('POST', '/mailboxes', input)
  assert.equal(made.status, 200, JSON.stringify(made.body))
  assert.equal(made.body.address, 'sam@acme-sales.example')
  assert.equal(made.body.mine, true)
  assert.deepEqual([made.body.roomToday, made.body.limit.by], [8, 'ramp'])
  assert.equal(made.body.passwordHint, '••••••••ry')
  const all = await api('GET', '/mailboxes')
  assert.equal(all.body.items.length, 1)
  assert.ok(!JSON.stringify([made.body, all.body]).includes(canary))
  const rows = await h.world.read((tx) => tx.many<{ row: string }>(sql`select b::text as row from mailboxes b union all select payload::text from events`))
  assert.ok(rows.length > 1 && rows.every(({ row }) => !row.includes(canary)), 'the password lies nowhere in the open')
  await h.stop()
})

test('the same address cannot be connected twice, until it is removed', async () => {
  const h = await house({ now: '2026-03-02T09:00:00Z' })
  const api = await h.api()
  const first = await api('POST', '/mailboxes', input)
  const again = await api('POST', '/mailboxes', input)
  assert.equal(again.status, 409)
  assert.equal(again.body.error.code, 'mailbox_exists')
  assert.equal((await api('DELETE', `/mailboxes/${first.body.id}`)).status, 200)
  assert.equal((await api('GET', `/mailboxes/${first.body.id}`)).status, 404)
  const [row] = await h.world.read((tx) => tx.many<{ secret: string | null; smtp: object }>(sql`select secret, smtp from mailboxes`))
  assert.deepEqual(row, { secret: null, smtp: {} }, 'nothing of the login is left')
  assert.equal((await api('POST', '/mailboxes', input)).status, 200)
  await h.stop()
})

test('reps use their own mailboxes only; managers see and mend all', async () => {
  const h = await house({ now: '2026-03-02T09:00:00Z' })
  const [sam, rep, manager, viewer] = [await h.api(), await h.api('rep'), await h.api('manager'), await h.api('viewer')]
  const theirs = (await sam('POST', '/mailboxes', input)).body.id as string
  assert.equal((await rep('GET', `/mailboxes/${theirs}`)).status, 404)
  assert.equal((await rep('GET', '/mailboxes')).body.items.length, 0)
  for (const [method, path] of [['PATCH', ''], ['POST', '/pause'], ['POST', '/resume'], ['DELETE', ''], ['POST', '/test']] as const)
    assert.equal((await rep(method, `/mailboxes/${theirs}${path}`, {})).status, 404, `${method} ${path}`)
  const own = await rep('POST', '/mailboxes', { ...input, address: 'rep@acme-sales.example' })
  assert.equal(own.body.mine, true)
  assert.equal((await rep('POST', '/mailboxes', { ...input, address: 'x@acme-sales.example', ownerId: await h.userId('owner') })).status, 403)
  assert.equal((await manager('GET', '/mailboxes')).body.items.length, 2)
  assert.equal((await manager('PATCH', `/mailboxes/${own.body.id}`, { dailyLimit: 25 })).body.dailyLimit, 25)
  assert.equal((await viewer('POST', '/mailboxes', { ...input, address: 'v@acme-sales.example' })).status, 403)
  await h.stop()
})

test('whoever changes a server types the password again', async () => {
  const h = await house({ now: '2026-03-02T09:00:00Z' })
  const api = await h.api()
  const { id } = (await api('POST', '/mailboxes', input)).body
  const moved = await api('PATCH', `/mailboxes/${id}`, { smtp: { ...smtp, host: 'smtp.evil.example' } })
  assert.equal(moved.body.error.code, 'password_again')
  const tried = await api('POST', '/mailbox-tests', { mailboxId: id, address: input.address, smtp: { ...smtp, host: 'smtp.evil.example' }, imap })
  assert.equal(tried.body.error.code, 'password_again')
  assert.equal((await api('PATCH', `/mailboxes/${id}`, { smtp: { ...smtp, host: 'mail.acme-sales.example' }, password: 'new' })).body.smtp.host, 'mail.acme-sales.example')
  assert.equal((await api('PATCH', `/mailboxes/${id}`, { signature: 'Sam\nAcme Sales' })).body.signature, 'Sam\nAcme Sales')
  await h.stop()
})

test('bad input gets a sentence that names its field', async () => {
  const h = await house({ now: '2026-03-02T09:00:00Z' })
  const api = await h.api()
  const cases: [object, string, string][] = [
    [{ address: 'no address' }, 'bad_address', 'address'],
    [{ address: 'a@b.example\r\nBcc: x@y.example' }, 'bad_address', 'address'],
    [{ smtp: { ...smtp, host: 'https://smtp.example.com' } }, 'bad_host', 'smtp.host'],
    [{ smtp: { ...smtp, host: '127.0.0.1' } }, 'host_not_public', 'smtp.host'],
    [{ imap: { ...imap, host: '169.254.169.254' } }, 'host_not_public', 'imap.host'],
    [{ imap: { ...imap, host: '0x7f.1' } }, 'host_not_public', 'imap.host'],
    [{ smtp: { ...smtp, port: 22 } }, 'bad_port', 'smtp.port'],
    [{ gapMinS: 200, gapMaxS: 100 }, 'bad_gaps', 'gapMaxS'],
    [{ replyTo: 'nobody' }, 'bad_address', 'replyTo'],
    [{ replyTo: 'sales@acme-sales.example' }, 'reply_to_unread', 'replyTo'],
  ]
  for (const [change, code, field] of cases) {
    const answer = await api('POST', '/mailboxes', { ...input, ...change })
    assert.deepEqual([answer.status, answer.body.error?.code, answer.body.error?.field], [422, code, field], JSON.stringify(change))
  }
  assert.equal((await api('GET', '/mailboxes')).body.items.length, 0, 'nothing half-done')
  await h.stop()
})

test('answers go only where they are read', async () => {
  const h = await house({ now: '2026-03-02T09:00:00Z' })
  const api = await h.api()
  const sales = (await api('POST', '/mailboxes', { ...input, address: 'sales@acme-sales.example' })).body
  assert.equal((await api('POST', '/mailboxes', { ...input, replyTo: 'Sales@acme-sales.example' })).body.replyTo, 'sales@acme-sales.example')
  assert.equal((await api('PATCH', `/mailboxes/${sales.id}`, { replyTo: 'desk@acme-sales.example' })).body.error.code, 'reply_to_unread')
  assert.equal((await api('PATCH', `/mailboxes/${sales.id}`, { replyTo: 'sales@acme-sales.example' })).status, 200, 'to itself')
  const removed = await api('DELETE', `/mailboxes/${sales.id}`)
  assert.deepEqual([removed.status, removed.body.error?.code], [409, 'answers_come_here'])
  assert.match(removed.body.error.message, /Answers to the mails of sam@acme-sales\.example come here/)
  await h.stop()
})

test('a pause and its end are announced once', async () => {
  const h = await house({ now: '2026-03-02T09:00:00Z' })
  const api = await h.api()
  const { id } = (await api('POST', '/mailboxes', input)).body
  assert.equal((await api('POST', `/mailboxes/${id}/pause`, { reason: 'Holiday.' })).body.statusReason, 'Holiday.')
  await api('POST', `/mailboxes/${id}/pause`, { reason: 'Holiday.' })
  assert.equal((await api('POST', `/mailboxes/${id}/resume`)).body.status, 'active')
  await api('POST', `/mailboxes/${id}/resume`)
  const facts = await h.world.read((tx) => tx.many<{ type: string }>(sql`select type from events where type like 'mailbox.%' order by id`))
  assert.deepEqual(facts.map((f) => f.type), ['mailbox.added', 'mailbox.paused', 'mailbox.resumed'])
  await h.stop()
})

test('providers are guessed from the address', async () => {
  const h = await house({ now: '2026-03-02T09:00:00Z' })
  const api = await h.api()
  const guess = async (address: string) => (await api('GET', `/mailbox-presets?address=${encodeURIComponent(address)}`)).body
  assert.equal((await guess('sam@gmail.com')).guessed, 'google')
  assert.equal((await guess('sam@hotmail.fr')).guessed, 'microsoft')
  assert.equal((await guess('sam@gmx.de')).guessed, 'gmx')
  const own = await guess('sam@acme-sales.example')
  assert.equal(own.guessed, 'custom')
  assert.equal(own.presets.find((p: { id: string }) => p.id === 'custom').smtp.host, 'smtp.acme-sales.example')
  await h.stop()
})
