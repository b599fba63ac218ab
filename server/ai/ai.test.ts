import assert from 'node:assert/strict'
import { after, beforeEach, test } from 'node:test'
import { z } from 'zod'
import { sql } from '#platform/db'
import { fakeLlm } from '#test/fakes/llm'
import { house } from '#test/house'
import { askModel, modelInForce, searchWeb } from '#ai'

const fake = await fakeLlm()
const h = await house({ now: '2026-11-21T09:00:00Z', config: { SSRF_ALLOW: fake.host } })
const api = await h.api()
after(async () => { await h.stop(); await fake.stop() })
beforeEach(async () => {
  fake.play('ok'); fake.answer(() => ({ word: 'ready' })); fake.requests.length = 0; fake.usage = { in: 1_000, out: 200 }
  await h.world.write(async (tx) => { await tx.run(sql`delete from ai_calls`); await tx.run(sql`delete from llm_buckets`) })
})

const schema = z.object({ word: z.string() })
const question = { purpose: 'draft', system: 'You write.', prompt: 'Write.', maxOutputTokens: 200, schema }
const choose = (more: object = {}) => api('PUT', '/ai/settings', { provider: 'openai', model: 'gpt-6.1-terra', baseUrl: fake.baseUrls.openai, key: 'sk-secret-abcdef-9876', dailyBudget: 5, requestsPerMinute: 6_000, ...more })
const calls = () => h.world.read((tx) => tx.many(sql<{ purpose: string; outcome: string; cost: number; reserved: number; tokens_in: number }>`select purpose, outcome, cost, reserved, tokens_in from ai_calls order by at, id`))

test('without a model everything says so, and nothing is asked', async () => {
  const got = await askModel(h.world, question)
  assert.ok(!got.ok && got.reason === 'no_model')
  assert.equal(await modelInForce(h.world), null)
  const view = await api('GET', '/ai/settings')
  assert.equal(view.body.inForce.from, 'none')
  assert.equal((await api('GET', '/ai/estimate?purpose=drafts&count=100')).body.cost, 0)
})

test('a key goes in and never comes out', async () => {
  const saved = await choose()
  assert.equal(saved.status, 200, JSON.stringify(saved.body))
  assert.equal(saved.body.keyHint, '••••9876')
  assert.deepEqual([saved.body.inForce.from, saved.body.inForce.model], ['workspace', 'gpt-6.1-terra'])
  const everything = JSON.stringify([saved.body, (await api('GET', '/ai/settings')).body, await h.world.read((tx) => tx.many(sql`select * from ai_settings`)), await h.world.read((tx) => tx.many(sql`select * from llm_buckets`))])
  assert.doesNotMatch(everything, /sk-secret/)
  const again = await choose({ key: undefined, model: 'gpt-6-luna' })
  assert.equal(again.body.keyHint, '••••9876', 'an absent key keeps the stored one')
})

test('a stored key does not travel to another address', async () => {
  await choose()
  const moved = await choose({ key: undefined, baseUrl: 'https://elsewhere.example/v1' })
  assert.equal(moved.status, 422)
  assert.equal(moved.body.error.code, 'ai_key_missing')
  const tried = await api('POST', '/ai/test', { baseUrl: 'https://elsewhere.example/v1' })
  assert.equal(tried.status, 422)
})

test('a base URL inside the network is refused with the way out', async () => {
  const refused = await choose({ provider: 'openai-compatible', baseUrl: 'http://169.254.169.254/v1' })
  assert.equal(refused.status, 422)
  assert.match(refused.body.error.message, /SSRF_ALLOW/)
})

test('the live test tells a good key from a bad one, and saves nothing', async () => {
  await choose()
  const good = await api('POST', '/ai/test', {})
  assert.equal(good.body.ok, true, JSON.stringify(good.body))
  fake.play('bad-key')
  const bad = await api('POST', '/ai/test', { provider: 'anthropic', key: 'wrong', baseUrl: fake.baseUrls.anthropic })
  assert.deepEqual([bad.body.ok, bad.body.sentence], [false, 'The provider does not accept this key.'])
  assert.equal((await api('GET', '/ai/settings')).body.provider, 'openai')
})

test('a manager reads the settings, only an admin changes them', async () => {
  const manager = await h.api('manager')
  assert.equal((await manager('GET', '/ai/settings')).status, 200)
  assert.equal((await manager('PUT', '/ai/settings', { provider: 'none' })).status, 403)
})

test('an answer is paid with the price of its model', async () => {
  await choose()
  const got = await askModel(h.world, question)
  assert.ok(got.ok && got.value.word === 'ready', JSON.stringify(got))
  assert.equal(got.cost, (1_000 * 1 + 200 * 5) / 1e6)
  const [call] = await calls()
  assert.deepEqual([call?.outcome, call?.cost, call?.reserved], ['ok', 0.002, 0])
  const usage = (await api('GET', '/ai/usage')).body
  assert.deepEqual([usage.spent, usage.calls, usage.tokensIn, usage.day, usage.resetsAt], [0.002, 1, 1_000, '2026-11-21', '2026-11-21T23:00:00.000Z'])
})

test('an answer without form is repaired once, and both calls are paid', async () => {
  await choose()
  fake.play('prose', 'ok')
  const got = await askModel(h.world, question)
  assert.ok(got.ok, JSON.stringify(got))
  assert.deepEqual((await calls()).map((c) => [c.purpose, c.outcome]), [['draft', 'bad_output'], ['draft.repair', 'ok']])
  fake.play('prose')
  const never = await askModel(h.world, question)
  assert.ok(!never.ok && never.reason === 'bad_output')
})

test('twenty questions at once do not spend a budget twice', async () => {
  // A call reserves what it can cost at most: (a little over 200 tokens in) × $1 + (200 + 2,048 out) × $5 a million ≈ $0.0117.
  await choose({ dailyBudget: 0.05 })
  fake.play('slow'); fake.usage = { in: 205, out: 2_200 }
  const answers = await Promise.all(Array.from({ length: 20 }, () => askModel(h.world, question)))
  const won = answers.filter((a) => a.ok).length
  const spent = (await calls()).reduce((sum, c) => sum + c.cost, 0)
  assert.ok(spent <= 0.05, `spent ${spent}`)
  assert.equal(won, 4)
  assert.ok(answers.filter((a) => !a.ok).every((a) => !a.ok && a.reason === 'budget' && /starts anew at midnight/.test(a.sentence)))
  assert.equal(fake.requests.length, 4)
})

test('a budget of nothing is a hard stop, and a new day opens it again', async () => {
  await choose({ dailyBudget: 0.02 })
  assert.ok((await askModel(h.world, question)).ok)
  await h.world.write((tx) => tx.run(sql`update ai_calls set cost = 0.02`))
  const stopped = await askModel(h.world, question)
  assert.ok(!stopped.ok && stopped.reason === 'budget')
  h.clock.advance(24 * 3_600_000)
  assert.ok((await askModel(h.world, question)).ok)
  await choose({ dailyBudget: 0 })
  assert.equal((await askModel(h.world, question)).ok, false)
})

test('a key’s pace holds across workspaces', async () => {
  await choose({ requestsPerMinute: 10 })
  const other = await h.secondWorkspace()
  await other.write((tx) => tx.run(sql`insert into ai_settings (workspace_id, provider, model, base_url, requests_per_minute) values (${tx.workspaceId}, 'openai-compatible', 'm', ${fake.baseUrls.openai}, 10)`))
  await choose({ provider: 'openai-compatible', model: 'm', key: undefined, requestsPerMinute: 10 })
  const mine = await askModel(h.world, { ...question, patienceMs: 0 })
  assert.ok(mine.ok, JSON.stringify(mine))
  const theirs = await askModel(other, { ...question, patienceMs: 0 })
  assert.ok(!theirs.ok && theirs.reason === 'pace' && theirs.retryAt! > h.clock.now(), JSON.stringify(theirs))
  assert.equal((await api('GET', '/ai/usage')).body.key.availableNow, 0)
})

test('when the provider says to wait an hour, nobody asks again for an hour', async () => {
  await choose()
  fake.play('rate-limited-long', 'ok')
  const first = await askModel(h.world, question)
  assert.ok(!first.ok && first.reason === 'busy' && first.retryAt)
  const second = await askModel(h.world, question)
  assert.ok(!second.ok && second.reason === 'pace')
  assert.equal(fake.requests.length, 1)
  assert.ok((await api('GET', '/ai/usage')).body.key.blockedUntil)
})

test('a provider that is down is left alone after five failures', async () => {
  await choose()
  fake.play('bad-key')
  for (let i = 0; i < 5; i++) assert.equal((await askModel(h.world, question)).ok, false)
  const open = await askModel(h.world, question)
  assert.ok(!open.ok && open.reason === 'pace')
  assert.equal(fake.requests.length, 5)
})

test('a search is told with its sources, and paid as a search', async () => {
  await choose()
  fake.answer(() => 'Acme raised 5 million.')
  const found = await searchWeb(h.world, { ...question, purpose: 'research.search' })
  assert.ok(found.ok && found.value.sources.length === 1, JSON.stringify(found))
  assert.equal(found.cost, 0.002 + 0.01)
  await choose({ provider: 'anthropic', model: 'claude-haiku-5-5', baseUrl: fake.baseUrls.anthropic, key: 'k' })
  const none = await searchWeb(h.world, question)
  assert.ok(!none.ok && none.reason === 'no_search')
})

test('an estimate comes before the batch, and says when the money will not do', async () => {
  await choose({ dailyBudget: 1 })
  const small = (await api('GET', '/ai/estimate?purpose=drafts&count=10')).body
  assert.ok(small.fits && small.cost > 0, JSON.stringify(small))
  const large = (await api('GET', '/ai/estimate?purpose=drafts&count=10000')).body
  assert.ok(!large.fits)
  assert.match(large.sentence, /only \$1\.00 of today’s \$1\.00/)
})

test('the server’s credential serves workspaces that chose none; a workspace may also refuse every model', async () => {
  const served = await house({ now: '2026-11-21T09:00:00Z', config: { SSRF_ALLOW: fake.host, AI_PROVIDER: 'google', AI_API_KEY: 'server-key', AI_BASE_URL: fake.baseUrls.google } })
  try {
    assert.ok((await askModel(served.world, question)).ok)
    assert.equal(fake.requests[0]?.key, 'server-key')
    const theirs = await served.api()
    assert.deepEqual((await theirs('GET', '/ai/settings')).body.inForce.from, 'server')
    await theirs('PUT', '/ai/settings', { provider: 'none' })
    assert.equal((await askModel(served.world, question)).ok, false)
  } finally { await served.stop() }
})
