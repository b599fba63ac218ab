// Fields of one's own, history and provenance, files, signals, tags, trash: the story, through the counter.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'
import { after, test } from 'node:test'
import { fillTimeZone, upsertLead } from '#leads'
import { sql } from '#platform/db'
import { writingFrom } from '#platform/provenance'
import { cast } from '#test/cast'
import { house } from '#test/house'
import { emptyTrash } from '../leads/emptying.ts'

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const { dana, mo, acme, globex } = await cast(h)
const sam = await h.api(), rep = await h.api('rep')
const day = 86_400_000

const field = async (body: object) => {
  const made = await sam('POST', '/custom-fields', body)
  assert.equal(made.status, 200, JSON.stringify(made.body))
  return made.body
}
const put = (id: string, custom: object) => sam('PATCH', `/leads/${id}`, { custom })

test('a field of one’s own takes what fits it in one form, and says what does not', async () => {
  await field({ subject: 'lead', name: 'Seats', type: 'number' })
  await field({ subject: 'lead', name: 'Budget', type: 'money', currency: 'EUR' })
  await field({ subject: 'lead', name: 'Renewal', type: 'date' })
  await field({ subject: 'lead', name: 'Plan', type: 'select', choices: ['Silver', 'Gold'] })
  await field({ subject: 'lead', name: 'Tools', type: 'multiSelect', choices: ['CRM', 'ERP', 'Mail'] })
  await field({ subject: 'lead', name: 'Partner', type: 'relation', target: 'company' })
  const ok = await put(dana.id, { Seats: '1.234,5', Budget: '12.500,50 €', Renewal: '3.2.2027', Plan: 'gold', Tools: 'erp; crm', Partner: globex })
  assert.equal(ok.status, 200, JSON.stringify(ok.body))
  assert.deepEqual(ok.body.custom, { Seats: 1234.5, Budget: 12500.5, Renewal: '2027-02-03', Plan: 'Gold', Tools: ['ERP', 'CRM'], Partner: globex })
  for (const [custom, says] of [
    [{ Seats: 'many' }, /Seats: “many” is not a number/], [{ Budget: '12 USD' }, /in EUR/], [{ Renewal: '20025-01-01' }, /year 20025 cannot be meant/], [{ Renewal: '02/03/2026' }, /two ways/], [{ Renewal: '2026-02-30' }, /no such day/],
    [{ Plan: 'Bronze' }, /They are Silver, Gold/], [{ Tools: ['CRM', 'Fax'] }, /“Fax”/], [{ Partner: dana.id }, /does not exist/],
  ] as const) {
    const no = await put(dana.id, custom)
    assert.equal(no.status, 422)
    assert.match(no.body.error.message, says)
    assert.equal(no.body.error.field, `custom.${Object.keys(custom)[0]}`)
  }
  assert.equal((await put(dana.id, { Seats: '' })).body.custom.Seats, undefined)
})

test('filters compare numbers as numbers and days as days', async () => {
  await put(dana.id, { Seats: 9 })
  await put(mo.id, { Seats: 100, Renewal: '2026-06-01' })
  const found = async (condition: object) => (await sam('GET', `/leads?filter=${encodeURIComponent(JSON.stringify({ field: 'custom', ...condition }))}`)).body.items.map((l: any) => l.firstName).sort()
  assert.deepEqual(await found({ key: 'Seats', op: 'greaterThan', value: 10 }), ['Mo'])
  assert.deepEqual(await found({ key: 'Seats', op: 'atMost', value: 9 }), ['Dana'])
  assert.deepEqual(await found({ key: 'Renewal', op: 'before', value: '2026-12-31' }), ['Mo'])
  assert.deepEqual(await found({ key: 'Tools', op: 'in', value: ['CRM'] }), ['Dana'])
  assert.deepEqual(await found({ key: 'Plan', op: 'notIn', value: ['Gold'] }), ['Ines', 'Mo'])
})

test('what records carry already takes the form of a field that is described later; what does not fit is named first', async () => {
  await h.world.write(async (tx) => {
    await upsertLead(tx, { email: 'a@initech.example', custom: { Stage: 'early', Size: '12' } })
    await upsertLead(tx, { email: 'b@initech.example', custom: { Stage: 'late', Size: 'big' } })
  })
  const use = (await sam('GET', '/custom-fields/use')).body.items
  assert.deepEqual(use.filter((u: any) => ['Stage', 'Size'].includes(u.key)).map((u: any) => [u.key, u.records, u.described]).sort(), [['Size', 2, false], ['Stage', 2, false]])
  const refused = await sam('POST', '/custom-fields', { subject: 'lead', name: 'Size', type: 'number' })
  assert.deepEqual([refused.status, refused.body.error.code, refused.body.error.details.values], [409, 'values_do_not_fit', ['big']])
  await field({ subject: 'lead', name: 'Size', type: 'number', drop: true })
  const stage = await field({ subject: 'lead', name: 'Stage', type: 'select' })
  assert.deepEqual(stage.choices.sort(), ['early', 'late'])
  const renamed = await sam('PATCH', `/custom-fields/${stage.id}`, { renamed: { early: 'Early stage' } })
  assert.deepEqual(renamed.body.choices.sort(), ['Early stage', 'late'])
  const { body: { items } } = await sam('GET', '/leads?search=initech')
  const customs = await Promise.all(items.map(async (l: any) => (await sam('GET', `/leads/${l.id}`)).body.lead.custom))
  assert.deepEqual(customs.map((c: any) => JSON.stringify(c)).sort(), ['{"Size":12,"Stage":"Early stage"}', '{"Stage":"late"}'])
  assert.equal((await rep('POST', '/custom-fields', { subject: 'lead', name: 'Mine', type: 'text' })).status, 403)
})

test('every change of a field is kept with who, when and from where; a value can be put back', async () => {
  await sam('PATCH', `/leads/${mo.id}`, { title: 'CEO', city: 'Malmö' })
  h.clock.advance(60_000)
  await sam('PATCH', `/leads/${mo.id}`, { title: 'Chairman' })
  await h.world.write((tx) => writingFrom(tx, { source: 'research', why: 'From the city.' }, () => tx.run(sql`update leads set language = 'sv' where id = ${mo.id}`)))
  const { body } = await sam('GET', `/leads/${mo.id}/history`)
  assert.deepEqual(body.items.slice(0, 3).map((c: any) => [c.field, c.before, c.after, c.source, c.by.name]), [
    ['language', null, 'sv', 'research', 'Sam Carter'], ['title', 'CEO', 'Chairman', 'person', 'Sam Carter'], ['city', null, 'Malmö', 'person', 'Sam Carter']].toSorted((a, b) => body.items.findIndex((c: any) => c.field === a[0]) - body.items.findIndex((c: any) => c.field === b[0])))
  const change = body.items.find((c: any) => c.field === 'title' && c.after === 'Chairman')
  assert.equal((await sam('POST', `/leads/${mo.id}/history/${change.id}/put-back`)).status, 200)
  const { body: now } = await sam('GET', `/leads/${mo.id}/provenance`)
  assert.deepEqual([now.fields.title.after, now.fields.title.source, now.fields.language.why], ['CEO', 'undo', 'From the city.'])
  const custom = (await sam('GET', `/leads/${mo.id}/history?field=custom.Seats`)).body.items
  assert.deepEqual(custom.map((c: any) => c.after), [100])
  await sam('POST', `/leads/${mo.id}/history/${custom[0].id}/put-back`)
  assert.equal((await sam('GET', `/leads/${mo.id}`)).body.lead.custom.Seats, undefined)
  assert.equal((await sam('POST', `/leads/${dana.id}/history/${change.id}/put-back`)).status, 404)
})

test('a value that came by no hand is said to have come by itself', async () => {
  await h.ground.world(h.world.workspaceId).write((tx) => fillTimeZone(tx, [{ leadId: mo.id, timeZone: 'Europe/Stockholm' }]))
  assert.equal((await sam('GET', `/leads/${mo.id}/provenance`)).body.fields.timeZone, undefined) // one was known
  await sam('PATCH', `/leads/${mo.id}`, { timeZone: null })
  await h.ground.world(h.world.workspaceId).write((tx) => fillTimeZone(tx, [{ leadId: mo.id, timeZone: 'Europe/Stockholm' }]))
  const { timeZone } = (await sam('GET', `/leads/${mo.id}/provenance`)).body.fields
  assert.deepEqual([timeZone.after, timeZone.source, timeZone.by.kind], ['Europe/Stockholm', 'automation', 'system'])
})

const send = async (path: string, bytes: Buffer | string) => {
  const cookie = (await h.app.inject({ method: 'POST', url: '/api/v1/session', payload: { email: 'sam@acme-sales.example', password: 'correct horse battery staple' } })).cookies.map((c) => `${c.name}=${c.value}`).join('; ')
  const answer = await h.app.inject({ method: 'PUT', url: `/api/v1${path}`, headers: { host: 'localhost:3000', cookie, 'content-type': 'application/octet-stream' }, payload: bytes })
  return { status: answer.statusCode, body: answer.json() }
}

test('a file on a record is what its bytes say, is saved and never shown, and comes back from the trash', async () => {
  const id = randomUUID()
  const html = await send(`/companies/${acme}/files/${id}?name=${encodeURIComponent('../offer <b>.html')}`, '<script>alert(1)</script>')
  assert.deepEqual([html.status, html.body.name, html.body.mediaType, html.body.bytes], [200, '.._offer _b_.html', 'text/plain', 25])
  const again = await send(`/companies/${acme}/files/${id}?name=other.html`, 'other')
  assert.equal(again.body.name, '.._offer _b_.html')
  const read = await sam('GET', `/files/${id}`)
  assert.equal(read.headers['content-type'], 'text/plain; charset=utf-8')
  assert.match(String(read.headers['content-disposition']), /^attachment; filename="/)
  assert.deepEqual([read.headers['x-content-type-options'], read.body], ['nosniff', '<script>alert(1)</script>'])
  assert.equal((await send(`/leads/${dana.id}/files/${randomUUID()}?name=a.pdf`, Buffer.from('MZ\x90'))).body.error.code, 'is_a_program')
  assert.equal((await send(`/leads/${dana.id}/files/${randomUUID()}?name=invoice.pdf.exe`, 'x')).body.error.code, 'is_a_program')
  assert.equal((await send(`/leads/${dana.id}/files/${randomUUID()}?name=big.bin`, Buffer.alloc(25_000_001))).status, 413)
  assert.equal((await send(`/leads/${dana.id}/files/${randomUUID()}?name=none.txt`, '')).body.error.code, 'empty_file')
  assert.equal((await send(`/leads/${dana.id}/files/${id}?name=x`, 'x')).status, 409)
  const png = await send(`/leads/${dana.id}/files/${randomUUID()}?name=logo.txt`, Buffer.from('89504e470d0a1a0a00', 'hex'))
  assert.equal(png.body.mediaType, 'image/png')

  await sam('DELETE', `/files/${id}`)
  assert.ok((await sam('GET', `/companies/${acme}/files`)).body.items[0].deletedAt)
  assert.equal((await sam('POST', `/files/${id}/restore`)).body.deletedAt, null)
  await sam('DELETE', `/files/${id}`)
  const path = join(h.ground.config.OVERTURE_DATA, 'files', h.world.workspaceId, id)
  h.clock.advance(29 * day)
  await emptyTrash(h.world)
  assert.ok(existsSync(path))
  h.clock.advance(2 * day)
  assert.equal((await emptyTrash(h.world)).files, 1)
  assert.equal(existsSync(path), false)
  assert.equal((await sam('GET', `/files/${id}`)).status, 404)
})

test('a signal stands on its company and on its people, is told, and can be taken off', async () => {
  const made = await sam('POST', `/companies/${acme}/signals`, { kind: 'funding', onDay: '2026-02-20', note: 'Series B, 20 million', sourceUrl: 'news.example/acme' })
  assert.equal(made.status, 200, JSON.stringify(made.body))
  assert.equal(made.body.sourceUrl, 'https://news.example/acme')
  assert.deepEqual((await sam('GET', `/leads/${dana.id}/signals`)).body.items.map((s: any) => [s.kind, s.onDay, s.note]), [['funding', '2026-02-20', 'Series B, 20 million']])
  const told = (await sam('GET', `/companies/${acme}/timeline`)).body.items.find((e: any) => e.type === 'signal.noted')
  assert.match(told.sentence, /noted a signal about Acme GmbH: funding/)
  assert.equal((await sam('POST', `/companies/${acme}/signals`, { kind: 'funding', onDay: '2026-02-30' })).status, 422)
  await sam('DELETE', `/signals/${made.body.id}`)
  assert.deepEqual((await sam('GET', `/companies/${acme}/signals`)).body.items, [])
})

test('tags are renamed, merged and taken off everywhere, in saved filters too', async () => {
  await sam('PATCH', `/leads/${dana.id}`, { tags: ['vip', 'berlin'] })
  await sam('PATCH', `/leads/${mo.id}`, { tags: ['berlin', 'VIP', 'x'] })
  await sam('PATCH', `/companies/${acme}`, { tags: ['vip'] })
  const segment = await sam('POST', '/lists', { name: 'VIPs', filter: { field: 'tags', op: 'hasAny', value: ['vip'] } })
  assert.deepEqual((await sam('GET', '/tags')).body.items.find((t: any) => t.tag === 'vip'), { tag: 'vip', leads: 1, companies: 1 })
  assert.equal((await sam('POST', '/tags/rename', { from: 'vip', to: 'VIP' })).body.changed, 2)
  assert.equal((await sam('POST', '/tags/rename', { from: 'x', to: 'VIP' })).body.changed, 1)
  assert.deepEqual((await sam('GET', `/leads/${mo.id}`)).body.lead.tags, ['berlin', 'VIP'])
  assert.deepEqual((await sam('GET', '/lists')).body.items.find((l: any) => l.id === segment.body.id).filter.value, ['VIP'])
  await sam('POST', '/tags/remove', { tag: 'VIP' })
  assert.deepEqual((await sam('GET', `/leads/${dana.id}`)).body.lead.tags, ['berlin'])
  assert.equal((await rep('POST', '/tags/remove', { tag: 'berlin' })).status, 403)
})

test('a company in the trash leaves its people alone, its name free, and comes back unless it is taken', async () => {
  assert.equal((await sam('DELETE', `/companies/${globex}`)).status, 200)
  assert.deepEqual((await sam('GET', '/companies')).body.items.map((c: any) => c.name).includes('Globex'), false)
  assert.equal((await sam('GET', `/leads/${mo.id}`)).body.company, null)
  assert.deepEqual((await sam('GET', '/trash/companies')).body.items.map((c: any) => [c.name, c.leads]), [['Globex', 2]])
  const newer = await sam('POST', '/companies', { name: 'Globex', domain: 'globex.example' })
  const taken = await sam('POST', `/companies/${globex}/restore`)
  assert.deepEqual([taken.status, taken.body.error.details.companyId], [409, newer.body.id])
  await sam('DELETE', `/companies/${newer.body.id}`)
  assert.equal((await sam('POST', `/companies/${globex}/restore`)).status, 200)
  assert.equal((await sam('GET', `/leads/${mo.id}`)).body.company.name, 'Globex')
  assert.equal((await rep('DELETE', `/companies/${globex}`)).status, 403)
})

test('after thirty days a lead that nothing tells of is gone; one that mails tell of keeps its address and nothing else', async () => {
  const [quiet, written] = await h.world.write(async (tx) => [(await upsertLead(tx, { email: 'quiet@umbrella.example', firstName: 'Q' })).id, (await upsertLead(tx, { email: 'written@umbrella.example', firstName: 'W', custom: { Seats: 3 } })).id])
  await h.world.write((tx) => tx.run(sql`insert into inbox_messages (workspace_id, mailbox_id, folder, identity, kind, kind_reason, received_at, lead_id) values (${tx.workspaceId}, ${written}, 'INBOX', 'one', 'reply', 'A person wrote.', ${tx.now}, ${written})`))
  for (const id of [quiet, written]) await sam('DELETE', `/leads/${id}`)
  h.clock.advance(31 * day)
  assert.equal((await emptyTrash(h.world)).leads, 2)
  assert.equal((await sam('GET', `/leads/${quiet}`)).status, 404)
  assert.deepEqual((await sam('GET', '/trash/leads')).body.items, [])
  const { body: { lead } } = await sam('GET', `/leads/${written}`)
  assert.deepEqual([lead.email, lead.firstName, lead.custom], ['written@umbrella.example', null, {}])
  assert.deepEqual((await sam('GET', `/leads/${written}/history`)).body.items, [])
  assert.equal((await sam('POST', `/leads/${written}/restore`)).body.error.code, 'gone_for_good')
  assert.equal((await emptyTrash(h.world)).leads, 0)
})
