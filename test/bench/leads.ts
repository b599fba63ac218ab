// P7, P8: the first page of leads at 100,000, over HTTP with a signed-in session and 8 clients, against a bare node:http server that
// answers the same JSON; page 1,000 beside page 1; searches beside the ideal SQL for them, asked by as many clients past the walls.
import { createServer } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { systemClock } from '#platform/clock'
import { openDatabase, type Tx } from '#platform/db'
import { createLog } from '#platform/log'
import type { World } from '#platform/world'
import { newestPage } from '../../server/leads/page-store.ts'
import { crm, type Crm } from './crm.ts'
import { ask, askSql, atLeast, atMost, httpLoad, inTurns, median, three } from './load.ts'
import type { Stand } from './stand.ts'

const goals = { http: 0.35, sql: 2, search: 2, page1000: 0.9 }
const columns = 'id, email, first_name, last_name, title, company_id, company_name, city, country, status, tags, owner_id, created_at, last_activity_at, replied_at'
/** About 2 % of the leads each; of the rare ones a few. */
const common = ['garcia', 'martinez', 'hernandez', 'robinson', 'thompson', 'anderson', 'campbell', 'mitchell', 'rodriguez', 'gonzalez', 'ramirez', 'williams']
const rare = Array.from({ length: 12 }, (_, n) => `.${(n + 1) * 7919}@`)

export async function benchLeads(on: Promise<Crm> = crm(), turns = 5) {
  const s = await on
  const page = await s.call('GET', '/leads'), body = JSON.stringify(page)
  const bare = createServer((_request, reply) => { const text = JSON.stringify(page); reply.writeHead(200, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) }); reply.end(text) }).listen(0, '127.0.0.1')
  await once(bare, 'listening')
  const bareLoad = () => httpLoad((bare.address() as AddressInfo).port, ['/leads'], s.cookie)
  const far = `/leads?cursor=${await cursorOfPage(s, 1000)}`
  const ideal = (more: string, words: string[]) => askSql(s, {
    text: `select ${columns} from leads where workspace_id = $1 and deleted_at is null and searchable like $2 ${more} order by created_at desc, id desc limit 50`, values: words.map((word) => [s.workspaceId, `%${word}%`]) })
  const status = encodeURIComponent(JSON.stringify({ field: 'status', op: 'in', value: ['contacted'] }))
  const paths = (words: string[], more = '') => words.map((word) => `/leads?search=${encodeURIComponent(word)}${more}`)
  const seen = {
    ...(await inTurns(turns, { first: () => ask(s, ['/leads']), bare: bareLoad, thousandth: () => ask(s, [far]) })),
    ...(await inTurns(turns, { search: () => ask(s, paths(common)), searchSql: () => ideal('', common), filtered: () => ask(s, paths(common, `&filter=${status}`)), filteredSql: () => ideal(`and status = 'contacted'`, common), rare: () => ask(s, paths(rare)), rareSql: () => ideal('', rare) })),
  }
  bare.close()
  const sql = await compareSql(s)
  const { first, thousandth, search, searchSql, filtered, filteredSql, rareSql } = seen
  const lines = [
    atLeast('first page, share of the requests of bare node:http', first.perSecond / seen.bare.perSecond, goals.http),
    atMost('first page, SQL beside the ideal', sql.ratio, goals.sql),
    atLeast('page 1,000, share of the requests of page 1', thousandth.perSecond / first.perSecond, goals.page1000),
    atMost('search, p50 over HTTP beside its ideal SQL', search.p50ms / searchSql.p50ms, goals.search),
    atMost('search with a filter, p50 beside its ideal SQL', filtered.p50ms / filteredSql.p50ms, goals.search),
    atMost('search for a rare word, p50 beside its ideal SQL', seen.rare.p50ms / rareSql.p50ms, goals.search),
  ]
  return { name: 'leads', rows: s.rows, lines, ok: lines.every((line) => line.reached) && Object.values(seen).every((one) => one.bad === 0), sqlMs: three(sql.ours), idealSqlMs: three(sql.ideal), jsonBytes: body.length, seen }
}

async function cursorOfPage({ owner, workspaceId }: Stand, page: number): Promise<string> {
  const { rows: [row] } = await owner.query(`select created_at, id from leads where workspace_id = $1 and deleted_at is null order by created_at desc, id desc offset $2 limit 1`, [workspaceId, (page - 1) * 50])
  return Buffer.from(JSON.stringify([row.created_at.toISOString(), row.id])).toString('base64url')
}

/** Median time of what the route asks for a page, and of the ideal query for the same columns, in the same kind of transaction. */
async function compareSql(s: Stand) {
  const db = openDatabase({ connection: s.app, max: 2, clock: systemClock(), log: createLog('silent', 'json'), reactions: { within: new Map(), later: new Map() } })
  const ideal = (tx: Tx) => tx.named('ideal', `select ${columns} from leads where workspace_id = $1 and deleted_at is null order by created_at desc, id desc limit 50`, [tx.workspaceId])
  // The product asks in one message outside a transaction block; the ideal query gets its transaction for nothing.
  const product = { workspaceId: s.workspaceId, ground: { db } } as World
  const time = async (question: (tx: Tx) => Promise<unknown>) => db.transaction(s.workspaceId, { kind: 'system', name: 'bench' }, 'read', async (tx) => { const begun = performance.now(); await question(tx); return performance.now() - begun })
  try {
    const times = { ours: [] as number[], ideal: [] as number[] }
    for (let i = 0; i < 500; i++) { const begun = performance.now(); await newestPage(product, undefined); times.ours.push(performance.now() - begun); times.ideal.push(await time(ideal)) }
    const [a, b] = [median(times.ours.slice(50)), median(times.ideal.slice(50))]
    return { ours: a, ideal: b, ratio: a / b }
  } finally { await db.close() }
}
