// Suppression and the gate's question, with the races that matter.
import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { after, test } from 'node:test'
import { fakeLetterbox } from '#test/fakes/letterbox'
import { house } from '#test/house'
import { cast } from '#test/cast'
import { sql } from '#platform/db'
import { createHash } from 'node:crypto'
import { editCompany, upsertCompany } from '#companies'
import { deleteLeads, findLead, giveAddresses, lockContactable, lockLead, mayBeContacted, suppress, upsertLead } from '#leads'
import { planMessage } from '#sending'

const soon = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms))

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
const people = await cast(h)
const sam = await h.api(), box = await fakeLetterbox(h)

const gate = (leadId: string, address: string) => h.world.write(async (tx) => (await lockContactable(tx, [{ leadId, address }])).get(leadId))
const marked = async (leadId: string) => Boolean((await h.world.read((tx) => findLead(tx, leadId)))!.optedOutAt)
const facts = () => h.world.read((tx) => tx.many<{ payload: any }>(sql`select payload from events where workspace_id = ${tx.workspaceId} and type = 'lead.suppressed' order by id`))

test('an address on the list stands before every mail to it, in a sentence', async () => {
  const { dana } = people
  assert.equal(await gate(dana.id, dana.email), null)
  const done = await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'Dana@ACME.example', reason: 'opted_out', source: 'reply' }))
  assert.deepEqual(done, { added: true, leadIds: [dana.id] })
  assert.deepEqual(await gate(dana.id, dana.email), { code: 'lead_suppressed', sentence: 'dana@acme.example asked not to be contacted.' })
  assert.equal(await h.world.read((tx) => mayBeContacted(tx, dana.id)), false)
  assert.ok((await h.world.read((tx) => findLead(tx, dana.id)))?.optedOutAt)
  assert.deepEqual((await facts()).map((f) => f.payload), [{ leadId: dana.id, address: dana.email, reason: 'opted_out', via: 'address' }])
  assert.deepEqual(await h.world.write((tx) => suppress(tx, { kind: 'address', value: dana.email, reason: 'manual' })), { added: false, leadIds: [] })
  assert.equal((await facts()).length, 1)
})

test('a domain stops everybody at it and below it, and nobody beside it', async () => {
  const ids = await h.world.write(async (tx) => {
    const id = async (email: string) => (await upsertLead(tx, { email })).id
    return { at: await id('a@initech.example'), below: await id('b@mail.eu.initech.example'), beside: await id('c@notinitech.example'), fooled: await id('initech.example@other.example') }
  })
  const done = await h.world.write((tx) => suppress(tx, { kind: 'domain', value: 'Initech.example', reason: 'competitor' }))
  assert.deepEqual(done.leadIds.sort(), [ids.at, ids.below].sort())
  const asked = await h.world.write((tx) => lockContactable(tx, [
    { leadId: ids.at, address: 'a@initech.example' }, { leadId: ids.below, address: 'b@mail.eu.initech.example' },
    { leadId: ids.beside, address: 'c@notinitech.example' }, { leadId: ids.fooled, address: 'initech.example@other.example' }]))
  assert.deepEqual([ids.at, ids.below, ids.beside, ids.fooled].map((id) => asked.get(id)?.code ?? null), ['lead_suppressed', 'lead_suppressed', null, null])
  const { body } = await sam('GET', `/leads?filter=${encodeURIComponent(JSON.stringify({ field: 'suppressed', op: 'is', value: true }))}`)
  assert.deepEqual(body.items.map((l: any) => [l.email, l.suppressed]).sort(), [['a@initech.example', 'competitor'], ['b@mail.eu.initech.example', 'competitor'], ['dana@acme.example', 'opted_out']])
})

test('a domain that asked to be left alone and is allowed again leaves no mark on its people, but on those who asked themselves', async () => {
  const [una, uwe] = await h.world.write(async (tx) => [(await upsertLead(tx, { email: 'una@umbrella.example' })).id, (await upsertLead(tx, { email: 'uwe@umbrella.example' })).id] as const)
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'uwe@umbrella.example', reason: 'opted_out', source: 'reply' }))
  await h.world.write((tx) => suppress(tx, { kind: 'domain', value: 'umbrella.example', reason: 'opted_out' }))
  const { id } = (await sam('GET', '/suppressions?search=umbrella&kind=domain')).body.items[0]
  assert.equal((await sam('DELETE', `/suppressions/${id}`)).status, 200)
  const left = async (lead: string) => Boolean((await h.world.read((tx) => findLead(tx, lead)))!.optedOutAt)
  assert.deepEqual([await left(una), await left(uwe), await h.world.read((tx) => mayBeContacted(tx, una))], [false, true, true])
})

test('a lead in the trash, and one that never was, get no mail', async () => {
  const { id } = await h.world.write((tx) => upsertLead(tx, { email: 'gone@acme.example' }))
  await h.world.write((tx) => deleteLeads(tx, [id]))
  assert.equal((await gate(id, 'gone@acme.example'))?.code, 'lead_deleted')
  assert.equal((await gate('00000000-0000-4000-8000-000000000000', 'x@y.zz'))?.code, 'lead_gone')
})

test('the address a mail was planned for counts, even after the lead got another', async () => {
  const { id } = await h.world.write((tx) => upsertLead(tx, { email: 'new@globex.example' }))
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'old@globex.example', reason: 'bounced', leadId: id }))
  assert.equal((await gate(id, 'old@globex.example'))?.code, 'lead_suppressed')
  assert.equal(await gate(id, 'new@globex.example'), null)
})

test('a gate that waits for an opt-out in progress sees it', async () => {
  const { ines } = people
  let answer: unknown = 'open'
  const optOut = h.world.write(async (tx) => {
    await suppress(tx, { kind: 'address', value: ines.email, reason: 'opted_out' })
    await soon(300)
  })
  await soon(80)
  const asked = gate(ines.id, ines.email).then((a) => { answer = a })
  await soon(80)
  assert.equal(answer, 'open', 'the gate must wait for the opt-out')
  await Promise.all([optOut, asked])
  assert.equal((answer as unknown as { code: string } | null)?.code, 'lead_suppressed')
})

test('an opt-out that comes while a mail is at the gate waits until the gate has decided', async () => {
  const { mo } = people
  const order: string[] = []
  const sending = h.world.write(async (tx) => {
    assert.equal((await lockContactable(tx, [{ leadId: mo.id, address: mo.email }])).get(mo.id), null)
    await soon(300)
    order.push('sent')
  })
  await soon(80)
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: mo.email, reason: 'opted_out' }))
  order.push('suppressed')
  await sending
  assert.deepEqual(order, ['sent', 'suppressed'])
})

test('two gates for the same leads in other order pass side by side; a lock for writing waits', async () => {
  const { dana, mo } = people
  const both = [{ leadId: dana.id, address: dana.email }, { leadId: mo.id, address: mo.email }]
  let locked = false
  await h.world.write(async (tx) => {
    await lockContactable(tx, both)
    await h.world.write((tx2) => lockContactable(tx2, both.toReversed()))
    void h.world.write((tx3) => lockLead(tx3, mo.id)).then(() => { locked = true })
    await soon(150)
    assert.equal(locked, false)
  })
  await soon(100)
  assert.equal(locked, true)
})

test('thirty opt-outs and thirty gates at once: never a mail let through after the opt-out was answered', async () => {
  const leads = await h.world.write(async (tx) => {
    const made = []
    for (let i = 0; i < 30; i++) made.push({ id: (await upsertLead(tx, { email: `race${i}@race.example` })).id, email: `race${i}@race.example` })
    return made
  })
  const answered = new Set<string>()
  await Promise.all(leads.flatMap((lead, i) => [
    (async () => { await soon(i % 7); await h.world.write((tx) => suppress(tx, { kind: 'address', value: lead.email, reason: 'opted_out' })); answered.add(lead.id) })(),
    (async () => {
      await soon((i * 3) % 11)
      const already = answered.has(lead.id)
      const open = (await gate(lead.id, lead.email)) === null
      assert.ok(!(already && open), lead.email)
    })(),
  ]))
})

test('pasted text: what can be read is added, the rest is named, endings shared by many are refused', async () => {
  const { body } = await sam('POST', '/suppressions', { text: 'new1@x.example; NEW1@x.example, @rival.example\n*.rival2.example nonsense@ co.uk a@b', reason: 'competitor', note: 'rivals' })
  assert.deepEqual([body.added, body.already, body.refusedCount], [3, 0, 3])
  assert.deepEqual(body.refused.map((r: any) => r.value), ['nonsense@', 'co.uk', 'a@b'])
  assert.equal((await sam('POST', '/suppressions', { text: 'new1@x.example' })).body.already, 1)
  const found = await sam('GET', '/suppressions?search=rival&kind=domain')
  assert.deepEqual(found.body.items.map((s: any) => [s.value, s.reason, s.note, s.createdBy]).sort(), [['rival.example', 'competitor', 'rivals', 'Sam Carter'], ['rival2.example', 'competitor', 'rivals', 'Sam Carter']])
})

test('a rep adds, only an admin removes, and removing lets mail through again', async () => {
  const rep = await h.api('rep'), viewer = await h.api('viewer'), admin = await h.api('admin')
  assert.equal((await viewer('POST', '/suppressions', { text: 'q@q.example' })).status, 403)
  assert.equal((await rep('POST', '/suppressions', { text: 'q@q.example' })).status, 200)
  const entry = (await sam('GET', `/suppressions?search=${people.dana.email}`)).body.items[0]
  assert.equal((await rep('DELETE', `/suppressions/${entry.id}`)).status, 403)
  assert.equal((await admin('DELETE', `/suppressions/${entry.id}`)).status, 200)
  assert.equal(await gate(people.dana.id, people.dana.email), null)
  assert.equal((await h.world.read((tx) => findLead(tx, people.dana.id)))?.optedOutAt, null)
})

test('the file of the list is safe to open in a spreadsheet', async () => {
  await h.world.write((tx) => tx.run(sql`update suppressions set note = '=HYPERLINK("http://evil")' where workspace_id = ${tx.workspaceId} and value = 'rival.example'`))
  const { body, headers } = await sam('GET', '/suppressions/export?kind=domain')
  assert.match(String(headers['content-disposition']), /suppression-list\.csv/)
  assert.match(body, /"domain","rival.example","competitor","list","'=HYPERLINK\(""http:\/\/evil""\)"/)
})

test('a CSV file: our own export and other people’s; bad rows are named by their number, the others are taken', async () => {
  const file = (csv: string, more: object = {}) => sam('POST', '/suppressions/file', { csv, ...more })
  const own = (await file((await sam('GET', '/suppressions/export')).body)).body
  assert.deepEqual([own.added, own.refusedCount], [0, 0], 'the export comes back without a change')
  assert.ok(own.already > 3 && own.rows === own.already)

  const other = (await file('Name;E-Mail;Reason;Note\r\nAnn;Ann@File.example;opted out;asked by phone\r\nBob;bob(at)file.example;;\r\nCy;;;\r\nDi;di@file.example;because;\r\nEd;ed@file.example;;\r\n', { reason: 'customer', note: 'from the CRM' })).body
  assert.deepEqual([other.rows, other.added, other.refused.map((r: any) => [r.row, r.value])], [5, 2, [[3, 'bob(at)file.example'], [4, ''], [5, 'di@file.example']]])
  const found = (await sam('GET', '/suppressions?search=file.example')).body.items
  assert.deepEqual(found.map((s: any) => [s.value, s.reason, s.note]).sort(), [['ann@file.example', 'opted_out', 'asked by phone'], ['ed@file.example', 'customer', 'from the CRM']])

  assert.equal((await file('plain1@one.example\nhttps://www.plain2.example/contact\n')).body.added, 2, 'no header, one a line')
  assert.equal((await sam('GET', '/suppressions?search=plain2.example&kind=domain')).body.items[0].value, 'plain2.example')
  const wrong = await file('first,last\nAnn,Bee\n')
  assert.equal(wrong.status, 422)
  assert.match(wrong.body.detail ?? wrong.body.message ?? JSON.stringify(wrong.body), /No column is called email/)
  assert.equal((await (await h.api('viewer'))('POST', '/suppressions/file', { csv: 'a@b.example' })).status, 403)

  // Deleted and taken in anew, whoever is on the list stays on it.
  const again = await h.world.write(async (tx) => { const { id } = await upsertLead(tx, { email: 'ann@file.example' }); await deleteLeads(tx, [id]); return (await upsertLead(tx, { email: 'ann@file.example', firstName: 'Ann' })).id })
  assert.equal((await gate(again, 'ann@file.example'))?.code, 'lead_suppressed')
})

test('a company: nobody at its domains and none of its leads is written to, now or later, until it is taken off the list', async () => {
  const { acme, freelancer, other, webBased } = await h.world.write(async (tx) => {
    const acme = await upsertCompany(tx, { name: 'Hooli', domain: 'hooli.example', website: 'https://hooli.test.example' })
    await tx.run(sql`update companies set website = 'https://www.hooli-group.example/de' where workspace_id = ${tx.workspaceId} and id = ${acme}`)
    return {
      acme, freelancer: (await upsertLead(tx, { email: 'gavin@studio.example', companyName: 'Hooli', companyDomain: 'hooli.example' })).id,
      other: (await upsertLead(tx, { email: 'erlich@bachmanity.example' })).id, webBased: (await upsertLead(tx, { email: 'nelson@mail.hooli-group.example' })).id,
    }
  })
  await sam('POST', '/suppressions', { text: 'kept@hooli.example' })
  const done = (await sam('POST', '/suppressions/company', { companyId: acme, reason: 'customer', note: 'signed in May' })).body
  assert.deepEqual([done.added, done.already, done.leadsAffected], [1, 0, 2])
  assert.deepEqual((await sam('POST', '/suppressions/company', { companyId: acme, reason: 'customer' })).body, { added: 0, already: 1, leadsAffected: 0, refused: [], refusedCount: 0 })

  // The lead by its company, whatever its address; everybody at the domain and at the website's; nobody else.
  assert.deepEqual(await gate(freelancer, 'gavin@studio.example'), { code: 'lead_suppressed', sentence: 'Hooli is on the suppression list as a customer.' })
  assert.equal((await gate(webBased, 'nelson@mail.hooli-group.example'))?.sentence, 'Hooli is on the suppression list as a customer.')
  assert.equal(await gate(other, 'erlich@bachmanity.example'), null)
  const page = (await sam('GET', `/leads/${freelancer}`)).body
  assert.deepEqual([page.mayBeContacted, page.sentence, page.suppressions.map((s: any) => [s.kind, s.value, s.companyId, s.domains])], [false, 'Hooli is on the suppression list as a customer.', [['company', 'Hooli', acme, ['hooli-group.example', 'hooli.example']]]])

  // One line in the list, found by its name and by its domain; the lists of leads know it.
  for (const question of ['search=hooli-group', 'search=Hooli&kind=company', `companyId=${acme}`]) assert.deepEqual((await sam('GET', `/suppressions?${question}`)).body.items.filter((s: any) => s.kind !== 'address').map((s: any) => s.value), ['Hooli'], question)
  const marked = async () => (await sam('GET', `/leads?filter=${encodeURIComponent(JSON.stringify({ field: 'suppressed', op: 'is', value: true }))}`)).body.items.map((l: any) => l.email)
  assert.ok((await marked()).includes('gavin@studio.example') && (await marked()).includes('nelson@mail.hooli-group.example'))
  assert.deepEqual((await sam('GET', '/leads?limit=50')).body.items.filter((l: any) => /studio|hooli-group|bachmanity/.test(l.email)).map((l: any) => [l.email, l.suppressed]).sort(), [['erlich@bachmanity.example', null], ['gavin@studio.example', 'customer'], ['nelson@mail.hooli-group.example', 'customer']])

  // Later: who joins it, who is new at its domain, and a domain it gets.
  const before = (await facts()).length
  await sam('PATCH', `/leads/${other}`, { companyName: 'Hooli', companyDomain: 'hooli.example' })
  assert.equal((await gate(other, 'erlich@bachmanity.example'))?.code, 'lead_suppressed')
  const late = (await h.world.write((tx) => upsertLead(tx, { email: 'new@hooli.example' }))).id
  assert.equal((await gate(late, 'new@hooli.example'))?.code, 'lead_suppressed')
  const moved = (await h.world.write((tx) => upsertLead(tx, { email: 'peter@raviga.example' }))).id
  await h.world.write((tx) => editCompany(tx, acme, { name: 'Hooli XYZ', website: 'https://raviga.example' }))
  assert.equal((await gate(moved, 'peter@raviga.example'))?.sentence, 'Hooli XYZ is on the suppression list as a customer.')
  assert.deepEqual((await facts()).slice(before).map((f) => [f.payload.leadId, f.payload.via]).toSorted(), [[moved, 'company'], [other, 'company']].toSorted(), 'campaigns hear of both')

  // Deleted and taken in anew it is still silent; off the list it is not, and what was listed by itself stays.
  const again = await h.world.write(async (tx) => { await deleteLeads(tx, [freelancer]); return (await upsertLead(tx, { email: 'gavin@studio.example', companyName: 'Hooli XYZ', companyDomain: 'hooli.example' })).id })
  assert.equal((await gate(again, 'gavin@studio.example'))?.code, 'lead_suppressed')
  const csv = String((await sam('GET', '/suppressions/export')).body)
  assert.match(csv, /"company","Hooli XYZ","customer"/)
  assert.deepEqual((({ added, refusedCount }) => [added, refusedCount])((await sam('POST', '/suppressions/file', { csv })).body), [0, 0], 'our own file comes back')
  const [entry] = (await sam('GET', `/suppressions?companyId=${acme}`)).body.items
  await (await h.api('admin'))('DELETE', `/suppressions/${entry.id}`)
  assert.equal(await gate(again, 'gavin@studio.example'), null)
  assert.equal(await gate(webBased, 'nelson@mail.hooli-group.example'), null)
  assert.equal((await gate(late, 'kept@hooli.example'))?.code, 'lead_suppressed')
})

test('hashes: a list without addresses stops whom it fits, names nobody, and our own goes out the same way', async () => {
  const sha = (address: string) => createHash('sha256').update(address).digest('hex')
  const [known, free] = await h.world.write(async (tx) => [(await upsertLead(tx, { email: 'known@hashed.example' })).id, (await upsertLead(tx, { email: 'free@hashed.example' })).id])
  const done = (await sam('POST', '/suppressions', { text: `${sha('known@hashed.example')}\nsha256:${sha('later@hashed.example').toUpperCase()}\n${'ab'.repeat(16)}`, reason: 'opted_out' })).body
  assert.deepEqual([done.added, done.leadsAffected, done.refused[0].sentence.slice(0, 31)], [2, 1, '32 hex digits are no SHA-256 ha'])
  assert.deepEqual(await gate(known, 'known@hashed.example'), { code: 'lead_suppressed', sentence: 'known@hashed.example asked not to be contacted.' })
  assert.equal(await gate(free, 'free@hashed.example'), null)
  const later = (await h.world.write((tx) => upsertLead(tx, { email: 'Later@Hashed.example' }))).id
  assert.equal((await gate(later, 'later@hashed.example'))?.code, 'lead_suppressed')
  assert.deepEqual((await sam('GET', '/leads?limit=50')).body.items.filter((l: any) => /hashed/.test(l.email)).map((l: any) => [l.email, l.suppressed]).sort(), [['free@hashed.example', null], ['known@hashed.example', 'opted_out'], ['later@hashed.example', 'opted_out']])
  assert.deepEqual((await sam('GET', `/leads?search=hashed&filter=${encodeURIComponent(JSON.stringify({ field: 'suppressed', op: 'is', value: true }))}`)).body.items.length, 2)
  assert.equal((await sam('GET', `/leads/check?email=later@hashed.example`)).body.suppressed, 'opted_out')

  // The list shows the hash and not the address; who knows the address finds its line.
  const found = (await sam('GET', '/suppressions?search=later@hashed.example')).body.items
  assert.deepEqual(found.map((s: any) => [s.kind, s.value]), [['hash', sha('later@hashed.example')]])
  assert.ok(!JSON.stringify((await sam('GET', '/suppressions?kind=hash')).body).includes('@hashed'))

  // Given to others: no address in it, and it means the same.
  const shared = String((await sam('GET', '/suppressions/export?hashed=true')).body)
  assert.ok(!shared.includes('@') && !shared.includes('Sam Carter') && shared.includes(sha('ann@file.example')) && shared.includes('"domain","rival.example"'))
  const back = (await sam('POST', '/suppressions/file', { csv: shared })).body
  assert.deepEqual([back.refusedCount, back.rows], [0, back.added + back.already])

  await (await h.api('admin'))('DELETE', `/suppressions/${found[0].id}`)
  assert.equal(await gate(later, 'later@hashed.example'), null)
  assert.equal((await h.world.read((tx) => findLead(tx, later)))?.optedOutAt, null)
})

test('silence goes along to another address of the lead; taking the change back frees where it only came along to', async () => {
  const id = (await h.world.write((tx) => upsertLead(tx, { email: 'asked@moved.example' }))).id
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'asked@moved.example', reason: 'opted_out', source: 'reply' }))
  const change = async (email: string) => assert.equal((await sam('PATCH', `/leads/${id}`, { email })).status, 200)
  const takeBack = async () => {
    const [last] = (await sam('GET', `/leads/${id}/history?field=email`)).body.items
    assert.equal((await sam('POST', `/leads/${id}/history/${last.id}/put-back`)).status, 200)
  }
  const list = async () => (await sam('GET', '/suppressions?search=moved.example')).body.items.map((s: any) => [s.value, s.reason, s.source]).sort()
  const asked = ['asked@moved.example', 'opted_out', 'reply']

  const before = (await facts()).length
  await change('typo@moved.example')
  assert.equal((await gate(id, 'typo@moved.example'))?.code, 'lead_suppressed')
  assert.deepEqual(await list(), [asked, ['typo@moved.example', 'opted_out', 'edit']])
  assert.deepEqual((await facts()).slice(before).map((f) => f.payload.address), ['typo@moved.example'], 'told once')
  await takeBack()
  assert.deepEqual(await list(), [asked], 'the other address is a stranger’s again')
  assert.equal(await h.world.read((tx) => mayBeContacted(tx, id)), false)

  await change('again@moved.example')
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'again@moved.example', reason: 'opted_out', source: 'complaint', leadId: id }))
  await takeBack()
  assert.deepEqual(await list(), [['again@moved.example', 'opted_out', 'complaint'], asked], 'what was asked for there since stays')

  const bounced = (await h.world.write((tx) => upsertLead(tx, { email: 'old@gone-away.example' }))).id
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'old@gone-away.example', reason: 'bounced', source: 'bounce' }))
  await sam('PATCH', `/leads/${bounced}`, { email: 'new@gone-away.example' })
  assert.equal(await gate(bounced, 'new@gone-away.example'), null, 'a bounce speaks of its address only')
})

test('a company that asked to be left alone and is allowed again leaves no mark: not on its own people, nor on those at its domains', async () => {
  const { initrode, own, atDomain } = await h.world.write(async (tx) => {
    const initrode = await upsertCompany(tx, { name: 'Initrode', domain: 'initrode.example' })
    await tx.run(sql`update companies set website = 'https://www.initrode-group.example/de' where workspace_id = ${tx.workspaceId} and id = ${initrode}`)
    return { initrode, own: (await upsertLead(tx, { email: 'bill@studio2.example', companyName: 'Initrode', companyDomain: 'initrode.example' })).id, atDomain: (await upsertLead(tx, { email: 'milton@initrode-group.example' })).id }
  })
  assert.equal((await sam('POST', '/suppressions/company', { companyId: initrode, reason: 'opted_out' })).body.leadsAffected, 2)
  assert.deepEqual([await marked(own), await marked(atDomain)], [true, true])
  const [entry] = (await sam('GET', `/suppressions?companyId=${initrode}`)).body.items
  assert.equal((await sam('DELETE', `/suppressions/${entry.id}`)).status, 200)
  assert.deepEqual([await marked(own), await marked(atDomain)], [false, false])
})

const optsOut = (leadId: string, value: string) => h.world.write((tx) => suppress(tx, { kind: 'address', value, reason: 'opted_out', source: 'reply', leadId }))

/** A mail went to them, and they have another address since. As it once was: nothing of the one came along to the other. */
async function movedOn(then: string, now: string): Promise<string> {
  return h.world.write(async (tx) => {
    const { id } = await upsertLead(tx, { email: then })
    const mail = await planMessage(tx, { leadId: id, mailboxId: box.id, subject: 'Hello', bodyText: 'A question.', dueAt: tx.now, origin: 'campaign' })
    await tx.run(sql`update messages set to_address = initcap(to_address) where workspace_id = ${tx.workspaceId} and id = ${mail.id}`)
    await tx.run(sql`update leads set email = ${now} where workspace_id = ${tx.workspaceId} and id = ${id}`)
    return id
  })
}

/** A lead with a second address. */
const withOther = (email: string, other: string, world = h.world): Promise<string> => world.write(async (tx) => {
  const { id } = await upsertLead(tx, { email })
  await giveAddresses(tx, id, [other])
  return id
})

test('a domain that is allowed again leaves the mark on those who opted out under another address', async () => {
  const earlier = await movedOn('ugo@before.example', 'ugo@vandelay.example'), other = await withOther('ute@vandelay.example', 'ute@elsewhere.example'), bounced = await movedOn('ula@before.example', 'ula@vandelay.example')
  await optsOut(earlier, 'ugo@before.example')
  await optsOut(other, 'ute@elsewhere.example')
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'ula@before.example', reason: 'bounced', source: 'bounce', leadId: bounced }))
  await h.world.write((tx) => suppress(tx, { kind: 'domain', value: 'vandelay.example', reason: 'opted_out' }))
  assert.deepEqual([await marked(earlier), await marked(other), await marked(bounced)], [true, true, true])
  const { id } = (await sam('GET', '/suppressions?search=vandelay&kind=domain')).body.items[0]
  assert.equal((await sam('DELETE', `/suppressions/${id}`)).status, 200)
  assert.deepEqual([await marked(earlier), await marked(other), await marked(bounced)], [true, true, false], 'a bounce speaks of its address only')
})

test('whom an earlier version left open under the address of today is silent there; who was allowed again is not', async () => {
  const earlier = await movedOn('vic@then.example', 'vic@today.example'), other = await withOther('val@today.example', 'val@beside.example')
  const freed = await movedOn('vera@then.example', 'vera@today.example'), known = await movedOn('vlad@then.example', 'vlad@today.example'), unmarked = await movedOn('vito@then.example', 'vito@today.example')
  for (const [leadId, address] of [[earlier, 'vic@then.example'], [other, 'val@beside.example'], [freed, 'vera@then.example'], [known, 'vlad@then.example']] as const) await optsOut(leadId, address)
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'vlad@today.example', reason: 'bounced', source: 'bounce' }))
  await h.world.write((tx) => suppress(tx, { kind: 'address', value: 'vito@then.example', reason: 'opted_out', source: 'reply' }))
  const [gone] = (await sam('GET', '/suppressions?search=vera@then.example')).body.items
  assert.equal((await sam('DELETE', `/suppressions/${gone.id}`)).status, 200)
  const there = await h.secondWorkspace(), zoe = await withOther('zoe@there.example', 'zoe@beside.example', there)
  await there.write((tx) => suppress(tx, { kind: 'address', value: 'zoe@beside.example', reason: 'opted_out', source: 'reply', leadId: zoe }))
  assert.deepEqual([await gate(earlier, 'vic@today.example'), await marked(freed), await marked(unmarked)], [null, true, false])

  // As the application, which sees one workspace at a time: whoever runs it need not see over the walls. Twice does nothing more.
  const mending = readFileSync(new URL('../../migrations/0405_opted_out_under_another_address.sql', import.meta.url), 'utf8')
  for (let times = 0; times < 2; times++) await h.ground.db.pool.query(mending)
  assert.deepEqual((await sam('GET', '/suppressions?search=today.example')).body.items.map((s: any) => [s.value, s.reason, s.source]).sort(), [
    ['val@today.example', 'opted_out', 'edit'], ['vic@today.example', 'opted_out', 'edit'], ['vlad@today.example', 'bounced', 'bounce']])
  assert.deepEqual([(await gate(earlier, 'vic@today.example'))?.code, await gate(freed, 'vera@today.example'), await gate(unmarked, 'vito@today.example')], ['lead_suppressed', null, null])
  assert.equal(await there.read((tx) => mayBeContacted(tx, zoe)), false)
})
