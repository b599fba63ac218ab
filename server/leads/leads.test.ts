// The story of leads, through the door and the counter, on real PostgreSQL.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { cast } from '#test/cast'
import { sql } from '#platform/db'
import { findLead, leadsMatching, upsertLead } from '#leads'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
await cast(h)
const sam = await h.api()

const pick = ({ matched, changed }: any) => ({ matched, changed })
const eventsOf = (type: string) => h.world.read((tx) => tx.many<{ payload: any }>(sql`select payload from events where workspace_id = ${tx.workspaceId} and type = ${type} order by id`))

test('a lead made by hand is tidy, belongs to its maker and brings its company along', async () => {
  const { status, body } = await sam('POST', '/leads', { email: ' Ana@Initech.example ', firstName: 'Ana', lastName: 'Silva', phone: '+49 (0)30 / 123-45', linkedinUrl: 'linkedin.com/in/ana', companyName: 'Initech', tags: ['vip', 'vip'] })
  assert.equal(status, 200, JSON.stringify(body))
  assert.equal(body.email, 'ana@initech.example')
  assert.equal(body.phone, '+493012345')
  assert.equal(body.linkedinUrl, 'https://www.linkedin.com/in/ana')
  assert.deepEqual(body.tags, ['vip'])
  assert.equal(body.ownerId, await h.userId())
  const company = await sam('GET', `/companies/${body.companyId}`)
  assert.deepEqual([company.body.name, company.body.domain, company.body.leads], ['Initech', 'initech.example', 1])
  assert.equal((await eventsOf('lead.created')).some((e) => e.payload.leadId === body.id), true)
})

test('a known address is refused with the lead that has it, a bad one with a sentence', async () => {
  const twin = await sam('POST', '/leads', { email: 'DANA@acme.example' })
  assert.equal(twin.status, 409)
  assert.match(twin.body.error.message, /Dana Okafor/)
  assert.ok(twin.body.error.details.leadId)
  const bad = await sam('POST', '/leads', { email: 'dana@acme.example\r\nBcc: x@y.zz' })
  assert.deepEqual([bad.status, bad.body.error.code, bad.body.error.field], [422, 'bad_address', 'email'])
})

test('the form hears of duplicates, namesakes, typos and suppression before it saves', async () => {
  const check = await sam('GET', '/leads/check?email=mo%40gmial.com&firstName=Mo&lastName=Lindqvist')
  assert.equal(check.body.suggestion, 'mo@gmail.com')
  assert.equal(check.body.duplicate, null)
  assert.deepEqual(check.body.lookAlikes.map((l: any) => l.email), ['mo@globex.example'])
  const known = await sam('GET', '/leads/check?email=mo%40globex.example')
  assert.equal(known.body.duplicate.email, 'mo@globex.example')
  assert.match((await sam('GET', '/leads/check?email=mo')).body.problem, /no @/)
})

test('news of a known person fill what was empty, overwrite, or are left aside', async () => {
  const told = (policy: 'skip' | 'fill_empty' | 'overwrite') => h.world.write((tx) => upsertLead(tx, { email: 'mo@globex.example', title: 'CEO', city: 'Malmö', tags: ['x'], policy }))
  assert.deepEqual((await told('skip')).changed, [])
  const filled = await told('fill_empty')
  assert.deepEqual(filled.changed.sort(), ['city', 'tags'])
  assert.deepEqual((await told('overwrite')).changed, ['title'])
  assert.deepEqual((await told('overwrite')).changed, [])
  assert.equal((await h.world.read((tx) => findLead(tx, filled.id)))?.title, 'CEO')
})

test('edits change what they name; empty text empties; a taken address is refused', async () => {
  const { body: { items: [mo] } } = await sam('GET', '/leads?search=lindqvist')
  const edit = await sam('PATCH', `/leads/${mo.id}`, { title: '', city: 'Lund', custom: { plan: 'gold' } })
  assert.deepEqual([edit.body.title, edit.body.city, edit.body.firstName, edit.body.custom], [null, 'Lund', 'Mo', { plan: 'gold' }])
  assert.equal((await sam('PATCH', `/leads/${mo.id}`, { email: 'dana@acme.example' })).status, 409)
  assert.equal((await sam('PATCH', `/leads/${mo.id}`, { timeZone: 'Mars/Base' })).body.error.code, 'bad_time_zone')
  assert.deepEqual((await sam('PATCH', `/leads/${mo.id}`, { custom: { plan: null } })).body.custom, {})
})

test('two people edit one field: the second is shown both values and chooses; other fields do not disturb', async () => {
  const { body: { items: [mo] } } = await sam('GET', '/leads?search=lindqvist')
  const manager = await h.api('manager')
  assert.equal((await manager('PATCH', `/leads/${mo.id}`, { title: 'CFO', was: { title: mo.title } })).status, 200)
  const clash = await sam('PATCH', `/leads/${mo.id}`, { title: 'Chief of everything', was: { title: mo.title } })
  assert.deepEqual([clash.status, clash.body.error.code, clash.body.error.field], [409, 'edit_conflict', 'title'])
  const { at, ...both } = clash.body.error.details
  assert.deepEqual(both, { field: 'title', mine: 'Chief of everything', theirs: 'CFO', by: 'The manager' })
  assert.ok(at)
  assert.equal((await sam('PATCH', `/leads/${mo.id}`, { city: 'Kiruna', was: { city: 'Lund' } })).body.title, 'CFO')
  assert.equal((await sam('PATCH', `/leads/${mo.id}`, { title: 'Chief of everything', was: { title: 'CFO' } })).body.title, 'Chief of everything')
})

test('a deleted lead goes to the trash, is announced, and comes back unless its address was taken', async () => {
  const made = (await sam('POST', '/leads', { email: 'gone@acme.example' })).body
  assert.equal((await sam('DELETE', `/leads/${made.id}`)).status, 200)
  assert.equal((await sam('DELETE', `/leads/${made.id}`)).status, 200)
  assert.equal((await eventsOf('lead.deleted')).filter((e) => e.payload.leadId === made.id).length, 1)
  assert.equal((await sam('GET', '/leads?search=gone%40acme')).body.items.length, 0)
  assert.equal((await sam('GET', '/trash/leads')).body.items[0].id, made.id)
  assert.equal((await sam('POST', `/leads/${made.id}/restore`, {})).status, 200)
  await sam('DELETE', `/leads/${made.id}`)
  assert.equal((await sam('POST', '/leads', { email: 'gone@acme.example' })).status, 200)
  assert.equal((await sam('POST', `/leads/${made.id}/restore`, {})).status, 409)
})

test('pages follow each other without gap or double in every order', async () => {
  await h.world.write(async (tx) => { for (let i = 0; i < 30; i++) await upsertLead(tx, { email: `p${i}@gmail.com`, ...(i % 3 && { lastName: `Name ${i % 4}` }), ...(i % 2 && { companyName: `Co ${i % 5}` }) }) })
  const all = (await h.world.read((tx) => leadsMatching(tx, { all: [] }))).length
  for (const sort of ['createdAt', '-createdAt', 'updatedAt', '-updatedAt', 'email', '-email', 'lastName', '-lastName', 'companyName', '-companyName', 'lastActivityAt', '-lastActivityAt', 'status', '-status', 'country', '-owner,email', 'status,-createdAt', '-companyName,lastName,-createdAt', 'status,companyName,email']) {
    const seen: string[] = []
    for (let next: string | null = ''; next !== null;) {
      const { status, body }: { status: number; body: any } = await sam('GET', `/leads?limit=7&sort=${sort}${next && `&cursor=${next}`}`)
      assert.equal(status, 200, `${sort}: ${JSON.stringify(body)}`)
      seen.push(...body.items.map((l: any) => l.id))
      next = body.next
    }
    assert.equal(seen.length, all, sort)
    assert.equal(new Set(seen).size, all, sort)
  }
  assert.equal((await sam('GET', '/leads?cursor=nonsense')).status, 400)
  assert.deepEqual(Object.values((await sam('GET', '/leads/count')).body), [all, false])
})

test('one change to many: by id and by filter, with the rights of a rep', async () => {
  const list = (await sam('POST', '/lists', { name: 'Spring' })).body
  const whom = { matching: { filter: { field: 'email', op: 'endsWith', value: '@gmail.com' } } }
  assert.deepEqual(pick((await sam('POST', '/leads/bulk', { whom, action: { do: 'addToList', listId: list.id } })).body), { matched: 30, changed: 30 })
  assert.deepEqual(pick((await sam('POST', '/leads/bulk', { whom, action: { do: 'addTags', tags: ['spring', 'x'] } })).body), { matched: 30, changed: 30 })
  assert.deepEqual(pick((await sam('POST', '/leads/bulk', { whom, action: { do: 'removeTags', tags: ['x'] } })).body), { matched: 30, changed: 30 })
  assert.deepEqual(pick((await sam('POST', '/leads/bulk', { whom, action: { do: 'setStatus', status: 'qualified' } })).body), { matched: 30, changed: 30 })
  assert.equal((await sam('GET', '/lists')).body.items[0].leads, 30)
  assert.equal((await sam('GET', `/leads/count?filter=${encodeURIComponent(JSON.stringify({ all: [{ field: 'list', op: 'in', value: [list.id] }, { field: 'tags', op: 'hasAll', value: ['spring'] }] }))}`)).body.total, 30)

  const rep = await h.api('rep')
  await sam('POST', '/leads/bulk', { whom, action: { do: 'setOwner', ownerId: await h.userId('rep') } })
  const samOwns = (await sam('GET', '/leads?search=initech')).body.items[0]
  assert.equal((await rep('DELETE', `/leads/${samOwns.id}`)).status, 403)
  assert.equal((await rep('PATCH', `/leads/${samOwns.id}`, { city: 'X' })).status, 403)
  assert.equal((await rep('POST', '/leads/bulk', { whom: { ids: [samOwns.id, ...(await sam('GET', '/leads?search=initech')).body.items.map((l: { id: string }) => l.id)] }, action: { do: 'delete' } })).status, 403)
  assert.equal((await sam('GET', `/leads/${samOwns.id}`)).body.lead.deletedAt, null, 'refused is refused for all of them')
  assert.deepEqual(pick((await rep('POST', '/leads/bulk', { whom, action: { do: 'delete' } })).body), { matched: 30, changed: 30 })
  assert.equal((await sam('GET', '/lists')).body.items[0].leads, 0)
})

test('the page of a lead says who may change it, and what it says is so', async () => {
  const rep = await h.api('rep'), manager = await h.api('manager'), make = async (email: string, as = sam) => (await as('POST', '/leads', { email })).body.id as string
  const theirs = await make('theirs@hooli.example'), own = await make('own@hooli.example', rep), nobodys = await make('nobodys@hooli.example')
  await sam('PATCH', `/leads/${nobodys}`, { ownerId: null })
  const says = async (id: string, as = rep) => { const { body } = await as('GET', `/leads/${id}`); return [body.mayChange, body.mayDelete] }
  assert.deepEqual([await says(theirs), await says(own), await says(nobodys)], [[false, false], [true, true], [true, false]])
  assert.deepEqual([await says(own, sam), await says(theirs, manager), await says(nobodys, manager)], [[true, true], [true, true], [true, true]])
  assert.equal((await rep('PUT', `/leads/${theirs}/addresses`, { addresses: ['other@hooli.example'] })).status, 403)
  assert.equal((await rep('PUT', `/leads/${own}/addresses`, { addresses: ['other@hooli.example'] })).status, 200)
  assert.equal((await rep('DELETE', `/leads/${nobodys}`)).status, 403)
  // In the trash it is still whose it was; its fields are not changed there, and it comes out by those who may.
  for (const id of [theirs, own]) await sam('DELETE', `/leads/${id}`)
  assert.deepEqual([await says(theirs), await says(own)], [[false, false], [true, true]])
  assert.ok((await rep('GET', `/leads/${own}`)).body.lead.deletedAt)
  assert.equal((await rep('PATCH', `/leads/${own}`, { city: 'Kiel' })).status, 404)
  assert.deepEqual([(await rep('POST', `/leads/${theirs}/restore`, {})).body.error.code, (await rep('POST', `/leads/${own}/restore`, {})).status], ['not_your_lead', 200])
})

test('another workspace sees none of it', async () => {
  const other = await h.secondWorkspace()
  assert.deepEqual(await other.read((tx) => leadsMatching(tx, { all: [] })), [])
  const [id] = await h.world.read((tx) => leadsMatching(tx, { all: [] }))
  assert.equal(await other.read((tx) => findLead(tx, id!)), undefined)
})
