import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { assertLinear } from '#test/growth'
import { filters, lint, render, tagMeanings, type Values } from './templates.ts'
import { valuesFor } from './merging.ts'
import { offer } from './fifty.test-data.ts'

const dana: Values = {
  lead: { first_name: 'Dana', last_name: null, email: 'dana@acme.example', title: 'head of sales', city: 'Leeds', 'custom.seats': 1200, 'custom.renewal': '2026-12-01' },
  company: { name: 'Acme', website: 'https://www.acme.example/about', city: null, country: 'DE', size: '1' },
}
const said = (template: string): string => {
  const { text, problems } = render(template, dana)
  assert.deepEqual(problems, [])
  return text
}

test('a tag is replaced by its value', () => assert.equal(said('Hi {{lead.first_name}} at {{ company.name }}.'), 'Hi Dana at Acme.'))
test('a default stands in for what is missing', () => assert.equal(said('Dear {{lead.last_name | default:"colleague"}},'), 'Dear colleague,'))
test('an empty default is an answer too', () => assert.equal(said('in {{company.city | default:""}}.'), 'in .'))
test('what is missing without a default is a problem with its place, and the tag stays visible', () => {
  const { text, problems } = render('Hi {{lead.last_name}},', dana)
  assert.equal(text, 'Hi {{lead.last_name}},')
  assert.deepEqual([problems[0]!.start, problems[0]!.end], [3, 21])
  assert.match(problems[0]!.sentence, /empty for this lead/)
})
test('every filter does its work', () => {
  assert.equal(said('{{lead.first_name | upper}} {{lead.first_name|lower}} {{lead.title | title}}'), 'DANA dana Head Of Sales')
  assert.equal(said('{{lead.custom.seats | number}} {{lead.custom.seats | currency:"EUR"}} {{lead.custom.seats | plural:"seat","seats"}} {{company.size | plural:"person","people"}}'), '1,200 €1,200 seats person')
  assert.equal(said('{{lead.custom.renewal | date:"long"}}'), '1 December 2026')
  assert.equal(said('{{lead.email | domain}} {{company.website | domain}} {{lead.title | first_word}} {{lead.title | truncate:6}}'), 'acme.example acme.example head head…')
})
test('a condition shows one of two texts', () => {
  assert.equal(said('{% if company.city %}in {{company.city}}{% else %}where you are{% endif %}'), 'where you are')
  assert.equal(said('{% if company.country == "de" %}Moin{% endif %}{% if not lead.city %}!{% endif %}'), 'Moin')
  assert.equal(said('{% if lead.city %}{% if company.city %}a{% else %}b{% endif %}{% endif %}'), 'b')
})
test('an open condition, a stray else and an unknown tag are said', () => {
  for (const template of ['{% if lead.city %}x', '{% else %}', '{% endif %}', '{{lead.nickname}}', '{{lead.city | shout}}', '{{lead.city | truncate}}', '{% for x in y %}', '{{lead.city', '{% if lead.nope %}a{% endif %}'])
    assert.ok(render(template, dana).problems.length > 0, template)
})
test('what a value holds is never read again', () => {
  const values = valuesFor({ id: '1', firstName: '{{company.name}}', lastName: '{{7*7}}{% if lead.city %}x{% endif %}', email: 'a@b.example', title: null, city: null, country: null, language: null }, null, offer)
  assert.equal(render('[{{lead.last_name}}]', values).text, '[{{7*7}}{% if lead.city %}x{% endif %}]')
})
test('custom fields are found by their plain name, and absent ones are only empty', () => {
  const values = valuesFor({ id: '1', firstName: 'A', lastName: null, email: 'a@b.example', title: null, city: null, country: null, language: null, custom: { 'Renewal Month': 'May', '__proto__': 'no' } }, null, offer)
  assert.equal(render('{{lead.custom.renewal_month}} {{lead.custom.other | default:"-"}}', values).text, 'May -')
})
test('lint knows every tag in the list and nothing else', () => {
  const known = new Set(Object.keys(tagMeanings))
  for (const path of known) assert.deepEqual(lint(`{{${path}}}`, known), [])
  assert.equal(lint('{{lead.salary}}', known).length, 1)
})

const heads = ['constructor', '__proto__', 'prototype', 'toString', 'hasOwnProperty', 'process', 'globalThis', 'require', 'this', 'eval', 'Function', 'import', 'lead.constructor', 'lead.__proto__', 'lead.toString', 'company.constructor', '__proto__.polluted', 'constructor.constructor', 'lead.custom.__proto__', 'lead.custom.constructor']
const wraps = [
  (head: string) => `{{${head}}}`, (head: string) => `{{ ${head} | upper }}`, (head: string) => `{{${head}.constructor}}`, (head: string) => `{{${head}("return process")()}}`, (head: string) => `{{lead.first_name | ${head}}}`,
  (head: string) => `{{lead.first_name | default:${head}}}`, (head: string) => `{{{{${head}}}}}`, (head: string) => `{{ {{${head}}} }}`, (head: string) => `{% if ${head} %}x{% endif %}`, (head: string) => `{{lead["${head}"]}}`,
  (head: string) => `{{lead.first_name[${head}]}}`, (head: string) => `{{${head}`, (head: string) => `{{lead.first_name | default:"{{${head}}}"}}`, (head: string) => '${' + head + '}', (head: string) => `{%${head}%}`, (head: string) => `{{#with ${head}}}{{/with}}`,
]
const payloads = heads.flatMap((head) => wraps.map((wrap) => wrap(head))).slice(0, 320)

test(`${payloads.length} injection payloads come out as they went in, or as a problem, and touch nothing`, () => {
  assert.ok(payloads.length >= 300)
  for (const payload of payloads) {
    const { text, problems } = render(payload, dana)
    const nothing = /custom\.\w+/.test(payload) && text === '' // an absent custom field in a condition is simply false
    assert.ok(problems.length > 0 || text === payload || nothing, `${payload} → ${text}`)
    assert.doesNotMatch(text, /native code|\[object|function|node:|v24\./)
  }
  assert.equal(({} as Record<string, unknown>).polluted, undefined)
})
test('any text at all renders without throwing, and costs what its length costs', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('{{', '}}', '{%', '%}', '|', 'lead.first_name', ' if ', 'else', 'endif', '"', ':', 'default'))
  fc.assert(fc.property(fc.array(piece, { maxLength: 40 }), (pieces) => {
    const template = pieces.join('')
    const { text, problems } = render(template, dana)
    if (problems.length === 0) assert.ok(!/\{\{[^}]*lead\.first_name[^}]*\}\}/.test(text))
  }), { numRuns: 300 })
  assertLinear('tags that never end', (times) => { render('{{'.repeat(3750 * times), dana) })
  assertLinear('filters on filters', (times) => { render(`{{lead.first_name ${'| upper '.repeat(750 * times)}}}`, dana) })
})
test('each filter says how it is written', () => {
  for (const [name, filter] of Object.entries(filters)) assert.ok(filter.example.startsWith(name))
})
