// The other addresses of a lead: a mail from one of them is a mail from the lead, and stops what an answer stops.
import { isFreeMail, registrableDomain } from '#companies'
import type { Tx } from '#platform/db'
import { notFound, refuse } from '#platform/refuse'
import { mustChangeRecord } from '#platform/rights'
import { parseAddress } from './address.ts'
import { peopleAround, peopleAroundAny, setAddresses } from './identity-store.ts'
import { nameOf } from './lead.ts'
import { findLead, findLeadByAddress, findLeads } from './store.ts'

export async function giveAddresses(tx: Tx, leadId: string, given: string[]): Promise<void> {
  const lead = await findLead(tx, leadId)
  if (!lead || lead.deletedAt) throw notFound('lead')
  mustChangeRecord(tx.actor, 'leads', lead)
  const addresses: string[] = []
  for (const text of given) {
    const parsed = parseAddress(text)
    if (!parsed.ok) throw refuse('not_an_address', `“${text}” is not an address.`, { field: 'addresses' })
    if (parsed.address === lead.email) continue
    const other = await findLeadByAddress(tx, parsed.address)
    if (other) throw refuse('is_another_lead', `${parsed.address} is the address of ${nameOf(other)}, a lead of its own. Merge or delete that one first.`, { field: 'addresses' })
    addresses.push(parsed.address)
  }
  await setAddresses(tx, leadId, [...new Set(addresses)])
}

/** The others of its company: by the company it belongs to and by its registrable mail domain, which free-mail domains are not. */
export async function colleaguesOf(tx: Tx, leadId: string): Promise<string[]> {
  const lead = await findLead(tx, leadId)
  return lead ? peopleAround(tx, { domain: companyMailDomain(lead.email), companyId: lead.companyId, but: leadId }) : []
}

/** `colleaguesOf` for many, by lead. */
export async function colleaguesOfEach(tx: Tx, leadIds: readonly string[]): Promise<Map<string, string[]>> {
  const leads = (await findLeads(tx, [...leadIds])).map((lead) => ({ id: lead.id, companyId: lead.companyId, domain: companyMailDomain(lead.email) }))
  const around = await peopleOf(tx, leads.flatMap((l) => l.domain ?? []), leads.flatMap((l) => l.companyId ?? []))
  return new Map(leads.map((lead) => [lead.id, around.filter((p) => p.id !== lead.id && (isUnder(p.host, lead.domain) || (lead.companyId !== null && p.companyId === lead.companyId))).map((p) => p.id)]))
}

/** Everybody under the registrable domain of each address, by address; nobody for a free-mail address. */
export async function peopleAtDomainsOf(tx: Tx, addresses: readonly string[]): Promise<Map<string, string[]>> {
  const domains = new Map(addresses.map((address) => [address, companyMailDomain(address)]))
  const around = await peopleOf(tx, [...domains.values()].filter((d) => d !== null), [])
  return new Map([...domains].map(([address, domain]) => [address, around.filter((p) => isUnder(p.host, domain)).map((p) => p.id)]))
}

const peopleOf = async (tx: Tx, domains: string[], companyIds: string[]) => (domains.length || companyIds.length ? peopleAroundAny(tx, [...new Set(domains)], [...new Set(companyIds)]) : [])
const isUnder = (host: string, domain: string | null): boolean => domain !== null && (host === domain || host.endsWith(`.${domain}`))

/** 'dana@mail.acme.co.uk' → 'acme.co.uk'; null for free mail and for what is no domain. */
export function companyMailDomain(address: string): string | null {
  const domain = address.split('@')[1] ?? ''
  const registrable = registrableDomain(domain) ?? (domain.includes('.') ? domain : null)
  return registrable && !isFreeMail(domain) && !isFreeMail(registrable) ? registrable : null
}
