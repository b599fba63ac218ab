// Record rights, tried on every endpoint: whoever is bound to the own records neither sees nor changes a colleague's, whatever
// they ask for, and counts nothing of them; and what follows from a fact still follows for everybody.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, test } from 'node:test'
import pg from 'pg'
import { may, recordKinds } from '#contract/roles'
import type { Actor } from '#platform/db'
import { suppress } from '#leads'
import { cast, type Cast } from '#test/cast'
import { callWith, everyEndpoint, isEndless, named } from '#test/every-endpoint'
import { house } from '#test/house'

const canary = 'canary-c41e'
const h = await house()
const owner = new pg.Client(h.owner)
owner.on('error', () => undefined) // the database goes before this connection does
after(async () => { await owner.end().catch(() => undefined); await h.stop() })
let people: Cast
const ids: string[] = []

const bind = async (sees: 'all' | 'team' | 'own', changes: 'all' | 'team' | 'own' = 'own') => {
  const sam = await h.api('owner')
  const rights = recordKinds.map((kind) => ({ role: 'rep', kind, sees, changes }))
  const answer = await sam('PUT', '/rights', { rights })
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
}
const names = async (role: 'rep' | 'owner' = 'rep', query = '') => {
  const answer = await (await h.api(role))('GET', `/leads?limit=200${query}`)
  assert.equal(answer.status, 200, JSON.stringify(answer.body))
  return (answer.body.items as { firstName: string }[]).map((l) => l.firstName)
}
const give = (lead: { id: string }, to: string | null) => owner.query('update leads set owner_id = $2 where id = $1', [lead.id, to])

/** Record tables that are there, leads and companies first. */
const bound = async () => (await owner.query<{ kind: string }>(`select k as kind from unnest($1::text[]) with ordinality x (k, n) where to_regclass(k) is not null order by n`, [recordKinds])).rows.map((r) => r.kind)

before(async () => {
  await owner.connect()
  people = await cast(h)
  const sam = await h.api('owner')
  assert.equal((await sam('POST', '/practice/sample', {})).status, 200)
  const me = await h.userId('owner')
  await hangSomethingOn()
  for (const kind of await bound()) await owner.query(`update ${kind} set owner_id = $1`, [me])
  // Whatever is told of a lead carries the mark, in each table that the rights bind.
  for (const [table, columns] of Object.entries({ leads: ['first_name', 'notes', 'title'], companies: ['name', 'description'], drafts: ['subject', 'body'], threads: ['subject'], inbox_messages: ['from_name', 'snippet'],
    record_files: ['name'], signals: ['note'], merges: ['winner_name', 'loser_name'], field_changes: ['why'], tasks: ['title', 'notes', 'outcome_note'], activities: ['text', 'note', 'subject'], meetings: ['title', 'note', 'place'], deals: ['name', 'note', 'next_step'] }))
    for (const column of columns) {
      const { rowCount } = await owner.query(`select from information_schema.columns where table_name = $1 and column_name = $2`, [table, column])
      if (rowCount) await owner.query(`update ${table} set ${column} = coalesce(${column}, '') || ' ${canary}'`)
    }
  for (const table of ['record_files', 'signals', 'merges', 'leads', 'companies', 'drafts', 'threads', 'inbox_messages', 'messages', 'enrollments', 'campaigns', 'lists', ...(await bound()).slice(2)])
    ids.push(...(await owner.query<{ id: string }>(`select id from ${table} where workspace_id = $1 order by id desc limit 1`, [h.world.workspaceId])).rows.map((r) => r.id))
})

/** A file, a signal, a change, a merge and a pair of each kind there may be. */
async function hangSomethingOn() {
  const sam = await h.api('owner')
  const done = async (answer: ReturnType<typeof sam>) => { const a = await answer; assert.equal(a.status, 200, JSON.stringify(a.body)); return a.body }
  for (const [path, id] of [['leads', people.dana.id], ['companies', people.acme]] as const) {
    await done(sam('PUT', `/${path}/${id}/files/${randomUUID()}?name=plan.txt`, Buffer.from('A plan.'), { 'content-type': 'application/octet-stream' }))
    await done(sam('POST', `/${path}/${id}/signals`, { kind: 'hiring', onDay: '2026-03-02', note: 'They hire.' }))
    await done(sam('PATCH', `/${path}/${id}`, { city: 'Kiel' }))
  }
  const twin = await done(sam('POST', '/leads', { email: 'dana@twin.example', firstName: 'Dana', lastName: 'Okafor' })), other = await done(sam('POST', '/leads', { email: 'mo.lindqvist@globex.example', firstName: 'Mo', lastName: 'Lindqvist', companyName: 'Globex' }))
  await done(sam('POST', '/leads/merge', { winnerId: people.dana.id, loserId: twin.id }))
  await owner.query(`insert into duplicate_pairs (workspace_id, subject, a_id, b_id, score, reasons, found_at) values ($1, 'lead', least($2::uuid, $3::uuid), greatest($2::uuid, $3::uuid), 90, '{name_and_company}', now()) on conflict do nothing`, [h.world.workspaceId, people.mo.id, other.id])
}

/** What is counted of these tables by somebody who is bound to the own records; without a word about rights in the question. */
const hanging = ['field_changes', 'record_files', 'signals', 'merges', 'duplicate_pairs'] as const
const countedBy = (actor: Actor) => h.world.as(actor).read(async (tx) => {
  const counts: Record<string, number> = {}
  for (const table of hanging) counts[table] = Number((await tx.raw.query<{ n: string }>(`select count(*) n from ${table}`)).rows[0]!.n)
  return counts
})

test('what hangs on a record is bound by the database itself, whatever asks', async () => {
  const rep = await h.userId('rep'), bound: Actor = { kind: 'user', userId: rep, role: 'rep', name: 'Rep', sees: Object.fromEntries(recordKinds.map((kind) => [kind, [rep]])) }
  const all = await countedBy({ kind: 'system', name: 'test' })
  for (const table of hanging) assert.ok(all[table]! > 0, `there is something in ${table}`)
  assert.deepEqual(await countedBy(bound), Object.fromEntries(hanging.map((table) => [table, 0])))
  await give(people.dana, rep)
  const own = await countedBy(bound)
  assert.ok(own['field_changes']! > 0 && own['record_files'] === 1 && own['signals'] === 1, JSON.stringify(own))
  assert.equal(own['merges'], 0, 'the other of the two is a colleague’s still')
  await give(people.dana, await h.userId('owner'))
})

test('a table that tells of a lead or a deal is bound, or says why it need not be', async () => {
  // What is known of a company is one brief for all, asked for behind the record itself; who looks at a thread is no fact about its lead; that a change
  // of one's own failed is said without a name.
  const free = new Set(['briefs', 'bulk_failures', 'thread_presence'])
  const { rows } = await owner.query<{ name: string }>(`
    select distinct c.table_name as name from information_schema.columns c join information_schema.tables t on t.table_name = c.table_name and t.table_schema = 'public' and t.table_type = 'BASE TABLE'
     where c.table_schema = 'public' and c.column_name in ('lead_id', 'deal_id', 'subject_id', 'thread_id', 'winner_id')
       and not exists (select from pg_policies p where p.tablename = c.table_name and p.policyname = 'record_rights') order by 1`)
  assert.deepEqual(rows.map((r) => r.name).filter((name) => !free.has(name)), [])
})

test('own, team and all: what a rep sees in lists, search and counts', async () => {
  const rep = await h.userId('rep'), viewer = await h.userId('viewer'), sam = await h.api('owner')
  await give(people.dana, rep)
  await give(people.mo, viewer)
  await bind('all')
  assert.ok((await names()).length > 50)

  await bind('own')
  assert.deepEqual((await names()).map((n) => n.split(' ')[0]), ['Dana'])
  assert.deepEqual((await names('rep', '&search=globex')).length, 0, 'search is bound')
  assert.equal((await (await h.api('rep'))('GET', '/leads/count?exact=true')).body.total, 1, 'counts are bound')
  assert.equal((await (await h.api('rep'))('GET', `/leads/${people.mo.id}`)).status, 404)
  assert.equal((await (await h.api('rep'))('GET', '/companies?limit=200')).body.items.length, 0)

  await give(people.ines, null)
  assert.deepEqual((await names()).map((n) => n.split(' ')[0]).toSorted(), ['Dana', 'Ines'], 'what belongs to nobody is everybody’s')

  const team = await sam('POST', '/teams', { name: 'North' })
  assert.equal(team.status, 200, JSON.stringify(team.body))
  for (const userId of [rep, viewer]) assert.equal((await sam('PATCH', `/members/${userId}`, { teamId: team.body.id })).status, 200)
  await bind('team')
  assert.deepEqual((await names()).map((n) => n.split(' ')[0]).toSorted(), ['Dana', 'Ines', 'Mo'])
  const mo = await (await h.api('rep'))('PATCH', `/leads/${people.mo.id}`, { title: 'Owner' })
  assert.equal(mo.status, 403, 'seen, and not changed')
  assert.match(mo.body.error.message, /belongs to a colleague/)
  await owner.query('update companies set owner_id = $2 where id = $1', [people.globex, viewer])
  const globex = await (await h.api('rep'))('PATCH', `/companies/${people.globex}`, { industry: 'Toys' })
  assert.deepEqual([globex.status, globex.body.error.message], [403, 'This belongs to a colleague. Ask them, or a manager, to change it.'])
  assert.equal((await sam('DELETE', `/teams/${team.body.id}`)).status, 200)
  assert.deepEqual((await names()).map((n) => n.split(' ')[0]).toSorted(), ['Dana', 'Ines'], 'without the team the own ones are left')
  assert.ok((await names('owner')).length > 50, 'owners are never bound')
})

test('an answer that is shared with whoever asks at the same time is not shared with whoever sees less', async () => {
  await bind('own')
  await Promise.all(Array.from({ length: 10 }, async (_, n) => {
    const seen = await names(n % 2 ? 'rep' : 'owner')
    assert.equal(seen.length > 10, n % 2 === 0)
  }))
})

test('nobody gives away what they would no longer see, nor makes a known person anew', async () => {
  await bind('own')
  const rep = await h.api('rep')
  const away = await rep('PATCH', `/leads/${people.dana.id}`, { ownerId: await h.userId('owner') })
  assert.equal(away.status, 403)
  assert.match(away.body.error.message, /no longer see/)
  const again = await rep('POST', '/leads', { email: people.mo.email })
  assert.equal(again.status, 409)
  assert.match(again.body.error.message, /of a colleague whose leads you do not see/)
  const renamed = await rep('PATCH', `/leads/${people.dana.id}`, { email: people.mo.email })
  assert.equal(renamed.status, 409)
  const wide = await (await h.api('owner'))('PUT', '/rights', { rights: [{ role: 'rep', kind: 'leads', sees: 'own', changes: 'all' }] })
  assert.equal(wide.status, 422)
})

test('on no endpoint does a bound rep meet a colleague’s record', async () => {
  await bind('own')
  const rep = await h.api('rep'), endpoints = await everyEndpoint()
  await give(people.dana, await h.userId('owner'))
  await give(people.ines, await h.userId('owner'))
  const state = async () => (await owner.query<{ h: string }>(`select md5(string_agg(t.h, '' order by t.h)) h from (
    select md5(l::text) h from leads l union all select md5(d::text) from drafts d union all select md5(c::text) from companies c union all select md5(m::text) from list_members m ${(await bound()).slice(2).map((kind) => `union all select md5(x::text) from ${kind} x`).join(' ')}) t`)).rows[0]!.h
  const before = await state(), wrong: string[] = []
  let calls = 0
  for (const e of endpoints.filter((e) => e.can !== 'public' && !isEndless(e) && !['DELETE /session', 'PUT /session/password', 'PUT /session/workspace'].includes(named(e)) && (e.can === 'signed-in' || may('rep', e.can as never)))) {
    for (const id of /:/.test(e.path) ? ids : [ids[0]!]) {
      calls++
      const answer = await callWith(rep, e, id, e.method === 'GET' ? {} : undefined)
      const said = JSON.stringify(answer.body)
      if (said.includes(canary)) wrong.push(`${named(e)} with ${id} tells of a colleague's record: ${said.slice(Math.max(0, said.indexOf(canary) - 80), said.indexOf(canary) + 20)}`)
      if (answer.status >= 500) wrong.push(`${named(e)} with ${id} breaks: ${answer.status} ${said.slice(0, 160)}`)
    }
  }
  assert.deepEqual(wrong, [])
  assert.equal(await state(), before, 'a colleague’s records have changed')
  console.log(`record rights: ${calls} calls of a bound rep, 0 leaks`)
})

test('what follows from a fact follows for everybody: a bound rep’s opt-out silences the colleague’s lead', async () => {
  await bind('own')
  const rep = await h.api('rep')
  assert.equal((await rep('POST', '/suppressions', { text: people.mo.email, reason: 'opted_out' })).status, 200)
  const { rows } = await owner.query<{ opted: boolean }>('select opted_out_at is not null opted from leads where id = $1', [people.mo.id])
  assert.deepEqual(rows, [{ opted: true }])
  assert.equal((await h.world.write((tx) => suppress(tx, { kind: 'address', value: people.mo.email, reason: 'opted_out' }))).added, false)
  assert.equal((await rep('GET', `/leads/${people.mo.id}`)).status, 404, 'and the rep’s sight is as narrow as before')
})

test('a bound rep’s import meets colleagues’ people by name of the reason alone, and joins their companies', async () => {
  await bind('own')
  const rep = await h.api('rep'), id = randomUUID()
  const up = await rep('PUT', `/imports/${id}/file?fileName=people.csv`, Buffer.from(`email,first name,company\n${people.dana.email},Dana,Acme\nnew@globex.example,Nia,Globex\n`), { 'content-type': 'text/csv' })
  assert.equal(up.status, 200, JSON.stringify(up.body))
  assert.equal((await rep('POST', `/imports/${id}/start`, {})).status, 200)
  await h.runLater()
  const { body: rows } = await rep('GET', `/imports/${id}/rows?outcome=skipped&limit=10`)
  assert.deepEqual(rows.items.map((r: { reason: string }) => r.reason), ['Already a lead, and a colleague’s: your role does not see it.'])
  const { rows: [nia] } = await owner.query<{ company: string; owner: string }>(`select company_id company, owner_id owner from leads where email = 'new@globex.example'`)
  assert.deepEqual(nia, { company: people.globex, owner: await h.userId('rep') })
})
