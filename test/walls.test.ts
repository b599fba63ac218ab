// The database's own walls: row-level security on every workspace table, roles that cannot step over it, sweeps by list.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { house } from '#test/house'

const h = await house()
after(() => h.stop())
const rows = async <T>(text: string, values: unknown[] = []) => (await h.ground.db.pool.query(text, values)).rows as T[]

// Instance-wide by design; sessions carries the workspace a session works in, and is only read by its secret's hash.
const withoutWall = ['sessions']

test('every table of a workspace has its wall, enabled and forced, for reading and writing', async () => {
  const open = await rows<{ name: string }>(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' and not a.attisdropped
     where n.nspname = 'public' and c.relkind in ('r', 'p')
       and not (c.relrowsecurity and c.relforcerowsecurity and exists (
         select from pg_policies p where p.schemaname = 'public' and p.tablename = c.relname and p.qual like '%current_workspace()%' and p.with_check like '%current_workspace()%'))`)
  assert.deepEqual(open.map((t) => t.name).filter((name) => !withoutWall.includes(name)), [])
})

test('the only other policies let sweeps look, or narrow what a person sees', async () => {
  const others = await rows<{ tablename: string; policyname: string; roles: string; cmd: string }>(`
    select tablename, policyname, roles::text, cmd from pg_policies where schemaname = 'public' and policyname <> 'workspace_wall'
       and not (policyname = 'record_rights' and permissive = 'RESTRICTIVE' and roles = '{overture_app}' and cmd = 'ALL')`)
  assert.deepEqual(others.filter((p) => p.roles !== '{overture_sweep}' || p.cmd !== 'SELECT'), [])
})

test('the workspace comes first in every primary key', async () => {
  const wrong = await rows<{ name: string }>(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id'
      join pg_index i on i.indrelid = c.oid and i.indisprimary
     where n.nspname = 'public' and c.relkind = 'r' and i.indkey[0] <> a.attnum`)
  assert.deepEqual(wrong.map((t) => t.name).filter((name) => !withoutWall.includes(name)), [])
})

test('the application role is nobody special and owns nothing', async () => {
  const [role] = await rows<{ who: string; special: boolean }>(`select rolname as who, rolsuper or rolbypassrls or rolcreaterole or rolcreatedb as special from pg_roles where rolname = current_user`)
  assert.deepEqual(role, { who: 'overture_app', special: false })
  assert.deepEqual(await rows(`select relname from pg_class where relowner = (select oid from pg_roles where rolname = 'overture_app')`), [])
})

test('functions that step over the wall belong to the sweep role and are for the application alone', async () => {
  // analyze_people refreshes the planner's statistics, which only a table's owner may do; it takes nothing and answers nothing.
  const wrong = await rows<{ name: string }>(`
    select p.proname as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
     where n.nspname = 'public' and p.prosecdef
       and ((p.proowner <> (select oid from pg_roles where rolname = 'overture_sweep') and p.proname <> 'analyze_people') or has_function_privilege('public', p.oid, 'execute')
            or not exists (select from unnest(p.proconfig) c where c like 'search_path=%'))`)
  assert.deepEqual(wrong, [])
})

test('without a workspace every table is empty and takes nothing', async () => {
  const tables = await rows<{ name: string }>(`
    select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace
      join pg_attribute a on a.attrelid = c.oid and a.attname = 'workspace_id' where n.nspname = 'public' and c.relkind = 'r'`)
  await h.world.write((tx) => tx.raw.query(`insert into companies (workspace_id, name) values ($1, 'Visible inside')`, [tx.workspaceId]))
  for (const { name } of tables.filter((t) => !withoutWall.includes(t.name))) {
    const [seen] = await rows<{ n: number }>(`select count(*)::int n from ${name}`)
    assert.equal(seen!.n, 0, `${name} shows rows`)
  }
  await assert.rejects(rows(`insert into companies (workspace_id, name) values (gen_random_uuid(), 'x')`), /row-level security|violates/)
})

test('two workspaces on few connections never see each other', async () => {
  const other = await h.secondWorkspace()
  await other.write((tx) => tx.raw.query(`insert into companies (workspace_id, name) values ($1, 'Theirs')`, [tx.workspaceId]))
  await Promise.all(Array.from({ length: 300 }, async (_, n) => {
    const world = n % 2 ? other : h.world
    const names = await world.read(async (tx) => (await tx.raw.query<{ name: string }>('select name from companies')).rows.map((r) => r.name))
    assert.ok(!names.includes(n % 2 ? 'Visible inside' : 'Theirs'))
  }))
})

test('a workspace cannot write into another', async () => {
  const other = await h.secondWorkspace()
  await assert.rejects(h.world.write((tx) => tx.raw.query(`insert into companies (workspace_id, name) values ($1, 'Smuggled')`, [other.workspaceId])), /row-level security/)
})
