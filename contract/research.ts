// What we learned of a company or a lead: a brief of typed facts, each with its source, the words it stands on,
// its date and how sure we are. "Not researched" and "nothing found" are states, never an invented fact.
import { z } from 'zod'
import { endpoint, Id } from './contract.ts'

export const FactKind = z.enum([
  'funding', 'hiring', 'launch', 'expansion', 'new_leader', 'award', 'partnership', 'regulation', 'tool_in_use',
  'customer_named', 'pricing_change', 'content_published', 'location', 'size', 'description',
])
export type FactKind = z.infer<typeof FactKind>

export const ResearchSubject = z.enum(['company', 'lead'])
export type ResearchSubject = z.infer<typeof ResearchSubject>

export const FactView = z
  .object({
    id: Id,
    kind: FactKind,
    claim: z.string(),
    quote: z.string().describe('Verbatim in the source.'),
    url: z.string().describe("Where it was read; 'note:' for what a colleague pasted."),
    source: z.enum(['website', 'search', 'note']),
    dated: z.string().nullable().describe('YYYY-MM-DD when the source says when it happened.'),
    fetchedAt: z.string(),
    confidence: z.number().min(0).max(1),
    excluded: z.boolean(),
  })
  .meta({ id: 'Fact' })
export type FactView = z.infer<typeof FactView>

export const BriefStatus = z.enum(['not_researched', 'waiting', 'running', 'ready', 'nothing_found', 'failed'])

export const BriefView = z
  .object({
    subject: ResearchSubject,
    subjectId: Id,
    status: BriefStatus,
    method: z.enum(['website', 'search', 'notes']).nullable(),
    summary: z.string().nullable(),
    problem: z.string().nullable().describe('In a sentence, when failed or nothing was found.'),
    requestedAt: z.string().nullable(),
    researchedAt: z.string().nullable(),
    stale: z.boolean().describe('Older than 21 days.'),
    facts: z.array(FactView),
  })
  .meta({ id: 'Brief' })
export type BriefView = z.infer<typeof BriefView>

/** A guess about where someone is, with the rule that made it: shown, and never stronger than what a person entered. */
export const PlaceGuess = z.object({ value: z.string(), confidence: z.number(), rule: z.string() })
export const PlaceView = z
  .object({ country: PlaceGuess.nullable(), timeZone: PlaceGuess.nullable(), language: PlaceGuess.nullable() })
  .meta({ id: 'Place' })

export const ResearchView = z
  .object({
    subject: ResearchSubject,
    subjectId: Id,
    status: BriefStatus.describe('Of the whole: running while any part runs, ready when any part is.'),
    sentence: z.string().describe('The state in words, for the card.'),
    company: BriefView.nullable(),
    lead: BriefView.nullable(),
    place: PlaceView,
  })
  .meta({ id: 'Research' })
export type ResearchView = z.infer<typeof ResearchView>

const params = z.object({ subject: ResearchSubject, id: Id })

export const researchOverview = endpoint('GET', '/research', {
  summary: 'How many briefs stand where',
  can: 'research.read',
  returns: z.object({ waiting: z.number(), running: z.number(), ready: z.number(), nothingFound: z.number(), failed: z.number() }),
})
export const requestResearchForMany = endpoint('POST', '/research', {
  summary: 'Research several companies or leads',
  can: 'research.write',
  repeat: 'safe',
  body: z.object({ subject: ResearchSubject, ids: z.array(Id).min(1).max(500), refresh: z.boolean().default(false) }),
  returns: z.object({ requested: z.number(), fresh: z.number() }),
})
export const getResearch = endpoint('GET', '/research/:subject/:id', { summary: 'What we know of a company or lead', can: 'research.read', params, returns: ResearchView })
export const requestResearch = endpoint('POST', '/research/:subject/:id', { summary: 'Research now, unless the brief is fresh', can: 'research.write', repeat: 'safe', params, returns: ResearchView })
export const refreshResearch = endpoint('POST', '/research/:subject/:id/refresh', { summary: 'Research again, whatever its age', can: 'research.write', repeat: 'safe', params, returns: ResearchView })
export const addResearchNotes = endpoint('POST', '/research/:subject/:id/notes', {
  summary: 'Paste what you know; it becomes facts with you as the source',
  can: 'research.write',
  repeat: 'key',
  params,
  body: z.object({ text: z.string().trim().min(3).max(10_000) }),
  returns: ResearchView,
})
export const changeFact = endpoint('PATCH', '/facts/:id', {
  summary: 'Exclude a wrong fact, or take it back in',
  can: 'research.write',
  repeat: 'safe',
  params: z.object({ id: Id }),
  body: z.object({ excluded: z.boolean() }),
  returns: FactView,
})
