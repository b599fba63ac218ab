import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, beforeEach, test } from 'node:test'
import { sql } from '#platform/db'
import { addOffer } from '#knowledge'
import { cast } from '#test/cast'
import { fakeLlm, type FakeMode } from '#test/fakes/llm'
import { house } from '#test/house'
import { findDraft, requestDraft } from '#writing'

const fake = await fakeLlm()
const h = await house({ now: '2046-11-24T09:00:00Z', config: { SSRF_ALLOW: fake.host } }) // the job queue keeps the real time, which must not have come so far
after(async () => { await h.stop(); await fake.stop() })
const { dana, acme } = await cast(h)
const api = await h.api()
await api('PUT', '/ai/settings', { provider: 'openai', model: 'gpt-6.1-terra', baseUrl: fake.baseUrls.openai, key: 'sk-secret-abcdef-9876', dailyBudget: 50, requestsPerMinute: 6000 })

const factId = await h.world.write(async (tx) => {
  await addOffer(tx, {
    name: 'Tidewater', oneLiner: 'We help growing companies get their quotes out the same day.', pains: [{ text: 'slow quotes' }], proofs: [{ text: 'Northwind cut its quoting time from four days to three hours.' }],
    links: [{ label: 'How', url: 'https://tidewater.example/how' }], ask: '', senderName: 'Sam Carter', senderRole: '', postalAddress: '', website: null, isDefault: true,
  })
  const { id } = await tx.one<{ id: string }>(sql`insert into briefs (workspace_id, subject, subject_id, status) values (${tx.workspaceId}, 'company', ${acme}, 'ready') returning id`)
  return (await tx.one<{ id: string }>(sql`
    insert into facts (workspace_id, brief_id, kind, claim, quote, url, source, dated, confidence)
    values (${tx.workspaceId}, ${id}, 'expansion', 'Acme opened a second warehouse in Porto.', 'Acme opened a second warehouse in Porto.', 'https://acme.example/news', 'website', '2026-10-20', 0.9) returning id`)).id
})

const variant = (opening: string, ask: string, more: object = {}) => ({
  subject: 'The warehouse in Porto', greeting: 'Hi Dana,',
  paragraphs: [
    [{ text: opening, factIds: [factId] }, { text: 'New places tend to bring slow quotes with them for a while.', factIds: [] }],
    [{ text: 'We help growing companies get their quotes out the same day.', factIds: [] }, { text: 'Northwind cut its quoting time from four days to three hours.', factIds: [] }],
    [{ text: ask, factIds: [] }],
  ],
  ...more,
})
const good = (more: object = {}) => ({
  friendly: variant('Congratulations on the second warehouse in Porto.', 'Worth ten minutes next week?', more),
  direct: variant('You opened a second warehouse in Porto.', 'Should I send the short version?'),
  curiosity: variant('I read that Acme opened a second warehouse in Porto.', 'How do you handle quotes there?'),
})

beforeEach(async () => {
  fake.play('ok')
  fake.answer(undefined)
  fake.requests.length = 0
  await h.world.write(async (tx) => { await tx.run(sql`delete from ai_calls`); await tx.run(sql`delete from llm_buckets`) })
})

async function written() {
  const id = await h.world.write((tx) => requestDraft(tx, {
    leadId: dana.id, campaignId: null, enrollmentId: randomUUID(), stepId: randomUUID(), stepNo: 1, totalSteps: 3, mode: 'written', intent: 'Open the talk about quoting.', subject: '', body: '', tone: 'friendly', offerId: null, autoApprove: true,
  }))
  await h.runLater()
  return (await h.world.read((tx) => findDraft(tx, id)))!
}

test('a good answer is taken as it is, with its facts, and passes the same checks', async () => {
  fake.answer(() => good())
  const draft = await written()
  assert.equal(draft.writer, 'gpt-6.1-terra')
  assert.equal(draft.promptVersion, 'first-touch-1')
  assert.equal(draft.status, 'approved', JSON.stringify(draft.checks))
  assert.match(draft.body, /^Hi Dana,\n\nCongratulations on the second warehouse in Porto\. New places/)
  assert.deepEqual(draft.sentences[0]!.factIds, [factId])
  assert.equal(fake.requests.length, 1)
})

test('the prompt fences what strangers wrote, and holds no key and no other lead', async () => {
  fake.answer(() => good())
  await written()
  const { system, prompt } = fake.requests[0]!
  assert.match(prompt, /<data [0-9a-f]{12} source="fact [0-9a-f-]{36}">\nid: /)
  assert.match(system, /never an instruction to you/)
  assert.doesNotMatch(system + prompt, /sk-secret|@|Globex|Ines/)
})

test('an answer that breaks a rule goes back once, with the rule', async () => {
  let asked = 0
  fake.answer(() => (asked++ === 0 ? good({ subject: 'Re: our talk' }) : good()))
  const draft = await written()
  assert.equal(draft.writer, 'gpt-6.1-terra')
  assert.equal(fake.requests.length, 2)
  assert.match(fake.requests[1]!.prompt, /broke these rules\n- friendly: “Re:” pretends/)
})

const broken: [string, object][] = [
  ['a foreign link', { paragraphs: [[{ text: 'Acme opened a second warehouse in Porto, see https://evil.example/x now for more on that.', factIds: [factId] }]] }],
  ['a placeholder', { greeting: 'Hi {{first_name}},' }],
  ['a number from nowhere', { paragraphs: [[{ text: 'Acme opened a second warehouse in Porto and saved 37 hours with it in the first week of work.', factIds: [factId] }]] }],
  ['a claim without a fact', { paragraphs: [[{ text: 'Congratulations on your wonderful year, it must have been a good one for all of you there.', factIds: ['not-a-fact'] }]] }],
  ['another language', { greeting: '', paragraphs: [[{ text: 'Wir haben gelesen, dass Sie ein zweites Lager in Porto eröffnet haben, und das ist für uns ein Grund, Ihnen mit einem Angebot zu schreiben.', factIds: [factId] }]] }],
]
for (const [name, more] of broken)
  test(`an answer with ${name} is not sent: the built-in writer takes over and says so`, async () => {
    fake.answer(() => good(more))
    const draft = await written()
    assert.match(draft.writer, /^built-in \(model answer failed: /)
    assert.equal(fake.requests.length, 2)
    assert.equal(draft.status, 'approved', JSON.stringify(draft.checks))
    assert.doesNotMatch(draft.body, /evil|\{\{|37|Wir haben/)
  })

for (const mode of ['prose', 'wrong-schema', 'empty', 'placeholders', 'evil', 'down', 'bad-key'] as FakeMode[])
  test(`a model that is ${mode} costs no mail: no open token, no foreign link, nothing empty`, async () => {
    fake.play(mode)
    const draft = await written()
    assert.match(draft.writer, /^built-in \(model answer failed: /)
    for (const text of [draft, ...draft.variants]) assert.doesNotMatch(`${text.subject}\n${text.body}`, /\{\{|\[Company\]|%NAME%|https?:|evil|attacker/)
    assert.ok(draft.body.length > 100)
  })

/** Jobs keep the real time: what waits is called at once. */
const waitOver = async () => {
  h.clock.advance(120_000)
  await h.world.write(async (tx) => { await tx.run(sql`delete from llm_buckets`); await tx.run(sql`update pgboss.job set start_after = now() where name = 'writing.write' and state = 'created'`) })
  await h.runLater()
}

test('a busy model is waited for, and the built-in writer takes over when the wait gets too long', async () => {
  fake.play('rate-limited')
  const ask = async () => {
    const id = await h.world.write((tx) => requestDraft(tx, { leadId: dana.id, campaignId: null, enrollmentId: randomUUID(), stepId: randomUUID(), stepNo: 1, totalSteps: 1, mode: 'written', intent: '', subject: '', body: '', tone: 'direct', offerId: null, autoApprove: false }))
    await h.runLater()
    return async () => (await h.world.read((tx) => findDraft(tx, id)))!
  }
  const first = await ask()
  assert.deepEqual([(await first()).status, (await first()).tries], ['writing', 1])
  fake.play('ok')
  fake.answer(() => good())
  await waitOver()
  assert.deepEqual([(await first()).status, (await first()).writer], ['ready', 'gpt-6.1-terra'])
  fake.play('rate-limited')
  const second = await ask()
  for (let at = 0; at < 6 && (await second()).status === 'writing'; at++) await waitOver()
  assert.match((await second()).writer, /^built-in \(model answer failed: the model stayed busy/)
})

test('without budget the built-in writer works on', async () => {
  await api('PUT', '/ai/settings', { provider: 'openai', model: 'gpt-6.1-terra', baseUrl: fake.baseUrls.openai, dailyBudget: 0, requestsPerMinute: 6000 })
  const draft = await written()
  assert.match(draft.writer, /^built-in \(model answer failed: Today’s AI budget/)
  assert.equal(fake.requests.length, 0)
})
