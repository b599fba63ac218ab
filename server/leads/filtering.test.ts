// The filter: every field and operator runs, means what it says, and lets nothing through to the statement's text.
import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { dateFields, idFields, LeadFilter, textFields, yesNoFields } from '#contract/lead-filter'
import { house } from '#test/house'
import { cast } from '#test/cast'
import { leadsMatching, upsertLead } from '#leads'
import { sql } from '#platform/db'

const payloads = [
  `'`, `''`, `"`, `\\`, `\\'`, `';--`, `' or '1'='1`, `' or 1=1--`, `') or ('1'='1`, `'; drop table leads;--`, `'; drop table leads cascade;/*`, `" or ""="`, `1; select pg_sleep(5)`,
  `' union select id, password_hash from users--`, `$1`, `$$; drop table leads; $$`, `\${x}`, `%`, `_`, `%%'`, `\\_`, `{"$ne":null}`, `{1,2}`, `{"a"`, `}'::text[]`, `null`, `NaN`, `now()`,
  `current_user`, `(select 1)`, `'||(select version())||'`, `E'\\x27'`, `U&'\\0027'`, `/**/or/**/1=1`, `'::regclass`, `;commit;`, `--`, `/*`, `x' and pg_sleep(3) is null and 'x'='x`, `‘ or ’1’=’1`,
  `\u02bc or 1=1`, `\ud800`, `a'.b`, `😀'`, `x${'y'.repeat(290)}`,
]

const h = await house({ now: '2026-03-02T09:00:00Z' })
after(() => h.stop())
await cast(h)
const sam = await h.api()

const ask = (filter: unknown, more = '') => sam('GET', `/leads?filter=${encodeURIComponent(JSON.stringify(filter))}${more}`)
const emails = async (filter: unknown): Promise<string[]> => {
  const { status, body } = await ask(filter)
  assert.equal(status, 200, JSON.stringify(body))
  return body.items.map((l: any) => l.email.split('@')[0]).sort()
}

test('conditions mean what they say, alone and nested', async () => {
  await h.world.write(async (tx) => {
    await upsertLead(tx, { email: 'kim@kim.example', firstName: 'Kim', lastName: '100%_sure', tags: ['a', 'b'], custom: { plan: 'Gold' }, city: 'Bonn' })
    await tx.run(sql`update leads set replied_at = '2026-02-20T00:00:00Z', status = 'replied' where email = 'mo@globex.example'`)
  })
  const at = (field: string, op: string, value?: unknown) => ({ field, op, ...(value !== undefined && { value }) })
  const cases: [unknown, string[]][] = [
    [at('firstName', 'is', 'DANA'), ['dana']], [at('lastName', 'contains', '%_s'), ['kim']], [at('lastName', 'contains', '%'), ['kim']], [at('lastName', 'startsWith', '100'), ['kim']],
    [at('email', 'endsWith', 'globex.example'), ['ines', 'mo']], [at('emailDomain', 'in', ['acme.example', 'kim.example']), ['dana', 'kim']], [at('city', 'isEmpty'), ['dana', 'ines', 'mo']],
    [at('title', 'notContains', 'head'), ['ines', 'kim', 'mo']], [at('companyName', 'isNot', 'globex'), ['dana', 'kim']], [at('status', 'in', ['replied']), ['mo']], [at('status', 'notIn', ['new']), ['mo']],
    [at('tags', 'hasAny', ['b', 'z']), ['kim']], [at('tags', 'hasAll', ['b', 'z']), []], [at('tags', 'hasNone', ['a']), ['dana', 'ines', 'mo']], [at('tags', 'isEmpty'), ['dana', 'ines', 'mo']],
    [at('repliedAt', 'withinDays', 14), ['mo']], [at('repliedAt', 'withinDays', 5), []], [at('repliedAt', 'before', '2026-02-21'), ['mo']], [at('repliedAt', 'isEmpty'), ['dana', 'ines', 'kim']],
    [at('hasReplied', 'is', true), ['mo']], [at('hasReplied', 'is', false), ['dana', 'ines', 'kim']], [at('suppressed', 'is', false), ['dana', 'ines', 'kim', 'mo']], [at('inCampaign', 'is', true), []],
    [{ field: 'custom', key: 'plan', op: 'is', value: 'gold' }, ['kim']], [{ field: 'custom', key: 'plan', op: 'isEmpty' }, ['dana', 'ines', 'mo']],
    [{ all: [at('country', 'is', 'de'), { any: [at('firstName', 'is', 'mo'), at('firstName', 'is', 'dana')] }] }, ['dana', 'mo']],
    [{ none: [at('country', 'is', 'DE'), at('city', 'is', 'Berlin')] }, ['kim']], [{ none: [{ none: [at('firstName', 'is', 'mo')] }] }, ['mo']], [{ all: [] }, ['dana', 'ines', 'kim', 'mo']],
  ]
  for (const [filter, expected] of cases) assert.deepEqual(await emails(filter), expected, JSON.stringify(filter))
})

test('forty payloads in every text of a filter, in search, sort and cursor: an answer or a refusal, nothing else', { timeout: 120_000 }, async () => {
  const before = await h.world.read((tx) => leadsMatching(tx, { all: [] }))
  let refused = 0, answered = 0
  for (const value of payloads) {
    const conditions: unknown[] = [
      ...textFields.flatMap((field) => [{ field, op: 'is', value }, { field, op: 'contains', value }, { field, op: 'in', value: [value] }]),
      { field: 'tags', op: 'hasAny', value: [value] }, { field: 'custom', key: value.slice(0, 80), op: 'contains', value }, { field: 'status', op: 'in', value: [value] },
      ...idFields.map((field) => ({ field, op: 'in', value: [value] })), ...dateFields.map((field) => ({ field, op: 'before', value })), ...yesNoFields.map((field) => ({ field, op: 'is', value })),
      { field: value, op: 'is', value: 'x' }, { field: 'email', op: value, value: 'x' }, { [value]: [] }, value, [value],
    ]
    // All that parse go into one statement; the others must be refused by the contract.
    const good = conditions.filter((c) => LeadFilter.safeParse(c).success)
    for (const bad of conditions.filter((c) => !good.includes(c))) { assert.equal(LeadFilter.safeParse(bad).success, false); refused++ }
    for (let at = 0; at < good.length; at += 20) {
      const { status, body } = await ask({ any: good.slice(at, at + 20) })
      assert.equal(status, 200, `${value}: ${JSON.stringify(body)}`)
      answered++
      if (!['%', '_'].includes(value)) assert.ok(body.items.length <= 4)
    }
    for (const query of [`search=${enc(value)}`, `sort=${enc(value)}`, `cursor=${enc(value)}`, `cursor=${Buffer.from(JSON.stringify([value, value])).toString('base64url')}`,
      `sort=email&cursor=${Buffer.from(JSON.stringify([value, '00000000-0000-4000-8000-000000000000'])).toString('base64url')}`, `limit=${enc(value)}`, `filter=${enc(value)}`]) {
      const { status } = await sam('GET', `/leads?${query}`)
      assert.ok([200, 400, 422].includes(status), `${status} for ${query}`)
    }
  }
  assert.ok(refused > 500 && answered > 100)
  assert.deepEqual(await h.world.read((tx) => leadsMatching(tx, { all: [] })), before)
})

test('a tree too deep, too wide, or with a strange key is refused', async () => {
  let deep: unknown = { field: 'firstName', op: 'is', value: 'x' }
  for (let i = 0; i < 30; i++) deep = { all: [deep] }
  for (const filter of [deep, { all: Array.from({ length: 101 }, () => ({ all: [] })) }, { field: 'firstName', op: 'is', value: 'x', __proto__x: 1 }, { all: [], any: [] }, null, 7, 'x'])
    assert.equal((await ask(filter)).status, 422, JSON.stringify(filter).slice(0, 80))
})
const enc = (value: string): string => { try { return encodeURIComponent(value) } catch { return '%ED%A0%80' } }
