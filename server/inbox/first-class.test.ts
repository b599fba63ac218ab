import assert from 'node:assert/strict'
import test from 'node:test'
import { firstClass } from './first-class.ts'

const cases: [ReturnType<typeof firstClass>, string[]][] = [
  ['interested', ['Sounds interesting, let us talk on Tuesday.', 'Yes please, send me more information.', 'Happy to have a call next week.', 'Klingt gut, gerne telefonieren wir am Donnerstag.', 'Interessant! Schicken Sie mir bitte mehr Infos.', 'Cela m’intéresse.', 'Me interesa, ¿podemos hablar?', 'Mi interessa.', 'Klinkt interessant, graag.', 'Tenho interesse.']],
  ['question', ['How much does it cost?', 'What integrations do you have?', 'Was kostet das pro Monat?', 'Combien ça coûte ?', '¿Cuánto cuesta?', 'Who else in our industry uses it?']],
  ['not_now', ['Not right now, maybe next quarter.', 'We have no budget this year.', 'Please get back to me in September.', 'Aktuell haben wir keinen Bedarf, melden Sie sich gerne im Herbst wieder.', 'Pas pour le moment.', 'De momento no.', 'Nu even niet, volgend jaar misschien.', 'Interesting, but not at the moment.']],
  ['referral', ['I am not the right person for this, please contact my colleague Kim.', 'I have forwarded your mail to our head of sales.', 'Please write to kim@acme.example.', 'Dafür bin ich nicht zuständig, bitte wenden Sie sich an Frau Lang.', 'Je ne suis pas la bonne personne, contactez M. Petit.', 'No soy la persona indicada, hable con Ana.']],
  ['not_interested', ['Not interested.', 'No.', 'Nein', 'We are happy with our current supplier.', 'We already have a tool for that.', 'Kein Interesse.', 'Wir haben bereits eine Lösung.', 'Pas intéressé.', 'No me interesa.', 'Non siamo interessati.', 'Geen interesse.']],
  ['other', ['Ok thanks for the information.', 'Received.']],
]

test('the first guess at what a reply means', () => {
  const all = cases.flatMap(([want, texts]) => texts.map((text) => ({ want, got: firstClass(text), text })))
  const wrong = all.filter((c) => c.want !== c.got)
  // Rules are a first guess that a person corrects with one key; nine in ten must be right.
  assert.ok(wrong.length <= all.length * 0.1, wrong.map((c) => `${c.text} → ${c.got}, not ${c.want}`).join('\n'))
})
