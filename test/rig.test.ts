// The fault rig's short tier: servers and workers are killed while they send; what the world received equals what we believe.
import assert from 'node:assert/strict'
import { spawnSync } from 'node:child_process'
import { test } from 'node:test'

test('killed again and again while it sends: nothing twice, nothing lost, no ghost', { timeout: 300_000 }, () => {
  const { TEST_DATABASE_SERVER: _, ...env } = process.env
  const { status, stdout, stderr } = spawnSync(process.execPath, ['test/rig/rig.ts', '--mails', '200', '--kills', '6', '--seed', '7'], { encoding: 'utf8', env })
  const line = stdout.trim().split('\n').findLast((text) => text.startsWith('{'))
  assert.ok(line, `${stdout}\n${stderr}`)
  const verdict = JSON.parse(line) as Record<'planned' | 'accepted' | 'duplicates' | 'lost' | 'ghosts' | 'unconfirmed', number>
  console.log(line)
  assert.deepEqual({ duplicates: verdict.duplicates, lost: verdict.lost, ghosts: verdict.ghosts }, { duplicates: 0, lost: 0, ghosts: 0 })
  assert.equal(verdict.planned, 200)
  assert.equal(verdict.accepted + verdict.unconfirmed, 200)
  assert.equal(status, 0, stderr)
})
