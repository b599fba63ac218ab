// DKIM selectors learnt from mails of our own that come back.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { syncMailbox } from '#inbox'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { parseMail } from './parsing.ts'
import { signersOf } from './signers.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const box = await fakeLetterbox(h)
const domain = box.address.split('@')[1]!

const bounce = (signature: string, id: string) => `From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: ${box.address}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 2 Mar 2026 10:00:00 +0100
Message-ID: <${id}@mx.example>
DKIM-Signature: v=1; a=rsa-sha256; d=mx.example; s=theirs; b=abc
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mx.example. Your message could not be delivered.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; gone@acme.example
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 No such user

--b
Content-Type: text/rfc822-headers

From: ${box.address}
To: gone@acme.example
Subject: Hello
${signature}
Message-ID: <not-ours@${domain}>

--b--
`

test('signatures of the mail and of the copy it returns, unfolded; what is no domain or selector is passed over', async () => {
  const read = async (signature: string) => signersOf(await parseMail(Buffer.from(bounce(signature, 'x').replaceAll('\n', '\r\n'))))
  assert.deepEqual(await read('DKIM-Signature: v=1; a=rsa-sha256; c=relaxed/relaxed;\n d=Sales.Example;\n\ts=2026-q1; h=from:to;\n bh=s=; b=d=abc'), [{ domain: 'mx.example', selector: 'theirs' }, { domain: 'sales.example', selector: '2026-q1' }])
  assert.deepEqual(await read('DKIM-Signature: v=1; d=sales.example; s=../../x; b=abc\nDKIM-Signature: d=nodots; s=a\nDKIM-Signature: nothing'), [{ domain: 'mx.example', selector: 'theirs' }])
})

test('a mail of ours that comes back tells the selector of our domain, and nobody else’s; once a key was found nothing is learnt any more', async () => {
  await h.world.write((tx) => tx.run(sql`insert into sender_domains (workspace_id, domain, next_check_at) values (${tx.workspaceId}, ${domain}, ${tx.now}::timestamptz + interval '7 days'), (${tx.workspaceId}, 'mx.example', ${tx.now}::timestamptz + interval '7 days')
    on conflict (workspace_id, domain) do update set next_check_at = excluded.next_check_at`))
  const rows = () => h.world.read((tx) => tx.many(sql`select domain, learnt, next_check_at <= ${tx.now} as due from sender_domains order by domain = 'mx.example'`))
  box.drop(bounce(`DKIM-Signature: v=1; d=${domain}; s=odd-one; b=abc`, 'one'))
  assert.equal((await syncMailbox(h.world, box.id)).ok, true)
  assert.deepEqual(await rows(), [{ domain, learnt: ['odd-one'], due: true }, { domain: 'mx.example', learnt: [], due: false }])
  await h.world.write((tx) => tx.run(sql`update sender_domains set report = ${JSON.stringify({ findings: [{ id: 'dkim', colour: 'green' }] })}`))
  box.drop(bounce(`DKIM-Signature: v=1; d=${domain}; s=forged; b=abc`, 'two'))
  assert.equal((await syncMailbox(h.world, box.id)).ok, true)
  assert.deepEqual((await rows())[0], { domain, learnt: ['odd-one'], due: true })
})
