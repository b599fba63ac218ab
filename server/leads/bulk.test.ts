// Bulk changes through the counter: progress, cancelling, going on after a stop, failures by name, and the way back.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { cast } from '#test/cast'
import { sql } from '#platform/db'
import { leadsMatching, upsertLead } from '#leads'
import { runBulk, undoBulk } from '../records/bulk-running.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const sam = await h.api()

const crowd = 4200
/** Chunks hold 4,000 at most and are dealt out evenly. */
const firstChunk = Math.ceil(crowd / Math.ceil(crowd / 4000))
await h.world.write((tx) => tx.run(sql`
  insert into leads (workspace_id, email, status, tags, custom, created_at, updated_at)
  select ${tx.workspaceId}::uuid, 'crowd' || n || '@crowd.example', case n % 3 when 0 then 'new' when 1 then 'contacted' else 'lost' end, case when n % 2 = 0 then array['even', 'old'] else '{}'::text[] end,
         case when n % 4 = 0 then '{"plan": "gold"}'::jsonb else '{}'::jsonb end, ${tx.now}::timestamptz, ${tx.now}::timestamptz from generate_series(1, ${crowd}::int) n`))
const everybody = { matching: { filter: { field: 'emailDomain', op: 'is', value: 'crowd.example' } } }
const bulk = async (whom: unknown, action: unknown, as = sam) => (await as('POST', '/leads/bulk', { whom, action })).body
const look = async (id: string) => (await sam('GET', `/bulk-changes/${id}`)).body
/** Everything of the crowd that a bulk change may touch, as one text. */
const state = () => h.world.read(async (tx) => (await tx.one<{ hash: string }>(sql`
  select md5(string_agg(concat_ws('|', l.id, l.status, l.owner_id, (select string_agg(t, ',' order by t) from unnest(l.tags) t), l.custom, l.deleted_at is null, (select string_agg(m.list_id::text, ',') from list_members m where m.workspace_id = l.workspace_id and m.lead_id = l.id)), ';' order by l.id)) as hash
    from leads l where l.workspace_id = ${tx.workspaceId}`)).hash)

test('thousands are changed by a job that can be watched, and every kind of change is taken back to the letter', async () => {
  const list = (await sam('POST', '/lists', { name: 'Crowd' })).body
  await bulk({ matching: { filter: { all: [everybody.matching.filter, { field: 'status', op: 'in', value: ['lost'] }] } } }, { do: 'addToList', listId: list.id })
  await h.runLater()
  const first = await state()
  const actions = [
    { do: 'setStatus', status: 'qualified' }, { do: 'setOwner', ownerId: await h.userId('manager') }, { do: 'addTags', tags: ['old', 'spring'] }, { do: 'removeTags', tags: ['even', 'never'] },
    { do: 'setCustom', key: 'plan', value: 'silver' }, { do: 'setCustom', key: 'plan', value: null }, { do: 'addToList', listId: list.id }, { do: 'removeFromList', listId: list.id },
  ]
  for (const action of actions) {
    const begun = await bulk(everybody, action)
    assert.deepEqual([begun.status, begun.matched, begun.done, begun.undoUntil], ['running', crowd, 0, null], JSON.stringify(begun))
    await h.runLater()
    const ended = await look(begun.id)
    assert.deepEqual([ended.status, ended.done, ended.failed], ['finished', crowd, 0])
    assert.ok(ended.changed > 0 && ended.undoUntil, action.do)
    assert.notEqual(await state(), first, action.do)
    await sam('POST', `/bulk-changes/${begun.id}/undo`, {})
    await h.runLater()
    const undone = await look(begun.id)
    assert.deepEqual([undone.status, undone.restored, undone.kept, undone.undoUntil], ['undone', ended.changed, 0, null], action.do)
    assert.equal(await state(), first, `${action.do} is taken back`)
  }
})

test('a job that is stopped halfway goes on where it was; one that is cancelled keeps what it did, which can be taken back', async () => {
  const first = await state()
  const begun = await bulk(everybody, { do: 'addTags', tags: ['halfway'] })
  const stopping = AbortSignal.abort()
  await assert.rejects(runBulk(h.world, begun.id, stopping), /stopping/)
  assert.deepEqual([(await look(begun.id)).status, (await look(begun.id)).done], ['running', firstChunk])
  await h.runLater()
  assert.deepEqual([(await look(begun.id)).status, (await look(begun.id)).changed], ['finished', crowd])
  await sam('POST', `/bulk-changes/${begun.id}/undo`, {})
  await h.runLater()

  const second = await bulk(everybody, { do: 'setStatus', status: 'converted' })
  await assert.rejects(runBulk(h.world, second.id, stopping), /stopping/)
  assert.equal((await sam('POST', `/bulk-changes/${second.id}/undo`, {})).body.error.code, 'still_running')
  await sam('POST', `/bulk-changes/${second.id}/cancel`, {})
  await h.runLater()
  const cancelled = await look(second.id)
  assert.deepEqual([cancelled.status, cancelled.done, cancelled.changed], ['cancelled', firstChunk, firstChunk])
  await sam('POST', `/bulk-changes/${second.id}/undo`, {})
  await h.runLater()
  assert.equal(await state(), first)
})

test('whoever is at it at the same time, each chunk is done once, and a wish to cancel ends all of them', async () => {
  const first = await state(), size = 1500
  await h.world.write((tx) => tx.run(sql`insert into leads (workspace_id, email, status, created_at, updated_at)
    select ${tx.workspaceId}::uuid, 'more' || n || '@crowd.example', 'new', ${tx.now}::timestamptz, ${tx.now}::timestamptz from generate_series(1, ${4 * 4000 - crowd + size}::int) n`))
  const all = 4 * 4000 + size, before = await state()
  for (const cancels of [false, true]) {
    const begun = await bulk(everybody, { do: 'addTags', tags: ['at once'] })
    assert.equal(begun.matched, all)
    await Promise.all([runBulk(h.world, begun.id), runBulk(h.world, begun.id), ...(cancels ? [sam('POST', `/bulk-changes/${begun.id}/cancel`, {})] : []), runBulk(h.world, begun.id)])
    const ended = await look(begun.id)
    assert.deepEqual([ended.status, ended.done, ended.failed], [cancels && ended.done < all ? 'cancelled' : ended.status, cancels ? ended.changed : all, 0])
    assert.ok(['finished', 'cancelled'].includes(ended.status))
    const { told } = await h.world.read((tx) => tx.one<{ told: number }>(sql`select coalesce(sum((payload->>'count')::int), 0)::int as told from events where type = 'leads.changed' and payload->>'bulkId' = ${begun.id}`))
    assert.equal(told, ended.changed)
    if (!ended.changed) continue
    await sam('POST', `/bulk-changes/${begun.id}/undo`, {})
    await Promise.all([undoBulk(h.world, begun.id), undoBulk(h.world, begun.id)])
    const undone = await look(begun.id)
    assert.deepEqual([undone.status, undone.restored, undone.kept, await state()], ['undone', ended.changed, 0, before])
  }
  await h.world.write((tx) => tx.run(sql`delete from leads where email like 'more%@crowd.example'`))
  await h.runLater()
  assert.equal(await state(), first)
})

test('leads that cannot be changed are named with the reason, the others go through', async () => {
  await sam('DELETE', `/leads/${people.ines.id}`)
  const stranger = '00000000-0000-4000-8000-000000000000'
  const mixed = await bulk({ ids: [people.dana.id, people.ines.id, stranger] }, { do: 'setStatus', status: 'qualified' })
  assert.deepEqual([mixed.status, mixed.matched, mixed.changed, mixed.failed], ['finished', 3, 1, 2])
  const { items } = (await sam('GET', `/bulk-changes/${mixed.id}/failures`)).body
  assert.deepEqual(items.map((f: any) => [f.name, f.reason]).sort(), [['A lead you may not see', 'It does not exist, or you may not see it.'], ['Ines Duarte', 'It is in the trash.']])
  await sam('POST', `/leads/${people.ines.id}/restore`, {})
})

test('what a colleague changed meanwhile is not taken back', async () => {
  const changed = await bulk({ ids: [people.dana.id, people.mo.id] }, { do: 'setStatus', status: 'lost' })
  await sam('PATCH', `/leads/${people.mo.id}`, { status: 'converted' })
  const undone = (await sam('POST', `/bulk-changes/${changed.id}/undo`, {})).body
  assert.deepEqual([undone.status, undone.restored, undone.kept], ['undone', 1, 1])
  assert.deepEqual([(await sam('GET', `/leads/${people.dana.id}`)).body.lead.status, (await sam('GET', `/leads/${people.mo.id}`)).body.lead.status], ['qualified', 'converted'])
})

test('deleting sends to the trash and comes back, unless the address has become another lead', async () => {
  const some = (await h.world.read((tx) => leadsMatching(tx, { field: 'email', op: 'startsWith', value: 'crowd12' }))).slice(0, 3)
  const gone = await bulk({ ids: some }, { do: 'delete' })
  assert.equal(gone.changed, 3)
  const email = (await sam('GET', `/leads/${some[0]}`)).body.lead.email
  await h.world.write((tx) => upsertLead(tx, { email }))
  const back = (await sam('POST', `/bulk-changes/${gone.id}/undo`, {})).body
  assert.deepEqual([back.restored, back.kept], [2, 1])
})

test('after ten minutes it is too late, and nobody takes back what a colleague did', async () => {
  const changed = await bulk({ ids: [people.dana.id] }, { do: 'addTags', tags: ['late'] })
  const rep = await h.api('rep')
  assert.equal((await rep('POST', `/bulk-changes/${changed.id}/undo`, {})).status, 404)
  assert.equal((await rep('GET', `/bulk-changes/${changed.id}`)).status, 404)
  assert.ok((await sam('GET', '/bulk-changes')).body.items.some((b: any) => b.id === changed.id))
  h.clock.advance(10 * 60_000 + 1000)
  assert.equal((await sam('POST', `/bulk-changes/${changed.id}/undo`, {})).body.error.code, 'too_late')
  assert.ok(!(await sam('GET', '/bulk-changes')).body.items.some((b: any) => b.id === changed.id))
})
