import assert from 'node:assert/strict'
import { test } from 'node:test'
import { composeAnswer, type Known, type ToAnswer } from './composing.ts'
import { namedIn } from './referral.ts'
import { tongueOf } from './reply-phrases.ts'
import { honest } from './suggesting.ts'

const known: Known[] = [
  { label: 'Text ;price', text: 'A seat costs 40 euros a month, billed yearly.', url: null, about: 'price What it costs' },
  { label: 'Proof', text: '62 teams use it, most of them with fewer than 40 salespeople.', url: 'https://acme.example/proof' },
]
const mail = (more: Partial<ToAnswer>): ToAnswer => ({ class: 'question', text: 'What does it cost for a team of ten?', firstName: 'Dana', sender: 'Sam', known, bookingUrl: null, referredTo: null, ...more })

test('a question is answered with the user’s own words, and says whose they are', () => {
  const it = composeAnswer(mail({}), 0)
  assert.match(it.text, /^Hi Dana,\n\n[\s\S]*A seat costs 40 euros a month[\s\S]*Best regards\nSam$/)
  assert.deepEqual(it.sources.map((s) => s.label), ['Text ;price', 'Their mail'])
})

test('what nobody has written down leaves a gap', () => {
  const it = composeAnswer(mail({ text: 'Do you support SAML single sign-on?' }), 0)
  assert.match(it.text, /\[your answer\]/)
  assert.doesNotMatch(it.text, /40|62/)
})

test('another variant is another wording; the tongue is theirs', () => {
  assert.notEqual(composeAnswer(mail({ class: 'interested', text: 'Sounds good.' }), 0).text, composeAnswer(mail({ class: 'interested', text: 'Sounds good.' }), 1).text)
  assert.match(composeAnswer(mail({ text: 'Was kostet das für uns und wie ist die Laufzeit?' }), 0).text, /^Hallo Dana,[\s\S]*Viele Grüße/)
  assert.equal(tongueOf('ok'), 'en')
})

test('a model’s text with a number or a link that it was not given is not used', () => {
  const given = ['A seat costs 40 euros.', 'https://acme.example/proof']
  assert.ok(honest('It costs 40 euros. See https://acme.example/proof.', given))
  assert.ok(!honest('It costs 39 euros.', given))
  assert.ok(!honest('See https://evil.example/', given))
})

test('the person a mail points to is found, with address and title, and nobody else', () => {
  const writer = { email: 'ben@acme.example', name: 'Ben Roth' }
  assert.deepEqual(namedIn('I am not the right person. Please talk to Maria Lopez (maria.lopez@acme.example), our Head of Operations.\nBest, Ben Roth', writer), { name: 'Maria Lopez', email: 'maria.lopez@acme.example', title: 'Head of Operations' })
  assert.equal(namedIn('Zuständig ist bei uns Frau Jana Krüger, jana.krueger@acme.example.', writer)?.name, 'Jana Krüger')
  assert.equal(namedIn('Please contact maria.lopez@acme.example', writer)?.name, 'Maria Lopez')
  assert.equal(namedIn('Sounds interesting, tell me more.\nBen Roth', writer), undefined)
})
