// Two leads turn out to be one person: what either did, handed in or told of is known of the one that is left, and apart again after.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { meetingBooked } from '#leads'
import { announce } from '#platform/events'
import { house } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const sam = await h.api()
const ok = async (method: string, path: string, body?: unknown) => { const a = await sam(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }
const lead = async (email: string): Promise<string> => (await ok('POST', '/leads', { email })).id
const stored = async (...ids: string[]) => { await h.runLater(); const { items } = await ok('GET', `/scores?ids=${ids.join(',')}`); return ids.map((id) => items.find((s: { leadId: string }) => s.leadId === id)?.score as number) }
const facts = async (id: string): Promise<string[]> => ((await sam('GET', `/research/lead/${id}`)).body.lead?.facts ?? []).map((f: { claim: string }) => f.claim).toSorted()

test('score, research and forms go with the person, and come back', async () => {
  const [ann, annie] = [await lead('ann@one.example'), await lead('annie@two.example')]
  await h.world.write((tx) => announce(tx, meetingBooked, { leadId: annie }))
  const { id: formId, url } = await ok('POST', '/forms', { name: 'Contact', title: 'Talk to us', fields: [] })
  await h.app.inject({ method: 'POST', url: new URL(url).pathname, headers: { 'content-type': 'application/x-www-form-urlencoded' }, payload: 'email=annie%40two.example' })
  await ok('POST', `/research/lead/${annie}/notes`, { text: 'She leads a team of 40 people in Kiel.' })
  const [annScore, annieScore] = await stored(ann, annie), known = await facts(annie)
  assert.ok(annieScore! > annScore! && known.length > 0, JSON.stringify([annScore, annieScore, known]))
  const handedIn = async () => (await ok('GET', `/forms/${formId}/submissions`)).items.map((s: { leadId: string }) => s.leadId)
  assert.deepEqual(await handedIn(), [annie])

  const { mergeId, moves } = await ok('POST', '/leads/merge', { winnerId: ann, loserId: annie })
  assert.ok(moves.some((m: { what: string; count: number }) => m.what === 'forms handed in' && m.count === 1), JSON.stringify(moves))
  assert.deepEqual([await stored(ann), await facts(ann), await handedIn()], [[annieScore], known, [ann]])
  await ok('POST', `/merges/${mergeId}/undo`)
  assert.deepEqual([await stored(ann, annie), await facts(ann), await facts(annie), await handedIn()], [[annScore, annieScore], [], known, [annie]])
})

test('where both were looked into, what only the other knew joins, and goes back', async () => {
  const [bea, beatrix] = [await lead('bea@one.example'), await lead('beatrix@two.example')]
  await ok('POST', `/research/lead/${bea}/notes`, { text: 'She leads a team of 40 people in Kiel.' })
  await ok('POST', `/research/lead/${beatrix}/notes`, { text: 'She leads a team of 40 people in Kiel. Her company opened an office in Lisbon in May 2025.' })
  const [hers, others] = [await facts(bea), await facts(beatrix)]
  assert.ok(others.some((f) => !hers.includes(f)), JSON.stringify([hers, others]))
  const { mergeId } = await ok('POST', '/leads/merge', { winnerId: bea, loserId: beatrix })
  assert.deepEqual(await facts(bea), [...new Set([...hers, ...others])].toSorted())
  await ok('POST', `/merges/${mergeId}/undo`)
  assert.deepEqual([await facts(bea), await facts(beatrix)], [hers, others])
})
