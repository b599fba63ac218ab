// Reads our own sentences, each with its intent.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Example } from './classifier.ts'
import { intents, type ReplyIntent } from './intent.ts'

export function ownSentences(): { examples: (Example & { language: string })[]; hash: string } {
  const text = readFileSync(join(import.meta.dirname, 'intent-corpus.txt'), 'utf8')
  let intent: ReplyIntent | undefined, language = ''
  const examples: (Example & { language: string })[] = []
  for (const line of text.split('\n')) {
    if (!line.trim() || line.startsWith('//')) continue
    const head = /^# (\S+) (\S+)$/.exec(line)
    if (head) [intent, language] = [head[1] as ReplyIntent, head[2]!]
    else if (intent && intents.includes(intent)) examples.push({ label: intents.indexOf(intent), text: line, language })
    else throw new Error(`intent-corpus.txt: no such intent: ${intent}`)
  }
  return { examples, hash: createHash('sha256').update(text).digest('hex').slice(0, 16) }
}

export const training = { rounds: 24, rate: 0.5, decay: 0.0005 } as const
