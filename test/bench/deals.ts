// P11: the board with 10,000 deals, over HTTP with a signed-in session, against the ideal: one prepared statement that counts, sums and
// takes the top cards of each stage as JSON, asked as the database's owner, past the walls. By one client and by eight.
import { crm, type Crm } from './crm.ts'
import { ask, askSql, atMost, inTurns } from './load.ts'

const goal = 4

export async function benchBoard(on: Promise<Crm> = crm(), turns = 5) {
  const s = await on
  const path = `/deals/board?pipelineId=${s.pipelineId}&perStage=50`
  const board = await s.call<{ columns: { cards: unknown[]; count: number }[] }>('GET', path)
  const sql = (connections: number) => askSql(s, { name: 'ideal', text: ideal, values: [[s.workspaceId, s.pipelineId]] }, { connections })
  const seen = await inTurns(turns, { board: () => ask(s, [path]), sql: () => sql(8), alone: () => ask(s, [path], { connections: 1 }), sqlAlone: () => sql(1) })
  const beside = { table: await ask(s, [`/deals?pipelineId=${s.pipelineId}&sort=-amount&limit=100`], { connections: 1 }), filtered: await ask(s, [`/deals/board?pipelineId=${s.pipelineId}&flag=noNextStep&search=renewal`], { connections: 1 }) }
  const lines = [atMost('board, 8 clients, p50 beside the one statement', seen.board.p50ms / seen.sql.p50ms, goal), atMost('board, 1 client, p50 beside the one statement', seen.alone.p50ms / seen.sqlAlone.p50ms, goal)]
  return {
    name: 'board', deals: board.columns.reduce((n, c) => n + c.count, 0), cards: board.columns.reduce((n, c) => n + c.cards.length, 0), lines, ok: lines.every((line) => line.reached) && seen.board.bad === 0,
    jsonBytes: JSON.stringify(board).length, seen, beside: { tableMs: beside.table.p50ms, filteredBoardMs: beside.filtered.p50ms },
  }
}

const ideal = `
  select s.id, s.name, t.n, t.amount, d.cards from stages s
   cross join lateral (select count(*) n, sum(amount_minor) amount from deals where workspace_id = $1 and stage_id = s.id and deleted_at is null) t
   cross join lateral (select json_agg(x) cards from (
     select d.id, d.name, d.amount_minor, d.currency, d.close_on, d.next_step, d.stage_since, d.last_activity_at, c.name company, l.first_name, l.last_name
       from deals d left join companies c on c.workspace_id = d.workspace_id and c.id = d.company_id left join leads l on l.workspace_id = d.workspace_id and l.id = d.lead_id
      where d.workspace_id = $1 and d.stage_id = s.id and d.deleted_at is null order by d.position, d.id limit 50) x) d
   where s.workspace_id = $1 and s.pipeline_id = $2`
