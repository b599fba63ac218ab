import assert from 'node:assert/strict'
import { test } from 'node:test'
import fc from 'fast-check'
import { attachment, csvCell, csvLine, withoutApostrophe } from './csv.ts'

const unquote = (cell: string) => cell.slice(1, -1).replaceAll('""', '"')

test('a cell that a spreadsheet would run gets an apostrophe', () => {
  for (const evil of ['=1+1', '+1', '-1', '@SUM(A1)', '|cmd', '%x', '＝1', '＋1', '－1', '＠x', ' =1', '\u200b=1', '\ufeff=1', '\t=1', '\r1', '\n1', '\u0001@x', "'=1", "''=1"])
    assert.equal(unquote(csvCell(evil))[0], "'", JSON.stringify(evil))
  for (const plain of ['Dana', '0', "O'Neil", "'quoted'", 'a=b', '']) assert.equal(unquote(csvCell(plain)), plain)
  assert.equal(csvCell(-5), '"-5"')
})

test('reading back gives the very text that was written', () => {
  const text = fc.array(fc.constantFrom("'", '=', '+', '-', '@', '＝', ' ', '\t', '"', 'a', '\ufeff', '|', '%', '\n'), { maxLength: 6 }).map((parts) => parts.join(''))
  fc.assert(fc.property(text, (value) => withoutApostrophe(unquote(csvCell(value))) === value), { numRuns: 5000 })
})

test('a line is quoted whole and ends as spreadsheets expect', () => {
  assert.equal(csvLine(['a"b', 1, null]), '"a""b","1",""\r\n')
})

test('a file name cannot break out of its header', () => {
  assert.doesNotMatch(attachment('a"\r\nSet-Cookie: x.csv'), /[\r\n]/)
})
