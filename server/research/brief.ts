// A brief: what we know of one company or one lead, and how far the looking has come.
import type { ResearchSubject } from '#contract/research'
import type { Fact } from './fact.ts'

export type BriefStatus = 'waiting' | 'running' | 'ready' | 'nothing_found' | 'failed'
export type Method = 'website' | 'search' | 'notes'

export interface Brief {
  id: string
  subject: ResearchSubject
  subjectId: string
  status: BriefStatus
  method: Method | null
  summary: string | null
  problem: string | null
  requestedAt: Date
  researchedAt: Date | null
  facts: Fact[]
}

/** What a writer works from: the lead's own facts first, then the company's; wrong ones left out. */
export interface Knowledge {
  status: 'not_researched' | BriefStatus
  facts: Fact[]
  companyBrief: Brief | null
  leadBrief: Brief | null
}

export const freshForMs = 21 * 86_400_000, retryFailedAfterMs = 3_600_000, claimForMs = 600_000

export const isStale = (brief: Pick<Brief, 'researchedAt'>, now: Date): boolean => brief.researchedAt !== null && now.getTime() - brief.researchedAt.getTime() > freshForMs

/** Of the two together: any that is ready makes the whole ready; otherwise the one that has got furthest from an end. */
export function statusOf(briefs: (Brief | null)[]): Knowledge['status'] {
  const states = briefs.flatMap((b) => (b ? [ended(b)] : []))
  for (const state of ['running', 'waiting', 'ready', 'failed', 'nothing_found'] as const) if (states.includes(state)) return state
  return 'not_researched'
}

const ended = (b: Brief): BriefStatus =>
  b.status === 'waiting' || b.status === 'running' ? b.status : b.facts.some((f) => !f.excludedAt) ? 'ready' : b.status === 'ready' ? 'nothing_found' : b.status

export function sentenceOf(status: Knowledge['status'], briefs: (Brief | null)[]): string {
  const problem = briefs.find((b) => b?.problem)?.problem
  const count = briefs.reduce((sum, b) => sum + (b?.facts.filter((f) => !f.excludedAt).length ?? 0), 0)
  const ways = [...new Set(briefs.flatMap((b) => b?.facts.filter((f) => !f.excludedAt).map((f) => f.source) ?? []))]
  const from = { website: 'their own site', search: 'a web search', note: 'notes' }
  switch (status) {
    case 'not_researched': return 'Not researched yet.'
    case 'waiting': return 'Waiting for its turn.'
    case 'running': return 'Being researched now.'
    case 'failed': return `Not researched: ${problem ?? 'the research failed.'}`
    case 'nothing_found': return problem ? `Nothing found: ${problem}` : 'Looked, and found nothing that can be used.'
    case 'ready': return `${count} ${count === 1 ? 'fact' : 'facts'} from ${new Intl.ListFormat('en').format(ways.map((w) => from[w]))}.${problem ? ` ${problem}` : ''}`
  }
}

const legalForm = /[\s,]+(?:GmbH\s*&\s*Co\.?\s*KGa?A?|gGmbH|GmbH|mbH|AG|SE|KGaA|KG|OHG|UG(?:\s*\(haftungsbeschränkt\))?|e\.?\s?V\.?|Inc\.?|Incorporated|LLC|L\.L\.C\.|LLP|Ltd\.?|Limited|PLC|plc|Corp\.?|Corporation|Co\.?|Company|S\.?A\.?S?\.?|SARL|S\.?à\.?r\.?l\.?|S\.?p\.?A\.?|S\.?r\.?l\.?|B\.?V\.?|N\.?V\.?|AB|ASA?|A\/S|ApS|Oyj?|Pty|Sp\.?\s?z\s?o\.?o\.?|s\.?r\.?o\.?|a\.?s\.?|Kft\.?|Holding|Group)$/u

/** 'Acme GmbH & Co. KG' → 'Acme'. */
export function spokenName(name: string): string {
  let spoken = name.trim()
  for (let again = 0; again < 3; again++) spoken = spoken.replace(legalForm, '').trim() || spoken
  return spoken
}
