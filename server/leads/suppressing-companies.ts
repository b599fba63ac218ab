// A whole company is never written to: nobody at its domains, and no lead that belongs to it at the moment a mail is to leave.
import { companyDomain, companyUpdated, findCompany, type Company } from '#companies'
import type { SuppressionReason } from '#contract/suppressions'
import type { Tx } from '#platform/db'
import { announceMany, within } from '#platform/events'
import { notFound } from '#platform/refuse'
import { leadSuppressed } from './events.ts'
import type { Lead } from './lead.ts'
import { companyEntry, reasonsFor } from './suppression-store.ts'
import { suppressMany } from './suppressing.ts'

export async function suppressCompany(tx: Tx, what: { companyId: string; reason: SuppressionReason; source?: string | null; note?: string | null }) {
  const company = await findCompany(tx, what.companyId)
  if (!company) throw notFound('company')
  const { added, leadIds } = await suppressMany(tx, [{ kind: 'company', value: company.id, label: company.name, domains: domainsOf(company), reason: what.reason, source: what.source ?? 'list', note: what.note ?? null }])
  return { added, already: 1 - added, leadsAffected: leadIds.length, refused: [], refusedCount: 0 }
}

const domainsOf = (company: Pick<Company, 'domain' | 'website'>): string[] =>
  [...new Set([company.domain, companyDomain(company.website)])].filter((domain) => domain !== null)

/** These leads have got another address or company, and somebody does not want to be written to there. */
export async function noteSilence(tx: Tx, leads: readonly Pick<Lead, 'id' | 'email' | 'companyId'>[]): Promise<void> {
  const reasons = await reasonsFor(tx, [...leads])
  await announceMany(tx, leadSuppressed, leads.flatMap((lead) => { const reason = reasons.get(lead.email); return reason ? [{ leadId: lead.id, address: lead.email, reason, via: 'company' as const }] : [] }))
}

/** What of a lead decides whether it may be written to. */
export const reachesElsewhere = (changed: readonly string[]): boolean => changed.includes('email') || changed.includes('companyId')

export const reactions = [
  // A company that got another domain is silent there, too; the one it had stays in its entry.
  within(companyUpdated, async (tx, e) => {
    if (!e.changed.some((field) => ['domain', 'website', 'name'].includes(field))) return
    const entry = await companyEntry(tx, e.companyId)
    const company = entry && (await findCompany(tx, e.companyId))
    if (company) await suppressMany(tx, [{ kind: 'company', value: company.id, label: company.name, domains: domainsOf(company), reason: entry.reason, source: entry.source, note: entry.note }])
  }),
]

/** A company went into another: an entry against the one holds for the other. True: it was so. */
export async function inheritSilence(tx: Tx, from: string, to: string): Promise<boolean> {
  const entry = await companyEntry(tx, from)
  if (!entry) return false
  await suppressCompany(tx, { companyId: to, reason: entry.reason, source: 'merge', note: entry.note })
  return true
}
