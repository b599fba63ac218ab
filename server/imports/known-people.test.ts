// A person is known by every address they have; and what is wrong with a file does not hide behind much of the same.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { recordKinds } from '#contract/roles'
import { cast } from '#test/cast'
import { house, type Api } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo } = await cast(h)
const sam = await h.api(), rep = await h.api('rep')

async function bring(text: string, edit: object = {}, as: Api = sam) {
  const id = randomUUID()
  const up = await as('PUT', `/imports/${id}/file?fileName=people.csv`, Buffer.from(text), { 'content-type': 'text/csv' })
  assert.equal(up.status, 200, JSON.stringify(up.body))
  await as('PATCH', `/imports/${id}`, edit)
  const preview = (await as('POST', `/imports/${id}/preview`, {})).body
  assert.equal((await as('POST', `/imports/${id}/start`, {})).status, 200)
  await h.runLater()
  const rows = async (outcome: string) => (await as('GET', `/imports/${id}/rows?outcome=${outcome}&limit=200`)).body.items as { row: number; reason: string; leadId: string | null }[]
  return { id, preview, totals: (await as('GET', `/imports/${id}`)).body.totals, updated: await rows('updated'), skipped: await rows('skipped') }
}
const lead = async (id: string) => (await sam('GET', `/leads/${id}`)).body.lead
const howMany = async () => (await h.world.read((tx) => tx.one<{ n: number }>(sql`select count(*)::int as n from leads where workspace_id = ${tx.workspaceId} and deleted_at is null`))).n
await sam('PUT', `/leads/${dana.id}/addresses`, { addresses: ['dana@private.example', 'd.okafor@old.example'] })

test('a row with another address of a lead is about that lead', async () => {
  const before = await howMany(), was = await lead(dana.id)
  const done = await bring('email,title,city\nDana@Private.example,Chief of Sales,Kiel\nnew@person.example,,Ulm\n')
  assert.deepEqual([done.preview.counts.new, done.preview.counts.update, done.totals.created, done.totals.updated], [1, 1, 1, 1])
  assert.deepEqual(done.updated.map((r) => [r.row, r.leadId]), [[2, dana.id]])
  const now = await lead(dana.id)
  assert.deepEqual([now.email, now.title, now.city, await howMany()], [dana.email, 'Head of Sales', 'Kiel', before + 1], 'the first address stays, what was known stays')
  await sam('POST', `/imports/${done.id}/undo`, {})
  await h.runLater()
  assert.deepEqual([(await lead(dana.id)).city, await howMany()], [was.city, before])
})

test('one person under two addresses is in the file twice', async () => {
  const done = await bring(`email,city\nd.okafor@old.example,Rome\n${dana.email},Oslo\ndana@private.example,Bern\n`, { policy: 'overwrite' })
  assert.deepEqual([done.totals.updated, done.totals.skipped, done.totals.created], [1, 2, 0])
  assert.deepEqual(done.skipped.map((r) => r.reason), ['Row 2 of this file has the same address.', 'Row 2 of this file is the same person, under another address.'])
  assert.equal((await lead(dana.id)).city, 'Rome')
})

test('whoever does not see the lead is told that it is known, and makes no second one', async () => {
  const me = await h.userId('owner')
  await sam('PATCH', `/leads/${dana.id}`, { ownerId: me })
  await sam('PATCH', `/leads/${mo.id}`, { ownerId: me })
  await sam('PUT', '/rights', { rights: recordKinds.map((kind) => ({ role: 'rep', kind, sees: 'own', changes: 'own' })) })
  const before = await howMany()
  const done = await bring(`email,city\ndana@private.example,Rome\n${mo.email},Oslo\n`, {}, rep)
  const sentence = 'Already a lead, and a colleague’s: your role does not see it.'
  assert.deepEqual([done.totals.created, done.skipped.map((r) => [r.reason, r.leadId]), await howMany()], [0, [[sentence, null], [sentence, null]], before])
  assert.equal(done.preview.counts.new, 0, 'which the preview says before')
  const byHand = await rep('POST', '/leads', { email: 'dana@private.example' })
  assert.deepEqual([byHand.status, byHand.body.error.message, await howMany()], [409, 'dana@private.example is already a lead, of a colleague whose leads you do not see.', before])
})

test('errors stand before what is left out, and each kind is counted', async () => {
  const same = Array.from({ length: 620 }, () => 'a@many.example,Ann').join('\n')
  const bad = Array.from({ length: 600 }, (_, n) => `nobody-${n},Ben`).join('\n')
  const { preview } = await bring(`email,first name\n${same}\n${bad}\n,Cara\n`)
  assert.deepEqual(preview.problemKinds, [{ outcome: 'failed', code: 'bad_address', count: 600 }, { outcome: 'failed', code: 'no_address', count: 1 }, { outcome: 'skipped', code: 'duplicate_in_file', count: 619 }])
  assert.deepEqual([preview.problemCount, preview.problems.length], [1220, 500])
  const codes = preview.problems.map((p: { code: string }) => p.code) as string[]
  assert.deepEqual([...new Set(codes)], ['bad_address', 'no_address', 'duplicate_in_file'], 'in this order, and none is missing')
  assert.deepEqual([codes.lastIndexOf('bad_address') + 1, codes.indexOf('no_address')], [codes.indexOf('no_address'), codes.indexOf('duplicate_in_file') - 1])
})
