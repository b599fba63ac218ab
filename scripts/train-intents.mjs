// Trains the classifier of replies on our own sentences and writes its weights: node scripts/train-intents.mjs
import { writeFileSync } from 'node:fs'
import { pack, train } from '../server/inbox/classifier.ts'
import { ownSentences, training } from '../server/inbox/intent-corpus.ts'
import { intents } from '../server/inbox/intent.ts'

const { examples, hash } = ownSentences()
const packed = pack(train(intents, examples, training), hash)
writeFileSync(new URL('../server/inbox/intent-weights.json', import.meta.url), `${JSON.stringify(packed)}\n`)
console.log(`Trained on ${examples.length} sentences.`)
