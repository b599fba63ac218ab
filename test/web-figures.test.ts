// Figures are typed as they are shown, and months end where they do.
import assert from 'node:assert/strict'
import { test } from 'node:test'
import { lastDayOf } from '../web/deals/month.ts'
import { separatorsOf } from '../web/ui/formats.ts'

test('what stands between figures is the language’s own', () => {
  assert.deepEqual(['en-GB', 'de-DE', 'es-ES'].map((language) => Object.values(separatorsOf(language))), [[',', '.'], ['.', ','], ['.', ',']])
  // A field that had one sign for both could not be typed into.
  for (const language of ['en', 'de', 'de-CH', 'fr', 'es', 'pt-PT', 'pl', 'sv', 'en-IN', 'ar-EG', 'ja']) {
    const { thousandSeparator, decimalSeparator } = separatorsOf(language)
    assert.notEqual(thousandSeparator, decimalSeparator, language)
  }
})

test('a month ends on its last day, in every kind of year', () => {
  assert.deepEqual(['2026-02', '2028-02', '2026-04', '2026-12'].map(lastDayOf), ['2026-02-28', '2028-02-29', '2026-04-30', '2026-12-31'])
})
