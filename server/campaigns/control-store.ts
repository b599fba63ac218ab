// The questions about what was done to many leads at once.
import { sql, type Tx } from '#platform/db'

export interface Run {
  id: string; campaignId: string; act: string; options: { at?: string; toCampaignId?: string; priority?: number; why?: string }; total: number; looked: number; done: number; refused: number
  undoes: string | null; undoneBy: string | null; by: string; createdAt: Date; endedAt: Date | null
}
const columns = sql`r.id, r.campaign_id as "campaignId", r.act, r.options, cardinality(r.enrollment_ids) as total, r.position as looked,
  (select count(*) from bulk_results b where b.workspace_id = r.workspace_id and b.run_id = r.id and b.done) as done, (select count(*) from bulk_results b where b.workspace_id = r.workspace_id and b.run_id = r.id and not b.done) as refused,
  r.undoes, r.undone_by as "undoneBy", r.created_by as by, r.created_at as "createdAt", r.ended_at as "endedAt"`

export const insertRun = (tx: Tx, r: { campaignId: string; act: string; options: object; ids: string[]; undoes: string | null; by: string }): Promise<{ id: string }> =>
  tx.one(sql`insert into bulk_runs (workspace_id, campaign_id, act, options, enrollment_ids, undoes, created_by, created_at)
             values (${tx.workspaceId}, ${r.campaignId}, ${r.act}, ${JSON.stringify(r.options)}, ${r.ids}::uuid[], ${r.undoes}, ${r.by}, ${tx.now}) returning id`)

export const runById = (tx: Tx, id: string): Promise<Run | undefined> => tx.maybe<Run>(sql`select ${columns} from bulk_runs r where r.workspace_id = ${tx.workspaceId} and r.id = ${id}`)
export const runsOf = (tx: Tx, campaignId: string): Promise<Run[]> => tx.many<Run>(sql`select ${columns} from bulk_runs r where r.workspace_id = ${tx.workspaceId} and r.campaign_id = ${campaignId} order by r.created_at desc, r.id desc limit 20`)

/** The next leads of a run, held until commit so that nobody else takes them; none when it is over. */
export const nextOfRun = (tx: Tx, id: string, most: number): Promise<{ campaignId: string; act: string; options: Run['options']; undoes: string | null; ids: string[]; more: boolean } | undefined> =>
  tx.maybe(sql`
    update bulk_runs r set position = least(r.position + ${most}, cardinality(r.enrollment_ids)), ended_at = case when r.position + ${most} >= cardinality(r.enrollment_ids) then ${tx.now}::timestamptz end
      from (select id, position from bulk_runs where workspace_id = ${tx.workspaceId} and id = ${id} for update) was
     where r.workspace_id = ${tx.workspaceId} and r.id = was.id and r.ended_at is null
    returning r.campaign_id as "campaignId", r.act, r.options, r.undoes, r.enrollment_ids[was.position + 1 : was.position + ${most}] as ids, r.ended_at is null as more`)

export interface Result { enrollmentId: string; leadId: string; done: boolean; sentence: string; before: object | null }
export const insertResults = (tx: Tx, runId: string, results: Result[]): Promise<number> =>
  tx.run(sql`
    insert into bulk_results (workspace_id, run_id, enrollment_id, lead_id, done, sentence, before)
    select ${tx.workspaceId}, ${runId}, n.e, n.l, n.d, n.s, n.b::jsonb
      from unnest(${results.map((r) => r.enrollmentId)}::uuid[], ${results.map((r) => r.leadId)}::uuid[], ${results.map((r) => r.done)}::boolean[], ${results.map((r) => r.sentence)}::text[],
                  ${results.map((r) => r.before && JSON.stringify(r.before))}::text[]) as n (e, l, d, s, b) on conflict do nothing`)

export const refusalsOf = (tx: Tx, runId: string): Promise<{ sentence: string; count: number }[]> =>
  tx.many(sql`select sentence, count(*) as count from bulk_results where workspace_id = ${tx.workspaceId} and run_id = ${runId} and not done group by 1 order by 2 desc limit 20`)

export const resultsAfter = (tx: Tx, runId: string, after: { done: boolean; id: string } | undefined, most: number): Promise<Result[]> =>
  tx.many<Result>(sql`
    select enrollment_id as "enrollmentId", lead_id as "leadId", done, sentence, before from bulk_results where workspace_id = ${tx.workspaceId} and run_id = ${runId}
       ${after ? sql`and (done, enrollment_id) > (${after.done}::boolean, ${after.id}::uuid)` : sql``} order by done, enrollment_id limit ${most}`)

export const whatWas = (tx: Tx, runId: string, ids: string[]): Promise<Result[]> =>
  tx.many<Result>(sql`select enrollment_id as "enrollmentId", lead_id as "leadId", done, sentence, before from bulk_results where workspace_id = ${tx.workspaceId} and run_id = ${runId} and enrollment_id = any(${ids}::uuid[])`)

export const doneIn = async (tx: Tx, runId: string): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select enrollment_id as id from bulk_results where workspace_id = ${tx.workspaceId} and run_id = ${runId} and done and before is not null order by 1`)).map((r) => r.id)

export const markUndone = (tx: Tx, runId: string, by: string): Promise<number> =>
  tx.run(sql`update bulk_runs set undone_by = ${by} where workspace_id = ${tx.workspaceId} and id = ${runId}`)
