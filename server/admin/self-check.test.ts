// The self-check finds each thing that must never be, when it is planted on purpose, and nothing else.
import assert from 'node:assert/strict'
import { after, afterEach, before, test } from 'node:test'
import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { findViolations } from '#admin'
import { cast, type Cast } from '#test/cast'
import { house } from '#test/house'
import { checked } from './self-checking.ts'
import { invariants } from './invariants.ts'

const h = await house()
after(() => h.stop())
const owner = new pg.Client(h.owner)
owner.on('error', () => undefined)
let people: Cast
const w = h.world.workspaceId
const mailbox = randomUUID(), campaign = randomUUID()

before(async () => {
  await owner.connect()
  people = await cast(h)
  await owner.query('set session_replication_role = replica') // planting what the database itself refuses
  await owner.query(`insert into mailboxes (workspace_id, id, kind, address) values ($1, $2, 'smtp', 'sam@acme-sales.example')`, [w, mailbox])
  await owner.query(`insert into campaigns (workspace_id, id, name) values ($1, $2, 'Autumn')`, [w, campaign])
})
after(() => owner.end())
afterEach(async () => {
  for (const table of ['messages', 'attempts', 'enrollments', 'suppressions', 'events', 'event_failures', 'self_checks']) await owner.query(`delete from ${table} where workspace_id = $1`, [w])
  await owner.query(`update leads set opted_out_at = null where workspace_id = $1`, [w])
})

interface Planted { state?: string; mailboxId?: string; enrollmentId?: string | null; stepId?: string | null; generation?: number; handedAt?: string; leaseUntil?: string; reason?: string | null; body?: string; fact?: boolean }
async function mail(p: Planted = {}): Promise<string> {
  const id = randomUUID(), state = p.state ?? 'accepted'
  await owner.query(`
    insert into messages (workspace_id, id, lead_id, mailbox_id, campaign_id, enrollment_id, step_id, step_no, generation, state, due_at, to_address, from_address, subject, body_text, message_id, handed_at, accepted_at, lease_until, reason)
    values ($1, $2::uuid, $3, $4, $5, $6, $7, 1, $8, $9::text, now() - interval '2 days', 'dana@acme.example', 'sam@acme-sales.example', 'A question', $10, $2::uuid || '@acme-sales.example', $11, case when $9::text = 'accepted' then now() - interval '1 day' end, $12, $13)`,
  [w, id, people.dana.id, p.mailboxId ?? mailbox, campaign, p.enrollmentId ?? null, p.stepId ?? null, p.generation ?? 1, state, p.body ?? 'Hi Dana, short and plain.', p.handedAt ?? '2026-01-05T10:00:00Z', p.leaseUntil ?? null, p.reason ?? null])
  if (state === 'accepted' && p.fact !== false)
    await owner.query(`insert into events (workspace_id, type, actor, message_id, payload) values ($1, 'message.sent', 'sending', $2, '{}')`, [w, id])
  return id
}
async function enrollment(state: string, at = '2026-01-05T09:00:00Z'): Promise<string> {
  const id = randomUUID()
  await owner.query(`insert into enrollments (workspace_id, id, campaign_id, lead_id, tone, state, reason_code, ended_at, updated_at) values ($1, $2, $3, $4, 'friendly', $5::text, 'replied', case when $5::text in ('stopped', 'finished') then $6::timestamptz end, $6::timestamptz)`, [w, id, campaign, people.dana.id, state, at])
  return id
}
const suppress = (address: string, at: string) => owner.query(`insert into suppressions (workspace_id, kind, value, reason, created_at) values ($1, 'address', $2, 'opted_out', $3)`, [w, address, at])

/** name of the invariant → what is planted. */
const plants: Record<string, () => Promise<unknown>> = {
  one_mail_a_step: async () => { const [enrollmentId, stepId] = [randomUUID(), randomUUID()]; await mail({ enrollmentId, stepId }); await mail({ enrollmentId, stepId, generation: 2 }) },
  accepted_once: async () => { const id = await mail(); for (const no of [1, 2]) await owner.query(`insert into attempts (workspace_id, message_id, no, worker, outcome) values ($1, $2, $3, 'a', 'accepted')`, [w, id, no]) },
  none_after_opt_out: async () => { await suppress('dana@acme.example', '2026-01-05T09:00:00Z'); await mail() },
  none_after_stop: async () => { await mail({ enrollmentId: await enrollment('stopped') }) },
  none_with_a_gap: async () => { await mail({ body: 'Hi {{firstName}},' }) },
  leases_end: async () => { await mail({ state: 'handed', leaseUntil: '2026-01-05T10:01:00Z' }) },
  the_end_is_the_end: async () => { await mail({ state: 'due', enrollmentId: await enrollment('finished') }) },
  nobody_is_forgotten: async () => { await enrollment('scheduled') },
  every_stop_has_a_reason: async () => { await mail({ state: 'failed' }) },
  facts_match_rows: async () => { await mail({ fact: false }) },
  own_mailbox: async () => { await mail({ mailboxId: randomUUID() }) },
  opt_outs_are_kept: async () => { await owner.query(`update leads set opted_out_at = now() where workspace_id = $1 and id = $2`, [w, people.ines.id]) },
  reactions_happen: async () => { await owner.query(`insert into event_failures (workspace_id, reader, event_id, error, at) values ($1, 'campaigns', 1, 'boom', now() - interval '3 hours')`, [w]) },
  jobs_end: async () => { await owner.query(`insert into pgboss.job (name, state, started_on, expire_seconds, data) values ('admin.self-check', 'active', now() - interval '3 hours', 900, jsonb_build_object('workspaceId', $1::text))`, [w]) },
  walls_stand: async () => { await owner.query(`create table left_open (workspace_id uuid, note text)`) },
  secrets_open: async () => { await owner.query(`update mailboxes set secret = 'w.AAAA.BBBB' where workspace_id = $1`, [w]) },
}
const mended: Record<string, string> = {
  jobs_end: `delete from pgboss.job where name = 'admin.self-check'`, walls_stand: 'drop table left_open', secrets_open: 'update mailboxes set secret = null',
}

test('an ordinary history has nothing to find', async () => {
  const [enrollmentId, stepId] = [await enrollment('stopped', '2026-01-05T10:00:05Z'), randomUUID()]
  const first = await mail({ enrollmentId, stepId, state: 'unconfirmed', reason: 'Nobody knows.' })
  await owner.query(`update messages set resent_as = $2 where id = $1`, [first, await mail({ enrollmentId, stepId, generation: 2 })])
  await suppress('dana@acme.example', '2026-02-01T09:00:00Z')
  assert.deepEqual(await findViolations(h.world), [])
})

for (const [name, plant] of Object.entries(plants))
  test(`found when planted: ${name}`, async () => {
    await plant()
    const found = await findViolations(h.world)
    if (mended[name]) await owner.query(mended[name])
    assert.deepEqual(found.map((f) => f.name), [name], JSON.stringify(found))
    assert.match(found[0]!.examples[0]!.says, /\.$|boom$/)
  })

test('clocks that disagree are found', async () => {
  const real = Date.now
  Date.now = () => real() + 5_000
  try { assert.deepEqual((await findViolations(h.world)).map((f) => f.name), ['clocks_agree']) }
  finally { Date.now = real }
})

test('every sentence has been tried', () => {
  assert.deepEqual(Object.keys(plants).sort(), [...invariants.map((i) => i.name), 'secrets_open'].sort())
  assert.equal(checked, invariants.length + 2)
})

test('another workspace sees nothing of it', async () => {
  await plants['every_stop_has_a_reason']!()
  assert.deepEqual(await findViolations(await h.secondWorkspace()), [])
})

test('an admin asks, a finding is told once, and it goes when it is mended', async () => {
  await plants['every_stop_has_a_reason']!()
  const admin = await h.api('admin')
  assert.equal((await admin('GET', '/self-check')).body.newest, null)
  for (let i = 0; i < 2; i++) {
    const { status, body } = await admin('POST', '/self-check')
    assert.equal(status, 200, JSON.stringify(body))
    assert.equal(body.newest.findings[0].name, 'every_stop_has_a_reason')
  }
  assert.equal((await owner.query(`select from events where workspace_id = $1 and type = 'self_check.failed'`, [w])).rowCount, 1)
  await owner.query(`delete from messages where workspace_id = $1`, [w])
  assert.deepEqual((await admin('POST', '/self-check')).body.newest.findings, [])
  assert.equal((await (await h.api('rep'))('POST', '/self-check')).status, 403)
})

test('sample data has nothing to find', async () => {
  const other = await h.secondWorkspace('Sampled')
  const api = await h.apiAs(other.email)
  assert.equal((await api('POST', '/practice/sample', {})).status, 200)
  assert.deepEqual(await findViolations(other), [])
})
