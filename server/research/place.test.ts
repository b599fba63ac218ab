import assert from 'node:assert/strict'
import { test } from 'node:test'
import { inferPlace, type PlaceHints } from './place.ts'
import { areaCodes, cities, countries, states } from './place-tables.ts'

const told: [PlaceHints, string | null, string | null, string | null][] = [
  [{ country: 'Germany' }, 'DE', 'Europe/Berlin', 'de'],
  [{ country: 'deutschland' }, 'DE', 'Europe/Berlin', 'de'],
  [{ city: 'Austin, TX' }, 'US', 'America/Chicago', 'en'],
  [{ city: 'Austin', country: 'US' }, 'US', 'America/Chicago', 'en'],
  [{ city: 'Zürich' }, 'CH', 'Europe/Zurich', 'de'],
  [{ city: 'Berlin', country: 'United States' }, 'US', 'America/New_York', 'en'],
  [{ phone: '+49 (0)30 1234567' }, 'DE', 'Europe/Berlin', 'de'],
  [{ phone: '0046 8 123456' }, 'SE', 'Europe/Stockholm', 'sv'],
  [{ phone: '+1 (415) 555-0100' }, 'US', 'America/Los_Angeles', 'en'],
  [{ phone: '+1 999 555 0100' }, null, null, null],
  [{ phone: '030 1234567' }, null, null, null],
  [{ email: 'dana@acme.co.uk' }, 'GB', 'Europe/London', 'en'],
  [{ website: 'acme.fr' }, 'FR', 'Europe/Paris', 'fr'],
  [{ website: 'https://acme.io' }, null, null, null],
  [{ email: 'a@acme.com' }, null, null, null],
  [{}, null, null, null],
  [{ country: 'Germany', phone: '+33 1 23' }, 'DE', 'Europe/Berlin', 'de'],
  [{ city: 'Springfield', country: 'USA', phone: '+1 217 555 0100' }, 'US', 'America/Chicago', 'en'],
]
for (const [hints, country, zone, language] of told)
  test(`place of ${JSON.stringify(hints)}`, () => {
    const place = inferPlace(hints)
    assert.deepEqual([place.country?.value ?? null, place.timeZone?.value ?? null, place.language?.value ?? null], [country, zone, language])
    for (const guess of [place.country, place.timeZone, place.language]) if (guess) assert.ok(guess.rule.length > 10 && guess.confidence > 0 && guess.confidence < 1, JSON.stringify(guess))
  })

test('a country with several time zones is a weak guess, clues that agree make a stronger one', () => {
  assert.ok(inferPlace({ country: 'USA' }).timeZone!.confidence < 0.5)
  assert.ok(inferPlace({ country: 'Germany', phone: '+49 30 1', email: 'a@acme.de' }).country!.confidence > inferPlace({ email: 'a@acme.de' }).country!.confidence)
})

test('every time zone in the tables exists', () => {
  const zones = [...countries.map((c) => c.timeZone), ...[...cities.values(), ...states.values(), ...areaCodes.values()].map((v) => v.timeZone)]
  for (const timeZone of new Set(zones)) assert.doesNotThrow(() => new Intl.DateTimeFormat('en', { timeZone }), timeZone)
})
