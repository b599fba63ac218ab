// `npm test`: everything. Types, lint, architecture, unit, integration, journeys, the fault rig's short tier, and the browser.
import { spawn } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { compiled, staticChecks } from './steps.mjs'

const began = Date.now()
const checks = staticChecks()

// One PostgreSQL for all test files; each takes databases of its own from one migrated template.
const folder = mkdtempSync(join(tmpdir(), 'overture-test-'))
chmodSync(folder, 0o755)
const { startEmbeddedPostgres } = await import('../server/platform/embedded-postgres.ts')
const postgres = await startEmbeddedPostgres({ dataFolder: folder, settings: { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' } })

const counted = { passed: 0, failed: 0, skipped: 0 }
const rig = 'test/rig.test.ts'
// The rig mostly waits, and would come last by its name: it runs beside the others and is heard when it has ended.
await Promise.all([
  runSuite({ title: 'unit, integration and journey tests', files: globSync('{server,contract,test}/**/*.test.ts').filter((f) => !f.startsWith('test/e2e/') && f !== rig), concurrency: 2 }),
  runSuite({ title: 'the fault rig, short tier', files: [rig], concurrency: 1, held: true }),
])
await runSuite({ title: 'browser tests', files: globSync('test/e2e/*.test.ts'), concurrency: 1 })
await postgres.stop()
rmSync(folder, { recursive: true, force: true })

for (const ok of checks) counted[ok ? 'passed' : 'failed']++
console.log(`\nTook ${Math.round((Date.now() - began) / 1000)} s.`)
console.log(`${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped`)
process.exit(counted.failed ? 1 : 0)

function runSuite({ title, files, concurrency, held = false }) {
  const heading = `\n── ${title} (${files.length} files)\n`, kept = [], since = Date.now()
  const say = (text) => { if (held) kept.push(text); else process.stdout.write(text) }
  say(heading)
  return new Promise((resolve) => {
    const args = ['--test', `--test-concurrency=${concurrency}`, '--test-reporter=spec', `--test-timeout=${held ? 1_800_000 : 600_000}`, ...files] // the whole file counts, and the rig runs beside a full machine
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: compiled, TEST_DATABASE_SERVER: String(postgres.connection.host), FORCE_COLOR: '0' } })
    let tail = ''
    child.stdout.on('data', (chunk) => { say(chunk); tail = (tail + chunk).slice(-20_000) })
    child.on('close', (code) => {
      for (const text of kept) process.stdout.write(text)
      const number = (name) => Number(new RegExp(`^ℹ ${name} (\\d+)`, 'm').exec(tail)?.[1] ?? 0)
      counted.passed += number('pass'); counted.failed += number('fail') + number('cancelled'); counted.skipped += number('skipped')
      if (code !== 0 && !number('fail') && !number('cancelled')) counted.failed++
      console.log(`── ${title}: ${code === 0 ? 'ok' : 'FAILED'} (${((Date.now() - since) / 1000).toFixed(1)} s)`)
      if (number('tests') === 0) { console.error(`No test ran in: ${title}`); counted.failed++ }
      resolve()
    })
  })
}
