// Tables at 100,000 leads: 50,000 of them changed by one job (its rate, and the same as bare SQL in the same chunks), a segment's count,
// the search with a slip of the finger, page 1 and page 1,000 of an order that has no index.
import { randomUUID } from 'node:crypto'
import { contacts } from './contacts.ts'
import { stand, type Stand } from './stand.ts'

const goals = { perSecond: 10_000, countMs: 300, searchMs: 250, pageRatio: 1.5 }

export async function benchTables(rows = 100_000) {
  const s = await stand()
  try {
    const id = randomUUID()
    await s.upload(`/imports/${id}/file?fileName=contacts.csv`, Buffer.from(contacts(rows)))
    await s.call('POST', `/imports/${id}/start`, {})
    await until(async () => (await s.call('GET', `/imports/${id}`)).status !== 'running')
    await s.owner.query(`insert into events (workspace_id, type, at, actor, lead_id, payload)
      select workspace_id, case when n % 3 = 0 then 'link.clicked' else 'message.opened' end, now() - n * interval '1 minute', 'overture', id, '{}' from leads, generate_series(1, 3) n`)
    await s.owner.query('vacuum analyze')
    const [cut] = (await s.owner.query<{ at: Date }>('select created_at as at from leads order by created_at desc offset $1 limit 1', [rows / 2])).rows
    const half = { matching: { filter: { field: 'createdAt', op: 'after', value: cut!.at.toISOString() } } }
    const bulk = [] as { do: string; perSecond: number; matched: number }[]
    for (const action of [{ do: 'setStatus', status: 'qualified' }, { do: 'addTags', tags: ['bench'] }, { do: 'setCustom', key: 'plan', value: 'gold' }]) {
      const begun = performance.now()
      const change = await s.call('POST', '/leads/bulk', { whom: half, action })
      let now = change
      await until(async () => (now = await s.call('GET', `/bulk-changes/${change.id}`)).status !== 'running')
      console.error(`${action.do}: ${now.changed} of ${now.matched} in ${Math.round(performance.now() - begun)} ms`)
      bulk.push({ do: action.do, perSecond: Math.round(now.changed / ((performance.now() - begun) / 1000)), matched: now.matched })
    }
    const bare = await bareUpdate(s, rows / 2)
    const segment = { all: [{ field: 'country', op: 'isNotEmpty' }, { any: [{ field: 'activity', op: 'did', what: 'clicked', withinDays: 30 }, { field: 'tags', op: 'hasAny', value: ['bench'] }] }, { none: [{ field: 'activity', op: 'did', what: 'replied' }] }] }
    const countMs = await median(s, `/leads/count?exact=true&filter=${encodeURIComponent(JSON.stringify(segment))}`)
    const searchMs = { exact: await median(s, '/search?q=garcia'), nearly: await median(s, '/search?q=garzia%20marten'), none: await median(s, '/search?q=xyzzyquux') }
    const sorted = '/leads?limit=50&sort=country,-lastName'
    const [far] = (await s.owner.query<{ seen: string[] }>(`select array[lower(coalesce(country, '')), lower(coalesce(last_name, '')), id::text] as seen from leads
      where deleted_at is null order by lower(coalesce(country, '')), lower(coalesce(last_name, '')) desc, id desc offset 49949 limit 1`)).rows
    const cursor = Buffer.from(JSON.stringify(far!.seen)).toString('base64url')
    const pageMs = { first: await median(s, sorted), thousandth: await median(s, `${sorted}&cursor=${cursor}`) }
    const slowest = Math.min(...bulk.map((b) => b.perSecond))
    return {
      name: 'tables', rows, bulk, bareSqlPerSecond: bare, countMs, searchMs, pageMs, goals,
      ok: slowest >= goals.perSecond && countMs <= goals.countMs && Math.max(...Object.values(searchMs)) <= goals.searchMs && pageMs.thousandth <= pageMs.first * goals.pageRatio,
    }
  } finally { await s.stop() }
}

/** The same rows in one bare statement, as the owner: what the database itself takes. */
async function bareUpdate(s: Stand, most: number): Promise<number> {
  const begun = performance.now()
  const { rowCount } = await s.owner.query(`update leads set status = 'lost', updated_at = now() where id in (select id from leads order by created_at desc limit $1)`, [most])
  return Math.round((rowCount ?? 0) / ((performance.now() - begun) / 1000))
}

async function median(s: Stand, path: string, times = 15): Promise<number> {
  const all: number[] = []
  for (let i = 0; i < times; i++) { const begun = performance.now(); await s.call('GET', path); all.push(performance.now() - begun) }
  return Math.round(all.toSorted((a, b) => a - b)[Math.floor(times / 2)]! * 10) / 10
}

async function until(done: () => Promise<boolean>): Promise<void> {
  while (!(await done())) await new Promise((resolve) => setTimeout(resolve, 50))
}
