// Whoever is away and answers all the same has answered; whoever is only in copy, or ours, has not answered for the lead.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { syncMailbox } from '#inbox'
import { fakeLetterbox, type FakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { desk, monday } from './desk.test-data.ts'

const h = await house({ now: monday })
after(() => h.stop())
const { campaign, enrollmentOf, mails, approveAll, launch, to, leaves, lead } = await desk(h)

interface Written { id: string; leadId: string; email: string; box: FakeLetterbox; firstId: string; ours: string }
let n = 0

/** A lead whose first mail has left, and whose second has its moment. */
async function written(name: string): Promise<Written> {
  await to(monday)
  const box = await fakeLetterbox(h), email = `${name.toLowerCase()}@${name.toLowerCase()}-away.example`, leadId = await lead(email, name)
  const id = await campaign(`To ${name}, who is away`, [leadId], { mailboxIds: [box.id] })
  await approveAll(id)
  assert.equal((await launch(id)).status, 200)
  await to('2026-11-23T12:00:00Z')
  const [first] = await mails(id)
  await leaves(first.id)
  const { ours } = await h.world.read((tx) => tx.one<{ ours: string }>(sql`select message_id as ours from messages where id = ${first.id}`))
  return { id, leadId, email, box, firstId: first.id, ours }
}

async function comes(it: Written, text: string, more: { from?: string; to?: string; headers?: string; subject?: string; alone?: boolean } = {}): Promise<void> {
  it.box.drop(`From: ${more.from ?? it.email}\nTo: ${more.to ?? it.box.address}\nSubject: ${more.subject ?? 'Re: A question about your team'}\nDate: Mon, 23 Nov 2026 13:00:00 +0100\nMessage-ID: <away-${++n}@outside.example>\n${more.alone ? '' : `In-Reply-To: <${it.ours}>\n`}${more.headers ? `${more.headers}\n` : ''}MIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8\n\n${text}\n`)
  assert.equal((await syncMailbox(h.world, it.box.id, { force: true })).ok, true)
  await h.runLater()
}
const stands = async (it: Written) => { const { state, reasonCode } = await enrollmentOf(it.id, it.leadId); return [state, reasonCode] }
const follows = async (it: Written) => (await mails(it.id)).map((m) => m.state)

test('an answer that mentions a holiday stops the campaign; a note of absence by hand postpones it', async () => {
  const answers = { Abe: 'Yes please, send me the pricing. I’m on vacation with limited access to email, so give me until Monday.', Bo: 'I’m travelling this week, but this is urgent for us. Call me on Monday.', Cleo: 'Bin im Urlaub, Vertretung habe ich keine. Schicken Sie mir bitte das Angebot.' }
  for (const [name, text] of Object.entries(answers)) {
    const it = await written(name)
    await comes(it, text)
    assert.deepEqual([await stands(it), await follows(it)], [['stopped', 'replied'], ['accepted', 'cancelled']], text)
  }
  const away = await written('Dag')
  await comes(away, 'Thank you for your email. I am currently out of the office with no access to email, returning Monday 7 December. If your request is urgent please call the main desk.')
  assert.deepEqual(await stands(away), ['paused', 'out_of_office'])
})

test('the holiday and the farewell of somebody in copy are not the lead’s', async () => {
  const it = await written('Eli')
  await h.world.write((tx) => tx.run(sql`update messages set copies = '[{"kind": "cc", "name": "Kim", "address": "kim@eli-away.example"}]' where id = ${it.firstId}`))
  const automatic = { from: 'Kim Berg <kim@eli-away.example>', subject: 'Automatic reply: A question about your team', headers: 'Auto-Submitted: auto-replied' }
  await comes(it, 'I am out of the office until 21 December 2026.', automatic)
  await comes(it, 'Kim Berg is no longer with the company.', automatic)
  assert.deepEqual([(await stands(it))[0], await follows(it)], ['waiting', ['accepted', 'planned']])
  await comes(it, 'Please take me off this thread.', { from: 'Kim Berg <kim@eli-away.example>' })
  assert.deepEqual(await stands(it), ['stopped', 'replied'], 'what a person writes is an answer')
  const silenced = await h.world.read((tx) => tx.many<{ value: string }>(sql`select value from suppressions where value like '%@eli-away.example'`))
  assert.deepEqual(silenced.map((row) => row.value), ['kim@eli-away.example'])
})

test('a colleague of ours who writes to the lead, with us in copy, is no answer', async () => {
  const it = await written('Fay')
  await comes(it, 'Dear Fay, may I add that we are at the fair next week?', { from: 'The boss <boss@acme-sales.example>', to: `${it.email}, ${it.box.address}`, subject: 'See you at the fair', alone: true })
  assert.deepEqual([(await stands(it))[0], await follows(it)], ['waiting', ['accepted', 'planned']])
  await comes(it, 'Adding Fay, who asked me about it.', { from: 'Gil <gil@elsewhere.example>', to: `${it.email}, ${it.box.address}`, subject: 'Your offer', alone: true })
  assert.deepEqual(await stands(it), ['stopped', 'replied'], 'somebody else, outside, with the lead in copy')
})
