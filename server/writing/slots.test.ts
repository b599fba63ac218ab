import { test } from 'node:test'
import assert from 'node:assert/strict'
import fc from 'fast-check'
import { slotsOf } from './slots.ts'
import { factKinds, type Fact, type FactKind } from './mail.ts'

const cut = (kind: FactKind, claim: string, quote = claim) => {
  const { quote: _, claim: __, ...slots } = slotsOf({ id: 'f', kind, claim, quote, url: 'https://acme.example', dated: null, confidence: 0.9, about: 'company' } satisfies Fact, 'Acme')
  return slots
}

test('each kind of fact gives what a sentence needs', () => {
  const rows: [FactKind, string, Record<string, string>][] = [
    ['funding', 'Acme raised $12 million in a Series A led by Northzone.', { raise: '$12 million Series A', round: 'Series A' }],
    ['hiring', 'We are hiring three account executives in Leeds.', { roles: 'three account executives', many: 'three account executives', place: 'Leeds' }],
    ['hiring', 'Open position: Senior Backend Engineer (m/f/d)', { roles: 'a Senior Backend Engineer', role: 'Senior Backend Engineer' }],
    ['launch', 'Acme GmbH launched its new scheduling app for drivers.', { thing: 'your new scheduling app' }],
    ['expansion', 'Acme opened a second warehouse in Porto in March 2026.', { place: 'Porto', site: 'second warehouse' }],
    ['expansion', 'Acme is expanding into the Spanish market.', { place: 'the Spanish market' }],
    ['new_leader', 'Acme appointed Jane Doe as Chief Financial Officer in June.', { person: 'Jane Doe', newRole: 'Chief Financial Officer' }],
    ['new_leader', 'Leo Fischer has joined Vogtland Maschinen as Head of Sales.', { person: 'Leo Fischer', newRole: 'Head of Sales' }],
    ['award', 'Acme won the Logistics Innovation Award 2026.', { award: 'the Logistics Innovation Award 2026' }],
    ['award', 'Acme was named one of the best places to work in 2025', { honour: 'one of the best places to work' }],
    ['partnership', 'Acme partnered with Maersk to offer green shipping.', { partner: 'Maersk' }],
    ['regulation', 'Acme is preparing for NIS2.', { rule: 'NIS2' }],
    ['regulation', 'Acme is ISO 27001 certified.', { certificate: 'ISO 27001' }],
    ['tool_in_use', 'Acme uses HubSpot for its sales team.', { tool: 'HubSpot' }],
    ['customer_named', 'Customers include Siemens, Bosch and Miele.', { customer: 'Siemens', oneCustomer: 'Siemens' }],
    ['content_published', 'Acme published a guide on cold chain compliance.', { topic: 'cold chain compliance', format: 'guide' }],
    ['size', 'Acme has 140 employees.', { size: '140 employees' }],
    ['description', 'Acme makes packaging machines for dairies.', { does: 'make packaging machines for dairies' }],
    ['description', 'We help hospitals plan their shifts, so that nurses sleep.', { does: 'help hospitals plan their shifts' }],
    ['description', 'Acme is a family-owned haulier in northern Portugal.', { isA: 'a family-owned haulier in northern Portugal' }],
  ]
  for (const [kind, claim, slots] of rows) assert.deepEqual(JSON.parse(JSON.stringify(cut(kind, claim))), slots, claim)
})

test('a slot never holds a number or a name that the source does not', () => {
  fc.assert(
    fc.property(fc.constantFrom(...factKinds), fc.array(fc.constantFrom('Acme', 'raised', '$4m', 'hiring', 'for', '{x}', 'in', 'Leeds', 'the', '12', 'opened', 'a', 'Head', 'of', 'Sales', 'Jane', 'Doe', 'as', '.', ',', '<b>', 'won', '"Title here now"', 'https://x.example'), { maxLength: 14 }), (kind, words) => {
      const claim = words.join(' ')
      for (const [name, value] of Object.entries(cut(kind, claim))) {
        assert.doesNotMatch(value, /[{}<>]|https?:/, name)
        for (const part of value.match(/\d+|\p{Lu}\p{L}+/gu) ?? []) assert.ok(claim.includes(part), `${value} ⊄ ${claim}`)
      }
    }),
    { numRuns: 400 },
  )
})
