// What replies want: judged as they come in, corrected by people, learnt by the workspace; threads put together and taken apart;
// whom a reply names; whose a stray mail might be.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { planMessage } from '#sending'
import { syncMailbox } from '#inbox'
import { cast, type Person } from '#test/cast'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { likeness } from './tray-suggesting.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo } = await cast(h)
const box = await fakeLetterbox(h)
let count = 0

const sent = (to: Person, subject: string) => h.world.write(async (tx) => {
  const { id } = await planMessage(tx, { leadId: to.id, mailboxId: box.id, subject, bodyText: 'Hello, a question.', dueAt: tx.now, origin: 'campaign' })
  return tx.one<{ id: string; messageId: string; subject: string }>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${id} returning id, message_id as "messageId", subject`)
})
const answer = (from: string, mail: { messageId: string; subject: string } | null, text: string, subject?: string) =>
  box.drop(`From: ${from}\nTo: ${box.address}\nSubject: ${subject ?? `Re: ${mail!.subject}`}\nDate: Mon, 2 Mar 2026 10:00:0${count % 10} +0100\nMessage-ID: <answer-${++count}@outside.example>\n${mail ? `In-Reply-To: <${mail.messageId}>\n` : ''}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${text}\n`)
const sync = async () => assert.equal((await syncMailbox(h.world, box.id)).ok, true)
const newest = () => h.world.read((tx) => tx.one<Record<string, any>>(sql`select * from inbox_messages order by synced_at desc, id desc limit 1`))

test('a reply is judged as it comes in, with the certainty and the reason', async () => {
  const mail = await sent(dana, 'Quotes at Acme')
  answer('Dana Okafor <dana@acme.example>', mail, 'Sounds interesting, please send me more information and pricing.')
  await sync()
  const row = await newest()
  assert.deepEqual([row['intent'], row['intent_first'], row['sentiment'], row['class']], ['info', 'info', 'positive', 'interested'])
  assert.ok(row['confidence'] >= 0.56 && row['intent_reason'].endsWith('.'))
  answer('Dana Okafor <dana@acme.example>', mail, 'Automatic reply: I am out of the office until 9 March.', 'Automatic reply: Quotes at Acme')
  await sync()
  assert.equal((await newest())['intent'], 'out_of_office')
})

test('“not now” tells the day it asks for; other answers do not', async () => {
  const api = await h.api(), day = async (text: string) => {
    answer('Dana Okafor <dana@acme.example>', await sent(dana, `Later ${count}`), text)
    await sync()
    const { mails, class: is } = (await api('GET', `/inbox/threads/${(await newest())['thread_id']}`)).body
    return [is, mails.at(-1).namedDay]
  }
  assert.deepEqual(await day('Not right now. Please get back to me in September.'), ['not_now', '2026-09-01'])
  assert.deepEqual(await day('We have no budget right now, sorry.'), ['not_now', null])
  assert.deepEqual(await day('Sounds interesting, please send me more information and pricing before 1 June.'), ['interested', null])
})

test('a correction is applied at once, shown in the matrix, and an answer like it is judged like it', async () => {
  const api = await h.api()
  const text = 'Blau ist bei uns leider nicht die Farbe der Saison.'
  const before = (await api('POST', '/inbox/intent-test', { text })).body
  answer('Dana Okafor <dana@acme.example>', await sent(dana, 'Colours'), text)
  await sync()
  const row = await newest()
  assert.equal(row['intent'], before.intent)
  assert.equal((await api('PATCH', `/inbox/messages/${row['id']}/intent`, { intent: 'timing' })).status, 200)
  const thread = (await api('GET', `/inbox/threads/${row['thread_id']}`)).body
  assert.deepEqual([thread.class, thread.classBy, thread.mails.at(-1).intent, thread.mails.at(-1).confidence], ['not_now', 'person', 'timing', 1])
  const after = (await api('POST', '/inbox/intent-test', { text: 'Blau ist bei uns leider nicht die Farbe der Saison!' })).body
  assert.deepEqual([after.intent, after.sure, after.by], ['timing', true, 'learnt'])
  assert.match(after.reason, /^Learnt from your corrections/)
  const matrix = (await api('GET', '/inbox/intents')).body
  assert.equal(matrix.corrected, 1)
  assert.deepEqual([matrix.corrections[0].before, matrix.corrections[0].after], [before.intent, 'timing'])
  assert.ok(matrix.cells.some((c: any) => c.machine === before.intent && c.now === 'timing' && c.n === 1))
  const other = await h.secondWorkspace()
  const elsewhere = (await (await h.apiAs(other.email))('POST', '/inbox/intent-test', { text })).body
  assert.equal(elsewhere.intent, before.intent, 'nothing is learnt across workspaces')
})

test('a class that a person gives a thread is a correction as well', async () => {
  answer('Dana Okafor <dana@acme.example>', await sent(dana, 'Class'), 'Not interested, thanks.')
  await sync()
  const row = await newest()
  const api = await h.api()
  assert.equal((await api('PATCH', `/inbox/threads/${row['thread_id']}`, { class: 'question' })).status, 200)
  const now = await newest()
  assert.deepEqual([now['intent'], now['intent_by'], now['intent_first']], ['question', 'person', row['intent_first']])
})

test('what an opt-out is, the console says as well, and no model is needed for anything', async () => {
  const api = await h.api()
  const told = (await api('POST', '/inbox/intent-test', { text: 'Please remove me from your list.' })).body
  assert.deepEqual([told.kind, told.intent, told.class, told.sure], ['opt_out', 'opt_out', 'opt_out', true])
})

test('two threads become one and one becomes two, with its history', async () => {
  const api = await h.api()
  const mail = await sent(dana, 'Merging')
  answer('Dana Okafor <dana@acme.example>', mail, 'First point.')
  await sync()
  const one = (await newest())['thread_id']
  answer('Dana Okafor <dana@acme.example>', mail, 'Second point.', 'Another matter')
  await sync()
  const two = (await newest())['thread_id']
  assert.notEqual(one, two)
  assert.equal((await api('POST', `/inbox/threads/${two}/merge`, { into: two })).status, 422)
  assert.equal((await api('POST', `/inbox/threads/${two}/merge`, { into: one })).status, 200)
  const merged = (await api('GET', `/inbox/threads/${one}`)).body
  const theirs = merged.mails.filter((m: any) => m.direction === 'in')
  assert.deepEqual(theirs.map((m: any) => m.text), ['First point.', 'Second point.'])
  const open = (await api('GET', '/inbox/threads?status=all&limit=200')).body.items.map((t: any) => t.id)
  assert.ok(!open.includes(two), 'the empty thread is in no list')
  // A new mail in the merged talk goes where the talk is.
  answer('Dana Okafor <dana@acme.example>', null, 'Third point.', 'Re: Another matter')
  await sync()
  const split = await api('POST', `/inbox/threads/${one}/split`, { mailIds: [theirs[1].id] })
  assert.equal(split.status, 200)
  const left = (await api('GET', `/inbox/threads/${one}`)).body.mails.filter((m: any) => m.direction === 'in')
  assert.deepEqual(left.map((m: any) => m.text), ['First point.'])
  assert.equal((await api('POST', `/inbox/threads/${split.body.threadId}/split`, { mailIds: [theirs[1].id] })).status, 422, 'something has to stay')
  const history = (await api('GET', `/inbox/threads/${one}/moves`)).body.items
  assert.deepEqual(history.map((m: any) => [m.kind, m.mails]), [['split', 1], ['merge', 1]])
  assert.ok(history[0].by)
})

test('a reply that names somebody offers that person, and says when they are known already', async () => {
  const api = await h.api()
  answer('Dana Okafor <dana@acme.example>', await sent(dana, 'Referral'), "I'm not the right person for this. Please contact Maria Lopez, maria.lopez@acme.example, she is our head of procurement.")
  await sync()
  const row = await newest()
  const card = (await api('GET', `/inbox/messages/${row['id']}/referral`)).body
  assert.deepEqual([card.named.firstName, card.named.lastName, card.named.email, card.known, card.referrer], ['Maria', 'Lopez', 'maria.lopez@acme.example', null, 'Dana Okafor'])
  assert.match(card.draft.text, /Hello Maria,\n\nI wrote to Dana Okafor/)
  await h.world.write((tx) => tx.run(sql`insert into leads (workspace_id, email, first_name, last_name) values (${tx.workspaceId}, 'maria.lopez@acme.example', 'Maria', 'Lopez')`))
  assert.equal((await api('GET', `/inbox/messages/${row['id']}/referral`)).body.known.email, 'maria.lopez@acme.example')
})

test('a stray mail comes with suggestions, the likeliest first, and is never dropped', async () => {
  const api = await h.api()
  await sent(mo, 'Hello Globex')
  answer('Assistant <assistant@elsewhere.example>', null, `He asked me to answer.\n\nTo: ${mo.email}\nSubject: Hello Globex\n> Hello, a question.`, 'Fwd: Hello Globex')
  answer('Stranger <nobody@nowhere.example>', null, 'What is this?', 'Hm')
  await sync()
  const tray = (await api('GET', '/inbox/unmatched')).body.items
  const forwarded = tray.find((m: any) => m.from.address === 'assistant@elsewhere.example')
  assert.ok(forwarded, 'it waits in the tray')
  assert.deepEqual([forwarded.suggestions[0].lead.id, forwarded.suggestions[0].score], [mo.id, 0.95])
  assert.deepEqual(tray.find((m: any) => m.from.address === 'nobody@nowhere.example').suggestions, [])
  assert.ok(likeness('d.okafor@a.example', 'dana.okafor@b.example') >= 0.75)
  assert.ok(likeness('tom@a.example', 'dana@b.example') === 0)
})
