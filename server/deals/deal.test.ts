import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { converted, flagsOf, goodCurrency, goodDay, missingFor, spokenMoney, sumOfLine, type Rate } from './deal.ts'
import { coverageOf } from './committee.ts'
import { rankBetween, ranks, tooLong } from './rank.ts'
import { stays } from './showing.ts'

test('a day is a day, and what is none is told why', () => {
  assert.equal(goodDay('2026-09-30', 'closeOn', 'The close date'), '2026-09-30')
  for (const [text, sentence] of [
    ['20025-03-01', 'The close date 20025-03-01 lies in the year 20025. Did you mean 2025?'], ['2026-02-31', 'The close date 2026-02-31 is not in the calendar.'],
    ['31.12.2026', 'The close date “31.12.2026” is not a date. Write it like 2026-09-30.'], ['0026-05-05', 'The close date 0026-05-05 lies in the year 26. Deals live between 1990 and 2100.'], ['soon', 'The close date “soon” is not a date. Write it like 2026-09-30.'],
  ] as const) assert.throws(() => goodDay(text, 'closeOn', 'The close date'), { message: sentence })
})

test('a currency is a code that exists', () => {
  assert.equal(goodCurrency(' eur '), 'EUR')
  for (const text of ['EURO', '€', 'XXY', '', 'dollars']) assert.throws(() => goodCurrency(text), /is not a currency. Use a code of three letters/)
  assert.deepEqual([spokenMoney(120_000, 'EUR'), spokenMoney(5000, 'JPY'), spokenMoney(1234, 'KWD')], ['1,200.00 EUR', '5,000 JPY', '1.234 KWD'])
})

test('amounts go into the report currency by the rate of their day, either way round, with the digits of both', () => {
  const rates: Rate[] = [{ currency: 'USD', into: 'EUR', validFrom: '2026-01-01', rate: 0.9 }, { currency: 'USD', into: 'EUR', validFrom: '2026-06-01', rate: 0.8 }, { currency: 'EUR', into: 'JPY', validFrom: '2026-01-01', rate: 160 }]
  assert.equal(converted(10_000, 'USD', 'EUR', '2026-05-31', rates), 9000)
  assert.equal(converted(10_000, 'USD', 'EUR', '2026-06-01', rates), 8000)
  assert.equal(converted(10_000, 'USD', 'EUR', '2020-01-01', rates), 9000) // older than every rate: the oldest there is
  assert.equal(converted(16_000, 'JPY', 'EUR', '2026-02-01', rates), 10_000) // 16,000 yen are 100 euros
  assert.equal(converted(1, 'GBP', 'EUR', '2026-02-01', rates), null)
})

test('a line costs quantity times price less discount; what is left is that less its cost', () => {
  assert.deepEqual(sumOfLine({ quantity: 3, priceMinor: 10_000, costMinor: 4000, discount: 10 }), { sumMinor: 27_000, marginMinor: 15_000 })
  assert.deepEqual(sumOfLine({ quantity: 1.5, priceMinor: 333, costMinor: null, discount: 0 }), { sumMinor: 500, marginMinor: null })
})

const quiet = { closedAt: null, stageSince: new Date('2026-03-01T00:00:00Z'), lastActivityAt: new Date('2026-03-01T00:00:00Z'), nextStep: 'Call', nextStepOn: null, closeOn: '2026-04-01', closePushes: 0 }
test('a deal says by itself what is wrong with it', () => {
  const at = (day: string) => [new Date(`${day}T12:00:00Z`), day] as const
  assert.deepEqual(flagsOf(quiet, 14, ...at('2026-03-10')), [])
  assert.deepEqual(flagsOf(quiet, 14, ...at('2026-03-16')), ['stale'])
  assert.deepEqual(flagsOf({ ...quiet, lastActivityAt: new Date('2026-03-15T00:00:00Z') }, 14, ...at('2026-03-16')), [])
  assert.deepEqual(flagsOf({ ...quiet, nextStep: null, closePushes: 3 }, null, ...at('2026-04-02')), ['noNextStep', 'overdue', 'pushed'])
  assert.deepEqual(flagsOf({ ...quiet, nextStep: null, closedAt: new Date('2026-03-02T00:00:00Z') }, 1, ...at('2026-05-02')), [])
})

test('a stage names what it still wants', () => {
  const deal = { amountMinor: null, closeOn: null, companyId: 'c', leadId: null, ownerId: null, nextStep: null }
  assert.deepEqual(missingFor({ required: ['amount', 'company', 'decisionMaker', 'lines'] }, deal, { lines: 0, roles: ['user'], people: 1 }), ['amount', 'decisionMaker', 'lines'])
  assert.deepEqual(missingFor({ required: ['amount', 'decisionMaker', 'lines'] }, { ...deal, amountMinor: 0 }, { lines: 1, roles: ['decision_maker'], people: 1 }), [])
})

test('a deal that hangs on one person says so', () => {
  const now = new Date('2026-03-31T00:00:00Z'), person = (firstName: string, at: string | null, role: 'champion' | null = null) => ({ firstName, lastName: null, email: 'x@example.com', role, lastAnswerAt: at ? new Date(at) : null })
  assert.match(coverageOf([person('Dana', '2026-03-20', 'champion'), person('Mo', '2026-02-01')], true, now).warning ?? '', /^Only Dana answered in the last 30 days/)
  assert.equal(coverageOf([person('Dana', '2026-03-20', 'champion'), person('Mo', '2026-03-02')], true, now).warning, 'No decision maker yet.')
  assert.equal(coverageOf([person('Dana', '2026-03-20')], false, now).warning, null)
})

test('a stay lasts until the next, the last until now', () => {
  const row = (at: string, toName: string) => ({ toStageId: 's', toName, toKind: 'open' as const, at: new Date(at), byName: null, why: null })
  assert.deepEqual(stays([row('2026-03-01T00:00:00Z', 'New'), row('2026-03-03T12:00:00Z', 'Meeting')], new Date('2026-03-10T12:00:00Z')).map((s) => [s.stage, s.days]), [['New', 2.5], ['Meeting', 7]])
})

test('between two keys there is always room, however cards are dropped', () => {
  fc.assert(fc.property(fc.array(fc.nat(), { maxLength: 200 }), (places) => {
    const column: string[] = ranks(3)
    for (const at of places) {
      const i = at % (column.length + 1)
      column.splice(i, 0, rankBetween(column[i - 1] ?? null, column[i] ?? null))
    }
    assert.deepEqual(column, column.toSorted((a, b) => (a < b ? -1 : 1)))
    assert.equal(new Set(column).size, column.length)
  }))
  let key = rankBetween(null, null), drops = 0
  const end = rankBetween(key, null)
  while (!tooLong(key)) { key = rankBetween(key, end); drops++ }
  assert.ok(drops > 300, `numbered anew after ${drops} drops at one place`)
})
