import { test } from 'node:test'
import assert from 'node:assert/strict'
import { check, checkCodes, links, readingEase, sameLink, type Reading } from './checks.ts'
import { fifty, offer } from './fifty.test-data.ts'
import { compose } from './composing.ts'
import { split, trace } from './sentences.ts'
import { score } from './score.ts'

const mo = fifty[1]!
const good = compose('friendly', { ...mo, offer, step: { stepNo: 1, totalSteps: 3, intent: '' }, earlier: [], memory: new Map(), seed: 'x', now: new Date('2026-11-21') })
const reading = (body: string, more: Partial<Reading> = {}): Reading => ({
  ...mo, offer, subject: 'After the Series A', body, sentences: trace(body, good.sentences, { ...mo, offer, ...more }), stepNo: 1, inThread: false, given: [], links: [], neighbours: [], language: 'en', strict: false, ...more,
})
const found = (body: string, more: Partial<Reading> = {}) => check(reading(body, more)).map((one) => `${one.code}:${one.severity}`)
const filler = 'Teams in a similar spot often tell us that quotes wait for one person who knows the prices. We help growing companies get their quotes out the same day. '

test('a good mail has nothing against it', () => assert.deepEqual(found(good.body), []))

test('each check finds what it is for, and says where', () => {
  const rows: [string, string, Partial<Reading>?][] = [
    ['empty:block', ''], ['empty:block', filler, { subject: '' }],
    ['placeholder:block', `Hi {{lead.first_name}}, ${filler}`], ['placeholder:block', `Hi [First Name], ${filler}`], ['placeholder:block', `${filler} Regards, [Your Name]`], ['placeholder:block', `Hi {first_name}, ${filler}`], ['placeholder:block', `${filler} undefined`],
    ['empty_greeting:block', `Hi ,\n\n${filler}`],
    ['control:block', `${filler}\u202e hidden`],
    ['link:block', `${filler} See https://evil.example/x.`], ['link:block', `${filler} See evil.com/path.`], ['link:block', `${filler} [see](javascript:alert(1))`], ['link:block', filler, { subject: 'Look at evil.com' }],
    ['link:warn', `${filler} https://tidewater.example/how and https://tidewater.example`],
    ['length:warn', filler.repeat(4)], ['length:warn', 'Too short.'],
    ['subject_length:warn', filler, { subject: 'x'.repeat(80) }],
    ['trick_subject:block', filler, { subject: 'Re: our talk' }],
    ['questions:warn', `${filler} Really? Is it? Are you?`],
    ['one_ask:warn', `${filler} Shall we talk for ten minutes? Could I send you the plan?`],
    ['banned:warn', `I wanted to reach out. ${filler}`], ['banned:warn', `We leverage synergies. ${filler}`],
    ['spam:warn', `Act now, it is risk-free. ${filler}`],
    ['exclamation:warn', `Great! ${filler}`],
    ['shouting:warn', `This is IMPORTANT. ${filler}`],
    ['bullets:warn', `- a one\n- b two\n- c three\n- d four\n${filler}`],
    ['no_source:warn', `${filler} We saved 37 hours for them.`], ['no_source:warn', `${filler} Our friends at Umbrella Corp agree.`],
    ['no_source:block', `${filler} We saved 37 hours for them.`, { strict: true }],
    ['no_fact:warn', `Congratulations on your big news. ${filler}`],
    ['sameness:warn', `${filler} This is a text of its own with some more words.`, { neighbours: [`${filler} This is a text of its own with some more words.`] }],
    ['you_we:warn', 'We are here. We do this. Our team is ours. I think we can. My work is our work and we like our own. I do it.'],
    ['reading_ease:warn', `${'We have thought about it for a while and then we went on to think about it some more because it seemed to be a thing that one ought to think about again and again until '} the end of it.`],
    ['language:warn', 'Guten Tag, wir haben gesehen, dass Sie bei der Arbeit mit der Zeit nicht auskommen, und das ist für uns ein Grund, Ihnen von unserem Angebot zu schreiben, das auch bei anderen gut ankommt.'],
  ]
  for (const [expected, body, more] of rows) {
    const checks = check(reading(body, more ?? {}))
    const hit = checks.find((one) => `${one.code}:${one.severity}` === expected)
    assert.ok(hit, `${expected} not in ${checks.map((one) => one.code)} for “${body.slice(0, 60)}”`)
    assert.ok(hit.sentence.length > 10 && hit.mend.length > 5)
    const text = reading(body, more ?? {})[hit.field]
    assert.ok(hit.start >= 0 && hit.end >= hit.start && hit.end <= text.length, `${expected} ${hit.start}-${hit.end} of ${text.length}`)
  }
  const covered = new Set(rows.map(([code]) => code.split(':')[0]))
  for (const code of checkCodes) assert.ok(covered.has(code), `${code} is never shown to find anything`)
})

test('the place of a finding is the place of the word', () => {
  const body = `${filler} We saved 37 hours.`
  const one = check(reading(body)).find((finding) => finding.code === 'no_source')!
  assert.equal(body.slice(one.start, one.end), '37')
})

test('numbers and names of the facts, of the offer and of the lead have a source', () => {
  assert.deepEqual(found(`Hi Mo, the $12M Series A of Brightwell in Porto is good news. ${filler} Northwind cut its quoting time, and 140 manufacturers use it. On Monday in March, Sam Porter could show you.`).filter((code) => code.startsWith('no_source')), [])
})

test('what a company calls itself is a name, not a link', () => {
  assert.deepEqual(found(`${filler} Booking.com comes to mind.`, { company: { ...mo.company, name: 'Booking.com' } }).filter((code) => code.startsWith('link')), [])
  assert.equal(sameLink('https://WWW.Tidewater.example/How/'), 'tidewater.example/How')
  assert.deepEqual(links('Mail dana@acme.example or node.js, see https://a.example/x).').map((link) => link.url), ['https://a.example/x'])
})

test('sentences are cut where they end, and greetings are not sentences', () => {
  assert.deepEqual(split('Hi Dr. Lang,\n\nWe met at 3.5 p.m. near St. Paul. Is it true? Yes.\nA last line').map((one) => one.text), ['We met at 3.5 p.m. near St. Paul.', 'Is it true?', 'Yes.', 'A last line'])
})

test('after an edit a sentence keeps its fact, a new one finds its own, and an invented one is marked', () => {
  const body = good.body.replace(/\n\n.*$/s, '') + '\n\nYou raised a $12M Series A led by Northzone. Well done on your move to Mars.'
  const sentences = trace(body, good.sentences, { ...mo, offer })
  assert.deepEqual(sentences.map(({ source, unsupported }) => [source, unsupported]), [['fact', false], ['plain', true]])
  assert.deepEqual(sentences[0]!.factIds, ['fact-1'])
  assert.equal(body.slice(sentences[1]!.start, sentences[1]!.end), sentences[1]!.text)
})

test('a fact that is gone leaves its sentence unsupported', () => {
  const sentences = trace(good.body, good.sentences, { ...mo, facts: [], offer })
  assert.ok(sentences[0]!.factIds.length === 0 && sentences[0]!.source !== 'fact')
})

test('the score tells a good mail from a bad one, with reasons that add up', () => {
  const of = (body: string) => score(reading(body), check(reading(body)))
  const [fine, poor] = [of(good.body), of('WE LEVERAGE synergy! We are great! Our product is our pride! Shall we talk? Shall we call? Shall I send it?')]
  assert.ok(fine.points >= 85, JSON.stringify(fine))
  assert.ok(poor.points <= 50, JSON.stringify(poor))
  assert.equal(fine.points, fine.reasons.reduce((sum, reason) => sum + reason.points, 0))
  assert.equal(fine.reasons.reduce((sum, reason) => sum + reason.of, 0), 100)
  assert.ok(readingEase(good.body, 5) > 50)
})
