// What a person says about a brief: notes that become facts, and facts that are wrong.
import { findCompany } from '#companies'
import { findLead } from '#leads'
import type { ResearchSubject } from '#contract/research'
import type { Tx } from '#platform/db'
import { announce, liveChanged } from '#platform/events'
import { notFound, refuse } from '#platform/refuse'
import { spokenName } from './brief.ts'
import { briefReady, factJudged } from './events.ts'
import { factsOfNotes } from './extracting.ts'
import type { Fact } from './fact.ts'
import { addFacts, factsOf, judgeFact, noteOnBrief, summarise } from './store.ts'
import { summaryOf } from './summarising.ts'

/** Answers how many facts the notes held. Refuses notes in which nothing can be read as one. */
export async function note(tx: Tx, subject: ResearchSubject, subjectId: string, text: string): Promise<number> {
  const name = await nameOfSubject(tx, subject, subjectId)
  const facts = factsOfNotes(text, { name }, tx.now.toISOString().slice(0, 10))
  if (!facts.length) throw refuse('notes_empty', 'Nothing in this text can be used as a fact. Write whole sentences about the company or the person.', { field: 'text' })
  const { id } = await noteOnBrief(tx, subject, subjectId, text)
  const before = new Set((await factsOf(tx, id)).map((f) => f.quote))
  const fresh = facts.filter((f) => !before.has(f.quote))
  await addFacts(tx, id, fresh)
  await summarise(tx, id, summaryOf((await factsOf(tx, id)).filter((f) => !f.excludedAt)))
  await announce(tx, briefReady, { subject, subjectId, found: true, ...refs(subject, subjectId) })
  await liveChanged(tx, 'research')
  return fresh.length
}

export async function judge(tx: Tx, factId: string, excluded: boolean): Promise<Fact> {
  const judged = await judgeFact(tx, factId, excluded)
  if (!judged) throw notFound('fact')
  await announce(tx, factJudged, { factId, kind: judged.kind, excluded, ...refs(judged.subject, judged.subjectId) })
  await liveChanged(tx, 'research')
  return judged
}

export async function nameOfSubject(tx: Tx, subject: ResearchSubject, id: string): Promise<string> {
  if (subject === 'company') {
    const company = await findCompany(tx, id)
    if (!company) throw notFound('company')
    return spokenName(company.name)
  }
  const lead = await findLead(tx, id)
  if (!lead || lead.deletedAt) throw notFound('lead')
  return spokenName(lead.companyName ?? ([lead.firstName, lead.lastName].filter(Boolean).join(' ') || lead.email))
}

const refs = (subject: ResearchSubject, id: string) => (subject === 'lead' ? { leadId: id } : { companyId: id })
