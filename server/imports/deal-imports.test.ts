// Products and deals from files: matched by names however they are written; what cannot be matched is named; totals are the file's.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { bringing } from './bringing.test-data.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const sam = await h.api()

const { bring, deals } = bringing(h, sam)
const undo = async (id: string) => { await sam('POST', `/imports/${id}/undo`, {}); await h.runLater(); return (await sam('GET', `/imports/${id}`)).body }
const state = () => h.world.read((tx) => tx.one<{ n: string }>(sql`select concat((select count(*) from deals where workspace_id = ${tx.workspaceId}), ' ', (select count(*) from companies where workspace_id = ${tx.workspaceId}), ' ', (select count(*) from products where workspace_id = ${tx.workspaceId})) as n`))

test('products come in; a price that is none and one in no currency are named', async () => {
  const { done, mapping } = await bring('product,series,sales_price\nGTX Basic,GTX,550\nGTX Pro,GTX,"4,821.50"\nMG,MG,cheap\nGTXBasic,GTX,1\n,MG,5\nX,MG,5 ABC\n', { record: 'product' })
  assert.deepEqual(mapping, { 0: 'product:name', 1: 'product:category', 2: 'product:price' })
  assert.deepEqual([done.totals.created, done.totals.skipped, done.totals.failed], [2, 1, 3])
  const reasons = (await sam('GET', `/imports/${done.id}/rows?outcome=failed`)).body.items.map((r: { row: number; reason: string }) => [r.row, r.reason])
  assert.deepEqual(reasons, [[4, '“cheap” is not an amount.'], [6, 'This row names no product.'], [7, '“ABC” is not a currency like EUR or USD.']])
  const rows = await h.world.read((tx) => tx.many(sql`select name, category, price_minor as price from products where workspace_id = ${tx.workspaceId} order by name`))
  assert.deepEqual(rows, [{ name: 'GTX Basic', category: 'GTX', price: 55_000 }, { name: 'GTX Pro', category: 'GTX', price: 482_150 }])
})

const file = [
  'opportunity_id,sales_agent,product,account,deal_stage,engage_date,close_date,close_value',
  'A1,Sam Carter,GTXPro,Globex,Won,20-10-2016,01-03-2017,1054', 'A2,sam carter,GTX Basic,Acme,Lost,25-10-2016,07-03-2017,0', 'A3,Sam Carter,GTX Basic,null,Engaging,03-11-2016,,0', 'A4,,,,Prospecting,,,',
  'B1,Nobody Known,GTX Basic,Globex,Won,20-10-2016,01-03-2017,5', 'B2,Sam Carter,GTX Prox,Globex,Won,20-10-2016,01-03-2017,5', 'B3,Sam Carter,GTX Basic,Unheard Ltd,Won,20-10-2016,01-03-2017,5', 'B4,Sam Carter,GTX Basic,Globex,Daydreaming,20-10-2016,,5',
  'B5,Sam Carter,GTX Basic,Globex,Won,20-10-2016,01-03-20025,5', 'B6,Sam Carter,GTX Basic,Globex,Won,20-10-2016,01-03-2016,5', 'B7,Sam Carter,GTX Basic,Globex,Won,20-10-2016,01-03-2017,', 'A1,Sam Carter,GTX Pro,Globex,Won,20-10-2016,01-03-2017,1',
].join('\n')

test('deals come in with company, product, owner and days; every row that fits nobody is named with the nearest', async () => {
  const before = await state()
  const { preview, done, mapping } = await bring(file, { record: 'deal' })
  assert.deepEqual(mapping, { 0: 'deal:id', 1: 'deal:owner', 2: 'deal:product', 3: 'deal:company', 4: 'deal:stage', 5: 'deal:began', 6: 'deal:closed', 7: 'deal:amount' })
  assert.deepEqual([preview.counts.new, preview.counts.fail, preview.counts.duplicatesInFile], [4, 7, 1])
  assert.deepEqual([done.totals.created, done.totals.failed, done.totals.skipped], [4, 7, 1])
  const reasons = (await sam('GET', `/imports/${done.id}/rows?outcome=failed`)).body.items.map((r: { row: number; reason: string }) => `${r.row} ${r.reason}`)
  for (const [i, pattern] of [/^6 Nobody of the team is called “Nobody Known”/, /^7 No product is called “GTX Prox”. Did you mean “GTX Pro”/, /^8 No company is called “Unheard Ltd”.*let unknown companies be made/, /^9 There is no stage “Daydreaming”. There are New, Meeting/, /^10 “01-03-20025” lies in the year 20025/, /^11 It was closed \(2016-03-01\) before it began/, /^12 A deal that was won has an amount/].entries()) assert.match(reasons[i], pattern)
  assert.deepEqual(await deals(), [
    { name: 'A4', company: null, stage: 'New', kind: 'open', owner: null, amount: null, currency: 'EUR', closeOn: null, closedOn: null, began: '2026-03-02', product: null },
    { name: 'Acme GmbH, GTX Basic', company: 'Acme GmbH', stage: 'Lost', kind: 'lost', owner: 'Sam Carter', amount: 0, currency: 'EUR', closeOn: '2017-03-07', closedOn: '2017-03-07', began: '2016-10-25', product: 'GTX Basic' },
    { name: 'GTX Basic', company: null, stage: 'Meeting', kind: 'open', owner: 'Sam Carter', amount: null, currency: 'EUR', closeOn: null, closedOn: null, began: '2016-11-03', product: 'GTX Basic' },
    { name: 'Globex, GTX Pro', company: 'Globex', stage: 'Won', kind: 'won', owner: 'Sam Carter', amount: 105_400, currency: 'EUR', closeOn: '2017-03-01', closedOn: '2017-03-01', began: '2016-10-20', product: 'GTX Pro' },
  ])
  const again = await bring(file, { record: 'deal' })
  assert.deepEqual([again.done.totals.created, again.done.totals.skipped], [0, 5], 'what came before is known by its number')
  const made = await bring('company,amount,stage\nBrand New Co,100,Proposal\nBrandNew Co,200,Proposal\n', { record: 'deal', createMissing: true })
  assert.equal(made.done.totals.created, 2)
  assert.equal((await deals()).filter((d) => d['company'] === 'Brand New Co').length, 2)
  h.clock.advance(60_000)
  await h.world.write((tx) => tx.run(sql`update deals set next_step = 'Call', updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and name = 'A4'`))
  assert.equal((await undo(made.done.id)).undo.removed, 2)
  const undone = await undo(done.id)
  assert.deepEqual([undone.undo.removed, undone.undo.kept], [3, 1], 'what somebody changed meanwhile stays')
  await h.world.write((tx) => tx.run(sql`delete from deals where workspace_id = ${tx.workspaceId}`))
  assert.deepEqual(await state(), before)
  assert.ok(people.dana)
})
