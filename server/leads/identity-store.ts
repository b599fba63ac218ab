// Who is who: the other addresses of a lead, and the people around it.
import { sql, type Tx } from '#platform/db'
import type { Lead } from './lead.ts'
import { leadColumns } from './store.ts'

/** By their own address, else by another one of theirs; not in the trash. Addresses in any case; keys in lower case. */
export async function findLeadsByAnyAddress(tx: Tx, addresses: readonly string[]): Promise<Map<string, Lead>> {
  if (!addresses.length) return new Map()
  const asked = addresses.map((a) => a.toLowerCase())
  const rows = await tx.many<Lead & { asked: string }>(sql`
    select ${leadColumns}, x.asked
      from (select id, email as asked, 1 as rank from leads where workspace_id = ${tx.workspaceId} and email = any(${asked}::text[]) and deleted_at is null
            union all select lead_id, address, 2 from lead_addresses where workspace_id = ${tx.workspaceId} and address = any(${asked}::text[])) x
      join leads l on l.workspace_id = ${tx.workspaceId} and l.id = x.id and l.deleted_at is null
     order by x.rank desc`)
  return new Map(rows.map(({ asked: address, ...lead }) => [address, lead]))
}

export const findLeadByAnyAddress = async (tx: Tx, address: string): Promise<Lead | undefined> => (await findLeadsByAnyAddress(tx, [address])).get(address.toLowerCase())

export const addressesOf = async (tx: Tx, leadId: string): Promise<string[]> =>
  (await tx.many<{ address: string }>(sql`select address from lead_addresses where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} order by created_at, address`)).map((r) => r.address)

/** Replaces them. An address that another lead has as another one moves here. */
export async function setAddresses(tx: Tx, leadId: string, addresses: string[]): Promise<void> {
  await tx.run(sql`delete from lead_addresses where workspace_id = ${tx.workspaceId} and lead_id = ${leadId} and address <> all(${addresses}::text[])`)
  await tx.run(sql`insert into lead_addresses (workspace_id, lead_id, address, created_at) select ${tx.workspaceId}, ${leadId}, a, ${tx.now} from unnest(${addresses}::text[]) a
                   on conflict (workspace_id, address) do update set lead_id = excluded.lead_id`)
}

/**
 * Everybody whose address is under this registrable domain, sub-domains included, or who belongs to the company; without `but`.
 * Reads every lead of the workspace once (40 ms at 100,000): asked when somebody answered, not when mails are sent.
 */
export const peopleAround = async (tx: Tx, around: { domain: string | null; companyId: string | null; but: string | null }): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`
    select id from leads where workspace_id = ${tx.workspaceId} and deleted_at is null and id is distinct from ${around.but}::uuid
       and (split_part(email, '@', 2) = ${around.domain} or split_part(email, '@', 2) like ${around.domain === null ? null : `%.${around.domain}`} or company_id = ${around.companyId}::uuid)
     order by id limit 5000`)).map((r) => r.id)

/** The same for many at once, in one reading of the leads: whoever is under one of these domains or belongs to one of these companies. */
export const peopleAroundAny = (tx: Tx, domains: readonly string[], companyIds: readonly string[]): Promise<{ id: string; host: string; companyId: string | null }[]> =>
  tx.many(sql`
    select id, split_part(email, '@', 2) as host, company_id as "companyId" from leads
     where workspace_id = ${tx.workspaceId} and deleted_at is null
       and (split_part(email, '@', 2) = any(${[...domains]}::text[]) or company_id = any(${[...companyIds]}::uuid[])
            or (email like '%@%.%.%' and split_part(email, '@', 2) like any(${domains.map((d) => `%.${d}`)}::text[])))
     order by id limit 50000`)
