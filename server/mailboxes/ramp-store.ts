import { sql, type Tx } from '#platform/db'
import { noCampaign } from './places-store.ts'
import type { Day } from './ramp.ts'

/** The workspace's date. */
export const todayOf = async (tx: Tx): Promise<string> =>
  (await tx.one<{ day: string }>(sql`select (${tx.now}::timestamptz at time zone time_zone)::date as day from workspaces where id = ${tx.workspaceId}`)).day

/** The mails of campaigns in the 24 hours that lie behind, for answers by hand prove nothing to providers; and when it sent anything last. */
export const dayBehind = (tx: Tx, mailboxId: string): Promise<Day & { lastSentAt: Date | null }> =>
  tx.one(sql`
    select (select coalesce(sum(n), 0)::int from send_places where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and campaign_id <> ${noCampaign} and at >= ${tx.now}::timestamptz - interval '24 hours') as sent,
           (select max(at) from send_places where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and n > 0) as "lastSentAt",
           count(*) filter (where kind = 'hard_bounce' and campaign_id is not null)::int as "hardBounces", count(*) filter (where kind = 'policy')::int as "policyRefusals"
      from send_faults where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and at >= ${tx.now}::timestamptz - interval '24 hours'`)

export const saveRamp = async (tx: Tx, id: string, day: string, to: { level: number | null; why: string | null }, step?: number): Promise<void> => {
  await tx.run(sql`update mailboxes set ramp_level = ${to.level}, ramp_why = ${to.why}, ramp_day = ${day}, ramp_step = coalesce(${step ?? null}::int, ramp_step) where workspace_id = ${tx.workspaceId} and id = ${id}`)
  if (to.level !== null) await tx.run(sql`
    insert into ramp_days (workspace_id, mailbox_id, day, level, why) values (${tx.workspaceId}, ${id}, ${day}, ${to.level}, ${to.why ?? ''})
    on conflict (workspace_id, mailbox_id, day) do update set level = excluded.level, why = excluded.why`)
}

export interface RampDay { day: string; level: number; why: string; sent: number }

export const rampDaysOf = (tx: Tx, mailboxId: string, most: number): Promise<RampDay[]> =>
  tx.many<RampDay>(sql`
    select r.day, r.level, r.why, coalesce(d.sent, 0) as sent from ramp_days r
      left join mailbox_days d on d.workspace_id = r.workspace_id and d.mailbox_id = r.mailbox_id and d.day = r.day
     where r.workspace_id = ${tx.workspaceId} and r.mailbox_id = ${mailboxId} order by r.day desc limit ${most}`)

/** Places of more than two days ago need no exact moment any more: one row an hour. Those of recipients' domains are forgotten. */
export async function gatherPlaces(tx: Tx, mailboxId: string): Promise<void> {
  await tx.run(sql`
    with old as (
      delete from send_places where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and at < ${tx.now}::timestamptz - interval '2 days' and at <> date_trunc('hour', at)
      returning at, campaign_id, n)
    insert into send_places (workspace_id, mailbox_id, at, campaign_id, n)
    select ${tx.workspaceId}, ${mailboxId}, date_trunc('hour', at), campaign_id, sum(n) from old group by date_trunc('hour', at), campaign_id having sum(n) > 0
    on conflict (workspace_id, mailbox_id, at, campaign_id) do update set n = send_places.n + excluded.n`)
  await tx.run(sql`delete from recipient_places where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and at < ${tx.now}::timestamptz - interval '1 day'`)
}
