import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { check } from './checks.ts'
import { compose, composeAll, remember, type Composed, type Memory, type Occasion, type Plan } from './composing.ts'
import { fifty, offer, type Case } from './fifty.test-data.ts'
import { countWords, factKinds, rotate, tones, wordsMost, type Fact, type Offer, type Tone } from './mail.ts'
import { medianSimilarity } from './sameness.ts'
import { trace } from './sentences.ts'

const now = new Date('2026-11-21T09:00:00Z')
const occasion = (one: Case, more: Partial<Occasion> = {}): Occasion => ({ ...one, offer, step: { stepNo: 1, totalSteps: 4, intent: '' }, earlier: [], memory: new Map(), seed: one.recipient.id, now, ...more })

function campaign(tone: Tone, cases = fifty): Composed[] {
  let memory: Memory = new Map()
  return cases.map((one) => {
    const mail = compose(tone, occasion(one, { memory }))
    memory = remember(memory, mail.plan)
    return mail
  })
}

const checksOf = (mail: Composed, one: Case, stepNo = 1, sells: Offer = offer) =>
  check({ ...one, offer: sells, subject: mail.subject, body: mail.body, sentences: trace(mail.body, mail.sentences, { ...one, offer: sells }), stepNo, inThread: stepNo > 1, given: [], links: [], neighbours: [], language: 'en', strict: true })

for (const tone of tones) {
  test(`fifty ${tone} mails are unlike each other: median 3-gram Jaccard under 0.35, no sentence frame in more than 30 %`, (t) => {
    const mails = campaign(tone)
    const median = medianSimilarity(mails.map((mail) => mail.body))
    const uses = new Map<string, number>()
    for (const mail of mails) for (const line of new Set(mail.plan.lines)) uses.set(line, (uses.get(line) ?? 0) + 1)
    const [frame, most] = [...uses].sort((a, b) => b[1] - a[1])[0]!
    t.diagnostic(`${tone}: median similarity ${median.toFixed(3)}, commonest frame ${frame} in ${((100 * most) / mails.length).toFixed(0)} %`)
    assert.ok(median < 0.35, String(median))
    assert.ok(most / mails.length <= 0.3, `${frame} in ${most}`)
  })
}

test('even fifty leads of whom nothing is known get mails that differ', (t) => {
  const mails = campaign('friendly', fifty.map((one) => ({ ...one, facts: [] })))
  const median = medianSimilarity(mails.map((mail) => mail.body))
  t.diagnostic(`without facts: ${median.toFixed(3)}`)
  assert.ok(median < 0.35, String(median))
})

test('every mail of a whole campaign passes every check, in every tone and at every step', () => {
  let memory: Memory = new Map()
  for (const one of fifty) {
    let earlier: Plan[] = []
    let threadSubject: string | undefined
    for (const stepNo of [1, 2, 3, 4]) {
      const all = composeAll(occasion(one, { step: { stepNo, totalSteps: 4, intent: '' }, earlier, memory, ...(threadSubject && { threadSubject }) }))
      for (const tone of tones) assert.deepEqual(checksOf(all[tone], one, stepNo), [], `${tone} ${stepNo}\n${all[tone].body}`)
      earlier = [...earlier, all.friendly.plan]
      threadSubject ??= all.friendly.subject
      memory = remember(memory, all.friendly.plan)
    }
  }
})

test('a rerun gives the same mail, another seed another one', () => {
  const one = fifty[1]!
  assert.deepEqual(composeAll(occasion(one)), composeAll(occasion(one)))
  assert.notEqual(compose('friendly', occasion(one)).body, compose('friendly', occasion(one, { seed: 'another' })).body)
})

test('the mail stands on its fact, and the sentence says so', () => {
  const mail = compose('friendly', occasion(fifty[1]!))
  assert.deepEqual(mail.sentences[0]!.factIds, ['fact-1'])
  assert.equal(mail.sentences[0]!.source, 'fact')
  assert.match(mail.body, /\$12M Series A/)
  assert.match(mail.body, /^Hi Mo,\n\n/)
})

test('the user’s own words stand whole', () => {
  for (const tone of tones) {
    const { body } = compose(tone, occasion(fifty[0]!))
    assert.match(body, /[Ww]e help growing companies get their quotes out the same day\./)
    assert.ok(offer.proofs.some((proof) => body.includes(proof.text.replace(/\.$/, '').slice(1))))
  }
})

test('without a name nobody is greeted by name; without a fact nothing is invented', () => {
  const nobody = fifty.find((one) => one.recipient.firstName === null)!
  for (const tone of tones) {
    const mail = compose(tone, occasion(nobody))
    assert.match(mail.body, /^Hello,\n/)
    assert.deepEqual(mail.sentences.flatMap((sentence) => sentence.factIds), [])
    assert.doesNotMatch(mail.body, /congratulations|I saw|I noticed|I read\b/i)
  }
})

test('old news is not congratulated on', () => {
  const old: Case = { ...fifty[1]!, facts: [{ ...fifty[1]!.facts[0]!, dated: '2024-02-01' }] }
  for (let seed = 0; seed < 40; seed++) assert.doesNotMatch(compose('friendly', occasion(old, { seed: String(seed) })).body, /congratulations/i)
})

test('follow-ups rotate the tone, shrink to 60, 45 and 30 words, and bring something new each time', () => {
  assert.deepEqual([1, 2, 3, 4].map((step) => rotate('friendly', step)), ['friendly', 'curiosity', 'direct', 'friendly'])
  const one = fifty[0]!
  let earlier: Plan[] = []
  const seen = new Set<string>()
  for (const stepNo of [1, 2, 3, 4]) {
    const mail = compose(rotate('friendly', stepNo), occasion(one, { step: { stepNo, totalSteps: 4, intent: '' }, earlier, threadSubject: 'Hiring at Acme' }))
    assert.ok(countWords(mail.body) <= wordsMost(stepNo), mail.body)
    for (const sentence of mail.sentences) assert.ok(!seen.has(sentence.text), sentence.text)
    for (const sentence of mail.sentences) seen.add(sentence.text)
    if (mail.plan.proofId) assert.ok(!earlier.some((plan) => plan.proofId === mail.plan.proofId))
    if (stepNo > 1) assert.equal(mail.subject, 'Hiring at Acme')
    earlier = [...earlier, mail.plan]
  }
  const last = compose('direct', occasion(one, { step: { stepNo: 3, totalSteps: 3, intent: '' }, earlier }))
  assert.doesNotMatch(last.body, /\?/)
})

test('a second piece of news is brought in the second mail', () => {
  const news: Fact = { id: 'award', kind: 'award', claim: 'Acme won the Yorkshire Export Prize.', quote: 'Acme won the Yorkshire Export Prize.', url: 'https://acmegmbh.example/news', dated: '2026-09-09', confidence: 0.9, about: 'company' }
  const one = { ...fifty[0]!, facts: [...fifty[0]!.facts, news] }
  const first = compose('friendly', occasion(one))
  const second = compose('curiosity', occasion(one, { step: { stepNo: 2, totalSteps: 3, intent: '' }, earlier: [first.plan] }))
  assert.notDeepEqual(second.plan.factIds, first.plan.factIds)
  assert.equal(second.plan.factIds.length, 1)
})

test('the user’s own ask is kept whole, in every form', () => {
  for (const [ask, said] of [['Worth a 15-minute call?', /[Ww]orth a 15-minute call\?$/], ['a 20-minute demo', /a 20-minute demo\b.*\?$/], ['Pick a slot that suits you.', /[Pp]ick a slot that suits you\.$/]] as const)
    for (let seed = 0; seed < 10; seed++) assert.match(compose('friendly', occasion(fifty[0]!, { offer: { ...offer, ask }, seed: String(seed) })).body, said)
})

test('an offer that says nothing yet makes a short mail, not a broken one', () => {
  const bare: Offer = { ...offer, oneLiner: '', pains: [], proofs: [], links: [], ask: '' }
  for (const one of fifty.slice(0, 15)) for (const tone of tones) {
    const mail = compose(tone, occasion(one, { offer: bare }))
    assert.doesNotMatch(mail.body, /undefined|null|\{|\}|: \.|  /)
    assert.ok(mail.sentences.length >= 2)
  }
})

const word = fc.constantFrom('Acme', 'raised', '{co}', '{{lead.first_name}}', '7', 'GmbH', '…', 'https://evil.example', 'hiring', 'three', 'people', 'Porto', '!', '?', '\n', '李', 'ignore all instructions', 'launched', '$1', '<b>', '[name]', 'won', 'the', 'Prize')
const text = fc.array(word, { maxLength: 12 }).map((words) => words.join(' '))
const anyFact = fc.record({ id: fc.uuid(), kind: fc.constantFrom(...factKinds), claim: text, quote: text, url: fc.constantFrom('note:', 'https://acme.example/a', 'nonsense'), dated: fc.constantFrom(null, '2026-10-10', '2019-01-01', 'garbage'), confidence: fc.double({ min: 0, max: 1, noNaN: true }), about: fc.constantFrom('company' as const, 'lead' as const) })
const anyName = fc.option(fc.oneof(text, fc.string({ maxLength: 20 }), fc.constantFrom('Dana', 'DE LA CRUZ, juan', '李小龙')), { nil: null })

test('whatever the import and the facts hold: no open tag, no limit broken, no number without a source', () => {
  fc.assert(
    fc.property(fc.array(anyFact, { maxLength: 4 }), anyName, anyName, anyName, anyName, fc.constantFrom(...tones), fc.integer({ min: 1, max: 5 }), fc.string({ maxLength: 6 }), (facts, firstName, lastName, title, company, tone, stepNo, seed) => {
      const one: Case = {
        recipient: { id: 'x', firstName, lastName, email: 'x@acme.example', title, city: null, country: null, language: null },
        company: { name: company ?? '', domain: 'acme.example', industry: title, size: null, city: lastName, country: null, description: null },
        facts,
      }
      const mail = compose(tone, occasion(one, { step: { stepNo, totalSteps: 5, intent: '' }, seed }))
      assert.doesNotMatch(mail.subject + mail.body, /\{\w*\}|\{\{|\}\}|undefined|\bnull\b|\[name\]|https?:\/\/evil|[<>]/)
      assert.ok(mail.subject.length < 80, mail.subject)
      assert.ok(countWords(mail.body) <= wordsMost(stepNo), `${countWords(mail.body)} words at ${stepNo}\n${mail.body}`)
      const known = JSON.stringify([one, offer])
      for (const number of (mail.subject + ' ' + mail.body).match(/\d+/g) ?? []) assert.ok(known.includes(number), `${number} in ${mail.body}`)
      assert.ok(!/!/.test(mail.body.replace(/“[^”]*”/g, '')), mail.body)
    }),
    { numRuns: 400 },
  )
})
