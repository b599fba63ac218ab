import { sql, type Tx } from '#platform/db'
import type { AiProvider } from '#contract/ai'
import type { Usage } from '#platform/llm-prices'

export interface SettingsRow {
  provider: AiProvider | null
  model: string | null
  base_url: string | null
  secret: string | null
  secret_hint: string | null
  daily_budget: number
  requests_per_minute: number
  price_in: number | null
  price_out: number | null
  updated_at: Date
}

export const findSettings = (tx: Tx): Promise<SettingsRow | undefined> =>
  tx.maybe(sql<SettingsRow>`
    select provider, model, base_url, secret, secret_hint, daily_budget, requests_per_minute, price_in, price_out, updated_at
      from ai_settings where workspace_id = ${tx.workspaceId}`)

export const saveSettings = (tx: Tx, row: Omit<SettingsRow, 'updated_at'>): Promise<number> =>
  tx.run(sql`
    insert into ai_settings (workspace_id, provider, model, base_url, secret, secret_hint, daily_budget, requests_per_minute, price_in, price_out, updated_at)
    values (${tx.workspaceId}, ${row.provider}, ${row.model}, ${row.base_url}, ${row.secret}, ${row.secret_hint}, ${row.daily_budget}, ${row.requests_per_minute}, ${row.price_in}, ${row.price_out}, ${tx.now})
    on conflict (workspace_id) do update
       set provider = excluded.provider, model = excluded.model, base_url = excluded.base_url, secret = excluded.secret, secret_hint = excluded.secret_hint,
           daily_budget = excluded.daily_budget, requests_per_minute = excluded.requests_per_minute, price_in = excluded.price_in, price_out = excluded.price_out, updated_at = excluded.updated_at`)

/** One after the other: who decides about a workspace's money waits for whoever is deciding now. */
export const lockBudget = (tx: Tx): Promise<unknown> => tx.one(sql`select pg_advisory_xact_lock(hashtextextended(${`ai-budget:${tx.workspaceId}`}, 0)) is null as locked`)

export interface DayTotals { day: string; since: Date; resets_at: Date; spent: number; reserved: number; calls: number; failed: number; tokens_in: number; tokens_out: number }

/** Since midnight where the workspace lives. A call whose end was never heard keeps its reservation for the day. */
export const totalsToday = (tx: Tx): Promise<DayTotals> =>
  tx.one(sql<DayTotals>`
    with w as (select time_zone as tz, date_trunc('day', ${tx.now}::timestamptz at time zone time_zone) as midnight from workspaces where id = ${tx.workspaceId})
    select to_char(w.midnight, 'YYYY-MM-DD') as day, w.midnight at time zone w.tz as since, (w.midnight + interval '1 day') at time zone w.tz as resets_at,
           coalesce(sum(c.cost) filter (where c.outcome <> 'running'), 0) as spent,
           coalesce(sum(c.reserved) filter (where c.outcome = 'running'), 0) as reserved,
           count(c.id) as calls, count(c.id) filter (where c.outcome not in ('running', 'ok')) as failed,
           coalesce(sum(c.tokens_in), 0) as tokens_in, coalesce(sum(c.tokens_out), 0) as tokens_out
      from w left join ai_calls c on c.workspace_id = ${tx.workspaceId} and c.at >= w.midnight at time zone w.tz
     group by w.midnight, w.tz`)

export const openCall = (tx: Tx, call: { purpose: string; provider: string; model: string; promptHash: string; reserved: number; priceVersion: string }): Promise<{ id: string }> =>
  tx.one(sql<{ id: string }>`
    insert into ai_calls (workspace_id, purpose, provider, model, prompt_hash, reserved, price_version, outcome, at)
    values (${tx.workspaceId}, ${call.purpose}, ${call.provider}, ${call.model}, ${call.promptHash}, ${call.reserved}, ${call.priceVersion}, 'running', ${tx.now})
    returning id`)

export const settleCall = (tx: Tx, id: string, end: { outcome: string; usage: Usage; cost: number; searches: number; ms: number }): Promise<number> =>
  tx.run(sql`
    update ai_calls set outcome = ${end.outcome}, tokens_in = ${end.usage.in}, tokens_cached = ${end.usage.cached}, tokens_out = ${end.usage.out},
           cost = ${end.cost}, searches = ${end.searches}, reserved = 0, ms = ${end.ms}
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const spentByPurpose = (tx: Tx, since: Date): Promise<{ purpose: string; calls: number; cost: number }[]> =>
  tx.many(sql<{ purpose: string; calls: number; cost: number }>`
    select purpose, count(*) as calls, sum(greatest(cost, reserved)) as cost from ai_calls
     where workspace_id = ${tx.workspaceId} and at >= ${since} group by purpose order by 3 desc, 1`)

export interface CallRow { at: Date; purpose: string; model: string; outcome: string; tokens_in: number; tokens_out: number; cost: number; ms: number | null }

export const recentCalls = (tx: Tx, most: number): Promise<CallRow[]> =>
  tx.many(sql<CallRow>`
    select at, purpose, model, outcome, tokens_in, tokens_out, cost, ms from ai_calls
     where workspace_id = ${tx.workspaceId} order by at desc, id desc limit ${most}`)

/** What one call for such a purpose has needed lately, from the last hundred that went well. */
export const averageCall = (tx: Tx, purposePrefix: string, model: string): Promise<{ calls: number; tokens_in: number; tokens_out: number; cost: number }> =>
  tx.one(sql<{ calls: number; tokens_in: number; tokens_out: number; cost: number }>`
    select count(*) as calls, coalesce(avg(tokens_in), 0) as tokens_in, coalesce(avg(tokens_out), 0) as tokens_out, coalesce(avg(cost), 0) as cost
      from (select tokens_in, tokens_out, cost from ai_calls
             where workspace_id = ${tx.workspaceId} and outcome = 'ok' and model = ${model} and purpose like ${`${purposePrefix}%`} order by at desc limit 100) lately`)
