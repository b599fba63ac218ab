// `npm run bench`: what the product does, as ratios to a limit measured in the same run, printed as JSON.
// `npm run bench -- import` runs one of: import, sending, claims, launch, forecast, leads, board, search, sync, tracking, tables, sample, idle, web.
import { benchClaims } from './claims.ts'
import { benchBoard } from './deals.ts'
import { benchForecast } from './forecast.ts'
import { benchFirstLoad, benchIdle } from './idle.ts'
import { benchInboxSync } from './inbox-sync.ts'
import { benchImport } from './import.ts'
import { benchLaunch } from './launch.ts'
import { benchLeads } from './leads.ts'
import { benchMailSearch } from './mail-search.ts'
import { benchSample } from './sample.ts'
import { benchSending } from './sending.ts'
import { benchTables } from './tables.ts'
import { benchTracking } from './tracking.ts'

const parts: Record<string, () => Promise<object> | object> = {
  import: () => benchImport(), sending: () => benchSending(), claims: () => benchClaims(), launch: () => benchLaunch(), forecast: () => benchForecast(), leads: () => benchLeads(), board: () => benchBoard(), search: () => benchMailSearch(), sync: () => benchInboxSync(), tracking: () => benchTracking(), tables: () => benchTables(), sample: () => benchSample(), idle: () => benchIdle(), web: () => benchFirstLoad(),
}
const asked = process.argv.slice(2).filter((name) => name in parts)
const results: Record<string, unknown> = {}
let missed = 0
for (const name of asked.length ? asked : Object.keys(parts)) {
  const result = (await parts[name]!()) as Record<string, unknown>
  results[name] = result
  const reached = result['ok'] ?? result['passed'] ?? result['reached']
  if (reached !== true) missed++
  console.error(`${name}: ${reached === true ? 'reached' : 'MISSED'}`)
}
console.log(JSON.stringify(results, null, 2))
process.exit(missed ? 1 : 0)
