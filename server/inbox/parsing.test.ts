// Bytes that want to break the reader: each is read within bounds, or its problem is told.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { readMail } from './kind.ts'
import { parseMail } from './parsing.ts'
import { parseSafely, stopParsing } from './safe-parsing.ts'
import { withoutNotice } from './signature-marks.ts'
import { assertLinear } from '#test/growth'

after(stopParsing)
const read = (raw: string | Buffer) => parseSafely(Buffer.from(raw), { size: raw.length, problem: null })

test('an ordinary mail: names, addresses, ids, text and attachments', async () => {
  const mail = await read('From: =?utf-8?Q?Dana_Ok=C3=A1for?= <DANA@Acme.Example>\r\nTo: "Carter, Sam" <sam@acme-sales.example>, Team: a@b.example, c@d.example;\r\nSubject: =?utf-8?B?R3LDvMOfZQ==?=\r\nDate: Mon, 2 Mar 2026 10:00:00 +0100\r\nMessage-ID: <m1@acme.example>\r\nIn-Reply-To: <x.1@acme-sales.example>\r\nReferences: <a@x> <b@x>\r\n <x.1@acme-sales.example>\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=iso-8859-1\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nGr=FC=DFe\r\n--b\r\nContent-Type: application/pdf; name="plan.pdf"\r\nContent-Transfer-Encoding: base64\r\n\r\nAAAA\r\n--b--\r\n')
  assert.deepEqual(mail.from, { name: 'Dana Okáfor', address: 'dana@acme.example' })
  assert.deepEqual(mail.to.map((a) => a.address), ['sam@acme-sales.example', 'a@b.example', 'c@d.example'])
  assert.deepEqual([mail.subject, mail.text.trim(), mail.messageId, mail.date], ['Grüße', 'Grüße', 'm1@acme.example', '2026-03-02T09:00:00.000Z'])
  assert.deepEqual([mail.inReplyTo, mail.references], [['x.1@acme-sales.example'], ['a@x', 'b@x', 'x.1@acme-sales.example']])
  assert.deepEqual(mail.parts.map((p) => [p.name, p.type, p.size]), [['plan.pdf', 'application/pdf', 3]])
  assert.equal(mail.problem, null)
})

const nested = (depth: number) => `From: a@b.example\r\n${Array.from({ length: depth }, (_, i) => `Content-Type: multipart/mixed; boundary=x${i}\r\n\r\n--x${i}\r\n`).join('')}Content-Type: text/plain\r\n\r\ndeep`
const hostile: [string, string | Buffer][] = [
  ['500 parts deep', nested(500)],
  ['10,000 parts', `From: a@b.example\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n${'--b\r\nContent-Type: text/plain\r\n\r\nx\r\n'.repeat(10_000)}--b--`],
  ['a header line of 1 MB', `From: a@b.example\r\nSubject: ${'x'.repeat(1_000_000)}\r\n\r\nhello`],
  ['50,000 headers', `From: a@b.example\r\n${Array.from({ length: 50_000 }, (_, i) => `X-${i}: y\r\n`).join('')}\r\nhello`],
  ['an unknown charset', 'From: a@b.example\r\nContent-Type: text/plain; charset=klingon-8\r\n\r\nhello'],
  ['broken base64', 'From: a@b.example\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: base64\r\n\r\n!!!=not=base64===='],
  ['no headers', 'just a text'],
  ['nothing', ''],
  ['zero bytes', Buffer.alloc(5000)],
  ['chance', Buffer.from(Array.from({ length: 20_000 }, (_, i) => (i * 7919) % 256))],
  ['a hundred thousand addresses', `From: a@b.example\r\nTo: ${'x@y.example, '.repeat(100_000)}\r\n\r\nhello`],
  ['a mail in a mail in a mail', `From: a@b.example\r\n${'Content-Type: message/rfc822\r\n\r\nFrom: a@b.example\r\n'.repeat(100)}\r\nhello`],
  ['HTML 20,000 elements deep', `From: a@b.example\r\nContent-Type: text/html\r\n\r\n${'<div>'.repeat(20_000)}hello`],
  ['a text of 5 MB', `From: a@b.example\r\n\r\n${'word '.repeat(1_000_000)}`],
]

for (const [what, raw] of hostile)
  test(`${what} is read within bounds`, async () => {
    const began = performance.now()
    const mail = await read(raw)
    assert.ok(performance.now() - began < 11_000)
    assert.ok(mail.text.length <= 1_000_000 && mail.headers.length <= 500 && mail.parts.length <= 200)
    assert.ok(!mail.text.includes('\0') && mail.text.isWellFormed() && mail.subject.isWellFormed())
    assert.ok(readMail(mail, new Date('2026-03-02')).kind)
  })

test('reading what a mail means costs what its length costs, however it is written', async () => {
  const texts: [string, number][] = [['message text:\n', 8750], ['the following address failed ', 3750], ['550 5.1.1 user unknown ', 5000], ['a@b.example ', 10_000], ['x', 125_000], ['From: a\nReceived: b\n', 5000], ['out of the office until monday ', 3750], ['1.1. ', 25_000]]
  for (const [piece, n] of texts)
    for (const from of ['MAILER-DAEMON@mx.example', 'dana@acme.example']) {
      const mail = (times: number) => parseMail(Buffer.from(`From: ${from}\r\nReturn-Path: <>\r\nAuto-Submitted: auto-replied\r\nSubject: Undelivered\r\n\r\n${piece.repeat(n * times)}`))
      const mails = { 1: await mail(1), 8: await mail(8) }
      assertLinear(piece, (times) => { readMail(mails[times], new Date('2026-03-02')) })
    }
})

// Done by the square of its length, each of these takes minutes. They run in one turn, behind which the timeout is heard.
test('half a million lines, and lines of half a million characters, are read in one go', { timeout: 20_000 }, async () => {
  const mail = await parseMail(Buffer.from('From: dana@acme.example\r\nSubject: Re: Hello\r\n\r\nhello'))
  const bodies: [string, string][] = [
    ['all below the signature', `-- \n${'a\n'.repeat(499_000)}`],
    ['all below the signature of the mail it quotes', `On Mon, 2 Mar 2026 at 09:00, Sam <sam@acme-sales.example> wrote:\n-- \n${'a\n'.repeat(400_000)}`],
    ['blanks above the mark of a quote', `${' '.repeat(390_000)}x\nSam, 2 Mar wrote:\n`],
    ['an address that never ends', `2026-03-02 <${'a@'.repeat(190_000)}`],
  ]
  for (const [what, text] of bodies) assert.equal(readMail({ ...mail, text }, new Date('2026-03-02')).kind, 'reply', what)
  const lines = 'a\n'.repeat(200_000)
  assert.equal(withoutNotice(lines), lines)
  await new Promise((resolve) => setTimeout(resolve, 1))
})

test('control characters and forged line breaks do not come through', async () => {
  const mail = await parseMail(Buffer.from('From: "A\x07\x00B" <a@b.example>\r\nSubject: =?utf-8?Q?one=0D=0ABcc:_x@y.example?=\r\n\r\nhi\0there'))
  assert.equal(mail.subject, 'one Bcc: x@y.example')
  assert.ok(!/[\x00-\x1f]/.test(mail.from.name + mail.subject))
  assert.equal(mail.text.trim(), 'hithere')
})
