// The Sent folder as a witness: a server that refuses to search proves nothing, and what is known of one server is not said of another.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { findMessage, planMessage, sendWhatIsDue, settle } from '#sending'
import { cast } from '#test/cast'
import { fakeImap } from '#test/fakes/imap'
import { testMailbox } from '#test/fakes/mailbox'
import { house } from '#test/house'
import { routeFor } from './routing.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' }), imap = await fakeImap()
after(async () => { await h.stop(); await imap.stop() })
h.ground.config.SSRF_ALLOW.push(`127.0.0.1:${imap.port}`)
const { dana } = await cast(h)
const minute = 60_000

/** Its server takes every mail and says nothing, and is known to keep copies. */
async function silent() {
  const box = await testMailbox(h, { behave: () => 'take and close' })
  const at = JSON.stringify({ host: '127.0.0.1', port: imap.port, security: 'none', user: '' })
  await h.world.write((tx) => tx.run(sql`update mailboxes set imap = ${at}, keeps_sent = true where id = ${box.id}`))
  return box
}

test('whichever of its searches the server refuses, nothing is said to be absent; what another search finds is found', async () => {
  const box = await silent()
  const query = { messageId: 'one@acme-sales.example', sendId: 'one', to: dana.email, subject: 'A question', around: h.clock.now() }
  const look = async () => (await routeFor(h.world, box.id)).findSent(query)
  for (const refused of [/message-id/i, /x-send-id/i, /\bto\b/i, /./]) {
    imap.options.refuseSearch = refused
    assert.equal(await look(), 'unknown', String(refused))
  }
  imap.options.refuseSearch = undefined
  assert.equal(await look(), 'absent')
  imap.sent.push({ messageId: query.messageId, sendId: query.sendId, to: query.to, at: 0 })
  imap.options.refuseSearch = /message-id/i
  assert.equal(await look(), 'found')
})

test('a mail in doubt stays in doubt for as long as the search for it is refused', async () => {
  const box = await silent()
  const { id } = await h.world.write((tx) => planMessage(tx, { leadId: dana.id, mailboxId: box.id, subject: 'A question', bodyText: 'Hi Dana', dueAt: tx.now }))
  const state = async () => (await h.world.read((tx) => findMessage(tx, id)))!.state
  await sendWhatIsDue(h.ground)
  assert.equal(await state(), 'unconfirmed')
  imap.options.refuseSearch = /./
  const before = imap.searches
  for (let i = 0; i < 30; i++) {
    h.clock.advance(minute)
    await settle(h.ground)
    assert.equal(await state(), 'unconfirmed', `after ${i} minutes`)
  }
  assert.ok(imap.searches - before >= 3, 'it was looked for')
  imap.options.refuseSearch = undefined
  for (let i = 0; i < 180 && (await state()) === 'unconfirmed'; i++) { h.clock.advance(minute); await settle(h.ground) }
  assert.equal(await state(), 'due', 'three searches that were answered prove it')
})

test('whether copies are kept is known of the preset’s own servers alone, and forgotten with a server', async () => {
  const api = await h.api(), password = 'long enough for this'
  const smtp = { host: 'smtp.gmail.com', port: 465, security: 'tls', user: '' }, imapHost = { ...smtp, host: 'imap.gmail.com', port: 993 }
  const add = async (address: string, host: string) => (await api('POST', '/mailboxes', { address, password, preset: 'google', smtp: { ...smtp, host }, imap: imapHost })).body
  assert.equal((await add('relayed@acme-sales.example', 'smtp.relay.example')).keepsSent, null)
  const box = await add('gmail@acme-sales.example', smtp.host)
  assert.equal(box.keepsSent, true)
  const change = async (what: object) => (await api('PATCH', `/mailboxes/${box.id}`, { password, ...what })).body.keepsSent
  assert.equal(await change({ signature: 'Sam' }), true)
  assert.equal(await change({ smtp: { ...smtp, host: 'smtp.relay.example' } }), null)
  assert.equal(await change({ smtp }), true)
  assert.equal(await change({ imap: { ...imapHost, host: 'imap.elsewhere.example' } }), null)
})
