import { sql, type Tx } from '#platform/db'
import type { DnsReport } from './doctor.ts'

export interface DomainRow { domain: string; selectors: string[]; report: DnsReport | null; checkedAt: Date | null }

export const domainRows = (tx: Tx): Promise<DomainRow[]> =>
  tx.many<DomainRow>(sql`select domain, selectors, report, checked_at as "checkedAt" from sender_domains where workspace_id = ${tx.workspaceId} order by domain`)

/** Looked at soon, if it is new. */
export const noteDomain = (tx: Tx, domain: string): Promise<number> =>
  tx.run(sql`insert into sender_domains (workspace_id, domain, next_check_at) values (${tx.workspaceId}, ${domain}, ${tx.now}) on conflict do nothing`)

/** 1: it is ours to look at. */
export const nextDomainCheck = (tx: Tx, domain: string, next: Date): Promise<number> =>
  tx.run(sql`update sender_domains set next_check_at = ${next} where workspace_id = ${tx.workspaceId} and domain = ${domain} and next_check_at <= ${tx.now}`)

export const saveDomainReport = (tx: Tx, domain: string, report: DnsReport, next: Date): Promise<number> =>
  tx.run(sql`
    insert into sender_domains (workspace_id, domain, report, checked_at, next_check_at) values (${tx.workspaceId}, ${domain}, ${JSON.stringify(report)}, ${tx.now}, ${next})
    on conflict (workspace_id, domain) do update set report = excluded.report, checked_at = excluded.checked_at, next_check_at = excluded.next_check_at`)

export const saveSelectors = (tx: Tx, domain: string, selectors: readonly string[]): Promise<number> =>
  tx.run(sql`update sender_domains set selectors = ${[...selectors]}, next_check_at = ${tx.now} where workspace_id = ${tx.workspaceId} and domain = ${domain}`)
