import assert from 'node:assert/strict'
import { createHmac } from 'node:crypto'
import { test } from 'node:test'
import fc from 'fast-check'
import PostalMime from 'postal-mime'
import { addressOf } from './address.ts'
import { encodeBody, oneLine } from './encoding.ts'
import { messageIdFor, openUnsubscribeToken, unsubscribeToken, unsubscribeUrl } from './identity.ts'
import { dated, referencesAfter, renderMail, type Mail } from './mime.ts'

const mail: Mail = {
  from: { name: 'Sam Seller', address: 'sam@sender.test' },
  to: { name: 'Dana Day', address: 'dana@acme.example' },
  subject: 'A question about Acme',
  bodyText: 'Hi Dana,\n\nshort and plain.\n\nSam',
  messageId: 'abcdefghijklmnopqrstuvwxyz.1@sender.test',
  sendId: '0190b0c0-0000-7000-8000-000000000001.1',
}
const at = new Date('2026-03-02T09:00:00Z')
const parse = (m: Mail) => PostalMime.parse(dated(renderMail(m), at))
const linesOf = (m: Mail) => renderMail(m).toString().split('\r\n')

test('a plain mail says what it should and nothing else', async () => {
  const seen = await parse({ ...mail, inReplyTo: 'p@x.test', references: ['r@x.test', 'p@x.test'], replyTo: 'team@sender.test', unsubscribeUrl: 'https://o.test/u/abc' })
  assert.deepEqual(seen.headers.map((h) => h.key), ['date', 'from', 'to', 'reply-to', 'subject', 'message-id', 'x-send-id', 'in-reply-to', 'references', 'list-unsubscribe', 'list-unsubscribe-post', 'mime-version', 'content-type', 'content-transfer-encoding'])
  assert.deepEqual([seen.from, seen.to], [mail.from, [mail.to]])
  assert.equal(seen.subject, mail.subject)
  assert.equal(seen.text, 'Hi Dana,\n\nshort and plain.\n\nSam\n')
  assert.equal(seen.headers.find((h) => h.key === 'list-unsubscribe-post')?.value, 'List-Unsubscribe=One-Click')
  assert.equal(seen.date, '2026-03-02T09:00:00.000Z')
  assert.equal(seen.attachments.length, 0)
})

test('the same mail gives the same bytes', () => {
  assert.deepEqual(renderMail(mail), renderMail({ ...mail }))
})

test('html makes an alternative with both parts', async () => {
  const seen = await parse({ ...mail, html: '<p>Hi <b>Dänа</b></p>' })
  assert.equal(seen.html, '<p>Hi <b>Dänа</b></p>\n')
  assert.match(seen.text ?? '', /short and plain/)
})

const injections = [
  'Hello\r\nBcc: evil@z.test', 'Hello\nBcc: evil@z.test', 'Hello\rBcc: evil@z.test', 'Hello\r\n\r\nA new body', 'a\u2028Bcc: evil@z.test', 'a\u0085Bcc: evil@z.test',
  'x\0y', '"evil" <evil@z.test>,', 'a <evil@z.test>', '=?UTF-8?B?DQpCY2M6IGV2aWxAei50ZXN0?=', 'evil@z.test,', 'Group: evil@z.test;', '"\\', '(comment', 'x\r\n X-Folded: yes', ` ${'long '.repeat(400)}`, '\ud800 lone surrogate',
]
for (const payload of injections)
  test(`an injection stays text: ${JSON.stringify(payload.slice(0, 40))}`, async () => {
    const evil = await parse({ ...mail, subject: payload, from: { name: payload, address: mail.from.address }, to: { name: payload, address: mail.to.address } })
    const plain = await parse(mail)
    assert.deepEqual(evil.headers.map((h) => h.key), plain.headers.map((h) => h.key))
    assert.deepEqual(evil.to?.map((t) => t.address), [mail.to.address])
    assert.equal(evil.from?.address, mail.from.address)
    assert.equal(evil.bcc, undefined)
    assert.equal(evil.text, plain.text)
  })

test('whatever text comes in: one recipient, the same headers, lines below 78, CRLF only, and the text arrives', async () => {
  const text = fc.string({ unit: 'binary', maxLength: 300 })
  await fc.assert(fc.asyncProperty(text, text, fc.string({ unit: 'grapheme', maxLength: 400 }), async (subject, name, body) => {
    const m = { ...mail, subject, to: { name, address: mail.to.address }, bodyText: body }
    const bytes = renderMail(m).toString()
    assert.ok(!/(^|[^\r])\n|\r(?!\n)/.test(bytes))
    assert.ok(bytes.split('\r\n').every((l) => l.length <= 78), bytes.split('\r\n').find((l) => l.length > 78))
    const seen = await parse(m)
    assert.equal(seen.headers.length, 9)
    assert.deepEqual(seen.to?.map((t) => t.address), [mail.to.address])
    assert.equal(seen.subject ?? '', oneLine(subject).toWellFormed().replace(/ {2,}/g, ' '))
    assert.equal((seen.text ?? '').replace(/\n+$/, ''), body.toWellFormed().replace(/\r\n?/g, '\n').replace(/\n+$/, ''))
  }), { numRuns: 300 })
})

test('a long subject and a name with umlauts are folded and come back whole', async () => {
  const subject = 'Grüße aus München an alle, die heute noch nicht wissen, dass man lange Betreffzeilen besser kürzt und teilt'
  const seen = await parse({ ...mail, subject, from: { name: 'Jürgen "Jo" Größe', address: mail.from.address } })
  assert.equal(seen.subject, subject)
  assert.equal(seen.from?.name, 'Jürgen "Jo" Größe')
  assert.ok(linesOf({ ...mail, subject }).every((l) => l.length <= 78))
})

test('plain short lines stay readable, everything else is quoted-printable', () => {
  assert.equal(encodeBody('Hi\nthere').encoding, '7bit')
  for (const text of ['ü', 'x'.repeat(79), 'ends with blank ', 'From the start'])
    assert.equal(encodeBody(text).encoding, 'quoted-printable', text)
})

const good: [string, string][] = [
  ['dana@acme.example', 'dana@acme.example'], ['Dana.Day+x@Acme.Example', 'Dana.Day+x@acme.example'], ["o'neil@acme.example", "o'neil@acme.example"],
  ['info@müller.de', 'info@xn--mller-kva.de'], ['a@b-c.d2.test', 'a@b-c.d2.test'], ['a@例え.jp', 'a@xn--r8jz45g.jp'],
]
for (const [given, want] of good) test(`an address: ${given}`, () => assert.equal(addressOf(given), want))

const bad = [
  '', '@', 'dana', 'dana@', '@acme.example', 'dana@acme', 'a@b@c.test', 'dana@acme.example\r\nRCPT TO:<evil@z.test>', 'dana@acme.example\n', ' dana@acme.example', 'dana @acme.example', 'dana@acme .example',
  '"dana"@acme.example', 'dana(x)@acme.example', '<dana@acme.example>', 'Dana <dana@acme.example>', 'a@x.test,b@y.test', 'a@[127.0.0.1]', 'a@127.0.0.1', 'a@x..test', '.a@x.test', 'a.@x.test', 'a..b@x.test', 'a@-x.test', 'a@x-.test',
  'a@x.test.', 'ä@x.test', 'a@x.te%73t', 'a@x.test%0d%0a', 'a@x.test\u200b', 'a@x\u3002\u3002test', `${'a'.repeat(65)}@x.test`, `a@${'b'.repeat(64)}.test`, `a@${'b.'.repeat(130)}test`, 'a@x.test>', 'a:b@x.test', 'a;b@x.test', 'a\0@x.test', 'a@x_y.test',
]
for (const text of bad) test(`no address: ${JSON.stringify(text.slice(0, 50))}`, () => assert.equal(addressOf(text), undefined))

test('whatever passes as an address is one address on one line', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 80 }), fc.string({ unit: 'binary', maxLength: 80 }), (local, domain) => {
    const address = addressOf(`${local}@${domain}`)
    if (address !== undefined) assert.match(address, /^[!-?A-~]+@[a-z0-9.-]+$/)
  }), { numRuns: 2000 })
})

const secrets = { mac: (purpose: string, data: string) => createHmac('sha256', `test ${purpose}`).update(data).digest() }

test('a Message-ID is the same for the same mail, another for each other mail and generation', () => {
  const id = '0190b0c0-0000-7000-8000-000000000001'
  assert.match(messageIdFor(secrets, id, 1, 'sender.test'), /^[a-z2-7]{26}\.1@sender\.test$/)
  assert.equal(messageIdFor(secrets, id, 1, 'sender.test'), messageIdFor(secrets, id, 1, 'sender.test'))
  assert.notEqual(messageIdFor(secrets, id, 1, 'sender.test'), messageIdFor(secrets, id, 2, 'sender.test'))
  assert.notEqual(messageIdFor(secrets, id, 1, 'sender.test').slice(0, 26), messageIdFor(secrets, id.replace('1', '2'), 1, 'sender.test').slice(0, 26))
})

test('an unsubscribe token opens to its mail, and no changed one does', () => {
  const id = '0190b0c0-0000-7000-8000-000000000001'
  const token = unsubscribeToken(secrets, id)
  assert.equal(token.length, 43)
  assert.equal(openUnsubscribeToken(secrets, token), id)
  for (let i = 0; i < token.length - 1; i++) {
    const forged = token.slice(0, i) + (token[i] === 'A' ? 'B' : 'A') + token.slice(i + 1)
    assert.equal(openUnsubscribeToken(secrets, forged), undefined)
  }
  assert.equal(openUnsubscribeToken(secrets, ''), undefined)
  assert.equal(unsubscribeUrl(secrets, 'https://o.test/', id), `https://o.test/u/${token}`)
})

test('references keep the first and the last ten', () => {
  const refs = Array.from({ length: 20 }, (_, i) => `m${i}@x`)
  assert.deepEqual(referencesAfter({ refs, ids: ['m19@x', 'wire@x'] }), ['m0@x', ...refs.slice(11), 'wire@x'])
  assert.deepEqual(referencesAfter({ refs: [], ids: ['a@x'] }), ['a@x'])
})
