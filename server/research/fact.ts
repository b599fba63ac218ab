// A fact: something true about them, with the words it stands on. Whoever found it (rules or a model), it is kept only if its
// quote is found in what was read.
import type { FactKind } from '#contract/research'
import { holdsVerbatim } from '#platform/reading-html'

export type { FactKind }
export type FactSource = 'website' | 'search' | 'note'

export interface FoundFact {
  kind: FactKind
  claim: string
  /** Verbatim in the source. */
  quote: string
  url: string
  source: FactSource
  /** YYYY-MM-DD, when the source says when. */
  dated: string | null
  /** 0 … 1: how sure we are that the claim is true of this company now. */
  confidence: number
}

export interface Fact extends FoundFact { id: string; fetchedAt: Date; excludedAt: Date | null }

export const noteUrl = 'note:'
const mostFacts = 24, mostOfAKind = 4
const leftOver = new Set<FactKind>(['description', 'content_published'])

/** Drops what has no source, what sounds like orders to a machine, and what is said twice; keeps the freshest and surest of each kind. */
export function worthKeeping(found: FoundFact[], textOf: (url: string) => string | undefined, now: Date): FoundFact[] {
  const kept = new Map<string, FoundFact>()
  for (const fact of found) {
    const source = textOf(fact.url)
    if (!source || !holdsVerbatim(source, fact.quote) || soundsLikeOrders(`${fact.claim} ${fact.quote}`)) continue
    const key = `${fact.kind}|${fact.quote.toLowerCase().replace(/\W+/g, ' ').trim()}`
    const before = kept.get(key)
    if (!before || before.confidence < fact.confidence) kept.set(key, { ...fact, claim: fact.claim.slice(0, 300), quote: fact.quote.slice(0, 500), dated: plausibleDay(fact.dated, now) })
  }
  const byWorth = [...kept.values()].toSorted((a, b) => worth(b, now) - worth(a, now))
  // A sentence that tells something is not also the description, or merely something published.
  const told = new Set(byWorth.filter((f) => !leftOver.has(f.kind)).map((f) => f.quote))
  const perKind = new Map<string, number>()
  return byWorth.filter(({ kind, quote }) => {
    if (leftOver.has(kind) && told.has(quote)) return false
    const n = (perKind.get(kind) ?? 0) + 1
    perKind.set(kind, n)
    return n <= mostOfAKind
  }).slice(0, mostFacts)
}

/** What a website says to the machines that read it is not a fact about its owner. */
export const soundsLikeOrders = (text: string): boolean =>
  /\b(ignore|disregard|forget|override)\b.{0,40}\b(previous|prior|above|all|any|your|earlier)\b.{0,30}\b(instruction|prompt|rule|message|direction|guideline)|system prompt|\bas an ai\b|\bas a (?:large )?language model|\b(?:reply|respond|answer|output) with\b.{0,3}:|\b(you are|act as) (now )?(a|an|in)\b.{0,40}\b(assistant|ai|mode|agent|model)\b|\b(assistant|ai|llm|chatgpt|claude|gemini)\s*[:,]|\b(bcc|cc)\b.{0,20}@|send (an? |the |all |this )?(e-?mail|mail|message|data|list|secret|key)\w* to\b|<\/?data|\{\{|ignoriere .{0,30}anweisung|ignore(z|r)? .{0,30}instructions/i.test(text)

/** The blocks of a text (a line each) that hold no orders: one such sentence discredits its whole block. */
export const withoutOrders = (text: string): string => text.split('\n').filter((line) => !soundsLikeOrders(line)).join('\n')

/** How recent and how sure, for ranking; a fact without a date counts as half a year old. */
const worth = (fact: FoundFact, now: Date): number => {
  const months = fact.dated ? Math.max(0, (now.getTime() - Date.parse(fact.dated)) / 2.6e9) : 6
  const small = fact.kind === 'description' || fact.kind === 'location' || fact.kind === 'size'
  return fact.confidence + (small ? 0 : 0.6 / (1 + months / 6))
}

const plausibleDay = (day: string | null, now: Date): string | null =>
  day && /^\d{4}-\d{2}-\d{2}$/.test(day) && Date.parse(day) < now.getTime() + 86_400_000 && day > '1990' ? day : null
