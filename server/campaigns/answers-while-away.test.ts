// Whoever is away and answers all the same has answered; whoever is only in copy, or ours, has not answered for the lead.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { house } from '#test/house'
import { correspondence, type Written } from './correspondence.test-data.ts'
import { desk, monday } from './desk.test-data.ts'

const h = await house({ now: monday })
after(() => h.stop())
const at = await desk(h), { enrollmentOf, mails } = at

const { written, comes } = correspondence(h, at)
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
  const it = await written('Eli'), kim = it.email.replace('eli@', 'kim@')
  await h.world.write((tx) => tx.run(sql`update messages set copies = ${JSON.stringify([{ kind: 'cc', name: 'Kim', address: kim }])}::jsonb where id = ${it.firstId}`))
  const automatic = { from: `Kim Berg <${kim}>`, subject: 'Automatic reply: A question about your team', headers: 'Auto-Submitted: auto-replied' }
  await comes(it, 'I am out of the office until 21 December 2026.', automatic)
  await comes(it, 'Kim Berg is no longer with the company.', automatic)
  assert.deepEqual([(await stands(it))[0], await follows(it)], ['waiting', ['accepted', 'planned']])
  await comes(it, 'Please take me off this thread.', { from: `Kim Berg <${kim}>` })
  assert.deepEqual(await stands(it), ['stopped', 'replied'], 'what a person writes is an answer')
  const silenced = await h.world.read((tx) => tx.many<{ value: string }>(sql`select value from suppressions where value like ${kim.replace('kim', '%')}`))
  assert.deepEqual(silenced.map((row) => row.value), [kim])
})

test('a colleague of ours who writes to the lead, with us in copy, is no answer', async () => {
  const it = await written('Fay')
  await comes(it, 'Dear Fay, may I add that we are at the fair next week?', { from: 'The boss <boss@acme-sales.example>', to: `${it.email}, ${it.box.address}`, subject: 'See you at the fair', alone: true })
  assert.deepEqual([(await stands(it))[0], await follows(it)], ['waiting', ['accepted', 'planned']])
  await comes(it, 'Adding Fay, who asked me about it.', { from: 'Gil <gil@elsewhere.example>', to: `${it.email}, ${it.box.address}`, subject: 'Your offer', alone: true })
  assert.deepEqual(await stands(it), ['stopped', 'replied'], 'somebody else, outside, with the lead in copy')
})
