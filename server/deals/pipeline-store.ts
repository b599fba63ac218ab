// The questions about pipelines, stages, and why deals are lost.
import { sql, type Tx } from '#platform/db'
import type { Stage } from './deal.ts'

const columns = sql`s.id, s.pipeline_id as "pipelineId", s.name, s.position, s.kind, s.probability, s.exit_criteria as "exitCriteria", s.required, s.stale_days as "staleDays", s.move_on as "moveOn"`

export const pipelineRows = (tx: Tx) => tx.many<{ id: string; name: string; position: number; deals: number }>(sql`
  select p.id, p.name, p.position, (select count(*) from deals d where d.workspace_id = p.workspace_id and d.pipeline_id = p.id and d.deleted_at is null) as deals
    from pipelines p where p.workspace_id = ${tx.workspaceId} order by p.position, p.id`)
export const firstPipeline = (tx: Tx) => tx.maybe<{ id: string }>(sql`select id from pipelines where workspace_id = ${tx.workspaceId} order by position, id limit 1`)
export const pipelineById = (tx: Tx, id: string) => tx.maybe<{ id: string; name: string }>(sql`select id, name from pipelines where workspace_id = ${tx.workspaceId} and id = ${id}`)
/** All stages, or those of one pipeline, in order. */
export const stageRows = (tx: Tx, pipelineId?: string) => tx.many<Stage>(sql`
  select ${columns} from stages s where s.workspace_id = ${tx.workspaceId} ${pipelineId ? sql`and s.pipeline_id = ${pipelineId}` : sql``} order by s.pipeline_id, s.position, s.id`)
export const stageById = (tx: Tx, id: string) => tx.maybe<Stage>(sql`select ${columns} from stages s where s.workspace_id = ${tx.workspaceId} and s.id = ${id}`)
/** Held until the transaction ends: whoever gives a place on this stage waits here. Several are held in the order of their ids. */
export const holdStages = (tx: Tx, ids: string[]) => tx.many<Stage>(sql`
  select ${columns} from stages s where s.workspace_id = ${tx.workspaceId} and s.id = any(${ids}::uuid[]) order by s.id for no key update`)
/** Held for deletion: nobody can put a deal on it meanwhile. */
export const holdStagesFully = (tx: Tx, ids: string[]) => tx.many<Stage>(sql`
  select ${columns} from stages s where s.workspace_id = ${tx.workspaceId} and s.id = any(${ids}::uuid[]) order by s.id for update`)
export const holdPipeline = (tx: Tx, id: string) => tx.maybe<{ id: string; name: string }>(sql`select id, name from pipelines where workspace_id = ${tx.workspaceId} and id = ${id} for update`)

export const pipelineNamed = (tx: Tx, name: string) => tx.maybe<{ id: string }>(sql`select id from pipelines where workspace_id = ${tx.workspaceId} and lower(name) = lower(${name})`)
/** Null when somebody was quicker with the same name. */
export const insertPipeline = (tx: Tx, name: string) => tx.maybe<{ id: string }>(sql`
  insert into pipelines (workspace_id, name, position) select ${tx.workspaceId}, ${name}, coalesce(max(position), -1) + 1 from pipelines where workspace_id = ${tx.workspaceId} on conflict do nothing returning id`)
export const renamePipelineRow = (tx: Tx, id: string, name: string) => tx.run(sql`update pipelines set name = ${name} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const deletePipelineRow = (tx: Tx, id: string) => tx.run(sql`delete from pipelines where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const insertStage = (tx: Tx, s: Omit<Stage, 'id'>) => tx.one<{ id: string }>(sql`
  insert into stages (workspace_id, pipeline_id, name, position, kind, probability, exit_criteria, required, stale_days, move_on)
  values (${tx.workspaceId}, ${s.pipelineId}, ${s.name}, ${s.position}, ${s.kind}, ${s.probability}, ${s.exitCriteria}, ${s.required}::text[], ${s.staleDays}, ${s.moveOn}::text[]) returning id`)
export const rewriteStage = (tx: Tx, s: Stage) => tx.run(sql`
  update stages set name = ${s.name}, kind = ${s.kind}, probability = ${s.probability}, exit_criteria = ${s.exitCriteria}, required = ${s.required}::text[],
         stale_days = ${s.staleDays}, move_on = ${s.moveOn}::text[] where workspace_id = ${tx.workspaceId} and id = ${s.id}`)
export const orderStageRows = (tx: Tx, ids: string[]) => tx.run(sql`
  update stages s set position = o.n - 1 from unnest(${ids}::uuid[]) with ordinality as o (id, n) where s.workspace_id = ${tx.workspaceId} and s.id = o.id`)
export const deleteStageRow = (tx: Tx, id: string) => tx.run(sql`delete from stages where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const lostReasonRows = (tx: Tx) => tx.many<{ id: string; name: string }>(sql`select id, name from lost_reasons where workspace_id = ${tx.workspaceId} order by position, id`)
/** These, in this order; one that stays keeps its id. */
export async function rewriteLostReasons(tx: Tx, names: string[]): Promise<void> {
  await tx.run(sql`delete from lost_reasons where workspace_id = ${tx.workspaceId} and lower(name) <> all(select lower(n) from unnest(${names}::text[]) n)`)
  await tx.run(sql`
    insert into lost_reasons (workspace_id, name, position) select ${tx.workspaceId}, n, at - 1 from unnest(${names}::text[]) with ordinality as t (n, at)
    on conflict (workspace_id, lower(name)) do update set name = excluded.name, position = excluded.position`)
}
