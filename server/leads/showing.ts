// The lead page, and what the form says before a lead is saved.
import { companiesByIds, viewOfCompany } from '#companies'
import type { LeadView } from '#contract/leads'
import type { Tx } from '#platform/db'
import { parseAddress, suggestAddress } from './address.ts'
import { theLead } from './creating.ts'
import { mayChange, mayDelete } from './editing.ts'
import { rowOf, viewOf, type Lead } from './lead.ts'
import { listsOf } from './list-store.ts'
import { findLeadByAddress, lookAlikes } from './store.ts'
import { reasonsFor, suppressionsOf } from './suppression-store.ts'
import { viewOfSuppression } from './suppression-list.ts'
import { sentenceOf } from './suppressing.ts'

export async function showLead(tx: Tx, id: string) {
  const lead = await theLead(tx, id, { trash: true })
  const [company] = lead.companyId ? await companiesByIds(tx, [lead.companyId]) : []
  const suppressions = await suppressionsOf(tx, lead)
  const [first] = suppressions
  return {
    lead: viewOf(lead, first?.reason ?? null), company: company && !company.deletedAt ? viewOfCompany(company) : null, lists: await listsOf(tx, id),
    suppressions: suppressions.map(viewOfSuppression), mayBeContacted: !first && !lead.deletedAt,
    sentence: lead.deletedAt ? 'This lead is in the trash.' : first ? sentenceOf(first, lead.email) : null,
    mayChange: mayChange(tx.actor, lead), mayDelete: mayDelete(tx.actor, lead),
  }
}

export async function shown(tx: Tx, lead: Lead): Promise<LeadView> {
  return viewOf(lead, (await reasonsFor(tx, [lead])).get(lead.email) ?? null)
}

/** Nothing is refused here: the form shows what is wrong while it is typed. */
export async function checkBeforeSaving(tx: Tx, asked: { email: string; firstName?: string | undefined; lastName?: string | undefined }) {
  const parsed = parseAddress(asked.email)
  const address = parsed.ok ? parsed.address : null
  const twin = address ? await findLeadByAddress(tx, address) : undefined
  const named = asked.firstName?.trim() && asked.lastName?.trim() ? await lookAlikes(tx, asked.firstName.trim(), asked.lastName.trim(), address) : []
  const reasons = await reasonsFor(tx, [...(address ? [{ email: address, companyId: null }] : []), ...named])
  const row = (lead: Lead) => rowOf(lead, reasons.get(lead.email) ?? null)
  return {
    address, problem: parsed.ok ? null : parsed.sentence, suggestion: address && suggestAddress(address),
    duplicate: twin ? row(twin) : null, lookAlikes: named.map(row), suppressed: (address && reasons.get(address)) || null,
  }
}
