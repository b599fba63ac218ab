import assert from 'node:assert/strict'
import { mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from 'node:test'
import { systemClock } from './clock.ts'
import { ConfigError, describeSettings, readConfig } from './config.ts'
import { canaryOpens, createSecrets, loadKeyring, sealCanary, type DataKeyStore } from './secrets.ts'

const quiet = () => undefined

test('nothing set is a working configuration', () => {
  const config = readConfig({}, quiet)
  assert.equal(config.PORT, 3000)
  assert.equal(config.baseUrl, 'http://127.0.0.1:3000')
  assert.ok(Object.isFrozen(config))
})

test('a wrong value is refused with the line to change', () => {
  assert.throws(() => readConfig({ PORT: 'abc' }, quiet), (error) => error instanceof ConfigError && error.message.startsWith('PORT=abc: must be a whole number'))
  assert.throws(() => readConfig({ ROLE: 'boss' }, quiet), /ROLE=boss: must be one of "all"/)
  assert.throws(() => readConfig({ DATABASE_URL: 'mysql://x' }, quiet), /DATABASE_URL=…: must start with postgres/)
})

test('a wrong clock is for tests, and only when said so', () => {
  assert.throws(() => readConfig({ OVERTURE_CLOCK_OFFSET_MS: '-90000' }, quiet), /OVERTURE_CLOCK_OFFSET_MS=-90000: a wrong clock is for tests only/)
  assert.equal(readConfig({ OVERTURE_CLOCK_OFFSET_MS: '-90000', OVERTURE_FOR_TESTS: '1' }, quiet).OVERTURE_CLOCK_OFFSET_MS, -90_000)
  assert.ok(Math.abs(systemClock(-90_000).now().getTime() - Date.now() + 90_000) < 1000)
})

test('an unknown OVERTURE_ setting is pointed out', () => {
  const lines: string[] = []
  readConfig({ OVERTURE_DATTA: 'x' }, (line) => lines.push(line))
  assert.match(lines[0]!, /OVERTURE_DATTA/)
})

test('a setting may stand in a file', () => {
  const file = join(mkdtempSync(join(tmpdir(), 'overture-')), 'url')
  writeFileSync(file, 'postgres://u:p@db/overture\n')
  assert.equal(readConfig({ DATABASE_URL_FILE: file }, quiet).DATABASE_URL, 'postgres://u:p@db/overture')
  assert.throws(() => readConfig({ DATABASE_URL_FILE: '/nowhere' }, quiet), /cannot be read/)
})

test('the README’s table is the schema’s', async () => {
  const { withTable } = (await import(new URL('../../scripts/settings-table.mjs', import.meta.url).href)) as { withTable(readme: string): string }
  const readme = readFileSync(new URL('../../README.md', import.meta.url), 'utf8')
  assert.equal(readme, withTable(readme), 'run: node scripts/settings-table.mjs')
  assert.ok(describeSettings().every((s) => s.sentence.length > 10))
})

const keysOf = (): DataKeyStore => {
  const rows = new Map<string, string>()
  return { read: async (id) => rows.get(id) ?? null, createOnce: async (id, wrapped) => { if (!rows.has(id)) rows.set(id, wrapped); return rows.get(id)! } }
}

test('first-run keys are for the owner’s eyes, and stay', () => {
  const folder = mkdtempSync(join(tmpdir(), 'overture-'))
  const first = loadKeyring({ OVERTURE_KEYS: undefined, OVERTURE_DATA: folder })
  assert.equal(statSync(join(folder, 'secrets.json')).mode & 0o777, 0o600)
  assert.deepEqual(loadKeyring({ OVERTURE_KEYS: undefined, OVERTURE_DATA: folder }), first)
})

test('a sealed value opens only in its own row, table and workspace', async () => {
  const secrets = createSecrets(loadKeyring({ OVERTURE_KEYS: `a:${Buffer.alloc(32, 1).toString('base64')}`, OVERTURE_DATA: '' }), keysOf())
  const sealed = await secrets.seal('w1', 'mailboxes.secret', 'row-1', 'hunter2')
  assert.ok(!sealed.includes('hunter2'))
  assert.equal(await secrets.open('w1', 'mailboxes.secret', 'row-1', sealed), 'hunter2')
  await assert.rejects(secrets.open('w1', 'mailboxes.secret', 'row-2', sealed))
  await assert.rejects(secrets.open('w1', 'ai_settings.secret', 'row-1', sealed))
  await assert.rejects(secrets.open('w2', 'mailboxes.secret', 'row-1', sealed))
  await assert.rejects(secrets.open('w1', 'mailboxes.secret', 'row-1', 'hunter2'), /not a sealed value|cannot be opened/)
})

test('a new first key encrypts, the old one still opens, and tokens stay the same', async () => {
  const a = `a:${Buffer.alloc(32, 1).toString('base64')}`, b = `b:${Buffer.alloc(32, 2).toString('base64')}`
  const rows = keysOf()
  const before = createSecrets(loadKeyring({ OVERTURE_KEYS: a, OVERTURE_DATA: '' }), rows)
  const sealed = await before.seal('w1', 't.c', '1', 'kept')
  const rotated = loadKeyring({ OVERTURE_KEYS: `${b},${a}`, OVERTURE_DATA: '' })
  const after = createSecrets(rotated, rows)
  assert.equal(await after.open('w1', 't.c', '1', sealed), 'kept')
  assert.deepEqual(after.mac('token', 'x'), before.mac('token', 'x'))
  assert.ok(canaryOpens(rotated, sealCanary(before.keyring)))
  assert.ok(!canaryOpens(loadKeyring({ OVERTURE_KEYS: b, OVERTURE_DATA: '' }), sealCanary(before.keyring)))
})
