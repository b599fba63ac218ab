// Facts that a model picked out of pages: kept only with a quote that is on the page, and a claim that says no more than it.
import { askModel } from '#ai'
import type { World } from '#platform/world'
import { inThirdPerson, type Subject } from './extracting.ts'
import { worthKeeping, type FactSource, type FoundFact } from './fact.ts'
import { structureFacts, Structured } from './prompts/structure-facts.ts'

export interface SourcePage { url: string; text: string; source: FactSource }

export async function factsByModel(world: World, subject: Subject, pages: SourcePage[], signal?: AbortSignal): Promise<{ facts: FoundFact[]; problem: string | null }> {
  if (!pages.length) return { facts: [], problem: null }
  const today = world.clock.now()
  const answer = await askModel(world, { purpose: 'research.facts', schema: Structured, maxOutputTokens: 2_500, ...structureFacts(subject.name, pages, today.toISOString().slice(0, 10)), ...(signal && { signal }) })
  if (!answer.ok) return { facts: [], problem: answer.reason === 'no_model' ? null : answer.sentence }
  return { facts: grounded(answer.value, pages, subject, today), problem: null }
}

/** Pure: what of a model's answer stands on the pages. */
export function grounded(answer: Structured, pages: SourcePage[], subject: Subject, now: Date): FoundFact[] {
  const found = answer.facts.flatMap((fact): FoundFact[] => {
    const page = pages[fact.page - 1]
    if (!page) return []
    const claim = standsOn(fact.claim, fact.quote, subject) ? fact.claim.trim() : inThirdPerson(fact.quote, subject.name)
    return [{ kind: fact.kind, claim, quote: fact.quote.trim(), url: page.url, source: page.source, dated: fact.date, confidence: Math.min(page.source === 'search' ? 0.75 : 0.9, Math.max(0.3, fact.sure)) }]
  })
  return worthKeeping(found, (url) => pages.find((page) => page.url === url)?.text, now)
}

/** Every number, name and address of the claim is in the quote (the company's own name aside). */
export function standsOn(claim: string, quote: string, subject: Subject): boolean {
  const source = ` ${quote.toLowerCase()} `
  const numbers = claim.match(/\d[\d.,]*/g) ?? []
  const names = (claim.slice(1).match(/\p{Lu}[\p{L}\d&-]+/gu) ?? []).filter((word) => !subject.name.toLowerCase().includes(word.toLowerCase()))
  return [...numbers, ...names].every((word) => source.includes(word.replace(/[.,]$/, '').toLowerCase())) && !/https?:|www\.|@/.test(claim)
}
