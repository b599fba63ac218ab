// Every endpoint of the contract, tried as nobody, as each role, and as a stranger from another workspace who knows all our ids.
// Generated from the rooms' routes: an endpoint that is not tried does not exist.
import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import pg from 'pg'
import type { Endpoint } from '#contract/contract'
import { may, roles, type Role } from '#contract/roles'
import { callWith, everyEndpoint, isEndless as endless, named } from '#test/every-endpoint'
import { cast } from '#test/cast'
import { house, type Api } from '#test/house'

const canary = 'canary-7f3a'
const h = await house()
after(() => h.stop())

const endpoints = await everyEndpoint()
const owner = new pg.Client(h.owner)
owner.on('error', () => undefined) // the database goes before this connection does
let tables: string[] = []
let ids: string[] = []

before(async () => {
  await owner.connect()
  await cast(h)
  const sam = await h.api('owner')
  const sample = await sam('POST', '/practice/sample', {})
  assert.equal(sample.status, 200, JSON.stringify(sample.body))
  tables = (await owner.query<{ name: string }>(`select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
    join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' where n.nspname = 'public' and c.relkind = 'r' and c.relname <> 'sessions' order by 1`)).rows.map((r) => r.name)
  for (const table of tables) {
    const { rows: columns } = await owner.query<{ name: string }>(`select column_name as name from information_schema.columns where table_schema = 'public' and table_name = $1
      and column_name = any('{name,first_name,claim,quote,body,body_text,full_text,from_name,notes,one_liner,snippet,summary,description}') and data_type = 'text' and is_generated = 'NEVER'`, [table])
    for (const { name } of columns) await owner.query(`update ${table} set ${name} = ${name} || ' ${canary}' where workspace_id = $1 and ctid in (select ctid from ${table} where workspace_id = $1 limit 50)`, [h.world.workspaceId])
    const { rows: [has] } = await owner.query<{ id: boolean }>(`select exists (select from information_schema.columns where table_schema = 'public' and table_name = $1 and column_name = 'id') as id`, [table])
    if (has!.id) ids.push(...(await owner.query<{ id: string }>(`select id::text from ${table} where workspace_id = $1 order by id desc limit 1`, [h.world.workspaceId])).rows.map((r) => r.id))
  }
  ids = [h.world.workspaceId, ...ids.filter((id) => id.length === 36)]
  for (const role of roles) await h.api(role)
})
after(() => owner.end().catch(() => undefined))

const call = (api: Api, e: Endpoint, id: string, withIdsEverywhere: boolean) => callWith(api, e, id, withIdsEverywhere ? { workspaceId: h.world.workspaceId, userId: id, role: 'owner' } : undefined)

async function stateOfA(): Promise<string> {
  const hashes: string[] = []
  for (const table of tables) hashes.push(`${table} ${(await owner.query<{ h: string }>(`select coalesce(md5(string_agg(t::text, '' order by t::text)), '') h from ${table} t where workspace_id = $1`, [h.world.workspaceId])).rows[0]!.h}`)
  return hashes.join('\n')
}


test('nobody gets anything that is not public', async () => {
  const nobody = await h.api(null)
  const wrong: string[] = []
  for (const e of endpoints.filter((e) => e.can !== 'public')) {
    const answer = await call(nobody, e, ids[0]!, false)
    if (answer.status !== 401) wrong.push(`${named(e)} answers ${answer.status} to nobody`)
  }
  assert.deepEqual(wrong, [])
})

test('each role may do what the contract says, and nothing else', async () => {
  const wrong: string[] = []
  let calls = 0
  for (const role of roles.filter((r): r is Role => r !== 'owner')) {
    const api = await h.api(role)
    for (const e of endpoints.filter((e) => e.can !== 'public' && e.can !== 'signed-in' && !endless(e))) {
      if (may(role, e.can as never)) continue
      calls++
      const answer = await call(api, e, ids[0]!, false)
      if (answer.status !== 403) wrong.push(`${named(e)} answers ${answer.status} to a ${role}`)
    }
  }
  assert.deepEqual(wrong, [])
  console.log(`roles: ${calls} forbidden calls, all refused`)
})

test('a stranger with all our ids sees nothing, changes nothing, breaks nothing', async () => {
  const other = await h.secondWorkspace()
  const stranger = await h.apiAs(other.email)
  const before = await stateOfA()
  const wrong: string[] = []
  let calls = 0
  const dangerous = (e: Endpoint) => endless(e) || ['DELETE /session', 'PUT /session/password'].includes(named(e))
  for (const e of endpoints.filter((e) => e.can !== 'public' && !dangerous(e))) {
    const slots = /:/.test(e.path) ? ids : [ids[1]!, ids.at(-1)!]
    for (const id of slots) {
      calls++
      const answer = await call(stranger, e, id, true)
      const said = JSON.stringify(answer.body)
      if (said.includes(canary)) wrong.push(`${named(e)} with ${id} tells our secrets`)
      if (answer.status >= 500) wrong.push(`${named(e)} with ${id} breaks: ${answer.status} ${said.slice(0, 160)}`)
      if (/:id\b/.test(e.path) && e.method === 'GET' && answer.status === 200 && !e.raw && said.includes(id)) wrong.push(`${named(e)} knows our id ${id}`)
    }
  }
  assert.deepEqual(wrong, [])
  assert.equal(await stateOfA(), before, 'our rows have changed')
  console.log(`stranger: ${endpoints.length} endpoints, ${calls} calls, 0 leaks`)
})

test('the canary would have been seen: our own owner sees it', async () => {
  const sam = await h.api('owner')
  let seen = 0
  for (const e of endpoints.filter((e) => e.method === 'GET' && !/:/.test(e.path) && e.can !== 'public' && !e.raw))
    if (JSON.stringify((await call(sam, e, ids[0]!, false)).body).includes(canary)) seen++
  assert.ok(seen >= 3, `only ${seen} lists show the canary`)
})

test('asking twice changes nothing: every GET leaves the rows as they were', async () => {
  const sam = await h.api('owner')
  const before = await stateOfA()
  for (const e of endpoints.filter((e) => e.method === 'GET' && !endless(e))) for (let n = 0; n < 2; n++) await call(sam, e, ids[1]!, false)
  assert.equal(await stateOfA(), before)
})
