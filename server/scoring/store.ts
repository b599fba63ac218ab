// The questions of scoring. Signals are read from the log of facts, where only what people did is told as opened or clicked.
import type { ScoreReason, ScoreRules } from '#contract/scoring'
import { sql, type Tx } from '#platform/db'
import type { Score, Signal } from './score.ts'

export const rulesRow = (tx: Tx): Promise<{ rules: ScoreRules } | undefined> => tx.maybe(sql`select rules from score_settings where workspace_id = ${tx.workspaceId}`)

export const saveRules = (tx: Tx, rules: ScoreRules): Promise<number> =>
  tx.run(sql`insert into score_settings (workspace_id, rules, updated_at) values (${tx.workspaceId}, ${JSON.stringify(rules)}, ${tx.now})
    on conflict (workspace_id) do update set rules = excluded.rules, updated_at = excluded.updated_at`)

export interface SignalRow extends Signal { leadId: string }
export const signalsOf = (tx: Tx, leadIds: string[]): Promise<SignalRow[]> =>
  tx.many<SignalRow>(sql`
    select lead_id as "leadId", at, true as human,
           case when type = 'reply.received' then case coalesce((select t.class from threads t where t.workspace_id = e.workspace_id and t.id = (e.payload ->> 'threadId')::uuid), payload ->> 'class')
                     when 'interested' then 'interested' when 'not_interested' then 'declined' else 'replied' end
                when type = 'lead.interested' then 'interested' when type = 'meeting.booked' then 'meeting' when type = 'link.clicked' then 'clicked' else 'opened' end as kind
      from events e where workspace_id = ${tx.workspaceId} and lead_id = any(${leadIds}::uuid[])
       and type in ('reply.received', 'lead.interested', 'meeting.booked', 'link.clicked', 'message.opened')`)

export interface Subject { id: string; email: string; firstName: string | null; lastName: string | null; title: string | null; phone: string | null; linkedinUrl: string | null; companyName: string | null; industry: string | null; companySize: string | null; city: string | null; country: string | null; language: string | null; source: string | null; status: string; tags: string[]; bouncedAt: Date | null; optedOutAt: Date | null }
const subject = sql`l.id, l.email, l.first_name as "firstName", l.last_name as "lastName", l.title, l.phone, l.linkedin_url as "linkedinUrl", coalesce(l.company_name, c.name) as "companyName", c.industry, c.size as "companySize",
  l.city, l.country, l.language, l.source, l.status, l.tags, l.bounced_at as "bouncedAt", l.opted_out_at as "optedOutAt"`
const from = sql`leads l left join companies c on c.workspace_id = l.workspace_id and c.id = l.company_id`

export const subjects = (tx: Tx, ids: string[]): Promise<Subject[]> =>
  tx.many<Subject>(sql`select ${subject} from ${from} where l.workspace_id = ${tx.workspaceId} and l.id = any(${ids}::uuid[]) and l.deleted_at is null`)

/** In the order of their ids, after one. */
export const subjectsAfter = (tx: Tx, after: string | null, most: number): Promise<Subject[]> =>
  tx.many<Subject>(sql`select ${subject} from ${from} where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null ${after ? sql`and l.id > ${after}` : sql``} order by l.id limit ${most}`)

export const saveScores = (tx: Tx, scores: (Score & { leadId: string })[]): Promise<number> =>
  tx.run(sql`
    insert into lead_scores as s (workspace_id, lead_id, score, class, fit, engagement, reasons, scored_at)
    select ${tx.workspaceId}::uuid, n."leadId", n.score, n.class, n.fit, n.engagement, n.reasons, ${tx.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(scores)}::jsonb) as n ("leadId" uuid, score int, class text, fit int, engagement int, reasons jsonb)
      join leads l on l.workspace_id = ${tx.workspaceId} and l.id = n."leadId"
     order by n."leadId"
    on conflict (workspace_id, lead_id) do update set score = excluded.score, class = excluded.class, fit = excluded.fit, engagement = excluded.engagement, reasons = excluded.reasons, scored_at = excluded.scored_at`)

export interface ScoreRow { leadId: string; score: number; class: 'hot' | 'warm' | 'cold'; fit: number; engagement: number; reasons: ScoreReason[]; scoredAt: Date }
export const scoreRows = (tx: Tx, leadIds: string[]): Promise<ScoreRow[]> =>
  tx.many<ScoreRow>(sql`select lead_id as "leadId", score, class, fit, engagement, reasons, scored_at as "scoredAt" from lead_scores where workspace_id = ${tx.workspaceId} and lead_id = any(${leadIds}::uuid[])`)
