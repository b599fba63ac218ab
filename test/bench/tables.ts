// Tables at 100,000 leads: how many a segment of conditions in groups finds, the search over everything with a slip of the finger,
// page 1 and page 1,000 of an order that has no index.
import { crm, type Crm } from './crm.ts'
import { atMost, median } from './load.ts'
import type { Stand } from './stand.ts'

const goals = { countMs: 300, searchMs: 250, pageRatio: 1.25 }

export async function benchTables(on: Promise<Crm> = crm()) {
  const s = await on
  const segment = { all: [{ field: 'country', op: 'isNotEmpty' }, { any: [{ field: 'activity', op: 'did', what: 'clicked', withinDays: 30 }, { field: 'tags', op: 'hasAny', value: ['t3'] }] }, { none: [{ field: 'activity', op: 'did', what: 'replied' }] }] }
  const path = `/leads/count?exact=true&filter=${encodeURIComponent(JSON.stringify(segment))}`
  const found = (await s.call<{ total: number }>('GET', path)).total
  const count = await times(s, path)
  const search = { exact: await times(s, '/search?q=garcia'), nearly: await times(s, '/search?q=garzia%20marten'), none: await times(s, '/search?q=xyzzyquux') }
  const sorted = '/leads?limit=50&sort=country,-lastName'
  const [far] = (await s.owner.query<{ seen: string[] }>(`select array[lower(coalesce(country, '')), lower(coalesce(last_name, '')), id::text] as seen from leads
    where deleted_at is null order by lower(coalesce(country, '')), lower(coalesce(last_name, '')) desc, id desc offset 49949 limit 1`)).rows
  const page = { first: await times(s, sorted), thousandth: await times(s, `${sorted}&cursor=${Buffer.from(JSON.stringify(far!.seen)).toString('base64url')}`) }
  const lines = [
    atMost('segment counted to the lead, ms', count, goals.countMs),
    atMost('slowest search over everything, ms', Math.max(...Object.values(search)), goals.searchMs),
    atMost('page 1,000 of an order without an index, beside page 1', page.thousandth / page.first, goals.pageRatio),
  ]
  return { name: 'tables', rows: s.rows, lines, ok: lines.every((line) => line.reached), found, countMs: count, searchMs: search, pageMs: page }
}

async function times(s: Stand, path: string, turns = 15): Promise<number> {
  const all: number[] = []
  for (let i = 0; i < turns; i++) { const begun = performance.now(); await s.call('GET', path); all.push(performance.now() - begun) }
  return Math.round(median(all) * 10) / 10
}
