// Who is who: the other addresses of a lead, and the people around it.
import { sql, type Tx } from '#platform/db'
import type { Lead } from './lead.ts'
import { leadColumns } from './store.ts'

/** By their own address, else by another one of theirs; not in the trash. Addresses in any case; keys in lower case. */
export async function findLeadsByAnyAddress(tx: Tx, addresses: readonly string[]): Promise<Map<string, Lead>> {
  if (!addresses.length) return new Map()
  const asked = addresses.map((a) => a.toLowerCase())
  // One address after the other, each by its unique key. Before there are statistics all indexes look alike and each reads the workspace: whoever brings leads asks for them (analyze_people).
  const rows = await tx.many<Lead & { asked: string }>(sql`
    select ${leadColumns}, a.asked
      from unnest(${[...new Set(asked)]}::text[]) as a (asked)
      cross join lateral (select id, 1 as rank from leads where workspace_id = ${tx.workspaceId} and email = a.asked and deleted_at is null
                          union all select lead_id, 2 from lead_addresses where workspace_id = ${tx.workspaceId} and address = a.asked limit 2) x
      cross join lateral (select * from leads where workspace_id = ${tx.workspaceId} and id = x.id and deleted_at is null limit 1) l
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

/** Everybody whose address is under this registrable domain, sub-domains included, or who belongs to the company; without `but`. */
export const peopleAround = async (tx: Tx, around: { domain: string | null; companyId: string | null; but: string | null }): Promise<string[]> =>
  (await tx.many<{ id: string }>(sql`
    select id from leads_around(${around.domain === null ? [] : [around.domain]}::text[], ${around.companyId === null ? [] : [around.companyId]}::uuid[], 5001)
     where id is distinct from ${around.but}::uuid order by id limit 5000`)).map((r) => r.id)

/** The same for many at once: whoever is under one of these domains or belongs to one of these companies. */
export const peopleAroundAny = (tx: Tx, domains: readonly string[], companyIds: readonly string[]): Promise<{ id: string; host: string; companyId: string | null }[]> =>
  tx.many(sql`select id, host, company_id as "companyId" from leads_around(${[...domains]}::text[], ${[...companyIds]}::uuid[], 50000) order by id`)
