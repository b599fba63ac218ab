// P1: a CSV of 100,000 rows becomes leads with companies, checked, deduplicated and searchable. The limit is measured in the
// same run on the same table with the same indexes: plain COPY into a staging table, then INSERT … ON CONFLICT.
import { randomUUID } from 'node:crypto'
import { from as copyFrom } from 'pg-copy-streams'
import { finished } from 'node:stream/promises'
import { contacts } from './contacts.ts'
import { stand, type Stand } from './stand.ts'

export async function benchImport(rows = 100_000) {
  const s = await stand()
  try {
    s.forgetPeak()
    const idleMemoryMb = s.peakMemory()
    const file = Buffer.from(contacts(rows))
    // In turns, each on an emptied table, so that whatever else the machine does falls on both; the better of each counts.
    const limits: number[] = [], runs: Awaited<ReturnType<typeof run>>[] = []
    for (let turn = 0; turn < 2; turn++) {
      limits.push(await limit(s, file))
      if (turn) await empty(s)
      runs.push(await run(s, file, rows))
    }
    const product = runs.toSorted((a, b) => a.seconds - b.seconds)[0]!
    const again = await run(s, file, rows)
    const best = Math.min(...limits)
    return {
      name: 'import', rows, rowsPerSecond: Math.round(rows / product.seconds), seconds: product.seconds, uploadSeconds: product.uploadSeconds, againRowsPerSecond: Math.round(rows / again.seconds), againUpdated: again.totals.updated,
      limitRowsPerSecond: Math.round(rows / best), ratio: Number((best / product.seconds).toFixed(3)), goal: 0.5, peakMemoryMb: s.peakMemory(), idleMemoryMb, memoryGoalMb: 300,
      passed: best / product.seconds >= 0.5 && s.peakMemory() < 300 && product.totals.created === rows && again.totals.unchanged === rows,
    }
  } finally { await s.stop() }
}

async function run(s: Stand, file: Buffer, rows: number) {
  const id = randomUUID()
  const begun = performance.now()
  await s.upload(`/imports/${id}/file?fileName=contacts.csv`, file)
  const uploadSeconds = round(performance.now() - begun)
  const started = performance.now()
  await s.call('POST', `/imports/${id}/start`, {})
  for (;;) {
    const now = await s.call('GET', `/imports/${id}`)
    if (now.status === 'finished') return { seconds: round(Date.parse(now.finishedAt) - Date.parse(now.startedAt)), uploadSeconds, totals: now.totals as Record<string, number> }
    if (now.status !== 'running') throw new Error(`The import is ${now.status}: ${now.error}`)
    if (performance.now() - started > 600_000) throw new Error(`Only ${now.position} of ${rows} rows in ten minutes.`)
    await new Promise((resolve) => setTimeout(resolve, 250))
  }
}

/** In a workspace of its own, which is emptied again, in the table with all its indexes. */
async function limit(s: Stand, file: Buffer): Promise<number> {
  const { owner } = s
  const { rows: [workspace] } = await owner.query(`insert into workspaces (name) values ('limit') returning id`)
  await owner.query('begin')
  await owner.query(`select set_config('app.workspace_id', $1, true)`, [workspace.id])
  const begun = performance.now()
  await owner.query('create temp table limit_stage (email text, first_name text, last_name text, company text, job_title text, city text) on commit drop')
  const stream = owner.query(copyFrom('copy limit_stage from stdin (format csv, header true)'))
  stream.end(file)
  await finished(stream)
  await owner.query(`insert into leads (workspace_id, email, first_name, last_name, company_name, title, city) select $1, email, first_name, last_name, company, job_title, city from limit_stage
    on conflict (workspace_id, email) where deleted_at is null do update set first_name = excluded.first_name, last_name = excluded.last_name, company_name = excluded.company_name, title = excluded.title, city = excluded.city`, [workspace.id])
  await owner.query('commit')
  const seconds = round(performance.now() - begun)
  await owner.query(`delete from leads where workspace_id = $1`, [workspace.id])
  await owner.query('vacuum analyze leads')
  return seconds
}

async function empty({ owner, workspaceId }: Stand): Promise<void> {
  for (const table of ['list_members', 'import_rows', 'leads', 'companies']) await owner.query(`delete from ${table} where workspace_id = $1`, [workspaceId])
  await owner.query('vacuum analyze leads, companies, import_rows')
}

const round = (ms: number): number => Math.round(ms) / 1000

if (import.meta.main) console.log(JSON.stringify(await benchImport(Number(process.argv[2] ?? 100_000)), null, 2))
