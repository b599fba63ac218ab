// The questions about tasks, one function each.
import type { TaskKind, TaskList } from '#contract/tasks'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Asks, Task } from './task.ts'

const columns = sql`t.id, t.kind, t.title, t.notes, t.state, t.due_on as "dueOn", t.due_at as "dueAt", t.snoozed_until as "snoozedUntil", t.day, t.remind_minutes as "remindMinutes",
  t.remind_at as "remindAt", t.priority, t.recurrence, t.occurrence, t.next_id as "nextId", t.owner_id as "ownerId", t.lead_id as "leadId", t.company_id as "companyId",
  t.deal_id as "dealId", t.meeting_id as "meetingId", t.why, t.campaign_id as "campaignId", t.enrollment_id as "enrollmentId", t.step_id as "stepId", t.about, t.tries, t.outcome,
  t.outcome_note as "outcomeNote", t.done_at as "doneAt", t.done_by as "doneBy", t.created_by as "createdBy", t.created_at as "createdAt"`

export const taskById = (tx: Tx, id: string): Promise<Task | undefined> =>
  tx.maybe<Task>(sql`select ${columns} from tasks t where t.workspace_id = ${tx.workspaceId} and t.id = ${id}`)
/** FOR UPDATE: two who finish the same task wait for each other. */
export const lockTask = (tx: Tx, id: string): Promise<Task | undefined> =>
  tx.maybe<Task>(sql`select ${columns} from tasks t where t.workspace_id = ${tx.workspaceId} and t.id = ${id} for update`)
export const lockTasks = (tx: Tx, ids: string[]): Promise<Task[]> =>
  tx.many<Task>(sql`select ${columns} from tasks t where t.workspace_id = ${tx.workspaceId} and t.id = any(${ids}::uuid[]) order by t.id for update`)

export type NewTask = Omit<Task, 'id' | 'nextId' | 'outcome' | 'outcomeNote' | 'doneAt' | 'doneBy' | 'createdAt' | 'tries'>

export const insertTask = async (tx: Tx, t: NewTask): Promise<string> =>
  (await tx.one<{ id: string }>(sql`
    insert into tasks (workspace_id, kind, title, notes, state, due_on, due_at, snoozed_until, day, remind_minutes, remind_at, priority, recurrence, occurrence, owner_id, lead_id, company_id, deal_id,
                       meeting_id, why, campaign_id, enrollment_id, step_id, about, created_by, created_at, updated_at)
    values (${tx.workspaceId}, ${t.kind}, ${t.title}, ${t.notes}, ${t.state}, ${t.dueOn}::date, ${t.dueAt}, ${t.snoozedUntil}, ${t.day}::date, ${t.remindMinutes}, ${t.remindAt}, ${t.priority}, ${t.recurrence}, ${t.occurrence},
            ${t.ownerId}, ${t.leadId}, ${t.companyId}, ${t.dealId}, ${t.meetingId}, ${t.why}, ${t.campaignId}, ${t.enrollmentId}, ${t.stepId}, ${JSON.stringify(t.about)}::jsonb, ${t.createdBy}, ${tx.now}, ${tx.now})
    returning id`)).id

export const rewriteTask = (tx: Tx, t: Task): Promise<number> =>
  tx.run(sql`
    update tasks set kind = ${t.kind}, title = ${t.title}, notes = ${t.notes}, state = ${t.state}, due_on = ${t.dueOn}::date, due_at = ${t.dueAt}, snoozed_until = ${t.snoozedUntil}, day = ${t.day}::date,
           remind_minutes = ${t.remindMinutes}, remind_at = ${t.remindAt}, reminded_at = case when remind_at is not distinct from ${t.remindAt}::timestamptz then reminded_at end,
           priority = ${t.priority}, recurrence = ${t.recurrence}, occurrence = ${t.occurrence}, next_id = ${t.nextId}, owner_id = ${t.ownerId}, lead_id = ${t.leadId}, company_id = ${t.companyId}, deal_id = ${t.dealId},
           campaign_id = ${t.campaignId}, enrollment_id = ${t.enrollmentId}, step_id = ${t.stepId}, why = ${t.why}, about = ${JSON.stringify(t.about)}::jsonb, tries = ${t.tries},
           outcome = ${t.outcome}, outcome_note = ${t.outcomeNote}, done_at = ${t.doneAt}, done_by = ${t.doneBy}, updated_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${t.id}`)

export const removeTask = (tx: Tx, id: string): Promise<number> => tx.run(sql`delete from tasks where workspace_id = ${tx.workspaceId} and id = ${id}`)
export const markReminded = (tx: Tx, id: string): Promise<Task | undefined> =>
  tx.maybe<Task>(sql`update tasks t set reminded_at = ${tx.now} where t.workspace_id = ${tx.workspaceId} and t.id = ${id} and t.state = 'open' and t.reminded_at is null and t.remind_at <= ${tx.now} returning ${columns}`)

export interface About { kind?: TaskKind | undefined; leadId?: string | undefined; companyId?: string | undefined; dealId?: string | undefined; campaignId?: string | undefined; search?: string | undefined }
export interface TaskQuestion extends About { list: TaskList; owner: string; me: string; today: string; after: readonly string[] | undefined; limit: number }

/** With the names that a list shows; those of the neighbours are asked with the task. */
export interface ShownTask extends Task {
  ownerName: string | null; doneByName: string | null; companyLabel: string | null
  leadEmail: string | null; leadName: string | null; leadTitle: string | null; leadCompany: string | null; leadPhone: string | null; leadLinkedin: string | null; leadZone: string | null
}
const shown = sql`${columns}, o.name as "ownerName", d.name as "doneByName", coalesce(c.name, lc.name) as "companyLabel", l.email as "leadEmail",
  coalesce(nullif(trim(coalesce(l.first_name, '') || ' ' || coalesce(l.last_name, '')), ''), l.email) as "leadName", l.title as "leadTitle", coalesce(lc.name, l.company_name) as "leadCompany",
  l.phone as "leadPhone", l.linkedin_url as "leadLinkedin", l.time_zone as "leadZone"`
const withNames = sql`left join users o on o.id = t.owner_id left join users d on d.id = t.done_by
  left join leads l on l.workspace_id = t.workspace_id and l.id = t.lead_id
  left join companies lc on lc.workspace_id = t.workspace_id and lc.id = l.company_id
  left join companies c on c.workspace_id = t.workspace_id and c.id = t.company_id`

export const shownTasks = (tx: Tx, ids: string[]): Promise<ShownTask[]> =>
  tx.many(sql`select ${shown} from tasks t ${withNames} where t.workspace_id = ${tx.workspaceId} and t.id = any(${ids}::uuid[])`)

/** In the order of the day: what is due, first by day, then by time, then by weight. What is done: the newest first. */
export const taskPage = (tx: Tx, q: TaskQuestion): Promise<ShownTask[]> => {
  const isDone = q.list === 'done'
  const place = isDone ? sql`(t.done_at, t.id)` : sql`(coalesce(t.day, 'infinity'::date), coalesce(t.due_at, 'infinity'::timestamptz), -t.priority, t.id)`
  const after = !q.after ? sql`` : isDone ? sql`and ${place} < (${q.after[0]}::timestamptz, ${q.after[1]}::uuid)` : sql`and ${place} > (${q.after[0]}::date, ${q.after[1]}::timestamptz, ${q.after[2]}::int, ${q.after[3]}::uuid)`
  return tx.many(sql`
    with page as (
      select t.* from tasks t where t.workspace_id = ${tx.workspaceId} and ${inList(tx, q.list, q.today)} and ${aboutWhat(q, q.owner, q.me)} ${after}
       order by ${isDone ? sql`t.done_at desc, t.id desc` : sql`coalesce(t.day, 'infinity'::date), coalesce(t.due_at, 'infinity'::timestamptz), -t.priority, t.id`} limit ${q.limit})
    select ${shown} from page t ${withNames} order by ${isDone ? sql`t.done_at desc, t.id desc` : sql`coalesce(t.day, 'infinity'::date), coalesce(t.due_at, 'infinity'::timestamptz), -t.priority, t.id`}`)
}

export const taskCounts = (tx: Tx, q: About & { owner: string; me: string; today: string; midnight: Date }): Promise<{ overdue: number; today: number; upcoming: number; done: number }> =>
  tx.one(sql`
    select count(*) filter (where ${inList(tx, 'overdue', q.today)}) as overdue, count(*) filter (where ${inList(tx, 'today', q.today)}) as today,
           count(*) filter (where ${inList(tx, 'upcoming', q.today)}) as upcoming, count(*) filter (where t.state = 'done' and t.done_at >= ${q.midnight}) as done
      from tasks t where t.workspace_id = ${tx.workspaceId} and (t.state = 'open' or t.done_at >= ${q.midnight}) and ${aboutWhat(q, q.owner, q.me)}`)

const awake = (tx: Tx) => sql`(t.snoozed_until is null or t.snoozed_until <= ${tx.now})`
function inList(tx: Tx, list: TaskList, today: string): RawBuilder<unknown> {
  switch (list) {
    case 'overdue': return sql`(t.state = 'open' and t.day < ${today}::date and ${awake(tx)})`
    case 'today': return sql`(t.state = 'open' and t.day = ${today}::date and ${awake(tx)})`
    case 'upcoming': return sql`(t.state = 'open' and (t.day is null or t.day > ${today}::date or not ${awake(tx)}))`
    case 'open': return sql`t.state = 'open'`
    case 'done': return sql`t.state in ('done', 'skipped')`
  }
}

function aboutWhat(q: About, owner: string, me: string): RawBuilder<unknown> {
  const whose = owner === 'all' ? sql`true` : owner === 'nobody' ? sql`t.owner_id is null` : owner === 'me' ? sql`t.owner_id = ${me}::uuid` : sql`t.owner_id = ${owner}::uuid`
  return sql`${whose} ${q.kind ? sql`and t.kind = ${q.kind}` : sql``} ${q.leadId ? sql`and t.lead_id = ${q.leadId}::uuid` : sql``} ${q.dealId ? sql`and t.deal_id = ${q.dealId}::uuid` : sql``}
    ${q.companyId ? sql`and (t.company_id = ${q.companyId}::uuid or t.lead_id in (select id from leads where workspace_id = t.workspace_id and company_id = ${q.companyId}::uuid))` : sql``}
    ${q.campaignId ? sql`and t.campaign_id = ${q.campaignId}::uuid` : sql``} ${q.search ? sql`and strpos(lower(t.title || ' ' || t.notes), lower(${q.search})) > 0` : sql``}`
}

/** Open ones with a day, and what changed of them when. */
export const tasksForCalendar = (tx: Tx, userId: string): Promise<{ id: string; title: string; notes: string; dueOn: string; dueAt: Date | null; remindMinutes: number | null; updatedAt: Date }[]> =>
  tx.many(sql`select t.id, t.title, t.notes, t.due_on as "dueOn", t.due_at as "dueAt", t.remind_minutes as "remindMinutes", t.updated_at as "updatedAt" from tasks t
    where t.workspace_id = ${tx.workspaceId} and t.owner_id = ${userId}::uuid and t.state = 'open' and t.due_on is not null order by t.due_on, t.id limit 2000`)

/** Of steps of campaigns; in the order of ids, held. */
export const tasksOfEnrollments = (tx: Tx, enrollmentIds: string[]): Promise<Task[]> =>
  tx.many(sql`select ${columns} from tasks t where t.workspace_id = ${tx.workspaceId} and t.enrollment_id = any(${enrollmentIds}::uuid[]) order by t.id for update`)

/** Asked for by Overture itself: the newest of this kind, held. */
export const newestAsked = (tx: Tx, leadId: string, asks: Asks): Promise<Task | undefined> =>
  tx.maybe(sql`select ${columns} from tasks t where t.workspace_id = ${tx.workspaceId} and t.lead_id = ${leadId} and t.about ->> 'asks' = ${asks} order by t.created_at desc, t.id desc limit 1 for update`)

/** Those that came to an end; one that was opened again afterwards stays ended for its campaign, which has gone on. */
export const stepTasks = (tx: Tx, enrollmentIds: string[]): Promise<{ enrollmentId: string; stepId: string; at: Date; failed: string | null }[]> =>
  tx.many(sql`
    select enrollment_id as "enrollmentId", step_id as "stepId", coalesce((about ->> 'endedAt')::timestamptz, done_at, updated_at) as at, about ->> 'failed' as failed from tasks
     where workspace_id = ${tx.workspaceId} and enrollment_id = any(${enrollmentIds}::uuid[]) and (state in ('done', 'skipped') or about ->> 'own' is not null)`)

export const withdrawOf = (tx: Tx, campaignId: string): Promise<number> =>
  tx.run(sql`update tasks set state = 'withdrawn', snoozed_until = null, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and enrollment_id is not null and state = 'open' and about ->> 'own' is null`)
