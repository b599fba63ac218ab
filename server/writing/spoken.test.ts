import { test } from 'node:test'
import assert from 'node:assert/strict'
import { article, companyInSpeech, fullName, greetingName, industryInSpeech, placeInSpeech, roleInSpeech } from './spoken.ts'

const table = <T>(name: string, rows: [T, string | null][], fn: (value: T) => string | null) =>
  test(name, () => {
    for (const [value, said] of rows) assert.equal(fn(value), said, JSON.stringify(value))
  })

table<[string | null, string | null]>('a lead is greeted by the name a person would use, or by none', [
  [['Dr. Anna', 'Müller-Lüdenscheid'], 'Anna'], [['Dr. Anna Müller-Lüdenscheid', null], 'Anna'], [['DE LA CRUZ, juan', null], 'Juan'], [['juan', 'DE LA CRUZ'], 'Juan'], [[null, 'DE LA CRUZ, juan'], 'Juan'],
  [['李小龙', null], '李小龙'], [['小龙', '李'], '李小龙'], [['JOHN', 'SMITH'], 'John'], [['María José', 'García'], 'María José'], [["O'NEIL", null], "O'Neil"], [['Müller, Dr. Hans', null], 'Hans'], [['Smith, PhD', null], 'Smith'],
  [['', 'Smith'], null], [[null, null], null], [['J.', 'Smith'], null], [['info', null], null], [['N/A', ''], null], [['Prof. Dr.', 'Weber'], null], [['{{first_name}}', null], null], [['12345', null], null], [['a@b.example', null], null],
], ([first, last]) => greetingName(first, last))

table<string>('a company is called without its legal form and without shouting', [
  ['ACME LOGISTICS GMBH & CO. KG', 'Acme Logistics'], ['Müller GmbH & Co. KG', 'Müller'], ['IBM Corp.', 'IBM'], ['SAP SE', 'SAP'], ['Acme, Inc.', 'Acme'], ['Telefónica S.A.', 'Telefónica'], ['KPMG LLP', 'KPMG'],
  ['the widget company ltd', 'The Widget Company'], ['Nordwind Sp. z o.o.', 'Nordwind'], ['Acme (UK) Limited', 'Acme'], ['AG Insurance', 'AG Insurance'], ['Bäckerei Schmidt e.K.', 'Bäckerei Schmidt'], ['n/a', null], ['', null], ['GmbH', 'GmbH'],
], companyInSpeech)

table<string>('a title is said when it can be said', [['HEAD OF SALES', 'Head of Sales'], ['ceo', 'CEO'], ['VP, Sales (EMEA)', 'VP, Sales'], ['Founder | Speaker | Dad', 'Founder'], ['Head of Finance at Acme', 'Head of Finance'], ['Chief Happiness Officer & Evangelist of Things That Matter', null], ['n/a', null]], roleInSpeech)
table<string>('an industry and a place are said in a sentence', [['Logistics', 'logistics'], ['IT Services', 'IT services'], ['Food & Beverage', 'food and beverage']], industryInSpeech)
table<string>('a country code is a country', [['DE', 'Germany'], ['de', 'Germany'], ['UK', 'the UK'], ['Netherlands', 'the Netherlands'], ['London, UK', 'London'], ['PORTO', 'Porto'], ['n/a', null]], placeInSpeech)

test('an article follows the sound', () => {
  for (const [word, one] of [['engineer', 'an'], ['Senior Engineer', 'a'], ['HR manager', 'an'], ['university', 'a'], ['hour', 'an'], ['SDR', 'an'], ['European', 'a'], ['US office', 'a']] as const) assert.equal(article(word), one, word)
})
test('a full name is written first name first', () => {
  assert.equal(fullName('DE LA CRUZ, juan', null, ''), 'Juan de la Cruz')
  assert.equal(fullName(null, null, 'a@b.example'), 'a@b.example')
})
