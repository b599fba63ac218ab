// How the intent of replies is read: five-fold on our own sentences, and on public short replies where they are at hand (three
// sentiments only; they are synthetic, and real mail is harder).
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'csv-parse/sync'
import { shares, features, train } from '../../server/inbox/classifier.ts'
import { classOfIntent, intents, sureFrom } from '../../server/inbox/intent.ts'
import { ownSentences, training } from '../../server/inbox/intent-corpus.ts'
import { judgeReply } from '../../server/inbox/judging.ts'
import { optOutIn } from '../../server/inbox/opt-out.ts'
import { shared, type Share } from './marks.ts'

export interface IntentScore { right: Share; abstained: Share; wrong: string[] }

/** Of those it does not leave open, how many have the right class. */
export async function scoreIntents(folds = 5): Promise<IntentScore> {
  const { examples } = ownSentences()
  const score: IntentScore = { right: { part: 0, of: 0 }, abstained: { part: 0, of: 0 }, wrong: [] }
  for (let fold = 0; fold < folds; fold++) {
    const model = train(intents, examples.filter((_, i) => i % folds !== fold), training)
    for (const e of examples.filter((_, i) => i % folds === fold)) {
      const read = judgeReply(e.text, (text) => shares(model, features(text, model.idf)))
      score.abstained.of++
      if (read.confidence < sureFrom) { score.abstained.part++; continue }
      score.right.of++
      if (classOfIntent[read.intent] === classOfIntent[intents[e.label]!]) score.right.part++
      else score.wrong.push(`${e.language} “${e.text}”: ${read.intent} (${read.confidence.toFixed(2)}, ${read.by}), not ${intents[e.label]}`)
    }
  }
  return score
}

export async function scorePublicIntents(): Promise<IntentScore | undefined> {
  const file = join(shared, 'data/sales/replies/replies.csv')
  if (!existsSync(file)) return undefined
  const rows = parse(readFileSync(file), { bom: true, relax_quotes: true, relax_column_count: true, from_line: 2 }) as [string, string][]
  const score: IntentScore = { right: { part: 0, of: 0 }, abstained: { part: 0, of: 0 }, wrong: [] }
  for (const [text, label] of rows) {
    const want = label?.trim().toLowerCase()
    if (!want) continue
    const read = optOutIn(text) ? { intent: 'opt_out' as const, sentiment: 'negative' as const, confidence: 1 } : judgeReply(text)
    score.abstained.of++
    if (read.confidence < sureFrom) { score.abstained.part++; continue }
    score.right.of++
    // There, a request for details is "neutral" and "not now" "negative"; here they are an interest and no refusal.
    const same = read.sentiment === want || (read.intent === 'info' && want === 'neutral') || (read.intent === 'referral' && want === 'neutral') || (read.intent === 'timing' && want === 'negative')
    if (same) score.right.part++
    else score.wrong.push(`“${text.trim()}”: ${read.intent} ${read.sentiment}, not ${want}`)
  }
  return score
}
