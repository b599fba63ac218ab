// "Come back in Q3": the day that an answer names.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { namedDay } from './named-day.ts'

/** Arrived on a Friday, 27 November 2026. */
const arrived = new Date('2026-11-27T10:00:00Z')
const cases: [text: string, day: string | null][] = [
  ['Not a priority right now. Please reach out again in Q3.', '2027-07-01'],
  ['Budget is gone for this year, try me in Q1 2027.', '2027-01-01'],
  ["We plan for Q2 '27. Talk then?", '2027-04-01'],
  ['Can you contact me again in September?', '2027-09-01'],
  ['Circle back in early March please', '2027-03-01'],
  ['Let us speak mid January.', '2027-01-15'],
  ['Please write again at the end of February.', '2027-02-25'],
  ['Not before May 2027, we are migrating.', '2027-05-01'],
  ['Get back to me after January.', '2027-02-01'],
  ['Touch base in six months?', '2027-05-27'],
  ['Try again in 3 weeks', '2026-12-18'],
  ['Ping me a couple of months from now', '2027-01-27'],
  ['We renew in half a year, contact us then.', '2027-05-27'],
  ['Follow up next quarter', '2027-01-01'],
  ['Maybe next year.', '2027-01-08'],
  ['Not this month. Next month is better.', '2026-12-01'],
  ['Busy, call me next week', '2026-11-30'],
  ['Please come back after the summer', '2027-09-01'],
  ['Let us revisit this in the new year', '2027-01-08'],
  ['Speak after Christmas', '2027-01-08'],
  ['Write to me again on 15 January 2027.', '2027-01-15'],
  ['We are bound to our vendor until March; we talked about it in May, reach out then.', '2027-05-01'],
  ['Our budget is frozen until January, so come back in Q2.', '2027-04-01'],
  ['We met in October 2025 already. Not now, thanks.', null],
  ['Not now, thanks.', null],
  ['We may look at it some day.', null],
  ['I have two questions in one mail.', null],
  ['Melden Sie sich bitte im September wieder.', '2027-09-01'],
  ['Gern in sechs Monaten noch einmal schreiben.', '2027-05-27'],
  ['Erst nach dem Sommer wieder ein Thema.', '2027-09-01'],
  ['Kommen Sie im nächsten Jahr auf mich zu, melden Sie sich einfach.', '2027-01-08'],
  ['Bitte Anfang Februar erneut melden.', '2027-02-01'],
  ['Frühestens im 2. Quartal, melden Sie sich dann.', '2027-04-01'],
  ['Recontactez-moi en septembre.', '2027-09-01'],
  ['Revenez vers nous dans trois mois.', '2027-02-27'],
  ["Rappelez-moi l'année prochaine", '2027-01-08'],
  ['Vuelva a escribirme en marzo.', '2027-03-01'],
  ['Hablamos el mes que viene', '2026-12-01'],
  ['Ricontattatemi a settembre', '2027-09-01'],
  ['Ci risentiamo tra due mesi', '2027-01-27'],
  ['Neem over drie maanden weer contact op.', '2027-02-27'],
  ['Volte a falar comigo em março', '2027-03-01'],
]

test('the day is the one a person would note', () => {
  assert.deepEqual(cases.map(([text]) => [text, namedDay(text, arrived)]), cases)
})

test('whatever is written: a day ahead, at most two years, or none', () => {
  const word = fc.constantFrom('in', 'Q', '3', 'next', 'month', 'September', 'until', 'after', 'summer', '2027', '2031', '31', 'Februar', 'nach', 'weeks', '999', 'again', '.', "'", 'de', '–')
  fc.assert(fc.property(fc.oneof(fc.string({ maxLength: 200 }), fc.array(word, { maxLength: 12 }).map((w) => w.join(' '))), fc.date({ min: new Date('2020-01-01'), max: new Date('2040-01-01'), noInvalidDate: true }), (text, at) => {
    const day = namedDay(text, at)
    if (day === null) return
    assert.match(day, /^\d{4}-\d\d-\d\d$/)
    assert.ok(day > at.toISOString().slice(0, 10))
    assert.ok(Date.parse(day) - at.getTime() < 733 * 86_400_000)
  }), { seed: 7, numRuns: 500 })
})
