import type { ResearchSubject } from '#contract/research'
import { fact } from '#platform/events'

/** Research of a company or lead has come to an end; `found` says whether there is any fact to write from. */
export const briefReady = fact<{ subject: ResearchSubject; subjectId: string; found: boolean; leadId?: string; companyId?: string }>('brief.ready')
/** A person marked a fact as wrong, or took it back in. */
export const factJudged = fact<{ factId: string; kind: string; excluded: boolean; leadId?: string; companyId?: string }>('fact.judged')
