// Everything that a writer and the checks may know of one lead: who, what was found, what is sold, what was said before.
import type { Tx } from '#platform/db'
import { findCompany, type Company as CompanyRow } from '#companies'
import { findLead, type Lead } from '#leads'
import { offerFor } from '#knowledge'
import { briefFor, type Knowledge } from '#research'
import type { Company, Fact, Offer, Recipient } from './mail.ts'

export interface Material {
  lead: Lead
  companyRow: CompanyRow | null
  knowledge: Knowledge
  recipient: Recipient
  company: Company | null
  facts: Fact[]
  offer: Offer
  /** null: nothing was described yet */
  offerId: string | null
  language: 'en' | 'de'
}

export const noOffer: Offer = { name: '', oneLiner: '', pains: [], proofs: [], links: [], ask: '', senderName: '', senderRole: '', website: null }

/** Undefined when the lead is gone. */
export async function gather(tx: Tx, leadId: string, offerId: string | null): Promise<Material | undefined> {
  const lead = await findLead(tx, leadId)
  if (!lead || lead.deletedAt) return undefined
  const companyRow = lead.companyId ? ((await findCompany(tx, lead.companyId)) ?? null) : null
  const knowledge = await briefFor(tx, leadId)
  const found = await offerFor(tx, offerId ?? undefined)
  const own = new Set(knowledge.leadBrief?.facts.map((fact) => fact.id))
  return {
    lead, companyRow, knowledge,
    recipient: recipientOf(lead),
    company: companyOf(lead, companyRow),
    facts: knowledge.facts.map(({ id, kind, claim, quote, url, dated, confidence }) => ({ id, kind, claim, quote, url, dated, confidence, about: own.has(id) ? 'lead' : 'company' })),
    offer: found ?? noOffer,
    offerId: found?.id ?? null,
    language: 'en',
  }
}

export const recipientOf = (lead: Lead): Recipient => ({
  id: lead.id, firstName: lead.firstName, lastName: lead.lastName, email: lead.email, title: lead.title, city: lead.city, country: lead.country, language: lead.language,
})

const companyOf = (lead: Lead, row: CompanyRow | null): Company | null =>
  row
    ? { name: row.name, domain: row.domain, industry: row.industry, size: row.size, city: row.city, country: row.country, description: row.description }
    : lead.companyName
      ? { name: lead.companyName, domain: null, industry: null, size: null, city: null, country: null, description: null }
      : null
