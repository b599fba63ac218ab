// One box: every kind is found, accents and slips of the finger are forgiven, and nobody finds what they may not see.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'
import { cast } from '#test/cast'
import { chance } from '#test/rig/chance'
import { fold } from '#platform/folding'
import { sql } from '#platform/db'
import { upsertLead } from '#leads'

const h = await house()
after(() => h.stop())
await cast(h)
const sam = await h.api()
await h.world.write(async (tx) => {
  await upsertLead(tx, { email: 'jose@muller.example', firstName: 'José', lastName: 'Müller-Łukasz', companyName: 'Straße & Söhne', title: 'Einkäufer' })
  for (let n = 0; n < 40; n++) await upsertLead(tx, { email: `filler${n}@gmail.com`, firstName: 'Filler', lastName: `Number ${n}` })
})
await sam('POST', '/campaigns', { name: 'Frühling für Okafors' })
await sam('POST', '/lists', { name: 'Okafor family' })

const find = async (q: string, more = '') => (await sam('GET', `/search?q=${encodeURIComponent(q)}${more}`)).body.items as { kind: string; label: string; nearly: boolean }[]
const said = async (q: string, more = '') => (await find(q, more)).map((hit) => `${hit.kind} ${hit.label}${hit.nearly ? ' (nearly)' : ''}`)

test('a word finds everything that is called so, of each kind', async () => {
  assert.deepEqual(await said('okafor'), ['lead Dana Okafor', 'campaign Frühling für Okafors', 'list Okafor family'])
  assert.deepEqual((await said('globex')).sort(), ['company Globex', 'lead Ines Duarte', 'lead Mo Lindqvist'], 'leads by their company, and the company')
  assert.deepEqual(await said('okafor', '&kinds=list'), ['list Okafor family'])
  assert.equal((await find('filler', '&limit=3')).length, 3)
})

test('accents do not matter, on either side', async () => {
  for (const q of ['jose muller', 'JOSÉ', 'mueller-lukasz'.replace('ue', 'u'), 'einkaufer', 'strase']) assert.ok((await said(q)).includes('lead José Müller-Łukasz'), q)
  assert.deepEqual(await said('fruhling'), ['campaign Frühling für Okafors'])
  const { folded } = await h.world.read((tx) => tx.one<{ folded: string }>(sql`select folded(${'Ærø Łódź İstanbul ŒUVRE Straße ASCII 123'}) as folded`))
  assert.equal(fold('Ærø Łódź ŒUVRE Straße ASCII 123'), folded.replace(/ \S*stanbul/, ''))
})

test('a slip of the finger finds what is nearly so, and says it; where something is spelt so, only that', async () => {
  assert.deepEqual(await said('okafro'), ['lead Dana Okafor (nearly)'])
  assert.deepEqual(await said('lindquist'), ['lead Mo Lindqvist (nearly)'])
  assert.deepEqual(await said('dnaa okafor', '&kinds=lead'), ['lead Dana Okafor (nearly)'])
  assert.deepEqual(await said('globx', '&kinds=company'), ['company Globex (nearly)'])
  assert.deepEqual(await said('xyzzyq'), [])
  assert.deepEqual(await said("'; drop table leads;--"), [])
  assert.deepEqual(await said('%'), [])
  for (const q of ['%s', '%L', '%1$s 100%', "%%' or true --"]) {
    assert.deepEqual((await sam('GET', `/leads?search=${encodeURIComponent(q)}`)).body.items, [], q)
    assert.deepEqual((await sam('GET', `/leads?sort=email&search=${encodeURIComponent(q)}`)).body.items, [], q)
  }
})

test('the trash is not found, nor what belongs to others', async () => {
  const other = await h.secondWorkspace()
  const olga = await h.apiAs(other.email)
  assert.deepEqual((await olga('GET', '/search?q=okafor')).body.items, [])
  assert.deepEqual((await olga('GET', '/search?q=okafro')).body.items, [])
  const { id } = (await sam('GET', '/leads?search=lindqvist')).body.items[0]
  await sam('DELETE', `/leads/${id}`)
  assert.deepEqual(await said('lindqvist'), [])
  assert.deepEqual(await said('lindquist'), [])
})

test('what is nearly so is found as if every lead were looked at', async () => {
  const names = ['garcia', 'martinez', 'martin', 'marta', 'hernandez', 'fernandez', 'founder', 'foundry', 'anderson', 'andersen', 'robinson', 'roberts', 'campbell', 'campell']
  const random = chance(7), one = (from: readonly string[]) => from[Math.floor(random() * from.length)]!
  const slip = (word: string) => { const at = Math.floor(random() * (word.length - 1)); return random() < 0.3 ? word : random() < 0.5 ? word.slice(0, at) + word.slice(at + 1) : word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2) }
  await h.world.write((tx) => tx.run(sql`insert into leads (workspace_id, email, first_name, last_name, title)
    select ${tx.workspaceId}, 'nearly' || n || '@nearly.example', f, l, t from unnest(${Array.from({ length: 400 }, () => one(names))}::text[], ${Array.from({ length: 400 }, () => one(names))}::text[], ${Array.from({ length: 400 }, () => one(names))}::text[]) with ordinality u (f, l, t, n)`))
  let some = 0, byAll = 0
  for (let n = 0; n < 80; n++) {
    const words = Array.from({ length: 1 + (n % 4) }, () => slip(one(names)))
    const { found, all, any } = await h.world.read((tx) => tx.one<{ found: string[]; all: string[]; any: string[] }>(sql`
      with likeness as (select l.id, sum(word_similarity(w, l.searchable)) as likeness, min(word_similarity(w, l.searchable)) as least, max(word_similarity(w, l.searchable)) as most
                          from leads l cross join unnest(${words}::text[]) w where l.deleted_at is null group by l.id)
      select array(select id from likeness where likeness::real >= likeness_of(${words}::text[]) and least >= 0.45 order by id) as all,
             array(select id from likeness where likeness::real >= likeness_of(${words}::text[]) and most >= 0.45 order by id) as any,
             array(select similar_leads(${words}::text[], 1000) order by 1) as found`))
    assert.deepEqual(found, all.length ? all : any, words.join(' '))
    if (found.length) { some++; if (all.length) byAll++ }
  }
  assert.ok(byAll > 10 && some - byAll > 5, `${byAll} times those like all of the words, ${some - byAll} times those like some of them`)
})
