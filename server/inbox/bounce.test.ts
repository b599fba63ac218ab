// Delivery reports as servers write them, in our own words; who is lost, who is only full, and whose fault it is.
import assert from 'node:assert/strict'
import test from 'node:test'
import { readBounce } from './bounce.ts'
import { readMail } from './kind.ts'
import { parseMail } from './parsing.ts'

const monday = new Date('2026-03-02T09:00:00Z')
const prose = (from: string, subject: string, text: string, headers = '') => parseMail(Buffer.from(`From: ${from}\r\nTo: sam@acme-sales.example\r\nSubject: ${subject}\r\n${headers}Content-Type: text/plain; charset=utf-8\r\n\r\n${text.replaceAll('\n', '\r\n')}`))
const dsn = (fields: string, text = 'Your message could not be delivered.') => parseMail(Buffer.from(`From: MAILER-DAEMON@mx.example\r\nSubject: Undelivered Mail Returned to Sender\r\nContent-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\n${text}\r\n--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.example\r\nOriginal-Envelope-Id: step-77\r\n\r\nFinal-Recipient: rfc822; dana@acme.example\r\n${fields.replaceAll('\n', '\r\n')}\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <ours.1@acme-sales.example>\r\nX-Send-Id: 0198a3c2-0000-7000-8000-000000000000.1\r\nTo: dana@acme.example\r\nSubject: Hello\r\n--b--`))

test('a machine-readable report: verdict, status, and what it returns of our mail', async () => {
  const cases: [string, string, string][] = [
    ['Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 <dana@acme.example>: Recipient address rejected: User unknown', 'hard', '5.1.1'],
    ['Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 No such user here (in reply to RCPT TO command)', 'hard', '5.0.0'],
    ['Action: failed\nStatus: 5.4.4\nDiagnostic-Code: X-Postfix; Host or domain name not found. Name service error for name=acme.example type=MX: Host not found', 'hard', '5.4.4'],
    ['Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 550 User unknown (in reply to end of DATA command)', 'soft', '5.0.0'],
    ['Action: failed\nStatus: 5.2.2\nDiagnostic-Code: smtp; 552 5.2.2 Mailbox full', 'soft', '5.2.2'],
    ['Action: failed\nStatus: 5.0.0\nDiagnostic-Code: smtp; 552 5.2.2 The mailbox is over quota', 'soft', '5.2.2'],
    ['Action: failed\nStatus: 4.4.1\nDiagnostic-Code: X-Postfix; connect to mx.acme.example: Connection timed out', 'soft', '4.4.1'],
    ['Action: failed\nStatus: 5.7.1\nDiagnostic-Code: smtp; 550 5.7.1 Message rejected: your IP 192.0.2.1 is on a blocklist', 'block', '5.7.1'],
    ['Action: failed\nStatus: 5.7.26\nDiagnostic-Code: smtp; 550-5.7.26 Unauthenticated email from acme-sales.example is not accepted due to domain\'s DMARC policy', 'block', '5.7.26'],
    ['Action: failed\nStatus: 5.2.1\nDiagnostic-Code: smtp; 550 5.2.1 The email account that you tried to reach is disabled', 'soft', '5.2.1'],
    ['Action: delayed\nStatus: 4.1.1\nDiagnostic-Code: smtp; 450 4.1.1 User unknown in relay table', 'soft', '4.1.1'],
  ]
  for (const [fields, verdict, status] of cases) {
    const bounce = readBounce(await dsn(fields))!
    assert.deepEqual([bounce.recipients[0]!.verdict, bounce.recipients[0]!.status, bounce.recipients[0]!.address], [verdict, status, 'dana@acme.example'], fields)
    assert.deepEqual(bounce.returned, { envelopeId: 'step-77', messageIds: ['ours.1@acme-sales.example'], sendId: '0198a3c2-0000-7000-8000-000000000000.1', to: ['dana@acme.example'], subject: 'Hello' })
  }
})

test('a report of success is no bounce', async () => {
  const read = readMail(await dsn('Action: delivered\nStatus: 2.0.0'), monday)
  assert.equal(read.kind, 'other')
})

test('two recipients, one lost and one only full, are told apart', async () => {
  const mail = await dsn('Action: failed\nStatus: 5.1.1\nDiagnostic-Code: smtp; 550 5.1.1 User unknown\n\nFinal-Recipient: rfc822; mo@acme.example\nAction: failed\nStatus: 4.2.2\nDiagnostic-Code: smtp; 452 4.2.2 Over quota')
  assert.deepEqual(readBounce(mail)!.recipients.map((r) => [r.address, r.verdict]), [['dana@acme.example', 'hard'], ['mo@acme.example', 'soft']])
})

test('reports in prose, as servers wrote them before there was a form', async () => {
  const qmail = await prose('MAILER-DAEMON@mx.example', 'failure notice', "Hi. This is the qmail-send program at mx.example.\nI'm afraid I wasn't able to deliver your message to the following addresses.\n\n<dana@acme.example>:\n192.0.2.9 does not like recipient.\nRemote host said: 550 5.1.1 sorry, no mailbox here by that name\nGiving up on 192.0.2.9.\n\n--- Below this line is a copy of the message.\n\nReturn-Path: <sam@acme-sales.example>\nMessage-ID: <ours.1@acme-sales.example>\nSubject: Hello\n", 'Return-Path: <>\r\n')
  const read = readBounce(qmail)!
  assert.deepEqual([read.recipients[0]!.address, read.recipients[0]!.verdict, read.returned.messageIds], ['dana@acme.example', 'hard', ['ours.1@acme-sales.example']])
  const exim = await prose('Mail Delivery System <Mailer-Daemon@mx.example>', 'Mail delivery failed: returning message to sender', 'This message was created automatically by mail delivery software.\n\nA message that you sent could not be delivered to one or more of its\nrecipients. This is a permanent error. The following address(es) failed:\n\n  dana@acme.example\n    host mx.acme.example [192.0.2.9]\n    SMTP error from remote mail server after RCPT TO:<dana@acme.example>:\n    550 Unknown user\n', 'X-Failed-Recipients: dana@acme.example\r\nAuto-Submitted: auto-replied\r\n')
  assert.deepEqual([readBounce(exim)!.recipients[0]!.verdict, readBounce(exim)!.recipients[0]!.replyCode], ['hard', '550'])
  const german = await prose('Postmaster <postmaster@mx.example>', 'Unzustellbar: Hallo', 'Ihre Nachricht konnte nicht zugestellt werden.\n\ndana@acme.example\n550 5.1.1 Empfänger unbekannt\n')
  assert.equal(readMail(german, monday).kind, 'bounce')
})

test('people who write about undelivered mail are people', async () => {
  const letters: [string, string][] = [
    ['Re: Hello', 'Your message could not be delivered to me at first, my mailbox was full. What is it about?'],
    ['Undeliverable parcels', 'We get 550 returned parcels a month. Can your product help?'],
    ['Re: mail delivery failed?', 'I got an error 550 when I wrote to you yesterday. Did my answer arrive?'],
    ['Delivery', 'The delivery has failed again, please call our postmaster.'],
  ]
  for (const [subject, text] of letters) assert.equal(readMail(await prose('Dana <dana@acme.example>', subject, text), monday).kind, 'reply', text)
})
