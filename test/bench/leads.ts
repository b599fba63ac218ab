// P8: the first page of leads at 100,000, over HTTP with a signed-in session, against a bare node:http server that answers
// the same JSON; and its SQL against the ideal query. Both sides are asked in turns of one second, so that whatever else the
// machine does falls on both; ratios are medians. Search, a filtered page and page 1,000 are measured beside it.
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { systemClock } from '#platform/clock'
import { openDatabase, type Tx } from '#platform/db'
import { createLog } from '#platform/log'
import type { World } from '#platform/world'
import { newestPage } from '../../server/leads/page-store.ts'
import { contacts } from './contacts.ts'
import { stand, type Stand } from './stand.ts'

const goals = { http: 0.35, sql: 2 }
const connections = 8

export async function benchLeads(rows = 100_000, turns = 7) {
  const s = await stand()
  try {
    await fill(s, rows)
    const page = await s.call('GET', '/leads')
    const bare = createServer((_request, reply) => { const body = JSON.stringify(page); reply.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }); reply.end(body) })
    bare.listen(0, '127.0.0.1')
    await once(bare, 'listening')
    const ports = { product: Number(s.url.port), bare: (bare.address() as AddressInfo).port }
    const at = (port: number, path: string) => load(port, `/api/v1${path}`, s.cookie)
    for (const port of [ports.product, ports.bare]) await at(port, '/leads')
    const seen: { product: Load; bare: Load }[] = []
    for (let turn = 0; turn < turns; turn++) seen.push({ product: await at(ports.product, '/leads'), bare: await at(ports.bare, '/leads') })
    bare.close()
    const thousandth = await cursorOfPage(s, 1000)
    const beside = { search: await at(ports.product, '/leads?search=garcia'), rareSearch: await at(ports.product, '/leads?search=garcia.77'), page1000: await at(ports.product, `/leads?cursor=${thousandth}`), count: await at(ports.product, '/leads/count?search=garcia') }
    const sql = await compareSql(s)
    const ratio = median(seen.map((one) => one.product.perSecond / one.bare.perSecond))
    return {
      name: 'first page of leads', rows, ratio: three(ratio), goal: goals.http, sqlRatio: three(sql.ratio), sqlGoal: goals.sql, ok: ratio >= goals.http && sql.ratio <= goals.sql && seen.every((one) => one.product.bad === 0),
      perSecond: median(seen.map((one) => one.product.perSecond)), bareHttpPerSecond: median(seen.map((one) => one.bare.perSecond)), p99ms: median(seen.map((one) => one.product.p99ms)),
      sqlMs: three(sql.ours), idealSqlMs: three(sql.ideal), jsonBytes: JSON.stringify(page).length,
      beside: Object.fromEntries(Object.entries(beside).map(([name, one]) => [name, { perSecond: one.perSecond, p99ms: one.p99ms, bad: one.bad }])),
    }
  } finally { await s.stop() }
}

async function fill(s: Stand, rows: number): Promise<void> {
  const id = randomUUID()
  await s.upload(`/imports/${id}/file?fileName=contacts.csv`, Buffer.from(contacts(rows)))
  await s.call('POST', `/imports/${id}/start`, {})
  while ((await s.call('GET', `/imports/${id}`)).status === 'running') await new Promise((resolve) => setTimeout(resolve, 200))
  await s.call('POST', '/suppressions', { text: Array.from({ length: 500 }, (_, i) => `nobody${i}@example${i}.test`).join('\n') + '\n' + Array.from({ length: 50 }, (_, i) => `rival${i}.test`).join('\n') })
  await s.owner.query('vacuum analyze leads')
  await s.owner.query('vacuum analyze suppressions')
}

async function cursorOfPage(s: Stand, page: number): Promise<string> {
  const { owner, workspaceId } = s
  const { rows: [row] } = await owner.query(`select created_at, id from leads where workspace_id = $1 and deleted_at is null order by created_at desc, id desc offset $2 limit 1`, [workspaceId, (page - 1) * 50])
  return Buffer.from(JSON.stringify([row.created_at.toISOString(), row.id])).toString('base64url')
}

/** Median time of what the route asks for a page, and of the ideal query for the same columns, in the same kind of transaction. */
async function compareSql(s: Stand) {
  const db = openDatabase({ connection: s.app, max: 2, clock: systemClock(), log: createLog('silent', 'json'), reactions: { within: new Map(), later: new Map() } })
  const ideal = (tx: Tx) => tx.named('ideal', `select id, email, first_name, last_name, title, company_id, company_name, city, country, status, tags, owner_id, created_at, last_activity_at, replied_at
    from leads where workspace_id = $1 and deleted_at is null order by created_at desc, id desc limit 50`, [tx.workspaceId])
  // The product asks in one message outside a transaction block; the ideal query gets its transaction for nothing.
  const product = { workspaceId: s.workspaceId, ground: { db } } as World
  const time = async (ask: (tx: Tx) => Promise<unknown>) => db.transaction(s.workspaceId, { kind: 'system', name: 'bench' }, 'read', async (tx) => { const begun = performance.now(); await ask(tx); return performance.now() - begun })
  try {
    const times = { ours: [] as number[], ideal: [] as number[] }
    for (let i = 0; i < 500; i++) { const begun = performance.now(); await newestPage(product, undefined); times.ours.push(performance.now() - begun); times.ideal.push(await time(ideal)) }
    const [a, b] = [median(times.ours.slice(50)), median(times.ideal.slice(50))]
    return { ours: a, ideal: b, ratio: a / b }
  } finally { await db.close() }
}

interface Load { answers: number; bad: number; perSecond: number; p99ms: number }

async function load(port: number, path: string, cookie: string, seconds = 1): Promise<Load> {
  const child = spawn(process.execPath, [new URL('http-load.ts', import.meta.url).pathname, String(port), String(connections), String(seconds)], { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env, LOAD_HEADERS: `Cookie: ${cookie}` } })
  child.stdin.end(`${path}\n`)
  return JSON.parse(await text(child.stdout)) as Load
}

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const three = (value: number): number => Number(value.toFixed(3))

if (import.meta.main) console.log(JSON.stringify(await benchLeads(Number(process.argv[2] ?? 100_000)), null, 2))
