// The built-in writer of answers: whole sentences of ours and the user's own words, chosen by what the mail asks. Pure.
// It says nothing about us that does not stand in an offer or a text at hand; where neither knows, it leaves a gap.
import type { ThreadClass } from '#contract/inbox'
import { phrases, tongueOf } from './reply-phrases.ts'
import { fold } from '#platform/folding'

export interface Known { label: string; text: string; url: string | null; /** Words beyond the text by which it is found: a title, a shortcut */ about?: string }

export interface ToAnswer {
  class: ThreadClass
  text: string
  firstName: string | null
  /** Who signs; null where the mailbox signs by itself */
  sender: string | null
  known: readonly Known[]
  /** A page where one can choose a time */
  bookingUrl: string | null
  referredTo: string | null
}

export interface Composed { text: string; sources: { label: string; quote: string; url: string | null }[]; sentence: string }

export function composeAnswer(it: ToAnswer, variant: number): Composed {
  const tongue = tongueOf(it.text)
  const say = phrases[tongue]
  const one = (list: string[] | undefined) => (list?.length ? list[variant % list.length]! : undefined)
  const fact = it.class === 'question' || it.class === 'other' ? bestFor(it.text, it.known, variant) : undefined
  const sources: Composed['sources'] = []
  const middle: string[] = []
  if (fact) {
    middle.push(fact.text)
    sources.push({ label: fact.label, quote: fact.text, url: fact.url })
  } else if (it.class === 'question' || it.class === 'other') middle.push(say.gap)
  const asked = askedIn(it.text)
  if (asked) sources.push({ label: 'Their mail', quote: asked, url: null })
  let close = it.class === 'referral' && it.referredTo ? say.referred(it.referredTo) : one(say.closing[it.class])
  if (it.class === 'interested' && it.bookingUrl) {
    close = `${close} ${say.bookAt(it.bookingUrl)}`
    sources.push({ label: 'Link of the offer', quote: it.bookingUrl, url: it.bookingUrl })
  }
  const opening = one(say.opening[it.class] ?? say.opening.other)!
  const begun = tongue === 'en' ? opening.charAt(0).toUpperCase() + opening.slice(1) : opening
  const text = [say.greeting(it.firstName), begun, ...middle, ...(close ? [close] : []), `${say.ending}${it.sender ? `\n${it.sender}` : ''}`].join('\n\n')
  const sentence = fact ? `It answers with your own words (${fact.label}).` : middle.length ? 'Nothing you have written down answers this, so it leaves a gap for you.' : `It answers as fits a mail of the class “${it.class.replaceAll('_', ' ')}”.`
  return { text, sources, sentence: `Written by the built-in writer. ${sentence}` }
}

const small = new Set('the and you for with this that have please thanks would are our how what does can your much from about there they will und ich sie wir nicht das ist die der bitte mit wie was les vous nous pour avec que para con una por not but any some more when who hello dear regards best'.split(' '))
const wordsOf = (text: string): string[] => fold(text).split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 2 && !small.has(word))
const stem = (word: string): string => word.slice(0, 5)
/** What people ask for and what we call it. */
const kin: Record<string, string> = { cost: 'price', costs: 'price', pricing: 'price', kosten: 'price', preis: 'price', prix: 'price', precio: 'price', coute: 'price', cuesta: 'price', kostet: 'price', expensive: 'price', charge: 'price', budget: 'price' }

/** The text that shares most with the question; the next best for another variant. */
export function bestFor(question: string, known: readonly Known[], variant: number): Known | undefined {
  const asked = new Set(wordsOf(question).flatMap((word) => [stem(word), ...(kin[word] ? [stem(kin[word])] : [])]))
  const scored = known.map((one) => {
    const own = new Set(wordsOf(`${one.about ?? ''} ${one.text}`).flatMap((word) => [stem(word), ...(kin[word] ? [stem(kin[word])] : [])]))
    const title = new Set(wordsOf(one.about ?? '').map(stem))
    let score = 0
    for (const word of asked) if (own.has(word)) score += title.has(word) ? 3 : 1
    return { one, score }
  }).filter(({ score }) => score >= 2).sort((a, b) => b.score - a.score)
  return scored[variant % Math.max(1, scored.length)]?.one
}

/** The sentence with the question mark, else the first one. */
export function askedIn(text: string): string {
  const sentences = text.replace(/\s+/g, ' ').match(/[^.!?。？]+[.!?。？]*/gu)?.map((sentence) => sentence.trim()).filter((sentence) => sentence.length > 3) ?? []
  return (sentences.find((sentence) => /[?？]$/.test(sentence)) ?? sentences[0] ?? '').slice(0, 240)
}
