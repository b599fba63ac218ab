// The questions about drafts, one function each.
import { createHash } from 'node:crypto'
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { Draft, Wanted } from './draft.ts'
import type { Plan } from './composing.ts'
import type { Check, Sentence, Tone, Variant } from './mail.ts'

const columns = sql`d.id, d.lead_id as "leadId", d.campaign_id as "campaignId", d.enrollment_id as "enrollmentId", d.step_id as "stepId", d.step_no as "stepNo", d.variant,
  d.status, d.problem, d.tone, d.variants, d.subject, d.body, d.sentences, d.checks, d.plans, d.wanted, d.edited, d.writer, d.prompt_version as "promptVersion",
  d.researched, d.approved_by as "approvedBy", d.approved_at as "approvedAt", d.claimed_until as "claimedUntil", d.tries, d.sent_at as "sentAt",
  d.created_at as "createdAt", d.updated_at as "updatedAt"`

export const findDraft = (tx: Tx, id: string): Promise<Draft | undefined> =>
  tx.maybe<Draft>(sql`select ${columns} from drafts d where d.workspace_id = ${tx.workspaceId} and d.id = ${id}`)

/** FOR UPDATE: whoever decides about a draft holds it until commit. */
export const lockDraft = (tx: Tx, id: string): Promise<Draft | undefined> =>
  tx.maybe<Draft>(sql`select ${columns} from drafts d where d.workspace_id = ${tx.workspaceId} and d.id = ${id} for update`)

export const draftsOfEnrollments = (tx: Tx, enrollmentIds: string[]): Promise<(Draft & { enrollmentId: string })[]> =>
  tx.many(sql`select ${columns} from drafts d where d.workspace_id = ${tx.workspaceId} and d.enrollment_id = any(${enrollmentIds}::uuid[]) and d.status <> 'superseded' order by d.step_no`)

/** Links in the mails of a campaign that are still to leave, the commonest first. */
export const linksOfDrafts = async (tx: Tx, campaignId: string, most: number): Promise<string[]> =>
  (await tx.many<{ url: string }>(sql`
    select rtrim(found[1], '.,;:!?)') as url, count(*) as n
      from drafts d, lateral regexp_matches(d.body, 'https?://[^[:space:]<>"”’{}]+', 'gi') found
     where d.workspace_id = ${tx.workspaceId} and d.campaign_id = ${campaignId} and d.status in ('ready', 'needs_review', 'approved') and d.sent_at is null
     group by 1 order by n desc, url limit ${most}`)).map((l) => l.url)

/** What one lead was or will be told, for the lead's page. */
export const draftsOfLead = (tx: Tx, leadId: string): Promise<Draft[]> =>
  tx.many<Draft>(sql`select ${columns} from drafts d where d.workspace_id = ${tx.workspaceId} and d.lead_id = ${leadId} and d.status <> 'superseded' order by d.created_at desc, d.step_no limit 100`)

export interface NewDraft { leadId: string; campaignId: string | null; enrollmentId: string | null; stepId: string | null; stepNo: number; variant: string | null; tone: Tone; wanted: Wanted }

/** The new id; undefined when this step of this enrollment has its draft already. */
export const insertDraft = (tx: Tx, d: NewDraft): Promise<{ id: string } | undefined> =>
  tx.maybe(sql`
    insert into drafts (workspace_id, lead_id, campaign_id, enrollment_id, step_id, step_no, variant, status, tone, wanted, created_at, updated_at)
    values (${tx.workspaceId}, ${d.leadId}, ${d.campaignId}, ${d.enrollmentId}, ${d.stepId}, ${d.stepNo}, ${d.variant}, 'writing', ${d.tone}, ${JSON.stringify(d.wanted)}, ${tx.now}, ${tx.now})
    on conflict (workspace_id, enrollment_id, step_id) where status <> 'superseded' and enrollment_id is not null do nothing
    returning id`)

export const draftOfStep = (tx: Tx, enrollmentId: string, stepId: string): Promise<Draft | undefined> =>
  tx.maybe<Draft>(sql`select ${columns} from drafts d where d.workspace_id = ${tx.workspaceId} and d.enrollment_id = ${enrollmentId} and d.step_id = ${stepId} and d.status <> 'superseded'`)

/** Takes the next unwritten draft until `until`: none that is in other hands, and none whose lead waits for an earlier mail. */
export const takeNext = (tx: Tx, until: Date): Promise<Draft | undefined> =>
  tx.maybe<Draft>(sql`
    with next as (
      select n.id from drafts n
       where n.workspace_id = ${tx.workspaceId} and n.status = 'writing' and (n.claimed_until is null or n.claimed_until <= ${tx.now})
         and not exists (select 1 from drafts e where e.workspace_id = ${tx.workspaceId} and e.enrollment_id = n.enrollment_id and e.status = 'writing' and e.step_no < n.step_no)
       order by n.created_at, n.id limit 1 for update skip locked)
    update drafts d set claimed_until = ${until} from next where d.workspace_id = ${tx.workspaceId} and d.id = next.id
    returning ${columns}`)

/** The model is busy: not before `until`. */
export const postpone = (tx: Tx, id: string, until: Date): Promise<number> =>
  tx.run(sql`update drafts set claimed_until = ${until}, tries = tries + 1 where workspace_id = ${tx.workspaceId} and id = ${id} and status = 'writing'`)

export interface Written {
  status: 'ready' | 'needs_review' | 'failed'
  problem: string | null
  tone: Tone
  variants: Variant[]
  subject: string
  body: string
  sentences: Sentence[]
  checks: Check[]
  plans: Partial<Record<Tone, Plan>>
  writer: string
  promptVersion: string | null
  researched: boolean
  edited: boolean
}

/** Stores what was written, if the draft still waits for it (`claim`: the claim under which it was written). */
export const storeWritten = (tx: Tx, id: string, claim: Date | null, w: Written): Promise<number> =>
  tx.run(sql`
    update drafts set status = ${w.status}, problem = ${w.problem}, tone = ${w.tone}, variants = ${JSON.stringify(w.variants)}, subject = ${w.subject}, body = ${w.body},
           sentences = ${JSON.stringify(w.sentences)}, checks = ${JSON.stringify(w.checks)}, plans = ${JSON.stringify(w.plans)}, writer = ${w.writer},
           prompt_version = ${w.promptVersion}, researched = ${w.researched}, edited = ${w.edited}, claimed_until = null, updated_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${id} and status = 'writing' and claimed_until is not distinct from ${claim}`)

/** A person's text, or another variant. */
export const storeText = (tx: Tx, id: string, t: Pick<Draft, 'tone' | 'subject' | 'body' | 'sentences' | 'checks' | 'edited'> & { status: 'ready' | 'needs_review' }): Promise<number> =>
  tx.run(sql`
    update drafts set tone = ${t.tone}, subject = ${t.subject}, body = ${t.body}, sentences = ${JSON.stringify(t.sentences)}, checks = ${JSON.stringify(t.checks)},
           edited = ${t.edited}, status = ${t.status}, problem = null, updated_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const setStatus = (tx: Tx, id: string, status: Draft['status'], problem: string | null = null): Promise<number> =>
  tx.run(sql`
    update drafts set status = ${status}, problem = ${problem}, claimed_until = null, updated_at = ${tx.now},
           approved_by = ${status === 'approved' ? nameOfActor(tx) : null}, approved_at = ${status === 'approved' ? tx.now : null}
     where workspace_id = ${tx.workspaceId} and id = ${id}`)

const nameOfActor = (tx: Tx): string => (tx.actor.kind === 'user' ? tx.actor.name : `${tx.actor.name} (automatic)`)

export const approveMany = (tx: Tx, ids: string[]): Promise<number> =>
  tx.run(sql`
    update drafts set status = 'approved', problem = null, updated_at = ${tx.now}, approved_by = ${nameOfActor(tx)}, approved_at = ${tx.now}
     where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[])`)

export const rewriteAnew = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update drafts set status = 'writing', problem = null, claimed_until = null, tries = 0, updated_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Ready drafts, some at a time, held; those in other hands are passed over. */
export const lockReady = (tx: Tx, campaignId: string | null, most: number): Promise<Draft[]> =>
  tx.many<Draft>(sql`
    select ${columns} from drafts d
     where d.workspace_id = ${tx.workspaceId} and d.status = 'ready' and d.checks = '[]' and (${campaignId}::uuid is null or d.campaign_id = ${campaignId})
     order by d.created_at, d.id limit ${most} for update skip locked`)

/** Unapproved and not edited by hand, some at a time, from `after` on. */
export const lockForTone = (tx: Tx, campaignId: string, after: string | null, most: number): Promise<Draft[]> =>
  tx.many<Draft>(sql`
    select ${columns} from drafts d
     where d.workspace_id = ${tx.workspaceId} and d.campaign_id = ${campaignId} and d.status in ('writing', 'ready', 'needs_review') and not d.edited
       and (${after}::uuid is null or d.id > ${after}) order by d.id limit ${most} for update`)

export const countKept = async (tx: Tx, campaignId: string): Promise<number> =>
  (await tx.one<{ n: number }>(sql`select count(*) as n from drafts where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and (status in ('approved', 'skipped') or (edited and status in ('ready', 'needs_review')))`)).n

export const setWanted = (tx: Tx, id: string, wanted: Wanted, tone: Tone): Promise<number> =>
  tx.run(sql`update drafts set wanted = ${JSON.stringify(wanted)}, tone = ${tone} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const failedOf = (tx: Tx, campaignId: string): Promise<{ id: string }[]> =>
  tx.many(sql`select id from drafts where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and status = 'failed' order by created_at, id`)

export type Leaving = 'open' | 'unapproved' | 'all'
const leaving: Record<Leaving, string[]> = { open: ['writing', 'ready', 'needs_review', 'failed'], unapproved: ['writing', 'ready', 'needs_review', 'failed', 'skipped'], all: ['writing', 'ready', 'needs_review', 'failed', 'skipped', 'approved'] }

export const supersede = (tx: Tx, where: { enrollmentIds?: string[]; leadId?: string; stepId?: string }, which: Leaving): Promise<{ id: string; campaignId: string | null; plan: Plan | null }[]> =>
  tx.many(sql`
    update drafts d set status = 'superseded', claimed_until = null, updated_at = ${tx.now}
     where d.workspace_id = ${tx.workspaceId} and d.status = any(${leaving[which]}) and d.sent_at is null
       and ${where.enrollmentIds ? sql`d.enrollment_id = any(${where.enrollmentIds}::uuid[])` : sql`d.lead_id = ${where.leadId ?? null}`}
       and (${where.stepId ?? null}::uuid is null or d.step_id = ${where.stepId ?? null})
    returning d.id, d.campaign_id as "campaignId", d.plans -> d.tone as plan`)

export const draftCountsOfSteps = (tx: Tx, stepIds: readonly string[]): Promise<{ stepId: string; status: Draft['status']; sent: boolean; n: number }[]> =>
  tx.many(sql`select step_id as "stepId", status, sent_at is not null as sent, count(*) as n from drafts
               where workspace_id = ${tx.workspaceId} and step_id = any(${[...stepIds]}::uuid[]) and status <> 'superseded' group by 1, 2, 3`)

export const skippedDrafts = (tx: Tx, campaignId: string): Promise<{ enrollmentId: string; stepId: string }[]> =>
  tx.many(sql`select enrollment_id as "enrollmentId", step_id as "stepId" from drafts
               where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and status = 'skipped' and enrollment_id is not null and step_id is not null`)

/** Of steps with several texts: how many of each have left. */
export const variantsSent = (tx: Tx, campaignId: string): Promise<{ stepId: string; variant: string; sent: number }[]> =>
  tx.many(sql`select step_id as "stepId", variant, count(*) as sent from drafts
               where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and variant is not null and sent_at is not null group by 1, 2 order by 1, 2`)

export const markSent = (tx: Tx, id: string, at: Date): Promise<number> =>
  tx.run(sql`update drafts set sent_at = ${at} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const countByStatus = (tx: Tx, campaignId: string | null): Promise<{ status: Draft['status']; n: number; passing: number }[]> =>
  tx.many(sql`
    select d.status, count(*) as n, count(*) filter (where d.status = 'ready' and d.checks = '[]') as passing from drafts d
     where d.workspace_id = ${tx.workspaceId} and (${campaignId}::uuid is null or d.campaign_id = ${campaignId}) and d.status <> 'superseded' group by d.status`)

export interface QueueRow extends Draft { firstName: string | null; lastName: string | null; email: string; title: string | null; companyName: string | null; campaignName: string | null }

/** A page of the queue, oldest first. The campaign's name is read from above for showing only. */
export const queuePage = (tx: Tx, q: { statuses: string[]; campaignId: string | null; leadId: string | null; after: { at: Date; id: string } | null; limit: number }): Promise<QueueRow[]> => {
  const more: RawBuilder<unknown>[] = []
  if (q.campaignId) more.push(sql`and d.campaign_id = ${q.campaignId}`)
  if (q.leadId) more.push(sql`and d.lead_id = ${q.leadId}`)
  if (q.after) more.push(sql`and (d.created_at, d.id) > (${q.after.at}, ${q.after.id})`)
  return tx.many<QueueRow>(sql`
    select ${columns}, l.first_name as "firstName", l.last_name as "lastName", l.email, l.title, l.company_name as "companyName", c.name as "campaignName"
      from drafts d
      join leads l on l.workspace_id = d.workspace_id and l.id = d.lead_id and l.deleted_at is null
      left join campaigns c on c.workspace_id = d.workspace_id and c.id = d.campaign_id
     where d.workspace_id = ${tx.workspaceId} and d.status = any(${q.statuses}) ${sql.join(more, sql` `)}
     order by d.created_at, d.id limit ${q.limit}`)
}

export const campaignName = async (tx: Tx, id: string): Promise<string | null> =>
  (await tx.maybe<{ name: string }>(sql`select name from campaigns where workspace_id = ${tx.workspaceId} and id = ${id}`))?.name ?? null

/** Bodies of other mails of the same step, newest first. */
export const neighboursOf = async (tx: Tx, draft: Pick<Draft, 'id' | 'campaignId' | 'stepNo'>): Promise<string[]> =>
  draft.campaignId
    ? (await tx.many<{ body: string }>(sql`
        select d.body from drafts d where d.workspace_id = ${tx.workspaceId} and d.campaign_id = ${draft.campaignId} and d.step_no = ${draft.stepNo}
           and d.status in ('ready', 'needs_review', 'approved') and d.id <> ${draft.id} order by d.updated_at desc limit 25`)).map((row) => row.body)
    : []

/** Until the end of the transaction nobody else stores a text of this step: what is compared with the others stays so. */
export const holdTexts = (tx: Tx, draft: Pick<Draft, 'campaignId' | 'stepNo'>): Promise<number> =>
  tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`texts:${tx.workspaceId}:${draft.campaignId}:${draft.stepNo}`}, 0))`)

/** Does somebody in this campaign get this mail word for word already? */
export const isSaid = async (tx: Tx, draft: Pick<Draft, 'id' | 'campaignId' | 'stepNo'>, body: string): Promise<boolean> =>
  (await tx.one<{ said: boolean }>(sql`
    select exists (select from drafts d where d.workspace_id = ${tx.workspaceId} and d.campaign_id = ${draft.campaignId} and d.step_no = ${draft.stepNo}
       and d.body_hash = ${createHash('md5').update(body).digest('hex')} and d.status in ('ready', 'needs_review', 'approved') and d.id <> ${draft.id}) as said`)).said

// ── the memory of a campaign ──

export const memoryOf = async (tx: Tx, campaignId: string | null): Promise<Map<string, number>> =>
  campaignId
    ? new Map((await tx.many<{ key: string; uses: number }>(sql`select key, uses from writing_memory where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and uses > 0`)).map((row) => [row.key, row.uses]))
    : new Map()

/** Keys come sorted, so that two writers never wait for each other crosswise. */
export const addToMemory = (tx: Tx, campaignId: string, keys: string[], by: number): Promise<number> =>
  tx.run(sql`
    insert into writing_memory as m (workspace_id, campaign_id, key, uses)
    select ${tx.workspaceId}, ${campaignId}, key, ${Math.max(0, by)} from unnest(${[...new Set(keys)].sort()}::text[]) key
    on conflict (workspace_id, campaign_id, key) do update set uses = greatest(0, m.uses + ${by})`)
