// What came of checking addresses. A check speaks of the address it was made for: with another one it is as if it never was.
import type { AddressFinding, AddressVerdict } from '#contract/addresses'
import { sql, type Tx } from '#platform/db'
import type { Judged } from './verdict.ts'

export interface Row { leadId: string; address: string; verdict: AddressVerdict; findings: AddressFinding[]; suggestion: string | null; checkedAt: Date }
export const checksOf = (tx: Tx, leadIds: string[]): Promise<Row[]> =>
  tx.many<Row>(sql`
    select a.lead_id as "leadId", a.address, a.verdict, a.findings, a.suggestion, a.checked_at as "checkedAt" from address_checks a
      join leads l on l.workspace_id = a.workspace_id and l.id = a.lead_id and l.email = a.address
     where a.workspace_id = ${tx.workspaceId} and a.lead_id = any(${leadIds}::uuid[])`)

export const addressesToCheck = (tx: Tx, leadIds: string[]): Promise<{ leadId: string; address: string }[]> =>
  tx.many(sql`select id as "leadId", email as address from leads where workspace_id = ${tx.workspaceId} and id = any(${leadIds}::uuid[]) and deleted_at is null order by id`)

/** After an id, those that were never checked, or with another address. */
export const unchecked = (tx: Tx, after: string | null, most: number): Promise<{ leadId: string; address: string }[]> =>
  tx.many(sql`
    select l.id as "leadId", l.email as address from leads l
     where l.workspace_id = ${tx.workspaceId} and l.deleted_at is null ${after ? sql`and l.id > ${after}` : sql``}
       and not exists (select from address_checks a where a.workspace_id = l.workspace_id and a.lead_id = l.id and a.address = l.email)
     order by l.id limit ${most}`)

export const saveChecks = (tx: Tx, checks: ({ leadId: string; address: string } & Judged)[]): Promise<number> =>
  tx.run(sql`
    insert into address_checks (workspace_id, lead_id, address, verdict, findings, suggestion, checked_at)
    select ${tx.workspaceId}::uuid, c."leadId", c.address, c.verdict, c.findings, c.suggestion, ${tx.now}::timestamptz
      from jsonb_to_recordset(${JSON.stringify(checks)}::jsonb) as c ("leadId" uuid, address text, verdict text, findings jsonb, suggestion text)
      join leads l on l.workspace_id = ${tx.workspaceId} and l.id = c."leadId" order by c."leadId"
    on conflict (workspace_id, lead_id) do update set address = excluded.address, verdict = excluded.verdict, findings = excluded.findings, suggestion = excluded.suggestion, checked_at = excluded.checked_at`)
