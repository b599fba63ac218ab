// The rows of deals that come in by the thousand.
import { sql, type Tx } from '#platform/db'

export interface ImportedDeal {
  id: string; pipelineId: string; stageId: string; stageName: string; stageKind: string; position: string; name: string; companyId: string | null; leadId: string | null; ownerId: string | null
  amountMinor: number | null; currency: string; closeOn: string | null; closedDay: string | null; closedAt: Date | null; createdAt: Date; since: Date; lostReason: string | null; notes: string | null
  productId: string | null; productName: string | null; priceMinor: number | null; costMinor: number | null
}

/** With their line, their person and their arrival on the stage. An amount of its own stands beside the line's. */
export async function insertImported(tx: Tx, deals: ImportedDeal[]): Promise<void> {
  const told = sql`jsonb_to_recordset(${JSON.stringify(deals)}::jsonb) as d (id uuid, "pipelineId" uuid, "stageId" uuid, "stageName" text, "stageKind" text, position text, name text, "companyId" uuid, "leadId" uuid, "ownerId" uuid, "amountMinor" bigint, currency text,
    "closeOn" date, "closedDay" date, "closedAt" timestamptz, "createdAt" timestamptz, since timestamptz, "lostReason" text, notes text, "productId" uuid, "productName" text, "priceMinor" bigint, "costMinor" bigint)`
  await tx.run(sql`
    insert into deals (workspace_id, id, pipeline_id, stage_id, position, name, company_id, lead_id, owner_id, amount_minor, amount_by_hand, currency, close_on, notes, source, lost_reason, closed_at, closed_on, stage_since, last_activity_at, created_at, updated_at)
    select ${tx.workspaceId}::uuid, d.id, d."pipelineId", d."stageId", d.position, d.name, d."companyId", d."leadId", d."ownerId", d."amountMinor", d."productId" is not null, d.currency, d."closeOn", d.notes, 'import', d."lostReason", d."closedAt", d."closedDay", d.since, d.since, d."createdAt", ${tx.now}::timestamptz
      from ${told}`)
  await tx.run(sql`
    insert into deal_lines (workspace_id, deal_id, product_id, name, quantity, price_minor, cost_minor, discount, position)
    select ${tx.workspaceId}::uuid, d.id, d."productId", d."productName", 1, d."priceMinor", d."costMinor", 0, 0 from ${told} where d."productId" is not null`)
  await tx.run(sql`insert into deal_people (workspace_id, deal_id, lead_id, added_at) select ${tx.workspaceId}::uuid, d.id, d."leadId", ${tx.now}::timestamptz from ${told} where d."leadId" is not null`)
  await tx.run(sql`
    insert into deal_moves (workspace_id, deal_id, to_stage_id, to_name, to_kind, at, by_user, why)
    select ${tx.workspaceId}::uuid, d.id, d."stageId", d."stageName", d."stageKind", d.since, ${tx.actor.kind === 'user' ? tx.actor.userId : null}::uuid, 'It came with an import.' from ${told}`)
}

export const dropImported = (tx: Tx, ids: string[], untouchedSince: Date): Promise<number> =>
  tx.run(sql`delete from deals where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and updated_at <= ${untouchedSince}`)

export const dropUnusedProducts = (tx: Tx, ids: string[]): Promise<number> =>
  tx.run(sql`delete from products p where p.workspace_id = ${tx.workspaceId} and p.id = any(${ids}::uuid[]) and not exists (select 1 from deal_lines l where l.workspace_id = p.workspace_id and l.product_id = p.id)`)

export interface ExportedDeal { id: string; name: string; companyId: string | null; ownerId: string | null; stageName: string; amountMinor: number | null; currency: string; closeOn: string | null; closedOn: string | null; createdAt: Date; nextStep: string | null; lostReason: string | null; notes: string | null }
export const exportRows = (tx: Tx, ids: string[]): Promise<ExportedDeal[]> =>
  tx.many<ExportedDeal>(sql`
    select d.id, d.name, d.company_id as "companyId", d.owner_id as "ownerId", s.name as "stageName", d.amount_minor as "amountMinor", d.currency, d.close_on as "closeOn", d.closed_on as "closedOn", d.created_at as "createdAt",
           d.next_step as "nextStep", d.lost_reason as "lostReason", d.notes
      from deals d join stages s on s.workspace_id = d.workspace_id and s.id = d.stage_id where d.workspace_id = ${tx.workspaceId} and d.id = any(${ids}::uuid[]) and d.deleted_at is null`)
