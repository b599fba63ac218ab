import { sql, type Tx } from '#platform/db'
import type { DnsReport } from './doctor.ts'

export interface DomainRow { domain: string; selectors: string[]; /** From signatures, the newest in front. */ learnt: string[]; report: DnsReport | null; checkedAt: Date | null }

export const domainRows = (tx: Tx): Promise<DomainRow[]> =>
  tx.many<DomainRow>(sql`select domain, selectors, learnt, report, checked_at as "checkedAt" from sender_domains where workspace_id = ${tx.workspaceId} order by domain`)

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

/** The five seen last, and none once a key was found: nothing is asked about because of what a stranger forges. */
export const saveLearnt = (tx: Tx, domain: string, selector: string): Promise<number> =>
  tx.run(sql`
    update sender_domains set learnt = (array[${selector}::text] || learnt)[1:5], next_check_at = least(next_check_at, ${tx.now}::timestamptz)
     where workspace_id = ${tx.workspaceId} and domain = ${domain} and not (${selector} = any(learnt || selectors))
       and (report is null or not report @> '{"findings":[{"id":"dkim","colour":"green"}]}')`)
