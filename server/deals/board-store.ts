// The questions of lists: a board's totals and cards, a column, a table. Totals are read from an index alone (deals_totals).
import type { DealFilter, DealSort } from '#contract/deals'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import { fitsOwn } from '#records'
import type { Deal } from './deal.ts'

export interface CardRow extends Pick<Deal, 'id' | 'name' | 'pipelineId' | 'stageId' | 'amountMinor' | 'currency' | 'closeOn' | 'closePushes' | 'nextStep' | 'nextStepOn' | 'stageSince' | 'lastActivityAt' | 'closedAt' | 'createdAt' | 'source' | 'lostReason' | 'companyId' | 'leadId' | 'ownerId'> {
  companyName: string | null; leadName: string | null; ownerName: string | null; people: number; staleDays: number | null; nextTask: { title: string; on: string | null } | null
  /** Where the list goes on behind this row. */
  key: string
}
// Reads the neighbour's tasks: what is planned for a deal is asked with the deal.
const card = `d.id, d.name, d.pipeline_id as "pipelineId", d.stage_id as "stageId", d.amount_minor as "amountMinor", d.currency, d.close_on as "closeOn", d.close_pushes as "closePushes",
  d.next_step as "nextStep", d.next_step_on as "nextStepOn", d.stage_since as "stageSince", d.last_activity_at as "lastActivityAt", d.closed_at as "closedAt", d.created_at as "createdAt", d.source,
  d.lost_reason as "lostReason", d.company_id as "companyId", d.lead_id as "leadId", d.owner_id as "ownerId", c.name as "companyName",
  coalesce(nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), ''), l.email) as "leadName", u.name as "ownerName", s.stale_days as "staleDays",
  (select count(*) from deal_people p where p.workspace_id = d.workspace_id and p.deal_id = d.id) as people,
  (select jsonb_build_object('title', t.title, 'on', t.day) from tasks t where t.workspace_id = d.workspace_id and t.deal_id = d.id and t.state = 'open' order by t.day nulls last, t.id limit 1) as "nextTask"`
const names = `left join companies c on c.workspace_id = d.workspace_id and c.id = d.company_id left join leads l on l.workspace_id = d.workspace_id and l.id = d.lead_id left join users u on u.id = d.owner_id`

/** `closedOn`: whose rate counts; null in the report currency, which needs none. */
export interface TotalRow { stageId: string; currency: string; closedOn: string | null; count: number; amountMinor: number }
const rateDay = `case when d.currency = (select t.report_currency from deal_settings t where t.workspace_id = current_workspace()) then null else d.closed_on end`
const totals = `select d.stage_id as "stageId", d.currency, ${rateDay} as "closedOn", count(*) as count, coalesce(sum(d.amount_minor), 0) as "amountMinor"`
const bySums = 'group by 1, 2, 3'

/** The whole board of a pipeline without filters: two prepared statements. */
export const wholeTotals = (tx: Tx, pipelineId: string) => tx.named<TotalRow>('deal totals', `
  ${totals} from deals d where d.workspace_id = $1 and d.pipeline_id = $2 and d.deleted_at is null ${bySums}`, [tx.workspaceId, pipelineId])
export const wholeCards = (tx: Tx, pipelineId: string, perStage: number) => tx.named<CardRow>('deal cards', `
  select ${card}, d.position as key
    from stages s
   cross join lateral (select * from deals o where o.workspace_id = $1 and o.stage_id = s.id and o.deleted_at is null order by o.position, o.id limit $3) d
    ${names}
   where s.workspace_id = $1 and s.pipeline_id = $2 order by d.stage_id, d.position, d.id`, [tx.workspaceId, pipelineId, perStage])

/** What a filter asks, in SQL's words. `worth`: an amount in the report currency, null where no rate is known. */
export interface Asked { filter: DealFilter & { stageId?: string | undefined; companyId?: string | undefined; leadId?: string | undefined; state?: 'open' | 'won' | 'lost' | undefined }; factors: { currency: string; factor: number }[]; today: string }

const worth = (factors: Asked['factors']): RawBuilder<unknown> =>
  (factors.length ? sql`(d.amount_minor * case d.currency ${sql.join(factors.map((f) => sql`when ${f.currency} then ${f.factor}::numeric`), sql` `)} end)` : sql`null::numeric`)

function fits(tx: Tx, { filter: f, factors, today }: Asked): RawBuilder<unknown> {
  const words = f.search?.toLowerCase().split(/\s+/).filter(Boolean) ?? []
  const all: RawBuilder<unknown>[] = [
    sql`d.workspace_id = ${tx.workspaceId} and d.deleted_at is null`,
    ...(f.pipelineId ? [sql`d.pipeline_id = ${f.pipelineId}`] : []), ...(f.stageId ? [sql`d.stage_id = ${f.stageId}`] : []), ...(f.companyId ? [sql`d.company_id = ${f.companyId}`] : []),
    ...(f.leadId ? [sql`exists (select from deal_people q where q.workspace_id = d.workspace_id and q.deal_id = d.id and q.lead_id = ${f.leadId})`] : []),
    ...(f.state ? [sql`s.kind = ${f.state}`] : []),
    ...(f.ownerId === 'none' ? [sql`d.owner_id is null`] : f.ownerId === 'me' ? [sql`d.owner_id = ${tx.actor.kind === 'user' ? tx.actor.userId : null}`] : f.ownerId ? [sql`d.owner_id = ${f.ownerId}`] : []),
    ...(f.closeFrom ? [sql`d.close_on >= ${f.closeFrom}::date`] : []), ...(f.closeTo ? [sql`d.close_on <= ${f.closeTo}::date`] : []),
    ...(f.amountFrom !== undefined ? [sql`${worth(factors)} >= ${f.amountFrom}::numeric`] : []), ...(f.amountTo !== undefined ? [sql`${worth(factors)} <= ${f.amountTo}::numeric`] : []),
    ...words.map((w) => sql`lower(d.name || ' ' || coalesce(c.name, '') || ' ' || coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '') || ' ' || coalesce(l.email, '')) like ${`%${w.replace(/[\\%_]/g, (x) => `\\${x}`)}%`}`),
    ...fitsOwn(sql`d.custom`, f.own ?? []),
    ...(f.flag ? [sql`d.closed_at is null`, flags[f.flag](tx.now, today)] : []),
  ]
  return sql.join(all, sql` and `)
}
const flags: Record<NonNullable<DealFilter['flag']>, (now: Date, today: string) => RawBuilder<unknown>> = {
  stale: (now) => sql`s.stale_days is not null and greatest(d.stage_since, d.last_activity_at) < ${now}::timestamptz - make_interval(hours => 24 * s.stale_days)`,
  noNextStep: () => sql`d.next_step is null and not exists (select from tasks t where t.workspace_id = d.workspace_id and t.deal_id = d.id and t.state = 'open')`,
  overdue: (_, today) => sql`(d.close_on < ${today}::date or (d.next_step is not null and d.next_step_on < ${today}::date))`,
  pushed: () => sql`d.close_pushes >= 3`,
}

const from = sql`deals d join stages s on s.workspace_id = d.workspace_id and s.id = d.stage_id ${sql.raw(names)}`
export const filteredTotals = (tx: Tx, asked: Asked) => tx.many<TotalRow>(sql`${sql.raw(totals)} from ${from} where ${fits(tx, asked)} ${sql.raw(bySums)}`)
export const filteredCards = (tx: Tx, asked: Asked, perStage: number) => tx.many<CardRow>(sql`
  select * from (select ${sql.raw(card)}, d.position as key, row_number() over (partition by d.stage_id order by d.position, d.id) as place from ${from} where ${fits(tx, asked)}) one
   where place <= ${perStage} order by "stageId", key, id`)
export const columnCards = (tx: Tx, asked: Asked, after: [string, string] | undefined, limit: number) => tx.many<CardRow>(sql`
  select ${sql.raw(card)}, d.position as key from ${from}
   where ${fits(tx, asked)} ${after ? sql`and (d.position, d.id) > (${after[0]} collate "C", ${after[1]}::uuid)` : sql``} order by d.position, d.id limit ${limit}`)

type Plain = DealSort extends infer S ? (S extends `-${string}` ? never : S) : never
const keys: Record<Plain, (f: Asked['factors']) => { key: RawBuilder<unknown>; type: RawBuilder<unknown> }> = {
  createdAt: () => ({ key: sql`d.created_at`, type: sql`timestamptz` }),
  name: () => ({ key: sql`lower(d.name)`, type: sql`text` }),
  amount: (f) => ({ key: sql`coalesce(${worth(f)}, -1)`, type: sql`numeric` }),
  closeOn: () => ({ key: sql`coalesce(d.close_on, '9999-12-31'::date)`, type: sql`date` }),
  stage: () => ({ key: sql`s.position`, type: sql`int` }),
  lastActivityAt: () => ({ key: sql`d.last_activity_at`, type: sql`timestamptz` }),
  stageSince: () => ({ key: sql`d.stage_since`, type: sql`timestamptz` }),
}
export function tableRows(tx: Tx, asked: Asked, sort: DealSort, after: [string, string] | undefined, limit: number): Promise<CardRow[]> {
  const down = sort.startsWith('-')
  const { key, type } = keys[sort.replace('-', '') as Plain](asked.factors)
  return tx.many<CardRow>(sql`
    select ${sql.raw(card)}, (${key})::text as key from ${from}
     where ${fits(tx, asked)} ${after ? sql`and (${key}, d.id) ${down ? sql`<` : sql`>`} (${after[0]}::${type}, ${after[1]}::uuid)` : sql``}
     order by ${key} ${down ? sql`desc` : sql`asc`}, d.id ${down ? sql`desc` : sql`asc`} limit ${limit}`)
}
/** All that fit, in the order of the table: for files. */
export const fittingIds = async (tx: Tx, asked: Asked, sort: DealSort): Promise<string[]> => (await tableRows(tx, asked, sort, undefined, 1_000_000)).map((row) => row.id)
export const countFitting = (tx: Tx, asked: Asked, most: number) => tx.one<{ n: number }>(sql`select count(*) as n from (select 1 from ${from} where ${fits(tx, asked)} limit ${most}) capped`)
export const cardOf = (tx: Tx, id: string) => tx.one<CardRow>(sql`select ${sql.raw(card)}, d.position as key from ${from} where d.workspace_id = ${tx.workspaceId} and d.id = ${id}`)
