import assert from 'node:assert/strict'
import { test } from 'node:test'
import { outcomeOf, retryHint, wireMessageId, type Outcome } from './outcome.ts'
import { replyOf, type Phase } from './reply.ts'
import { giveUpAfterS, gapMs, waitAfter } from './backoff.ts'

type Row = [phase: Phase, reply: string, kind: Outcome['kind'], more?: Partial<Record<'afterS' | 'atLeastS' | 'fewer', number | true>>]

// Real answers of real servers (providers' own documentation, bounce collections, forum posts).
const rows: Row[] = [
  // Taken
  ['body', '250 2.0.0 OK 1700000000 a1-20020a05sm123 - gsmtp', 'accepted'],
  ['body', '250 2.0.0 Ok: queued as 4XyZ1T2Kz9', 'accepted'],
  ['body', '250 2.6.0 Queued mail for delivery', 'accepted'],
  // Other houses: GMX and 1&1, Mimecast, Proofpoint, Barracuda, Exim, qmail, Zoho, Proton, mail.ru, Yandex, iCloud
  ['rcpt', '550 Requested action not taken: mailbox unavailable For explanation visit https://postmaster.gmx.net/en/case?c=r0301&i=ip&v=1.2.3.4', 'hard_bounce'],
  ['connect', '554 gmx.net (mxgmx015) Nemesis ESMTP Service not available No SMTP service Bad DNS PTR resource record.', 'setup'],
  ['body', '550 Requested action not taken: mailbox unavailable Reject due to policy restrictions. For explanation visit https://postmaster.1und1.de/en/case?c=hi', 'policy'],
  ['rcpt', '450 4.7.0 Requested mail action not taken: mailbox unavailable - message rejected, retry later (mxeue110)', 'retry', { atLeastS: 300 }],
  ['rcpt', '550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [abc.uk123]', 'hard_bounce'],
  ['body', '554 Email rejected due to security policies - https://community.mimecast.com/docs/DOC-1369#554 [xyz.us45]', 'policy'],
  ['rcpt', '451 Internal resource temporarily unavailable - https://community.mimecast.com/docs/DOC-1369#451 [q1.uk2]', 'retry'],
  ['rcpt', '550 5.1.1 User Unknown (Mode: normal) - Proofpoint', 'hard_bounce'],
  ['body', '554 5.7.0 Blocked - see https://ipcheck.proofpoint.com/?ip=1.2.3.4', 'policy'],
  ['connect', '421 4.7.0 mx0a-001.pphosted.com Too many connections from your IP', 'retry', { fewer: true }],
  ['rcpt', '550 permanent failure for one or more recipients (dana@acme.example:blocked) - Barracuda', 'policy'],
  ['rcpt', '550 5.1.1 Recipient address rejected: User unknown, Barracuda Email Security Gateway', 'hard_bounce'],
  ['rcpt', '550 Unrouteable address', 'hard_bounce'],
  ['rcpt', '550-Verification failed for <sam@acme-sales.example> 550 Sender verify failed', 'failed'],
  ['rcpt', '550 Callout verification failed: 550 No such user', 'hard_bounce'],
  ['rcpt', '553 sorry, that domain isn\'t in my list of allowed rcpthosts (#5.7.1)', 'setup'],
  ['rcpt', '511 sorry, no mailbox here by that name (#5.1.1 - chkuser)', 'hard_bounce'],
  ['rcpt', '550 5.1.1 Sorry, no mailbox here by that name. (#5.1.1)', 'hard_bounce'],
  ['rcpt', '550 5.1.1 User does not exist - <dana@acme.example> (Zoho)', 'hard_bounce'],
  ['body', '550 5.4.6 Unusual sending activity detected. Please try after sometime', 'failed'],
  ['mail', '554 5.1.8 Email Outgoing Blocked', 'setup'],
  ['rcpt', '550 5.1.1 <nobody@proton.me>: Recipient address rejected: Address does not exist', 'hard_bounce'],
  ['rcpt', '450 4.2.0 <dana@acme.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/acme.example.html', 'retry', { atLeastS: 300 }],
  ['rcpt', '550 Message was not accepted -- invalid mailbox. Local mailbox nobody@mail.ru is unavailable: user not found', 'hard_bounce'],
  ['body', '550 spam message rejected. Please visit http://help.mail.ru/notspam-support/id?c=abc or report details to abuse@corp.mail.ru.', 'policy'],
  ['rcpt', '550 5.7.1 No such user!', 'hard_bounce'],
  ['body', '554 5.7.1 [2] Message rejected under suspicion of SPAM; https://ya.cc/1IrBc 1700000000-AbCd', 'policy'],
  ['body', '451 4.7.1 Sorry, the service is currently unavailable. Please come back later.', 'retry'],
  ['rcpt', '552 5.2.2 <dana@icloud.com>: user is over quota', 'mailbox_full'],
  ['body', '550 5.7.1 [CS01] Message rejected due to local policy. Please visit https://support.apple.com/en-us/HT204137', 'policy'],
  ['rcpt', '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered. - gsmtp', 'retry'],
  ['connect', '421 4.7.0 [TSS04] Messages from 1.2.3.4 temporarily deferred due to unexpected volume or user complaints - 4.16.55.1', 'retry'],
  ['rcpt', '550 5.7.606 Access denied, banned sending IP [1.2.3.4]. To request removal from this list please visit https://sender.office.com/', 'policy'],
  ['body', '550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.', 'policy'],
  ['body', '550 5.7.515 Access denied, sending domain acme-sales.example does not meet the required authentication level.', 'policy'],
  ['body', '550 5.4.5 Daily user sending limit exceeded. For more information on Gmail sending limits go to https://support.google.com/a/answer/166852', 'sender_quota'],
  // No such address
  ['rcpt', "550 5.1.1 The email account that you tried to reach does not exist. Please try double-checking the recipient's email address for typos or unnecessary spaces. - gsmtp", 'hard_bounce'],
  ['rcpt', '550 5.1.1 <nobody@acme.example>: Recipient address rejected: User unknown in virtual mailbox table', 'hard_bounce'],
  ['rcpt', '550 5.1.1 <nobody@acme.example>... User unknown', 'hard_bounce'],
  ['rcpt', '550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup', 'hard_bounce'],
  ['rcpt', '550 5.4.1 Recipient address rejected: Access denied. [AM0EUR02FT012.eop-EUR02.prod.protection.outlook.com]', 'hard_bounce'],
  ['rcpt', '550 5.5.0 Requested action not taken: mailbox unavailable', 'hard_bounce'],
  ['rcpt', '550 Requested action not taken: mailbox unavailable', 'hard_bounce'],
  ['rcpt', '550 No Such User Here', 'hard_bounce'],
  ['rcpt', '550 5.2.1 The email account that you tried to reach is disabled.', 'hard_bounce'],
  ['rcpt', '553 5.1.3 The recipient address is not a valid RFC-5321 address.', 'hard_bounce'],
  ['rcpt', '550 5.1.2 The domain acme.exampel does not exist', 'hard_bounce'],
  ['rcpt', '550 5.1.0 <x@acme.example> User unknown; rejecting', 'hard_bounce'],
  ['rcpt', '556 5.1.10 Domain does not accept mail (nullMX)', 'hard_bounce'],
  ['body', "554 delivery error: dd This user doesn't have a yahoo.com account (nobody@yahoo.com) [0] - mta4012.mail.ne1.yahoo.com", 'hard_bounce'],
  ['rcpt', '551 5.1.6 Recipient has moved; User not local', 'hard_bounce'],
  ['rcpt', '550 5.4.310 DNS domain acme.exampel does not exist [Message=InfoDomainNonexistent]', 'hard_bounce'],
  ['rcpt', '550 Invalid recipient <nobody@acme.example>', 'hard_bounce'],
  ['rcpt', '550 sorry, no mailbox here by that name. (#5.1.1 - chkuser)', 'hard_bounce'],
  // Recipient's mailbox full
  ['rcpt', '452 4.2.2 The email account that you tried to reach is over quota. Please direct the recipient to clear space', 'mailbox_full'],
  ['rcpt', '552 5.2.2 <dana@acme.example>: Mailbox full', 'mailbox_full'],
  ['body', '552 5.2.2 The email account that you tried to reach is over quota and inactive.', 'mailbox_full'],
  ['body', '554 5.2.2 mailbox full', 'mailbox_full'],
  ['rcpt', '550 Mailbox quota exceeded', 'mailbox_full'],
  ['rcpt', "422 4.2.2 The recipient's mailbox is over its storage limit: mailbox is full", 'mailbox_full'],
  // The sender's own allowance: no lead is blamed
  ['body', '550 5.4.5 Daily user sending quota exceeded. a1-20020a05sm123 - gsmtp', 'sender_quota', { afterS: 86_400 }],
  ['mail', '550 5.4.5 Daily sending quota exceeded.', 'sender_quota'],
  ['body', "550 5.1.90 Your message can't be sent because you've reached your daily limit for message recipients", 'sender_quota'],
  ['body', '554 5.2.0 STOREDRV.Submission.Exception:SubmissionQuotaExceededException; Failed to process message due to a permanent exception with message The message submission limit has been exceeded: you have exceeded the sending limit', 'sender_quota'],
  ['rcpt', '550 5.7.232 Your message cannot be sent because your trial tenant has exceeded its daily limit for sending emails to external recipients', 'sender_quota'],
  ['rcpt', '421 4.7.28 Our system has detected an unusual rate of unsolicited mail originating from your IP address. To protect our users from spam, mail has been temporarily rate limited.', 'sender_quota'],
  ['rcpt', '451 4.7.1 You have exceeded your hourly sending limit. Retry after 1200 seconds', 'sender_quota', { afterS: 1200 }],
  ['body', '454 4.7.0 Throttling failure: Daily message quota exceeded.', 'sender_quota'],
  ['body', '454 Throttling failure: Maximum sending rate exceeded.', 'sender_quota'],
  ['rcpt', '550 5.7.1 Message rejected: outgoing limit of 300 messages reached. Sender has exceeded the maximum number of messages', 'sender_quota'],
  ['body', '550 Domain acme.example has exceeded the max emails per hour (120/100 (120%)) allowed. Message discarded.', 'sender_quota', { afterS: 3600 }],
  // Login
  ['auth', '535 5.7.8 Username and Password not accepted. For more information, go to https://support.google.com/mail/?p=BadCredentials', 'login'],
  ['auth', '534 5.7.9 Application-specific password required.', 'login'],
  ['auth', '534 5.7.14 Please log in via your web browser and then try again.', 'login'],
  ['auth', '535 5.7.139 Authentication unsuccessful, SmtpClientAuthentication is disabled for the Tenant.', 'login'],
  ['auth', '535 5.7.3 Authentication unsuccessful [AM6P194CA0030.EURP194.PROD.OUTLOOK.COM]', 'login'],
  ['auth', '535 Incorrect authentication data', 'login'],
  ['mail', '530 5.7.0 Authentication Required.', 'login'],
  ['mail', '530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM', 'login'],
  ['auth', '454 4.7.0 Too many login attempts, please try again later.', 'retry', { atLeastS: 300 }],
  ['auth', '454 4.7.0 Temporary authentication failure: Connection lost to authentication server', 'retry'],
  // Policy, reputation, spam
  ['body', '550 5.7.1 [203.0.113.5] Our system has detected that this message is likely unsolicited mail. To reduce the amount of spam sent to Gmail, this message has been blocked.', 'policy'],
  ['body', '550 5.7.26 This mail has been blocked because the sender is unauthenticated. Gmail requires all senders to authenticate with either SPF or DKIM.', 'policy'],
  ['body', '550 5.7.515 Access denied, sending domain acme.example does not meet the required authentication level.', 'policy'],
  ['rcpt', '550 5.7.1 Service unavailable, Client host [203.0.113.5] blocked using Spamhaus.', 'policy'],
  ['body', '554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes', 'policy'],
  ['rcpt', '554 5.7.1 Service unavailable; Client host [203.0.113.5] blocked using zen.spamhaus.org', 'policy'],
  ['body', '550 Reject due to policy restrictions. For explanation visit https://postmaster.gmx.net/en/error-messages', 'policy'],
  ['body', '550 5.7.509 Access denied, sending domain sender.test does not pass DMARC verification and has a DMARC policy of reject.', 'policy'],
  ['rcpt', '550 5.7.25 The IP address sending this message does not have a PTR record setup', 'policy'],
  ['body', '554 5.7.1 Message content rejected due to spam', 'policy'],
  ['rcpt', '550 5.1.1 Mail from this sender blocked, listed on block list', 'policy'],
  ['mail', '550 5.1.0 Sender rejected', 'policy'],
  ['body', '571 Email from sam@sender.test is currently blocked by Verizon Online\'s anti-spam system', 'policy'],
  // Our settings
  ['rcpt', '554 5.7.1 <dana@acme.example>: Relay access denied', 'setup'],
  ['rcpt', "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", 'setup'],
  ['rcpt', '550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain', 'setup'],
  ['rcpt', '553 5.7.1 <boss@sender.test>: Sender address rejected: not owned by user sam@sender.test', 'setup'],
  ['body', "554 5.2.252 SendAsDenied; sam@sender.test not allowed to send as boss@sender.test", 'setup'],
  ['mail', '530 5.7.0 Must issue a STARTTLS command first.', 'setup'],
  ['greeting', '554 No SMTP service here', 'setup'],
  // For a while
  ['greeting', '421 4.3.2 Service not available, closing transmission channel', 'retry'],
  ['mail', '421 4.7.0 Too many concurrent SMTP connections; please try again later.', 'retry', { fewer: true }],
  ['mail', '432 4.3.2 STOREDRV.ClientSubmit; sender thread limit exceeded', 'retry', { fewer: true }],
  ['rcpt', '450 4.2.0 <dana@acme.example>: Recipient address rejected: Greylisted, see http://postgrey.schweikert.ch/help/acme.example.html', 'retry', { atLeastS: 300 }],
  ['rcpt', '451 4.7.1 Greylisting in action, please come back in 00:04:32', 'retry', { afterS: 272 }],
  ['rcpt', '450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional messages from being delivered.', 'retry'],
  ['rcpt', '452 4.5.3 Too many recipients', 'retry', { atLeastS: 3600 }],
  ['rcpt', '452 4.3.1 Insufficient system storage', 'retry', { atLeastS: 3600 }],
  ['body', '451 4.3.0 Error: queue file write error', 'retry'],
  ['rcpt', '451 4.7.500 Server busy. Please try again later from [203.0.113.5].', 'retry'],
  ['body', '421 4.4.2 mx.acme.example Error: timeout exceeded', 'retry'],
  ['rcpt', '450 4.1.8 <sam@sender.test>: Sender address rejected: Domain not found', 'retry'],
  // This mail, not this address
  ['body', '552 5.3.4 Message size exceeds fixed limit', 'failed'],
  ['body', '554 5.6.0 Invalid message content', 'failed'],
  ['rcpt', '501 5.5.4 Syntax error in parameters', 'failed'],
  ['mail', '552 5.3.4 Message too big for system', 'failed'],
]

for (const [phase, text, kind, more] of rows)
  test(`${phase}: ${text.slice(0, 90)} → ${kind}`, () => {
    const got = outcomeOf({ phase, reply: replyOf(Number(text.slice(0, 3)), [text.slice(4)]) })
    assert.equal(got.kind, kind)
    for (const [name, value] of Object.entries(more ?? {})) assert.equal((got as Record<string, unknown>)[name], value, name)
  })

test('there are at least sixty of them, and none of the sender\'s troubles is called a bounce', () => {
  assert.ok(rows.length >= 60, String(rows.length))
})

test('silence before the body is tried again; silence after it is doubt', () => {
  for (const phase of ['connect', 'greeting', 'ehlo', 'starttls', 'auth', 'mail', 'rcpt', 'data'] as const)
    assert.equal(outcomeOf({ phase, trouble: 'dropped', text: 'x' }).kind, 'retry')
  for (const trouble of ['dropped', 'timeout', 'garbage'] as const)
    assert.equal(outcomeOf({ phase: 'body', trouble, text: 'x' }).kind, 'unconfirmed')
})

test('hints of the server are understood', () => {
  const said: [string, number | undefined][] = [
    ['try again in 300 seconds', 300], ['Retry after 5 minutes', 300], ['please wait 2 hours', 7200], ['retry in about 90 s', 90],
    ['greylisted for 60 seconds', 60], ['come back in 00:04:32', 272], ['Retry-After: 120', 120], ['try again 10 minutes later', 600],
    ['try again in 99 hours', 43_200], ['account full', undefined], ['see rfc 5321', undefined], ['in 3 attempts', undefined],
  ]
  for (const [text, seconds] of said) assert.equal(retryHint(text), seconds, text)
})

test('waiting grows from a minute to six hours, is never below what was asked, and ends after two days', () => {
  assert.deepEqual([1, 2, 3, 4, 5, 6, 9].map((n) => waitAfter(n, {}, 0.5)), [60, 300, 900, 3600, 10_800, 21_600, 21_600])
  for (const random of [0, 0.5, 0.999]) {
    assert.ok(waitAfter(1, { afterS: 300 }, random) >= 300)
    assert.ok(waitAfter(1, { atLeastS: 300 }, random) >= 300)
    assert.ok(Math.abs(waitAfter(2, {}, random) - 300) <= 60)
  }
  assert.equal(giveUpAfterS, 172_800)
})

test('the gap lies between its two ends, and nought means none', () => {
  for (const random of [0, 0.3, 0.999]) {
    const gap = gapMs({ gap_min_s: 60, gap_max_s: 180 }, random)
    assert.ok(gap >= 60_000 && gap <= 180_000)
  }
  assert.equal(gapMs({ gap_min_s: 0, gap_max_s: 0 }, 0.7), 0)
})

test('ids that a server put in place of ours are read from its answer', () => {
  const reply = (text: string) => replyOf(250, [text])
  assert.equal(wireMessageId(reply('2.0.0 OK <AM0PR01MB1234@AM0PR01MB1234.eurprd01.prod.outlook.com> [Hostname=AM0PR01MB1234]'), 'smtp-mail.outlook.com'), 'AM0PR01MB1234@AM0PR01MB1234.eurprd01.prod.outlook.com')
  const ses = '0102018f2a3b4c5d-1a2b3c4d-1111-2222-3333-444455556666-000000'
  assert.equal(wireMessageId(reply(`Ok ${ses}`), 'email-smtp.eu-west-1.amazonaws.com'), `${ses}@eu-west-1.amazonses.com`)
  assert.equal(wireMessageId(reply(`Ok ${ses}`), 'email-smtp.us-east-1.amazonaws.com'), `${ses}@email.amazonses.com`)
  assert.equal(wireMessageId(reply('2.0.0 Ok: queued as 4XyZ1T2Kz9'), 'smtp.acme.example'), undefined)
})
