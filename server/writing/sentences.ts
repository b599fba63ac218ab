// A body cut into sentences with their places, and what each stands on. Used after every edit, so that the source
// chips follow the text and not the other way round.
import { claims } from './phrases.ts'
import type { Fact, Offer, Recipient, Company, Sentence, Source } from './mail.ts'

export interface Placed extends Sentence {
  start: number
  end: number
  /** claims something about them, and no fact stands behind it */
  unsupported: boolean
}

/** Sentences with UTF-16 offsets. A greeting line is not a sentence; a line break ends one. */
export function split(body: string): { text: string; start: number; end: number }[] {
  const found: { text: string; start: number; end: number }[] = []
  const take = (from: number, to: number): void => {
    const raw = body.slice(from, to)
    const text = raw.trim()
    if (!/[\p{L}\p{N}]/u.test(text)) return
    const start = from + raw.indexOf(text)
    found.push({ text, start, end: start + text.length })
  }
  for (const line of body.matchAll(/[^\n]+/g)) {
    if (found.length === 0 && greeting.test(line[0].trim())) continue
    let from = line.index
    for (const stop of line[0].matchAll(/[.?!…]+["”’)\]]*(?=\s|$)/gu)) {
      const end = line.index + stop.index + stop[0].length
      const word = /\S+$/.exec(body.slice(from, end))?.[0] ?? ''
      const rest = body.slice(end, line.index + line[0].length).trimStart()
      if (stop[0] === '.' && rest && (abbreviation.test(word) || (/^(?:\p{L}\.)+$/u.test(word) && /^\p{Ll}/u.test(rest)))) continue
      take(from, end)
      from = end
    }
    take(from, line.index + line[0].length)
  }
  return found
}

const greeting = /^(?:hi|hello|dear|hey|hallo|guten tag|good (?:morning|afternoon))\b[^?!]{0,50}[,:]?$/iu
const abbreviation = /^["“(]?(?:Dr|Prof|Mr|Mrs|Ms|St|Inc|Ltd|Co|No|vs|approx|e\.g|i\.e|z\.B|d\.h)\.$/u

/** What each sentence of the body stands on. `written` is what the writer said about its own sentences. */
export function trace(body: string, written: Sentence[], known: { facts: Fact[]; offer: Offer; recipient: Recipient; company: Company | null }): Placed[] {
  const told = new Map(written.map((sentence) => [squeeze(sentence.text), sentence]))
  const ids = new Set(known.facts.map((fact) => fact.id))
  const offered = words([known.offer.oneLiner, known.offer.ask, known.offer.name, ...known.offer.pains.map((pain) => pain.text), ...known.offer.proofs.map((proof) => proof.text)].join(' '))
  const about = words([known.recipient.title, known.company?.name, known.company?.industry, known.company?.city, known.recipient.city].filter(Boolean).join(' '))
  return split(body).map((place) => {
    const same = told.get(squeeze(place.text)) ?? written.find((sentence) => squeeze(sentence.text).includes(squeeze(place.text)) && place.text.length > 20)
    if (same) {
      const factIds = same.factIds.filter((id) => ids.has(id))
      return { ...place, factIds, source: same.source === 'fact' && factIds.length === 0 ? 'plain' : same.source, unsupported: claims.test(place.text) && factIds.length === 0 && same.source !== 'lead' && same.source !== 'offer' }
    }
    const own = words(place.text)
    const factIds = known.facts.filter((fact) => shares(place.text, own, fact)).map((fact) => fact.id)
    const source: Source = factIds.length ? 'fact' : overlap(own, offered) >= 0.5 ? 'offer' : overlap(own, about) >= 0.3 ? 'lead' : 'plain'
    return { ...place, factIds, source, unsupported: factIds.length === 0 && source === 'plain' && claims.test(place.text) }
  })
}

const squeeze = (text: string): string => text.toLowerCase().replace(/[’']/g, '').replace(/[^\p{L}\p{N}]+/gu, ' ').trim()
const stop = new Set('the and for you your with that this are was were have has had our not but from they their them about what when which will would could should into just more than then there here one two its it’s were been being also very some any all can how who why where too out get got'.split(' '))
const words = (text: string): Set<string> => new Set((text.toLowerCase().match(/[\p{L}\p{N}][\p{L}\p{N}\p{M}-]{2,}/gu) ?? []).filter((word) => !stop.has(word)).map((word) => word.slice(0, 7)))
const overlap = (a: Set<string>, b: Set<string>): number => (a.size === 0 ? 0 : [...a].filter((word) => b.has(word)).length / a.size)

/** A sentence stands on a fact when they share a number, a name of their own, or most of the fact's words. */
function shares(text: string, own: Set<string>, fact: Fact): boolean {
  const source = `${fact.claim} ${fact.quote}`
  const rare = [...source.matchAll(/\d[\d.,]*\d|\b\d\b|(?<=[\p{Ll}\p{N},"“] )\p{Lu}[\p{L}\p{N}&-]{2,}/gu)].map((match) => match[0].toLowerCase())
  const said = text.toLowerCase()
  const common = [...words(source)].filter((word) => own.has(word)).length
  return rare.some((one) => said.includes(one)) && common >= 1 || common >= 3 && common / Math.max(1, words(fact.claim).size) >= 0.5
}
