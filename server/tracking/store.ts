import { sql, type Tx } from '#platform/db'
import type { Ground } from '#platform/world'
import { trapMs, type Machine } from './machines.ts'
import { trapNo } from './token.ts'

/** Whose mails these are, by id, asked before any workspace is known. */
export async function workspacesOfMails(ground: Ground, ids: string[]): Promise<Map<string, string>> {
  const found = await ground.sweep<{ workspace_id: string; message_id: string }>('select workspace_id, message_id from tracked_mails($1::uuid[])', [ids])
  return new Map(found.map((one) => [one.message_id, one.workspace_id]))
}

export interface TrackedMail { id: string; lead_id: string | null; campaign_id: string | null; step_id: string | null; mailbox_id: string; accepted_at: Date | null }

/** `doubtfulSince`: when it was handed over, if nobody knows whether it was taken. */
export const trackedMail = (tx: Tx, id: string) => tx.maybe<TrackedMail & { doubtfulSince: Date | null }>(sql`
  select id, lead_id, campaign_id, step_id, mailbox_id, accepted_at, case when state = 'unconfirmed' then handed_at end as "doubtfulSince" from messages where workspace_id = ${tx.workspaceId} and id = ${id}`)

/**
 * Writes opens down and answers the mails that were opened by a person for the first time: one statement, because hundreds of
 * pictures wait for it. `why` is null for what looks like a person as far as the request tells; the moment of delivery is judged here,
 * and whether somebody has just fallen into the trap. Where the mail carries one, the open is told at `tellAt` if it still is a
 * person's then (`waits`), unless it has been told before; mails without pay one look at an index for it.
 */
export const insertOpens = (tx: Tx, opens: { messageId: string; at: Date; userAgent: string | undefined; machine: Machine | null; network: string | null; tellAt: Date }[], early: Machine, trapped: Machine): Promise<(TrackedMail & { waits: boolean })[]> => tx.named<TrackedMail & { waits: boolean }>('insert-opens', `
  with asked as (
    select m.id, o.at, o.user_agent, o.network, o.tell_at, o.why, o.signal, m.accepted_at is null or o.at < m.accepted_at as early,
           o.why is null and exists (select from tracked_links l where l.workspace_id = $1 and l.message_id = m.id and l.no = ${trapNo}) as waits
      from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $7::text[], $8::text[], $10::timestamptz[]) as o (message_id, at, user_agent, why, signal, network, tell_at)
      join messages m on m.workspace_id = $1 and m.id = o.message_id
  ), open as (
    select id, at, user_agent, network, tell_at, waits, coalesce(why, case when early then $6 when trapped then $11 end) as why, coalesce(signal, case when early then $9 when trapped then $12 end) as signal
      from asked cross join lateral (
        select waits and exists (select from tracking_hits h where h.workspace_id = $1 and h.message_id = asked.id and h.signal = 'trap' and h.at >= asked.at - interval '${trapMs} milliseconds') as trapped) t
  ), written as (
    insert into tracking_hits (workspace_id, message_id, kind, at, user_agent, machine, why, signal, network, tell_at)
    select $1, id, 'open', at, user_agent, why is not null, why, signal, network,
           case when waits and why is null and not exists (select from tracking_hits h where h.workspace_id = $1 and h.message_id = open.id and h.kind = 'open' and not h.machine and h.tell_at is null) then tell_at end
      from open
  )
  select m.id, m.lead_id, m.campaign_id, m.step_id, m.mailbox_id, m.accepted_at, p.waits
    from (select distinct id, waits from open where why is null) p join messages m on m.workspace_id = $1 and m.id = p.id
   where not exists (select from tracking_hits h where h.workspace_id = $1 and h.message_id = p.id and h.kind = 'open' and not h.machine)`,
  [tx.workspaceId, opens.map((o) => o.messageId), opens.map((o) => o.at), opens.map((o) => o.userAgent?.slice(0, 400) ?? null), opens.map((o) => o.machine?.why ?? null), early.why,
    opens.map((o) => o.machine?.signal ?? null), opens.map((o) => o.network), early.signal, opens.map((o) => o.tellAt), trapped.why, trapped.signal])

/** `tellAt`: when it becomes a fact if it still is a person's; null where there is nothing to tell. */
export interface HitRow { messageId: string; kind: 'open' | 'click' | 'unsubscribe_page' | 'unsubscribe'; linkNo: number | null; at: Date; userAgent: string | null; machine: Machine | null; network?: string | null; tellAt?: Date | null }

export async function insertHits(tx: Tx, hits: HitRow[]): Promise<void> {
  await tx.named('insert-hits', `
    insert into tracking_hits (workspace_id, message_id, kind, link_no, at, user_agent, machine, why, signal, network, tell_at)
    select $1, message_id, kind, link_no, at, user_agent, why is not null, why, signal, network, tell_at
      from unnest($2::uuid[], $3::text[], $4::int[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[], $10::timestamptz[]) as h (message_id, kind, link_no, at, user_agent, why, signal, network, tell_at)`,
    [tx.workspaceId, hits.map((h) => h.messageId), hits.map((h) => h.kind), hits.map((h) => h.linkNo), hits.map((h) => h.at), hits.map((h) => h.userAgent?.slice(0, 400) ?? null), hits.map((h) => h.machine?.why ?? null),
      hits.map((h) => h.machine?.signal ?? null), hits.map((h) => h.network ?? null), hits.map((h) => h.tellAt ?? null)])
}

/** One process tells of a workspace at a time. Asked by itself, so that what follows sees what the one before has told. */
export const turnToTell = (tx: Tx): Promise<number> => tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`tracking.tell:${tx.workspaceId}`}, 0))`)

export interface Settled extends TrackedMail { kind: 'open' | 'click'; url: string | null }

/**
 * What nothing can unmask any more is struck off; answers what of it is to be told: each link, and each mail's open, of which a
 * person's hit is left and no fact stands yet. Rows are held in the order in which `unmask` holds them.
 */
export const takeSettled = (tx: Tx, messageIds: readonly string[]): Promise<Settled[]> => tx.named<Settled>('tracking.take_settled', `
  with settled as (
    select id, message_id, kind, link_no, machine from tracking_hits
     where workspace_id = $1 and message_id = any($2::uuid[]) and tell_at <= $3 order by message_id, at, id for update
  ), struck as (
    update tracking_hits h set tell_at = null from settled s where h.workspace_id = $1 and h.id = s.id
  )
  select m.id, m.lead_id, m.campaign_id, m.step_id, m.mailbox_id, m.accepted_at, s.kind, l.url
    from (select distinct message_id, kind, link_no from settled where not machine) s
    join messages m on m.workspace_id = $1 and m.id = s.message_id
    left join tracked_links l on l.workspace_id = $1 and l.message_id = s.message_id and l.no = s.link_no
   where not exists (select from tracking_hits h where h.workspace_id = $1 and h.message_id = s.message_id and h.kind = s.kind
                        and h.link_no is not distinct from s.link_no and not h.machine and h.tell_at is null)`, [tx.workspaceId, [...messageIds], tx.now])

/** The clicks of one mail are judged one after the other. Asked first, so that what follows sees those before. */
export const oneAtATime = (tx: Tx, messageId: string): Promise<number> => tx.run(sql`select pg_advisory_xact_lock(hashtextextended(${`tracking.click:${messageId}`}, 0))`)

/** Where link `no` leads, what else of this mail was followed since `since`, and whether it was told that a person followed it. */
export const linkOf = (tx: Tx, messageId: string, no: number, since: Date) => tx.maybe<{ url: string; others: number; told: boolean }>(sql`
  select l.url,
         (select count(distinct h.link_no) from tracking_hits h
           where h.workspace_id = l.workspace_id and h.message_id = l.message_id and h.kind = 'click' and h.link_no <> l.no and h.at >= ${since}) as others,
         exists (select from tracking_hits h where h.workspace_id = l.workspace_id and h.message_id = l.message_id
                    and h.kind = 'click' and h.link_no = l.no and not h.machine and h.tell_at is null) as told
    from tracked_links l where l.workspace_id = ${tx.workspaceId} and l.message_id = ${messageId} and l.no = ${no}`)

/** A scanner gave itself away: what was done to this mail since `since` was not a person's doing either. The trap tells of opens, too. */
export const unmask = (tx: Tx, messageId: string, since: Date, machine: Machine) => tx.run(sql`
  with theirs as (
    select id from tracking_hits
     where workspace_id = ${tx.workspaceId} and message_id = ${messageId} and kind = any(${machine.signal === 'trap' ? ['click', 'open'] : ['click']}::text[]) and at >= ${since} and not machine
     order by at, id for update)
  update tracking_hits h set machine = true, why = ${machine.why}, signal = ${machine.signal}, tell_at = null from theirs
   where h.workspace_id = ${tx.workspaceId} and h.id = theirs.id`)

export const trappedSince = async (tx: Tx, messageId: string, since: Date): Promise<boolean> =>
  (await tx.maybe(sql`select 1 from tracking_hits where workspace_id = ${tx.workspaceId} and message_id = ${messageId} and signal = 'trap' and at >= ${since} limit 1`)) !== undefined

/** A mail that is planned anew forgets the links of its earlier text; nothing of it had left. */
export async function rewriteLinks(tx: Tx, messageId: string, links: { no: number; url: string }[]): Promise<void> {
  await tx.run(sql`delete from tracked_links where workspace_id = ${tx.workspaceId} and message_id = ${messageId}`)
  await tx.run(sql`
    insert into tracked_links (workspace_id, message_id, no, url)
    select ${tx.workspaceId}, ${messageId}, no, url from unnest(${links.map((l) => l.no)}::int[], ${links.map((l) => l.url)}::text[]) as l (no, url)`)
}

/** `address`: the mail's. `addresses`: that and the one the lead has now, each once; `entries`: by which of them it has been asked to be left alone. */
export interface Leaver {
  message_id: string; address: string; addresses: string[]; entries: { id: string; value: string; source: string; at: string }[]
  lead_id: string | null; campaign_id: string | null; step_id: string | null; mailbox_id: string; language: string | null; workspace: string
}

/** Whom a mail was for. The lead may have another address since, or have become one with another lead. */
export const leaverOf = (tx: Tx, messageId: string) => tx.maybe<Leaver>(sql`
  select m.id as message_id, lower(m.to_address) as address, a.addresses, m.lead_id, m.campaign_id, m.step_id, m.mailbox_id, l.language, w.name as workspace,
         (select coalesce(jsonb_agg(jsonb_build_object('id', s.id, 'value', s.value, 'source', s.source, 'at', s.created_at)), '[]') from suppressions s
           where s.workspace_id = m.workspace_id and s.kind = 'address' and s.value = any(a.addresses) and s.reason = 'opted_out') as entries
    from messages m join workspaces w on w.id = m.workspace_id
    left join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id
    cross join lateral (select case when l.email is null or l.email = lower(m.to_address) then array[lower(m.to_address)] else array[lower(m.to_address), l.email] end as addresses) a
   where m.workspace_id = ${tx.workspaceId} and m.id = ${messageId}`)

export const hitsOf = (tx: Tx, messageId: string) => tx.many<{ id: string; message_id: string; kind: HitRow['kind']; at: Date; url: string | null; machine: boolean; signal: string | null; why: string | null }>(sql`
  select h.id, h.message_id, h.kind, h.at, case when h.kind = 'click' then l.url end as url, h.machine, h.signal, h.why
    from tracking_hits h left join tracked_links l on l.workspace_id = h.workspace_id and l.message_id = h.message_id and l.no = h.link_no
   where h.workspace_id = ${tx.workspaceId} and h.message_id = ${messageId} order by h.at, h.id limit 500`)
