// The questions about faults and brakes.
import { sql, type RawBuilder, type Tx } from '#platform/db'
import type { FaultKind } from './brake.ts'

export type BrakeScope = 'mailbox' | 'sending_domain' | 'campaign'
export interface NewFault {
  mailboxId: string; campaignId: string | null; messageId: string | null; kind: FaultKind | 'policy'; text: string
  /** When the mail left; at once when it was refused on the spot */
  sentAt: Date; refusedAtOnce: boolean
}

/** 0: known already (a second report of the same mail). */
export const insertFault = (tx: Tx, f: NewFault): Promise<number> =>
  tx.run(sql`
    insert into send_faults (workspace_id, mailbox_id, campaign_id, message_id, kind, sent_at, at, text, refused_at_once)
    values (${tx.workspaceId}, ${f.mailboxId}, ${f.campaignId}, ${f.messageId}, ${f.kind}, ${f.sentAt}, ${tx.now}, ${f.text.slice(0, 500)}, ${f.refusedAtOnce}) on conflict do nothing`)

/** `of`: the alias of send_places or send_faults. */
const within = (of: string, scope: BrakeScope, key: string, tx: Tx): RawBuilder<unknown> => {
  const column = (name: string) => sql.ref(`${of}.${name}`)
  if (scope === 'mailbox') return sql`${column('mailbox_id')} = ${key}::uuid`
  if (scope === 'campaign') return sql`${column('campaign_id')} = ${key}::uuid`
  return sql`${column('mailbox_id')} in (select b.id from mailboxes b where b.workspace_id = ${tx.workspaceId} and b.kind <> 'practice' and split_part(b.address, '@', 2) = ${key})`
}

export interface LastSends { faults: number; tried: number; mailboxes: number; timeZone: string }

/** Of the last `last` mails since a brake was last lifted, within sixty days: how many were tried, and how many of them went wrong. */
export const lastSends = (tx: Tx, kind: FaultKind, scope: BrakeScope, key: string, last: number): Promise<LastSends> =>
  tx.one<LastSends>(sql`
    with since as (
      select greatest(${tx.now}::timestamptz - interval '60 days', (select max(lifted_at) from brakes where workspace_id = ${tx.workspaceId} and scope = ${scope} and key = ${key})) as at),
    places as (
      select p.at, p.n, p.mailbox_id, sum(p.n) over (order by p.at desc rows unbounded preceding) - p.n as newer from send_places p, since
       where p.workspace_id = ${tx.workspaceId} and ${within('p', scope, key, tx)} and p.at > since.at),
    looked_at as (select coalesce(min(at), 'infinity') as first, least(${last}::int, coalesce(sum(n), 0)::int) as sent, count(distinct mailbox_id)::int as mailboxes from places where newer < ${last}),
    faults as (
      select count(*) filter (where f.kind = ${kind})::int as faults, count(*) filter (where f.refused_at_once and f.kind = 'hard_bounce')::int as refused
        from send_faults f, since, looked_at
       where f.workspace_id = ${tx.workspaceId} and ${within('f', scope, key, tx)} and f.sent_at > since.at and (f.sent_at >= looked_at.first or f.refused_at_once and looked_at.first = 'infinity'))
    select faults.faults, looked_at.sent + faults.refused as tried, looked_at.mailboxes, (select time_zone from workspaces where id = ${tx.workspaceId}) as "timeZone" from looked_at, faults`)

export interface Brake { id: string; scope: BrakeScope; key: string; kind: FaultKind; faults: number; sent: number; at: Date; coolUntil: Date; sentence: string }

export const insertBrake = (tx: Tx, b: Pick<Brake, 'scope' | 'key' | 'kind' | 'faults' | 'sent' | 'coolUntil' | 'sentence'>): Promise<number> =>
  tx.run(sql`
    insert into brakes (workspace_id, scope, key, kind, faults, sent, at, cool_until, sentence)
    values (${tx.workspaceId}, ${b.scope}, ${b.key}, ${b.kind}, ${b.faults}, ${b.sent}, ${tx.now}, ${b.coolUntil}, ${b.sentence}) on conflict (workspace_id, scope, key) where lifted_at is null do nothing`)

const columns = sql`id, scope, key, kind, faults, sent, at, cool_until as "coolUntil", sentence`

export const brakesOf = (tx: Tx): Promise<Brake[]> => tx.many<Brake>(sql`select ${columns} from brakes where workspace_id = ${tx.workspaceId} and lifted_at is null order by at`)

export const brakeOn = (tx: Tx, scope: BrakeScope, key: string): Promise<Brake | undefined> =>
  tx.maybe<Brake>(sql`select ${columns} from brakes where workspace_id = ${tx.workspaceId} and scope = ${scope} and key = ${key} and lifted_at is null for update`)

export const liftRow = (tx: Tx, id: string): Promise<number> =>
  tx.run(sql`update brakes set lifted_at = ${tx.now}, lifted_by = ${tx.actor.name} where workspace_id = ${tx.workspaceId} and id = ${id}`)

/** The first that holds this mailbox: its own, or its domain's. Practice mailboxes know none. */
export const brakeOver = (tx: Tx, mailboxId: string): Promise<Brake | undefined> =>
  tx.maybe<Brake>(sql`
    select ${columns} from brakes
     where workspace_id = ${tx.workspaceId} and lifted_at is null
       and (scope = 'mailbox' and key = ${mailboxId}
         or scope = 'sending_domain' and key = (select split_part(b.address, '@', 2) from mailboxes b where b.workspace_id = ${tx.workspaceId} and b.id = ${mailboxId} and b.kind <> 'practice'))
     order by at, id limit 1`)

/** An address that is removed and connected again is still the one that was braked. */
export const inheritBrake = (tx: Tx, mailboxId: string): Promise<number> =>
  tx.run(sql`
    update brakes set key = ${mailboxId}
     where workspace_id = ${tx.workspaceId} and lifted_at is null and id = (
           select k.id from mailboxes b
             join mailboxes gone on gone.workspace_id = b.workspace_id and gone.address = b.address and gone.deleted_at is not null and gone.kind <> 'practice'
             join brakes k on k.workspace_id = b.workspace_id and k.scope = 'mailbox' and k.key = gone.id::text and k.lifted_at is null
            where b.workspace_id = ${tx.workspaceId} and b.id = ${mailboxId} order by k.at desc limit 1)`)

/** The last thirty days of the workspace's calendar. */
export const faultDays = (tx: Tx, scope: BrakeScope, key: string): Promise<{ day: string; sent: number; bounced: number; complained: number }[]> =>
  tx.many(sql`
    with zone as (select time_zone as name from workspaces where id = ${tx.workspaceId}),
    days as (select d::date as day from zone, generate_series((${tx.now}::timestamptz at time zone zone.name)::date - 29, (${tx.now}::timestamptz at time zone zone.name)::date, '1 day') d),
    sent as (
      select (p.at at time zone zone.name)::date as day, sum(p.n)::int as n from send_places p, zone
       where p.workspace_id = ${tx.workspaceId} and ${within('p', scope, key, tx)} and p.at > ${tx.now}::timestamptz - interval '31 days' group by 1),
    wrong as (
      select (f.sent_at at time zone zone.name)::date as day, count(*) filter (where f.kind = 'hard_bounce')::int as bounced, count(*) filter (where f.kind = 'complaint')::int as complained
        from send_faults f, zone where f.workspace_id = ${tx.workspaceId} and ${within('f', scope, key, tx)} and f.sent_at > ${tx.now}::timestamptz - interval '31 days' group by 1)
    select to_char(days.day, 'YYYY-MM-DD') as day, coalesce(sent.n, 0) as sent, coalesce(wrong.bounced, 0) as bounced, coalesce(wrong.complained, 0) as complained
      from days left join sent using (day) left join wrong using (day) order by 1`)
