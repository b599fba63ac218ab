// The inbox as people work in it: found, judged in one stroke, taken back, shared, and hidden from whom it is not for.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { sql } from '#platform/db'
import { syncMailbox } from '#inbox'
import { suppress } from '#leads'
import { planMessage, sendWhatIsDue } from '#sending'
import { cast, type Person } from '#test/cast'
import { fakeLetterbox, type FakeLetterbox } from '#test/fakes/letterbox'
import { fakeSmtp, type FakeSmtp } from '#test/fakes/smtp'
import { house, type Api } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const box = await fakeLetterbox(h, h.world, await h.userId('owner'))
let sam: Api, manager: Api, rep: Api
let ids = 0

async function talk(to: Person, subject: string, text: string, more: { from?: FakeLetterbox; attachment?: string; also?: string } = {}): Promise<string> {
  const own = more.from ?? box
  const ours = await h.world.write(async (tx) => {
    const { id } = await planMessage(tx, { leadId: to.id, mailboxId: own.id, subject, bodyText: 'Hello.', dueAt: tx.now, origin: 'campaign' })
    return tx.one<{ messageId: string }>(sql`update messages set state = 'accepted', handed_at = ${tx.now}, accepted_at = ${tx.now} where id = ${id} returning message_id as "messageId"`)
  })
  const head = `From: ${to.firstName} ${to.lastName} <${to.email}>\nTo: ${own.address}${more.also ?? ''}\nSubject: Re: ${subject}\nDate: Mon, 2 Mar 2026 10:00:00 +0100\nMessage-ID: <t${++ids}@outside.example>\nIn-Reply-To: <${ours.messageId}>\nMIME-Version: 1.0\n`
  own.drop(more.attachment
    ? `${head}Content-Type: multipart/mixed; boundary="b"\n\n--b\nContent-Type: text/plain; charset=utf-8\n\n${text}\n--b\nContent-Type: application/pdf; name="${more.attachment}"\nContent-Disposition: attachment; filename="${more.attachment}"\nContent-Transfer-Encoding: base64\n\nSGVsbG8=\n--b--\n`
    : `${head}Content-Type: text/plain; charset=utf-8\n\n${text}\n`)
  await syncMailbox(h.world, own.id, { force: true })
  return (await h.world.read((tx) => tx.one<{ id: string }>(sql`select thread_id as id from inbox_messages where message_id = ${`t${ids}@outside.example`}`))).id
}

let dana: string, mo: string, ines: string
before(async () => {
  sam = await h.api(); manager = await h.api('manager'); rep = await h.api('rep')
  dana = await talk(people.dana, 'Your café tour', 'Sounds interesting, please tell me more about the Müller project.')
  mo = await talk(people.mo, 'The quotes', 'What does it cost?', { attachment: 'Plan_Frühling.pdf' })
  ines = await talk(people.ines, 'Stock', 'Not now, please ask me in three months.')
})

const found = async (query: string, api = sam) => (await api('GET', `/inbox/threads?${query}`)).body.items.map((t: { id: string }) => t.id)
const search = (text: string, api = sam) => found(`search=${encodeURIComponent(text)}`, api)

test('a search folds accents, knows operators and the names of attachments', async () => {
  assert.deepEqual(await search('muller cafe'), [dana])
  assert.deepEqual(await search('fruhling'), [mo])
  assert.deepEqual(await search('has:attachment'), [mo])
  assert.deepEqual(await search('from:ines'), [ines])
  assert.deepEqual(await search('from:dana cost'), [])
  assert.deepEqual(await search('"three months"'), [ines])
  assert.deepEqual(await search('before:2026-03-01'), [])
  assert.deepEqual(new Set(await search('after:2026-03-01')), new Set([dana, mo, ines]))
})

test('whose turn it is: an answer turns it, taking it back turns it again', async () => {
  assert.equal((await found('turn=ours')).length, 3)
  const counts = (await sam('GET', '/inbox/counts')).body
  assert.equal(counts.needsReply, 3)
  const { body } = await sam('POST', `/inbox/threads/${mo}/replies`, { text: 'Forty a month.', done: true, quote: true })
  assert.deepEqual(new Set(await found('turn=ours')), new Set([dana, ines]))
  assert.deepEqual(await found('turn=theirs&status=all'), [mo])
  const planned = await h.world.read((tx) => tx.one<{ text: string; to: string; subject: string }>(sql`select body_text as text, to_address as "to", subject from messages where id = ${body.messageId}`))
  assert.match(planned.text, /^Forty a month\.\n\nOn 2026-03-02 .*Mo Lindqvist <mo@globex\.example> wrote:\n> What does it cost\?/)
  assert.deepEqual([planned.to, planned.subject], ['mo@globex.example', 'Re: The quotes'])
  assert.equal((await sam('GET', `/inbox/threads/${mo}`)).body.status, 'done')
  assert.equal((await sam('POST', `/inbox/replies/${body.messageId}/undo`)).body.undone, true)
  assert.equal((await sam('GET', `/inbox/threads/${mo}`)).body.status, 'open')
  assert.equal((await found('turn=ours')).length, 3)
})

test('one stroke over many, and back; what somebody changed again stays', async () => {
  const { body } = await sam('POST', '/inbox/threads/changes', { filter: {}, change: { status: 'done', unread: false, labels: ['spring'] } })
  assert.equal(body.changed, 3)
  assert.deepEqual(await found('status=open'), [])
  await sam('PATCH', `/inbox/threads/${dana}`, { status: 'snoozed', snoozedUntil: '2026-03-04T08:00:00.000Z' })
  assert.equal((await manager('POST', `/inbox/changes/${body.undo}/undo`)).status, 404)
  assert.equal((await sam('POST', `/inbox/changes/${body.undo}/undo`)).body.changed, 3)
  const state = (await sam('GET', '/inbox/threads?status=all')).body.items.map((t: { id: string; status: string; labels: string[] }) => [t.id, t.status, t.labels.length])
  assert.deepEqual(new Set(state.map(String)), new Set([[dana, 'snoozed', 0], [mo, 'open', 0], [ines, 'open', 0]].map(String)))
  assert.equal((await sam('POST', `/inbox/changes/${body.undo}/undo`)).body.changed, 0)
  h.clock.set('2026-03-04T09:00:00Z')
  assert.ok((await found('status=open')).includes(dana), 'it comes back by itself')
  h.clock.set('2026-03-02T09:30:00Z')
})

test('a label is put on and taken off beside the others, counted, renamed into another, and back', async () => {
  await sam('POST', '/inbox/threads/changes', { filter: { status: 'all' }, change: { addLabel: 'spring' } })
  await sam('POST', '/inbox/threads/changes', { ids: [dana, mo], change: { addLabel: 'fair' } })
  await sam('POST', '/inbox/threads/changes', { ids: [dana], change: { dropLabel: 'spring' } })
  const labels = async (api = sam) => (await api('GET', '/inbox/labels')).body.items.map((one: { label: string; threads: number; open: number }) => [one.label, one.threads, one.open])
  assert.deepEqual(await labels(), [['fair', 2, 1], ['spring', 2, 2]])
  assert.deepEqual(await labels(rep), [], 'of threads one does not see')
  assert.equal((await rep('POST', '/inbox/labels/rename', { from: 'fair', to: 'x' })).body.changed, 0)
  const { body } = await sam('POST', '/inbox/labels/rename', { from: 'fair', to: 'spring' })
  assert.deepEqual([body.changed, await labels()], [2, [['spring', 3, 2]]])
  await sam('POST', `/inbox/changes/${body.undo}/undo`)
  assert.deepEqual(await labels(), [['fair', 2, 1], ['spring', 2, 2]])
  for (const from of ['fair', 'spring']) await sam('POST', '/inbox/labels/rename', { from, to: null })
  assert.deepEqual(await labels(), [])
})

test('assigning and mentioning bring a colleague in, who otherwise sees nothing of this mailbox', async () => {
  assert.deepEqual(await found('status=all', rep), [])
  const repId = await h.userId('rep'), viewerId = await h.userId('viewer')
  await sam('PATCH', `/inbox/threads/${mo}`, { assigneeId: repId })
  assert.deepEqual(await found('assignee=me', rep), [mo])
  assert.equal((await rep('GET', `/inbox/threads/${mo}`)).body.mails.find((m: { direction: string }) => m.direction === 'in').text, 'What does it cost?')
  const note = await sam('POST', `/inbox/threads/${ines}/notes`, { text: 'Do you know her?', mentions: [viewerId] })
  assert.equal(note.status, 200)
  const viewer = await h.api('viewer')
  assert.deepEqual((await viewer('GET', `/inbox/threads/${ines}`)).body.notes.map((n: { text: string }) => n.text), ['Do you know her?'])
  assert.equal((await rep('GET', `/inbox/threads/${ines}`)).status, 404)
  assert.equal((await rep('DELETE', `/inbox/notes/${note.body.id}`)).status, 404)
})

test('"Sam is answering" for a minute, to others only', async () => {
  await sam('PUT', `/inbox/threads/${mo}/answering`, { answering: true })
  assert.deepEqual((await rep('GET', `/inbox/threads/${mo}`)).body.answering.map((p: { name: string }) => p.name), ['Sam Carter'])
  assert.deepEqual((await sam('GET', `/inbox/threads/${mo}`)).body.answering, [])
  h.clock.advance(61_000)
  assert.deepEqual((await rep('GET', `/inbox/threads/${mo}`)).body.answering, [])
})

test('how much others may read is kept in lists, threads, searches and the timeline', async () => {
  const timeline = async (api: Api) => JSON.stringify((await api('GET', `/leads/${people.dana.id}/timeline`)).body)
  assert.match(await timeline(manager), /Müller/)
  assert.equal((await manager('PUT', `/mailboxes/${box.id}/privacy`, { sharing: 'full' })).status, 403)
  for (const [sharing, list, subject, words] of [['participants', 0, '', 0], ['metadata', 1, '', 0], ['subject', 1, 'Re: Your café tour', 0], ['full', 1, 'Re: Your café tour', 1]] as const) {
    assert.equal((await sam('PUT', `/mailboxes/${box.id}/privacy`, { sharing })).status, 200)
    const mine = (await manager('GET', `/inbox/threads?status=all&leadId=${people.dana.id}`)).body.items
    assert.equal(mine.length, list, sharing)
    assert.equal((await search('muller', manager)).length, words, sharing)
    const detail = (await manager('GET', `/inbox/threads/${dana}`)).body
    if (list) assert.deepEqual([mine[0].subject, mine[0].snippet !== '', detail.subject], [subject, sharing === 'full', subject], sharing)
    assert.equal(/Müller/.test(JSON.stringify([mine, detail]) + (await timeline(manager))), sharing === 'full', sharing)
    assert.equal((await manager('PATCH', `/inbox/threads/${dana}`, { unread: true })).status, sharing === 'full' ? 200 : 404, sharing)
    assert.deepEqual(await search('muller'), [dana], 'its owner')
  }
  assert.deepEqual(await search('cafe', manager), [dana])
})

test('blocked senders and colleagues among themselves are never stored; an answer to us always is', async () => {
  assert.equal((await sam('POST', '/inbox/blocks', { value: 'gmail.com' })).status, 422)
  assert.equal((await sam('POST', '/inbox/blocks', { value: 'globex.example' })).status, 200)
  const count = async () => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*) as n from inbox_messages`))).n
  const n = await count()
  for (const from of ['lawyer@globex.example', 'boss@acme-sales.example'])
    box.drop(`From: ${from}\nTo: ${box.address}\nSubject: Private\nMessage-ID: <p${++ids}@x.example>\nContent-Type: text/plain\n\nBetween us.\n`)
  await syncMailbox(h.world, box.id, { force: true })
  assert.equal(await count(), n)
  await talk(people.mo, 'Another question', 'Yes, gladly.')
  assert.equal(await count(), n + 1)
})

test('the answer lies ready, from the texts at hand, and comes in other wordings', async () => {
  await sam('PUT', '/inbox/snippets', { shortcut: 'price', title: 'What it costs', text: 'A seat costs 40 euros a month.' })
  const { draft } = (await sam('GET', `/inbox/threads/${mo}/draft`)).body
  assert.match(draft.text, /^Hi Mo,[\s\S]*A seat costs 40 euros a month\.[\s\S]*Sam Carter$/)
  assert.equal(draft.sources[0].label, 'Text ;price')
  const other = (await sam('POST', `/inbox/threads/${mo}/draft`, { after: draft.variant })).body.draft
  assert.notEqual(other.text, draft.text)
  assert.equal((await sam('GET', `/inbox/threads/${mo}/draft`)).body.draft.text, other.text, 'the newest wording is kept')
})

test('an answer to all: everybody in their mail but us, the silent and the private, and each one refused by name', async () => {
  const other = await fakeLetterbox(h, h.world, await h.userId('owner'))
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'quiet@acme.example', reason: 'opted_out', source: 'reply' }))
  await sam('POST', '/inbox/blocks', { value: 'lawyer@elsewhere.example' })
  const id = await talk(people.dana, 'The whole team', 'Adding my colleagues.', { also: `, Boss <Boss@acme.example>, ${other.address}\nCc: cfo@acme.example, quiet@acme.example, lawyer@elsewhere.example, no-reply@acme.example, dana@acme.example` })
  const { everybody } = (await sam('GET', `/inbox/threads/${id}`)).body
  assert.deepEqual(everybody.cc, ['boss@acme.example', 'cfo@acme.example'])
  assert.deepEqual(everybody.left.map((one: { address: string }) => one.address).sort(), [other.address, 'lawyer@elsewhere.example', 'no-reply@acme.example', 'quiet@acme.example'].sort())
  for (const { address, why } of [...everybody.left, { address: box.address, why: 'It is a mailbox of this workspace.' }]) {
    const no = await sam('POST', `/inbox/threads/${id}/replies`, { text: 'Hello all.', bcc: [address] })
    assert.deepEqual([no.status, JSON.stringify(no.body).includes(why)], [409, true], JSON.stringify(no.body))
  }
  assert.equal((await sam('POST', `/inbox/threads/${id}/replies`, { text: 'Hello all.', cc: ['nobody'] })).status, 422)
  const { messageId } = (await sam('POST', `/inbox/threads/${id}/replies`, { text: 'Hello all.', cc: everybody.cc, bcc: ['crm@ours.example'] })).body
  const mine = (await sam('GET', `/inbox/threads/${id}`)).body.mails.at(-1)
  assert.deepEqual([mine.id, mine.to, mine.cc, mine.bcc], [messageId, ['dana@acme.example'], everybody.cc, ['crm@ours.example']])

  // They ask for silence in the ten seconds before it leaves: the answer is kept, and the thread waits again.
  await sam('PATCH', `/inbox/threads/${id}`, { status: 'done' })
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'cfo@acme.example', reason: 'opted_out', source: 'reply' }))
  h.clock.advance(60_000)
  box.server = await fakeSmtp()
  after(() => (box.server as FakeSmtp).stop())
  await sendWhatIsDue(h.ground)
  assert.deepEqual((box.server as FakeSmtp).taken, [])
  const kept = (await sam('GET', `/inbox/threads/${id}`)).body
  assert.deepEqual([kept.status, kept.mails.at(-1).state], ['open', 'cancelled'])
  assert.match(kept.mails.at(-1).stateReason, /cfo@acme\.example/)
})
