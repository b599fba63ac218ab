// What a person's reply wants: strict rules and the classifier, each with half a voice. When they disagree, or the classifier alone
// does not know, the answer is given with little confidence and a person looks.
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ThreadClass } from '#contract/inbox'
import { features, shares, unpack, type Model, type Packed } from './classifier.ts'
import { firstClass } from './first-class.ts'
import { classOfIntent, intentOfClass, intents, sentimentOf, sureFrom, wordsOf, type Intent, type Judgement, type ReplyIntent } from './intent.ts'

/** `learnt`: says that a person of this workspace has judged a text like it. */
export type Predict = ((text: string) => number[]) & { learnt?: (text: string) => boolean }

let base: Model | undefined
export const baseModel = (): Model => (base ??= unpack(JSON.parse(readFileSync(join(import.meta.dirname, 'intent-weights.json'), 'utf8')) as Packed))
const predictBase: Predict = (text) => shares(baseModel(), features(text, baseModel().idf))

/** `text`: the new text of a reply. Pure but for the weights. */
export function judgeReply(text: string, predict: Predict = predictBase): Judgement {
  const own = text.slice(0, 2000)
  const said = predict(own)
  const rule = firstClass(own)
  const votes = new Map<Intent, number>(intents.map((intent, i) => [intent, said[i]!]))
  if (rule !== 'other') {
    const within = intents.filter((i) => classOfIntent[i] === rule)
    const finer = finerRule(own, within)
    const sum = within.reduce((n, i) => n + votes.get(i)!, 0) || 1
    for (const intent of intents) {
      const spread = finer ? Number(intent === finer) : within.includes(intent) ? votes.get(intent)! / sum : 0
      votes.set(intent, 0.5 * votes.get(intent)! + 0.5 * spread)
    }
  }
  // Certainty is about the class; which intent within it is only the likeliest.
  const byClass = new Map<ThreadClass, number>()
  for (const [intent, n] of votes) byClass.set(classOfIntent[intent], (byClass.get(classOfIntent[intent]) ?? 0) + n)
  const [topClass, confidence] = [...byClass].sort((a, b) => b[1] - a[1])[0]!
  const ranked = [...votes].sort((a, b) => b[1] - a[1])
  const [intent] = ranked.find(([i]) => classOfIntent[i] === topClass)!
  const learnt = confidence >= sureFrom && (predict.learnt?.(own) ?? false)
  const by = learnt ? 'learnt' as const : rule === topClass && rule !== 'other' ? 'rules' as const : 'classifier' as const
  const unsure = confidence < sureFrom
  const reason = unsure
    ? `Unsure: it may be that the person ${wordsOf[intent]}${rule !== 'other' && rule !== topClass ? `, but a rule says ${wordsOf[intentOfClass[rule]]}` : ''}.`
    : by === 'learnt' ? `Learnt from your corrections: an answer like this one was judged by a person, ${wordsOf[intent]}.`
    : by === 'rules' ? `Its words say so: ${wordsOf[intent]}.` : `It is like other answers that say: ${wordsOf[intent]}.`
  return { intent, confidence, sentiment: sentimentOf[intent], by, reason, others: ranked.filter(([i]) => i !== intent).slice(0, 3).map(([i, share]) => ({ intent: i, share })) }
}

/** The class that is shown: an unsure answer keeps what the rules say, else it is "other". */
export const classShown = (judged: Judgement, text: string): ThreadClass => (judged.confidence >= sureFrom ? classOfIntent[judged.intent] : firstClass(text))

const finer: [ReplyIntent, RegExp][] = [
  ['money', /\b(?:budget|afford|(?:too )?expensive|price range|zu teuer|kein geld|trop cher|presupuesto|(?:demasiado|muy) caro|troppo caro|te duur|orçamento|too much money)\b/i],
  ['has_solution', /\b(?:already (?:have|use|using|work|got|with|covered)|(?:current|existing) (?:provider|vendor|supplier|tool|solution|partner)|in[- ]house|haben (?:bereits|schon)|(?:jetzigen|aktuellen) anbieter|avons déjà|prestataire actuel|ya (?:tenemos|usamos|contamos)|proveedor actual|abbiamo già|fornitore attuale|al een|huidige leverancier|já temos)\b/i],
  ['meet', /\b(?:call me|let's (?:talk|meet|chat)|(?:book|schedule|set up|calendar|invite)|(?:mon|tues|wednes|thurs|fri)day|telefonieren|termin|rufen sie|appelez|rendez-vous|llámeme|reunión|chiami|bellen|ligar)\b/i],
]
const finerRule = (text: string, within: readonly ReplyIntent[]): ReplyIntent | undefined => finer.find(([intent, pattern]) => within.includes(intent) && pattern.test(text))?.[0]
