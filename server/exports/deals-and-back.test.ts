// All deals leave as a file and come into an empty workspace as they were, as far as a table can say it.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import fc from 'fast-check'
import { dealRoles, type DealView } from '#contract/deals'
import { lineInCell, personInCell, readLine, readPerson } from '#contract/deal-cells'
import { sql } from '#platform/db'
import { cast } from '#test/cast'
import { house, type Api } from '#test/house'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo, ines, globex } = await cast(h)
const sam = await h.api()
const ok = async (as: Api, method: string, path: string, body?: unknown) => { const a = await as(method, path, body); assert.equal(a.status, 200, `${method} ${path} ${JSON.stringify(a.body)}`); return a.body }
async function bring(as: Api, text: string, edit: object) {
  const id = randomUUID()
  await ok(as, 'PUT', `/imports/${id}/file?fileName=rows.csv`, Buffer.from(text))
  await ok(as, 'PATCH', `/imports/${id}`, edit)
  await ok(as, 'POST', `/imports/${id}/start`, {})
  await h.runLater()
  const done = await ok(as, 'GET', `/imports/${id}`)
  return { done, failed: (await ok(as, 'GET', `/imports/${id}/rows?outcome=failed`)).items.map((r: { reason: string }) => r.reason) as string[] }
}
const stageOf = async (as: Api, pipeline: string, name: string): Promise<string> => (await ok(as, 'GET', '/pipelines')).items.find((p: { name: string }) => p.name === pipeline).stages.find((s: { name: string }) => s.name === name).id
/** All deals, as everybody sees them. */
async function told(as: Api) {
  const cards = (await ok(as, 'GET', '/deals?limit=200&sort=name')).items as { id: string }[]
  const deals: DealView[] = []
  for (const { id } of cards) deals.push(await ok(as, 'GET', `/deals/${id}`))
  return deals.map((d) => ({
    name: d.name, company: d.company?.name, person: d.lead?.name, owner: d.owner?.name, pipeline: d.pipeline.name, stage: d.pipeline.stages.find((s) => s.id === d.stageId)?.name,
    amount: [d.amountMinor, d.currency, d.amountByHand], dates: [d.closeOn, d.closedAt?.slice(0, 10), d.createdAt.slice(0, 10)], next: [d.nextStep, d.nextStepOn], lost: [d.lostReason, d.lostNote], notes: d.notes, source: d.source, own: d.custom,
    people: d.committee.map((p) => [p.email, p.role, p.influence]), lines: d.lines.map((l) => [l.name, l.quantity, l.priceMinor, l.costMinor, l.discount, l.sumMinor]),
  }))
}

test('every deal comes back with its stage, money, days, people and lines', async () => {
  const other = await h.secondWorkspace('Again'), olga = await h.apiAs(other.email)
  for (const as of [sam, olga]) await ok(as, 'POST', '/pipelines', { name: 'Partners' })
  // In the other workspace some of the own fields are described, in another order; what is not comes as it stands.
  const fields = [['Seats', { type: 'number' }], ['Renewal', { type: 'date' }], ['Trial', { type: 'yesNo' }], ['Regions', { type: 'multiSelect', choices: ['North', 'South', 'Far, far away'] }], ['Budget', { type: 'money', currency: 'EUR' }]] as const
  for (const [as, all] of [[sam, fields], [olga, fields.toReversed()]] as const) for (const [name, more] of all) await ok(as, 'POST', '/custom-fields', { subject: 'deal', name, ...more })
  await ok(sam, 'POST', '/custom-fields', { subject: 'deal', name: 'Remark', type: 'text' })
  for (const as of [sam, olga]) await ok(as, 'POST', '/custom-fields', { subject: 'company', name: 'Founded', type: 'number' })
  await ok(sam, 'PATCH', `/companies/${globex}`, { phone: '+49 30 1234', tags: ['key account', 'fair'], custom: { Founded: 1989 } })
  const product = await ok(sam, 'POST', '/products', { name: 'GTX | price 5, "Pro"', priceMinor: 550_00, costMinor: 200_00, currency: 'EUR' })
  const make = (input: object): Promise<DealView> => ok(sam, 'POST', '/deals', input)

  const big = await make({ name: '=Big, "quoted"', leadId: dana.id, closeOn: '2026-06-30', nextStep: 'Send the offer', nextStepOn: '2026-03-05', notes: 'First line\nSecond; line', source: 'Fair', custom: { Seats: 20, Renewal: '2026-12-31', Trial: false, Regions: ['North', 'South'], Budget: 1200.5, Remark: '=1+1, "said"\nso' } })
  for (const [lead, role, influence] of [[mo, 'decision_maker', 3], [ines, null, 1], [dana, 'champion', null]] as const) await ok(sam, 'PUT', `/deals/${big.id}/people/${lead.id}`, { role, influence })
  await ok(sam, 'POST', `/deals/${big.id}/lines`, { productId: product.id, quantity: 2.5, discount: 12.5 })
  await ok(sam, 'POST', `/deals/${big.id}/lines`, { name: 'Set up | once', priceMinor: 99_99 })
  const said = await make({ name: 'Amount by hand', companyId: globex, amountMinor: 5_000_00 })
  await ok(sam, 'POST', `/deals/${said.id}/lines`, { productId: product.id })
  h.clock.advance(3 * 86_400_000)
  const won = await make({ name: 'Won in yen', amountMinor: 1_200_000, currency: 'JPY', companyId: globex, closeOn: '2026-05-01' })
  h.clock.advance(2 * 86_400_000)
  await ok(sam, 'POST', `/deals/${won.id}/move`, { stageId: await stageOf(sam, 'Sales', 'Won') })
  const lost = await make({ name: 'Lost', amountMinor: 12_345_67, currency: 'USD' })
  await ok(sam, 'POST', `/deals/${lost.id}/move`, { stageId: await stageOf(sam, 'Sales', 'Lost'), lostReason: 'Price', lostNote: 'Ten percent\nover' })
  const partners = (await ok(sam, 'GET', '/pipelines')).items.find((p: { name: string }) => p.name === 'Partners')
  await make({ name: 'With a partner', pipelineId: partners.id, stageId: partners.stages[1].id, ownerId: null })
  await make({ name: 'Bare', ownerId: null })
  const before = await told(sam)
  assert.equal(before.length, 6)

  // Who works there is not in the file of deals.
  const me = await h.userId('owner')
  await other.write((tx) => tx.run(sql`insert into members (workspace_id, user_id, role) values (${tx.workspaceId}, ${me}, 'rep')`))
  await bring(olga, (await sam('GET', '/exports/companies')).body, { record: 'company' })
  await bring(olga, (await sam('GET', '/exports/leads')).body, {})
  const file = (await sam('GET', '/exports/deals')).body as string
  const { done, failed } = await bring(olga, file, { record: 'deal' })
  assert.deepEqual([done.totals.created, failed], [6, []], JSON.stringify(done.mapping))
  assert.deepEqual(await told(olga), before)
  assert.deepEqual(Object.keys(before.find((d) => d.name.startsWith('=Big'))!.own).toSorted(), ['Budget', 'Regions', 'Remark', 'Renewal', 'Seats', 'Trial'])
  const companyIn = async (as: Api) => { const c = (await ok(as, 'GET', '/companies?search=globex')).items[0]; return [c.name, c.phone, c.tags, c.custom] }
  assert.deepEqual(await companyIn(olga), ['Globex', '+49 30 1234', ['key account', 'fair'], { Founded: 1989 }])
  assert.deepEqual(await companyIn(olga), await companyIn(sam))

  const again = await bring(olga, file, { record: 'deal' })
  assert.deepEqual([again.done.totals.created, again.done.totals.skipped], [0, 6], 'brought a second time they are known')
})

test('own fields of a file are chosen like any field; a value that does not fit is named, and known companies are filled or written over', async () => {
  const { done, failed } = await bring(sam, 'Deal name,Places,Own field: Seats\nG,,many\nH,11,12\nI,x,', { record: 'deal', mapping: { 1: 'deal:custom:Places' } })
  assert.deepEqual([done.totals.created, failed], [2, ['Seats: “many” is not a number.']])
  assert.deepEqual((await told(sam)).filter((d) => ['H', 'I'].includes(d.name)).map((d) => d.own), [{ Places: '11', Seats: 12 }, { Places: 'x' }])
  const own = async () => { const c = (await ok(sam, 'GET', '/companies?search=globex')).items[0]; return [c.tags, c.custom] }
  const first = await own(), rows = 'Company,Tags,Own field: Founded,Own field: Colour\nGlobex,"fair, new",1990,red\nInitech,,soon,'
  const filled = await bring(sam, rows, { record: 'company', policy: 'fill_empty' })
  assert.deepEqual([await own(), filled.failed], [[['key account', 'fair', 'new'], { Founded: 1989, Colour: 'red' }], ['Founded: “soon” is not a number.']])
  const over = await bring(sam, rows, { record: 'company', policy: 'overwrite' })
  assert.deepEqual((await own())[1], { Founded: 1990, Colour: 'red' })
  for (const { done: { id } } of [over, filled]) { await ok(sam, 'POST', `/imports/${id}/undo`, {}); await h.runLater() }
  assert.deepEqual(await own(), first, 'both taken back')
})

test('a line or a person that cannot be read, and a pipeline that is not there, are named', async () => {
  const { done, failed } = await bring(sam, [
    'Deal name,Pipeline,People,Line items', 'A,Sales,somebody,', 'B,Sales,dana@acme.example (boss),', 'C,Sales,nobody@known.example,', 'D,Sales,,two boxes of GTX', 'E,Nowhere,,', 'F,sales,dana@acme.example (legal),1 x Box | price 5',
  ].join('\n'), { record: 'deal' })
  assert.deepEqual([done.totals.created, done.totals.failed], [1, 5])
  for (const [i, pattern] of [/“somebody” is not a person/, /“boss” is not a part in a deal/, /nobody@known\.example is no lead/, /“two boxes of GTX” is not a line of a deal/, /There is no pipeline “Nowhere”\. There are Sales, Partners\./].entries()) assert.match(failed[i]!, pattern)
})

test('whatever a line or a person is, its cell says it', () => {
  const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 60 }).map((t) => t.replace(/[\p{Cc}\u2028\u2029]+/gu, ' ').trim()).filter((t) => t !== '')
  const line = fc.record({ name, quantity: fc.integer({ min: 1, max: 1_000_000 }).map((n) => n / 1000), priceMinor: fc.integer({ min: 0, max: 1e12 }), costMinor: fc.option(fc.integer({ min: 0, max: 1e12 })), discount: fc.integer({ min: 0, max: 10_000 }).map((n) => n / 100) }, { noNullPrototype: true })
  fc.assert(fc.property(line, fc.constantFrom(0, 2, 3), (one, digits) => { assert.deepEqual(readLine(lineInCell(one, digits), digits), { ok: true, value: one }) }), { seed: 4, numRuns: 500 })
  const person = fc.record({ email: fc.constantFrom('dana@acme.example', 'a+b@c.example'), role: fc.option(fc.constantFrom(...dealRoles)), influence: fc.option(fc.integer({ min: 1, max: 3 })) }, { noNullPrototype: true })
  fc.assert(fc.property(person, (one) => { assert.deepEqual(readPerson(personInCell(one)), { ok: true, value: one }) }), { seed: 4 })
})
