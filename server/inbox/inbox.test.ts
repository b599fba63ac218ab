import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { planMessage } from '#sending'
import { checkNow, syncMailbox } from '#inbox'
import { claimSync, holdSync } from '#mailboxes'
import { cast, type Person } from '#test/cast'
import { fakeLetterbox, type FakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { whileHeld } from './syncing.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo, ines } = await cast(h)
const box = await fakeLetterbox(h)

interface Sent { id: string; messageId: string; subject: string }
let ids = 0

/** A mail of ours that has left, without the post office. */
async function sent(to: Person, subject: string, from: FakeLetterbox = box): Promise<Sent> {
  return h.world.write(async (tx) => {
    const { id } = await planMessage(tx, { leadId: to.id, mailboxId: from.id, subject, bodyText: 'Hello, a question.', dueAt: tx.now, origin: 'campaign' })
    return tx.one<Sent>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${id} returning id, message_id as "messageId", subject`)
  })
}

const letter = (from: string, about: { subject?: string; answers?: Sent; text?: string; id?: string; headers?: string; to?: string } = {}): string => `From: ${from}
To: ${about.to ?? box.address}
Subject: ${about.subject ?? (about.answers ? `Re: ${about.answers.subject}` : 'Hello')}
Date: Mon, 2 Mar 2026 10:00:00 +0100
Message-ID: <${about.id ?? `mail-${++ids}@outside.example`}>
${about.answers ? `In-Reply-To: <${about.answers.messageId}>\nReferences: <${about.answers.messageId}>\n` : ''}${about.headers ? `${about.headers}\n` : ''}MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

${about.text ?? 'Sounds interesting, tell me more.'}
`

const facts = (type: string, lead?: Person) => h.world.read((tx) => tx.many<{ payload: Record<string, any> }>(sql`
  select payload from events where type = ${type} and (${lead?.id ?? null}::uuid is null or lead_id = ${lead?.id ?? null}::uuid) order by id`))
const rows = (where = sql`true`) => h.world.read((tx) => tx.many<Record<string, any>>(sql`select * from inbox_messages where ${where} order by synced_at, id`))
const sync = async (b = box) => {
  const done = await syncMailbox(h.world, b.id)
  assert.equal(done.ok, true, JSON.stringify(done))
}

test('a reply is matched by its header, marks the lead, and is announced once', async () => {
  const mail = await sent(dana, 'Faster quotes at Acme')
  box.drop(letter('Dana Okafor <dana@acme.example>', { answers: mail, text: 'Sounds interesting. Can we talk on Tuesday?\n\nOn Mon, 2 Mar 2026 at 09:00, Sam Carter <sam@acme-sales.example> wrote:\n> Hello, a question.' }))
  await sync()
  await sync()
  const [reply, ...more] = await facts('reply.received', dana)
  assert.equal(more.length, 0)
  assert.deepEqual([reply!.payload['messageId'], reply!.payload['class'], reply!.payload['leadId']], [mail.id, 'interested', dana.id])
  const [stored] = await rows(sql`lead_id = ${dana.id}`)
  assert.equal(stored!['body_text'], 'Sounds interesting. Can we talk on Tuesday?')
  assert.equal(stored!['match_reason'], 'It answers a mail of ours.')
  const lead = await h.world.read((tx) => tx.one<{ replied_at: Date | null; status: string }>(sql`select replied_at, status from leads where id = ${dana.id}`))
  assert.ok(lead.replied_at)
  assert.equal(lead.status, 'replied')
})

test('a second answer joins the thread, a new subject begins one that follows it', async () => {
  const [first] = await rows(sql`lead_id = ${dana.id}`)
  box.drop(letter('dana@acme.example', { subject: 'AW: RE: Faster quotes at Acme', headers: `In-Reply-To: <${first!['message_id']}>`, text: 'One more thing.' }))
  box.drop(letter('dana@acme.example', { subject: 'Your invoice', headers: `In-Reply-To: <${first!['message_id']}>`, text: 'Something else.' }))
  await sync()
  const all = await rows(sql`lead_id = ${dana.id}`)
  assert.equal(all.length, 3)
  assert.equal(all[1]!['thread_id'], first!['thread_id'])
  assert.notEqual(all[2]!['thread_id'], first!['thread_id'])
  const split = await h.world.read((tx) => tx.one<{ follows: string }>(sql`select follows from threads where id = ${all[2]!['thread_id']}`))
  assert.equal(split.follows, first!['thread_id'])
})

test('a mailbox that was made anew brings nothing twice', async () => {
  const before = { mails: (await rows()).length, facts: (await facts('reply.received')).length }
  box.recreate()
  await sync()
  assert.deepEqual({ mails: (await rows()).length, facts: (await facts('reply.received')).length }, before)
  box.drop(letter('dana@acme.example', { subject: 'Re: Faster quotes at Acme', text: 'After the move.' }))
  await sync()
  assert.equal((await rows()).length, before.mails + 1, 'and what is new is still found')
})

test('the same id with another text is another mail; a second delivery is not', async () => {
  const before = (await rows()).length
  const one = letter('dana@acme.example', { subject: 'Twins', id: 'forged@outside.example', text: 'The first.' })
  box.drop(`Received: by a.example\n${one}`)
  box.drop(`Received: by b.example\n${one}`)
  box.drop(letter('dana@acme.example', { subject: 'Twins', id: 'forged@outside.example', text: 'Another.' }))
  await sync()
  assert.equal((await rows()).length, before + 2)
})

test('a hard bounce silences the address that we wrote to', async () => {
  const mail = await sent(mo, 'Hello Globex')
  box.drop(report(mail, 'mo@globex.example', '5.1.1', '550 5.1.1 <mo@globex.example>: Recipient address rejected: User unknown'))
  await sync()
  const [bounce] = await facts('bounce.received', mo)
  assert.deepEqual([bounce!.payload['hard'], bounce!.payload['messageId'], bounce!.payload['status'], bounce!.payload['address']], [true, mail.id, '5.1.1', 'mo@globex.example'])
  const list = await h.world.read((tx) => tx.many<{ value: string; reason: string }>(sql`select value, reason from suppressions`))
  assert.deepEqual(list, [{ value: 'mo@globex.example', reason: 'bounced' }])
  assert.equal((await facts('reply.received', mo)).length, 0)
})

test('a forged report about an address we never wrote to changes nothing', async () => {
  const stranger = { id: 'nothing', messageId: 'made-up@nowhere.example', subject: 'x' }
  box.drop(report(stranger, 'ines@globex.example', '5.1.1', '550 5.1.1 user unknown'))
  await sync()
  assert.equal((await facts('bounce.received', ines)).length, 0)
  assert.equal((await facts('lead.suppressed', ines)).length, 0)
})

test('a full mailbox is no reason to give up, until the third time in a month', async () => {
  const other = await fakeLetterbox(h)
  for (let i = 1; i <= 3; i++) {
    const mail = await sent(ines, `Try ${i}`, other)
    other.drop(report(mail, 'ines@globex.example', '5.2.2', '552 5.2.2 Mailbox full'))
  }
  await sync(other)
  assert.deepEqual((await facts('bounce.received', ines)).map((f) => f.payload['hard']), [false, false, true])
  await h.world.write((tx) => tx.run(sql`delete from suppressions where value = 'ines@globex.example'`))
})

test('"stop" silences both the address that asks and the one we wrote to', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(ines, 'Hello Ines', other)
  other.drop(letter('Ines Duarte <ines.duarte@private.example>', { answers: mail, text: 'Please remove me from your list.' }))
  await sync(other)
  const [fact] = await facts('opt_out.received', ines)
  assert.equal(fact!.payload['messageId'], mail.id)
  const list = await h.world.read((tx) => tx.many<{ value: string }>(sql`select value from suppressions where reason = 'opted_out' order by value`))
  assert.deepEqual(list.map((r) => r.value), ['ines.duarte@private.example', 'ines@globex.example'])
  assert.equal((await facts('reply.received', ines)).length, 0, 'and it is no reply')
})

test('out of office is told with the day of return, and is no reply', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(dana, 'While you are away', other)
  const before = (await facts('reply.received', dana)).length
  other.drop(letter('dana@acme.example', { answers: mail, subject: 'Automatische Antwort: While you are away', headers: 'Auto-Submitted: auto-replied', text: 'Ich bin bis zum 13.03.2026 nicht im Büro. Vertretung: Frau Lang.' }))
  await sync(other)
  const [away] = await facts('auto_reply.received', dana)
  assert.deepEqual([away!.payload['kind'], away!.payload['returnDate'], away!.payload['messageId']], ['out_of_office', '2026-03-13', mail.id])
  assert.equal((await facts('reply.received', dana)).length, before)
})

test('a complaint silences, a colleague with our subject is matched, a stranger goes to the tray', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(dana, 'A question on quotes', other)
  other.drop(letter('Kim Berg <kim@acme.example>', { subject: 'Re: A question on quotes', text: 'Dana asked me to answer.' }))
  other.drop(letter('Someone <someone@acme.example>', { subject: 'Partnership', text: 'Hello there.' }))
  other.drop(letter('News <news@shop.example>', { subject: 'Sale', headers: 'List-Unsubscribe: <https://shop.example/u>\nPrecedence: bulk', text: 'Buy.' }))
  await sync(other)
  const api = await h.api()
  const colleague = (await facts('reply.received', dana)).at(-1)!
  assert.deepEqual([colleague.payload['from'], colleague.payload['messageId']], ['kim@acme.example', mail.id])
  const tray = (await api('GET', '/inbox/unmatched')).body
  const someone = tray.items.find((m: any) => m.from.address === 'someone@acme.example')
  assert.equal(someone.suggestions[0].lead.id, dana.id)
  assert.ok(!tray.items.some((m: any) => m.from.address === 'news@shop.example'), 'a newsletter is stored, but not in the tray')
  assert.equal((await rows(sql`from_address = 'news@shop.example'`)).length, 1)
  const before = (await facts('reply.received', dana)).length
  const assigned = await api('POST', `/inbox/messages/${someone.id}/assign`, { leadId: dana.id })
  assert.equal(assigned.status, 200, JSON.stringify(assigned.body))
  assert.equal((await facts('reply.received', dana)).length, before + 1, 'assigned by hand, it counts as a reply')
  assert.equal((await api('POST', `/inbox/messages/${someone.id}/assign`, { leadId: dana.id })).status, 200)
  assert.equal((await facts('reply.received', dana)).length, before + 1, 'once')
  const [complaint] = [await sent(mo, 'Unwanted', other)]
  other.drop(arf(complaint!))
  await sync(other)
  assert.equal((await facts('complaint.received', mo)).length, 1)
})

test('mails that nobody can read are kept, and the look goes on', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(dana, 'Through the noise', other)
  other.drop(Buffer.from([0, 255, 254, 13, 10, 13, 10, 0, 0, 1]))
  other.drop(`From: a@b.example\nContent-Type: multipart/mixed; boundary=x\n\n${Array.from({ length: 300 }, (_, i) => `--x\nContent-Type: multipart/mixed; boundary=x${i}\n\n`).join('')}`)
  other.drop(`From: \u0000\ud800@b.example\nSubject: =?utf-8?B?////?=\n\nx\u0000y`)
  other.drop(Buffer.concat([Buffer.from('From: big@b.example\r\nSubject: Big\r\n\r\n'), Buffer.alloc(1_000_000, 'a')]), { size: 25_000_000, problem: 'The mail has 25 MB; only its first megabyte was read.' })
  other.drop(letter('dana@acme.example', { answers: mail, text: 'Found you.' }))
  await sync(other)
  assert.equal((await rows(sql`mailbox_id = ${other.id}`)).length, 5)
  const big = (await rows(sql`from_address = 'big@b.example'`))[0]!
  assert.match(big['problem'], /25 MB/)
  assert.equal((await facts('reply.received', dana)).at(-1)!.payload['messageId'], mail.id)
})

test('a look right before a follow-up finds the reply, and fails closed', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(dana, 'Just in time', other)
  other.drop(letter('dana@acme.example', { answers: mail, text: 'Got it.' }))
  assert.equal((await checkNow(h.world, other.id)).ok, true)
  assert.equal((await facts('reply.received', dana)).at(-1)!.payload['messageId'], mail.id)
  other.trouble = { ok: false, reason: 'unreachable', sentence: 'Nothing listens there.', why: null, mend: null, answer: null }
  assert.deepEqual(await checkNow(h.world, other.id), { ok: false, sentence: 'Nothing listens there.' })
  other.trouble = undefined
  other.slowMs = 60_000
  const began = performance.now()
  const late = await checkNow(h.world, other.id, 400)
  assert.equal(late.ok, false)
  assert.ok(performance.now() - began < 3000)
})

test('a refused password stops the mailbox and is told once; other troubles wait longer and longer', async () => {
  const other = await fakeLetterbox(h)
  other.trouble = { ok: false, reason: 'timeout', sentence: 'It does not answer.', why: null, mend: null, answer: null }
  const waits: number[] = []
  for (let i = 0; i < 7; i++) {
    await syncMailbox(h.world, other.id)
    const { next } = await h.world.read((tx) => tx.one<{ next: Date }>(sql`select next_sync_at as next from mailboxes where id = ${other.id}`))
    waits.push((next.getTime() - h.clock.now().getTime()) / 1000)
  }
  assert.deepEqual(waits, [60, 120, 240, 480, 960, 1800, 1800])
  assert.equal((await facts('mailbox.letterbox_broken')).length, 1)
  other.trouble = { ...other.trouble, reason: 'login', sentence: 'The password was refused.' }
  await syncMailbox(h.world, other.id)
  await syncMailbox(h.world, other.id)
  const row = await h.world.read((tx) => tx.one<{ status: string; status_reason: string }>(sql`select status, status_reason from mailboxes where id = ${other.id}`))
  assert.deepEqual(row, { status: 'needs_reconnect', status_reason: 'The password was refused.' })
  assert.equal((await facts('mailbox.paused')).length, 1)
})

test('two looks at once: one reads, the other waits its turn', async () => {
  const other = await fakeLetterbox(h)
  other.slowMs = 300
  const [a, b] = await Promise.all([syncMailbox(h.world, other.id), syncMailbox(h.world, other.id)])
  assert.deepEqual([a.ok, b.ok].sort(), [false, true])
  const reading = syncMailbox(h.world, other.id)
  await h.clock.sleep(100)
  const [c, d] = [await checkNow(h.world, other.id, 5000), await reading]
  assert.deepEqual([c.ok, d.ok], [true, true])
})

test('a process that died while it read a letterbox keeps it for one lease, and its failure is nobody\'s', async () => {
  const other = await fakeLetterbox(h), leaseS = h.ground.config.SENDING_LEASE_S
  assert.ok(await h.world.write((tx) => claimSync(tx, other.id, 'dead', leaseS, true)))
  const look = await checkNow(h.world, other.id, 2000)
  assert.deepEqual([look.ok, !look.ok && look.busy], [false, true], 'the letterbox itself did nothing wrong')
  h.clock.advance((leaseS + 1) * 1000)
  assert.equal((await checkNow(h.world, other.id)).ok, true)
  assert.equal(await h.world.write((tx) => holdSync(tx, other.id, 'dead', leaseS)), false)
})

test('a letterbox that takes longer than a lease to read is held all the while', async () => {
  const other = await fakeLetterbox(h)
  const by = 'reader'
  assert.ok(await h.world.write((tx) => claimSync(tx, other.id, by, 1, true)))
  const until = () => h.world.read((tx) => tx.one<{ at: Date }>(sql`select sync_leased_until as at from mailboxes where id = ${other.id}`))
  const first = (await until()).at
  await whileHeld(h.world, other.id, by, async () => {
    h.clock.advance(1000)
    while ((await until()).at <= first) await h.clock.sleep(50)
  }, 1)
  assert.ok(await h.world.write((tx) => holdSync(tx, other.id, by, 1)))
})

test('a thread is listed, read, judged, answered and the answer taken back', async () => {
  const api = await h.api()
  const list = (await api('GET', '/inbox/threads?class=interested,other,question&search=quotes&limit=2')).body
  assert.ok(list.items.length > 0, JSON.stringify(list))
  const thread = (await api('GET', '/inbox/threads?search=talk%20on%20tuesday')).body.items[0]
  assert.equal(thread.lead.name, 'Dana Okafor')
  assert.equal(thread.unread, true)
  const detail = (await api('GET', `/inbox/threads/${thread.id}`)).body
  assert.deepEqual(detail.mails.slice(0, 2).map((m: any) => m.direction), ['out', 'in'])
  assert.equal((await api('PATCH', `/inbox/threads/${thread.id}`, { unread: false, class: 'question' })).body.class, 'question')
  assert.equal((await api('PATCH', `/inbox/threads/${thread.id}`, { status: 'done' })).body.status, 'done')
  assert.ok(!(await api('GET', '/inbox/threads')).body.items.some((t: any) => t.id === thread.id))
  const answer = await api('POST', `/inbox/threads/${thread.id}/replies`, { text: 'Tuesday at ten?' })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  const mail = await h.world.read((tx) => tx.one<Record<string, any>>(sql`select to_address, subject, in_reply_to, origin, due_at, state from messages where id = ${answer.body.messageId}`))
  assert.deepEqual([mail['to_address'], mail['subject'].startsWith('Re: '), mail['origin'], mail['due_at'].getTime() - h.clock.now().getTime()], ['dana@acme.example', true, 'reply', 10_000])
  assert.ok(mail['in_reply_to'])
  assert.equal((await api('GET', `/inbox/threads/${thread.id}`)).body.mails.some((m: any) => m.id === answer.body.messageId && m.undoUntil), true)
  assert.equal((await api('POST', `/inbox/replies/${answer.body.messageId}/undo`)).body.undone, true)
  assert.equal((await api('POST', `/inbox/replies/${answer.body.messageId}/undo`)).body.undone, false)
})

test('a person who sees an opt-out makes it one', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(dana, 'Last try', other)
  other.drop(letter('dana@acme.example', { answers: mail, text: 'I would rather not hear about this topic again in this life.' }))
  await sync(other)
  const [row] = await rows(sql`mailbox_id = ${other.id}`)
  await (await h.api())('PATCH', `/inbox/threads/${row!['thread_id']}`, { class: 'opt_out' })
  assert.equal((await facts('opt_out.received', dana)).at(-1)!.payload['via'], 'person')
  await h.world.write((tx) => tx.run(sql`delete from suppressions where value = 'dana@acme.example'`))
})

test('reps read only their own letterboxes', async () => {
  const own = await fakeLetterbox(h, h.world, await h.userId('owner'))
  const mail = await sent(dana, 'Between us', own)
  own.drop(letter('dana@acme.example', { answers: mail, text: 'A secret word: xylophone.' }))
  await sync(own)
  const [row] = await rows(sql`mailbox_id = ${own.id}`)
  const rep = await h.api('rep')
  assert.equal((await rep('GET', `/inbox/threads/${row!['thread_id']}`)).status, 404)
  assert.equal((await rep('GET', '/inbox/threads?search=xylophone')).body.items.length, 0)
  assert.equal((await rep('GET', `/inbox/messages/${row!['id']}/html`)).status, 404)
  assert.equal((await rep('POST', `/inbox/threads/${row!['thread_id']}/replies`, { text: 'x' })).status, 404)
  assert.equal((await rep('POST', `/mailboxes/${own.id}/resync`, {})).status, 404)
  assert.equal((await (await h.api('manager'))('GET', '/inbox/threads?search=xylophone')).body.items.length, 1)
})

test('the HTML of a mail comes alone, cleaned, under a policy that lets nothing run', async () => {
  const other = await fakeLetterbox(h)
  const mail = await sent(dana, 'In colour', other)
  other.drop(`From: dana@acme.example
Subject: Re: In colour
In-Reply-To: <${mail.messageId}>
Content-Type: text/html; charset=utf-8

<html><body onload="x()"><script>alert(1)</script><p style="color:red;background:url(https://t.example/a)">Hi <img src="https://t.example/p.gif" alt="logo"><a href="javascript:x()">a</a> <a href="https://b.example/x">b</a></p><iframe src="https://t.example"></iframe></body></html>`)
  await sync(other)
  const [row] = await rows(sql`mailbox_id = ${other.id}`)
  const page = await (await h.api())('GET', `/inbox/messages/${row!['id']}/html`)
  assert.equal(page.headers['content-security-policy'], "sandbox; default-src 'none'; img-src data:; style-src 'unsafe-inline'")
  const html = page.body as string
  for (const bad of ['alert', '<script', 'onload', 'javascript:', 't.example', 'iframe', 'url(']) assert.ok(!html.includes(bad), bad)
  assert.match(html, /color:\s?red/)
  assert.match(html, /rel="noopener noreferrer"/)
  assert.match(html, /1 picture|A picture was not loaded/)
})

test('a report about somebody in copy is about them, not about the lead', async () => {
  const mail = await sent(mo, 'With a copy')
  await h.world.write((tx) => tx.run(sql`update messages set copies = '[{"kind": "cc", "name": "", "address": "gone@globex.example"}]' where id = ${mail.id}`))
  const bounced = async () => (await h.world.read((tx) => tx.one<{ at: Date | null }>(sql`select bounced_at as at from leads where id = ${mo.id}`))).at
  const before = [await bounced(), (await facts('bounce.received', mo)).length]
  box.drop(report(mail, 'gone@globex.example', '5.1.1', '550 5.1.1 User unknown'))
  await sync()
  assert.deepEqual([await bounced(), (await facts('bounce.received', mo)).length], before)
  assert.deepEqual((await h.world.read((tx) => tx.many<{ value: string; reason: string }>(sql`select value, reason from suppressions where value in ('gone@globex.example', ${mo.email})`))).filter((row) => row.value !== mo.email), [{ value: 'gone@globex.example', reason: 'bounced' }])
})

function report(mail: Sent, to: string, status: string, diagnostic: string): string {
  return `From: MAILER-DAEMON@mx.example (Mail Delivery System)
To: ${box.address}
Subject: Undelivered Mail Returned to Sender
Date: Mon, 2 Mar 2026 10:00:00 +0100
Message-ID: <dsn-${++ids}@mx.example>
Return-Path: <>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

This is the mail system at host mx.example. Your message could not be delivered.

<${to}>: ${diagnostic} (in reply to RCPT TO command)

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; ${to}
Action: failed
Status: ${status}
Diagnostic-Code: smtp; ${diagnostic}

--b
Content-Type: text/rfc822-headers

From: ${box.address}
To: ${to}
Subject: ${mail.subject}
Message-ID: <${mail.messageId}>

--b--
`
}

function arf(mail: Sent): string {
  return `From: feedback@provider.example
To: ${box.address}
Subject: complaint
Message-ID: <arf-${++ids}@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
Version: 1

--b
Content-Type: message/rfc822

From: ${box.address}
Message-ID: <${mail.messageId}>
Subject: ${mail.subject}

Hello
--b--
`
}
