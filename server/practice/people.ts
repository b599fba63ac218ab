// The people of the practice world. Who somebody is follows from the mailbox's seed and their address alone, so the same
// campaign meets the same answers again. To order an answer, put its kind behind a plus: dana+out-of-office@acme.example.
import { chanceOf } from './chance.ts'

export const kinds = {
  interested: { label: 'Answers with interest', share: 0.09 },
  question: { label: 'Asks a question', share: 0.07 },
  not_now: { label: 'Says: not now', share: 0.07 },
  referral: { label: 'Names a colleague', share: 0.04 },
  not_interested: { label: 'Declines', share: 0.07 },
  out_of_office: { label: 'Is out of office', share: 0.07 },
  stop: { label: 'Asks to be left alone', share: 0.04 },
  hard_bounce: { label: 'Address refused at once', share: 0.03 },
  late_bounce: { label: 'Bounces some time later', share: 0.03 },
  scanner: { label: 'A scanner follows every link', share: 0.06 },
  silent: { label: 'Stays silent', share: 0.43 },
} as const
export type Kind = keyof typeof kinds

export type Language = 'en' | 'de' | 'fr' | 'es'

export interface Person {
  kind: Kind
  language: Language
  /** Which of our mails is answered: the first, second or third. */
  answersMail: number
  /** Somebody who was away, once they are back. */
  afterwards: 'interested' | 'not_now' | 'silent'
  /** Between our mail and the answer, in real time; a faster pace divides it. */
  waitsMs: number
  opens: boolean
  clicks: boolean
  /** How their mail program quotes. */
  quotes: 'below' | 'letterhead' | 'not'
}

const minute = 60_000
const hour = 60 * minute
/** What answers by itself is quick; what a person writes takes its time. */
const waits: Record<Kind, [from: number, to: number]> = {
  interested: [25 * minute, 26 * hour], question: [40 * minute, 30 * hour], not_now: [2 * hour, 40 * hour], referral: [3 * hour, 44 * hour],
  not_interested: [5 * minute, 20 * hour], out_of_office: [10_000, 40_000], stop: [4 * minute, 9 * hour], hard_bounce: [0, 0],
  late_bounce: [2 * minute, 3 * hour], scanner: [2_000, 6_000], silent: [20 * minute, 30 * hour],
}

export function personOf(seed: string, address: string, language?: string | null): Person {
  const chance = chanceOf('person', seed, address.toLowerCase())
  const kind = ordered(address) ?? throwKind(chance.next())
  const [from, to] = waits[kind]
  const said = language?.slice(0, 2).toLowerCase()
  const answersMail = chance.pick([1, 1, 1, 1, 1, 1, 2, 2, 2, 3])
  return {
    kind,
    answersMail: ordered(address) ? 1 : answersMail,
    language: said && said in { en: 1, de: 1, fr: 1, es: 1 } ? (said as Language) : chance.pick(['en', 'en', 'en', 'de', 'fr', 'es'] as const),
    afterwards: chance.pick(['interested', 'not_now', 'silent'] as const),
    waitsMs: chance.between(from, to),
    opens: kind !== 'silent' || chance.next() < 0.45,
    clicks: ['interested', 'question', 'referral'].includes(kind) && chance.next() < 0.7,
    quotes: chance.pick(['below', 'below', 'letterhead', 'not'] as const),
  }
}

/** dana+out-of-office@acme.example has ordered one. */
function ordered(address: string): Kind | undefined {
  const tag = /\+([a-z_-]+)@/.exec(address.toLowerCase())?.[1]?.replaceAll('-', '_')
  return tag && tag in kinds ? (tag as Kind) : undefined
}

function throwKind(thrown: number): Kind {
  let sum = 0
  for (const [kind, { share }] of Object.entries(kinds)) if (thrown < (sum += share)) return kind as Kind
  return 'silent'
}

export type Reaction = Exclude<Kind, 'hard_bounce' | 'scanner' | 'silent'> | 'agreed' | 'nothing'

/** What the person does with our mail no. `mailNo` (from 1); `inTalk`: it answers a mail of theirs, the `theirMails`-th so far. */
export function reactionOf(person: Person, mailNo: number, inTalk: boolean, theirMails: number): Reaction {
  if (inTalk) return theirMails === 1 && ['interested', 'question', 'referral'].includes(person.kind) ? 'agreed' : 'nothing'
  if (person.kind === 'out_of_office') {
    if (mailNo === 1) return 'out_of_office'
    return mailNo === 2 && person.afterwards !== 'silent' ? person.afterwards : 'nothing'
  }
  if (person.kind === 'late_bounce') return mailNo === 1 ? 'late_bounce' : 'nothing'
  if (person.kind === 'hard_bounce' || person.kind === 'scanner' || person.kind === 'silent') return 'nothing'
  return mailNo === person.answersMail ? person.kind : 'nothing'
}

/** How many times faster than real a day passes. */
export const speedOf = (pace: string | undefined): number => (pace === 'hour' ? 24 : pace === 'minute' ? 1440 : 1)
