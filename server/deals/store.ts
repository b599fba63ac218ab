// The questions about a deal and its place in the order.
import { sql, type Tx } from '#platform/db'
import type { Deal } from './deal.ts'

const columns = sql`d.id, d.pipeline_id as "pipelineId", d.stage_id as "stageId", d.position, d.name, d.company_id as "companyId", d.lead_id as "leadId", d.owner_id as "ownerId",
  d.amount_minor as "amountMinor", d.amount_by_hand as "amountByHand", d.currency, d.close_on as "closeOn", d.close_pushes as "closePushes", d.next_step as "nextStep", d.next_step_on as "nextStepOn",
  d.notes, d.source, d.source_campaign_id as "sourceCampaignId", d.source_step_id as "sourceStepId", d.source_message_id as "sourceMessageId", d.source_thread_id as "sourceThreadId",
  d.lost_reason as "lostReason", d.lost_note as "lostNote", d.closed_at as "closedAt", d.closed_on as "closedOn", d.custom, d.stage_since as "stageSince", d.last_activity_at as "lastActivityAt",
  d.created_at as "createdAt", d.updated_at as "updatedAt", d.deleted_at as "deletedAt"`

export const dealById = (tx: Tx, id: string) => tx.maybe<Deal>(sql`select ${columns} from deals d where d.workspace_id = ${tx.workspaceId} and d.id = ${id}`)
export const lockDeal = (tx: Tx, id: string) => tx.maybe<Deal>(sql`select ${columns} from deals d where d.workspace_id = ${tx.workspaceId} and d.id = ${id} for update`)

export type NewDeal = Omit<Deal, 'id' | 'createdAt' | 'updatedAt' | 'deletedAt'>
export const insertDeal = (tx: Tx, d: NewDeal) => tx.one<{ id: string }>(sql`
  insert into deals (workspace_id, pipeline_id, stage_id, position, name, company_id, lead_id, owner_id, amount_minor, amount_by_hand, currency, close_on, close_pushes, next_step, next_step_on, notes, source,
    source_campaign_id, source_step_id, source_message_id, source_thread_id, lost_reason, lost_note, closed_at, closed_on, custom, stage_since, last_activity_at, created_at, updated_at)
  values (${tx.workspaceId}, ${d.pipelineId}, ${d.stageId}, ${d.position}, ${d.name}, ${d.companyId}, ${d.leadId}, ${d.ownerId}, ${d.amountMinor}, ${d.amountByHand}, ${d.currency}, ${d.closeOn}, ${d.closePushes},
    ${d.nextStep}, ${d.nextStepOn}, ${d.notes}, ${d.source}, ${d.sourceCampaignId}, ${d.sourceStepId}, ${d.sourceMessageId}, ${d.sourceThreadId}, ${d.lostReason}, ${d.lostNote}, ${d.closedAt}, ${d.closedOn}, ${JSON.stringify(d.custom)},
    ${d.stageSince}, ${d.lastActivityAt}, ${tx.now}, ${tx.now}) returning id`)

export const rewriteDeal = (tx: Tx, id: string, d: Deal) => tx.run(sql`
  update deals set name = ${d.name}, company_id = ${d.companyId}, lead_id = ${d.leadId}, owner_id = ${d.ownerId}, amount_minor = ${d.amountMinor}, amount_by_hand = ${d.amountByHand}, currency = ${d.currency},
         close_on = ${d.closeOn}, close_pushes = ${d.closePushes}, next_step = ${d.nextStep}, next_step_on = ${d.nextStepOn}, notes = ${d.notes}, source = ${d.source},
         lost_reason = ${d.lostReason}, lost_note = ${d.lostNote}, custom = ${JSON.stringify(d.custom)}, updated_at = ${tx.now}, last_activity_at = ${tx.now}
   where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** A place in the same column: nothing has happened to the deal, it only lies elsewhere. */
export const putAt = (tx: Tx, id: string, position: string) => tx.run(sql`update deals set position = ${position} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const putOnStage = (tx: Tx, id: string, to: Pick<Deal, 'stageId' | 'pipelineId' | 'position' | 'closedAt' | 'closedOn' | 'lostReason' | 'lostNote'>) => tx.run(sql`
  update deals set stage_id = ${to.stageId}, pipeline_id = ${to.pipelineId}, position = ${to.position}, closed_at = ${to.closedAt}, closed_on = ${to.closedOn}, lost_reason = ${to.lostReason}, lost_note = ${to.lostNote},
         stage_since = ${tx.now}, last_activity_at = ${tx.now}, updated_at = ${tx.now}
   where workspace_id = ${tx.workspaceId} and id = ${id}`)
/** As they were before a change that is taken back. */
export const setPushes = (tx: Tx, id: string, pushes: number) => tx.run(sql`update deals set close_pushes = ${pushes} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const putBackClosing = (tx: Tx, id: string, was: Pick<Deal, 'closedAt' | 'closedOn'>) => tx.run(sql`update deals set closed_at = ${was.closedAt}, closed_on = ${was.closedOn} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const dealNames = (tx: Tx, ids: string[]): Promise<{ id: string; name: string }[]> => tx.many(sql`select id, name from deals where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)
export const setAmount = (tx: Tx, id: string, amountMinor: number | null) => tx.run(sql`update deals set amount_minor = ${amountMinor}, updated_at = ${tx.now}, last_activity_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const trashDeal = (tx: Tx, id: string) => tx.run(sql`update deals set deleted_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const untrashDeal = (tx: Tx, id: string, position: string) => tx.run(sql`update deals set deleted_at = null, position = ${position} where workspace_id = ${tx.workspaceId} and id = ${id}`)

// ── The order of a column. Asked while its stage is held. ──

const onStage = (tx: Tx, stageId: string, but: string | null) => sql`workspace_id = ${tx.workspaceId} and stage_id = ${stageId} and deleted_at is null and id is distinct from ${but}::uuid`
export const rankOf = (tx: Tx, stageId: string, id: string, but: string | null) =>
  tx.maybe<{ position: string }>(sql`select position from deals where ${onStage(tx, stageId, but)} and id = ${id}`)
export const rankAfter = (tx: Tx, stageId: string, position: string | null, but: string | null) => tx.maybe<{ position: string }>(sql`
  select position from deals where ${onStage(tx, stageId, but)} ${position === null ? sql`` : sql`and position > ${position}`} order by position limit 1`)
export const rankBefore = (tx: Tx, stageId: string, position: string | null, but: string | null) => tx.maybe<{ position: string }>(sql`
  select position from deals where ${onStage(tx, stageId, but)} ${position === null ? sql`` : sql`and position < ${position}`} order by position desc limit 1`)
export const idsInOrder = (tx: Tx, stageId: string, but: string | null) => tx.many<{ id: string }>(sql`select id from deals where ${onStage(tx, stageId, but)} order by position, id`)
export const renumber = (tx: Tx, ids: string[], positions: string[]) => tx.run(sql`
  update deals d set position = n.position from unnest(${ids}::uuid[], ${positions}::text[]) as n (id, position) where d.workspace_id = ${tx.workspaceId} and d.id = n.id`)
/** All of a stage, those in the trash too, locked in the order of their ids. */
export const lockAllOnStage = (tx: Tx, stageId: string) => tx.many<Deal>(sql`select ${columns} from deals d where d.workspace_id = ${tx.workspaceId} and d.stage_id = ${stageId} order by d.id for update`)
export const countOnStage = (tx: Tx, stageId: string) => tx.one<{ n: number }>(sql`select count(*) as n from deals where workspace_id = ${tx.workspaceId} and stage_id = ${stageId}`)
export const countInPipeline = (tx: Tx, pipelineId: string) => tx.one<{ n: number; trashed: number }>(sql`
  select count(*) as n, count(*) filter (where deleted_at is not null) as trashed from deals where workspace_id = ${tx.workspaceId} and pipeline_id = ${pipelineId}`)

// ── Where it was ──

export interface Stay { toStageId: string; toName: string; toKind: 'open' | 'won' | 'lost'; at: Date; byName: string | null; why: string | null }
export const staysOf = (tx: Tx, dealId: string) => tx.many<Stay>(sql`
  select m.to_stage_id as "toStageId", coalesce(s.name, m.to_name) as "toName", m.to_kind as "toKind", m.at, u.name as "byName", m.why
    from deal_moves m left join stages s on s.workspace_id = m.workspace_id and s.id = m.to_stage_id left join users u on u.id = m.by_user
   where m.workspace_id = ${tx.workspaceId} and m.deal_id = ${dealId} order by m.at, m.id`)
export const noteMove = (tx: Tx, m: { dealId: string; from: { id: string; name: string } | null; to: { id: string; name: string; kind: string }; why: string | null }) => tx.run(sql`
  insert into deal_moves (workspace_id, deal_id, from_stage_id, from_name, to_stage_id, to_name, to_kind, at, by_user, why)
  values (${tx.workspaceId}, ${m.dealId}, ${m.from?.id ?? null}, ${m.from?.name ?? null}, ${m.to.id}, ${m.to.name}, ${m.to.kind}, ${tx.now}, ${tx.actor.kind === 'user' ? tx.actor.userId : null}, ${m.why})`)

// ── Where it came from, and who speaks for it ──

/** The newest answer of a lead (of this thread, if it is known), and our mail that it answered: read from the log of facts. */
export const wonBy = (tx: Tx, leadId: string, threadId: string | null) => tx.maybe<{ campaignId: string | null; stepId: string | null; messageId: string | null; threadId: string | null }>(sql`
  select campaign_id as "campaignId", step_id as "stepId", message_id as "messageId", (payload ->> 'threadId')::uuid as "threadId"
    from events where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and type = 'reply.received'
   order by (payload ->> 'threadId') is not distinct from ${threadId}::text desc, at desc, id desc limit 1`)
export const openDealOfLead = (tx: Tx, leadId: string) => tx.maybe<{ id: string }>(sql`
  select id from deals where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and closed_at is null and deleted_at is null order by created_at desc, id desc limit 1`)
export const openDealsWith = (tx: Tx, leadId: string) => tx.many<{ id: string }>(sql`
  select d.id from deals d where d.workspace_id = ${tx.workspaceId} and d.closed_at is null and d.deleted_at is null
     and exists (select from deal_people p where p.workspace_id = d.workspace_id and p.deal_id = d.id and p.lead_id = ${leadId}) order by d.id`)
/** Who changed this field last, as the facts tell. */
export const lastEditor = async (tx: Tx, dealId: string, field: string): Promise<string | null> =>
  (await tx.maybe<{ name: string | null }>(sql`
    select u.name from events e left join users u on e.actor like 'user:%' and u.id::text = substr(e.actor, 6)
     where e.workspace_id = ${tx.workspaceId} and e.deal_id = ${dealId} and e.type = 'deal.updated' and e.payload -> 'changed' ? ${field} order by e.at desc, e.id desc limit 1`))?.name ?? null
/** The lead it began with and the committee, in the order of their ids. */
export const leadsOfDeal = (tx: Tx, dealId: string) => tx.many<{ id: string }>(sql`
  select lead_id as id from deals where workspace_id = ${tx.workspaceId} and id = ${dealId} and lead_id is not null
   union select lead_id from deal_people where workspace_id = ${tx.workspaceId} and deal_id = ${dealId} order by 1`)
/** Of each of these leads that has any, by lead. */
export const openDealsWithAny = async (tx: Tx, leadIds: readonly string[]) => Map.groupBy(await tx.many<{ id: string; leadId: string }>(sql`
  select d.id, p.lead_id as "leadId" from deal_people p join deals d on d.workspace_id = p.workspace_id and d.id = p.deal_id
   where p.workspace_id = ${tx.workspaceId} and p.lead_id = any(${[...leadIds]}::uuid[]) and d.closed_at is null and d.deleted_at is null order by p.lead_id, d.id`), (row) => row.leadId)
export const touchDeal = (tx: Tx, id: string) => tx.run(sql`update deals set last_activity_at = greatest(last_activity_at, ${tx.now}) where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const isMember = async (tx: Tx, userId: string) => Boolean(await tx.maybe(sql`select 1 from members where workspace_id = ${tx.workspaceId} and user_id = ${userId}`))
