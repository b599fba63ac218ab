// `npm run bench`: what the product does, as ratios to a limit measured in the same run; each line with its goal, then all as JSON.
// `npm run bench -- import board` runs some of the parts named below.
import { benchBulk } from './bulk.ts'
import { benchClaims } from './claims.ts'
import { leaveCrm } from './crm.ts'
import { benchBoard } from './deals.ts'
import { benchExport } from './export.ts'
import { benchForecast } from './forecast.ts'
import { benchFirstLoad, benchIdle } from './idle.ts'
import { benchInboxSync } from './inbox-sync.ts'
import { benchImport } from './import.ts'
import { benchLaunch } from './launch.ts'
import { benchLeads } from './leads.ts'
import type { Line } from './load.ts'
import { benchMailSearch } from './mail-search.ts'
import { benchSample } from './sample.ts'
import { benchScreen } from './screen.ts'
import { benchSending } from './sending.ts'
import { benchTables } from './tables.ts'
import { benchTracking } from './tracking.ts'

const parts: Record<string, () => Promise<object> | object> = {
  import: () => benchImport(), sending: () => benchSending(), claims: () => benchClaims(), launch: () => benchLaunch(), forecast: () => benchForecast(),
  // These share one workspace of 100,000 leads. The first wants a process that has done nothing yet, for its memory counts; the last changes it.
  export: () => benchExport(), leads: () => benchLeads(), board: () => benchBoard(), tables: () => benchTables(), screen: () => benchScreen(), bulk: () => benchBulk(),
  search: () => benchMailSearch(), sync: () => benchInboxSync(), tracking: () => benchTracking(), sample: () => benchSample(), idle: () => benchIdle(), web: () => benchFirstLoad(),
}
const onCrm = ['export', 'leads', 'board', 'tables', 'screen', 'bulk']

const wanted = process.argv.slice(2)
const unknown = wanted.filter((name) => !(name in parts))
if (unknown.length) {
  console.error(`There is no part called ${unknown.join(', ')}. The parts are: ${Object.keys(parts).join(', ')}.`)
  process.exit(2)
}
const names = Object.keys(parts).filter((name) => !wanted.length || wanted.includes(name))
const results: Record<string, unknown> = {}
let missed = 0
for (const [at, name] of names.entries()) {
  const began = performance.now()
  let result: Record<string, unknown>
  try { result = (await parts[name]!()) as Record<string, unknown> } catch (error) { result = { ok: false, failed: String((error as Error).stack ?? error) }; console.error(result['failed']) }
  results[name] = result
  const reached = (result['ok'] ?? result['passed'] ?? result['reached']) === true
  if (!reached) missed++
  for (const line of (result['lines'] ?? []) as Line[]) console.error(`  ${line.what}: ${line.is} (goal ${line.goal}) ${line.reached ? 'reached' : 'MISSED'}`)
  const figures = result['lines'] ? '' : Object.entries(result).filter(([key, value]) => /ratio|goal|limit|mostMs|p95ms|^ms$|megabytes|kilobytes/i.test(key) && typeof value !== 'object').map(([key, value]) => `${key} ${String(value)}`).join(', ')
  console.error(`${name}: ${reached ? 'reached' : 'MISSED'}${figures && ` (${figures})`}, ${Math.round((performance.now() - began) / 1000)} s`)
  if (onCrm.includes(name) && !names.slice(at + 1).some((next) => onCrm.includes(next))) await leaveCrm()
}
console.log(JSON.stringify(results, null, 2))
process.exit(missed ? 1 : 0)
