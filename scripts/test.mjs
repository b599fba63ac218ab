// `npm test`: everything. Types, lint, architecture, unit, integration, journeys, the fault rig's short tier, and the browser.
import { spawn } from 'node:child_process'
import { chmodSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
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

const counted = { passed: 0, failed: 0, skipped: 0 }, wentWrong = []
const rig = 'test/rig.test.ts'
const rooms = globSync('{server,contract}/**/*.test.ts'), house = globSync('test/**/*.test.ts').filter((f) => !f.startsWith('test/e2e/') && f !== rig)
// The rig mostly waits, and would come last by its name: it runs beside the others and is heard when it has ended.
await Promise.all([
  runSuite({ title: 'unit, integration and journey tests', parts: [...house.map((file) => [file]), ...groups(rooms)], atOnce: 2 }),
  runSuite({ title: 'the fault rig, short tier', parts: [[rig]], held: true }),
])
// Each story has a server, a database and a browser of its own; what takes longest begins.
const stories = globSync('test/e2e/*.test.ts'), pages = 'test/e2e/pages.test.ts'
await runSuite({ title: 'browser tests', parts: [[pages], ...stories.filter((f) => f !== pages).map((file) => [file])], atOnce: 2 })
await postgres.stop()
rmSync(folder, { recursive: true, force: true })

for (const ok of checks) counted[ok ? 'passed' : 'failed']++
console.log(`\nTook ${Math.round((Date.now() - began) / 1000)} s.`)
for (const what of wentWrong) console.log(`✖ ${what}`)
console.log(`${counted.passed} passed, ${counted.failed} failed, ${counted.skipped} skipped`)
process.exit(counted.failed ? 1 : 0)

/**
 * Files that share a process, room by room: to load all rooms costs more than most files' tests, and each story has a database
 * of its own. What puts something of its own in the place of the room's, or stops the clock of the process, is alone; those with
 * letterboxes in memory, which no real one stands beside, are among themselves.
 */
function groups(files) {
  const says = (file, what) => what.test(readFileSync(file, 'utf8')), most = 8
  const isAlone = (file) => says(file, /^offerKind\(|mock\.timers/m), inMemory = (file) => says(file, /'#test\/fakes\/letterbox'|correspondence\.test-data/)
  const alone = files.filter(isAlone), shared = files.filter((f) => !isAlone(f))
  const parts = []
  for (const some of [shared.filter(inMemory), shared.filter((f) => !inMemory(f))]) {
    const small = []
    for (const all of Object.values(Object.groupBy(some, (file) => file.split('/').slice(0, 2).join('/')))) {
      const n = Math.ceil(all.length / most)
      if (all.length < most / 2) small.push(...all)
      else parts.push(...Array.from({ length: n }, (_, k) => all.filter((_file, i) => i % n === k)))
    }
    for (let i = 0; i < small.length; i += most) parts.push(small.slice(i, i + most))
  }
  return [...parts.toSorted((a, b) => b.length - a.length), ...alone.map((file) => [file])]
}

/** Each of `parts` is a process with its files, `atOnce` of them at a time; what a part says is told when it has ended. */
async function runSuite({ title, parts, atOnce = 1, held = false }) {
  const since = Date.now(), kept = [`\n── ${title} (${parts.flat().length} files)\n`], waiting = [...parts]
  let ok = true
  const say = (text) => { if (held) kept.push(text); else process.stdout.write(text) }
  if (!held) process.stdout.write(kept.pop())
  await Promise.all(Array.from({ length: atOnce }, async () => {
    for (let files = waiting.shift(); files; files = waiting.shift()) ok = (await runPart({ files, share: files.length > 1, held: held || atOnce > 1, long: held, say })) && ok
  }))
  for (const text of kept) process.stdout.write(text)
  console.log(`── ${title}: ${ok ? 'ok' : 'FAILED'} (${((Date.now() - since) / 1000).toFixed(1)} s)`)
}

function runPart({ files, share, held, long, say }) {
  const kept = []
  return new Promise((resolve) => {
    const args = ['--test', ...(share ? ['--test-isolation=none'] : ['--test-concurrency=1']), '--test-reporter=spec', `--test-timeout=${long ? 1_800_000 : 600_000}`, ...files] // the whole file counts, and the rig runs beside a full machine
    const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, NODE_COMPILE_CACHE: compiled, TEST_DATABASE_SERVER: String(postgres.connection.host), FORCE_COLOR: '0' } })
    let heard = ''
    child.stdout.on('data', (chunk) => { if (held) kept.push(chunk); else say(chunk); heard += chunk })
    child.on('close', (code) => {
      const number = (name) => Number(new RegExp(`^ℹ ${name} (\\d+)`, 'm').exec(heard)?.[1] ?? 0), failed = number('fail') + number('cancelled')
      for (const chunk of kept) say(chunk)
      counted.passed += number('pass'); counted.failed += failed; counted.skipped += number('skipped')
      const wrong = code !== 0 && !failed ? `ended with ${code}` : number('tests') === 0 ? 'ran no test' : undefined
      if (wrong) { counted.failed++; wentWrong.push(`${files.join(', ')} ${wrong}`) }
      for (const [, at, name] of heard.matchAll(/^test at (\S+)\n\s*✖ (.*) \([\d.]+ms\)$/gm)) wentWrong.push(`${at} ${name}`)
      resolve(!failed && !wrong)
    })
  })
}
