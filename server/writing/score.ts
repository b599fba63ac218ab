// A score from 0 to 100 with named reasons, so that a person sees what to change first.
import { readingEase, type Reading } from './checks.ts'
import { countWords, wordsMost, type Check } from './mail.ts'

export interface Score {
  points: number
  reasons: { name: string; points: number; of: number; sentence: string }[]
}

export function score(reading: Reading, checks: Check[]): Score {
  const words = countWords(reading.body)
  const most = wordsMost(reading.stepNo)
  const you = (reading.body.match(/\b(?:you|your|yours|you['’]\p{Ll}+)\b/giu) ?? []).length
  const we = (reading.body.match(/\b(?:[Ww]e|[Oo]urs?|us|I|[Mm]y|me|I['’]\p{Ll}+)\b/gu) ?? []).length
  const ease = Math.round(readingEase(reading.body, reading.sentences.length))
  const facts = new Set(reading.sentences.flatMap((sentence) => sentence.factIds)).size
  const has = (...codes: string[]): boolean => checks.some((one) => codes.includes(one.code))
  const reasons: Score['reasons'] = [
    { name: 'About them', of: 25, points: facts > 0 ? 25 : reading.sentences.some((sentence) => sentence.source === 'lead') ? 12 : 4, sentence: facts > 0 ? `It stands on ${facts} ${facts === 1 ? 'fact' : 'facts'} about them.` : 'No fact about them is in it.' },
    { name: 'Length', of: 15, points: words > most ? 3 : reading.stepNo === 1 && words < 40 ? 9 : 15, sentence: `${words} words of at most ${most}.` },
    { name: 'Subject', of: 10, points: has('subject_length', 'trick_subject', 'empty') ? 2 : 10, sentence: `${reading.subject.length} characters in the subject.` },
    { name: 'One ask', of: 15, points: has('one_ask', 'questions') ? 4 : /\?/.test(reading.body) || reading.stepNo > 1 ? 15 : 7, sentence: has('one_ask', 'questions') ? 'It asks for more than one thing.' : /\?/.test(reading.body) ? 'It asks one thing.' : 'It asks nothing.' },
    { name: 'You before we', of: 10, points: we === 0 ? 10 : Math.max(2, Math.min(10, Math.round((10 * (you + 1)) / we))), sentence: `${you} times you, ${we} times I or we.` },
    { name: 'Easy to read', of: 10, points: ease >= 55 ? 10 : ease >= 40 ? 7 : 3, sentence: `Reading ease ${Math.max(0, Math.min(100, ease))} of 100.` },
    { name: 'Clean words', of: 10, points: has('banned', 'spam', 'exclamation', 'shouting', 'bullets') ? 2 : 10, sentence: has('banned', 'spam') ? 'It uses worn-out phrases.' : has('exclamation', 'shouting') ? 'It shouts.' : 'No worn-out phrases.' },
    { name: 'Its own', of: 5, points: has('sameness') ? 0 : 5, sentence: has('sameness') ? 'Nearly the same as another mail of the campaign.' : 'Unlike its neighbours.' },
  ]
  const points = checks.some((one) => one.severity === 'block') ? Math.min(30, total(reasons)) : total(reasons)
  return { points, reasons }
}

const total = (reasons: Score['reasons']): number => reasons.reduce((sum, reason) => sum + reason.points, 0)
