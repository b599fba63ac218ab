import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { features, pack, shares, train, unpack } from './classifier.ts'
import { ownSentences, training } from './intent-corpus.ts'
import { intents, sureFrom } from './intent.ts'
import { baseModel, judgeReply } from './judging.ts'

test('the weights that are shipped are those of the sentences that are shipped', () => {
  const { examples, hash } = ownSentences()
  const packed = pack(train(intents, examples, training), hash)
  assert.deepEqual([...unpack(packed).weights].slice(0, 4000), [...baseModel().weights].slice(0, 4000), 'run node scripts/train-intents.mjs')
  assert.ok(examples.length >= 350)
})

test('shares are shares, whatever the text', () => {
  fc.assert(fc.property(fc.string({ maxLength: 3000 }), (text) => {
    const all = shares(baseModel(), features(text, baseModel().idf))
    assert.ok(Math.abs(all.reduce((a, b) => a + b, 0) - 1) < 1e-6 && all.every((p) => p >= 0))
    const judged = judgeReply(text)
    assert.ok(judged.confidence > 0 && judged.confidence <= 1 && judged.reason.endsWith('.'))
  }), { numRuns: 200 })
})

test('what is plain is said with certainty, in several languages; what says nothing is left open', () => {
  const plain: [string, string][] = [
    ["Happy to talk, let's do a call on Thursday at 3 pm.", 'meet'], ['Interesting, please send me more information.', 'info'], ['Kein Interesse, danke.', 'not_interested'],
    ['Wir haben dafür bereits eine Lösung.', 'has_solution'], ["We don't have the budget for this, it is too expensive.", 'money'], ["Pas maintenant, recontactez-moi l'année prochaine.", 'timing'],
    ['Hable con Carmen Vidal, ella es la responsable.', 'referral'], ['What does it cost for 20 users?', 'question'],
  ]
  for (const [text, intent] of plain) {
    const judged = judgeReply(text)
    assert.equal(judged.intent, intent, `${text}: ${judged.reason}`)
    assert.ok(judged.confidence >= sureFrom, text)
  }
  for (const text of ['Hm.', 'Zebra quartz 17', '…']) assert.ok(judgeReply(text).confidence < sureFrom, text)
})
