import assert from 'node:assert/strict'
import { test } from 'node:test'
import { isClause, knownWords, painSlots } from './pains.ts'
import { offer } from './fifty.test-data.ts'

const form = (text: string): string => {
  const slots = painSlots(text, knownWords(offer, 'Acme'))
  return slots.painThat ? 'clause' : slots.painThing ? 'thing' : slots.pain ? 'either' : 'none'
}

test('a pain is told by its form, and what is unclear stands only after a colon', () => {
  for (const text of ['new sales reps take months until their first good quote', 'Quotes wait for one person who knows the prices', 'Every manager trains in another way, so nobody knows what works.', 'New salespeople need five months until they sell like the others.', 'nobody knows which deal is real', 'Reports cost us two days a month', "Invoices don't get paid on time", 'They never answer in time'])
    assert.equal(form(text), 'clause', text)
  for (const text of ['slow quotes', 'losing deals to whoever answers first', 'Manual data entry', 'high staff turnover', 'too many spreadsheets', 'missed calls', 'rising energy costs', 'spending Fridays on reports'])
    assert.equal(form(text), 'thing', text)
  for (const text of ['the gap between what marketing promises and sales', 'long onboarding, so reps ramp late'])
    assert.equal(form(text), 'either', text)
  for (const text of ['One thing. And another thing', 'Is it slow?', ''])
    assert.equal(form(text), 'none', text)
})

test('a first letter is made small only where no name begins', () => {
  const { lower, isStory } = knownWords({ ...offer, name: 'Tidewater', oneLiner: 'We replace Salesforce reports.' }, 'Acme')
  for (const [text, said] of [['Slow quotes', 'slow quotes'], ['Salesforce data is stale', 'Salesforce data is stale'], ['Northwind cut its time', 'Northwind cut its time'], ['Used by 140 firms', 'used by 140 firms'], ['CRM data is stale', 'CRM data is stale'], ['Acme’s reports are late', 'Acme’s reports are late'], ['A logistics company cut its time', 'a logistics company cut its time']] as const) assert.equal(lower(text), said)
  assert.ok(isStory('A logistics company of 300 people cut the time to the first deal'))
  assert.ok(!isStory('Used by 140 manufacturers'))
  assert.ok(isClause('deals slip'))
})
