// The questions about settings, link hosts, and what people and machines did.
import type { TrackingSettings } from '#contract/tracking'
import { sql, type Tx } from '#platform/db'

export const defaults: TrackingSettings = { quietCountries: [], utm: false, postalAddress: '', wayOutLine: true }

export const settingsOf = async (tx: Tx): Promise<TrackingSettings> =>
  (await tx.named<TrackingSettings>('tracking.settings', `
    select quiet_countries as "quietCountries", utm, postal_address as "postalAddress", way_out_line as "wayOutLine" from tracking_settings where workspace_id = $1`, [tx.workspaceId]))[0] ?? defaults

export const saveSettings = (tx: Tx, s: TrackingSettings): Promise<number> =>
  tx.run(sql`
    insert into tracking_settings (workspace_id, quiet_countries, utm, postal_address, way_out_line) values (${tx.workspaceId}, ${s.quietCountries}, ${s.utm}, ${s.postalAddress}, ${s.wayOutLine})
    on conflict (workspace_id) do update set quiet_countries = excluded.quiet_countries, utm = excluded.utm, postal_address = excluded.postal_address, way_out_line = excluded.way_out_line`)

export interface DomainRow { domain: string; host: string; works: boolean; checkedAt: Date | null; problem: string | null; nextCheckAt: Date }

export const domainRows = (tx: Tx): Promise<DomainRow[]> =>
  tx.many<DomainRow>(sql`select domain, host, works, checked_at as "checkedAt", problem, next_check_at as "nextCheckAt" from tracking_domains where workspace_id = ${tx.workspaceId} order by domain`)

/** The host for links of mails from this domain, if it works. */
export const workingHost = async (tx: Tx, domain: string): Promise<string | undefined> =>
  (await tx.named<{ host: string }>('tracking.host', `select host from tracking_domains where workspace_id = $1 and domain = $2 and works`, [tx.workspaceId, domain]))[0]?.host

export const saveDomain = (tx: Tx, domain: string, host: string): Promise<number> =>
  tx.run(sql`
    insert into tracking_domains (workspace_id, domain, host, next_check_at) values (${tx.workspaceId}, ${domain}, ${host}, ${tx.now})
    on conflict (workspace_id, domain) do update set host = excluded.host, works = false, checked_at = null, problem = null, next_check_at = excluded.next_check_at where tracking_domains.host <> excluded.host`)

export const dropDomain = (tx: Tx, domain: string): Promise<number> => tx.run(sql`delete from tracking_domains where workspace_id = ${tx.workspaceId} and domain = ${domain}`)

/** `works`: null when it could not be looked up; then it stays as it was. */
export const noteCheck = (tx: Tx, domain: string, host: string, { works, problem }: { works: boolean | null; problem: string | null }, next: Date): Promise<number> =>
  tx.run(sql`
    update tracking_domains set works = coalesce(${works}::boolean, works), problem = ${problem}, checked_at = ${tx.now}, next_check_at = ${next}
     where workspace_id = ${tx.workspaceId} and domain = ${domain} and host = ${host}`)

// ── What people and machines did ──

interface Asked { campaignId?: string | undefined; since: Date }
const hits = (tx: Tx, q: Asked) => sql`
  tracking_hits h join messages m on m.workspace_id = h.workspace_id and m.id = h.message_id
 where h.workspace_id = ${tx.workspaceId} and h.kind in ('open', 'click') and h.at >= ${q.since} ${q.campaignId ? sql`and m.campaign_id = ${q.campaignId}` : sql``}`

export const hitCounts = (tx: Tx, q: Asked): Promise<{ kind: 'open' | 'click'; machine: boolean; signal: string | null; why: string | null; n: number }[]> =>
  tx.many(sql`select h.kind, h.machine, h.signal, min(h.why) as why, count(*) as n from ${hits(tx, q)} group by h.kind, h.machine, h.signal`)

/** Each link of the mails: in how many it stood, how many mails' people followed it, and how often machines did. */
export const linkCounts = (tx: Tx, q: Asked): Promise<{ url: string; mails: number; people: number; machines: number }[]> =>
  tx.many(sql`
    select l.url, count(distinct l.message_id) as mails, count(distinct h.message_id) filter (where not h.machine) as people, count(h.id) filter (where h.machine) as machines
      from tracked_links l join messages m on m.workspace_id = l.workspace_id and m.id = l.message_id and m.accepted_at >= ${q.since}
      left join tracking_hits h on h.workspace_id = l.workspace_id and h.message_id = l.message_id and h.link_no = l.no and h.kind = 'click'
     where l.workspace_id = ${tx.workspaceId} and l.no between 1 and 254 ${q.campaignId ? sql`and m.campaign_id = ${q.campaignId}` : sql``}
     group by l.url order by people desc, mails desc, l.url limit 50`)
