// The questions of counting: places taken within a window that rolls, limits over several mailboxes.
import { sql, type Tx } from '#platform/db'
import type { SharedScope } from './limits.ts'
import type { Limited } from './limits.ts'

export const noCampaign = '00000000-0000-0000-0000-000000000000'

export interface Used extends Limited {
  gapMaxS: number; timeZone: string; day: number; minute: number
  shared: { scope: SharedScope; key: string; most: number }[]
}

/** Everything a claim has to know of its mailbox, in one question. Rows are as many as its claims of a day, at most its limit. */
export const usedOf = async (tx: Tx, mailboxId: string): Promise<Used | undefined> =>
  (await tx.named<Used>('mailboxes.used', `
    select b.kind, b.address, b.preset, nullif(b.smtp, '{}'::jsonb) as smtp, b.daily_limit as "dailyLimit", b.ramp_level as "rampLevel", b.gap_max_s as "gapMaxS", w.time_zone as "timeZone",
           u.day, u.minute, coalesce((select jsonb_agg(jsonb_build_object('scope', l.scope, 'key', l.key, 'most', l.most)) from send_limits l where l.workspace_id = $1), '[]') as shared
      from mailboxes b join workspaces w on w.id = b.workspace_id,
           lateral (select coalesce(sum(p.n), 0)::int as day, coalesce(sum(p.n) filter (where p.at > $3::timestamptz - interval '1 minute'), 0)::int as minute
                      from send_places p where p.workspace_id = $1 and p.mailbox_id = b.id and p.at > $3::timestamptz - interval '24 hours') u
     where b.workspace_id = $1 and b.id = $2`, [tx.workspaceId, mailboxId, tx.now]))[0]

/** An address that was removed and is connected again: its provider counts on, and so do we. */
export async function inheritPlaces(tx: Tx, mailboxId: string): Promise<void> {
  const window = sql`${tx.now}::timestamptz - interval '24 hours'`
  const gone = sql`from mailboxes b
      join mailboxes gone on gone.workspace_id = b.workspace_id and gone.address = b.address and gone.deleted_at is not null and gone.kind <> 'practice'
     where b.workspace_id = ${tx.workspaceId} and b.id = ${mailboxId}`
  await tx.run(sql`update send_places p set mailbox_id = b.id ${gone} and p.workspace_id = b.workspace_id and p.mailbox_id = gone.id and p.at > ${window}`)
  // What went wrong with them goes with them, or the brake would not be pulled.
  await tx.run(sql`update send_faults f set mailbox_id = b.id ${gone} and f.workspace_id = b.workspace_id and f.mailbox_id = gone.id and f.sent_at > ${window}`)
}

/** Mails counted within the last 24 hours by mailbox; those without are missing. */
export const usedByMailbox = async (tx: Tx, ids: readonly string[]): Promise<Map<string, number>> =>
  new Map((await tx.many<{ id: string; n: number }>(sql`
    select mailbox_id as id, sum(n)::int as n from send_places
     where workspace_id = ${tx.workspaceId} and mailbox_id = any(${[...ids]}::uuid[]) and at > ${tx.now}::timestamptz - interval '24 hours' group by 1`)).map((r) => [r.id, r.n]))

/** When it was, within the last 24 hours; answers by hand and tests count, too. */
export const placesOfDay = (tx: Tx, ids: readonly string[]): Promise<{ mailboxId: string; at: Date; n: number }[]> =>
  tx.many(sql`
    select mailbox_id as "mailboxId", at, sum(n)::int as n from send_places
     where workspace_id = ${tx.workspaceId} and mailbox_id = any(${[...ids]}::uuid[]) and at > ${tx.now}::timestamptz - interval '24 hours' and n > 0 group by 1, 2`)

/** Whether anybody has a mail of this mailbox in hand, or had since then. */
export const tookPlacesSince = async (tx: Tx, mailboxId: string, since: Date): Promise<boolean> =>
  (await tx.one<{ yes: boolean }>(sql`select exists (select from send_places where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and at > ${since} and n > 0) as yes`)).yes

/**
 * When a window that holds `most` or more has room again: the newest place of those that fill it, plus the window. Null
 * when it has room now.
 */
export const mailboxFreeAt = async (tx: Tx, mailboxId: string, most: number, windowMs: number): Promise<Date | null> =>
  freeAt(tx, sql`select at, n from send_places where workspace_id = ${tx.workspaceId} and mailbox_id = ${mailboxId} and at > ${new Date(tx.now.getTime() - windowMs)}`, most, windowMs)

export const sharedFreeAt = async (tx: Tx, scope: SharedScope, key: string, most: number, windowMs: number): Promise<Date | null> =>
  freeAt(tx, placesOf(tx, scope, key, new Date(tx.now.getTime() - windowMs)), most, windowMs)

async function freeAt(tx: Tx, places: ReturnType<typeof sql>, most: number, windowMs: number): Promise<Date | null> {
  const row = await tx.maybe<{ at: Date }>(sql`
    select at from (select at, sum(n) over (order by at desc) as newer from (${places}) p) w where newer >= ${most} order by at desc limit 1`)
  return row ? new Date(row.at.getTime() + windowMs) : null
}

function placesOf(tx: Tx, scope: SharedScope, key: string, since: Date): ReturnType<typeof sql> {
  switch (scope) {
    case 'campaign': return sql`select at, n from send_places where workspace_id = ${tx.workspaceId} and campaign_id = ${key}::uuid and at > ${since}`
    case 'recipient_domain': return sql`select at, n from recipient_places where workspace_id = ${tx.workspaceId} and domain = ${key} and at > ${since}`
    case 'sending_domain': return sql`
      select p.at, p.n from send_places p join mailboxes b on b.workspace_id = p.workspace_id and b.id = p.mailbox_id
       where p.workspace_id = ${tx.workspaceId} and split_part(b.address, '@', 2) = ${key} and p.at > ${since}`
  }
}

/** One at a time per limit, whoever claims: held until the claim has committed. In the same order for all. */
export const lockShared = (tx: Tx, keys: readonly string[]): Promise<unknown> =>
  tx.named('mailboxes.lock_shared', `select pg_advisory_xact_lock(hashtextextended($1 || k, 30)) from (select unnest($2::text[]) as k order by 1) s`, [tx.workspaceId, [...keys]])

/** Taken within the window: of campaigns and of a sending domain in 24 hours, of recipient domains in one hour. */
export const sharedUse = (tx: Tx, ask: { campaigns: string[]; sendingDomains: string[]; recipientDomains: string[] }): Promise<{ scope: SharedScope; key: string; n: number }[]> =>
  tx.named('mailboxes.shared_use', `
    select 'campaign' as scope, p.campaign_id::text as key, sum(p.n)::int as n from send_places p
     where p.workspace_id = $1 and p.campaign_id = any($3::uuid[]) and p.at > $2::timestamptz - interval '24 hours' group by 2
    union all
    select 'sending_domain', split_part(b.address, '@', 2), sum(p.n)::int from send_places p join mailboxes b on b.workspace_id = p.workspace_id and b.id = p.mailbox_id
     where p.workspace_id = $1 and split_part(b.address, '@', 2) = any($4::text[]) and p.at > $2::timestamptz - interval '24 hours' group by 2
    union all
    select 'recipient_domain', r.domain, sum(r.n)::int from recipient_places r
     where r.workspace_id = $1 and r.domain = any($5::text[]) and r.at > $2::timestamptz - interval '1 hour' group by 2`,
    [tx.workspaceId, tx.now, ask.campaigns, ask.sendingDomains, ask.recipientDomains])

/**
 * `domains`: of the recipients, one entry a mail; null where no limit for them holds. The day's count is kept beside, for the
 * pages; it is written first (each of these asks for the one before it), for whoever counts holds the day's row: see `holdDay` of sending.
 */
export const insertPlaces = (tx: Tx, mailboxId: string, day: string, campaigns: readonly string[], domains: readonly string[] | null): Promise<unknown> =>
  tx.named('mailboxes.take_places', `
    with day as (
      insert into mailbox_days (workspace_id, mailbox_id, day, sent) values ($1, $2, $4::date, cardinality($5::uuid[]))
      on conflict (workspace_id, mailbox_id, day) do update set sent = mailbox_days.sent + excluded.sent returning 1),
    places as (
      insert into send_places (workspace_id, mailbox_id, at, campaign_id, n)
      select $1, $2, $3, c, n from (select c, count(*) as n from unnest($5::uuid[]) c group by c) p, (select count(*) from day) d order by c
      on conflict (workspace_id, mailbox_id, at, campaign_id) do update set n = send_places.n + excluded.n returning 1)
    insert into recipient_places (workspace_id, domain, at, mailbox_id, n)
    select $1, d, $3, $2, n from (select d, count(*) as n from unnest($6::text[]) d group by d) r, (select count(*) from places) p order by d
    on conflict (workspace_id, domain, at, mailbox_id) do update set n = recipient_places.n + excluded.n`,
    [tx.workspaceId, mailboxId, tx.now, day, campaigns, domains ?? []])

export interface Place { mailboxId: string; countedAt: Date; campaignId: string | null; domain: string | null }

/** The caller holds the days they were counted on: whoever counts does. A mailbox that waited for its limit is asked again. */
export async function removePlaces(tx: Tx, places: readonly Place[]): Promise<void> {
  const all = [tx.workspaceId, places.map((p) => p.mailboxId), places.map((p) => p.countedAt), places.map((p) => p.campaignId ?? noCampaign), places.map((p) => p.domain)]
  await tx.named('mailboxes.ask_limited_again', `
    with held as (select b.id from mailboxes b where b.workspace_id = $1 and b.id = any($2::uuid[]) and b.limited_until is not null order by b.id for no key update)
    update mailboxes b set limited_until = null from held where b.workspace_id = $1 and b.id = held.id`, all.slice(0, 2))
  await tx.named('mailboxes.give_back', `
    with back as (select m, at, c, count(*)::int as n from unnest($2::uuid[], $3::timestamptz[], $4::uuid[]) as p (m, at, c) group by 1, 2, 3)
    update send_places p set n = greatest(0, p.n - back.n) from back where p.workspace_id = $1 and p.mailbox_id = back.m and p.at = back.at and p.campaign_id = back.c`, all.slice(0, 4))
  await tx.named('mailboxes.give_back_recipients', `
    with back as (select m, at, d, count(*)::int as n from unnest($2::uuid[], $3::timestamptz[], $4::text[]) as p (m, at, d) group by 1, 2, 3)
    update recipient_places p set n = greatest(0, p.n - back.n) from back where p.workspace_id = $1 and p.domain = back.d and p.at = back.at and p.mailbox_id = back.m`,
    [all[0], all[1], all[2], all[4]])
}

export const saveLimitedUntil = (tx: Tx, mailboxId: string, until: Date | null): Promise<number> =>
  tx.run(sql`update mailboxes set limited_until = ${until} where workspace_id = ${tx.workspaceId} and id = ${mailboxId}`)

/** A raised limit counts at once. */
export const forgetLimited = (tx: Tx, mailboxId?: string): Promise<number> =>
  tx.run(sql`update mailboxes set limited_until = null where workspace_id = ${tx.workspaceId} and limited_until is not null and (${mailboxId ?? null}::uuid is null or id = ${mailboxId ?? null}::uuid)`)

export const sharedLimits = (tx: Tx): Promise<{ scope: SharedScope; key: string; most: number }[]> =>
  tx.many(sql`select scope, key, most from send_limits where workspace_id = ${tx.workspaceId} order by scope, key`)

export const saveSharedLimit = (tx: Tx, scope: SharedScope, key: string, most: number | null): Promise<number> =>
  most === null
    ? tx.run(sql`delete from send_limits where workspace_id = ${tx.workspaceId} and scope = ${scope} and key = ${key}`)
    : tx.run(sql`insert into send_limits (workspace_id, scope, key, most) values (${tx.workspaceId}, ${scope}, ${key}, ${most}) on conflict (workspace_id, scope, key) do update set most = excluded.most`)
