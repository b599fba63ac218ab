// The questions about what was logged, about settings, and about who is not to be called.
import type { ActivityKind, WorkSettings } from '#contract/activities'
import { sql, type Tx } from '#platform/db'
import { usualOutcomes, type Activity, type NewActivity } from './activity.ts'

const columns = sql`a.id, a.kind, a.at, a.direction, a.note, a.outcome, a.minutes, a.header_id as "headerId", a.lead_id as "leadId", a.company_id as "companyId", a.deal_id as "dealId",
  a.meeting_id as "meetingId", a.task_id as "taskId", a.user_id as "userId", a.pinned, a.created_at as "createdAt"`
export interface ShownActivity extends Activity { userName: string | null; leadName: string | null; companyName: string | null }
const shown = sql`${columns}, u.name as "userName", coalesce(nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), ''), l.email) as "leadName", c.name as "companyName"`
const withNames = sql`left join users u on u.id = a.user_id left join leads l on l.workspace_id = a.workspace_id and l.id = a.lead_id
  left join companies c on c.workspace_id = a.workspace_id and c.id = coalesce(a.company_id, l.company_id)`

/** Until the commit nobody else logs about the same. */
export const holdSubject = (tx: Tx, subject: string): Promise<number> => tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`activity:${tx.workspaceId}:${subject}`}, 0))`)

/** What may be the same as this: the mail with this id, the calls of the same person around this time. */
export const near = (tx: Tx, a: NewActivity): Promise<Activity[]> =>
  tx.many(sql`select ${columns} from activities a where a.workspace_id = ${tx.workspaceId} and a.kind = ${a.kind}
    and (a.header_id = ${a.headerId} or (a.kind = 'call' and a.at between ${a.at}::timestamptz - interval '5 minutes' and ${a.at}::timestamptz + interval '5 minutes'))
    and (a.lead_id is not distinct from ${a.leadId}::uuid or a.company_id = ${a.companyId}::uuid or a.deal_id = ${a.dealId}::uuid or a.header_id = ${a.headerId}) order by a.at, a.id`)

export const insertActivity = async (tx: Tx, a: NewActivity): Promise<string> =>
  (await tx.one<{ id: string }>(sql`
    insert into activities (workspace_id, kind, at, direction, note, outcome, minutes, header_id, lead_id, company_id, deal_id, meeting_id, task_id, user_id, pinned, created_at, updated_at)
    values (${tx.workspaceId}, ${a.kind}, ${a.at}, ${a.direction}, ${a.note}, ${a.outcome}, ${a.minutes}, ${a.headerId}, ${a.leadId}, ${a.companyId}, ${a.dealId}, ${a.meetingId}, ${a.taskId}, ${a.userId}, ${a.pinned}, ${tx.now}, ${tx.now})
    returning id`)).id
export const rewriteActivity = (tx: Tx, a: Activity): Promise<number> =>
  tx.run(sql`update activities set at = ${a.at}, note = ${a.note}, outcome = ${a.outcome}, minutes = ${a.minutes}, task_id = ${a.taskId}, deal_id = ${a.dealId}, company_id = ${a.companyId}, meeting_id = ${a.meetingId},
               pinned = ${a.pinned}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${a.id}`)
export const removeActivity = (tx: Tx, id: string): Promise<number> => tx.run(sql`delete from activities where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const lockActivity = (tx: Tx, id: string): Promise<Activity | undefined> =>
  tx.maybe(sql`select ${columns} from activities a where a.workspace_id = ${tx.workspaceId} and a.id = ${id} for update`)
export const shownActivity = (tx: Tx, id: string): Promise<ShownActivity | undefined> =>
  tx.maybe(sql`select ${shown} from activities a ${withNames} where a.workspace_id = ${tx.workspaceId} and a.id = ${id}`)

export interface ActivityQuestion { leadId?: string | undefined; companyId?: string | undefined; dealId?: string | undefined; kind?: ActivityKind | undefined; after: [boolean, string, string] | undefined; limit: number }
export const activityPage = (tx: Tx, q: ActivityQuestion): Promise<ShownActivity[]> =>
  tx.many(sql`
    select ${shown} from activities a ${withNames} where a.workspace_id = ${tx.workspaceId}
       ${q.leadId ? sql`and a.lead_id = ${q.leadId}::uuid` : sql``} ${q.dealId ? sql`and a.deal_id = ${q.dealId}::uuid` : sql``} ${q.kind ? sql`and a.kind = ${q.kind}` : sql``}
       ${q.companyId ? sql`and (a.company_id = ${q.companyId}::uuid or a.lead_id in (select id from leads where workspace_id = a.workspace_id and company_id = ${q.companyId}::uuid))` : sql``}
       ${q.after ? sql`and (a.pinned, date_trunc('milliseconds', a.at), a.id) < (${q.after[0]}::boolean, ${q.after[1]}::timestamptz, ${q.after[2]}::uuid)` : sql``}
     order by a.pinned desc, date_trunc('milliseconds', a.at) desc, a.id desc limit ${q.limit}`)

export const settingsOf = async (tx: Tx): Promise<WorkSettings> => {
  const row = await tx.maybe<{ outcomes: WorkSettings['outcomes'] | null; linkedin: number }>(sql`select outcomes, linkedin_weekly as linkedin from task_settings where workspace_id = ${tx.workspaceId}`)
  return { outcomes: row?.outcomes ?? [...usualOutcomes], linkedinWeekly: row?.linkedin ?? 80 }
}
export const saveSettings = (tx: Tx, s: WorkSettings): Promise<number> =>
  tx.run(sql`insert into task_settings (workspace_id, outcomes, linkedin_weekly) values (${tx.workspaceId}, ${JSON.stringify(s.outcomes)}::jsonb, ${s.linkedinWeekly})
    on conflict (workspace_id) do update set outcomes = excluded.outcomes, linkedin_weekly = excluded.linkedin_weekly`)

export const refuseCalls = (tx: Tx, leadId: string, by: string | null): Promise<number> =>
  tx.run(sql`insert into call_refusals (workspace_id, lead_id, at, by_user) values (${tx.workspaceId}, ${leadId}, ${tx.now}, ${by}) on conflict do nothing`)
export const allowCalls = (tx: Tx, leadId: string): Promise<number> => tx.run(sql`delete from call_refusals where workspace_id = ${tx.workspaceId} and lead_id = ${leadId}`)
export const callRefusal = (tx: Tx, leadId: string): Promise<{ at: Date } | undefined> =>
  tx.maybe(sql`select at from call_refusals where workspace_id = ${tx.workspaceId} and lead_id = ${leadId}`)
export const whoRefusesCalls = async (tx: Tx, leadIds: string[]): Promise<Set<string>> =>
  new Set((await tx.many<{ id: string }>(sql`select lead_id as id from call_refusals where workspace_id = ${tx.workspaceId} and lead_id = any(${leadIds}::uuid[])`)).map((row) => row.id))

/** How much LinkedIn a person has before them, and did since a moment. */
export const linkedinLoad = (tx: Tx, userId: string, since: Date): Promise<{ done: number; open: number }> =>
  tx.one(sql`select count(*) filter (where state = 'done' and done_at > ${since}) as done, count(*) filter (where state = 'open') as open from tasks
    where workspace_id = ${tx.workspaceId} and kind = 'linkedin' and ((state = 'open' and owner_id = ${userId}::uuid) or (state = 'done' and done_by = ${userId}::uuid and done_at > ${since}))`)

/** LinkedIn steps a person did since a moment, the oldest first. */
export const linkedinDone = async (tx: Tx, userId: string, since: Date): Promise<Date[]> =>
  (await tx.many<{ at: Date }>(sql`select done_at as at from tasks where workspace_id = ${tx.workspaceId} and kind = 'linkedin' and state = 'done' and done_by = ${userId}::uuid and done_at > ${since} order by done_at`)).map((row) => row.at)
