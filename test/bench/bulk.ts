// Half of 100,000 leads changed by one job, each kind of change: records a second from the click to the end, as a person waits for it,
// history of fields and undo included. Beside it, the same rows changed by one bare statement, which keeps neither.
import { crm, type Crm } from './crm.ts'
import { atLeast, type Line } from './load.ts'
import { until } from './stand.ts'

const goal = 10_000

export async function benchBulk(on: Promise<Crm> = crm()) {
  const s = await on
  const { rows: [cut] } = await s.owner.query<{ at: Date }>('select created_at as at from leads order by created_at desc offset $1 limit 1', [s.rows / 2])
  const whom = { matching: { filter: { field: 'createdAt', op: 'after', value: cut!.at.toISOString() } } }
  const lines: Line[] = [], seconds: Record<string, number> = {}
  const watch = async (what: string, id: string, count: 'changed' | 'restored', begun: number) => {
    let now: { status: string; changed: number; restored: number } | undefined
    await until(async () => { now = await s.call('GET', `/bulk-changes/${id}`); return now!.status !== 'running' && now!.status !== 'undoing' })
    seconds[what] = (performance.now() - begun) / 1000
    lines.push(atLeast(`${what}, records a second`, now![count] / seconds[what]!, goal))
  }
  let last = ''
  for (const action of [{ do: 'setStatus', status: 'qualified' }, { do: 'addTags', tags: ['bench'] }, { do: 'setCustom', key: 'plan', value: 'gold' }]) {
    const begun = performance.now()
    last = (await s.call('POST', '/leads/bulk', { whom, action })).id
    await watch(action.do, last, 'changed', begun)
  }
  const begun = performance.now()
  await s.call('POST', `/bulk-changes/${last}/undo`, {})
  await watch('undo', last, 'restored', begun)
  const bare = performance.now()
  await s.owner.query('set session_replication_role = replica')
  const { rowCount } = await s.owner.query(`update leads set status = 'lost', updated_at = now() where id in (select id from leads order by created_at desc limit $1)`, [s.rows / 2])
  await s.owner.query('reset session_replication_role')
  const barePerSecond = Math.round((rowCount ?? 0) / ((performance.now() - bare) / 1000))
  return { name: 'bulk', records: s.rows / 2, lines, ok: lines.every((line) => line.reached), barePerSecond, seconds }
}
