import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { answeredSince } from '#inbox'
import { upsertLead } from '#leads'
import { house } from '#test/house'
import { desk } from './desk.test-data.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo, ines } = await cast(h)
const box = await fakeLetterbox(h)
const { sent, letter, facts, rows, sync, report, arf } = desk(h, box)

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

test('a report that gives back nothing of the mail, about where it was forwarded to, is known by the envelope’s id', async () => {
  const { id } = await h.world.write((tx) => upsertLead(tx, { email: 'forwards@globex.example' }))
  const lead = { id, email: 'forwards@globex.example', firstName: '', lastName: '', companyId: '' }
  const mail = await sent(lead, 'Hello over there')
  const bare = report({ ...mail, messageId: 'rewritten@mx.example', subject: 'not ours' }, 'somebody@elsewhere.example', '5.1.1', '550 5.1.1 user unknown')
  box.drop(bare.replace('Reporting-MTA: dns; mx.example', `Reporting-MTA: dns; mx.example\nOriginal-Envelope-Id: ${mail.id}`).replace('Final-Recipient', 'Original-Recipient: rfc822; forwards@globex.example\nFinal-Recipient'))
  await sync()
  const [bounce] = await facts('bounce.received', lead)
  assert.deepEqual([bounce?.payload['messageId'], bounce?.payload['hard'], bounce?.payload['address']], [mail.id, true, 'forwards@globex.example'])
  assert.deepEqual((await h.world.read((tx) => tx.many<{ value: string }>(sql`select value from suppressions where value like '%elsewhere%' or value like 'forwards%'`))).map((r) => r.value), ['forwards@globex.example'])
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

test('an order about something else is an answer, and silences nobody', async () => {
  const other = await fakeLetterbox(h)
  const { id } = await h.world.write((tx) => upsertLead(tx, { email: 'ola@orders.example' }))
  const ola = { id, email: 'ola@orders.example', firstName: '', lastName: '', companyId: '' }
  for (const [i, text] of ['Nehmen Sie bitte Kontakt mit Frau Weber auf.', 'Please don’t send me a PDF, a link is enough.', 'It will take us two weeks.'].entries()) {
    const mail = await sent(ola, `Another question ${i}`, other)
    other.drop(letter(ola.email, { answers: mail, text }))
    await sync(other)
    assert.equal((await facts('reply.received', ola)).at(-1)!.payload['messageId'], mail.id, text)
  }
  assert.equal((await facts('opt_out.received', ola)).length, 0)
  assert.deepEqual(await h.world.read((tx) => tx.many(sql`select value from suppressions where value like '%@orders.example'`)), [])
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

test('what somebody in copy asks for themselves silences them, and is an answer for the lead', async () => {
  const { id } = await h.world.write((tx) => upsertLead(tx, { email: 'pia@copied.example' }))
  const pia = { id, email: 'pia@copied.example', firstName: '', lastName: '', companyId: '' }
  const mail = await sent(pia, 'With Kim in copy')
  await h.world.write((tx) => tx.run(sql`update messages set copies = '[{"kind": "cc", "name": "", "address": "kim@copied.example"}]' where id = ${mail.id}`))
  const automatic = { answers: mail, subject: 'Automatic reply: With Kim in copy', headers: 'Auto-Submitted: auto-replied' }
  box.drop(letter('Kim Berg <kim@copied.example>', { ...automatic, text: 'Kim Berg is no longer with the company.' }))
  box.drop(letter('Kim Berg <kim@copied.example>', { ...automatic, text: 'I am out of the office until 13 March 2026.' }))
  await sync()
  assert.equal((await facts('auto_reply.received', pia)).length, 0, 'their holiday is not the lead’s')
  box.drop(letter('Kim Berg <kim@copied.example>', { answers: mail, text: 'Please take me off this thread.' }))
  // Brought in by the lead: no mail of ours names them, but they write to the lead as well.
  box.drop(letter('Lee <lee@copied.example>', { answers: mail, to: `${box.address}, pia@copied.example`, text: 'Please remove me from your list.' }))
  await sync()
  const silenced = () => h.world.read(async (tx) => (await tx.many<{ value: string }>(sql`select value from suppressions where value like '%@copied.example' order by value`)).map((row) => row.value))
  assert.deepEqual([await silenced(), (await facts('opt_out.received', pia)).length], [['kim@copied.example', 'lee@copied.example'], 0])
  assert.deepEqual((await facts('reply.received', pia)).map((f) => [f.payload['from'], f.payload['class']]), [['kim@copied.example', 'other'], ['lee@copied.example', 'other']])
  box.drop(letter('pia@copied.example', { answers: mail, text: 'Please remove me from your list.' }))
  await sync()
  assert.deepEqual([await silenced(), (await facts('opt_out.received', pia)).length], [['kim@copied.example', 'lee@copied.example', 'pia@copied.example'], 1], 'and what the lead asks is the lead’s')
})

test('somebody in copy who wants no more mails has answered, whatever the lead’s own mail turns out to be', async () => {
  const { id } = await h.world.write((tx) => upsertLead(tx, { email: 'rosa@overheard.example' }))
  const rosa = { id, email: 'rosa@overheard.example', firstName: '', lastName: '', companyId: '' }
  const answered = () => h.world.read((tx) => answeredSince(tx, [id], new Date('2026-03-02T00:00:00Z')))
  const mail = await sent(rosa, 'With Kim in copy again')
  await h.world.write((tx) => tx.run(sql`update messages set copies = '[{"kind": "cc", "name": "", "address": "kim@overheard.example"}]' where id = ${mail.id}`))
  const note = async () => {
    box.drop(letter(rosa.email, { answers: mail, text: 'Hiking in Nepal. Back on 7 April 2026.' }))
    await sync()
    const own = (await rows(sql`lead_id = ${id} and from_address = ${rosa.email}`)).at(-1)!
    assert.equal((await (await h.api())('PATCH', `/inbox/threads/${own['thread_id']}`, { class: 'out_of_office' })).status, 200)
    assert.equal((await rows(sql`id = ${own['id']}`))[0]!['kind'], 'out_of_office')
  }
  await note()
  assert.equal(await answered(), false, 'a note is no answer')
  box.drop(letter('Kim Berg <kim@overheard.example>', { answers: mail, text: 'Please take me off this thread.' }))
  await sync()
  await note()
  assert.deepEqual((await rows(sql`lead_id = ${id}`)).map((m) => m['kind']), ['out_of_office', 'opt_out', 'out_of_office'])
  assert.equal(await answered(), true)
})

test('whoever asks for all of them, or for a letterbox that is nobody’s own, asks for the lead, too', async () => {
  const silenced = (domain: string) => h.world.read(async (tx) => (await tx.many<{ value: string }>(sql`select value from suppressions where value like ${`%@${domain}`} order by value`)).map((row) => row.value))
  for (const [email, domain, text] of [['info@shared.example', 'shared.example', 'Please remove me from your list.'], ['rae@whole.example', 'whole.example', 'Please take us off your list.']] as const) {
    const { id } = await h.world.write((tx) => upsertLead(tx, { email })), lead = { id, email, firstName: '', lastName: '', companyId: '' }
    const mail = await sent(lead, 'To all of you')
    box.drop(letter(`Kim Berg <kim@${domain}>`, { answers: mail, to: `${box.address}, ${email}`, text }))
    await sync()
    assert.deepEqual([await silenced(domain), (await facts('opt_out.received', lead)).length], [[email, `kim@${domain}`].sort(), 1])
  }
})
