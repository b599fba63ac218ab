// The questions about campaigns, their steps and their mailboxes, one function each.
import { sql, type Tx } from '#platform/db'
import type { Campaign, NewStep, Step } from './campaign.ts'
import type { Shape } from './versions.ts'

const campaignColumns = sql`c.id, c.name, c.status, c.offer_id as "offerId", c.tone, c.approval, c.time_zone as "timeZone", c.days,
  to_char(c.window_start, 'HH24:MI') as "windowStart", to_char(c.window_end, 'HH24:MI') as "windowEnd", c.quiet,
  c.track_opens as "trackOpens", c.track_clicks as "trackClicks", c.unsubscribe_header as "unsubscribeHeader", c.stop_company as "stopCompany", c.created_at as "createdAt",
  c.launched_at as "launchedAt", c.hold_until as "holdUntil", c.paused_at as "pausedAt", c.pause_reason as "pauseReason", c.archived_at as "archivedAt", c.seed, c.version, c.rules,
  coalesce((select h.quiet from workspace_hours h where h.workspace_id = c.workspace_id), '[]') as "workspaceQuiet"`

const stepColumns = sql`s.id, s.campaign_id as "campaignId", s.position, s.kind, s.wait_amount as "waitAmount", s.wait_unit as "waitUnit",
  s.mode, s.intent, s.subject, s.body, s.same_thread as "sameThread", s.version, s.parent_id as "parentId", s.branch, s.test, s.ask, s.on_failure as "onFailure", s.weight, s.variants,
  s.auto_shift as "autoShift"`

export const campaignById = (tx: Tx, id: string): Promise<Campaign | undefined> =>
  tx.maybe<Campaign>(sql`select ${campaignColumns} from campaigns c where c.workspace_id = ${tx.workspaceId} and c.id = ${id}`)

/** FOR UPDATE: launch, pause, resume, archive and whoever gives out places in the queue hold it until commit. */
export const lockCampaign = (tx: Tx, id: string): Promise<Campaign | undefined> =>
  tx.maybe<Campaign>(sql`select ${campaignColumns} from campaigns c where c.workspace_id = ${tx.workspaceId} and c.id = ${id} for update`)

/** FOR SHARE: whoever plans for a lead, so that a pause waits for him or he for it. */
export const shareCampaigns = (tx: Tx, ids: string[]): Promise<number> =>
  tx.run(sql`select 1 from campaigns where workspace_id = ${tx.workspaceId} and id = any(${ids}::uuid[]) order by id for share`)

/** The names of campaigns whose sub-sequences lead into this one. */
export const leadingInto = async (tx: Tx, id: string): Promise<string[]> =>
  (await tx.many<{ name: string }>(sql`
    select name from campaigns c where c.workspace_id = ${tx.workspaceId} and c.status <> 'archived' and c.rules -> 'subSequences' @> ${JSON.stringify([{ toCampaignId: id }])}::jsonb order by name`)).map((c) => c.name)

export const campaignsByIds = (tx: Tx, ids: string[]): Promise<Campaign[]> =>
  tx.many<Campaign>(sql`select ${campaignColumns} from campaigns c where c.workspace_id = ${tx.workspaceId} and c.id = any(${ids}::uuid[])`)

export type Fields = Omit<Campaign, 'id' | 'status' | 'createdAt' | 'launchedAt' | 'holdUntil' | 'pausedAt' | 'pauseReason' | 'archivedAt' | 'seed' | 'version' | 'rules' | 'workspaceQuiet'>

export const insertCampaign = (tx: Tx, c: Fields, createdBy: string | null): Promise<Campaign> =>
  tx.one<Campaign>(sql`
    insert into campaigns as c (workspace_id, name, offer_id, tone, approval, time_zone, days, window_start, window_end, quiet, track_opens, track_clicks, unsubscribe_header, stop_company, created_by, created_at)
    values (${tx.workspaceId}, ${c.name}, ${c.offerId}, ${c.tone}, ${c.approval}, ${c.timeZone}, ${c.days}, ${c.windowStart}, ${c.windowEnd}, ${JSON.stringify(c.quiet)},
            ${c.trackOpens}, ${c.trackClicks}, ${c.unsubscribeHeader}, ${c.stopCompany}, ${createdBy}, ${tx.now})
    returning ${campaignColumns}`)

export const rewriteCampaign = (tx: Tx, id: string, c: Fields): Promise<Campaign> =>
  tx.one<Campaign>(sql`
    update campaigns c set name = ${c.name}, offer_id = ${c.offerId}, tone = ${c.tone}, approval = ${c.approval}, time_zone = ${c.timeZone}, days = ${c.days},
           window_start = ${c.windowStart}, window_end = ${c.windowEnd}, quiet = ${JSON.stringify(c.quiet)}, track_opens = ${c.trackOpens}, track_clicks = ${c.trackClicks},
           unsubscribe_header = ${c.unsubscribeHeader}, stop_company = ${c.stopCompany}
     where c.workspace_id = ${tx.workspaceId} and c.id = ${id} returning ${campaignColumns}`)

export const setActive = (tx: Tx, id: string, holdUntil: Date | null): Promise<number> =>
  tx.run(sql`update campaigns set status = 'active', launched_at = coalesce(launched_at, ${tx.now}), hold_until = ${holdUntil}, paused_at = null, pause_reason = null
              where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const setPaused = (tx: Tx, id: string, reason: string | null): Promise<number> =>
  tx.run(sql`update campaigns set status = 'paused', paused_at = ${tx.now}, pause_reason = ${reason}, hold_until = null where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** A launch that was taken back in time: as if it had not been. */
export const setDraft = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update campaigns set status = 'draft', launched_at = null, hold_until = null where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const setArchived = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update campaigns set status = 'archived', archived_at = ${tx.now}, hold_until = null where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** Newest first, before a place in that order. `completed` is computed from who is still under way. */
export const campaignsBefore = (tx: Tx, q: { status: string | undefined; search: string | undefined; before: { at: string; id: string } | undefined; most: number }): Promise<Campaign[]> =>
  tx.many<Campaign>(sql`
    select ${campaignColumns} from campaigns c
     cross join lateral (select c.status = 'active' and exists (select from enrollments e where e.workspace_id = c.workspace_id and e.campaign_id = c.id and e.state <> 'skipped')
                            and not exists (select from enrollments e where e.workspace_id = c.workspace_id and e.campaign_id = c.id and e.ended_at is null) as done) d
     where c.workspace_id = ${tx.workspaceId}
       and (${q.status ?? null}::text is null or case when d.done then 'completed' else c.status end = ${q.status ?? null})
       and (${q.search ?? null}::text is null or c.name ilike ${`%${(q.search ?? '').replace(/[\\%_]/g, (x) => `\\${x}`)}%`})
       and (${q.before?.at ?? null}::timestamptz is null or (c.created_at, c.id) < (${q.before?.at ?? null}::timestamptz, ${q.before?.id ?? null}::uuid))
     order by c.created_at desc, c.id desc limit ${q.most}`)

export const setStopCompany = (tx: Tx, id: string, stop: boolean): Promise<number> =>
  tx.run(sql`update campaigns set stop_company = ${stop} where workspace_id = ${tx.workspaceId} and id = ${id} and stop_company <> ${stop}`)

export const workspaceQuiet = async (tx: Tx): Promise<Campaign['workspaceQuiet']> =>
  (await tx.maybe<{ quiet: Campaign['workspaceQuiet'] }>(sql`select quiet from workspace_hours where workspace_id = ${tx.workspaceId}`))?.quiet ?? []

export const saveWorkspaceQuiet = (tx: Tx, quiet: Campaign['workspaceQuiet']): Promise<number> =>
  tx.run(sql`insert into workspace_hours (workspace_id, quiet) values (${tx.workspaceId}, ${JSON.stringify(quiet)}) on conflict (workspace_id) do update set quiet = excluded.quiet`)

export const runningIds = async (tx: Tx): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select id from campaigns where workspace_id = ${tx.workspaceId} and status = 'active' order by id`)).map((r) => r.id)

export const setRules = (tx: Tx, id: string, rules: Campaign['rules']): Promise<number> =>
  tx.run(sql`update campaigns set rules = ${JSON.stringify(rules)} where workspace_id = ${tx.workspaceId} and id = ${id}`)

// ── Steps ──

export const stepsOf = (tx: Tx, campaignIds: string[]): Promise<Step[]> =>
  tx.many<Step>(sql`select ${stepColumns} from steps s where s.workspace_id = ${tx.workspaceId} and s.campaign_id = any(${campaignIds}::uuid[]) and s.removed_at is null order by s.campaign_id, s.position`)

export const insertStep = (tx: Tx, campaignId: string, position: number, s: NewStep): Promise<Step> =>
  tx.one<Step>(sql`
    insert into steps as s (workspace_id, campaign_id, position, kind, wait_amount, wait_unit, mode, intent, subject, body, same_thread, parent_id, branch, test, on_failure, weight, variants, auto_shift, ask)
    values (${tx.workspaceId}, ${campaignId}, ${position}, ${s.kind}, ${s.waitAmount}, ${s.waitUnit}, ${s.mode}, ${s.intent}, ${s.subject}, ${s.body}, ${s.sameThread},
            ${s.parentId}, ${s.branch}, ${s.test && JSON.stringify(s.test)}, ${s.onFailure}, ${s.weight}, ${JSON.stringify(s.variants)}, ${s.autoShift}, ${s.ask && JSON.stringify(s.ask)})
    returning ${stepColumns}`)

export const rewriteStep = (tx: Tx, id: string, s: NewStep): Promise<Step> =>
  tx.one<Step>(sql`
    update steps s set wait_amount = ${s.waitAmount}, wait_unit = ${s.waitUnit}, mode = ${s.mode}, intent = ${s.intent}, subject = ${s.subject}, body = ${s.body},
           same_thread = ${s.sameThread}, parent_id = ${s.parentId}, branch = ${s.branch}, test = ${s.test && JSON.stringify(s.test)}, on_failure = ${s.onFailure}, weight = ${s.weight},
           variants = ${JSON.stringify(s.variants)}, auto_shift = ${s.autoShift}, ask = ${s.ask && JSON.stringify(s.ask)}, removed_at = null, version = s.version + 1
     where s.workspace_id = ${tx.workspaceId} and s.id = ${id} returning ${stepColumns}`)

/** Of a campaign, those removed since included. */
export const everyStepOf = (tx: Tx, campaignId: string): Promise<(Step & { removedAt: Date | null })[]> =>
  tx.many(sql`select ${stepColumns}, s.removed_at as "removedAt" from steps s where s.workspace_id = ${tx.workspaceId} and s.campaign_id = ${campaignId} order by s.position`)

export const dropStep = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update steps set removed_at = ${tx.now} where workspace_id = ${tx.workspaceId} and id = ${id}`)

export const putInOrder = (tx: Tx, stepIds: string[]): Promise<number> =>
  tx.run(sql`update steps s set position = o.position from unnest(${stepIds}::uuid[]) with ordinality as o (id, position) where s.workspace_id = ${tx.workspaceId} and s.id = o.id`)

export interface Version { version: number; madeBy: string; madeAt: Date; steps: Shape; sentences: string[]; reached: { sentence: string; chosen: string }[] }

export const versionsOf = (tx: Tx, campaignId: string): Promise<Version[]> =>
  tx.many(sql`select version, made_by as "madeBy", made_at as "madeAt", steps, sentences, reached from campaign_versions where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} order by version desc`)

export const insertVersion = (tx: Tx, campaignId: string, v: Version): Promise<number> =>
  tx.run(sql`insert into campaign_versions (workspace_id, campaign_id, version, made_by, made_at, steps, sentences, reached)
             values (${tx.workspaceId}, ${campaignId}, ${v.version}, ${v.madeBy}, ${v.madeAt}, ${JSON.stringify(v.steps)}, ${v.sentences}, ${JSON.stringify(v.reached)})`)

export const raiseVersion = async (tx: Tx, campaignId: string): Promise<number> =>
  (await tx.one<{ version: number }>(sql`update campaigns set version = version + 1 where workspace_id = ${tx.workspaceId} and id = ${campaignId} returning version`)).version

// ── Mailboxes of a campaign ──

export const mailboxIdsOf = async (tx: Tx, campaignId: string): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select mailbox_id as id from campaign_mailboxes where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} order by mailbox_id`)).map((r) => r.id)

export async function setMailboxes(tx: Tx, campaignId: string, mailboxIds: string[]): Promise<void> {
  await tx.run(sql`delete from campaign_mailboxes where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId} and mailbox_id <> all(${mailboxIds}::uuid[])`)
  await tx.run(sql`insert into campaign_mailboxes (workspace_id, campaign_id, mailbox_id) select ${tx.workspaceId}, ${campaignId}, m from unnest(${mailboxIds}::uuid[]) m on conflict do nothing`)
}

// ── What of a large audience is still to be taken in ──

export const insertIntake = (tx: Tx, campaignId: string, leadIds: string[]): Promise<{ id: string }> =>
  tx.one(sql`insert into intakes (workspace_id, campaign_id, lead_ids, created_at) values (${tx.workspaceId}, ${campaignId}, ${leadIds}::uuid[], ${tx.now}) returning id`)

export const takeChunk = (tx: Tx, intakeId: string, most: number): Promise<{ campaignId: string; ids: string[] } | undefined> =>
  tx.maybe(sql`
    update intakes i set position = least(i.position + ${most}, cardinality(i.lead_ids))
      from (select id, position from intakes where workspace_id = ${tx.workspaceId} and id = ${intakeId} for update) was
     where i.workspace_id = ${tx.workspaceId} and i.id = was.id and was.position < cardinality(i.lead_ids)
    returning i.campaign_id as "campaignId", i.lead_ids[was.position + 1 : was.position + ${most}] as ids`)

export const dropIntake = (tx: Tx, intakeId: string): Promise<number> =>
  tx.run(sql`delete from intakes where workspace_id = ${tx.workspaceId} and id = ${intakeId}`)

export const stillEnrolling = async (tx: Tx, campaignId: string): Promise<number> =>
  (await tx.one<{ n: number }>(sql`select coalesce(sum(cardinality(lead_ids) - position), 0) as n from intakes where workspace_id = ${tx.workspaceId} and campaign_id = ${campaignId}`)).n

export const runningCampaigns = async (tx: Tx): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`select id from campaigns where workspace_id = ${tx.workspaceId} and status = 'active' order by id`)).map((row) => row.id)
