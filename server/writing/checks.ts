// The checks, for every writer: a person, a model, the built-in one. Each finding is a sentence with its place and a
// mend. 'block' keeps a mail from being approved at all; 'warn' keeps it out of "approve all that pass".
import { banned, spam } from './phrases.ts'
import { jaccard, shingles } from './sameness.ts'
import { unsourced } from './sources.ts'
import { countWords, subjectMost, wordsMost, type Check, type Company, type Fact, type Offer, type Recipient } from './mail.ts'
import type { Placed } from './sentences.ts'

export interface Reading {
  subject: string
  body: string
  sentences: Placed[]
  stepNo: number
  /** an in-thread mail carries the thread's subject, so its own may be empty */
  inThread: boolean
  recipient: Recipient
  company: Company | null
  facts: Fact[]
  offer: Offer
  /** further words the writer was given and may use: the step's intent, a template's own text, the workspace's name */
  given: string[]
  /** links a mail may carry, besides those of the offer */
  links: string[]
  /** other mails of the same step of the same campaign */
  neighbours: string[]
  language: string
  /** true: a number or name without a source blocks */
  strict: boolean
}

type Finding = Omit<Check, 'code'>
type Rule = (reading: Reading) => Finding[]

export function check(reading: Reading): Check[] {
  return Object.entries(rules).flatMap(([code, rule]) => rule(reading).map((finding) => ({ code, ...finding })))
}

export const passes = (checks: Check[]): boolean => checks.length === 0
export const blocked = (checks: Check[]): boolean => checks.some((one) => one.severity === 'block')

const inBody = (severity: Check['severity'], sentence: string, mend: string, start: number, end: number): Finding => ({ severity, sentence, mend, field: 'body', start, end })
const inSubject = (severity: Check['severity'], sentence: string, mend: string, start: number, end: number): Finding => ({ severity, sentence, mend, field: 'subject', start, end })
const bothFields = (reading: Reading, pattern: RegExp, say: (found: string) => { severity: Check['severity']; sentence: string; mend: string }): Finding[] =>
  (['subject', 'body'] as const).flatMap((field) => [...reading[field].matchAll(pattern)].map((match) => ({ ...say(match[0]), field, start: match.index, end: match.index + match[0].length })))

const rules: Record<string, Rule> = {
  empty: ({ subject, body, inThread }) => [
    ...(countWords(body) === 0 ? [inBody('block', 'The mail has no text.', 'Write it, or skip this lead.', 0, body.length)] : []),
    ...(!inThread && subject.trim() === '' ? [inSubject('block', 'The mail has no subject.', 'Two to six words about them.', 0, subject.length)] : []),
  ],
  placeholder: (reading) =>
    bothFields(reading, /\{\{[^{}]*\}?\}?|\{%[^%]*%?\}?|\}\}|%\}|\[\[[^\]]*\]\]|\[(?:[Yy]our|[Ff]irst|[Ll]ast|[Cc]ompany|[Nn]ame|[Ii]nsert|[Tt]heir|[Tt]itle|[Rr]ole|[Ll]ink|[Dd]ate|[Rr]ecipient|[Pp]roduct|[Ss]ender|YOUR|NAME|COMPANY|FIRST|INSERT)[^\]\n]{0,30}\]|<(?:[Ff]irst|[Ll]ast|[Cc]ompany|[Nn]ame|[Ii]nsert|[Yy]our)[^>\n]{0,30}>|\{[A-Za-z_][\w. ]{0,40}\}|\b(?:FIRST_?NAME|LAST_?NAME|COMPANY_?NAME|FNAME|LNAME)\b|%(?:FIRST|LAST|NAME|COMPANY)\w*%|\*\|\w+\|\*|\bXXX+\b|\blorem ipsum\b|\[object Object\]|\bundefined\b|\bNaN\b/gu, (found) => ({
      severity: 'block', sentence: `“${found.slice(0, 40)}” is an open placeholder.`, mend: 'Fill it in, or take it out.',
    })),
  empty_greeting: ({ body }) => {
    const match = /^(?:hi|hello|dear|hey)\s+[,.;:!]/iu.exec(body.trimStart())
    return match ? [inBody('block', 'The greeting has a hole where the name should be.', 'Write a name, or “Hello,”.', body.indexOf(match[0]), body.indexOf(match[0]) + match[0].length)] : []
  },
  control: (reading) =>
    bothFields(reading, /[\p{Cc}--[\n\r\t]]|[\u200b\u2060-\u2064\u202a-\u202e\u2066-\u2069\ufeff]/gv, () => ({ severity: 'block', sentence: 'There is an invisible character here.', mend: 'Delete it and type the word again.' })),
  link: (reading) => {
    const allowed = allowedLinks(reading)
    const found = links(reading.body)
    const foreign = found.filter((link) => !allowed.has(sameLink(link.url)))
    const inTheSubject = links(reading.subject)
    return [
      ...foreign.map((link) => inBody('block', `The link ${link.url.slice(0, 60)} is not one of this campaign's links.`, 'Use a link of the offer, or add it there.', link.start, link.end)),
      ...inTheSubject.map((link) => inSubject('block', 'The subject carries a link.', 'Take it out.', link.start, link.end)),
      ...found.slice(1).map((link) => inBody('warn', `This is link number ${found.indexOf(link) + 1}; one is the most a first mail carries.`, 'Keep the one that matters.', link.start, link.end)),
    ]
  },
  length: ({ body, stepNo }) => {
    const words = countWords(body)
    const most = wordsMost(stepNo)
    if (words > most) return [inBody('warn', `${words} words; a mail at this step stays ${stepNo === 1 ? 'under 100' : `within ${most}`}.`, 'Take out a sentence.', ...span(wordAt(body, most), body.length))]
    return stepNo === 1 && words > 0 && words < 20 ? [inBody('warn', `Only ${words} words: that reads like a mistake.`, 'Say why you write and what you ask.', 0, body.length)] : []
  },
  subject_length: ({ subject }) =>
    subject.length >= subjectMost
      ? [inSubject('warn', `${subject.length} characters; phones cut a subject off long before ${subjectMost}.`, 'Two to six words.', subjectMost - 1, subject.length)]
      : countWords(subject) > 9 ? [inSubject('warn', `${countWords(subject)} words in the subject.`, 'Two to six words.', ...span(0, subject.length))] : [],
  trick_subject: ({ subject, inThread }) => {
    const match = inThread ? null : /^\s*(?:re|fwd?|aw|wg)\s*:/iu.exec(subject)
    return match ? [inSubject('block', `“${match[0].trim()}” pretends that there was a mail before.`, 'Take it out.', ...span(0, match[0].length))] : []
  },
  questions: ({ body }) => {
    const marks = [...body.matchAll(/\?+/g)]
    return marks.length > 2 ? [inBody('warn', `${marks.length} questions: nobody answers three.`, 'Keep the one you want answered.', ...span(marks[2]!.index, marks[2]!.index + marks[2]![0].length))] : []
  },
  one_ask: ({ sentences, stepNo }) => {
    const asks = sentences.filter((sentence) => askPattern.test(sentence.text))
    return asks.length > 1 ? asks.slice(1).map((ask) => inBody('warn', stepNo === 1 ? 'This is a second ask.' : 'A follow-up asks for one thing.', 'Ask for one thing only.', ask.start, ask.end)) : []
  },
  banned: (reading) => banned.flatMap(({ phrase, instead }) => bothFields(reading, phrase, (found) => ({ severity: 'warn', sentence: `“${found}” is worn out.`, mend: instead }))),
  spam: (reading) => spam.flatMap((phrase) => bothFields(reading, phrase, (found) => ({ severity: 'warn', sentence: `“${found}” is a phrase that spam filters know.`, mend: 'Say it plainly.' }))),
  exclamation: (reading) => bothFields(reading, /!+/g, () => ({ severity: 'warn', sentence: 'An exclamation mark shouts.', mend: 'End with a full stop.' })),
  shouting: (reading) => {
    const calm = new Set(`${reading.company?.name ?? ''} ${reading.facts.map((fact) => `${fact.claim} ${fact.quote}`).join(' ')} ${[reading.offer.name, reading.offer.oneLiner, ...reading.offer.proofs.map((proof) => proof.text), ...reading.offer.pains.map((pain) => pain.text)].join(' ')} ${reading.recipient.title ?? ''} ${reading.given.join(' ')}`.match(/\p{Lu}{4,}/gu) ?? [])
    return bothFields(reading, /(?<![\p{L}\p{N}])\p{Lu}{5,}(?![\p{L}\p{N}])|(?<![\p{L}\p{N}])\p{Lu}{2,}(?:[ ]\p{Lu}{2,}){2,}(?![\p{L}\p{N}])/gu, (found) => ({ severity: 'warn', sentence: `“${found}” is in capitals.`, mend: 'Write it in small letters.' })).filter((finding) => !calm.has(reading[finding.field].slice(finding.start, finding.end)))
  },
  bullets: ({ body }) => {
    const bullets = [...body.matchAll(/^[ \t]*(?:[-*•–]|\d+[.)])[ \t]+/gmu)]
    return bullets.length > 3 ? [inBody('warn', `${bullets.length} bullets make a wall.`, 'Pick the one that matters to this lead.', ...span(bullets[0]!.index, bullets[0]!.index + 1))] : []
  },
  no_source: (reading) =>
    unsourced(reading).map((found) => ({ ...found, severity: reading.strict ? 'block' : 'warn', sentence: `“${found.text}” appears in no fact and in nothing your workspace says.`, mend: 'Take it out, or add the fact with its source.' }) as const).map(({ text: _, ...finding }) => finding),
  no_fact: (reading) =>
    reading.sentences.filter((sentence) => sentence.unsupported).map((sentence) => inBody(reading.strict ? 'block' : 'warn', 'This sentence claims something about them, and no fact stands behind it.', 'Take it out, or research first.', sentence.start, sentence.end)),
  sameness: ({ body, neighbours }) => {
    const own = shingles(body)
    const nearest = neighbours.reduce((most, other) => Math.max(most, jaccard(own, shingles(other))), 0)
    return own.size >= 20 && nearest > 0.75 ? [inBody('warn', `${Math.round(nearest * 100)} % of this text is also in another mail of the campaign.`, 'Regenerate, or change the opening.', ...span(0, body.length))] : []
  },
  you_we: ({ body }) => {
    const you = countYou(body)
    const we = [...body.matchAll(weWords)]
    return tooMuchOfUs(body) ? [inBody('warn', `${we.length} times I and we, ${you} times you.`, 'Turn it round: say what they get.', we[0]!.index, we[0]!.index + we[0]![0].length)] : []
  },
  reading_ease: ({ body, sentences, language }) => {
    const long = sentences.filter((sentence) => countWords(sentence.text) > 38)
    if (long.length) return long.map((sentence) => inBody('warn', `${countWords(sentence.text)} words in one sentence.`, 'Cut it in two.', sentence.start, sentence.end))
    const ease = language === 'en' ? readingEase(body, sentences.length) : 100
    return ease < 25 ? [inBody('warn', 'This is hard to read: long words in long sentences.', 'Use shorter words and shorter sentences.', ...span(0, body.length))] : []
  },
  language: ({ body, language }) => {
    const seen = guessLanguage(body)
    return seen && seen !== language && (language === 'en' || language === 'de') ? [inBody('warn', `This reads like ${seen === 'de' ? 'German' : 'English'}, and the mail should be in ${language === 'de' ? 'German' : 'English'}.`, 'Regenerate, or translate it.', ...span(0, body.length))] : []
  },
}

const weWords = /\b(?:[Ww]e|[Oo]urs?|us|[Ww]e['’]\p{Ll}+|I|[Mm]y|me|I['’]\p{Ll}+|[Ww]ir|[Uu]nser\p{Ll}*|uns|[Ii]ch|[Mm]ein\p{Ll}*)\b/gu
const countYou = (body: string): number => (body.match(/\b(?:you|your|yours|you['’]\p{Ll}+|du|dein\p{Ll}*|Sie|Ihr\p{Ll}*|Ihnen)\b/giu) ?? []).length
/** More than four times we for every you, and enough of it to be heard. */
export function tooMuchOfUs(body: string): boolean {
  const we = (body.match(weWords) ?? []).length
  return we >= 8 && we > 4 * Math.max(1, countYou(body))
}

export const checkCodes = Object.keys(rules)

const span = (start: number, end: number): [number, number] => [Math.min(start, end), end]
const wordAt = (text: string, count: number): number => [...text.matchAll(/[\p{L}\p{N}][\p{L}\p{N}\p{M}'’.,/&@:%+-]*/gu)][count]?.index ?? 0

/** A sentence that wants something of the reader. */
const askPattern = /\b(?:worth (?:a|ten|fifteen|twenty|\d+)[^.?!]*\?|(?:shall|should|could|can|may|would|are|is|do) (?:I|we|you|it|there)\b[^.?!]*\b(?:call|chat|talk|meet|minutes|demo|send|show|time)\b[^.?!]*\?|\blet me know\b|\bbook (?:a|some)\b|\bschedule (?:a|some)\b|\breply (?:to|with) (?:this|yes)\b|\bopen to (?:a|an)\b[^.?!]*\?)/iu

/** Links in plain text, also without a scheme. Trailing punctuation is not part of a link. */
export function links(text: string): { url: string; start: number; end: number }[] {
  return [...text.matchAll(/(?:\b(?:https?:\/\/|www\.)|\]\()[^\s<>"'”’)]+|(?<![@\p{L}\p{N}.-])(?:[\p{L}\p{N}](?:[\p{L}\p{N}-]*[\p{L}\p{N}])?\.)+(?:com|net|org|io|ai|co|dev|app|de|eu|uk|fr|es|it|nl|at|ch|me|ly|info|biz|xyz|example|test|cloud|online|site|link|page|ru|cn|in|us|to|gg|sh)(?:\/[^\s<>"'”’)]*)?(?![\p{L}\p{N}@])|(?:javascript|data|mailto|file|ftp):[^\s<>"']+/giu)].map((match) => {
    const raw = match[0].replace(/^\]\(/, '')
    const url = raw.replace(/[.,;:!?]+$/, '')
    const start = match.index + (match[0].length - raw.length)
    return { url, start, end: start + url.length }
  })
}

export const sameLink = (url: string): string => url.trim().replace(/^https?:\/\//i, '').replace(/^www\./i, '').replace(/\/+$/, '').replace(/^[^/?#]+/, (host) => host.toLowerCase())

function allowedLinks(reading: Reading): Set<string> {
  const { offer, links: more } = reading
  const named = [...offer.links.map((link) => link.url), ...more, ...(offer.website ? [offer.website] : []), ...offer.proofs.flatMap((proof) => (proof.url ? [proof.url] : []))]
  // A domain that the user's own words or the company's own name contain ("Booking.com") is a name, not a link.
  const names = [reading.company?.name ?? '', offer.name, offer.oneLiner, offer.ask, ...offer.pains.map((pain) => pain.text), ...offer.proofs.map((proof) => proof.text), ...reading.facts.flatMap((fact) => fact.kind === 'tool_in_use' || fact.kind === 'partnership' || fact.kind === 'customer_named' ? [fact.claim] : [])]
  const bare = names.flatMap((text) => links(text).filter((link) => !/[/:]/.test(link.url)).map((link) => link.url))
  return new Set([...named, ...bare].map(sameLink))
}

/** Flesch reading ease, with syllables counted by groups of vowels. About 60 is plain English. */
export function readingEase(body: string, sentences: number): number {
  const words = body.match(/[\p{L}]+/gu) ?? []
  if (words.length < 15 || sentences === 0) return 100
  const syllables = words.reduce((sum, word) => sum + Math.max(1, (word.toLowerCase().replace(/e$/, '').match(/[aeiouyäöü]+/g) ?? []).length), 0)
  return 206.8 - 1.015 * (words.length / sentences) - 84.6 * (syllables / words.length)
}

const german = /\b(?:und|der|die|das|ist|nicht|mit|für|auf|ein|eine|ich|wir|Sie|Ihr|Ihnen|haben|werden|auch|bei|von|zu|dass|wie)\b/gu
const english = /\b(?:and|the|is|not|with|for|on|a|an|I|we|you|your|have|will|also|at|of|to|that|how|it|in)\b/giu
/** Only tells English from German, and says nothing when unsure. */
export function guessLanguage(text: string): 'en' | 'de' | null {
  const de = (text.match(german) ?? []).length
  const en = (text.match(english) ?? []).length
  if (de + en < 6) return null
  return de > 2 * en ? 'de' : en > 2 * de ? 'en' : null
}
