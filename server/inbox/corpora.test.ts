// Real mail of other people, where it is at hand, and our own labelled cases: how well the reading does, against its marks.
import assert from 'node:assert/strict'
import test from 'node:test'
import { missing, ratio, said, scoreBots, scoreBounces, scoreBrowsers, scoreMutants, scoreReplies } from '#test/score/marks'
import { scoreIntents } from '#test/score/intents'
import { scoreOwn } from '#test/score/own'

test('bounces, complaints and automatic answers are told apart', { skip: missing }, async (t) => {
  const marks = await scoreBounces()
  t.diagnostic(`kind ${said(marks.kind)}; status ${said(marks.status)}; hard found ${said(marks.hardFound)}; soft called hard ${said(marks.falseHard)}`)
  assert.ok(ratio(marks.kind) >= 0.99, 'kind')
  assert.ok(ratio(marks.status) >= 0.96, 'status')
  assert.ok(ratio(marks.falseHard) <= 0.01, 'false hard')
  assert.ok(ratio(marks.hardFound) >= 0.75, 'hard')
})

test('the new text of a reply', { skip: missing }, (t) => {
  const marks = scoreReplies()
  t.diagnostic(`exact ${said(marks.exact)}; token F1 ${marks.f1.toFixed(3)}`)
  assert.ok(ratio(marks.exact) >= 0.8, marks.wrong.join(', '))
  assert.ok(marks.f1 >= 0.92)
})

test('robots are seen as machines', { skip: missing }, (t) => {
  const marks = scoreBots()
  t.diagnostic(said(marks.bots))
  assert.ok(ratio(marks.bots) >= 0.99)
})

test('no mail of any collection and no mutation of one ends the reader', { skip: missing }, async (t) => {
  const marks = await scoreMutants(120, 11)
  t.diagnostic(`${said(marks.read)}, the slowest in ${marks.slowestMs} ms, ${marks.memoryMb} MB`)
  assert.deepEqual(marks.wrong, [])
})

test('no browser of a person is taken for a machine', () => assert.deepEqual(scoreBrowsers().wrong, []))

test('our own cases: no reply of a person is missed, and hardly any automatic one is taken for a reply', () => {
  const own = scoreOwn()
  assert.ok(own.cases >= 150 && own.languages >= 10)
  assert.deepEqual([own.missedHuman, own.wrong.filter((line) => line.includes('not reply'))], [0, []])
  assert.ok(own.falseHuman / own.notHuman <= 0.02, own.wrong.join('\n'))
  assert.ok(own.datesRight / own.dates >= 0.9, own.wrong.join('\n'))
})

test('the intent of sentences that were held back: right where it is sure', async (t) => {
  const marks = await scoreIntents()
  t.diagnostic(`${said(marks.right)}, ${said(marks.abstained)} left open`)
  assert.ok(ratio(marks.right) >= 0.85, marks.wrong.join('\n'))
  assert.ok(ratio(marks.abstained) <= 0.6)
})
