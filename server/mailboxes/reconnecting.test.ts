// A password that is refused: told once, and mended by a link that its owner opens without signing in.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { fakeImap } from '#test/fakes/imap'
import { fakeSmtp } from '#test/fakes/smtp'
import { house } from '#test/house'
import { insertBrake } from './brake-store.ts'
import { openPasswords } from './passwords.ts'
import { pauseMailbox } from './resting.ts'
import { findMailbox } from './store.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
const address = 'anna@acme-sales.example'
const smtp = await fakeSmtp({ login: { user: address, password: 'the new one' } }), imap = await fakeImap()
after(async () => { await h.stop(); await smtp.stop(); await imap.stop() })
h.ground.config.SSRF_ALLOW.push(`127.0.0.1:${smtp.port}`, `127.0.0.1:${imap.port}`)

const owner = await h.api('owner'), nobody = await h.api(null)
const at = (port: number) => ({ host: '127.0.0.1', port, security: 'none', user: '' })
const box = (await owner('POST', '/mailboxes', { address, fromName: 'Anna', password: 'the old one', smtp: at(smtp.port), imap: at(imap.port), ramp: false })).body as { id: string }
const state = () => h.world.read(async (tx) => (await findMailbox(tx, box.id))!)
const password = async () => (await openPasswords(h.world, await state()))?.smtpPassword
const lose = (reason: string) => h.world.write((tx) => pauseMailbox(tx, box.id, { status: 'needs_reconnect', reason }))
const makeLink = async () => {
  const { status, body } = await owner('POST', `/mailboxes/${box.id}/reconnect-link`, {})
  assert.equal(status, 200, JSON.stringify(body))
  return `/reconnect/${(body.link as string).split('/').at(-1)}`
}
const isOver = async (link: string) => {
  const { status, body } = await nobody('GET', link)
  assert.deepEqual([status, body.error.code], [404, 'link_over'])
}

test('a lost login is told once, whatever words the server finds for each mail', async () => {
  for (const reason of ['The login is refused: 535 5.7.8 a1', 'The login is refused: 535 5.7.8 b2', 'The login is refused: 535 5.7.8 c3']) await lose(reason)
  const told = await h.world.read((tx) => tx.many(sql`select 1 from events where type = 'mailbox.paused'`))
  assert.equal(told.length, 1)
  assert.match((await state()).statusReason!, /a1/)
})

test('its owner opens the link without signing in, sees the servers and nothing else, and connects again', async () => {
  const link = await makeLink()
  const seen = await nobody('GET', link)
  assert.equal(seen.status, 200, JSON.stringify(seen.body))
  assert.deepEqual(Object.keys(seen.body).sort(), ['address', 'expiresAt', 'help', 'imapHost', 'passwordLabel', 'smtpHost'])
  assert.deepEqual([seen.body.address, seen.body.smtpHost], [address, '127.0.0.1'])

  const wrong = await nobody('POST', link, { password: 'not it' })
  assert.deepEqual([wrong.status, wrong.body.ok], [200, false])
  assert.ok(wrong.body.steps.some((step: { id: string; outcome: string }) => step.id === 'smtp.login' && step.outcome === 'failed'), JSON.stringify(wrong.body))
  assert.deepEqual([(await state()).status, await password()], ['needs_reconnect', 'the old one'])

  const right = await nobody('POST', link, { password: 'the new one' })
  assert.deepEqual([right.status, right.body.ok], [200, true], JSON.stringify(right.body))
  assert.deepEqual([(await state()).status, await password()], ['active', 'the new one'])
  await isOver(link)
  assert.equal((await nobody('POST', link, { password: 'another' })).status, 404)
  assert.equal(await password(), 'the new one')
})

test('a brake that fell meanwhile is found when the link mends the login', async () => {
  await lose('The login is refused: 535 5.7.8 d4')
  await h.world.write((tx) => insertBrake(tx, { scope: 'mailbox', key: box.id, kind: 'hard_bounce', faults: 5, sent: 100, coolUntil: new Date(tx.now.getTime() + 24 * 3_600_000), sentence: '5 of the last 100 mails bounced for good.' }))
  const right = await nobody('POST', await makeLink(), { password: 'the new one' })
  assert.deepEqual([right.status, right.body.ok], [200, true], JSON.stringify(right.body))
  const { status, statusReason, pausedUntil } = await state()
  assert.deepEqual([status, statusReason, pausedUntil], ['paused', '5 of the last 100 mails bounced for good.', null])
  assert.equal((await owner('POST', `/mailboxes/${box.id}/resume`)).body.status, 'active')
})

test('a link ends with the next one, after a week, after ten tries, and with its mailbox’s servers; a forged one is like an ended one', async () => {
  const first = await makeLink(), second = await makeLink()
  await isOver(first)
  await isOver('/reconnect/forged')
  await h.world.write((tx) => tx.run(sql`update reconnect_links set tries = 10 where used_at is null`))
  const worn = await nobody('POST', second, { password: 'the new one' })
  assert.deepEqual([worn.status, worn.body.error.code], [410, 'too_many_tries'])
  const third = await makeLink()
  h.clock.advance(8 * 24 * 3_600_000)
  await isOver(third)
})

test('nobody makes a link for somebody else’s mailbox, and a practice mailbox has no password', async () => {
  const rep = await h.api('rep')
  assert.equal((await rep('POST', `/mailboxes/${box.id}/reconnect-link`, {})).status, 404)
  const practice = (await owner('POST', '/practice/mailboxes', {})).body as { id: string }
  assert.equal((await owner('POST', `/mailboxes/${practice.id}/reconnect-link`, {})).status, 409)
})

test('a place that tries often is asked to wait', async () => {
  const link = await makeLink()
  const answers = []
  for (let i = 0; i < 40; i++) answers.push((await nobody('GET', link)).status)
  assert.ok(answers.includes(429), String(answers))
})
