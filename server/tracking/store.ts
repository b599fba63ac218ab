import { sql, type Tx } from '#platform/db'
import type { Ground } from '#platform/world'
import type { Machine } from './machines.ts'

/** Whose mails these are, by id, asked before any workspace is known. */
export async function workspacesOfMails(ground: Ground, ids: string[]): Promise<Map<string, string>> {
  const found = await ground.sweep<{ workspace_id: string; message_id: string }>('select workspace_id, message_id from tracked_mails($1::uuid[])', [ids])
  return new Map(found.map((one) => [one.message_id, one.workspace_id]))
}

export interface TrackedMail { id: string; lead_id: string | null; campaign_id: string | null; step_id: string | null; mailbox_id: string; accepted_at: Date | null }

export const trackedMail = (tx: Tx, id: string) => tx.maybe<TrackedMail>(sql`
  select id, lead_id, campaign_id, step_id, mailbox_id, accepted_at from messages where workspace_id = ${tx.workspaceId} and id = ${id}`)

/**
 * Writes opens down and answers the mails that were opened by a person for the first time: one statement, because hundreds of
 * pictures wait for it. `why` is null for what looks like a person as far as the request tells; the moment of delivery is judged here.
 */
export const insertOpens = (tx: Tx, opens: { messageId: string; at: Date; userAgent: string | undefined; machine: Machine | null; network: string | null }[], early: Machine): Promise<TrackedMail[]> => tx.named<TrackedMail>('insert-opens', `
  with open as (
    select m.id, o.at, o.user_agent, o.network, coalesce(o.why, case when m.accepted_at is null or o.at < m.accepted_at then $6 end) as why,
           coalesce(o.signal, case when m.accepted_at is null or o.at < m.accepted_at then $9 end) as signal
      from unnest($2::uuid[], $3::timestamptz[], $4::text[], $5::text[], $7::text[], $8::text[]) as o (message_id, at, user_agent, why, signal, network)
      join messages m on m.workspace_id = $1 and m.id = o.message_id
  ), written as (
    insert into tracking_hits (workspace_id, message_id, kind, at, user_agent, machine, why, signal, network)
    select $1, id, 'open', at, user_agent, why is not null, why, signal, network from open
  )
  select m.id, m.lead_id, m.campaign_id, m.step_id, m.mailbox_id, m.accepted_at
    from (select distinct id from open where why is null) p join messages m on m.workspace_id = $1 and m.id = p.id
   where not exists (select from tracking_hits h where h.workspace_id = $1 and h.message_id = p.id and h.kind = 'open' and not h.machine)`,
  [tx.workspaceId, opens.map((o) => o.messageId), opens.map((o) => o.at), opens.map((o) => o.userAgent?.slice(0, 400) ?? null), opens.map((o) => o.machine?.why ?? null), early.why,
    opens.map((o) => o.machine?.signal ?? null), opens.map((o) => o.network), early.signal])

export interface HitRow { messageId: string; kind: 'open' | 'click' | 'unsubscribe_page' | 'unsubscribe'; linkNo: number | null; at: Date; userAgent: string | null; machine: Machine | null; network?: string | null }

export async function insertHits(tx: Tx, hits: HitRow[]): Promise<void> {
  await tx.named('insert-hits', `
    insert into tracking_hits (workspace_id, message_id, kind, link_no, at, user_agent, machine, why, signal, network)
    select $1, message_id, kind, link_no, at, user_agent, why is not null, why, signal, network
      from unnest($2::uuid[], $3::text[], $4::int[], $5::timestamptz[], $6::text[], $7::text[], $8::text[], $9::text[]) as h (message_id, kind, link_no, at, user_agent, why, signal, network)`,
    [tx.workspaceId, hits.map((h) => h.messageId), hits.map((h) => h.kind), hits.map((h) => h.linkNo), hits.map((h) => h.at), hits.map((h) => h.userAgent?.slice(0, 400) ?? null), hits.map((h) => h.machine?.why ?? null),
      hits.map((h) => h.machine?.signal ?? null), hits.map((h) => h.network ?? null)])
}

/** Where link `no` leads, what else of this mail was followed since `since`, and whether a person followed it before. */
export const linkOf = (tx: Tx, messageId: string, no: number, since: Date) => tx.maybe<{ url: string; others: number; clicked: boolean }>(sql`
  select l.url,
         (select count(distinct h.link_no) from tracking_hits h
           where h.workspace_id = l.workspace_id and h.message_id = l.message_id and h.kind = 'click' and h.link_no <> l.no and h.at >= ${since}) as others,
         exists (select from tracking_hits h where h.workspace_id = l.workspace_id and h.message_id = l.message_id
                    and h.kind = 'click' and h.link_no = l.no and not h.machine) as clicked
    from tracked_links l where l.workspace_id = ${tx.workspaceId} and l.message_id = ${messageId} and l.no = ${no}`)

/** A scanner gave itself away: what was done to this mail since `since` was not a person's doing either. The trap tells of opens, too. */
export const unmask = (tx: Tx, messageId: string, since: Date, machine: Machine) => tx.run(sql`
  update tracking_hits set machine = true, why = ${machine.why}, signal = ${machine.signal}
   where workspace_id = ${tx.workspaceId} and message_id = ${messageId} and kind = any(${machine.signal === 'trap' ? ['click', 'open'] : ['click']}::text[]) and at >= ${since} and not machine`)

export const trappedSince = async (tx: Tx, messageId: string, since: Date): Promise<boolean> =>
  (await tx.maybe(sql`select 1 from tracking_hits where workspace_id = ${tx.workspaceId} and message_id = ${messageId} and signal = 'trap' and at >= ${since} limit 1`)) !== undefined

/** A mail that is planned anew forgets the links of its earlier text; nothing of it had left. */
export async function rewriteLinks(tx: Tx, messageId: string, links: { no: number; url: string }[]): Promise<void> {
  await tx.run(sql`delete from tracked_links where workspace_id = ${tx.workspaceId} and message_id = ${messageId}`)
  await tx.run(sql`
    insert into tracked_links (workspace_id, message_id, no, url)
    select ${tx.workspaceId}, ${messageId}, no, url from unnest(${links.map((l) => l.no)}::int[], ${links.map((l) => l.url)}::text[]) as l (no, url)`)
}

export interface Leaver { message_id: string; address: string; lead_id: string | null; campaign_id: string | null; step_id: string | null; mailbox_id: string; language: string | null; workspace: string; opted_out: string | null }

/** Whom a mail was for, and the entry by which that address has asked to be left alone, if it has. */
export const leaverOf = (tx: Tx, messageId: string) => tx.maybe<Leaver>(sql`
  select m.id as message_id, lower(m.to_address) as address, m.lead_id, m.campaign_id, m.step_id, m.mailbox_id, l.language, w.name as workspace,
         (select s.id from suppressions s where s.workspace_id = m.workspace_id and s.kind = 'address' and s.value = lower(m.to_address) and s.reason = 'opted_out') as opted_out
    from messages m join workspaces w on w.id = m.workspace_id
    left join leads l on l.workspace_id = m.workspace_id and l.id = m.lead_id
   where m.workspace_id = ${tx.workspaceId} and m.id = ${messageId}`)

export const hitsOf = (tx: Tx, messageId: string) => tx.many<{ id: string; message_id: string; kind: HitRow['kind']; at: Date; url: string | null; machine: boolean; signal: string | null; why: string | null }>(sql`
  select h.id, h.message_id, h.kind, h.at, case when h.kind = 'click' then l.url end as url, h.machine, h.signal, h.why
    from tracking_hits h left join tracked_links l on l.workspace_id = h.workspace_id and l.message_id = h.message_id and l.no = h.link_no
   where h.workspace_id = ${tx.workspaceId} and h.message_id = ${messageId} order by h.at, h.id limit 500`)
