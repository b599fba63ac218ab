// Scores are kept up by what happens, by new rules and by time.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { announce } from '#platform/events'
import { messageOpened } from '#tracking'
import { meetingBooked, upsertLead } from '#leads'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { firstRules } from './score.ts'
import { scoreDue } from './scoring.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const sam = await h.api()
const scores = async () => Object.fromEntries((await sam('GET', `/scores?ids=${[people.dana.id, people.mo.id].join(',')}`)).body.items.map((s: { leadId: string; score: number; class: string }) => [s.leadId === people.dana.id ? 'dana' : 'mo', [s.score, s.class]]))
const happen = (fn: Parameters<typeof h.world.write>[0]) => h.world.write(fn).then(() => h.runLater())

test('leads without a score get one; what happens to them moves it at once; a machine does not', async () => {
  assert.equal(await scoreDue(h.ground), 3)
  assert.deepEqual(await scores(), { dana: [25, 'cold'], mo: [35, 'warm'] })
  await happen((tx) => announce(tx, meetingBooked, { leadId: people.mo.id }))
  assert.deepEqual((await scores()).mo, [65, 'hot'])
  await happen((tx) => announce(tx, messageOpened, { leadId: people.dana.id, messageId: people.dana.id }))
  assert.deepEqual((await scores()).dana, [27, 'cold'])
  const { body } = await sam('GET', `/leads/${people.mo.id}/score`)
  assert.deepEqual([body.score, body.fit, body.engagement, body.reasons.at(-1)], [65, 35, 30, { part: 'engagement', sentence: 'Took a meeting today', points: 30 }])
  await sam('PATCH', `/leads/${people.dana.id}`, { phone: '+49 30 123456' })
  await h.runLater()
  assert.deepEqual((await scores()).dana, [32, 'warm'])
})

test('what was done grows old, once a day', async () => {
  assert.equal(await scoreDue(h.ground), 0)
  h.clock.advance(60 * 86_400_000)
  assert.equal(await scoreDue(h.ground), 2)
  assert.deepEqual(await scores(), { dana: [30, 'warm'], mo: [50, 'warm'] })
  assert.equal(await scoreDue(h.ground), 0)
})

test('other rules are tried before they hold, then hold for all', async () => {
  const rules = { ...firstRules, fit: [{ id: 'place', field: 'country', op: 'hasAny', words: ['de'], points: 50 }], signals: [] }
  const { body: preview } = await sam('POST', '/scoring/preview', rules)
  assert.deepEqual([preview.looked, preview.complete, preview.before, preview.after, preview.changed], [3, true, { hot: 0, warm: 2, cold: 1 }, { hot: 0, warm: 3, cold: 0 }, 1])
  assert.equal(preview.moves[0].name, 'Ines Duarte')
  assert.deepEqual((await scores()).mo, [50, 'warm'], 'a preview writes nothing')
  assert.equal((await sam('PUT', '/scoring/rules', { ...rules, warmFrom: 40 })).status, 200)
  await h.runLater()
  assert.deepEqual(await scores(), { dana: [50, 'warm'], mo: [50, 'warm'] })
  const wrong = await sam('PUT', '/scoring/rules', { ...rules, warmFrom: 90 })
  assert.deepEqual([wrong.status, wrong.body.error.message], [422, 'Warm From: Warm begins below hot.'])
  assert.equal((await (await h.api('rep'))('PUT', '/scoring/rules', rules)).status, 403)
})

test('leads are filtered and sorted by score and class', async () => {
  const found = async (filter: object) => (await sam('GET', `/leads?sort=-score&filter=${encodeURIComponent(JSON.stringify(filter))}`)).body.items.map((l: { firstName: string }) => l.firstName)
  assert.deepEqual(await found({ field: 'score', op: 'atLeast', value: 50 }), (await sam('GET', '/leads?sort=-score')).body.items.map((l: { firstName: string }) => l.firstName))
  assert.deepEqual(await found({ field: 'score', op: 'atMost', value: 49 }), [])
  assert.deepEqual((await found({ field: 'scoreClass', op: 'in', value: ['warm'] })).length, 3)
  assert.deepEqual(await found({ field: 'scoreClass', op: 'notIn', value: ['warm', 'cold'] }), [])
})

test('page by page in the order of scores; whoever has none yet comes last, both ways', async () => {
  await h.world.write(async (tx) => { for (const name of ['Uma', 'Ugo', 'Udo']) await upsertLead(tx, { email: `${name}@unscored.example`, firstName: name }) })
  const known = await h.world.read((tx) => tx.many<{ id: string; score: number | null }>(sql`select l.id, s.score from leads l left join lead_scores s on s.workspace_id = l.workspace_id and s.lead_id = l.id where l.deleted_at is null`))
  assert.deepEqual([known.length, known.filter((l) => l.score === null).length], [6, 3])
  for (const down of [true, false]) {
    const after = (a: typeof known[number], b: typeof known[number]) => (a.score === b.score ? a.id < b.id ? -1 : 1 : a.score! - b.score!) * (down ? -1 : 1)
    const expected = [...known.filter((l) => l.score !== null).toSorted(after), ...known.filter((l) => l.score === null).toSorted(after)].map((l) => l.id)
    for (const sort of [down ? '-score' : 'score', down ? '-score,-createdAt' : 'score,createdAt'])
      for (const limit of [1, 2, 4]) {
        const seen: string[] = []
        for (let cursor = ''; ;) {
          const { body } = await sam('GET', `/leads?sort=${sort}&limit=${limit}${cursor && `&cursor=${cursor}`}`)
          seen.push(...body.items.map((l: { id: string }) => l.id))
          if (!(cursor = body.next)) break
        }
        if (sort.includes(',')) assert.deepEqual([seen.length, new Set(seen.slice(3))], [6, new Set(expected.slice(3))], sort)
        else assert.deepEqual(seen, expected, `${sort}, by ${limit}`)
      }
  }
  const { body } = await sam('GET', `/leads?sort=-score&limit=1&search=unscored&filter=${encodeURIComponent(JSON.stringify({ field: 'firstName', op: 'startsWith', value: 'U' }))}`)
  assert.deepEqual([body.items.length, Boolean(body.next)], [1, true])
  const wrong = await sam('GET', `/leads?sort=-score&cursor=${Buffer.from(JSON.stringify(['abc', people.mo.id])).toString('base64url')}`)
  assert.deepEqual([wrong.status, wrong.body.error.code], [400, 'bad_cursor'])
  await h.world.write((tx) => tx.run(sql`delete from leads where email like '%@unscored.example'`))
})

test('an opt-out makes cold; taken back, the score comes back', async () => {
  await sam('PUT', '/scoring/rules', firstRules)
  await happen((tx) => tx.run(sql`update leads set opted_out_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${people.mo.id}`).then(() => announce(tx, meetingBooked, { leadId: people.mo.id })))
  assert.deepEqual((await scores()).mo, [0, 'cold'])
  await happen((tx) => tx.run(sql`update leads set opted_out_at = null where workspace_id = ${tx.workspaceId} and id = ${people.mo.id}`).then(() => announce(tx, meetingBooked, { leadId: people.mo.id })))
  assert.equal((await scores()).mo?.[1], 'hot')
})

test('a change to many scores them anew where a rule asks for what was changed, and when it is taken back', async () => {
  const fit = [{ id: 'key', field: 'tags', op: 'hasAny', words: ['key account'], points: 40 }]
  await sam('PUT', '/scoring/rules', { ...firstRules, fit, signals: [] })
  await h.runLater()
  assert.deepEqual(await scores(), { dana: [0, 'cold'], mo: [0, 'cold'] })
  const { body: change } = await sam('POST', '/leads/bulk', { whom: { ids: [people.dana.id, people.mo.id] }, action: { do: 'addTags', tags: ['key account'] } })
  await h.runLater()
  assert.deepEqual(await scores(), { dana: [40, 'warm'], mo: [40, 'warm'] })
  await sam('POST', `/bulk-changes/${change.id}/undo`, {})
  await h.runLater()
  assert.deepEqual(await scores(), { dana: [0, 'cold'], mo: [0, 'cold'] })
})
