// The rows of deals that come in by the thousand.
import { sql, type Tx } from '#platform/db'

export interface ImportedDeal {
  id: string; pipelineId: string; stageId: string; stageName: string; stageKind: string; position: string; name: string; companyId: string | null; leadId: string | null; ownerId: string | null
  amountMinor: number | null; currency: string; closeOn: string | null; closedDay: string | null; closedAt: Date | null; createdAt: Date; since: Date; lostReason: string | null; lostNote: string | null; nextStep: string | null; nextStepOn: string | null; source: string | null; notes: string | null
  custom: Record<string, unknown>; amountByHand: boolean; lines: { productId: string | null; name: string; quantity: number; priceMinor: number; costMinor: number | null; discount: number }[]; people: { leadId: string; role: string | null; influence: number | null }[]
}

/** With their lines, their people and their arrival on the stage. An amount of its own stands beside the lines' sum. */
export async function insertImported(tx: Tx, deals: ImportedDeal[]): Promise<void> {
  const told = sql`jsonb_to_recordset(${JSON.stringify(deals)}::jsonb) as d (id uuid, "pipelineId" uuid, "stageId" uuid, "stageName" text, "stageKind" text, position text, name text, "companyId" uuid, "leadId" uuid, "ownerId" uuid, "amountMinor" bigint, currency text,
    "closeOn" date, "closedDay" date, "closedAt" timestamptz, "createdAt" timestamptz, since timestamptz, "lostReason" text, "lostNote" text, "nextStep" text, "nextStepOn" date, source text, notes text, "amountByHand" boolean, custom jsonb, lines jsonb, people jsonb)`
  await tx.run(sql`
    insert into deals (workspace_id, id, pipeline_id, stage_id, position, name, company_id, lead_id, owner_id, amount_minor, amount_by_hand, currency, close_on, next_step, next_step_on, notes, source, custom, lost_reason, lost_note, closed_at, closed_on, stage_since, last_activity_at, created_at, updated_at)
    select ${tx.workspaceId}::uuid, d.id, d."pipelineId", d."stageId", d.position, d.name, d."companyId", d."leadId", d."ownerId", d."amountMinor", d."amountByHand", d.currency, d."closeOn", d."nextStep", d."nextStepOn", d.notes, d.source, d.custom, d."lostReason", d."lostNote", d."closedAt", d."closedDay", d.since, d.since, d."createdAt", ${tx.now}::timestamptz
      from ${told}`)
  await tx.run(sql`
    insert into deal_lines (workspace_id, deal_id, product_id, name, quantity, price_minor, cost_minor, discount, position)
    select ${tx.workspaceId}::uuid, d.id, l."productId", l.name, l.quantity, l."priceMinor", l."costMinor", l.discount, x.n - 1
      from ${told} cross join lateral jsonb_array_elements(d.lines) with ordinality x (line, n)
     cross join lateral jsonb_to_record(x.line) l ("productId" uuid, name text, quantity numeric, "priceMinor" bigint, "costMinor" bigint, discount numeric)`)
  // In their order: a microsecond apart, for the list of people goes by when they were added.
  await tx.run(sql`
    insert into deal_people (workspace_id, deal_id, lead_id, role, influence, added_at)
    select ${tx.workspaceId}::uuid, d.id, m."leadId", m.role, m.influence, ${tx.now}::timestamptz + x.n * interval '1 microsecond'
      from ${told} cross join lateral jsonb_array_elements(d.people) with ordinality x (person, n) cross join lateral jsonb_to_record(x.person) m ("leadId" uuid, role text, influence int)
    on conflict do nothing`)
  await tx.run(sql`
    insert into deal_moves (workspace_id, deal_id, to_stage_id, to_name, to_kind, at, by_user, why)
    select ${tx.workspaceId}::uuid, d.id, d."stageId", d."stageName", d."stageKind", d.since, ${tx.actor.kind === 'user' ? tx.actor.userId : null}::uuid, 'It came with an import.' from ${told}`)
}

export const dropImported = (tx: Tx, ids: string[], untouchedSince: Date): Promise<number> =>
  tx.run(sql`delete from deals where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and updated_at <= ${untouchedSince}`)

export const dropUnusedProducts = (tx: Tx, ids: string[]): Promise<number> =>
  tx.run(sql`delete from products p where p.workspace_id = ${tx.workspaceId} and p.id = any(${ids}::uuid[]) and not exists (select 1 from deal_lines l where l.workspace_id = p.workspace_id and l.product_id = p.id)`)

export interface ExportedLine { name: string; quantity: number; priceMinor: number; costMinor: number | null; discount: number }
export interface ExportedDeal {
  id: string; name: string; companyId: string | null; ownerId: string | null; pipelineName: string; stageName: string; amountMinor: number | null; currency: string; closeOn: string | null; closedOn: string | null; createdAt: Date
  nextStep: string | null; nextStepOn: string | null; lostReason: string | null; lostNote: string | null; source: string | null; notes: string | null; custom: Record<string, unknown>
  leadEmail: string | null; people: { email: string; role: string | null; influence: number | null }[]; lines: ExportedLine[]
}
export const exportRows = (tx: Tx, ids: string[]): Promise<ExportedDeal[]> =>
  tx.many<ExportedDeal>(sql`
    select d.id, d.name, d.company_id as "companyId", d.owner_id as "ownerId", p.name as "pipelineName", s.name as "stageName", d.amount_minor as "amountMinor", d.currency, d.close_on as "closeOn", d.closed_on as "closedOn", d.created_at as "createdAt",
           d.next_step as "nextStep", d.next_step_on as "nextStepOn", d.lost_reason as "lostReason", d.lost_note as "lostNote", d.source, d.notes, d.custom, l.email as "leadEmail",
           coalesce((select jsonb_agg(jsonb_build_object('email', x.email, 'role', m.role, 'influence', m.influence) order by m.added_at, m.lead_id) from deal_people m join leads x on x.workspace_id = m.workspace_id and x.id = m.lead_id
                      where m.workspace_id = d.workspace_id and m.deal_id = d.id), '[]') as people,
           coalesce((select jsonb_agg(jsonb_build_object('name', o.name, 'quantity', o.quantity, 'priceMinor', o.price_minor, 'costMinor', o.cost_minor, 'discount', o.discount) order by o.position, o.id) from deal_lines o
                      where o.workspace_id = d.workspace_id and o.deal_id = d.id), '[]') as lines
      from deals d join stages s on s.workspace_id = d.workspace_id and s.id = d.stage_id join pipelines p on p.workspace_id = d.workspace_id and p.id = d.pipeline_id
      left join leads l on l.workspace_id = d.workspace_id and l.id = d.lead_id
     where d.workspace_id = ${tx.workspaceId} and d.id = any(${ids}::uuid[]) and d.deleted_at is null`)
