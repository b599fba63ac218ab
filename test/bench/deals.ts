// The board with 10,000 deals, over HTTP with a signed-in session, against the ideal: one statement that counts, sums and takes the
// top cards of each stage as JSON, asked as the database's owner, past the walls. Both are asked in turns; the ratio is of medians.
import { ranks } from '#deals'
import { stand, type Stand } from './stand.ts'

const goal = 4

export async function benchBoard(rows = 10_000, turns = 200) {
  const s = await stand()
  try {
    const pipelineId = await fill(s, rows)
    const times = { board: [] as number[], ideal: [] as number[] }
    let cards = 0
    for (let turn = 0; turn < turns; turn++) {
      const began = performance.now()
      const board = await s.call<{ columns: { cards: unknown[] }[] }>('GET', `/deals/board?pipelineId=${pipelineId}&perStage=50`)
      times.board.push(performance.now() - began)
      cards = board.columns.reduce((n, c) => n + c.cards.length, 0)
      const asked = performance.now()
      await s.owner.query(ideal, [s.workspaceId, pipelineId])
      times.ideal.push(performance.now() - asked)
    }
    const [board, best] = [median(times.board.slice(20)), median(times.ideal.slice(20))]
    const table = await timed(s, `/deals?pipelineId=${pipelineId}&sort=-amount&limit=100`), filtered = await timed(s, `/deals/board?pipelineId=${pipelineId}&flag=noNextStep&search=renewal`)
    return { name: 'board', rows, cards, ratio: three(board / best), goal, ok: board / best <= goal, boardMs: three(board), idealSqlMs: three(best), beside: { tableMs: three(table), filteredBoardMs: three(filtered) } }
  } finally { await s.stop() }
}

const ideal = `
  select s.id, s.name, t.n, t.amount, d.cards from stages s
   cross join lateral (select count(*) n, sum(amount_minor) amount from deals where workspace_id = $1 and stage_id = s.id and deleted_at is null) t
   cross join lateral (select json_agg(x) cards from (
     select d.id, d.name, d.amount_minor, d.currency, d.close_on, d.next_step, d.stage_since, d.last_activity_at, c.name company, l.first_name, l.last_name
       from deals d left join companies c on c.workspace_id = d.workspace_id and c.id = d.company_id left join leads l on l.workspace_id = d.workspace_id and l.id = d.lead_id
      where d.workspace_id = $1 and d.stage_id = s.id and d.deleted_at is null order by d.position, d.id limit 50) x) d
   where s.workspace_id = $1 and s.pipeline_id = $2`

/** Past the API, for ten thousand requests would take minutes; as the API writes them. */
async function fill(s: Stand, rows: number): Promise<string> {
  const { items: [pipeline] } = await s.call<{ items: { id: string; stages: { id: string; kind: string }[] }[] }>('GET', '/pipelines')
  const { rows: [user] } = await s.owner.query<{ id: string }>('select id from users limit 1')
  await s.owner.query(`insert into companies (workspace_id, name, domain) select $1, 'Company ' || n, 'company' || n || '.example' from generate_series(1, 2000) n`, [s.workspaceId])
  await s.owner.query(`insert into leads (workspace_id, email, first_name, last_name, company_id) select $1, 'lead' || split_part(c.name, ' ', 2) || '@' || c.domain, 'Lead', split_part(c.name, ' ', 2), c.id from companies c where c.workspace_id = $1`, [s.workspaceId])
  const keys = ranks(Math.ceil(rows / pipeline!.stages.length))
  await s.owner.query(`
    insert into deals (workspace_id, pipeline_id, stage_id, position, name, company_id, lead_id, owner_id, amount_minor, currency, close_on, next_step, closed_at, closed_on, stage_since, last_activity_at, created_at, updated_at)
    select $1, $2, s.id, p.key, case when n % 7 = 0 then 'Renewal ' else 'Deal ' end || n, l.company_id, l.id, $5, (n * 7919 % 100000) * 100, case when n % 9 = 0 then 'USD' else 'EUR' end, date '2026-12-01' + (n % 90)::int,
           case when n % 4 > 0 then 'Call them' end, case when s.kind <> 'open' then now() - n * interval '1 hour' end, case when s.kind <> 'open' then (now() - n * interval '1 hour')::date end, now(), now(), now(), now()
      from unnest($3::uuid[], $4::text[]) with ordinality as at (stage_id, kind, no)
      cross join unnest($6::text[]) with ordinality as p (key, place)
      cross join lateral (select (p.place - 1) * cardinality($3::uuid[]) + at.no as n) x
      join stages s on s.workspace_id = $1 and s.id = at.stage_id
      join (select *, row_number() over (order by id) as nth from leads where workspace_id = $1) l on l.nth = 1 + n % 2000`,
    [s.workspaceId, pipeline!.id, pipeline!.stages.map((one) => one.id), pipeline!.stages.map((one) => one.kind), user!.id, keys])
  await s.owner.query('insert into deal_people (workspace_id, deal_id, lead_id, added_at) select workspace_id, id, lead_id, now() from deals where workspace_id = $1', [s.workspaceId])
  await s.call('PUT', '/currency-rates', { currency: 'USD', validFrom: '2026-01-01', rate: 0.9 })
  for (const table of ['deals', 'companies', 'leads', 'deal_people']) await s.owner.query(`vacuum analyze ${table}`)
  return pipeline!.id
}

async function timed(s: Stand, path: string): Promise<number> {
  const times: number[] = []
  for (let i = 0; i < 20; i++) { const began = performance.now(); await s.call('GET', path); times.push(performance.now() - began) }
  return median(times.slice(3))
}
const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!
const three = (value: number): number => Number(value.toFixed(3))
