// The questions about enrollments, one function each.
import { sql, type Tx } from '#platform/db'
import type { Course } from './course.ts'
import type { EnrollmentState } from './enrollment.ts'

export interface Enrollment {
  id: string
  campaignId: string
  leadId: string
  companyId: string | null
  mailboxId: string | null
  tone: 'friendly' | 'direct' | 'curiosity'
  state: EnrollmentState
  reason: string | null
  reasonCode: string | null
  /** The mail that comes next, 1-based. */
  stepNo: number
  nextAt: Date | null
  resumeAt: Date | null
  pausedAt: Date | null
  /** The lead's own zone; null: the campaign's counts. */
  timeZone: string | null
  /** ISO code, for the public holidays there. */
  country: string | null
  ownerId: string | null
  priority: number
  skipped: string[]
  briefAskedAt: Date | null
  briefedAt: Date | null
  researched: boolean | null
  lastStepId: string | null
  lastSentAt: Date | null
  createdAt: Date
  endedAt: Date | null
  /** The step that comes next. */
  stepId: string | null
  course: Course
  /** Which variant of which step is hers: said once, kept. */
  variants: Record<string, string>
  /** Why this mailbox: a sentence of the moment it was chosen. */
  mailboxWhy: string | null
  /** The mailbox that it stands in for. */
  deputyOf: string | null
  /** The enrollment in another campaign that it came from, why, and the mail there that its first mail answers. */
  cameFrom: string | null
  cameWhy: string | null
  threadAfter: string | null
}

const columns = sql`e.id, e.campaign_id as "campaignId", e.lead_id as "leadId", e.company_id as "companyId", e.mailbox_id as "mailboxId", e.tone, e.state,
  e.reason, e.reason_code as "reasonCode", e.step_no as "stepNo", e.next_at as "nextAt", e.resume_at as "resumeAt", e.paused_at as "pausedAt",
  e.time_zone as "timeZone", e.country, e.owner_id as "ownerId", e.priority, e.skipped, e.brief_asked_at as "briefAskedAt", e.briefed_at as "briefedAt", e.researched, e.last_step_id as "lastStepId",
  e.last_sent_at as "lastSentAt", e.created_at as "createdAt", e.ended_at as "endedAt", e.step_id as "stepId", e.course, e.variants, e.mailbox_why as "mailboxWhy", e.deputy_of as "deputyOf", e.came_from as "cameFrom", e.came_why as "cameWhy", e.thread_after as "threadAfter"`

export const enrollmentById = (tx: Tx, id: string): Promise<Enrollment | undefined> =>
  tx.maybe<Enrollment>(sql`select ${columns} from enrollments e where e.workspace_id = ${tx.workspaceId} and e.id = ${id}`)

export const enrollmentsByIds = (tx: Tx, ids: string[]): Promise<Enrollment[]> =>
  tx.many<Enrollment>(sql`select ${columns} from enrollments e where e.workspace_id = ${tx.workspaceId} and e.id = any(${ids}::uuid[]) order by e.id`)

/** FOR UPDATE, in the order of ids, so that two who want the same ones wait for each other instead of locking up. */
export const lockEnrollments = (tx: Tx, ids: string[]): Promise<Enrollment[]> =>
  tx.many<Enrollment>(sql`select ${columns} from enrollments e where e.workspace_id = ${tx.workspaceId} and e.id = any(${ids}::uuid[]) order by e.id for update`)

export const enrollmentIdsOfLeads = async (tx: Tx, leadIds: string[]): Promise<{ id: string; leadId: string; campaignId: string; state: EnrollmentState; reasonCode: string | null }[]> =>
  tx.many(sql`select id, lead_id as "leadId", campaign_id as "campaignId", state, reason_code as "reasonCode" from enrollments where workspace_id = ${tx.workspaceId} and lead_id = any(${leadIds}::uuid[]) order by id`)

export const enrollmentsOfLead = (tx: Tx, leadId: string): Promise<Enrollment[]> =>
  tx.many<Enrollment>(sql`select ${columns} from enrollments e where e.workspace_id = ${tx.workspaceId} and e.lead_id = ${leadId} order by e.created_at desc, e.id desc`)

/** They are another lead's from now on. */
export const giveEnrollments = (tx: Tx, ids: string[], leadId: string): Promise<number> =>
  !ids.length ? Promise.resolve(0) : tx.run(sql`update enrollments set lead_id = ${leadId} where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)

export const idsIn = async (tx: Tx, campaignId: string, states: readonly EnrollmentState[], most = 1_000_000): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`
    select id from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and state = any(${states as EnrollmentState[]}) order by id limit ${most}`)).map((r) => r.id)

/** Whose way here is not over yet. */
export const leadIdsUnderWay = async (tx: Tx, campaignId: string): Promise<string[]> =>
  (await tx.many<{ leadId: string }>(sql`
    select lead_id as "leadId" from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null order by id`)).map((r) => r.leadId)

export const idsHere = async (tx: Tx, campaignId: string, ids: string[]): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select id from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and id = any(${ids}::uuid[]) order by id`)).map((r) => r.id)

export interface Newcomer { leadId: string; companyId: string | null; mailboxId: string | null; mailboxWhy: string | null; deputyOf: string | null; tone: string; timeZone: string | null; country: string | null; ownerId: string | null; state: 'preparing' | 'skipped'; reason: string | null; reasonCode: string | null; briefed: boolean }

/** Takes leads in; who is in already stays as he is, unless he had been left out. Answers who came in now. */
export const insertEnrollments = (tx: Tx, campaignId: string, n: Newcomer[]): Promise<{ id: string; leadId: string; state: EnrollmentState }[]> =>
  tx.many(sql`
    insert into enrollments as e (workspace_id, campaign_id, lead_id, company_id, mailbox_id, tone, time_zone, country, owner_id, state, reason, reason_code, briefed_at, created_at, updated_at, ended_at, mailbox_why, deputy_of)
    select ${tx.workspaceId}, ${campaignId}, n.lead_id, n.company_id, n.mailbox_id, n.tone, n.time_zone, n.country, n.owner_id, n.state, n.reason, n.reason_code,
           case when n.briefed then ${tx.now}::timestamptz end, ${tx.now}, ${tx.now}, case when n.state = 'skipped' then ${tx.now}::timestamptz end, n.mailbox_why, n.deputy_of
      from unnest(${n.map((x) => x.leadId)}::uuid[], ${n.map((x) => x.companyId)}::uuid[], ${n.map((x) => x.mailboxId)}::uuid[], ${n.map((x) => x.tone)}::text[],
                  ${n.map((x) => x.timeZone)}::text[], ${n.map((x) => x.country)}::text[], ${n.map((x) => x.ownerId)}::uuid[], ${n.map((x) => x.state)}::text[], ${n.map((x) => x.reason)}::text[], ${n.map((x) => x.reasonCode)}::text[], ${n.map((x) => x.briefed)}::boolean[], ${n.map((x) => x.mailboxWhy)}::text[], ${n.map((x) => x.deputyOf)}::uuid[])
        as n (lead_id, company_id, mailbox_id, tone, time_zone, country, owner_id, state, reason, reason_code, briefed, mailbox_why, deputy_of)
    on conflict (workspace_id, campaign_id, lead_id) do update
       set state = excluded.state, reason = excluded.reason, reason_code = excluded.reason_code, ended_at = excluded.ended_at, mailbox_id = excluded.mailbox_id, mailbox_why = excluded.mailbox_why, deputy_of = excluded.deputy_of,
           company_id = excluded.company_id, time_zone = excluded.time_zone, country = excluded.country, owner_id = excluded.owner_id, updated_at = excluded.updated_at
     where e.state = 'skipped'
    returning e.id, e.lead_id as "leadId", e.state`)

export interface Change {
  id: string; state: EnrollmentState; reason: string | null; reasonCode: string | null; stepNo: number; resumeAt: Date | null
  pausedAt: Date | null; skipped: readonly string[]; nextAt: Date | null; endedAt: Date | null; lastSentAt: Date | null; lastStepId: string | null
  stepId: string | null; course: Course; wakeAt: Date | null
}

export async function writeChanges(tx: Tx, changes: Change[]): Promise<void> {
  if (!changes.length) return
  await tx.run(sql`
    update enrollments e
       set state = n.state, reason = n.reason, reason_code = n.reason_code, step_no = n.step_no, resume_at = n.resume_at, paused_at = n.paused_at,
           skipped = n.skipped::uuid[], next_at = n.next_at, ended_at = n.ended_at, last_sent_at = n.last_sent_at, last_step_id = n.last_step_id, step_id = n.step_id, course = n.course::jsonb, wake_at = n.wake_at, updated_at = ${tx.now}
      from unnest(${changes.map((c) => c.id)}::uuid[], ${changes.map((c) => c.state)}::text[], ${changes.map((c) => c.reason)}::text[], ${changes.map((c) => c.reasonCode)}::text[],
                  ${changes.map((c) => c.stepNo)}::int[], ${changes.map((c) => c.resumeAt)}::timestamptz[], ${changes.map((c) => c.pausedAt)}::timestamptz[],
                  ${changes.map((c) => `{${c.skipped.join(',')}}`)}::text[], ${changes.map((c) => c.nextAt)}::timestamptz[], ${changes.map((c) => c.endedAt)}::timestamptz[],
                  ${changes.map((c) => c.lastSentAt)}::timestamptz[], ${changes.map((c) => c.lastStepId)}::uuid[],
                  ${changes.map((c) => c.stepId)}::uuid[], ${changes.map((c) => JSON.stringify(c.course))}::text[], ${changes.map((c) => c.wakeAt)}::timestamptz[])
        as n (id, state, reason, reason_code, step_no, resume_at, paused_at, skipped, next_at, ended_at, last_sent_at, last_step_id, step_id, course, wake_at)
     where e.workspace_id = ${tx.workspaceId} and e.id = n.id`)
}

export async function noteVariants(tx: Tx, rows: Pick<Enrollment, 'id' | 'variants'>[]): Promise<void> {
  if (rows.length)
    await tx.run(sql`update enrollments e set variants = n.variants::jsonb from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => JSON.stringify(r.variants))}::text[]) as n (id, variants)
                      where e.workspace_id = ${tx.workspaceId} and e.id = n.id`)
}

/** Who answered after which variant of which step, whatever came of the answer. */
export const repliedByVariant = (tx: Tx, campaignId: string): Promise<{ stepId: string; key: string; n: number }[]> =>
  tx.many(sql`select last_step_id as "stepId", variants ->> last_step_id::text as key, count(*) as n from enrollments
               where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and (reason_code = 'replied' or course ? 'answered') and last_step_id is not null and variants ? last_step_id::text group by 1, 2`)

/** Its mailbox can send again: what was said of it is over. */
export const forgetMailboxTrouble = (tx: Tx, mailboxId: string): Promise<number> =>
  tx.run(sql`update enrollments set reason = null, reason_code = null, updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and ended_at is null and state in ('scheduled', 'waiting') and reason_code like 'mailbox\_%'`)

export const stopAllIn = (tx: Tx, campaignId: string, reason: string, code: string): Promise<{ id: string; leadId: string }[]> =>
  tx.many(sql`update enrollments set state = 'stopped', reason = ${reason}, reason_code = ${code}, next_at = null, resume_at = null, ended_at = ${tx.now}, updated_at = ${tx.now}
               where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null returning id, lead_id as "leadId"`)

export interface Assigned { id: string; mailboxId: string; why: string; deputyOf: string | null }
export const assignMailbox = async (tx: Tx, chosen: readonly Assigned[]): Promise<void> => {
  if (chosen.length) await tx.run(sql`
    update enrollments e set mailbox_id = n.mailbox_id, mailbox_why = n.why, deputy_of = n.deputy_of
      from unnest(${chosen.map((c) => c.id)}::uuid[], ${chosen.map((c) => c.mailboxId)}::uuid[], ${chosen.map((c) => c.why)}::text[], ${chosen.map((c) => c.deputyOf)}::uuid[]) as n (id, mailbox_id, why, deputy_of)
     where e.workspace_id = ${tx.workspaceId} and e.id = n.id`)
}

/** Nothing of theirs is planned or has left, and no conversation goes on: they may still hear from another mailbox. */
export const unwrittenAfter = (tx: Tx, campaignId: string, after: string | null, most: number): Promise<{ id: string; leadId: string; mailboxId: string | null; ownerId: string | null; deputyOf: string | null }[]> =>
  tx.many(sql`
    select id, lead_id as "leadId", mailbox_id as "mailboxId", owner_id as "ownerId", deputy_of as "deputyOf" from enrollments
     where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and state in ('preparing', 'waiting_approval', 'ready') and last_sent_at is null and next_at is null and thread_after is null
       and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${most}`)

/** How many leads under way hear from each mailbox, over all campaigns: for choosing the least loaded. */
export const leadsPerMailbox = (tx: Tx, mailboxIds: string[]): Promise<{ mailboxId: string; leads: number }[]> =>
  tx.many(sql`select mailbox_id as "mailboxId", count(*) as leads from enrollments where workspace_id = ${tx.workspaceId} and mailbox_id = any(${mailboxIds}::uuid[]) and ended_at is null group by mailbox_id`)

/** What is planned: mailbox, day (in `zone`), number. */
/** The moments of what is planned, of all campaigns; as text, for there may be tens of thousands: "ms*n ms*n …". */
export const plannedMoments = (tx: Tx, mailboxIds: string[], but: { enrollmentIds?: readonly string[]; campaignId?: string } = {}): Promise<{ mailboxId: string; moments: string }[]> =>
  tx.many(sql`
    select m.mailbox_id as "mailboxId", string_agg((extract(epoch from m.next_at) * 1000)::bigint || '*' || m.n, ' ') as moments from (
      select mailbox_id, next_at, count(*) as n from enrollments
       where workspace_id = ${tx.workspaceId} and mailbox_id = any(${mailboxIds}::uuid[]) and ended_at is null and state in ('scheduled', 'waiting') and next_at is not null
         and ${but.enrollmentIds?.length ? sql`id <> all(${[...but.enrollmentIds]}::uuid[])` : sql`true`} and ${but.campaignId ? sql`campaign_id <> ${but.campaignId}::uuid` : sql`true`}
       group by 1, 2) m group by 1`)

// ── Research and writing ──

export const markBriefAsked = (tx: Tx, ids: string[]): Promise<number> =>
  tx.run(sql`update enrollments set brief_asked_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)

/** Where a place told the lead's time zone after they had come in. */
export const takeZones = (tx: Tx, ids: string[]): Promise<number> =>
  tx.run(sql`
    update enrollments e set time_zone = l.time_zone from leads l
     where e.workspace_id = ${tx.workspaceId} and e.id = any(${ids}::uuid[]) and e.time_zone is null and l.workspace_id = e.workspace_id and l.id = e.lead_id and l.time_zone is not null`)

export const markBriefed = (tx: Tx, ids: string[], researched: boolean): Promise<number> =>
  tx.run(sql`update enrollments set briefed_at = ${tx.now}, researched = ${researched} where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and briefed_at is null`)

export const awaitingBrief = (tx: Tx, subject: 'company' | 'lead', subjectId: string): Promise<{ id: string; leadId: string; campaignId: string }[]> =>
  tx.many(sql`select id, lead_id as "leadId", campaign_id as "campaignId" from enrollments
               where workspace_id = ${tx.workspaceId} and state = 'preparing' and briefed_at is null and brief_asked_at is not null
                 and ${subject === 'company' ? sql`company_id = ${subjectId}` : sql`lead_id = ${subjectId}`}`)

export const notAskedYet = (tx: Tx, campaignId: string, most: number): Promise<{ id: string; leadId: string }[]> =>
  tx.many(sql`
    select id, lead_id as "leadId" from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and state = 'preparing'
       and (reason_code is null or reason_code not in ('researching', 'writing', 'no_steps'))
     order by created_at, id limit ${most}`)

/** The lead's zone and company as they are now. Answers who is under way. */
export const refreshLead = (tx: Tx, leadId: string, now: { timeZone: string | null; companyId: string | null; country: string | null; ownerId: string | null }): Promise<{ id: string; leadId: string; campaignId: string; /** At a condition, or with a path that one might still change. */ waits: boolean }[]> =>
  tx.many(sql`update enrollments set time_zone = ${now.timeZone}, company_id = ${now.companyId}, country = ${now.country}, owner_id = ${now.ownerId} where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and ended_at is null
              returning id, lead_id as "leadId", campaign_id as "campaignId", (wake_at is not null or course ? 'decided') as waits`)

/** Some of those under way, in the order of ids. */
export const underWayAfter = (tx: Tx, campaignId: string, after: string | null, most: number): Promise<{ id: string; leadId: string }[]> =>
  tx.many(sql`select id, lead_id as "leadId" from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null
               and (${after}::uuid is null or id > ${after}) order by id limit ${most}`)

export const rowsUnderWay = (tx: Tx, campaignId: string): Promise<Enrollment[]> =>
  tx.many<Enrollment>(sql`select ${columns} from enrollments e where e.workspace_id = ${tx.workspaceId} and e.campaign_id = ${campaignId} and e.ended_at is null order by e.id`)

/** Nobody is asked for anything in it any more. */
export const forgetAsked = (tx: Tx, campaignId: string): Promise<number> =>
  tx.run(sql`update enrollments set course = course - 'asked' where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null and course ? 'asked'`)

export interface Standing { priority: number; ownerId: string | null; id: string; leadId: string; state: EnrollmentState; mailboxId: string | null; deputyOf: string | null; /** A conversation goes on in it. */ inThread: boolean; timeZone: string | null; skipped: string[]; course: Course; stepId: string | null; nextAt: Date | null; resumeAt: Date | null; createdAt: Date; country: string | null }
/** Where everybody stands who is under way or has had everything: little of each, for all of a large campaign. */
export const standing = (tx: Tx, campaignId: string): Promise<Standing[]> =>
  tx.many(sql`
    select id, lead_id as "leadId", state, mailbox_id as "mailboxId", deputy_of as "deputyOf", thread_after is not null as "inThread", time_zone as "timeZone", skipped, course, step_id as "stepId", next_at as "nextAt", resume_at as "resumeAt", created_at as "createdAt", country, priority, owner_id as "ownerId"
      from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and (ended_at is null or (state = 'finished' and reason_code = 'all_sent')) order by created_at, id`)

/** What other campaigns have planned for these mailboxes: mailbox, day (in `zone`), number. */
export const plannedElsewhere = (tx: Tx, campaignId: string, mailboxIds: string[], zone: string): Promise<{ mailboxId: string; day: string; planned: number }[]> =>
  tx.many(sql`select mailbox_id as "mailboxId", (next_at at time zone ${zone})::date as day, count(*) as planned from enrollments
               where workspace_id = ${tx.workspaceId} and mailbox_id = any(${mailboxIds}::uuid[]) and campaign_id <> ${campaignId} and ended_at is null and state in ('scheduled', 'waiting') and next_at is not null
               group by 1, 2`)

export const underWayCount = async (tx: Tx, campaignId: string): Promise<number> =>
  (await tx.one<{ n: number }>(sql`select count(*) as n from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null`)).n

/** What was chosen for one lead when the steps got another shape. */
export interface Chosen { id: string; skipped: readonly string[]; decided: NonNullable<Course['decided']>; kept: readonly string[] }

/** Adds it to the course as it stands by now: an answer may have decided a path since it was read, and that stays decided. */
export async function writeCourses(tx: Tx, rows: readonly Chosen[]): Promise<void> {
  if (rows.length)
    await tx.run(sql`
      update enrollments e
         set skipped = e.skipped || array(select s from unnest(n.skipped::uuid[]) s where s <> all(e.skipped)),
             course = e.course || case when n.decided = '{}' then '{}' else jsonb_build_object('decided', n.decided || coalesce(e.course -> 'decided', '{}')) end
                               || case when n.kept = '[]' then '{}' else jsonb_build_object('kept', coalesce(e.course -> 'kept', '[]') || n.kept) end, updated_at = ${tx.now}
        from (select id, skipped, decided::jsonb, kept::jsonb
                from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => `{${r.skipped.join(',')}}`)}::text[], ${rows.map((r) => JSON.stringify(r.decided))}::text[], ${rows.map((r) => JSON.stringify(r.kept))}::text[]) as u (id, skipped, decided, kept)) n
       where e.workspace_id = ${tx.workspaceId} and e.id = n.id`)
}

/** A page, newest first. `leadIds`: only these (a search by name, asked of leads). */
export const enrollmentsBefore = (tx: Tx, campaignId: string, q: { state: string | undefined; reasonCode: string | undefined; leadIds: string[] | undefined; before: { at: string; id: string } | undefined; most: number }): Promise<Enrollment[]> =>
  tx.many<Enrollment>(sql`
    select ${columns} from enrollments e
     where e.workspace_id = ${tx.workspaceId} and e.campaign_id = ${campaignId}
       ${q.state ? sql`and e.state = ${q.state}` : sql``} ${q.reasonCode ? sql`and e.reason_code = ${q.reasonCode}` : sql``}
       ${q.leadIds ? sql`and e.lead_id = any(${q.leadIds}::uuid[])` : sql``}
       ${q.before ? sql`and (e.created_at, e.id) < (${q.before.at}::timestamptz, ${q.before.id}::uuid)` : sql``}
     order by e.created_at desc, e.id desc limit ${q.most}`)

export interface Tally { campaignId: string; state: EnrollmentState; reasonCode: string | null; lastStepId: string | null; /** Of those who wait for approval: of which mail. */ stepId: string | null; n: number }
export const tallies = (tx: Tx, campaignIds: string[]): Promise<Tally[]> =>
  tx.many<Tally>(sql`
    select campaign_id as "campaignId", state, case when course ? 'answered' and state = 'stopped' then 'replied' when ended_at is not null or reason_code = 'task' then reason_code end as "reasonCode", case when ended_at is not null then last_step_id end as "lastStepId",
           case when state = 'waiting_approval' then step_id end as "stepId", count(*) as n
      from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = any(${campaignIds}::uuid[]) group by 1, 2, 3, 4, 5`)

export const nextMailOf = (tx: Tx, campaignIds: string[]): Promise<{ campaignId: string; at: Date; timeZone: string | null }[]> =>
  tx.many(sql`
    select distinct on (campaign_id) campaign_id as "campaignId", next_at as at, time_zone as "timeZone" from enrollments
     where workspace_id = ${tx.workspaceId} and campaign_id = any(${campaignIds}::uuid[]) and state in ('scheduled', 'waiting') and next_at is not null order by campaign_id, next_at`)

/** Everybody under way, counted by what the forecast needs to know; by owner only where owners count. */
export const groupsUnderWay = (tx: Tx, campaignId: string, zone: string, byOwner = false): Promise<{ mailboxId: string | null; timeZone: string | null; country: string | null; stepNo: number; notBefore: string | null; ownerId: string | null; begun: boolean; leads: number }[]> =>
  tx.many(sql`
    select mailbox_id as "mailboxId", time_zone as "timeZone", country, step_no as "stepNo", (coalesce(next_at, resume_at) at time zone ${zone})::date as "notBefore", ${byOwner ? sql`owner_id` : sql`null::uuid`} as "ownerId",
           state in ('scheduled', 'waiting') as begun, count(*) as leads
      from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null group by 1, 2, 3, 4, 5, 6, 7`)

/** Those left out, with a few examples of each reason. */
export const leftOutIn = (tx: Tx, campaignId: string): Promise<{ code: string; count: number; leadIds: string[]; details: string[] }[]> =>
  tx.many(sql`
    select coalesce(reason_code, 'other') as code, count(*) as count, (array_agg(lead_id order by id))[1:5] as "leadIds", (array_agg(coalesce(reason, '') order by id))[1:5] as details
      from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and state = 'skipped' group by 1 order by 2 desc`)

export const mailboxCounts = (tx: Tx, campaignId: string): Promise<{ mailboxId: string; leads: number }[]> =>
  tx.many(sql`select mailbox_id as "mailboxId", count(*) as leads from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null and mailbox_id is not null group by 1`)

/** Mailboxes that somebody under way in it hears from. Asked for every sixty mails that get a place, so it counts nobody. */
export const mailboxesInUse = async (tx: Tx, campaignId: string): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`
    select b.id from mailboxes b where b.workspace_id = ${tx.workspaceId}
       and exists (select from enrollments e where e.workspace_id = ${tx.workspaceId} and e.mailbox_id = b.id and e.campaign_id = ${campaignId} and e.ended_at is null)`)).map((row) => row.id)

export const notResearched = async (tx: Tx, campaignId: string): Promise<number> =>
  (await tx.one<{ n: number }>(sql`select count(*) as n from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and ended_at is null and researched is false`)).n

/** Left out before, in now. */
export const reenter = (tx: Tx, ids: string[]): Promise<number> =>
  tx.run(sql`update enrollments set state = 'preparing', reason = 'Waits to be researched.', reason_code = null, ended_at = null, updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) and state = 'skipped'`)

// ── By the hand of a person, in bulk ──

/** Everybody a filter of the enrolled table means, in the order of ids. */
export const idsMatching = async (tx: Tx, campaignId: string, q: { state?: string | undefined; reasonCode?: string | undefined; leadIds?: string[] | undefined }, most: number): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`
    select id from enrollments where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId}
       ${q.state ? sql`and state = ${q.state}` : sql``} ${q.reasonCode ? sql`and reason_code = ${q.reasonCode}` : sql``} ${q.leadIds ? sql`and lead_id = any(${q.leadIds}::uuid[])` : sql``}
     order by id limit ${most}`)).map((r) => r.id)

export const setPriority = (tx: Tx, ids: string[], priority: number): Promise<number> =>
  tx.run(sql`update enrollments set priority = ${priority}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)

export const setSkipped = (tx: Tx, id: string, skipped: string[]): Promise<number> =>
  tx.run(sql`update enrollments set skipped = ${skipped}::uuid[] where workspace_id = ${tx.workspaceId} and id = ${id}`)

/**
 * From the beginning: a new id, so that the mails of the first time stay what they were. Only those who stand as they were judged to,
 * for an answer may have come since. Answers the new ids by the old ones.
 */
export const beginAnew = (tx: Tx, rows: readonly Pick<Enrollment, 'id' | 'state' | 'reasonCode'>[]): Promise<{ id: string; was: string }[]> =>
  tx.many(sql`
    with was as (select n.id, n.state, n.reason_code, new_id() as next
                   from unnest(${rows.map((r) => r.id)}::uuid[], ${rows.map((r) => r.state)}::text[], ${rows.map((r) => r.reasonCode)}::text[]) as n (id, state, reason_code))
    update enrollments e set id = was.next, state = 'preparing', reason = 'Waits to be researched.', reason_code = null, step_no = 1, step_id = null, course = '{}', variants = '{}', wake_at = null, next_at = null,
           resume_at = null, paused_at = null, skipped = '{}', last_step_id = null, last_sent_at = null, ended_at = null, created_at = ${tx.now}, updated_at = ${tx.now}
      from was where e.workspace_id = ${tx.workspaceId} and e.id = was.id and e.state = was.state and e.reason_code is not distinct from was.reason_code returning e.id, was.id as was`)

/** Other senders: by mailbox, those with whom no talk has begun, or everybody under way; in the order of ids, from behind `after`. */
export const underWayOfMailbox = (tx: Tx, mailboxId: string, which: 'unwritten' | 'all', most: number, after: string | null = null): Promise<{ id: string; leadId: string; campaignId: string }[]> =>
  tx.many(sql`select id, lead_id as "leadId", campaign_id as "campaignId" from enrollments where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and ended_at is null
               ${which === 'unwritten' ? sql`and last_sent_at is null and thread_after is null` : sql``} and (${after}::uuid is null or id > ${after}::uuid) order by id limit ${most}`)

// ── From one campaign into another ──

export const cameFromRows = (tx: Tx, enrollmentId: string): Promise<{ id: string; campaignId: string; state: EnrollmentState; lastSentAt: Date | null }[]> =>
  tx.many(sql`select id, campaign_id as "campaignId", state, last_sent_at as "lastSentAt" from enrollments where workspace_id = ${tx.workspaceId} and came_from = ${enrollmentId} order by id`)

export const noteCameFrom = (tx: Tx, id: string, n: { cameFrom: string; cameWhy: string; threadAfter: string | null }): Promise<number> =>
  tx.run(sql`update enrollments set came_from = ${n.cameFrom}, came_why = ${n.cameWhy}, thread_after = ${n.threadAfter} where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** By enrollment, those it came from, however long the way. */
export const cameFromOf = (tx: Tx, ids: readonly string[]): Promise<{ id: string; from: string }[]> =>
  tx.many(sql`
    with recursive ways (id, from_id) as (
      select id, came_from from enrollments where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[]) and came_from is not null
       union
      select w.id, e.came_from from ways w join enrollments e on e.workspace_id = ${tx.workspaceId} and e.id = w.from_id where e.came_from is not null)
    select id, from_id as "from" from ways`)

/** Their mail is due, and waits for a letterbox to be readable. Written once, however often it is tried. */
export const sayTheyWait = (tx: Tx, ids: readonly string[], code: string, reason: string): Promise<number> =>
  tx.run(sql`update enrollments set reason = ${reason}, reason_code = ${code}, updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[]) and state in ('scheduled', 'waiting') and reason is distinct from ${reason}`)

export const theyWaitNoMore = (tx: Tx, ids: readonly string[], code: string): Promise<number> =>
  tx.run(sql`update enrollments set reason = null, reason_code = null, updated_at = ${tx.now}
              where workspace_id = ${tx.workspaceId} and id = any(${[...ids]}::uuid[]) and state in ('scheduled', 'waiting') and reason_code = ${code}`)

export const sayWhy = (tx: Tx, id: string, reason: string): Promise<number> =>
  tx.run(sql`update enrollments set reason = ${reason}, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)
