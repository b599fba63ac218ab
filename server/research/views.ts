import { findCompany } from '#companies'
import type { BriefView, FactView, ResearchSubject, ResearchView } from '#contract/research'
import { findLead } from '#leads'
import type { Tx } from '#platform/db'
import { notFound } from '#platform/refuse'
import { isStale, sentenceOf, statusOf, type Brief } from './brief.ts'
import type { Fact } from './fact.ts'
import { inferPlace } from './place.ts'
import { findBrief } from './store.ts'

export async function researchView(tx: Tx, subject: ResearchSubject, id: string): Promise<ResearchView> {
  const lead = subject === 'lead' ? await findLead(tx, id) : undefined
  if (subject === 'lead' && (!lead || lead.deletedAt)) throw notFound('lead')
  const companyId = subject === 'company' ? id : lead?.companyId ?? null
  const company = companyId ? await findCompany(tx, companyId) : undefined
  if (subject === 'company' && !company) throw notFound('company')
  const companyBrief = companyId ? await findBrief(tx, 'company', companyId) : null
  const leadBrief = lead ? await findBrief(tx, 'lead', id) : null
  const status = statusOf([companyBrief, leadBrief])
  return {
    subject, subjectId: id, status, sentence: sentenceOf(status, [companyBrief, leadBrief]),
    company: companyId ? briefView(companyBrief, 'company', companyId, tx.now) : null,
    lead: lead ? briefView(leadBrief, 'lead', id, tx.now) : null,
    place: inferPlace({ city: lead?.city ?? company?.city ?? null, country: lead?.country ?? company?.country ?? null, phone: lead?.phone ?? null, email: lead?.email ?? null, website: company?.website ?? company?.domain ?? null }),
  }
}

function briefView(brief: Brief | null, subject: ResearchSubject, subjectId: string, now: Date): BriefView {
  if (!brief) return { subject, subjectId, status: 'not_researched', method: null, summary: null, problem: null, requestedAt: null, researchedAt: null, stale: false, facts: [] }
  return {
    subject, subjectId, status: brief.status, method: brief.method, summary: brief.summary, problem: brief.problem,
    requestedAt: brief.requestedAt.toISOString(), researchedAt: brief.researchedAt?.toISOString() ?? null, stale: isStale(brief, now), facts: brief.facts.map(factView),
  }
}

export const factView = (fact: Fact): FactView => ({
  id: fact.id, kind: fact.kind, claim: fact.claim, quote: fact.quote, url: fact.url, source: fact.source, dated: fact.dated,
  fetchedAt: fact.fetchedAt.toISOString(), confidence: fact.confidence, excluded: fact.excludedAt !== null,
})
