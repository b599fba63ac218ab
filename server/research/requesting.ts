// Asking for briefs: fresh ones are used again, and a company is looked at once however many of its people are asked for.
import type { ResearchSubject } from '#contract/research'
import type { Tx } from '#platform/db'
import { announceMany, liveChanged } from '#platform/events'
import { enqueue } from '#platform/jobs'
import { statusOf, type Knowledge } from './brief.ts'
import { briefReady } from './events.ts'
import { researchCompany } from './queue.ts'
import { companyOfLeads, findBrief, queueCompanies, queueLeads } from './store.ts'
import { fillTimeZones } from './time-zones.ts'
import { findLead } from '#leads'

export interface Asked { subject: ResearchSubject; id: string }

/**
 * Asks for one brief. `briefReady` is announced when it has come to an end: in this transaction where everything is known
 * already, otherwise when the company has been read. Never fails for what cannot be found; that is an end too.
 */
export const requestBrief = async (tx: Tx, asked: Asked, options: { refresh?: boolean } = {}): Promise<{ requested: number; fresh: number }> =>
  requestBriefs(tx, asked.subject, [asked.id], options)

export async function requestBriefs(tx: Tx, subject: ResearchSubject, ids: string[], options: { refresh?: boolean } = {}): Promise<{ requested: number; fresh: number }> {
  const companies = subject === 'company' ? ids : (await companyOfLeads(tx, ids)).map((row) => row.companyId)
  const queued = companies.length ? await queueCompanies(tx, companies, options.refresh ?? false) : []
  for (const { id } of queued) await enqueue(tx, researchCompany, { briefId: id }, { singletonKey: id })
  if (subject === 'lead') {
    const leads = await queueLeads(tx, ids)
    await fillTimeZones(tx, ids)
    const ended = leads.filter((l) => l.status !== 'waiting' && l.status !== 'running')
    await announceMany(tx, briefReady, ended.map((l) => ({ subject: 'lead' as const, subjectId: l.leadId, found: l.status === 'ready', leadId: l.leadId, ...(l.companyId && { companyId: l.companyId }) })))
  }
  if (queued.length) await liveChanged(tx, 'research')
  return { requested: queued.length, fresh: companies.length - queued.length }
}

/** What is known for writing to this lead, wrong facts left out. */
export async function briefFor(tx: Tx, leadId: string): Promise<Knowledge> {
  const lead = await findLead(tx, leadId)
  const leadBrief = await findBrief(tx, 'lead', leadId)
  const companyBrief = lead?.companyId ? await findBrief(tx, 'company', lead.companyId) : null
  const right = (brief: typeof leadBrief) => brief?.facts.filter((f) => !f.excludedAt) ?? []
  return { status: statusOf([companyBrief, leadBrief]), facts: [...right(leadBrief), ...right(companyBrief)], companyBrief, leadBrief }
}
