// Numbers and names that nobody gave us. A digit or a capitalised name in the text must appear in a fact, in the
// workspace's own words, or in what is known of the lead; what does not is shown with its place.
import type { Reading } from './checks.ts'

export interface Unsourced {
  text: string
  field: 'subject' | 'body'
  start: number
  end: number
}

export function unsourced(reading: Reading): Unsourced[] {
  const corpus = knowledge(reading)
  const numbers = new Set([...corpus.matchAll(numberPattern)].map((match) => digits(match[0])))
  const spokenNames = squeeze(corpus)
  return (['subject', 'body'] as const).flatMap((field) => {
    const text = reading[field]
    const found: Unsourced[] = []
    for (const match of text.matchAll(numberPattern)) {
      if (!numbers.has(digits(match[0]))) found.push({ text: match[0], field, start: match.index, end: match.index + match[0].length })
    }
    for (const match of text.matchAll(namePattern)) {
      const whole = match[0].replace(/['’]s?$/, '')
      // The first word of a sentence has its capital from there and proves nothing.
      const skip = startsSentence(text, match.index) ? (/^\S+\s*/.exec(whole)?.[0].length ?? 0) : 0
      const name = whole.slice(skip)
      if (!name || wordsKnown(name, spokenNames)) continue
      found.push({ text: name, field, start: match.index + skip, end: match.index + whole.length })
    }
    return found
  })
}

const numberPattern = /\d+(?:[.,:]\d+)*/gu
const namePattern = /(?<![\p{L}\p{N}])\p{Lu}[\p{L}\p{N}\p{M}&'’-]*(?: (?:\p{Lu}[\p{L}\p{N}\p{M}&'’-]*))*/gu
const digits = (number: string): string => number.replace(/[.,:]/g, '').replace(/^0+(?=\d)/, '')
const squeeze = (text: string): string => ` ${text.toLowerCase().replace(/[’']s?\b/g, ' ').replace(/[^\p{L}\p{N}\p{M}]+/gu, ' ')} `

/** Every capitalised word of the name is one we know, or an everyday word. */
const wordsKnown = (name: string, corpus: string): boolean =>
  name.split(/[\s-]+/).filter(Boolean).every((word) => everyday.has(word.toLowerCase().replace(/['’].*$/, '')) || squeeze(word).trim().split(' ').every((part) => corpus.includes(` ${part} `)))

const startsSentence = (text: string, at: number): boolean => {
  const before = text.slice(0, at)
  return before.trim() === '' || /(?:[.?!…:]["”’)]?\s+|\n\s*|["“„«(]\s*)$/u.test(before)
}

const everyday = new Set(
  'i i’m i’d i’ll i’ve monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october november december christmas easter english german french spanish italian dutch european europe internet ok pdf mr mrs ms dr ceo cfo cto coo cmo cio cro hr it uk us usa eu crm erp b2b saas q1 q2 q3 q4 pm am re yes no the a an at and or of for in on'.split(' '),
)

function knowledge({ facts, offer, company, recipient, given }: Reading): string {
  return [
    ...facts.flatMap((fact) => [fact.claim, fact.quote, fact.dated ?? '']),
    offer.name, offer.oneLiner, offer.ask, offer.senderName, offer.senderRole, offer.website ?? '',
    ...offer.pains.map((pain) => pain.text), ...offer.proofs.flatMap((proof) => [proof.text, proof.url ?? '']), ...offer.links.flatMap((link) => [link.label, link.url]),
    company?.name ?? '', company?.domain ?? '', company?.industry ?? '', company?.size ?? '', company?.city ?? '', company?.country ?? '', company?.description ?? '',
    recipient.firstName ?? '', recipient.lastName ?? '', recipient.email, recipient.title ?? '', recipient.city ?? '', recipient.country ?? '',
    ...spoken(recipient.country), ...spoken(company?.country ?? null),
    ...given,
  ].join('\n')
}

const countries = new Intl.DisplayNames(['en'], { type: 'region' })
const spoken = (code: string | null): string[] => {
  if (!code || !/^[A-Za-z]{2}$/.test(code)) return []
  try {
    return [countries.of(code.toUpperCase()) ?? '']
  } catch {
    return []
  }
}
