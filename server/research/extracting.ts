// Facts from the pages of a company's own site, by rules: no model, nothing invented. Every claim is a sentence of theirs, told in
// the third person where that is safe.
import type { SitePage } from '#platform/reading-site'
import type { Block } from '#platform/reading-html'
import { noteUrl, soundsLikeOrders, type FoundFact } from './fact.ts'
import { jobTitle, notAFact, rules } from './rules.ts'
import { dateIn, sentencesOf } from './sentences.ts'

export interface Subject {
  /** As spoken: without GmbH, Inc. and the like. */
  name: string
}

/** In order of worth: what happened, who they look for, who they are. */
export const wantedPages = [
  { kind: 'news', pattern: /\b(news|newsroom|press|presse|aktuelles|media|announcements?|actualit[eé]s|noticias|neuigkeiten)\b/i },
  { kind: 'careers', pattern: /\b(careers?|jobs?|karriere|stellen\w*|join-us|join us|hiring|recrutement|carri[eè]res?|open positions)\b/i },
  { kind: 'about', pattern: /\b(about(-us| us)?|company|who-we-are|über-uns|über uns|ueber-uns|unternehmen|team|our-story|[aà]-propos|qui-sommes-nous)\b/i },
  { kind: 'blog', pattern: /\b(blog|articles?|insights|magazin|stories|resources)\b/i },
  { kind: 'customers', pattern: /\b(customers?|case-stud\w+|references?|referenzen|kunden|clients)\b/i },
] as const

export function factsOfSite(pages: SitePage[], subject: Subject): FoundFact[] {
  const found: FoundFact[] = []
  for (const page of pages) {
    found.push(...factsOfPage(page, subject))
    if (page.kind === 'careers') found.push(...jobsOn(page, subject))
    if (page.kind === 'news' || page.kind === 'blog') found.push(...articlesOn(page, subject))
  }
  const own = describes(pages, subject)
  return own ? [...found, own] : found
}

/** Notes that a colleague pasted: every line with a known kind of fact in it becomes that; the rest is kept as description. */
export function factsOfNotes(text: string, subject: Subject, today: string): FoundFact[] {
  const lines = text.split(/\n+/).map((line) => line.replace(/^\s*[-*•–]\s*/, '').trim()).filter((line) => line.length >= 8)
  return lines.flatMap((line) => sentencesOf(line)).filter((s) => s.length >= 8 && s.length <= 500 && !soundsLikeOrders(s)).slice(0, 20).map((sentence): FoundFact => {
    const rule = rules.find(({ pattern }) => pattern.test(sentence))
    return { kind: rule?.kind ?? 'description', claim: inThirdPerson(sentence, subject.name), quote: sentence, url: noteUrl, source: 'note', dated: dateIn(sentence) ?? (rule ? today : null), confidence: 0.9 }
  })
}

function factsOfPage(page: SitePage, subject: Subject): FoundFact[] {
  const own = ownVoice(subject.name)
  const newsy = page.kind === 'news' || page.kind === 'blog'
  const found: FoundFact[] = []
  for (const [at, block] of page.blocks.entries()) {
    if ((block.region !== 'main' && !/\d/.test(block.text)) || soundsLikeOrders(block.text)) continue
    for (const sentence of sentencesOf(block.text)) {
      if (sentence.length < 20 || sentence.length > 400 || notAFact.test(sentence) || soundsLikeOrders(sentence)) continue
      const speaksOfThem = own.test(sentence) || (page.kind === 'careers' && /\b(?:you|sie|du|vous)\b/i.test(sentence))
      const rule = rules.find(({ pattern, ownVoice: needed }) => pattern.test(sentence) && (!needed || speaksOfThem || newsy))
      if (!rule) continue
      const dated = block.date ?? dateIn(sentence) ?? (newsy ? dateNear(page, at) : null)
      const claim = speaksOfThem ? inThirdPerson(sentence, subject.name) : headline(sentence, subject.name)
      found.push({ kind: rule.kind, claim, quote: sentence, url: page.url, source: 'website', dated, confidence: rule.confidence * (speaksOfThem ? 1 : 0.7) })
    }
  }
  return found
}

function jobsOn(page: SitePage, subject: Subject): FoundFact[] {
  const titles = page.blocks.filter((b) => b.region === 'main' && b.text.length <= 90 && b.text.length >= 8 && jobTitle.test(b.text) && (b.href !== null || /^(h[2-6]|li)$/.test(b.tag)))
  return [...new Map(titles.map((b) => [b.text, b])).values()].slice(0, 6).map((b) => ({
    kind: 'hiring', claim: `${subject.name} is hiring: ${bareJob(b.text)}`, quote: b.text, url: page.url, source: 'website', dated: b.date ?? page.published, confidence: 0.85,
  }))
}

const bareJob = (text: string): string => text.replace(/\s*\((?:[mwfdxhi]\s*[/|]\s*)+[mwfdxhi]\)\s*/gi, ' ').replace(/\s*[,|–-]\s*(?:full[- ]?time|part[- ]?time|vollzeit|teilzeit|permanent|CDI).*$/i, '').replace(/\s+/g, ' ').trim()

/** Headlines with a date: what they have published themselves. */
function articlesOn(page: SitePage, subject: Subject): FoundFact[] {
  return page.blocks.flatMap((block, at): FoundFact[] => {
    if (block.region !== 'main' || !/^h[2-4]$/.test(block.tag) || block.text.length < 20 || block.text.length > 160 || notAFact.test(block.text) || soundsLikeOrders(block.text)) return []
    const dated = block.date ?? dateNear(page, at)
    if (!dated) return []
    return [{ kind: 'content_published', claim: `${subject.name} published “${block.text.replace(/[.]$/, '')}”`, quote: block.text, url: page.url, source: 'website', dated, confidence: 0.7 }]
  }).slice(0, 4)
}

/**
 * When a page says it without markup: the only date of a single article, or the short line with a date beside the block. Lists put their dates above
 * or below their headlines; which of the two, the first of them tells.
 */
function dateNear(page: SitePage, at: number): string | null {
  const lineDate = (block: Block | undefined) => (block && block.text.length < 60 ? dateIn(block.text) : null)
  const dates = new Set(page.blocks.flatMap((b) => b.date ?? lineDate(b) ?? []))
  const oneArticle = page.blocks.filter((b) => b.region === 'main' && /^h[2-4]$/.test(b.tag)).length <= 1
  if (oneArticle && dates.size <= 1) return [...dates][0] ?? page.published
  const firstDate = page.blocks.findIndex((b) => lineDate(b)), firstHead = page.blocks.findIndex((b) => /^h[2-4]$/.test(b.tag))
  const above = lineDate(page.blocks[at - 1]), below = lineDate(page.blocks[at + 1])
  return above && below ? (firstDate < firstHead ? above : below) : above ?? below
}

/** A headline of their own news, told as theirs. */
const headline = (text: string, name: string): string =>
  /^introducing /i.test(text) ? `${name} introduces ${text.slice(12)}` : `${name} reports: “${text.replace(/[.]$/, '')}”`

/** What they say they are, in their own words: the page's description, or the first sentence that says it. */
function describes(pages: SitePage[], subject: Subject): FoundFact | null {
  const own = ownVoice(subject.name)
  const says = /\b(?:is|are|we|help|helps|make|makes|build|builds|provide|provides|offer|offers|develop|develops|design|sell|deliver|ist|sind|wir|entwickel\w+|biete\w+|est|sommes|nous|proposons)\b/i
  for (const page of pages.toSorted((a, b) => rank(a.kind) - rank(b.kind)))
    for (const block of page.blocks) {
      if (block.region !== 'main' || !/^(meta|p|h2|text|h1)$/.test(block.tag) || soundsLikeOrders(block.text)) continue
      const sentence = sentencesOf(block.text)[0] ?? ''
      const told = block.tag === 'meta' ? sentence.length >= 30 : own.test(sentence) && says.test(sentence) && sentence.length >= 35
      if (!told || sentence.length > 300 || notAFact.test(sentence) || soundsLikeOrders(sentence)) continue
      return { kind: 'description', claim: inThirdPerson(sentence, subject.name), quote: sentence, url: page.url, source: 'website', dated: null, confidence: block.tag === 'meta' ? 0.75 : 0.8 }
    }
  return null
}
const rank = (kind: string): number => (kind === 'home' ? 0 : kind === 'about' ? 1 : 2)

const ownVoice = (name: string): RegExp =>
  new RegExp(`\\b(?:we|our|us|we['’]re|wir|unser\\w*|uns|nous|notre|nos)\\b${name.length >= 3 ? `|${name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')}` : ''}`, 'i')

/** "We are opening …" → "Acme is opening …", where it is safe to say so; otherwise their own words. */
export function inThirdPerson(sentence: string, name: string): string {
  const told = sentence
    .replace(/^We(?:['’]re| are)\b/, `${name} is`).replace(/^We(?:['’]ve| have)\b/, `${name} has`).replace(/^We do\b/, `${name} does`).replace(/^Our\b/, `${possessive(name)}`)
    .replace(/^We (help|make|build|provide|offer|develop|design|sell|deliver|serve|use|run|work|create|manufacture|produce|support|partner|power|operate)\b/, (_, verb: string) => `${name} ${verb}s`)
    .replace(/^We (\w+ed|won|grew|built|began|opened)\b/, `${name} $1`)
  return told === sentence ? sentence : told.replace(/\bour\b/g, 'their').replace(/\bus\b/g, 'them')
}
const possessive = (name: string): string => (/s$/i.test(name) ? `${name}’` : `${name}’s`)
