import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { test } from 'node:test'

interface Entry { resolved?: string; version?: string; optionalDependencies?: Record<string, string>; dependencies?: Record<string, string> }
const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, Entry> }
const own = JSON.parse(readFileSync('package.json', 'utf8')) as Record<string, Record<string, string>>

test('the lockfile names no registry', () => {
  assert.deepEqual(Object.entries(lock.packages).filter(([, entry]) => entry.resolved && !entry.resolved.startsWith('node_modules')).map(([name]) => name), [])
})

test('every optional package of every platform is in the lockfile: else npm ci fails elsewhere', () => {
  const missing = Object.entries(lock.packages).flatMap(([at, entry]) =>
    Object.keys(entry.optionalDependencies ?? {}).filter((name) => !lock.packages[`${at}/node_modules/${name}`] && !lock.packages[`node_modules/${name}`]).map((name) => `${at || 'overture'} → ${name}`))
  assert.deepEqual(missing, [])
})

test('our own packages are pinned to the letter', () => {
  for (const group of ['dependencies', 'devDependencies', 'optionalDependencies'])
    for (const [name, version] of Object.entries(own[group] ?? {})) assert.match(version, /^\d+\.\d+\.\d+(-[\w.]+)?$/, `${name}: ${version}`)
})
